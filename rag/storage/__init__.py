"""An index's files in; generations on disk out: built aside, swapped in by one rename, checked."""

from rag.storage.folder import (
    checked_manifest,
    is_index_folder,
    read_current,
    recorded_sources,
    refuse_foreign,
    write_generation,
)
from rag.storage.manifest import Manifest
from rag.storage.problems import corrupt, mismatch, rebuild_command

__all__ = [
    "Manifest",
    "checked_manifest",
    "corrupt",
    "is_index_folder",
    "mismatch",
    "read_current",
    "rebuild_command",
    "recorded_sources",
    "refuse_foreign",
    "write_generation",
]
