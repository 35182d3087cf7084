"""The texts that the encoder learns from and is measured on, with their questions and claims.

What is held out is never trained on: the reader's ranking, confidence and limits are fitted on it.
"""

from __future__ import annotations

import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rag.korean import default_analyzer, normalize

HELD_OUT = 10
"""Every tenth document of a writer is held out."""
FOLD = 5
"""Every fifth article of KorQuAD and of Wikinews is held out."""
_HANDS = (
    *"abcdefghijklmnopqrs",
    *("aa", *(f"b{letter}" for letter in "abcdefghijklm")),
    *("w", "w_news", "x", "x_struct"),
)
OTHER_HANDS = (
    *("t", "t_news", "u", "u_news", "v", "v_news"),
    *("y", "y_struct", "z", "z_struct"),
)
"""Test sets that were looked at: limits are fitted on them, and nothing is trained on."""
TEST_SET = ("ca", "ca_struct", "da", "da_struct")
"""What the card of today's model was measured on; nothing is fitted on it."""
_FURTHER = ("plain.jsonl", "turned.jsonl", "decided.jsonl", "claimed.jsonl")
_ROWS = ("questions", "near", "claims", "decisions")
_HERE = Path(__file__).resolve().parent

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a text.

    Attributes:
        text: The question, normalised.
        document: Id of the text that answers it; "" where it does not.
        evidence: Where in the text the answer stands, one or more stretches.
        answer: Where the short answer stands, if there is a single one.
        answers: The short answers, all of which are asked for.
        kind: ``answerable``, or why it is not answered.
    """

    text: str
    document: str
    evidence: tuple[Span, ...]
    answer: Span | None
    answers: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on a text.

    Attributes:
        text: What is said.
        cited: The sentences that it cites.
        supported: Whether they bear it out.
    """

    text: str
    cited: tuple[Span, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes-or-no question on a text.

    Attributes:
        text: The question, normalised.
        cited: The sentences that decide it, or come nearest to that.
        verdict: Whether they say yes; ``None`` where they leave it open.
    """

    text: str
    cited: tuple[Span, ...]
    verdict: bool | None


@dataclass(frozen=True, slots=True)
class Text:
    """A document in sentences.

    Attributes:
        id: Its id.
        title: Its title.
        text: The text, normalised.
        sentences: Start and end of each sentence.
        questions: Questions on it, those that it does not answer among them.
        claims: Claims on it.
        decisions: Yes-or-no questions on it; ``questions`` holds them, too.
    """

    id: str
    title: str
    text: str
    sentences: tuple[Span, ...]
    questions: tuple[Question, ...]
    claims: tuple[Claim, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def touched(self, spans: Iterable[Span]) -> frozenset[int]:
        """Numbers of the sentences that any of some spans touches."""
        return frozenset(
            number
            for start, end in spans
            for number, (first, last) in enumerate(self.sentences)
            if first < end and start < last
        )


def written(*, held_out: bool, hands: Iterable[str] = _HANDS) -> Iterator[Text]:
    """Texts of writers, for training or held out."""
    for hand in hands:
        for text in read_written(_HERE / "data" / f"{hand}.jsonl", _further()):
            if is_held_out(text.id, HELD_OUT) is held_out:
                yield text


def other_hands() -> Iterator[Text]:
    """Texts of the test sets that were looked at: by hands of whom nothing was trained on."""
    for name in OTHER_HANDS:
        yield from read_written(_HERE / "data" / f"{name}.jsonl", _further())


@cache
def _further() -> dict[str, list[dict]]:
    """What was written later on documents of other files, by their ids."""
    found: defaultdict[str, list[dict]] = defaultdict(list)
    for file in _FURTHER:
        for page in _rows(_HERE / "data" / file):
            found[page["id"]].append(page)
    return found


def read_written(
    path: Path, further: Mapping[str, Sequence[dict]] = MappingProxyType({})
) -> Iterator[Text]:
    """Read a file of ``training/encoder/data``.

    Args:
        path: The file.
        further: More questions and claims on its documents, by their ids.
    """
    for own in _rows(path):
        id_ = own["id"]
        pages = [own, *further.get(id_, ())]
        page = own | {key: [row for p in pages for row in p.get(key, ())] for key in _ROWS}
        text, spans = _joined(page["units"])
        questions = [
            _question(id_, text, question, [spans[unit] for unit in units], answer)
            for question, units, answer in page["questions"]
        ]
        questions += _near(page["near"])
        claims = [
            Claim(claim, tuple(spans[unit] for unit in units), supported)
            for claim, units, supported, _ in page["claims"]
        ]
        decisions = [
            Decision(normalize(question), tuple(spans[unit] for unit in units), verdict)
            for question, units, verdict in page["decisions"]
        ]
        for d in decisions:
            told = d.verdict is not None
            kind = "answerable" if told else "open"
            evidence = d.cited if told else ()
            questions.append(Question(d.text, id_ if told else "", evidence, None, (), kind))
        yield Text(
            id_,
            page["title"],
            text,
            tuple(spans),
            tuple(questions),
            tuple(claims),
            tuple(decisions),
        )


def _rows(path: Path) -> Iterator[dict]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _joined(units: Sequence[str]) -> tuple[str, list[Span]]:
    """Put units together to a text, and tell where each lies."""
    text, spans = "", []
    for unit in units:
        if text:
            text += "\n" * (len(unit) - len(unit.lstrip("\n"))) or " "
        # What stands before the first word of a line tells its column.
        own = normalize(unit.strip("\n").rstrip() if unit.startswith("\n") else unit.strip())
        spans.append((len(text), len(text) + len(own)))
        text += own
    return text, spans


def _find(text: str, spans: Iterable[Span], answer: object) -> Span | None:
    """Where a single short answer stands in the sentences that hold it."""
    if not isinstance(answer, str) or not answer:
        return None
    places = (text.find(answer, *span) for span in spans)
    start = next((place for place in places if place >= 0), None)
    return None if start is None else (start, start + len(answer))


def news(data: Path, *, held_out: bool) -> Iterator[Text]:
    """Wikinews articles with what was written on them."""
    with lzma.open(data / "wikinews.jsonl.xz", "rt", encoding="utf-8") as lines:
        articles = {article["id"]: article for article in map(json.loads, lines)}
    rows: defaultdict[str, list[dict]] = defaultdict(list)
    for row in _rows(_HERE / "news_questions.jsonl"):
        rows[row["document"]].append(row)
    pages = {page["id"]: page for page in _rows(_HERE / "data" / "news.jsonl")}
    for id_ in (*rows, *pages):
        if is_held_out(id_, FOLD) is held_out:
            text = normalize(articles[id_]["text"])
            questions = [_news_question(row, text) for row in rows[id_]]
            page = pages.get(id_, {})
            questions += [_question(id_, text, *row) for row in page.get("questions", ())] + _near(
                page.get("near", ())
            )
            claims = [
                Claim(claim, tuple(tuple(span) for span in spans), supported)
                for claim, spans, supported, _ in page.get("claims", ())
            ]
            title = articles[id_]["title"]
            yield Text(id_, title, text, _sentences(text), tuple(questions), tuple(claims))


def _news_question(row: dict, text: str) -> Question:
    evidence = tuple(tuple(span) for span in row["evidence"])
    answers = [tuple(span) for span in row["answers"]]
    return Question(
        normalize(row["question"]),
        row["document"] if evidence else "",
        evidence,
        answers[0] if len(answers) == 1 else None,
        tuple(text[slice(*answer)] for answer in answers),
        "answerable" if evidence else "not_told",
    )


def _question(
    id_: str, text: str, question: str, spans: Sequence[Sequence[int]], answer: str | list[str]
) -> Question:
    """Make a question of a row with the spans of its evidence."""
    evidence = tuple((start, end) for start, end in spans)
    return Question(
        normalize(question),
        id_,
        evidence,
        _find(text, evidence, answer),
        tuple(a for a in ([answer] if isinstance(answer, str) else answer) if a),
        "answerable",
    )


def _near(rows: Iterable[Sequence[str]]) -> list[Question]:
    return [Question(normalize(question), "", (), None, (), kind) for question, kind in rows]


def korquad(data: Path, *, held_out: bool) -> list[list[Text]]:
    """KorQuAD's paragraphs, a list an article."""
    source = json.loads((data / "korquad_v1_dev_part.json").read_text(encoding="utf-8"))
    return [
        [
            _paragraph(paragraph, f"korquad-{number}-{place}", article["title"].replace("_", " "))
            for place, paragraph in enumerate(article["paragraphs"])
            # Where the normal form is another, the offsets would be wrong.
            if len(normalize(paragraph["context"])) == len(paragraph["context"])
        ]
        for number, article in enumerate(source["data"])
        if (number % FOLD == 0) is held_out
    ]


def _paragraph(paragraph: dict, id_: str, title: str) -> Text:
    text = normalize(paragraph["context"])
    questions = []
    for row in paragraph["qas"]:
        first = row["answers"][0]
        answer = first["answer_start"], first["answer_start"] + len(first["text"])
        question, short = normalize(row["question"]), (text[slice(*answer)],)
        questions.append(Question(question, id_, (answer,), answer, short, "answerable"))
    return Text(id_, title, text, _sentences(text), tuple(questions))


def _sentences(text: str) -> tuple[Span, ...]:
    return tuple((s.start, s.end) for s in default_analyzer().sentences(text))


def is_held_out(id_: str, every: int) -> bool:
    """Tell whether a text, by the last number in its id, is one of every so many."""
    return int(re.findall(r"\d+", id_)[-1]) % every == 0
