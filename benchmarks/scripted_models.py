"""Language models that cite the sentence that answers, and tell the truth of it, or lie."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.lying import lies, truths
from rag.evaluation import Case
from rag.evaluation.outcome import Quote, supports
from rag.korean import Analyzer
from rag.sources import Document
from rag.writing import NO_ANSWER, Message

Choose = Callable[["Known"], Sequence[str]]
"""Gives what may be said of what is known; one of it is said."""

# Names that no document has, for lies about names.
_NAMES = ("한별", "다도", "라온테크")
_QUESTION = re.compile(r"<질문>\n(.*)\n</질문>")
_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_NO_WORD = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Known:
    """What answers a question.

    Attributes:
        question: The question.
        sentence: The sentence of a document that answers it.
        strings: What a right answer must hold.
    """

    question: str
    sentence: str
    strings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptedModel:
    """Says one thing of the sentence that answers, or that it is not there.

    Attributes:
        name: The model's name.
        known: What answers the questions; see :func:`known_by_question`.
        choose: What may be said; the question settles which of it is said.
    """

    name: str
    known: Mapping[str, Known]
    choose: Choose

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """Write the reply in one piece.

        Args:
            messages: As :func:`rag.writing.build_messages` makes them.
        """
        yield self._reply(messages[-1].content)

    def _reply(self, prompt: str) -> str:
        asked = _QUESTION.search(prompt)
        known = self.known.get(_bare(asked[1])) if asked else None
        if known is None:
            return NO_ANSWER
        number = next(
            (m[1] for m in _NUMBERED.finditer(prompt) if _bare(m[2]) == _bare(known.sentence)), None
        )
        said = self.choose(known)
        if number is None or not said:
            return NO_ANSWER
        claim = said[zlib.crc32(known.question.encode()) % len(said)]
        return f"{claim.rstrip('.')} [{number}]."


def perfect(known: Mapping[str, Known]) -> ScriptedModel:
    """Make a model that says what is true and answers the question."""
    return ScriptedModel("perfect", known, _truths)


def liar(known: Mapping[str, Known], kind: str) -> ScriptedModel:
    """Make a model that tells lies of one kind (see :data:`benchmarks.lying.KINDS`)."""
    return ScriptedModel(f"liar:{kind}", known, lambda item: lies_of(item, kind))


def lies_of(known: Known, kind: str) -> list[str]:
    """Return the lies of a kind that can be told of the sentence that answers."""
    return [claim for told, claim in lies(known.sentence, _NAMES) if told == kind]


def known_by_question(
    cases: Iterable[Case], documents: Sequence[Document], analyzer: Analyzer
) -> dict[str, Known]:
    """Find the sentence that answers each question.

    Args:
        cases: The questions; one whose evidence lies in no single sentence, or in one that stands
            in several places, is left out: a model that is given both cannot tell which is meant.
        documents: What they are about.
        analyzer: Splits sentences as the index does.

    Returns:
        What answers, by the characters of the question's words.
    """
    split = analyzer.sentences_of((d.text for d in documents), (d.header_end for d in documents))
    quotes = {
        document.id: [Quote(document.id, s.start, s.end, s.text, 0.0) for s in sentences]
        for document, sentences in zip(documents, split, strict=True)
    }
    times = Counter(_bare(quote.text) for found in quotes.values() for quote in found)
    known: dict[str, Known] = {}
    for case in cases:
        places = quotes if case.document_id is None else [case.document_id]
        for quote in (quote for place in places for quote in quotes[place]):
            if supports(case, quote) and times[_bare(quote.text)] == 1:
                known[_bare(case.question)] = Known(
                    case.question, quote.text, case.golds[0].strings
                )
                break
    return known


def _truths(known: Known) -> list[str]:
    """What is true of the sentence and holds the answer; some sentences can only be repeated."""
    said = [claim for _, claim in truths(known.sentence)] or [known.sentence]
    sentence = " ".join(known.sentence.split())
    holding = [claim for claim in said if all(string in claim for string in known.strings)]
    return holding or [sentence]


def _bare(text: str) -> str:
    """The characters of the words: a prompt changes white space and brackets."""
    return _NO_WORD.sub("", text)
