"""Files in; documents out."""

from rag.sources.document import HEADING_SEPARATOR, Block, BlockKind, Document
from rag.sources.loading import exists, load_documents, named_paths, sources_digest

__all__ = [
    "HEADING_SEPARATOR",
    "Block",
    "BlockKind",
    "Document",
    "exists",
    "load_documents",
    "named_paths",
    "sources_digest",
]
