"""How likely what is cited bears a claim out, all in all."""

from rag.grounding.judging.features import FEATURES, describe
from rag.grounding.judging.found import missing_words
from rag.grounding.judging.model import DEFAULT_JUDGE, ClaimJudge, load_judge

__all__ = ["DEFAULT_JUDGE", "FEATURES", "ClaimJudge", "describe", "load_judge", "missing_words"]
