"""What a question asks for, and by which words it is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.korean import (
    CONTENT_TAGS,
    NOUN_TAGS,
    Morpheme,
    content_form,
    in_one_form,
    without_signs,
)
from rag.reading.kinds import (
    CALENDAR_UNITS,
    DETERMINERS,
    NAMING_HEADS,
    PRONOUNS,
    Kind,
    kind_of_head,
)
from rag.reading.naming import Named, named_in
from rag.reading.statement import ends_question


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the question to be found again in a sentence.

    Attributes:
        form: Dictionary form, Latin in lower case.
        is_focus: Whether it names the thing asked for ("어느 **회사**") and so need not be found.
        is_predicate: Whether it is the last verb, adjective or verbal noun.
    """

    form: str
    is_focus: bool
    is_predicate: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        text: The normalised question.
        morphemes: Its morphemes.
        kind: What kind of thing is asked for.
        named: What it names: things, numbers, dates.
        terms: Its content words in order, without interrogatives and empty words.
        focus: The noun that names the thing asked for, head last ("개발 회사" → 개발, 회사);
            empty when there is none.
        unit: The unit counted in "몇 명", "몇 년도"; "" when nothing is counted.
        joined: Written words that the analysis took apart, without particles: names that the
            analyser does not know, compounds.
        particle: What stands behind the interrogative and its noun, in one form: 이 of "누가",
            에 of "어느 회사에"; "" when nothing does.
        governor: The first predicate behind the interrogative, in dictionary form; "" for none.
    """

    text: str
    morphemes: tuple[Morpheme, ...]
    kind: Kind
    named: tuple[Named, ...]
    terms: tuple[Term, ...]
    focus: tuple[str, ...]
    unit: str
    joined: tuple[str, ...]
    particle: str = ""
    governor: str = ""

    @property
    def counted(self) -> str:
        """The noun of which it is asked how many there are: 수업 of "수업을 몇 개 맡아?"."""
        body = self.morphemes
        at = next((n for n, m in enumerate(body) if m.form == "몇"), 0) - 1
        at -= at > 0 and body[at].tag in {"JKO", "JKS", "JX"}
        return body[at].form if at >= 0 and body[at].tag in NOUN_TAGS else ""


# Said without meaning anything that a sentence could repeat.
_EMPTY_NOUNS = frozenset("것 거 게 걸 수 등 때문 점 데 바 지 곳 이것 그것 저것 여기 거기".split())
_EMPTY_VERBS = frozenset({"하", "되", "있", "이", "대하", "위하", "통하", "따르", "의하", "관하"})
EMPTY = _EMPTY_NOUNS | _EMPTY_VERBS | {"어떻", "어떤", "어느", "무슨", "몇", "며칠"}
"""What a question says besides, that tells nothing of what it asks."""
REQUEST_VERBS = frozenset(
    {"알리", "가르치", "말", "말하", "설명", "소개", "찾", "보이", "부탁", "궁금"}
)
"""By which a person asks to be told something."""


def analyse_question(text: str, morphemes: Sequence[Morpheme]) -> Question:
    """Take a question apart.

    Args:
        text: The normalised question.
        morphemes: Its morphemes.

    Returns:
        The parts, of which all may be empty but ``text`` and ``kind``.
    """
    morphemes = tuple(morphemes)
    body = _without_request(morphemes)
    asked = _interrogative(body)
    focus = _focus(body, asked)
    focus_forms = tuple(content_form(m) for m in body[focus.start : focus.stop])
    is_counted = asked is not None and body[asked].form == "몇"
    terms = _terms(body, focus, asked)
    return Question(
        text=text,
        morphemes=morphemes,
        kind=_kind(text, body, asked, focus),
        named=named_in(text, morphemes, frozenset(t.form for t in terms if t.is_focus)),
        terms=terms,
        focus=focus_forms,
        unit=focus_forms[0] if is_counted and focus_forms else "",
        joined=_joined(body),
        particle=_particle(body, asked, focus),
        governor=_governor(body, asked),
    )


def _particle(body: Sequence[Morpheme], asked: int | None, focus: range) -> str:
    behind = [] if asked is None else body[max(asked + 1, focus.stop) :]
    if not behind or behind[0].tag[0] != "J":
        return ""
    return in_one_form(behind[0].form)


def _governor(body: Sequence[Morpheme], asked: int | None) -> str:
    behind = range(len(body)) if asked is None else range(asked + 1, len(body))
    return next((content_form(body[n]) for n in behind if is_predicate(body, n)), "")


def is_predicate(body: Sequence[Morpheme], n: int) -> bool:
    """Tell whether a morpheme is a verb, an adjective, or a noun that is made one."""
    if body[n].tag in {"VV", "VA"}:
        return True
    return n + 1 < len(body) and body[n + 1].tag in {"XSV", "XSA"}


def _without_request(morphemes: Sequence[Morpheme]) -> list[Morpheme]:
    """Drop "… 알려줘" and the like from the end, and punctuation."""
    body = _with_how(without_signs(morphemes))
    for i in range(len(body) - 1, max(-1, len(body) - 6), -1):
        m = body[i]
        if m.form in REQUEST_VERBS and m.tag in {"VV", "NNG"} and i >= 1:
            rest = body[i + 1 :]
            asks = any(n.form in {"주", "달"} and n.tag in {"VX", "VV"} for n in rest)
            if asks or (m.form == "궁금" and rest):
                return body[:i]
    return body


def _with_how(body: Sequence[Morpheme]) -> list[Morpheme]:
    """Take 어떻 and 게 for the one word that they are."""
    whole: list[Morpheme] = []
    for m in body:
        if m.form == "게" and whole and whole[-1].form == "어떻":
            whole[-1] = Morpheme("어떻게", "MAG", whole[-1].start, m.end)
        else:
            whole.append(m)
    return whole


def _is_interrogative(m: Morpheme) -> bool:
    if m.tag in {"NP", "MAG", "NNG", "VA", "NR", "XR", "MM", "IC"} and m.form in PRONOUNS:
        return True
    if m.tag in {"MM", "IC", "VA", "XR"} and m.form in DETERMINERS:
        return True
    return m.form in {"몇", "며칠"} and m.tag in {"MM", "NR", "NNG", "NP"}


def _interrogative(body: Sequence[Morpheme]) -> int | None:
    """Index of the last interrogative word, if any."""
    for i in range(len(body) - 1, -1, -1):
        if _is_interrogative(body[i]):
            return i
    return None


def _noun_run(body: Sequence[Morpheme], last: int) -> range:
    """The run of nouns that ends at ``last``."""
    first = last + 1
    while first > 0 and body[first - 1].tag in NOUN_TAGS and not _is_interrogative(body[first - 1]):
        first -= 1
    return range(first, last + 1)


def _focus(body: Sequence[Morpheme], asked: int | None) -> range:
    """Where the noun lies that names the thing asked for; an empty range if nowhere."""
    none = range(0, 0)
    if not body:
        return none
    if asked is not None and (body[asked].form in DETERMINERS or body[asked].form == "몇"):
        stop = asked + 1
        while stop < len(body) and body[stop].tag in {"XSA", "ETM"}:
            stop += 1
        first = stop
        while stop < len(body) and body[stop].tag in NOUN_TAGS:
            stop += 1
        return range(first, stop) if stop > first else none
    end = len(body) - 1 if asked is None else asked - 1
    if asked is not None and not _is_copular(body, asked):
        return none
    while end >= 0 and body[end].tag[0] == "J":
        end -= 1
    if end < 0 or body[end].tag not in NOUN_TAGS:
        return none
    if body[end].form in {"것", "거", "게", "건"}:
        return none
    if asked is None and any(m.tag in {"EF"} for m in body[end:]):
        return none
    return _noun_run(body, end)


def _is_copular(body: Sequence[Morpheme], asked: int) -> bool:
    """Whether the interrogative is the predicate: "… 이름은 무엇인가?", "… 누구?"."""
    if asked == 0:
        return False
    rest = body[asked + 1 :]
    if not rest:
        return True
    return rest[0].tag == "VCP" or (rest[0].form in {"되", "이"} and rest[0].tag in {"VV", "VCP"})


def _kind(text: str, body: Sequence[Morpheme], asked: int | None, focus: range) -> Kind:
    head = body[focus.stop - 1].form if len(focus) else ""
    word = "".join(m.form for m in body[focus.start : focus.stop])
    if head in NAMING_HEADS:
        head, word = _owner(body, focus)
    by_head = kind_of_head(head, word)
    if asked is None:
        if by_head is None and body and ends_question(text, body[-1]):
            return Kind.YES_NO
        return by_head or Kind.WHAT
    form = body[asked].form
    if form in {"몇", "며칠"}:
        return Kind.WHEN if head in CALENDAR_UNITS or form == "며칠" else Kind.HOW_MANY
    if form in DETERMINERS:
        if _is_description(body, asked, focus):
            return Kind.DEFINITION
        return by_head or (Kind.HOW if form == "어떻" else Kind.WHAT)
    kind = PRONOUNS[form]
    if kind is Kind.WHAT:
        if any(m.form == "때문" for m in body[asked + 1 : asked + 3]):
            return Kind.WHY
        if by_head is None and _is_definition(body, asked, focus):
            return Kind.DEFINITION
        return by_head or Kind.WHAT
    if kind is Kind.HOW and by_head in {Kind.HOW_MANY, Kind.WHEN}:
        return by_head
    return kind


def _owner(body: Sequence[Morpheme], focus: range) -> tuple[str, str]:
    """What is named: "나라 이름", "나라의 이름"."""
    last = focus.stop - 2
    if last >= 0 and body[last].tag == "JKG":
        last -= 1
    owner = _noun_run(body, last) if last >= 0 else range(0, 0)
    if not len(owner):
        return "", ""
    return body[last].form, "".join(m.form for m in body[owner.start : owner.stop])


def _is_definition(body: Sequence[Morpheme], asked: int, focus: range) -> bool:
    """Tell whether there is but a name and the interrogative: "X란 무엇인가?", "X이 뭐야?"."""
    head = body[focus.stop - 1].form if len(focus) else ""
    return len(focus) > 0 and focus.start == 0 and focus.stop <= asked and head not in NAMING_HEADS


def _is_description(body: Sequence[Morpheme], asked: int, focus: range) -> bool:
    """Tell whether a name is to be described: "X는 어떤 회사인가?"."""
    before, after = body[:asked], body[focus.stop : focus.stop + 1]
    return (
        len(focus) > 0
        and focus.start == asked + 1
        and [m.tag for m in before[-1:]] in (["JX"], ["JKS"])
        and all(m.tag in NOUN_TAGS for m in before[:-1])
        and all(m.tag == "VCP" for m in after)
    )


def _joined(body: Sequence[Morpheme]) -> tuple[str, ...]:
    words: list[str] = []
    run: list[Morpheme] = []
    for m in [*body, Morpheme("", "", -1, -1)]:
        if run and m.tag in NOUN_TAGS | {"MM", "MAG", "XR"} and m.start == run[-1].end:
            run.append(m)
            continue
        if len(run) > 1 and not any(_is_interrogative(r) for r in run):
            words.append("".join(r.form for r in run).lower())
        run = [m] if m.tag in NOUN_TAGS else []
    return tuple(dict.fromkeys(words))


def _is_term(m: Morpheme) -> bool:
    if m.tag not in CONTENT_TAGS or _is_interrogative(m):
        return False
    if m.tag in {"VV", "VA"} and m.form in _EMPTY_VERBS:
        return False
    return not (m.tag in {"NNB", "NP", "NNG"} and m.form in _EMPTY_NOUNS)


def _terms(body: Sequence[Morpheme], focus: range, asked: int | None) -> tuple[Term, ...]:
    places = [i for i, m in enumerate(body) if _is_term(m)]
    predicates = [i for i in places if i not in focus and is_predicate(body, i)]
    predicate = predicates[-1] if predicates else -1
    named = asked is not None and asked < focus.start
    head_only = focus if named else focus[-1:]
    return tuple(
        Term(
            form=content_form(body[i]),
            # "몇 시부터 몇 시까지" counts twice.
            is_focus=i in head_only or (i > 0 and body[i - 1].form == "몇"),
            is_predicate=i == predicate,
        )
        for i in places
    )
