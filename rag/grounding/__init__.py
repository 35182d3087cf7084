"""A claim and what it cites in; whether that bears it out, and why not, out; and yes or no."""

from rag.grounding.checking import Verdict, check_claim
from rag.grounding.deciding import Decision, load_decider
from rag.grounding.judging import load_judge
from rag.grounding.lexicon import stance

__all__ = ["Decision", "Verdict", "check_claim", "load_decider", "load_judge", "stance"]
