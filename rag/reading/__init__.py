"""Picks the sentences that answer, and says how sure it is."""

from rag.reading.evidence import Evidence, Reading

__all__ = ["Evidence", "Reading"]
