"""What the READMEs say is what the program does."""

from __future__ import annotations

import re

import pytest

from benchmarks.readme import READMES, ROOT, filled, load_figures
from rag import Settings
from rag.embedding import load_embedder
from rag.reading import Reader


@pytest.mark.parametrize("name", READMES)
def test_blocks_are_as_the_program_writes_them(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == filled(name, text), "write them with: python -m benchmarks.readme"


def test_figures_were_measured_with_the_models_that_ship() -> None:
    figures = load_figures()
    again = "measure again with: python -m benchmarks.measure DATA"
    assert figures.embedder == load_embedder(Settings()).fingerprint, again
    assert figures.reader == Reader.load().fingerprint, again


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "index/README.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / name).parent / target).exists(), target
