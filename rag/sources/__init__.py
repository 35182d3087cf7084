"""Files in; documents out."""

from rag.sources.document import Document
from rag.sources.loading import exists, load_documents, named_paths, sources_digest

__all__ = ["Document", "exists", "load_documents", "named_paths", "sources_digest"]
