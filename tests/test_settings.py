from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import rag
from rag.errors import SettingsError
from rag.settings import Settings, load_settings


def test_environment_is_read_and_arguments_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_PORT", "7999")
    monkeypatch.setenv("RAG_SOURCES", "/문서")
    assert Settings().port == 7999
    assert Settings().sources == Path("/문서")
    assert Settings(port=1).port == 1


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    unset = getattr(Settings(), name)
    monkeypatch.setenv(f"RAG_{name.upper()}", "")
    expected = "" if name.endswith("_prompt") else unset  # no prompt is a choice, too
    assert getattr(load_settings(), name) == expected


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_the_defaults_need_no_network() -> None:
    assert Settings().allow_network is False
    assert Settings().embedding_model == "default"


def test_a_key_is_not_shown() -> None:
    assert "sesame" not in repr(Settings(openai_api_key="sesame"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAG_PORT", "lots"),
        ("RAG_MAX_FILE_MB", "0"),
        ("RAG_PORT", "70000"),
        ("RAG_PASSAGE_CHARS", "5"),
        ("RAG_GENERATOR", "gpt"),
        ("RAG_GENERATOR", "openai:"),
        ("RAG_GENERATOR_DEVICE", "toaster"),
        ("RAG_EMBEDDING_DEVICE", "toaster"),
        ("RAG_RERANKER_DEVICE", "cpu:x"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name}='{value}'") as caught:
        load_settings()
    assert value in caught.value.korean


@pytest.mark.parametrize(
    ("name", "hint"),
    [("RAG_INDEX", "; meant: RAG_INDEX_DIR?"), ("RAG_RERANKR", "; meant: RAG_RERANKER?")],
)
def test_a_variable_that_is_no_setting_is_warned_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str, hint: str
) -> None:
    monkeypatch.setenv(name, "foo")
    monkeypatch.setenv("RAG_PORT", "7999")
    load_settings()
    load_settings()
    assert [entry.getMessage() for entry in caplog.records] == [
        f"{name} is no setting and has no effect{hint}"
    ]


def test_a_bad_key_is_not_shown() -> None:
    with pytest.raises(SettingsError, match="RAG_OPENAI_API_KEY") as caught:
        load_settings(openai_api_key=["sesame"])
    assert "sesame" not in str(caught.value) + caught.value.korean


def test_outside_a_checkout_nothing_lies_beside_the_package(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    shutil.copytree(
        Path(rag.__file__).parent, site / "rag", ignore=shutil.ignore_patterns("models", "*.pyc")
    )
    done = subprocess.run(
        [sys.executable, "-c", "import rag.cli; raise SystemExit(rag.cli.main(['ask', '뭐야?']))"],
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith("RAG_")},
            "PYTHONPATH": str(site),
            "HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    korean, english = done.stderr.splitlines()
    assert "name a folder of text files with: rag index FOLDER" in english
    assert korean.endswith("rag index 폴더")
    assert str(site) not in done.stderr
    assert str(tmp_path) in done.stderr
    assert "korean-document-chat" in done.stderr
