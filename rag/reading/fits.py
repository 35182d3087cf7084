"""Which things answer which questions: what was counted in answers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """How much likelier a trait is in answers to such questions than in other spans.

    Log odds, learned from answers; a pair never seen is absent.

    Attributes:
        kind_type: By kind of question and span type.
        focus_type: By the noun asked for and span type.
        focus_tail: By the noun asked for and the span's last character.
        kind_particle: By kind of question, its particle, and what follows the span.
        kind_tail: By kind of question and the span's last character.
        kind_start: By kind of question and the span's first character.
    """

    kind_type: dict[str, float]
    focus_type: dict[str, float]
    focus_tail: dict[str, float]
    kind_particle: dict[str, float]
    kind_tail: dict[str, float]
    kind_start: dict[str, float]

    @classmethod
    def load(cls, path: Path) -> Fits:
        """Read ``fits.json``."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path) -> None:
        """Write ``fits.json``; odds are kept to two decimals."""
        tables = {
            name: {key: round(odds, 2) for key, odds in sorted(table.items()) if round(odds, 2)}
            for name, table in asdict(self).items()
        }
        path.write_text(
            json.dumps(tables, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )
