"""Each generated sentence against exactly what it cites."""

from rag.grounding.checking import Verdict, check_claim

__all__ = ["Verdict", "check_claim"]
