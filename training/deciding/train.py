"""Train what decides yes or no, and write its folder with figures and card.

    python -m training.deciding.train training/encoder/data rag/models/decider_v1_3

The trees never see the encoder, which learnt from most of these questions. Its weights beside them
and the limits are fitted on questions that neither it nor the trees have seen: those of the test
sets' documents, and of the documents held out from it, by trees of the other writers. The trees
that ship have then seen all.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from rag.encoder import bundled_encoder
from rag.grounding.deciding import NUMBERS, described
from rag.korean import default_analyzer, normalize
from rag.reading import statement_of
from training.cores import on_all_cores
from training.encoder.texts import HELD_OUT, TEST_SET, is_held_out
from training.trees import write_folder

FloatArray = NDArray[np.float64]

# Morphemes that fewer questions have are not learned.
_LEAST = 20
# Sentences beside those that decide are like what the reader finds by mistake.
_ASIDE = 0.5
_TREES: dict[str, Any] = {
    "n_estimators": 300,
    "learning_rate": 0.03,
    "num_leaves": 12,
    "min_child_samples": 15,
    "colsample_bytree": 0.2,
    "subsample": 0.8,
    "subsample_freq": 1,
    "reg_lambda": 1.0,
    "n_jobs": 1,
    "verbose": -1,
}
# Shares that must not be passed: of what is said, wrong; and of the open ones, said. What is said
# without being sure is given as likely, with the sentence, which is shown for an open question too.
_WRONG, _OPEN = {"said": 0.15, "sure": 0.05}, {"said": 1.0, "sure": 0.05}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question beside sentences.

    Attributes:
        document: The document's id.
        question: The question.
        statement: What it asks to be confirmed.
        sentences: The sentences.
        holds: Whether they say yes or no, or ``None``.
        aside: Whether they are others than those that decide.
        numbers: See :func:`rag.grounding.deciding.described`.
        counts: See there.
    """

    document: str
    question: str
    statement: str
    sentences: tuple[str, ...]
    holds: bool | None
    aside: bool
    numbers: list[float]
    counts: dict[str, float]

    @property
    def is_test(self) -> bool:
        """Whether it is on a document of the test sets, by another hand."""
        return self.document.split("-")[0] in {"t", "u", "v", "unews", "vnews", "wikinews"}


def main() -> None:
    """Train, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=Path, help="keeps what was described, for another run")
    options = parser.parse_args()
    if options.rows is not None and options.rows.exists():
        asked: list[Asked] = pickle.loads(options.rows.read_bytes())
    else:
        asked = load(options.data)
        if options.rows is not None:
            options.rows.write_bytes(pickle.dumps(asked))
    own = [a for a in asked if not a.is_test]
    test = [a for a in asked if a.is_test and not a.aside]
    names = vocabulary(own)
    unseen = unseen_scores(own, names)
    held = [n for n, a in enumerate(own) if not a.aside and is_held_out(a.document, HELD_OUT)]
    figures = {"writers not seen, trees alone": measure([own[n] for n in held], *unseen[:, held])}
    trees = fit(own, names)
    columns = matrix(test, names)
    raw = np.stack([t.predict(columns, raw_score=True) for t in trees])
    figures["another hand, trees alone"] = measure(test, *raw)
    settled = test + [own[n] for n in held]
    raw = np.concatenate([raw, unseen[:, held]], axis=1)
    encoder = np.array([encoder_of(a) for a in settled])
    weights = tuple(best_weight(settled, raw[n], encoder[:, n], is_told=bool(n)) for n in (0, 1))
    sums = [raw[n] + weights[n] * encoder[:, n] for n in (0, 1)]
    limits = {name: choose(settled, *sums, wrong, _OPEN[name]) for name, wrong in _WRONG.items()}
    figures["another hand"] = measure(test, *(s[: len(test)] for s in sums))
    figures["all"] = measure(settled, *sums)
    for name, limit in limits.items():
        figures[name] = said_at(settled, *sums, limit)
        figures[f"{name}, another hand"] = said_at(test, *(s[: len(test)] for s in sums), limit)
    print(json.dumps(figures, indent=1))
    save(options.out, asked, weights, limits, figures)


def load(data: Path) -> list[Asked]:
    """Read the questions, each beside what decides it and beside the unit most like it."""
    rows = [
        json.loads(line)
        for path in sorted(data.glob("*.jsonl"))
        if path.stem not in TEST_SET
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    units = {row["id"]: [unit.strip() for unit in row["units"]] for row in rows if "units" in row}
    found = []
    for row in rows:
        for question, places, holds in row.get("decisions", ()):
            document = units[row["id"]]
            found.append((row["id"], question, [document[n] for n in places], holds, False))
            rest = [unit for n, unit in enumerate(document) if n not in places]
            near = max(rest, key=lambda unit: _alike(question, unit))
            found.append((row["id"], question, [near], None, True))
    return on_all_cores(_asked, found)


def _asked(read: tuple[str, str, list[str], bool | None, bool]) -> Asked:
    document, question, sentences, holds, aside = read
    analyzer = default_analyzer()
    question = normalize(question)
    statement = statement_of(question, analyzer.morphemes(question), analyzer) or question
    row = described(question, statement, sentences)
    return Asked(document, question, statement, tuple(sentences), holds, aside, *row)


def _alike(question: str, unit: str) -> float:
    pairs = [{text[n : n + 2] for n in range(len(text) - 1)} for text in (question, unit)]
    return len(pairs[0] & pairs[1]) / (len(pairs[1]) + 10) ** 0.5


def vocabulary(asked: list[Asked]) -> list[str]:
    """List the morphemes that enough questions have."""
    seen = Counter(name for a in asked if a.holds is not None for name in a.counts)
    return sorted(name for name, count in seen.items() if count >= _LEAST)


def matrix(asked: list[Asked], names: list[str]) -> csr_matrix:
    """One row a question."""
    places = {name: len(NUMBERS) + n for n, name in enumerate(names)}
    rows = np.zeros((len(asked), len(NUMBERS) + len(names)), dtype=np.float32)
    for row, a in zip(rows, asked, strict=True):
        row[: len(NUMBERS)] = a.numbers
        for name, count in a.counts.items():
            if name in places:
                row[places[name]] = count
    return csr_matrix(rows)


def fit(
    asked: list[Asked], names: list[str]
) -> tuple[lightgbm.LGBMClassifier, lightgbm.LGBMClassifier]:
    """Grow the trees for yes against no, and those for either of both."""
    decided = [a for a in asked if a.holds is not None]
    leaning = lightgbm.LGBMClassifier(**_TREES).fit(
        matrix(decided, names), [a.holds for a in decided]
    )
    told = lightgbm.LGBMClassifier(**_TREES).fit(
        matrix(asked, names),
        [a.holds is not None for a in asked],
        sample_weight=[_ASIDE if a.aside else 1.0 for a in asked],
    )
    return leaning, told


def unseen_scores(asked: list[Asked], names: list[str]) -> FloatArray:
    """What trees say of the questions on documents of writers left out, in five folds.

    Returns:
        Log odds of yes against no, and of either of both, shape (2, questions).
    """
    scores = np.zeros((2, len(asked)))
    writers = [a.document.split("-")[0] for a in asked]
    for seen, unseen in GroupKFold(5).split(asked, groups=writers):
        rows = matrix([asked[n] for n in unseen], names)
        trees = fit([asked[n] for n in seen], names)
        scores[:, unseen] = [t.predict(rows, raw_score=True) for t in trees]
    return scores


def encoder_of(a: Asked) -> tuple[float, float]:
    """What the encoder says of yes against no, and of either of both."""
    says = bundled_encoder().entailment(a.statement, [*map(normalize, a.sentences)])
    told = max(says.entailed, says.contradicted)
    return says.entailed - says.contradicted, told - says.not_told


def best_weight(
    asked: list[Asked], trees: FloatArray, encoder: FloatArray, *, is_told: bool
) -> float:
    """The weight with which the sum tells best."""
    use = np.array([is_told or a.holds is not None for a in asked])
    labels = [(a.holds is not None) if is_told else a.holds for a in asked]
    labels = np.array(labels, dtype=object)[use].astype(bool)
    weights = np.arange(0, 2.01, 0.05)
    found = [roc_auc_score(labels, (trees + w * encoder)[use]) for w in weights]
    return round(float(weights[int(np.argmax(found))]), 2)


def measure(asked: list[Asked], leaning: FloatArray, told: FloatArray) -> dict[str, float]:
    """AUROC of yes against no, and of what is decided against what is open."""
    decided = np.array([a.holds is not None for a in asked])
    yes = np.array([bool(a.holds) for a in asked])
    return {
        "auroc_yes_no": round(float(roc_auc_score(yes[decided], leaning[decided])), 3),
        "auroc_told_open": round(float(roc_auc_score(decided, told)), 3),
    }


def said_at(
    asked: list[Asked], leaning: FloatArray, told: FloatArray, limits: tuple[float, float]
) -> dict[str, float]:
    """How much is said above two limits, and how much of it is wrong."""
    decided = np.array([a.holds is not None for a in asked])
    yes = np.array([bool(a.holds) for a in asked])
    said = (np.abs(leaning) >= limits[0]) & (told >= limits[1])
    wrong = (leaning > 0) != yes
    return {
        "said": round(float(said[decided].mean()), 3),
        "wrong_of_said": round(float(wrong[said & decided].mean()), 3) if said.any() else 0.0,
        "open_said": round(float(said[~decided].mean()), 3),
    }


def choose(
    asked: list[Asked], leaning: FloatArray, told: FloatArray, wrong: float, most_open: float
) -> tuple[float, float]:
    """The limits at which most is said, no more than a share of it wrong, nor of the open ones."""
    best, chosen = 0.0, (9.0, 9.0)
    for first in np.arange(0.3, 3.0, 0.1):
        for second in np.arange(0.0, 3.0, 0.2):  # likelier told than not
            limits = round(float(first), 2), round(float(second), 2)
            found = said_at(asked, leaning, told, limits)
            allowed = found["wrong_of_said"] <= wrong and found["open_said"] <= most_open
            if allowed and found["said"] > best:
                best, chosen = found["said"], limits
    return chosen


def save(
    out: Path,
    asked: list[Asked],
    weights: tuple[float, ...],
    limits: dict[str, tuple[float, float]],
    figures: dict[str, dict[str, float]],
) -> None:
    """Grow the trees on all questions and write the folder."""
    names = vocabulary(asked)
    leaning, told = (trees.booster_ for trees in fit(asked, names))
    config = {
        "encoder": dict(zip(("leaning", "told"), weights, strict=True)),
        **{k: dict(zip(("leaning", "told"), v, strict=True)) for k, v in limits.items()},
        "figures": figures,
        "numbers": NUMBERS,
        "morphemes": names,
    }
    write_folder(out, {"leaning": [leaning], "told": [told]}, config)


if __name__ == "__main__":
    main()
