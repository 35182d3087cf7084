"""What the cards of all models have in common: the files they describe, and where they lie."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def write_with_card(
    folder: Path,
    files: Sequence[str],
    metrics: dict[str, Any],
    render: Callable[[dict[str, Any]], str],
) -> None:
    """Write ``metrics.json`` and ``README.md``.

    Args:
        folder: The model folder, complete but for these two.
        files: Names of the files that make the model; their digests and size are added.
        metrics: The figures.
        render: Makes the card's text of all of it.
    """
    metrics["files"] = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files
    }
    metrics["bytes"] = sum((folder / name).stat().st_size for name in files)
    text = json.dumps(metrics, indent=2, ensure_ascii=False)
    (folder / "metrics.json").write_text(text + "\n", encoding="utf-8")
    (folder / "README.md").write_text(render(metrics), encoding="utf-8")


def file_rows(metrics: dict[str, Any]) -> str:
    """Rows of a table of the files with their digests."""
    return "\n".join(f"| `{name}` | `{digest}` |" for name, digest in metrics["files"].items())
