"""What can be asked at all."""

from __future__ import annotations

import re

from rag.errors import QuestionError
from rag.korean import holds_word, normalize

MAX_QUESTION_CHARS = 2000

# "?!?!", "ㅠㅠㅠ", "!!!!": one sign, said with feeling. Accents heaped on a letter are none.
_EMPHASIS = re.compile(
    r"[?!.~…]{2,}"
    r"|([^\w\s\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]|[ㄱ-ㅣ])\1+"
)
# Of so many characters on, a text is weighed; a shorter one may well be one word.
_WEIGHED_CHARS = 50
# Different pairs of letters for each character. Of 4,000 stretches of news and 4,000 questions none
# has fewer than .49, whether of fifty characters or of two thousand; what says the same ten times
# over has a tenth of that.
_LEAST_VARIETY = 0.05

# What is typed as it is said, a word of its own each.
_SPOKEN = {
    "어케": "어떻게",
    "글케": "그렇게",
    "이케": "이렇게",
    "젤": "제일",
    "글고": "그리고",
    "몇일": "며칠",
}
_SPOKEN_WORD = re.compile(rf"(?<![가-힣])(?:{'|'.join(_SPOKEN)})(?![가-힣])")


def as_written(text: str) -> str:
    """Normalise what was typed, and write out words that are typed as they are said: 어케, 젤."""
    return _SPOKEN_WORD.sub(lambda word: _SPOKEN[word[0]], normalize(text)).strip()


def check_question(question: str) -> str:
    """Normalise a question and refuse what cannot be one.

    Args:
        question: What was typed.

    Returns:
        The normalised question without surrounding white space.

    Raises:
        QuestionError: If the question is empty, too long, holds no word, or says next to nothing
            for its length.
    """
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} "
            "are read; ask a shorter one",
            korean=f"질문이 너무 깁니다({len(question):,}자). "
            f"{MAX_QUESTION_CHARS:,}자 이내로 줄여 주세요.",
        )
    question = as_written(question)
    if not question:
        raise QuestionError(
            "the question is empty; put in words what you want to know",
            korean="질문이 비어 있습니다. 궁금한 것을 적어 주세요.",
        )
    if not holds_word(question):
        raise QuestionError(
            f"the question {question[:40]!r} holds no word to look for; ask one in words",
            korean="질문에서 찾을 낱말이 보이지 않습니다. 낱말로 된 질문을 적어 주세요.",
        )
    if _variety(question) < _LEAST_VARIETY:
        raise QuestionError(
            f"the question {question[:40]!r}… says next to nothing in {len(question):,} "
            "characters; ask once, in words",
            korean="같은 글자만 되풀이되거나 낱말이 거의 없어 질문으로 읽을 수 없습니다. "
            "궁금한 것을 한 번만, 낱말로 적어 주세요.",
        )
    return question


def _variety(text: str) -> float:
    """Return how many different pairs of letters there are for each character; 1 for a short text.

    Compression would tell the same, but for what a short text pays for its dictionary.
    """
    shown = _EMPHASIS.sub(lambda run: run[0][0], "".join(text.split()))
    if len(shown) < _WEIGHED_CHARS:
        return 1.0
    letters = "".join(character for character in shown if holds_word(character))
    return len({letters[i : i + 2] for i in range(len(letters) - 1)}) / len(shown)
