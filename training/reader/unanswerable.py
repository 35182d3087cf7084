"""Questions changed so that no sentence answers them.

Written questions without an answer are few, and those whose paragraph was taken out lack words
that they ask for. What people meet is harder: everything is there but for one name, one year, or
the thing asked for.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.documents import Document
from rag.korean import Morpheme, default_analyzer
from rag.reading.question import analyse_question
from training.reader.questions import Asked

_ASKED_NOUN = re.compile(
    r"(?P<noun>[가-힣]{2,6})(?P<particle>은|는|이|가)"
    r"(?P<rest>\s+(?:무엇|누구|언제|어디|얼마|뭐)\S*)?\s*\??$"
)
_TRIALS = 20
_NEAR = 120


def unanswerable(
    question: Asked,
    own: str,
    siblings: Sequence[Document],
    pool: Sequence[Asked],
    rng: random.Random,
) -> Iterator[Asked]:
    """Change a question in up to four ways.

    Args:
        question: A question with an answer.
        own: The text that answers it.
        siblings: Other paragraphs of the same article.
        pool: Questions to take nouns from.
        rng: What is drawn.

    Yields:
        Questions without an answer, of the same group.
    """
    changed = [
        _other_thing(question, pool, rng),
        _other_name(question, own, own, rng),
        _other_name(question, own, rng.choice(siblings).text, rng) if siblings else None,
        _other_number(question, own, rng),
    ]
    for text in dict.fromkeys(filter(None, changed)):
        yield replace(
            question,
            id=f"{question.id}/made/{text}",
            text=text,
            morphemes=default_analyzer().morphemes(text),
            answers=(),
            spans=(),
            kind="made",
        )


def _other_thing(question: Asked, pool: Sequence[Asked], rng: random.Random) -> str | None:
    """Ask for another thing, of another kind, about the same."""
    found = _asked_noun(question)
    if found is None:
        return None
    kind = analyse_question(question.text, question.morphemes).kind
    for other in rng.choices(pool, k=_TRIALS):
        donor = _asked_noun(other)
        if donor is None or other.group == question.group:
            continue
        if analyse_question(other.text, other.morphemes).kind is kind:
            continue
        rest = (donor["rest"] or "").rstrip("?")
        return f"{question.text[: found.start()]}{donor['noun']}{donor['particle']}{rest}?"
    return None


def _asked_noun(question: Asked) -> re.Match[str] | None:
    found = _ASKED_NOUN.search(question.text)
    parts = analyse_question(question.text, question.morphemes)
    if found is None or not "".join(parts.focus).endswith(found["noun"][-2:]):
        return None
    return found if found["rest"] or not parts.interrogative else None


def _other_name(question: Asked, own: str, source: str, rng: random.Random) -> str | None:
    """Ask the same about something else that a text names."""
    names = [n for n in _names(question.text, question.morphemes) if n in own]
    # A name that stands by the answer is told from the right one by syntax, if at all.
    near = " ".join(own[max(start - _NEAR, 0) : end + _NEAR] for start, end in question.spans)
    others = [
        n
        for n in _names(source, default_analyzer().morphemes(source))
        if n not in question.text and n not in near
    ]
    if not names or not others:
        return None
    return question.text.replace(rng.choice(names), rng.choice(others))


def _names(text: str, morphemes: Sequence[Morpheme]) -> list[str]:
    return [
        text[m.start : m.end] for m in morphemes if m.tag in {"NNP", "SL"} and m.end - m.start >= 2
    ]


def _other_number(question: Asked, own: str, rng: random.Random) -> str | None:
    """Ask about another year, round or count."""
    numbers = [
        question.text[m.start : m.end]
        for m in question.morphemes
        if m.tag == "SN" and question.text[m.start : m.end].isdigit()
    ]
    numbers = [n for n in numbers if n in own]
    if not numbers:
        return None
    number = rng.choice(numbers)
    shifts = [d for d in (-3, -2, -1, 1, 2, 3) if int(number) + d > 0]
    other = str(int(number) + rng.choice(shifts))
    return None if other in own else question.text.replace(number, other)
