"""Files in; documents out."""

from rag.sources.document import (
    HEADING_SEPARATOR,
    NAMING,
    OPENS_SECTION,
    Block,
    BlockKind,
    Document,
)
from rag.sources.files import exists, named_paths, sources_digest
from rag.sources.formats import suffixes
from rag.sources.letters import is_greeting
from rag.sources.lines import (
    credits_picture,
    mark_style,
    speaker_in,
    takes_tips,
)
from rag.sources.loading import (
    LeftOut,
    LoadReport,
    load_documents,
    read_content,
    read_sources,
)
from rag.sources.writing_out import NOWHERE, WrittenOut, quote_start, write_out

__all__ = [
    "HEADING_SEPARATOR",
    "NAMING",
    "NOWHERE",
    "OPENS_SECTION",
    "Block",
    "BlockKind",
    "Document",
    "LeftOut",
    "LoadReport",
    "WrittenOut",
    "credits_picture",
    "exists",
    "is_greeting",
    "load_documents",
    "mark_style",
    "named_paths",
    "quote_start",
    "read_content",
    "read_sources",
    "sources_digest",
    "speaker_in",
    "suffixes",
    "takes_tips",
    "write_out",
]
