"""Measures the encoder, in the whole pipeline, on texts that it was not trained on.

    python -m training.encoder.measure FILE... [--model FOLDER] [--every N] [--write]

A ``.json`` file is KorQuAD's: some questions on the articles that training holds out are asked of
an index of these articles, and once more with their paragraph taken out. A ``.jsonl`` file holds
texts with questions and claims, as in ``training/encoder/data``: each question is asked of its own
document alone, and each claim is checked against what it cites. Of the writers' files that were
trained on, ``--every 10`` takes the documents that were not. ``--write`` puts the figures into the
model's folder, with its card.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from rag.encoder.folder import DEFAULT_ENCODER
from rag.evaluation import (
    Case,
    CaseSet,
    Estimate,
    Gold,
    GoldSpan,
    Outcome,
    evaluate_paragraphs,
    load_cases,
)
from rag.evaluation.bootstrap import intervals, weighted_mean
from rag.evaluation.estimates import estimate
from rag.evaluation.evaluate import run_cases
from rag.evaluation.paragraphs import Models
from rag.evaluation.provenance import processor
from rag.evaluation.text import figures_table
from rag.grounding import check_claim
from rag.index.building import parts_of
from rag.korean import Sentence, normalize
from rag.reading import Reader
from rag.settings import Settings
from training.encoder.as_files import as_file
from training.encoder.card import write_card
from training.encoder.texts import FOLD, Question, Text, is_held_out, read_written

QUESTIONS = 60
"""So many of KorQuAD's are asked: the encoder takes its time."""
_SEED = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one set.

    Attributes:
        documents: How many documents its questions are on.
        answerable: How many questions they answer.
        others: How many they do not.
        claims: How many claims were checked.
        figures: The figures of ``rag evaluate``, and those on claims.
    """

    documents: int
    answerable: int
    others: int
    claims: int
    figures: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim on a document, and what the check makes of it.

    Attributes:
        document: Id of the document.
        true: Whether the cited units bear it out.
        passed: Whether the check says so.
    """

    document: str
    true: bool
    passed: bool


def measure_korquad(path: Path, models: Models) -> Measured:
    """Ask a fixed sample of KorQuAD's questions, with their paragraph and without.

    Args:
        path: The file.
        models: What reads.
    """
    report = evaluate_paragraphs(
        sample(load_cases(path)), models.settings, without_gold=True, reader=models.reader
    )
    return _measured(report.outcomes, report.estimates)


def sample(case_set: CaseSet) -> CaseSet:
    """Take the articles that training holds out, and some questions on them."""
    documents = tuple(d for d in case_set.documents if _is_of_held_out(d.id))
    held = [c for c in case_set.cases if c.document_id and _is_of_held_out(c.document_id)]
    chosen = random.Random(_SEED).sample(held, min(QUESTIONS, len(held)))
    return replace(case_set, cases=tuple(chosen), documents=documents)


def _is_of_held_out(paragraph: str) -> bool:
    return int(paragraph.partition("-")[0]) % FOLD == 0


def measure_written(paths: Iterable[Path], models: Models, every: int = 1) -> Measured:
    """Ask each question of its own document alone, and check each claim.

    Args:
        paths: Files in the format of ``training/encoder/data``.
        models: What reads.
        every: Takes only each so manieth document of a file.
    """
    outcomes: list[Outcome] = []
    checked: list[CheckedClaim] = []
    for path in paths:
        for text in read_written(path):
            if every == 1 or is_held_out(text.id, every):
                document, there = as_file(text, path.name)
                (sentences,) = models.analyzer.sentences_of(
                    [document.text], [document.header_end], parts=[parts_of(document)]
                )
                cases = [case_of(q, n, there, sentences) for n, q in enumerate(there.questions)]
                outcomes += run_cases(models.over([document], path, None), cases)
                checked += check_claims(text)
    return _measured(outcomes, (*estimate(outcomes), *claim_figures(checked)), len(checked))


def case_of(question: Question, number: int, text: Text, sentences: Sequence[Sentence]) -> Case:
    """Make a case of a question: all short answers, and a sentence of the evidence quoted.

    Args:
        question: The question.
        number: Its number in the document.
        text: The document.
        sentences: Its sentences as they are quoted.
    """
    strings = tuple(map(normalize, question.answers))
    golds = tuple(
        Gold(strings, spans=(GoldSpan(text.id, max(start, s.start), min(end, s.end)),))
        for start, end in question.evidence
        for s in sentences
        if s.start < end and start < s.end
    )
    kind = "" if golds else question.kind
    return Case(f"{text.id}:{number}", question.text, golds, group=text.id, kind=kind)


def check_claims(text: Text) -> Iterator[CheckedClaim]:
    """Check the claims on a text against the units that they cite."""
    for claim in text.claims:
        cited = [text.text[slice(*span)] for span in claim.cited]
        yield CheckedClaim(text.id, claim.supported, check_claim(claim.text, cited).supported)


def claim_figures(checked: Sequence[CheckedClaim]) -> Iterator[Estimate]:
    """How many true claims pass and how many false ones are caught, over documents."""
    for true, name, label in (
        (True, "true_claims_passed", "true claims passed"),
        (False, "false_claims_caught", "false claims caught"),
    ):
        own = [claim for claim in checked if claim.true == true]
        if own:
            right = np.array([float(claim.passed == true) for claim in own])
            (interval,) = intervals([partial(weighted_mean, right)], [c.document for c in own])
            low, high = interval or (None, None)
            yield Estimate("claims", name, label, float(right.mean()), low, high, len(own), "share")


def _measured(
    outcomes: Sequence[Outcome], figures: Sequence[Estimate], claims: int = 0
) -> Measured:
    return Measured(
        documents=len({outcome.group for outcome in outcomes}),
        answerable=sum(outcome.answerable for outcome in outcomes),
        others=sum(not outcome.answerable for outcome in outcomes),
        claims=claims,
        figures=tuple(figures),
    )


def main() -> None:
    """Measure, print, and write the card if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--model", type=Path, default=DEFAULT_ENCODER)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = [path for path in options.files if path.suffix == ".jsonl"]
    korquad = [path for path in options.files if path.suffix == ".json"]
    if len(korquad) > 1 or (options.write and not (texts and korquad)):
        parser.error("name KorQuAD's file once; with --write, name it and files of texts")
    models = Models.load(Settings(), Reader.load(options.model))
    sets = {}
    if korquad:
        sets["korquad"] = measure_korquad(korquad[0], models)
    if texts:
        sets["written"] = measure_written(texts, models, options.every)
    for name, found in sets.items():
        print(
            f"\n{name}: {found.answerable:,} questions on {found.documents:,} documents, "
            f"{found.others:,} that they do not answer, {found.claims:,} claims\n"
        )
        print("\n".join(figures_table(found.figures)))
    if options.write:
        write_card(options.model, sets, f"{processor()}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
