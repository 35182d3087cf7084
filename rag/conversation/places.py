"""What is pointed at by its place: the second document, what comes next in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation import words
from rag.korean import Morpheme, holds_word, ordinals_in
from rag.reading import INTERROGATIVES

# How a document that was added is spoken of; which day that was is not known, but the order is.
_ADDED = r"처음|먼저|방금|아까|어제|오늘|(?:조금|좀)\s전에|마지막으로|마지막에|나중에"
_DOCUMENT = re.compile(
    rf"(?:(?P<which>\S+\s?번\s?째|마지막|(?P<when>(?:(?:제일|가장|맨)\s)?(?:{_ADDED}))\s(?:올린|넣은|올려\s?준))"
    r"|(?P<this>이|그|해당))\s"
    r"(?:문서|파일|자료|기사|뉴스|글)"
    r"(?P<particle>에서는|에서|에는|에|의|은|는|을|를)?(?=[\s?.!]|$)\s*"
)
_STEPS = dict.fromkeys(("다음", "뒤"), 1) | dict.fromkeys(("전", "앞", "이전"), -1)
_ORDER = words.EMPTY | words.PEOPLE | words.word_set("그 순서 차례 단계 이") | INTERROGATIVES
_SAID_BESIDE, _NUMBERS = words.word_set("IC MAJ VCP"), words.word_set("MM NNB NR SN XSN")


def of_document(question: str, count: int, talked_of: int | None) -> tuple[str, int] | None:
    """Find the document that a question points at: "두 번째 문서에는 …", "이 기사에서 …".

    Args:
        question: A normalised question.
        count: How many documents there are.
        talked_of: The number of the document that was talked of.

    Returns:
        The question without what names the document, "" where it says nothing else, and the
        document's number; ``None`` where it points at none of several.
    """
    found = _DOCUMENT.search(question)
    if found is None or count < 2:
        return None
    if found["this"]:
        document = talked_of
    else:
        named = min(ordinals_in(found["which"]), default=None)
        is_first = found["when"] and found["when"].endswith(("처음", "먼저"))
        is_last = found["when"] or found["which"] == "마지막"
        named = 1 if is_first else count if is_last else named
        document = None if named is None else named - 1
    if document is None or not 0 <= document < count:
        return None
    rest = f"{question[: found.start()]}{question[found.end() :]}".strip()
    return rest if holds_word(rest) else "", document


def place_asked(
    text: str, morphemes: Sequence[Morpheme], before: str, told: str = ""
) -> tuple[int, bool] | None:
    """Tell which of several told one after another a question asks for, if for nothing else.

    Args:
        text: The question: "그 다음은?", "다음 사람은 누구야?", "두 번째는?".
        morphemes: Its morphemes.
        before: The question before.
        told: The line that answered it.

    Returns:
        How far from the one told before it stands; or its number, and that it is one.
    """
    said = [m for m in morphemes if m.tag[0] not in "JES" and m.tag not in _SAID_BESIDE]
    numbers, known = ordinals_in(text), ordinals_in(before)
    steps = [_STEPS[m.form] for m in said if m.form in _STEPS]
    others = (m for m in said if m.form not in _STEPS and not (numbers and m.tag in _NUMBERS))
    for m in others:
        # 동 of "그 다음 동은?" behind "- 101동: 11월 3일"
        is_counted = bool(steps) and re.match(rf"\W*\d+\s?{re.escape(m.form)}\b", told) is not None
        if not (is_counted or m.form in _ORDER or m.form in words.EMPTY_VERBS):
            return None
    if len(numbers) == 1 and not steps:
        number = min(numbers)
        return (number - min(known), False) if len(known) == 1 else (number - 1, True)
    return (steps[0], False) if len(steps) == 1 and not numbers else None
