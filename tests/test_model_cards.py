"""A model card says what is measured in ``metrics.json``, of exactly the files that ship."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from rag.embedding import BUNDLED_MODEL_DIR, load_embedder
from rag.grounding.judging import DEFAULT_JUDGE
from rag.reading.reader import DEFAULT_READER
from rag.settings import Settings

CARD = (BUNDLED_MODEL_DIR / "README.md").read_text(encoding="utf-8")
METRICS = json.loads((BUNDLED_MODEL_DIR / "metrics.json").read_text(encoding="utf-8"))


def table_under(card: str, heading: str) -> list[list[str]]:
    """Rows of the first table after a heading, without its two head lines."""
    section = card.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shipped_files(folder: Path) -> dict[str, str]:
    """Digest of each file of a model folder but those about it."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"README.md", "metrics.json"}
    }


class TestEmbedder:
    def test_every_file_is_listed_with_its_digest(self):
        shipped = shipped_files(BUNDLED_MODEL_DIR)
        assert METRICS["files"] == shipped

    def test_card_lists_the_same_digests(self):
        listed = {name.strip("`"): digest.strip("`") for name, digest in table_under(CARD, "Files")}
        assert listed == METRICS["files"]

    def test_card_shows_the_measured_figures(self):
        shown = [row[1] for row in table_under(CARD, "Figures")]
        measured = list(METRICS["figures"].values())
        assert len(shown) == len(measured)
        for text, value in zip(shown, measured, strict=True):
            decimals = len(text.partition(".")[2])
            assert text == f"{value:.{decimals}f}"

    def test_card_shows_the_measured_weights(self):
        shown = [[float(cell) for cell in row] for row in table_under(CARD, "Fusion")]
        assert shown == [list(row.values()) for row in METRICS["fusion"]]

    def test_the_weight_in_use_is_the_measured_best(self):
        alone, *others = METRICS["fusion"]
        helpful = [
            row
            for row in others
            if row["korquad_recall_1"] > alone["korquad_recall_1"]
            and row["korquad_mrr"] > alone["korquad_mrr"]
        ]
        best = max(helpful, key=lambda row: row["paraphrases"])
        assert alone["dense_weight"] == 0
        assert load_embedder(Settings()).dense_weight == best["dense_weight"]

    @pytest.mark.parametrize(
        ("figure", "target"),
        [
            ("korsts_dev_spearman", 0.75),
            ("paraphrases_dense", 0.89),
            ("paraphrases_fused", 0.92),
            ("self_at_rank_1", 1.0),
        ],
    )
    def test_targets_are_reached(self, figure, target):
        assert METRICS["figures"][figure] >= target

    def test_size(self):
        assert METRICS["bytes"] == sum(
            (BUNDLED_MODEL_DIR / name).stat().st_size for name in METRICS["files"]
        )
        assert METRICS["bytes"] <= 16_000_000
        assert METRICS["dimension"] <= 256
        assert METRICS["tokens"] <= 32_000

    def test_front_matter_names_licence_and_language(self):
        front = re.match(r"---\n(.*?)\n---\n", CARD, re.DOTALL)
        assert front
        assert "language: ko" in front[1]
        assert "license_name: our files MIT, data as listed" in front[1]


class TestReader:
    CARD = (DEFAULT_READER / "README.md").read_text(encoding="utf-8")
    METRICS = json.loads((DEFAULT_READER / "metrics.json").read_text(encoding="utf-8"))

    def test_every_file_is_listed_with_its_digest(self):
        shipped = shipped_files(DEFAULT_READER)
        assert self.METRICS["files"] == shipped

    def test_card_lists_the_same_digests(self):
        rows = table_under(self.CARD, "Files")
        listed = {name.strip("`"): digest.strip("`") for name, digest in rows}
        assert listed == self.METRICS["files"]

    def test_card_shows_the_measured_figures(self):
        shown = [row[1:3] for row in table_under(self.CARD, "Figures")]
        assert shown == [
            [f"{f['value']:.4f}", f"{f['low']:.4f} to {f['high']:.4f}"]
            for f in self.METRICS["figures"].values()
        ]

    def test_card_names_the_shipped_model(self):
        config = json.loads((DEFAULT_READER / "config.json").read_text(encoding="utf-8"))
        assert self.METRICS["model"] == config["name"] == DEFAULT_READER.name

    def test_size(self):
        assert self.METRICS["bytes"] == sum(
            (DEFAULT_READER / name).stat().st_size for name in self.METRICS["files"]
        )
        assert self.METRICS["bytes"] <= 10_000_000

    @pytest.mark.parametrize(
        ("figure", "target"),
        [
            ("document_recall_at_1", 0.93),
            ("sentence_holds", 0.88),
            ("evidence_holds", 0.93),
            ("auroc", 0.92),
            ("highlight_precision", 0.80),
            ("highlight_coverage", 0.35),
        ],
    )
    def test_targets_are_reached(self, figure, target):
        assert self.METRICS["figures"][figure]["value"] >= target

    @pytest.mark.parametrize(("figure", "limit"), [("sentences", 1.7), ("calibration_error", 0.05)])
    def test_limits_are_kept(self, figure, limit):
        assert self.METRICS["figures"][figure]["value"] < limit


class TestClaimJudge:
    CARD = (DEFAULT_JUDGE / "README.md").read_text(encoding="utf-8")
    METRICS = json.loads((DEFAULT_JUDGE / "metrics.json").read_text(encoding="utf-8"))

    def test_every_file_is_listed_with_its_digest(self):
        shipped = shipped_files(DEFAULT_JUDGE)
        rows = table_under(self.CARD, "Files")
        listed = {name.strip("`"): digest.strip("`") for name, digest in rows}
        assert shipped == listed == self.METRICS["files"]

    def test_card_shows_the_measured_figures(self):
        shown = [cell for row in table_under(self.CARD, "Figures") for cell in row[1:]]
        assert shown == [
            cell
            for f in self.METRICS["figures"].values()
            for cell in (f"{f['value']:.4f}", f"{f['low']:.4f} to {f['high']:.4f}")
        ]

    def test_card_names_the_shipped_model(self):
        config = json.loads((DEFAULT_JUDGE / "config.json").read_text(encoding="utf-8"))
        assert self.METRICS["model"] == config["name"] == DEFAULT_JUDGE.name
        assert self.METRICS["bytes"] <= 2_000_000
