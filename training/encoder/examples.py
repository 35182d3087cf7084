"""What the encoder learns from: questions with windows of text, and claims with their sources."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.encoder.tokens import as_passage, as_query, cut_windows
from rag.korean import default_analyzer
from rag.reading import statement_of
from training.encoder.as_files import (
    ReadWindow,
    as_file,
    plain_window,
    plain_windows,
    windows_as_served,
)
from training.encoder.changes import copied_claims
from training.encoder.contrasts import claim_contrasts, contrasts, names_of, without_evidence
from training.encoder.texts import Question, Span, Text, korquad, news, written

_REMOVED_SHARE = 0.6
_CONTRASTS = 0.5
"""Share of the questions that are also asked of a text changed by rule."""
_VERDICTS = {True: 0, None: 1, False: 2}
_PAIRS = Path(__file__).resolve().parents[1] / "grounding" / "pairs.jsonl"


@dataclass(frozen=True, slots=True)
class WindowExample:
    """A question with one window.

    Attributes:
        first: The question, as the encoder is given it.
        second: Title and window, likewise.
        sentences: Start and end of each sentence in ``second``.
        evidence: Numbers of those that answer.
        answer: The short answer, in ``second``.
    """

    first: str
    second: str
    sentences: tuple[Span, ...]
    evidence: frozenset[int]
    answer: Span | None


@dataclass(frozen=True, slots=True)
class ClaimExample:
    """A claim with what it cites, or a yes-or-no question with what decides it.

    Attributes:
        first: The claim or question, as the encoder is given it.
        second: The sentences, likewise.
        label: 0 entailed or yes, 1 not told, 2 contradicted or no, 3 not entailed for either
            reason.
        sentences: As in :class:`WindowExample`.
    """

    first: str
    second: str
    label: int
    sentences: tuple[Span, ...] = field(default=())


def window_example(window: ReadWindow, question: Question) -> WindowExample:
    """Put a question and a window together."""
    second = as_passage(window.text, window.title)
    shift = len(second) - len(window.text)
    evidence = window.touched(question.evidence)
    answer = window.span_of(*question.answer) if question.answer else None
    return WindowExample(
        first=as_query(question.text),
        second=second,
        sentences=tuple((a + shift, b + shift) for a, b in window.sentences),
        evidence=frozenset(n for n, own in enumerate(window.own) if own in evidence),
        answer=(answer[0] + shift, answer[1] + shift) if answer else None,
    )


def reading_examples(data: Path, chance: random.Random) -> list[WindowExample]:
    """Questions with a window that answers and with the likest one that does not."""
    found = window_examples([*written(held_out=False), *news(data, held_out=False)], chance)
    for article in korquad(data, held_out=False):
        for text in article:
            found += _pairs(plain_windows(text), text.questions, chance, others=0)
            siblings = [other for other in article if other is not text]
            for question in text.questions:
                if siblings and question.answer and chance.random() < _REMOVED_SHARE:
                    answer = text.text[slice(*question.answer)]
                    likest = max(siblings, key=lambda t, q=question: likeness(q.text, t.text))
                    if answer not in likest.text:
                        asked = Question(question.text, "", (), None, (), "removed")
                        found += _pairs(plain_windows(likest), [asked], chance)
    return found


def window_examples(texts: Sequence[Text], chance: random.Random) -> list[WindowExample]:
    """Questions on texts, in windows as the program reads them and on texts changed by rule."""
    found: list[WindowExample] = []
    names = names_of(texts)
    for text in texts:
        found += _contrasts(text, names, chance)
    read = [as_file(text, "texts") for text in texts]
    served = windows_as_served([document for document, _ in read])
    for document, text in read:
        # Twice, in windows drawn anew: there are fewer texts with lists and tables than without.
        for _ in range(2 if document.blocks else 1):
            found += _pairs(served[text.id], text.questions, chance)
    return found


def _pairs(
    windows: Sequence[ReadWindow],
    questions: Sequence[Question],
    chance: random.Random,
    others: int = 1,
) -> Iterator[WindowExample]:
    for question in questions:
        touched = [window.touched(question.evidence) for window in windows]
        evidence = frozenset().union(*touched)
        part = [w for w, own in zip(windows, touched, strict=True) if own]
        whole = [w for w, own in zip(windows, touched, strict=True) if own and own == evidence]
        if part:
            yield window_example(chance.choice(whole or part), question)
        rest = [w for w, own in zip(windows, touched, strict=True) if not own]
        rest.sort(key=lambda w, q=question: -likeness(q.text, w.text))
        for window in rest[: others if evidence else 1]:
            yield window_example(window, question)


def _contrasts(
    text: Text, names: Mapping[str, Sequence[str]], chance: random.Random
) -> Iterator[WindowExample]:
    """Questions on texts changed by rule, in the window that answered them."""
    for question in text.questions:
        evidence = text.touched(question.evidence)
        whole = [w for w in cut_windows(text.sentences) if evidence and evidence <= set(w)]
        if not whole or chance.random() >= _CONTRASTS:
            continue
        window = chance.choice(whole)
        for changed, asked in contrasts(text, question, names, chance):
            yield window_example(plain_window(changed, window), asked)
        left = without_evidence(text, question)
        if left is not None and len(window) > len(evidence):
            shorter = range(window.start, window.stop - len(evidence))
            gone = replace(question, document="", evidence=(), answer=None, answers=())
            yield window_example(plain_window(left, shorter), gone)


def _decisions(text: Text) -> Iterator[ClaimExample]:
    """Yes-or-no questions with what decides them, alone and among the sentences around it.

    As they are asked, and as the statement that they ask to be confirmed.
    """
    last, analyzer = len(text.sentences), default_analyzer()
    for decision in text.decisions:
        morphemes = analyzer.morphemes(decision.text)
        said = statement_of(decision.text, morphemes, analyzer) or decision.text
        own = sorted(text.touched(decision.cited))
        wider = range(max(own[0] - 1, 0), own[-1] + 1), range(own[0], min(own[-1] + 2, last))
        for numbers in (own, *wider):
            source = " ".join(text.text[slice(*text.sentences[n])] for n in numbers)
            label = _VERDICTS[decision.verdict]
            yield ClaimExample(as_query(decision.text), as_passage(source), label)
            yield ClaimExample(as_query(said), as_passage(source), label)


def likeness(question: str, text: str) -> int:
    """How many pairs of letters of a question are in a text."""
    letters = re.sub(r"\W", "", question)
    return sum(pair in text for pair in {letters[i : i + 2] for i in range(len(letters) - 1)})


def claim_examples(data: Path, chance: random.Random) -> list[ClaimExample]:
    """Claims written on the texts or made of them, earlier pairs, natural language inference."""
    found = claims_on([*written(held_out=False), *news(data, held_out=False)], chance)
    for article in korquad(data, held_out=False):
        for text in article:
            found += _copied(text, chance)
    for pair in map(json.loads, _PAIRS.read_text(encoding="utf-8").splitlines()):
        source, label = " ".join(pair["cited"]), 0 if pair["supported"] else 3
        found.append(ClaimExample(as_query(pair["claim"]), as_passage(source), label))
    labels = {"entailment": 0, "neutral": 1, "contradiction": 2}
    with lzma.open(data / "ko_nli.jsonl.xz", "rt", encoding="utf-8") as lines:
        found += [
            ClaimExample(as_query(row["b"]), as_passage(row["a"]), labels[row["label"]])
            for row in map(json.loads, lines)
        ]
    return found


def _copied(text: Text, chance: random.Random) -> list[ClaimExample]:
    return [
        ClaimExample(as_query(claim), as_passage(source), 0 if true else 3)
        for claim, source, true in copied_claims(text, chance)
    ]


def written_claims(text: Text) -> list[ClaimExample]:
    """The claims that were written on a text."""
    return [
        ClaimExample(
            as_query(claim.text),
            as_passage(" ".join(text.text[slice(*span)] for span in claim.cited)),
            0 if claim.supported else 3,
        )
        for claim in text.claims
    ]


def claims_on(texts: Sequence[Text], chance: random.Random) -> list[ClaimExample]:
    """Claims on some texts, written on them, made of them and changed by rule."""
    found = []
    for text in texts:
        found += _copied(text, chance)
        # Twice: they are of more kinds than the others.
        found += written_claims(text) * 2
        for claim in text.claims:
            if chance.random() < _CONTRASTS:
                found += [
                    ClaimExample(as_query(said), as_passage(own), 0 if true else 3)
                    for said, own, true in claim_contrasts(text, claim)
                ]
        found += _decisions(text)
    return found
