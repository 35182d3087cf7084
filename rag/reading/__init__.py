"""Windows of text in, the sentences that answer and how sure it is out."""

from rag.reading.evidence import Band, Evidence, Reading
from rag.reading.header import about_document
from rag.reading.question import analyse_question
from rag.reading.reader import Reader

__all__ = ["Band", "Evidence", "Reader", "Reading", "about_document", "analyse_question"]
