"""Windows of text in, the sentences that answer and how sure it is out."""

from rag.reading.evidence import Band, Evidence, Reading
from rag.reading.finding import Finder
from rag.reading.reader import Reader

__all__ = ["Band", "Evidence", "Finder", "Reader", "Reading"]
