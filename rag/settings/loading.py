"""Settings from the environment, a bad value turned into an error that names it."""

from __future__ import annotations

import logging
import os
from difflib import get_close_matches
from functools import cache

from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings.fields import PREFIX, Settings

_LOG = logging.getLogger(__name__)
# Settings that no error shows.
_SECRETS = {("openai_api_key",), ("auth",)}


def load_settings(**overrides: object) -> Settings:
    """Read the settings and turn a bad value into an error that names it.

    A variable that looks like a setting and is none is warned of, once.

    Args:
        overrides: Settings that win over the environment; ``None`` means not given.

    Raises:
        SettingsError: If a value cannot be used.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for variable in sorted(os.environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            _warn_unknown(variable)
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        problems = "; ".join(
            f"RAG_{'.'.join(map(str, e['loc'])).upper()}={_shown(e['loc'], e['input'])}: {e['msg']}"
            for e in error.errors()
        )
        raise SettingsError(
            f"a setting cannot be used: {problems}; correct it or unset it",
            korean=f"설정값을 쓸 수 없습니다: {problems}",
        ) from error


@cache
def _warn_unknown(variable: str) -> None:
    """Say that a variable has no effect, and which was perhaps meant; once a process."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    meant = get_close_matches(variable.upper(), known, n=1)
    _LOG.warning(
        "%s is no setting and has no effect%s", variable, f"; meant: {meant[0]}?" if meant else ""
    )


def _shown(place: tuple[int | str, ...], value: object) -> str:
    """Show a bad value; a key is not for a log."""
    return "(not shown)" if place in _SECRETS else repr(value)
