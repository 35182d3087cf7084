"""The wheel holds all that the package needs: installed away from the checkout, it answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from chat_program import ROOT, page_of, running

import rag
from rag.web.handlers import TITLE

pytestmark = pytest.mark.slow

SITE = "import sysconfig; print(sysconfig.get_path('purelib'))"
NOTE = "새 다리 개통\n\n가람시는 3월 5일 새 다리를 열었다.\n\n다리 공사비는 350억원이다.\n"
QUESTION = "다리 공사비는 얼마야?"
ANSWER = "다리 공사비는 350억원이다. [1]"


def run(
    *command: object, folder: Path = ROOT, env: dict[str, str] | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: what an earlier build left beside the package would get into it."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "rag", source / "rag", ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", out]
    run(sys.executable, "-m", "pip", "wheel", *options, source)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``rag`` in an environment that holds the wheel, and finds what it needs in this one."""
    environment = tmp_path_factory.mktemp("environment")
    python = environment / "bin" / "python"
    run(sys.executable, "-m", "venv", "--without-pip", environment)
    options = ["--no-deps", "--no-index"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel)
    # Named in a .pth file, a folder's own .pth files are not read: the checkout stays unknown.
    site = Path(run(python, "-c", SITE).stdout.strip())
    (site / "dependencies.pth").write_text(run(sys.executable, "-c", SITE).stdout)
    return environment / "bin" / "rag"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has set nothing."""
    unset = ("RAG_", "PYTHON", "XDG_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(unset)}
    return {**plain, "HOME": str(tmp_path / "home")}


@pytest.fixture
def indexed(program: Path, home: dict[str, str], tmp_path: Path) -> Path:
    """A folder somewhere, after ``rag index`` in another."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "bridge.txt").write_text(NOTE, encoding="utf-8")
    run(program, "index", "notes", folder=tmp_path, env=home)
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    files = [path for path in (ROOT / "rag").rglob("*") if path.is_file()]
    expected = {str(path.relative_to(ROOT)) for path in files if path.suffix != ".pyc"}
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert {name for name in packed if ".dist-info/" not in name} == expected


def test_its_own_files_run(program: Path, home: dict[str, str], tmp_path: Path) -> None:
    where = [program.with_name("python"), "-c", "import rag; print(rag.__file__)"]
    shown = run(*where, folder=tmp_path, env=home).stdout
    assert shown.startswith(str(program.parent.parent))
    version = run(program, "--version", folder=tmp_path, env=home).stdout
    assert version == f"rag {rag.__version__}\n"


def test_before_anything_is_indexed_both_languages_say_what_to_type(
    program: Path, home: dict[str, str], tmp_path: Path
) -> None:
    said = run(program, "ask", QUESTION, folder=tmp_path, env=home, code=1).stderr
    assert "rag index FOLDER\n" in said
    assert "rag index 폴더\n" in said


def test_what_was_indexed_is_asked_from_any_folder(
    program: Path, home: dict[str, str], indexed: Path
) -> None:
    assert ANSWER in run(program, "ask", QUESTION, folder=indexed, env=home).stdout
    code = f"from rag import answer; print(answer({QUESTION!r}))"
    python = program.with_name("python")
    assert ANSWER in run(python, "-c", code, folder=indexed, env=home).stdout
    assert list(indexed.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise on Windows")
def test_the_chat_is_served_from_any_folder_and_opened(
    program: Path, home: dict[str, str], indexed: Path
) -> None:
    browser = indexed / "browser"
    browser.write_text('#!/bin/sh\necho "$1" >opened\n')
    browser.chmod(0o755)
    command = [str(program), "chat", "--port", "0", "--open"]
    with running(command, indexed, {**home, "BROWSER": f"{browser} %s"}) as address:
        assert TITLE in page_of(address)
        assert (indexed / "opened").read_text() == f"{address}\n"


def test_its_types_are_known_to_who_uses_it(program: Path, tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text("import rag\n")
    # As if it were an error: to look into all that the package imports would take a minute.
    options = ["--follow-imports=error", "--python-executable", program.with_name("python")]
    shown = run(sys.executable, "-m", "mypy", *options, "user.py", folder=tmp_path, code=1).stdout
    assert 'Import of "rag" ignored' in shown
    assert "py.typed" not in shown
