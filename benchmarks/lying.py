"""False claims made from true sentences, and true ones, as a scripted language model would.

Every function takes one sentence of a document, in plain or polite style, and gives claims about
it by rule: a number changed, a direction turned round, the whole wrapped in a denial. What comes
out is false (or true) given the sentence alone; that it reads well is not asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.korean import Morpheme, default_analyzer, normalize

KINDS = (
    *("number", "unit", "date", "direction", "roles", "quantifier", "stage", "negation"),
    *("denial", "double", "name"),
)
"""The kinds of lies, as :func:`lies` names them."""

Forms = Sequence[tuple[str, str]]

_PREDICATES = frozenset({"VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA"})
_NOUNS = frozenset({"NNG", "NNP"})
_POLITE = ("습니다", "EF")
_PAST = ("었", "EP")
# What follows "… 했다는": each says that it is not so.
_NOT_TRUE = (
    "말은 사실이 아닙니다",
    "것은 사실이 아닙니다",
    "주장은 틀렸습니다",
    "이야기는 사실과 다릅니다",
    "설명은 거짓입니다",
    "것은 오해입니다",
    "내용은 확인되지 않았습니다",
    "근거는 없습니다",
    "말은 맞지 않습니다",
)
# What follows "… 했다고": the same.
_NOT_SEEN = ("볼 수 없습니다", "할 수 없습니다", "보기 어렵습니다", "말할 수 없습니다")
# What follows "… 한 것": the same.
_NOT_SO = ("은 아닙니다", "이 아닙니다", "으로 볼 수 없습니다")
# What follows "… 하지 않": the denial itself, and the denial borne out.
_DENIED: tuple[tuple[str, Forms], ...] = (
    ("", (_PAST, _POLITE)),
    (" 것으로 나타났습니다", (("은", "ETM"),)),
    (" 것이 사실입니다", (("은", "ETM"),)),
    (" 점이 확인됐습니다", (("은", "ETM"),)),
)
# Nouns that turn round, each way.
_OPPOSITE_NOUNS = (
    "인상 인하|상향 하향|증가 감소|상승 하락|확대 축소|급증 급감|급등 급락|찬성 반대|흑자 적자|"
    "수입 수출|매수 매도|매입 매각|승리 패배|승소 패소|합격 불합격|유죄 무죄|강세 약세|호황 불황|"
    "강화 완화|찬성 반대|개선 악화|가결 부결|성공 실패|최대 최소|최고 최저|개통 폐쇄|설치 철거|"
    "입원 퇴원|출국 입국|취임 퇴임|참석 불참|신설 폐지|공개 비공개|유료 무료|안전 위험|이상 이하|"
    "가입 탈퇴|중단 재개|승인 거부|허용 금지|동쪽 서쪽|남쪽 북쪽|왼쪽 오른쪽|여당 야당|국내 해외|"
    "남성 여성|공급 수요|추가 삭제|연장 단축|상반기 하반기|오전 오후|흡수 배출|북상 남하|부족 과잉"
)
_OPPOSITE_VERBS = (
    "늘 줄|늘리 줄이|늘어나 줄어들|오르 떨어지|올리 내리|높이 낮추|높아지 낮아지|많 적|크 작|높 낮|"
    "길 짧|넓 좁|빠르 느리|이기 지|사들이 팔|열리 닫히|커지 작아지|길어지 짧아지|앞당기 늦추|"
    "받아들이 거절하|넘 밑돌|무겁 가볍|쉽 어렵|강하 약하|있 없|찾 잃|맞 틀리|짓 허물|켜 끄|"
    "모이 흩어지"
)
_QUANTIFIERS = (
    "모두 일부|모든 일부|전원 일부|일부 모두|대부분 모두|절반 전부|처음 두 번째로|매년 한 번만"
)
_WEEKDAYS = "월화수목금토일"
_UNITS = {"억": "조", "만": "억", "조": "억", "천": "만", "%": "%포인트", "㎞": "m", "km": "m"}
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-]*[A-Za-z])")
_DATE = re.compile(r"(?<![\d.,])(?P<number>\d{1,4})(?P<unit>년(?!간|째|여)|월|일(?!간|째))")
_PLANNED = re.compile(r"(?:계획|예정|방침|전망|구상|예상)$")


def _pairs(text: str) -> dict[str, str]:
    both = [(entry.split()[0], entry.split()[1]) for entry in text.split("|")]
    return dict(both) | {b: a for a, b in both}


_NOUN_OPPOSITES = _pairs(_OPPOSITE_NOUNS)
_VERB_OPPOSITES = _pairs(_OPPOSITE_VERBS)
_QUANTIFIED = {e.partition(" ")[0]: e.partition(" ")[2] for e in _QUANTIFIERS.split("|")}


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence that ends in a predicate, cut before its last ending.

    Attributes:
        text: The sentence.
        morphemes: Its morphemes.
        verb: Index of the last predicate morpheme.
        final: Index of the ending.
    """

    text: str
    morphemes: tuple[Morpheme, ...]
    verb: int
    final: int

    @property
    def is_past(self) -> bool:
        """Whether the last predicate is in the past."""
        return any(m.form in ("었", "았") for m in self.morphemes[self.verb : self.final])

    def ending(self, forms: Forms, *, tense: bool = True) -> str:
        """Write the sentence with another ending.

        Args:
            forms: The ending's morphemes.
            tense: Whether to keep what stands between predicate and ending (었).
        """
        stop = self.final if tense else self.verb + 1
        stem = [(m.form, m.tag) for m in self.morphemes[self.verb : stop]]
        written = default_analyzer().join([*stem, *forms])
        return self.text[: self.morphemes[self.verb].start] + written

    def polite(self) -> str:
        """Write the sentence in polite style."""
        return self.ending([_POLITE]) + "."

    def quoted(self, ending: str) -> str:
        """Write it as reported: ``…했다는`` for 는, ``…했다고`` for 고."""
        verb = self.morphemes[self.verb]
        if self.final > self.verb + 1:
            form = f"다{ending}"
        elif verb.tag in ("VCP", "VCN"):
            form = f"라{ending}"
        elif verb.tag in ("VV", "XSV") or self._denies_verb():
            form = f"는다{ending}"
        else:
            form = f"다{ending}"
        return self.ending([(form, "ETM" if ending == "는" else "EC")])

    def modifying(self) -> str:
        """Write it as a modifier: ``…한``, ``…하는``."""
        verb = self.morphemes[self.verb]
        acts = verb.tag in ("VV", "XSV") or verb.form == "있"
        form = "는" if acts and not self.is_past else "은"
        if self.is_past and not acts and verb.tag != "VX":
            form = "던"
        return self.ending([(form, "ETM")], tense=False)

    def _denies_verb(self) -> bool:
        """Tell whether it ends in 않다 or 못하다 after a verb."""
        before = self.morphemes[self.verb - 3 : self.verb - 1]
        return self.morphemes[self.verb].form in ("않", "못하") and any(
            m.tag in ("VV", "XSV") for m in before
        )


def lies(sentence: str, names: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Make false claims of a true sentence.

    Args:
        sentence: A sentence of a document; one that does not end in a predicate gives none.
        names: Names from elsewhere, to put in the place of the sentence's own.

    Returns:
        ``(kind, claim)`` of each, with a kind of :data:`KINDS`; a ``denial`` ends in "… 말은 사실이
        아닙니다", a ``double`` in "… 않은 것이 사실입니다".
    """
    statement = _statement(sentence)
    if statement is None:
        return []
    polite = _statement(statement.polite())
    if polite is None:
        return []
    makers: list[tuple[str, Callable[[_Statement], Iterator[str]]]] = [
        ("number", _other_numbers),
        ("unit", _other_units),
        ("date", _other_dates),
        ("direction", _other_directions),
        ("roles", _other_roles),
        ("quantifier", _other_quantifiers),
        ("stage", _other_stage),
        ("negation", _negations),
        ("denial", _denials),
        ("double", _denied_denials),
    ]
    made = [(kind, claim) for kind, make in makers for claim in make(polite)]
    made += [("name", claim) for claim in _other_names(polite, names)]
    return [(kind, claim) for kind, claim in made if claim != polite.text]


def truths(sentence: str) -> list[tuple[str, str]]:
    """Make true claims of a true sentence.

    Args:
        sentence: A sentence of a document; one that does not end in a predicate gives none.

    Returns:
        ``(kind, claim)`` of each: ``itself``, ``polite``, ``clause`` (its first clause) and
        ``reported`` (… 것으로 알려졌습니다).
    """
    statement = _statement(sentence)
    if statement is None:
        return []
    made = [("itself", statement.text), ("polite", statement.polite())]
    made += [("clause", clause) for clause in _first_clause(statement)]
    made.append(("reported", f"{statement.quoted('고')} 합니다."))
    made.append(("reported", f"{statement.modifying()} 것으로 알려졌습니다."))
    return made


def _statement(sentence: str) -> _Statement | None:
    text = normalize(sentence).strip()
    morphemes = default_analyzer().morphemes(text)
    final = len(morphemes) - 1
    while final > 0 and morphemes[final].tag == "SF":
        final -= 1
    if not morphemes or morphemes[final].tag != "EF" or "다" not in morphemes[final].form:
        return None
    verb = final - 1
    while verb > 0 and morphemes[verb].tag == "EP":
        verb -= 1
    if verb < 1 or morphemes[verb].tag not in _PREDICATES:
        return None
    return _Statement(text, morphemes, verb, final)


def _with(statement: _Statement, index: int, forms: Forms) -> str:
    """Write other morphemes for one; what follows it in its word is conjugated anew."""
    morphemes = statement.morphemes
    stop = index + 1
    while stop < len(morphemes) and morphemes[stop].start == morphemes[stop - 1].end:
        stop += 1
    rest = [(m.form, m.tag) for m in morphemes[index + 1 : stop]]
    # Contracted endings overlap with what they follow (했: 하, 었).
    while stop < len(morphemes) and morphemes[stop].start < morphemes[stop - 1].end:
        rest.append((morphemes[stop].form, morphemes[stop].tag))
        stop += 1
    written = default_analyzer().join([*forms, *rest])
    return (
        statement.text[: morphemes[index].start]
        + written
        + statement.text[morphemes[stop - 1].end :]
    )


def _replaced(text: str, match: re.Match[str], new: str, group: str | int = 0) -> str:
    return text[: match.start(group)] + new + text[match.end(group) :]


def _other_numbers(statement: _Statement) -> Iterator[str]:
    for match in _NUMBER.finditer(statement.text):
        if _DATE.match(statement.text, match.start()):
            continue
        digits = match[0].rstrip(",")
        last = int(digits[-1])
        new = digits[:-1] + str((last + 3) % 10)
        if new not in statement.text and new.strip("0"):
            yield _replaced(statement.text, match, new)
        if digits[0] != "0":
            tenfold = digits.replace(".", "") if "." in digits else digits.replace(",", "") + "0"
            yield _replaced(statement.text, match, tenfold)


def _other_units(statement: _Statement) -> Iterator[str]:
    for match in re.finditer(r"(?<=\d)(억|만|조|천|%|㎞|km)(?!p|포인트|[a-z])", statement.text):
        yield _replaced(statement.text, match, _UNITS[match[1]])


def _other_dates(statement: _Statement) -> Iterator[str]:
    for match in _DATE.finditer(statement.text):
        number, top = int(match["number"]), {"년": 9999, "월": 12, "일": 28}[match["unit"]]
        new = str(number % top + 1)
        if f"{new}{match['unit']}" not in statement.text:
            yield _replaced(statement.text, match, new, "number")
    for match in re.finditer(rf"(?P<day>[{_WEEKDAYS}])요일", statement.text):
        new = _WEEKDAYS[(_WEEKDAYS.index(match["day"]) + 2) % 7]
        if f"{new}요일" not in statement.text:
            yield _replaced(statement.text, match, new, "day")
    for old, new in (("지난해", "올해"), ("올해", "지난해"), ("내년", "올해"), ("어제", "오늘")):
        if old in statement.text and new not in statement.text:
            yield statement.text.replace(old, new, 1)


def _other_directions(statement: _Statement) -> Iterator[str]:
    for index, m in enumerate(statement.morphemes):
        opposites = _NOUN_OPPOSITES if m.tag in _NOUNS else _VERB_OPPOSITES
        new = opposites.get(m.form) if m.tag in _NOUNS or m.tag in ("VV", "VA") else None
        if new is None or any(o.form == new for o in statement.morphemes):
            continue
        if statement.morphemes[index - 1].form in ("ᆯ", "수") or index == 0:
            continue  # 할 수 있다: no event of its own
        yield _with(statement, index, [(new, m.tag)])


def _other_names(statement: _Statement, names: Sequence[str]) -> Iterator[str]:
    known = {m.form for m in statement.morphemes}
    foreign = [n for n in names if n not in known and n not in statement.text]
    seen: set[str] = set()
    for index, m in enumerate(statement.morphemes):
        if m.tag == "NNP" and len(m.form) > 1 and m.form not in seen and foreign:
            seen.add(m.form)
            yield _with(statement, index, [(foreign[len(m.form) % len(foreign)], "NNP")])


def _other_roles(statement: _Statement) -> Iterator[str]:
    """Let subject and object of the first predicate change places."""
    subject = object_ = -1
    for index, m in enumerate(statement.morphemes[1:], start=1):
        before = statement.morphemes[index - 1]
        noun = before.tag in _NOUNS and statement.text[: before.start][-1:] in ("", " ")
        if m.tag == "JKS" and noun and subject < 0:
            subject = index - 1
        elif m.tag == "JKO" and noun and subject >= 0:
            object_ = index - 1
            break
        elif m.tag in ("EC", "ETM", "EF"):
            return
    if subject < 0 or object_ < 0:
        return
    first, second = statement.morphemes[subject], statement.morphemes[object_]
    swapped = _statement(_with(statement, object_, [(first.form, first.tag)]))
    if swapped is not None and first.form != second.form:
        yield _with(swapped, subject, [(second.form, second.tag)])


def _other_quantifiers(statement: _Statement) -> Iterator[str]:
    for old, new in _QUANTIFIED.items():
        match = re.search(rf"(?<![가-힣]){old}(?=\s|[이가은는을를의만]\s)", statement.text)
        if match and new not in statement.text:
            yield _replaced(statement.text, match, new)


def _other_stage(statement: _Statement) -> Iterator[str]:
    """Say of a plan that it is done, and of what is done that it is planned."""
    morphemes, verb = statement.morphemes, statement.verb
    before = statement.text[: morphemes[verb].start]
    if morphemes[verb].tag == "VCP" and _PLANNED.search(before):
        event = verb - 2
        if event > 0 and morphemes[event].form in ("ᆯ", "을") and morphemes[event].tag == "ETM":
            stem = morphemes[event - 1]
            done = default_analyzer().join([(stem.form, stem.tag), _PAST, _POLITE])
            yield f"{statement.text[: stem.start]}{done}."
    elif (
        statement.is_past and morphemes[verb].tag in ("VV", "XSV") and morphemes[verb].form != "있"
    ):
        yield statement.ending([("ᆯ", "ETM")], tense=False) + " 예정입니다."
        yield statement.ending([("ᆯ", "ETM")], tense=False) + " 수도 있습니다."


def _negations(statement: _Statement) -> Iterator[str]:
    """Deny the last predicate, or take its denial away."""
    verb = statement.morphemes[statement.verb]
    if verb.form in ("않", "못하") and verb.tag == "VX":
        stem = statement.morphemes[statement.verb - 2]
        tense = [_PAST] if statement.is_past else []
        affirmed = default_analyzer().join([(stem.form, stem.tag), *tense, _POLITE])
        yield f"{statement.text[: stem.start]}{affirmed}."
    elif verb.tag != "VCP" and verb.form not in ("있", "아니"):
        tense = [_PAST] if statement.is_past else []
        for forms in ([("지", "EC")], [("지", "EC"), ("는", "JX")]):
            denied = [*forms, ("않", "VX"), *tense, _POLITE]
            yield statement.ending(denied, tense=False) + "."
        yield statement.ending([("지", "EC"), ("못하", "VX"), *tense, _POLITE], tense=False) + "."


def _denials(statement: _Statement) -> Iterator[str]:
    """Wrap the whole in a denial."""
    yield from (f"{statement.quoted('는')} {end}." for end in _NOT_TRUE)
    yield from (f"{statement.quoted('고')} {end}." for end in _NOT_SEEN)
    yield from (f"{statement.modifying()} 것{end}." for end in _NOT_SO)
    if statement.is_past:
        yield statement.ending([("은", "ETM")], tense=False) + " 적이 없습니다."
        yield statement.ending([("은", "ETM")], tense=False) + " 사실이 없습니다."
    yield statement.ending([("ᆯ", "ETM")], tense=False) + " 리가 없습니다."


def _denied_denials(statement: _Statement) -> Iterator[str]:
    """Affirm a denial, and deny what affirms it: false all the same."""
    verb = statement.morphemes[statement.verb]
    if verb.form in ("않", "못하", "없", "있") or verb.tag == "VCP":
        return
    for after, forms in _DENIED[1:]:
        denied = [("지", "EC"), ("않", "VX"), *forms]
        yield statement.ending(denied, tense=False) + f"{after}."
    was = [("지", "EC"), ("않", "VX"), _PAST, ("다는", "ETM")]
    yield statement.ending(was, tense=False) + " 말은 사실입니다."
    yield f"{statement.quoted('는')} 말이 사실이 아니라는 데는 이견이 없습니다."


def _first_clause(statement: _Statement) -> Iterator[str]:
    """Cut after the first predicate that another clause follows (… 하고, … 했지만)."""
    morphemes = statement.morphemes
    for index, m in enumerate(morphemes[: statement.verb]):
        if m.tag != "EC" or m.form not in ("고", "며", "으며", "지만"):
            continue
        verb = index - 1
        while verb > 0 and morphemes[verb].tag == "EP":
            verb -= 1
        following = morphemes[index + 1]
        if morphemes[verb].tag not in ("VV", "VA", "XSV", "XSA") or following.tag == "VX":
            return
        if not any(n.tag in ("JKS", "JX") for n in morphemes[:verb]):
            return
        tense = [(n.form, n.tag) for n in morphemes[verb + 1 : index]]
        if not tense and statement.is_past:
            tense = [_PAST]
        stem = (morphemes[verb].form, morphemes[verb].tag)
        done = default_analyzer().join([stem, *tense, _POLITE])
        yield f"{statement.text[: morphemes[verb].start]}{done}."
        return
