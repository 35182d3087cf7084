"""Tells a request for a summary, and which document it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.conversation import words
from rag.conversation.words import word_set
from rag.korean import (
    CONTENT_TAGS,
    NOUN_TAGS,
    Morpheme,
    read_digits,
    read_native,
    read_word,
)
from rag.reading import INTERROGATIVES

_DOCUMENTS = (words.DOCUMENTS - {"제목", "기자"}) | {"자료", "소식"}
# Words that a summary is asked for with; the others may ask for much else.
_SUMMARIES = word_set("요약 간추리 요지 요점 줄거리 골자 개요")
_CONTENTS = word_set("내용 중요 핵심 주제 이야기 얘기 소리")
_SHORTENING = word_set("정리 줄이")
_ABOUT = word_set("대하 관하 다루 담 담기")
_WHAT = word_set("뭐 무엇 뭣")
_ASKING = _WHAT | word_set("뭔 무슨 어떤 어떻게")
_REQUESTS = words.REQUESTS | word_set("주 부탁 드리 보 원하 싶 말씀 뽑 고르 집 짚 꼽 추리")
_FILLERS = word_set(
    "이 그 저 위 방금 아까 앞 전체 전부 모두 다 주요 중심 간단 간단히 간략 간략히 짧 쉽 "
    "빨리 좀 콕 딱 결국 한번 대충 대략 대강 자세히 한마디 이거 이것 그거 가능 "
    "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 하나 둘 셋 몇 줄 한줄 문장 단락 마디 번 개 가지 "
    "이내 이하 미만 내외 안팎 안쪽 넘 않 "
    # how something went: "어떻게 흘러갔는지", "무슨 일이 있었는지"
    "일 진행 전개 흘러가 흐르 돌아가 끝나 벌어지 일어나 "
    "것 거 하 되 수 있 이 나 저 내 제 우리 혹시 제발 그럼 그러면 부분 포인트 말 글"
)

_UNITS = words.LINES | {"가지", "개"}
_BRIEF, _ONE_LINE = word_set("핵심 요점 요지"), word_set("한마디 한줄")

# "100자 이내로", "백이십 자를 안 넘게", "200자까지만요", "80자 요약"
_CHARACTERS = re.compile(
    r"(?<!\w)(?P<number>\d[\d,천백]*|[일이삼사오육칠팔구십백천]+)\s?(?:글)?자"
    r"(?:\s?(?:이내|이하|미만|내외|안팎|안쪽|정도|까지|로|쯤)[가-힣]*"
    r"|를?\s?(?:안\s?넘|넘지\s?않)[가-힣]*|(?![가-힣]|\s?이상))"
)
_FEWEST = 10
_POINTING = frozenset({"이", "그", "저"})
# Endings of what is said about oneself before a request: "바쁘니까", "제목만 봤는데".
_CIRCUMSTANCES = frozenset("니까 으니까 는데 은데 던데 ᆫ데 어서 아서 거든 느라 라서".split())

_NO_WORD = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """A request for a summary.

    Attributes:
        named: Words that say which document is meant, as written without spaces; none for the
            document at hand.
        sentences: How many sentences are wanted; ``None`` where that is not said, or one line is.
        one_line: Whether it must be one short line.
        characters: How many characters it may have; ``None`` where that is not said.
        points: Whether it points at what it names: "이 경기", which the document at hand tells of.
    """

    named: tuple[str, ...]
    sentences: int | None = None
    one_line: bool = False
    characters: int | None = None
    points: bool = False


def summary_request(
    text: str, morphemes: Sequence[Morpheme], *, is_first: bool = True
) -> SummaryRequest | None:
    """Tell a request for a summary ("이 기사 요약해 줘", "무슨 내용이야?") from a question.

    Every word that means something must ask for a summary, or stand before the word for the
    document and so name it; but what is told before of oneself ("바쁘니까 …") says nothing.

    Args:
        text: What was said, normalised.
        morphemes: Its morphemes.
        is_first: Whether nothing was asked before; later "무슨 내용이야?" may be about what was
            talked of.

    Returns:
        The request; ``None`` for a question. That what it names is a document's title is not
        known here.
    """
    bound, characters = None, None
    for bound in _CHARACTERS.finditer(text):
        characters = _count(bound["number"])
        if characters is not None:
            morphemes = [m for m in morphemes if m.end <= bound.start() or m.start >= bound.end()]
            break
    found = _request(text, morphemes, is_first=is_first)
    for place, m in enumerate(morphemes[:-1]):
        if found is not None and not found.named:
            break
        if m.tag == "EF" or (m.tag == "EC" and m.form in _CIRCUMSTANCES):
            before, after = morphemes[:place], morphemes[place + 1 :]
            rest = _request(text, after, is_first=is_first)
            found = rest if rest is not None and _may_be_cut(before, after, rest) else found
    return found and replace(found, characters=characters)


def _may_be_cut(
    before: Sequence[Morpheme], after: Sequence[Morpheme], rest: SummaryRequest
) -> bool:
    """Whether what stands before a request is why it is made, and nothing that is asked for.

    A noun before "정리해 줘" may be: "입장료가 궁금한데 한 줄로 정리해 줘".
    """
    if any(m.form in INTERROGATIVES for m in before):
        return False
    if any(m.form in _SUMMARIES | _BRIEF for m in after):
        return True
    names = any(m.tag in NOUN_TAGS and m.form not in words.DOCUMENTS | _FILLERS for m in before)
    return not names and (rest.one_line or rest.sentences is not None)


def _request(text: str, morphemes: Sequence[Morpheme], *, is_first: bool) -> SummaryRequest | None:
    """A request that all of some morphemes make."""
    said = [m for m in morphemes if m.tag in CONTENT_TAGS | {"VX", "IC"}]
    forms = {m.form for m in said}
    tells_how = "어떻" in forms and _is_clause(morphemes) and bool(forms & _REQUESTS)
    how = {"어떻"} if tells_how else set()
    if forms & INTERROGATIVES - _ASKING - {"몇"} - how:
        return None
    if any(m.tag == "JX" and m.form in words.DEFINING_PARTICLES for m in morphemes):
        return None
    known = _SUMMARIES | _CONTENTS | _SHORTENING | _ABOUT | _ASKING | _REQUESTS | _FILLERS
    named = [m for m in said if m.form not in known | _DOCUMENTS | how and m.tag != "SN"]
    # "경기가 어떻게 됐는지 정리해 줘"
    summing_up = _SUMMARIES | (_SHORTENING if tells_how else set())
    heads = [m for m in said if m.form in _DOCUMENTS | summing_up]
    if named and not (heads and named[-1].end <= heads[-1].start):
        return None
    # "감독이 뭐라고 했는지 요약해 줘" asks for what was said.
    if named and forms & _WHAT and _is_clause(morphemes):
        return None
    wanted = _wanted(morphemes)
    if not (
        forms & summing_up
        or (wanted is not None and forms & (_SHORTENING | words.LINES))
        or _is_about_contents(forms, has_name=bool(named), is_first=is_first)
    ):
        return None
    is_brief = any(m.form in _BRIEF and after.form == "만" for m, after in pairwise(morphemes))
    one_line = wanted == 1 or (wanted is None and (is_brief or bool(forms & _ONE_LINE)))
    # A line is made of whichever of the best sentences can be made short enough.
    written = _written(text, named)
    before = next((m for m, name in pairwise(said) if named[:1] == [name]), None)
    points = len(written) == 1 and before is not None and before.form in _POINTING
    return SummaryRequest(written, None if one_line else wanted, one_line, points=points)


def _count(written: str) -> int | None:
    """How many characters: "100", "백이십"; none of what is no length: "4자 회담"."""
    read = read_digits(written, 0)
    value = int(read[0]) if read else read_word(written)
    return value if value is not None and value >= _FEWEST else None


def _wanted(morphemes: Sequence[Morpheme]) -> int | None:
    """How many lines or sentences are asked for: "세 문장으로", "5줄"."""
    for number, unit in pairwise(m for m in morphemes if m.tag not in {"SP", "SF"}):
        if unit.form not in _UNITS:
            continue
        if number.tag == "SN" and number.form.isdecimal():
            return max(1, int(number.form))
        if (value := read_native(number.form)) is not None:
            return value
    return None


def _is_clause(morphemes: Sequence[Morpheme]) -> bool:
    """Whether something is asked within a sentence: "어떻게 됐는지"."""
    return any(m.tag == "EC" and m.form.endswith("지") for m in morphemes)


def _is_about_contents(forms: set[str], *, has_name: bool, is_first: bool) -> bool:
    """Whether a request without a word for a summary still is one."""
    requests = bool(forms & _REQUESTS)
    if forms & _DOCUMENTS:
        asks = bool(forms & _ASKING) or requests
        # "무슨 기사야?", "뭐에 대한 기사야?"
        about = not has_name and bool(forms & (_ABOUT | {"무슨", "어떤", "뭔"}))
        return asks and bool(about or forms & (_CONTENTS | _SHORTENING))
    if forms & _SHORTENING:
        return requests
    if not is_first or "그" in forms:
        return False
    return bool(forms & _CONTENTS) or bool(forms & _ABOUT and forms & _ASKING)


def _written(text: str, named: Sequence[Morpheme]) -> tuple[str, ...]:
    """The words as written: a name that the analyser took apart is one word again."""
    spans: list[tuple[int, int]] = []
    for m in named:
        if spans and spans[-1][1] == m.start:
            spans[-1] = (spans[-1][0], m.end)
        else:
            spans.append((m.start, m.end))
    return tuple(text[start:end].lower() for start, end in spans)


def documents_named(request: SummaryRequest, titles: Sequence[str]) -> list[int]:
    """Tell which titles hold all words that a request names; all when it names none."""
    plain = [_NO_WORD.sub("", title).lower() for title in titles]
    named = [_NO_WORD.sub("", word) for word in request.named]
    return [i for i, title in enumerate(plain) if all(word in title for word in named)]


def documents_about(request: SummaryRequest, leads: Sequence[str]) -> list[int]:
    """Tell in which texts every word that a request names begins a word."""
    named = [re.compile(rf"(?<!\w){re.escape(word)}") for word in request.named]
    return [i for i, lead in enumerate(leads) if all(word.search(lead.lower()) for word in named)]
