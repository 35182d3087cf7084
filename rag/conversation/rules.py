"""The rules that make a follow-up whole; each gives nothing where it does not apply.

Where a rule cannot tell what is meant it gives what is likeliest first, and what else may be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from rag.conversation import words
from rag.conversation.earlier import Earlier
from rag.conversation.exchange import with_interrogative, with_time, with_topic
from rag.conversation.parsing import POLITE
from rag.conversation.phrases import (
    Phrase,
    Role,
    Utterance,
    Word,
    WordKind,
    is_attribute,
    is_time,
    lexical_form,
)
from rag.conversation.pointing import Pointer, find_pointer
from rag.korean import MOST, attach
from rag.reading import Kind, kind_of_head

Rule = Callable[[Utterance, Earlier], Sequence[str]]

_SMALL_TALK = frozenset(
    ["고맙", "감사", "미안", "안녕", "반갑", "맞", "알", "모르", "그렇", "괜찮"]
)
_WHICH = words.word_set("것 거 게 쪽 데 곳")
_BOTH = re.compile(
    r"(?:그\s?)?(?:둘|두\s(?:개|곳|군데|가지|사람|명))(?P<of>\s?(?:중|가운데)(?:에서?)?)?(?:이|은|의|을)?\s"
)
_NEXT = re.compile(r"그\s?다음[은는이]?요?\s?[?.!~]*")
# A bare noun of more words than this is not "and what about X?".
_MAX_TOPIC_WORDS = 2
_MAX_LINKED_TOPIC_WORDS = 4
# "이유는?" asks an earlier question with another interrogative.
_ASKS_AS = {Kind.WHY: "왜", Kind.HOW: "어떻게", Kind.WHEN: "언제", Kind.WHERE: "어디에서"}


def resolve_pointer(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "그건 언제였어?": put in the place of a pointing word what it stands for."""
    pointer = find_pointer(question)
    if pointer is None:
        return ()
    if pointer.noun in words.MOMENTS:
        kept = "" if pointer.alone else attach(pointer.noun, pointer.particle)
        body = f"{question.text[question.body : pointer.start]}{kept}{question.text[pointer.end :]}"
        is_owned = any(p.leads and not p.asks and p.end > pointer.end for p in question.phrases)
        topics = earlier.or_else(earlier.topic())
        when = earlier.time() if pointer.alone else ""
        return [f"{when}{t if is_owned else attach(t, '은')} {body.strip()}" for t in topics]
    asking = [p for p in (*question.phrases, question.complement) if p is not None and p.asks]
    form = asking[0].words[0].morphemes[0].form if asking else ""
    has_more = any(not p.asks and p.end > pointer.end for p in question.phrases)
    if (
        pointer.noun == "것" and form in {"언제", "왜"} and not has_more  # "그거 가격은 왜 비싸?"
    ):
        verb = lexical_form(question.verb)
        says_nothing = verb in words.EMPTY_VERBS | {""} or question.complement
        own = f"{asking[0].text}인가요?" if says_nothing else question.text[asking[0].start :]
        return with_interrogative(earlier, asking[0].text, Role.OTHER, own)
    return [_pointed(question, earlier, pointer, f) for f in _stands_for(pointer, earlier)]


def _stands_for(pointer: Pointer, earlier: Earlier) -> Sequence[str]:
    """What a pointing word may stand for, the likeliest first."""
    noun = pointer.noun
    if noun in words.AMONG:
        group = earlier.name() or earlier.topic()
        return [f"{group} {noun}"] if group else ()
    found = earlier.called(noun, plural=pointer.plural)
    if noun in words.PEOPLE and found not in {None, earlier.topic()}:
        return earlier.or_else(found)[:1]
    if pointer.weak and found == earlier.topic():
        return ()  # a guess
    return [found] if pointer.plural and found else earlier.or_else(found)


def _pointed(question: Utterance, earlier: Earlier, pointer: Pointer, found: str) -> str:
    before, after = question.text[question.body : pointer.start], question.text[pointer.end :]
    text = before + attach(found, pointer.particle) + after
    topic = earlier.topic()
    if topic is None or any(p.leads for p in question.phrases):
        return text
    known = found in topic or all(word in found for word in topic.split())
    return text if known else f"{attach(topic, '은')} {text}"


def repeat_question(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "왜?", "몇 대나?", "누가 그랬어?": ask the earlier question with that word."""
    asking = [p for p in question.phrases if p.asks]
    if _own_phrases(question) or len(asking) != len(question.phrases):
        return ()
    body, complement = question.text[question.body :], question.complement
    if asking and not question.verb:
        new = " ".join(attach(p.text, p.particle) for p in asking)
        return with_interrogative(earlier, new, asking[0].role, body)
    if asking or complement is None or not complement.asks or len(complement.words) > 2:
        return ()
    return [f"{attach(t, '은')} {body}" for t in earlier.or_else(earlier.called("것"))]


def ask_of_event(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "이유가 뭐야?", "방법은?": ask the earlier question for that."""
    own = _own_phrases(question)
    noun = own[0].text if len(own) == 1 else ""
    if noun not in words.EVENT_ATTRIBUTES or (question.verb and question.complement is None):
        return ()
    before, behind = question.text[question.body : own[0].start], question.text[own[0].end :]
    told = earlier.happened(noun)
    named = [before + attach(told, own[0].particle) + behind] if told else []
    new = _ASKS_AS.get(kind_of_head(noun, noun) or Kind.WHAT)
    is_event = lexical_form(earlier.question.verb) not in words.EMPTY_VERBS | {""}
    if new is None or earlier.named is not None or not is_event:
        return named
    return [*with_interrogative(earlier, new, Role.OTHER, ""), *named]


def add_owner(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "가격은?", "요금이 얼마야?": say what the attribute belongs to."""
    own = _own_phrases(question)
    if not own or not all(map(_is_bare_attribute, own)):
        return ()
    phrase = own[0]
    before, rest = question.text[question.body : phrase.start], question.text[phrase.start :]
    owners = [o for o in earlier.or_else(earlier.topic()) if o not in question.text]
    return [f"{owner} {before}{rest}" for owner in owners]


def change_topic(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "그럼 X는?", "X는 어때?", "X요": ask the earlier question about something else."""
    asks_how = lexical_form(question.verb) == "어떻"
    asks_how = asks_how and all(m.tag != "EC" for m in question.verb)  # not "어떻게 됐어?"
    if (question.verb and not asks_how) or len(question.phrases) != 1:
        return ()
    phrase = question.phrases[0]
    is_polite = question.text[phrase.end :].startswith(POLITE)
    is_offered = phrase.text in earlier.offered
    linked = asks_how or question.body > question.words[0].start or is_polite or is_offered
    if phrase.asks or phrase.verb or not _is_bare_topic(phrase, linked=linked):
        return ()
    return [with_time(earlier, phrase)] if is_time(phrase) else with_topic(earlier, phrase)


def add_topic(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "어디에 투자했는데?": say who or what it is about."""
    if not question.verb or lexical_form(question.verb) in _SMALL_TALK:
        return ()
    is_request = any(m.form in words.REQUESTS for m in question.verb)
    if _own_phrases(question) or not (question.asks or is_request):
        return ()
    body = question.text[question.body :]
    about = "에 대해" if is_request and not question.asks else "은"
    has_object = any(p.role is Role.OBJECT for p in question.phrases)
    dropped = earlier.subject() if has_object else earlier.topic()
    topics = [t for t in earlier.or_else(dropped) if t not in body]
    return [f"{attach(t, about)} {body}" for t in topics]


def compare_both(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "둘 중에 뭐가 더 싸?", "둘 차이는 얼마야?": name the two that were asked about."""
    found = _BOTH.search(question.text, question.body)
    if found is None or earlier.before is None:
        return ()
    first, last = earlier.before.question, earlier.question
    stems = [[w.stem for w in said.words] for said in (first, last)]
    edits = SequenceMatcher(a=stems[0], b=stems[1], autojunk=False).get_opcodes()
    changed = [edit for edit in edits if edit[0] != "equal"]
    if len(changed) != 1 or changed[0][0] != "replace" or len(edits) == 1:
        return ()
    _, a, b, c, d = changed[0]
    if any(word.asks for word in (*first.words[a:b], *last.words[c:d])):
        return ()
    names = [
        said.text[own[0].start : own[-1].start] + own[-1].stem
        for said, own in ((first, first.words[a:b]), (last, last.words[c:d]))
    ]
    shared = [w for w in (*last.words[:c], *last.words[d:]) if not w.asks]
    same = " ".join(w.stem for w in shared if w.kind is WordKind.NOUN)
    sides = f"{attach(names[0], '이랑')} {names[1]}{found['of'] or ''}"
    return [
        " ".join(filter(None, (sides, same and attach(same, "은"), question.text[found.end() :])))
    ]


def change_extreme(question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Follow "제일 싼 건요?", "그다음은?": ask for the other end, or for the next."""
    before, old = earlier.question.text, _extreme_in(earlier.question)
    if old is None:
        return ()
    most, how = old
    if _NEXT.fullmatch(question.text[question.body :]):
        return [f"{before[: most.start]}두 번째로{before[most.end :]}"]
    new = _extreme_in(question)
    is_bare = new is not None and question.words[-2:-1] == (new[1],)
    if new is None or not is_bare or question.words[-1].morphemes[0].form not in _WHICH:
        return ()
    told = question.text[new[0].start : new[1].end]
    return [f"{before[: most.start]}{told}{before[how.end :]}"]


def _extreme_in(said: Utterance) -> tuple[Word, Word] | None:
    """The words between which something is heightened: 제일 and 많은 of "제일 나이 많은 사람"."""
    for n, word in enumerate(said.words):
        behind = said.words[n + 1 : n + 3]
        how = next((w for w in behind if w.kind is WordKind.MODIFIER), None)
        if word.stem in MOST and how is not None:
            return word, how
    return None


RULES: tuple[Rule, ...] = (
    compare_both,
    change_extreme,
    resolve_pointer,
    repeat_question,
    ask_of_event,
    add_owner,
    change_topic,
    add_topic,
)


def own_words(question: Utterance, rule: Rule) -> str:
    """What a follow-up wants, without what it is about: "언제 나왔어?" of "그건 언제 나왔어?".

    Args:
        question: The question as it was asked.
        rule: The rule that completed it.

    Returns:
        Its own words; "" where they say nothing alone ("그럼 X는?", "그건 언제였어?").
    """
    if rule is resolve_pointer:
        pointer = find_pointer(question)
        start, end = (pointer.start, pointer.end) if pointer else (0, 0)
    elif rule in {add_owner, add_topic}:
        start = end = question.body
    else:
        return ""
    kept = [w for w in question.words if w.end <= start or w.start >= end]
    if not any(_says_something(w) for w in kept):
        return ""
    return " ".join(f"{question.text[question.body : start]}{question.text[end:]}".split())


def _says_something(word: Word) -> bool:
    form = lexical_form(word.morphemes)
    is_empty = form in words.EMPTY_VERBS or word.stem in words.EMPTY | words.MEANINGS
    return bool(form) and not is_empty and not word.asks and word.kind is not WordKind.LINK


def _own_phrases(question: Utterance) -> list[Phrase]:
    """The phrases that say something of their own; of times only a date does."""
    return [p for p in question.phrases if not p.asks and (not is_time(p) or _is_date(p))]


def _is_date(time: Phrase) -> bool:
    is_day = any(w.stem.endswith(("요일", "휴일")) for w in time.words)
    return is_day or any(m.tag == "SN" for w in time.words for m in w.morphemes)


def _is_bare_attribute(phrase: Phrase) -> bool:
    return not phrase.verb and all(
        is_attribute(w) or w.kind is WordKind.DETERMINER for w in phrase.own_words
    )


def _is_bare_topic(phrase: Phrase, *, linked: bool) -> bool:
    """Whether a phrase is nothing but a new topic."""
    last = phrase.words[-1]
    if len(phrase.words) > (_MAX_LINKED_TOPIC_WORDS if linked else _MAX_TOPIC_WORDS):
        return False
    if not linked and (not phrase.particle or any(w.particle == "의" for w in phrase.words)):
        return False
    if phrase.particle in words.DEFINING_PARTICLES or last.stem in words.EMPTY:
        return False
    points = any(w.stem in words.POINTING_DETERMINERS for w in phrase.words)
    return not points and not is_attribute(last) and not last.stem.endswith("용")
