"""Picks the sentences that answer, and says how sure it is."""

from rag.reading.evidence import Evidence, Reading
from rag.reading.reader import Reader

__all__ = ["Evidence", "Reader", "Reading"]
