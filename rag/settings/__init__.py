"""The environment in; every setting, validated, or an error that names the wrong one, out."""

from rag.settings.fields import (
    BUNDLED_MODEL,
    DEFAULT_SOURCES,
    ENCODER_MODEL,
    FEEDBACK_FILE,
    Korean,
    Settings,
)
from rag.settings.loading import load_settings

__all__ = [
    "BUNDLED_MODEL",
    "DEFAULT_SOURCES",
    "ENCODER_MODEL",
    "FEEDBACK_FILE",
    "Korean",
    "Settings",
    "load_settings",
]
