"""Ask Korean documents a question; every claim of the answer cites the exact words."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from rag.answering import Answer, AnswerStatus, Citation, Claim
    from rag.errors import RagError
    from rag.index import Passage
    from rag.opening import answer
    from rag.pipeline import RagPipeline
    from rag.retrieval import RetrievedPassage
    from rag.settings import Settings
    from rag.sources import Document
else:
    # At their first use: to say how it is called, the command line needs none of them.
    _MODULE_OF = {
        "Answer": "rag.answering",
        "AnswerStatus": "rag.answering",
        "Citation": "rag.answering",
        "Claim": "rag.answering",
        "Document": "rag.sources",
        "Passage": "rag.index",
        "RagError": "rag.errors",
        "RagPipeline": "rag.pipeline",
        "RetrievedPassage": "rag.retrieval",
        "Settings": "rag.settings",
        "answer": "rag.opening",
    }

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value = getattr(import_module(_MODULE_OF[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


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
