"""The import graph is the flow of a question: a module imports only from those above it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rag

PACKAGE = Path(rag.__file__).parent

CONTRIBUTING = PACKAGE.parent / "CONTRIBUTING.md"


def told_order() -> list[str]:
    """The modules of the table in CONTRIBUTING.md, top to bottom; a package counts as one."""
    _, table = CONTRIBUTING.read_text(encoding="utf-8").split("| `rag/` |")
    rows = re.findall(r"^\| (`[^|]*`) \|", table.partition("\n\n")[0], re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([a-z_]+)(?:\.py|/)`", row)]
    return [name for name in named if name != "models"]  # which holds no code


ORDER = [*told_order(), "__init__", "__main__"]

# Seconds to import each; allowed only inside the functions that need them.
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "gradio",
    "faiss",
    "kiwipiepy",
    "bm25s",
    "tokenizers",
    "tqdm",
    "openai",
    "onnxruntime",
}


def modules() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).with_suffix("").parts[0]
        found.setdefault(name, []).append(path)
    return found


def imported_modules(path: Path) -> set[str]:
    """Modules of this package that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            parts = node.module.split(".")
            if parts[0] == "rag":
                names.update([parts[1]] if len(parts) > 1 else [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            names.update(
                alias.name.split(".")[1] for alias in node.names if alias.name.startswith("rag.")
            )
    return names


def test_every_module_has_its_place() -> None:
    assert sorted(modules()) == sorted(ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_imports_point_upwards(module: str) -> None:
    above = {*ORDER[: ORDER.index(module)], module}
    for path in modules()[module]:
        assert imported_modules(path) <= above, path


def test_every_package_is_in_the_wheel() -> None:
    settings = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {path.parent.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*.py")}
    assert settings["tool"]["setuptools"]["packages"] == sorted(".".join(f.parts) for f in folders)


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = (
        "import sys, rag, rag.cli, app; print(' '.join({m.split('.')[0] for m in sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    ).stdout.split()
    assert HEAVY.isdisjoint(loaded)
