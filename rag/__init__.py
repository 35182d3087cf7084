"""Ask Korean documents a question; every claim of the answer cites the exact words."""

from rag.answering import Answer, AnswerStatus, Citation, Claim
from rag.documents import Document
from rag.errors import RagError
from rag.passages import Passage
from rag.pipeline import RagPipeline, answer
from rag.retrieval import RetrievedPassage
from rag.settings import Settings

__all__ = [
    "Answer",
    "AnswerStatus",
    "Citation",
    "Claim",
    "Document",
    "Passage",
    "RagError",
    "RagPipeline",
    "RetrievedPassage",
    "Settings",
    "answer",
]
