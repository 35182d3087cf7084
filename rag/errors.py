"""Every error a user can meet: what was wrong, its value, the next command to type."""

from __future__ import annotations


class RagError(Exception):
    """Base of all errors raised on purpose by this package.

    Attributes:
        korean: The same message for a person who uses the chat.
    """

    def __init__(self, message: str, *, korean: str) -> None:
        """Keep both wordings.

        Args:
            message: English, for logs, the command line and callers: the wrong value and the
                next command.
            korean: Korean, for the chat: one or two plain sentences.
        """
        super().__init__(message)
        self.korean = korean


class SettingsError(RagError):
    """A setting has a value that cannot be used."""


class SourceError(RagError):
    """A source is missing, empty, or not text."""


class NothingIndexedError(SourceError):
    """There is no index yet, and nothing says what to build it from."""


class QuestionError(RagError):
    """The question is empty, too long, or holds nothing to look for."""


class ModelError(RagError):
    """A model is unknown, incomplete, or cannot be loaded."""


class IndexMissingError(RagError):
    """The folder holds no index."""


class IndexMismatchError(RagError):
    """The index was built with other sources, settings or models than are asked for now."""


class IndexCorruptError(RagError):
    """A file of the index is missing, damaged, or disagrees with the others."""


class IndexUnreadableError(RagError):
    """The index may be whole, but its owner lets nobody else read it."""


class IndexWriteError(RagError):
    """The index cannot be written: no permission, no room, or no such place."""


class EvaluationError(RagError):
    """The evaluation cases cannot be read or used."""


def reason_of(error: Exception) -> str:
    """Tell what another library says, on one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__
