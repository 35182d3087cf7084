"""A claim and what it cites in; whether that bears it out, and why not, out."""

from rag.grounding.checking import Verdict, check_claim
from rag.grounding.judging import load_judge
from rag.grounding.lexicon import stance

__all__ = ["Verdict", "check_claim", "load_judge", "stance"]
