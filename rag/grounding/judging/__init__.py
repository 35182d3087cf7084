"""How likely what is cited bears a claim out, all in all."""

from rag.grounding.judging.features import FEATURES, describe
from rag.grounding.judging.found import missing_words
from rag.grounding.judging.model import DEFAULT_JUDGE, ClaimJudge, load_judge
from rag.grounding.judging.trees import Trees, read_folder

__all__ = [
    "DEFAULT_JUDGE",
    "FEATURES",
    "ClaimJudge",
    "Trees",
    "describe",
    "load_judge",
    "missing_words",
    "read_folder",
]
