"""What the encoder learns from: questions with windows of text, and claims with their sources."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.encoder.tokens import as_passage, as_query
from rag.korean import default_analyzer, normalize

HANDS = "abcdefgh"
HELD_OUT = 10
"""Every tenth document of a writer is kept for calibration."""
FOLD = 5
"""Every fifth article of KorQuAD and of Wikinews is kept for calibration."""
WINDOW_CHARS = 420
SHARED_SENTENCES = 2
_REMOVED_SHARE = 0.6
_HERE = Path(__file__).resolve().parent

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A document in sentences.

    Attributes:
        id: Its id.
        title: Its title.
        text: The text.
        sentences: Start and end of each sentence.
    """

    id: str
    title: str
    text: str
    sentences: tuple[Span, ...]

    def windows(self) -> list[range]:
        """Numbers of neighbouring sentences that are read together; windows overlap."""
        found, first, count = [], 0, len(self.sentences)
        while first < count:
            last = first + 1
            begin = self.sentences[first][0]
            while last < count and self.sentences[last][1] - begin <= WINDOW_CHARS:
                last += 1
            found.append(range(first, last))
            if last == count:
                break
            first = max(first + 1, last - SHARED_SENTENCES)
        return found

    def touched(self, span: Span) -> set[int]:
        """Numbers of the sentences that a span touches."""
        start, end = span
        return {n for n, (a, b) in enumerate(self.sentences) if a < end and start < b}


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a text.

    Attributes:
        text: The question.
        evidence: Numbers of the sentences that answer it; empty where none does.
        answer: The short answer, if there is one.
        kind: ``answerable``, or why not.
    """

    text: str
    evidence: frozenset[int]
    answer: Span | None
    kind: str


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
    """A claim with what it cites.

    Attributes:
        first: The claim, as the encoder is given it.
        second: The sentences, likewise.
        label: 0 entailed, 1 not told, 2 contradicted, 3 not entailed for either reason.
        sentences: As in :class:`WindowExample`.
    """

    first: str
    second: str
    label: int
    sentences: tuple[Span, ...] = field(default=())


def written(path: Path) -> Iterator[tuple[Text, list[Question], list[tuple[str, list[int], bool]]]]:
    """Read a file of ``training/encoder/data``: texts, their questions, their claims."""
    for line in path.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        text, spans = "", []
        for unit in page["units"]:
            if text:
                text += "\n" if unit.startswith("\n") else " "
            own = normalize(unit.strip("\n "))
            spans.append((len(text), len(text) + len(own)))
            text += own
        questions = [
            Question(
                normalize(q), frozenset(units), _find(text, spans, units, answer), "answerable"
            )
            for q, units, answer in page["questions"]
        ]
        questions += [Question(normalize(q), frozenset(), None, kind) for q, kind in page["near"]]
        claims = [(claim, units, supported) for claim, units, supported, _ in page["claims"]]
        yield Text(page["id"], page["title"], text, tuple(spans)), questions, claims


def _find(text: str, spans: Sequence[Span], units: Iterable[int], answer: object) -> Span | None:
    """Where a single short answer stands in the units that hold it."""
    if not isinstance(answer, str) or not answer:
        return None
    places = ((text.find(answer, *spans[unit]), unit) for unit in units)
    start = next((place for place, _ in places if place >= 0), None)
    return None if start is None else (start, start + len(answer))


def is_held_out(id_: str, every: int) -> bool:
    """Whether a text is kept for calibration."""
    return int(re.findall(r"\d+", id_)[-1]) % every == 0


def korquad(data: Path) -> list[tuple[int, Text, list[Question]]]:
    """KorQuAD's paragraphs with the number of their article."""
    analyzer = default_analyzer()
    source = json.loads((data / "korquad_v1_dev_part.json").read_text(encoding="utf-8"))
    found = []
    for number, article in enumerate(source["data"]):
        for place, paragraph in enumerate(article["paragraphs"]):
            text = normalize(paragraph["context"])
            if len(text) != len(paragraph["context"]):
                continue  # its offsets would be wrong
            spans = tuple((s.start, s.end) for s in analyzer.sentences(text))
            title = article["title"].replace("_", " ")
            own = Text(f"korquad-{number}-{place}", title, text, spans)
            questions = []
            for qa in paragraph["qas"]:
                start = qa["answers"][0]["answer_start"]
                answer = start, start + len(qa["answers"][0]["text"])
                touched = frozenset(own.touched(answer))
                questions.append(Question(normalize(qa["question"]), touched, answer, "answerable"))
            found.append((number, own, questions))
    return found


def news(data: Path) -> list[tuple[Text, list[Question]]]:
    """Wikinews articles with the questions of ``training/reader/news_questions.jsonl``."""
    analyzer = default_analyzer()
    with lzma.open(data / "wikinews.jsonl.xz", "rt", encoding="utf-8") as lines:
        articles = {x["id"]: x for x in map(json.loads, lines)}
    found: dict[str, tuple[Text, list[Question]]] = {}
    path = _HERE.parent / "reader" / "news_questions.jsonl"
    for q in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        id_ = q["document"]
        if id_ not in found:
            text = normalize(articles[id_]["text"])
            spans = tuple((s.start, s.end) for s in analyzer.sentences(text))
            found[id_] = Text(id_, articles[id_]["title"], text, spans), []
        own, questions = found[id_]
        evidence = frozenset(n for span in q["evidence"] for n in own.touched(tuple(span)))
        answer = tuple(q["answers"][0]) if len(q["answers"]) == 1 else None
        kind = "answerable" if evidence else "not_told"
        questions.append(Question(normalize(q["question"]), evidence, answer, kind))
    return list(found.values())


def window_example(text: Text, window: range, question: Question) -> WindowExample:
    """Put a question and a window together."""
    begin, end = text.sentences[window.start][0], text.sentences[window.stop - 1][1]
    second = as_passage(text.text[begin:end], text.title)
    shift = len(second) - (end - begin) - begin
    answer = question.answer
    held = answer is not None and begin <= answer[0] and answer[1] <= end
    return WindowExample(
        first=as_query(question.text),
        second=second,
        sentences=tuple(
            (a + shift, b + shift) for a, b in text.sentences[window.start : window.stop]
        ),
        evidence=frozenset(n - window.start for n in question.evidence if n in window),
        answer=(answer[0] + shift, answer[1] + shift) if held and answer else None,
    )


def reading_examples(data: Path, chance: random.Random) -> list[WindowExample]:
    """Questions with a window that answers and with the likest one that does not."""
    found: list[WindowExample] = []
    for hand in HANDS:
        for text, questions, _ in written(_HERE / "data" / f"{hand}.jsonl"):
            if not is_held_out(text.id, HELD_OUT):
                found += _pairs(text, questions, chance)
    for text, questions in news(data):
        if not is_held_out(text.id, FOLD):
            found += _pairs(text, questions, chance)
    paragraphs = [(n, t, q) for n, t, q in korquad(data) if n % FOLD]
    for number, text, questions in paragraphs:
        found += _pairs(text, questions, chance, others=0)
        siblings = [t for n, t, _ in paragraphs if n == number and t is not text]
        for question in questions:
            if siblings and question.answer and chance.random() < _REMOVED_SHARE:
                answer = text.text[slice(*question.answer)]
                likest = max(siblings, key=lambda t, q=question: likeness(q.text, t.text))
                if answer not in likest.text:
                    asked = Question(question.text, frozenset(), None, "removed")
                    found += _pairs(likest, [asked], chance)
    return found


def _pairs(
    text: Text, questions: Sequence[Question], chance: random.Random, others: int = 1
) -> Iterator[WindowExample]:
    windows = text.windows()
    for question in questions:
        whole = [w for w in windows if question.evidence and question.evidence <= set(w)]
        part = [w for w in windows if question.evidence & set(w)]
        if part:
            yield window_example(text, chance.choice(whole or part), question)
        rest = [w for w in windows if w not in part]
        rest.sort(key=lambda w, q=question: -likeness(q.text, _text_of(text, w)))
        for window in rest[: others if question.evidence else 1]:
            yield window_example(text, window, question)


def _text_of(text: Text, window: range) -> str:
    return text.text[text.sentences[window.start][0] : text.sentences[window.stop - 1][1]]


def likeness(question: str, text: str) -> int:
    """How many pairs of letters of a question are in a text."""
    letters = re.sub(r"\W", "", question)
    return sum(pair in text for pair in {letters[i : i + 2] for i in range(len(letters) - 1)})


def claim_examples(data: Path) -> list[ClaimExample]:
    """Claims written on the texts, the earlier pairs, and natural language inference."""
    found = []
    for hand in HANDS:
        for text, _, claims in written(_HERE / "data" / f"{hand}.jsonl"):
            if not is_held_out(text.id, HELD_OUT):
                for claim, units, supported in claims:
                    source = " ".join(text.text[slice(*text.sentences[n])] for n in units)
                    label = 0 if supported else 3
                    found.append(ClaimExample(as_query(claim), as_passage(source), label))
    pairs = _HERE.parent / "grounding" / "pairs.jsonl"
    for pair in map(json.loads, pairs.read_text(encoding="utf-8").splitlines()):
        source, label = " ".join(pair["cited"]), 0 if pair["supported"] else 3
        found.append(ClaimExample(as_query(pair["claim"]), as_passage(source), label))
    labels = {"entailment": 0, "neutral": 1, "contradiction": 2}
    with lzma.open(data / "ko_nli.jsonl.xz", "rt", encoding="utf-8") as lines:
        found += [
            ClaimExample(as_query(row["b"]), as_passage(row["a"]), labels[row["label"]])
            for row in map(json.loads, lines)
        ]
    return found
