"""The import graph is the flow of a question: a room imports only from those above it."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
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


FILES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in FILES.items()}
# Rooms, and the packages within them; each is entered through its face.
FACES = {name for name, path in FILES.items() if path.name == "__init__.py" and name != "rag"}


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    """All of a module; of the same text read once for all tests."""
    return tuple(ast.walk(ast.parse(text)))


def imports(name: str, text: str, names: set[str]) -> set[str]:
    """Modules of this package that a module imports, anywhere in it, by their full names."""
    found: set[str] = set()
    for node in nodes(text):
        match node:
            case ast.ImportFrom(module=str(module), level=0):
                modules = {f"{module}.{alias.name}" for alias in node.names} & names
                # A room gives names; its own files and those above rooms name modules.
                inside = name.startswith(f"{module}.") or module == "rag"
                found.update(modules if modules and inside else [module])
            case ast.ImportFrom():
                found.add("a relative import")
            case ast.Import():
                found.update(alias.name for alias in node.names if alias.name != "rag")
            case ast.Attribute(value=ast.Name(id="rag"), attr=attribute):
                found.update(["rag"] if attribute in rag.__all__ else [])
    return found & {*names, "a relative import"}


def top(name: str) -> str:
    """The part of a module's name that stands in the table."""
    return name.split(".")[1] if "." in name else "__init__"


def faults(texts: Mapping[str, str]) -> list[str]:
    """What is wrong with the imports of some modules, given their texts by name."""
    graph = {name: imports(name, text, {*texts}) for name, text in texts.items()}
    found = []
    for name, others in graph.items():
        above = {*ORDER[: ORDER.index(top(name)) + 1], "__init__"}
        for other in sorted(others):
            entered = {face for face in FACES if other.startswith(f"{face}.")}
            if other == "a relative import":
                found.append(f"{name} has {other}")
            elif top(other) not in above:
                found.append(f"{name} imports {other}, from below")
            elif any(not name.startswith(f"{face}.") for face in entered - {name}):
                found.append(f"{name} imports {other}, past a face")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found.append(f"a circle: {' '.join(error.args[1])}")
    return found


def test_every_module_has_its_place() -> None:
    assert sorted({top(name) for name in FILES}) == sorted(ORDER)


def test_what_is_told_to_lie_somewhere_does() -> None:
    _, table = CONTRIBUTING.read_text(encoding="utf-8").split("| what | where |")
    named = re.findall(r"`([a-z_/]+\.py)`", table.partition("\n\n")[0])
    assert len(named) > 20
    assert [name for name in named if not (PACKAGE / name).is_file()] == []


def test_imports_point_upwards_through_faces_and_in_no_circle() -> None:
    assert faults(TEXTS) == []


@pytest.mark.parametrize(
    ("module", "line", "fault"),
    [
        ("rag.korean.probe", "from rag.reading import Reader", "from below"),
        ("rag.korean.probe", "def f():\n    import rag.cli", "from below"),
        ("rag.reading.probe", "from rag.korean.moments import Moment", "past a face"),
        ("rag.web.probe", "from rag.web.api.routes import add_routes", "past a face"),
        ("rag.web.api.probe", "from rag.writing.generation import Message", "past a face"),
        ("rag.korean.moments", "def f():\n    from rag.korean import Moment", "a circle"),
        ("rag.korean.moments", "def f():\n    from rag.korean.resolving import x", "a circle"),
        ("rag.korean.moments", "def f():\n    from rag import Answer", "a circle"),
        ("rag.pipeline", "import rag\n\n\ndef f():\n    rag.answer()", "a circle"),
        ("rag.korean.probe", "from .moments import Moment", "a relative import"),
    ],
)
def test_a_wrong_import_is_found(module: str, line: str, fault: str) -> None:
    found = faults(TEXTS | {module: f"{TEXTS.get(module, '')}\n\n{line}\n"})
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize("room", sorted(FACES))
def test_every_room_says_what_it_is_for_and_what_it_gives(room: str) -> None:
    said = ast.get_docstring(ast.parse(TEXTS[room]))
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


@pytest.mark.parametrize("folder", ["training", "benchmarks"])
def test_what_a_recipe_takes_from_the_package_is_there(folder: str) -> None:
    missing = [
        f"{path.name}: {node.module}.{alias.name}"
        for path in sorted((PACKAGE.parent / folder).rglob("*.py"))
        for node in nodes(path.read_text(encoding="utf-8"))
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "rag"
        for alias in node.names
        if not hasattr(importlib.import_module(str(node.module)), alias.name)
        and f"{node.module}.{alias.name}" not in FILES
    ]
    assert missing == []
