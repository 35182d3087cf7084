"""The import graph is the flow of a question: a room imports only from those above it."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
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


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Modules of this package that a file imports, anywhere in it, by their full names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            modules = {f"{node.module}.{alias.name}" for alias in node.names} & set(FILES)
            # A room gives names; its own files and those above rooms name modules.
            inside = module_name(path).startswith(f"{node.module}.") or node.module == "rag"
            names.update(modules if modules and inside else [node.module])
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names & set(FILES)


FILES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
ROOMS = {
    name for name, path in FILES.items() if path.name == "__init__.py" and name.count(".") == 1
}


def top(name: str) -> str:
    """The part of a module's name that stands in the table."""
    return name.split(".")[1] if "." in name else "__init__"


def test_every_module_has_its_place() -> None:
    assert sorted({top(name) for name in FILES}) == sorted(ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_imports_point_upwards(module: str) -> None:
    above = {*ORDER[: ORDER.index(module)], module, "__init__"}
    for name, path in FILES.items():
        if top(name) == module:
            assert {top(other) for other in imports(path)} <= above, path


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_no_room_reaches_past_anothers_face(room: str) -> None:
    for name, path in FILES.items():
        for other in imports(path):
            assert not other.startswith(f"{room}.") or name.startswith(room), path


def test_no_two_modules_import_each_other() -> None:
    graph = {name: imports(path) - {name, "rag"} for name, path in FILES.items()}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_room_says_what_it_is_for_and_what_it_gives(room: str) -> None:
    tree = ast.parse(FILES[room].read_text(encoding="utf-8"))
    said = ast.get_docstring(tree)
    assert said is not None
    assert "\n" not in said
    assert sorted(importlib.import_module(room).__all__)


def test_every_package_is_in_the_wheel() -> None:
    settings = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {path.parent.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*.py")}
    assert settings["tool"]["setuptools"]["packages"] == sorted(".".join(f.parts) for f in folders)


def test_importing_the_package_loads_nothing_heavy() -> None:
    names = "' '.join({m.split('.')[0] for m in sys.modules})"
    script = f"import sys, rag.cli, rag.web, app; print({names})"
    loaded = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    ).stdout.split()
    assert HEAVY.isdisjoint(loaded)
