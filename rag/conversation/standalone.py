"""Makes a follow-up question whole, by rule, before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.conversation import words
from rag.conversation.earlier import Earlier
from rag.conversation.parsing import take_apart
from rag.conversation.phrases import Utterance
from rag.conversation.pointing import find_pointer, points_at_document
from rag.conversation.rules import RULES, own_words
from rag.conversation.turns import Turn
from rag.korean import NOUN_TAGS, Analyzer, attach, content_form, normalize
from rag.reading import INTERROGATIVES
from rag.retrieval import SentenceCandidate

# Older turns are not looked at, nor are texts beyond these lengths.
_TURNS = 6
_QUESTION_CHARS = 300
_ANSWER_CHARS = 1000
# So many readings of a question are tried: each takes as long as a question.
_MEANINGS = 3
_DISMISSED = re.compile(
    r"(?:아니[,!.]?\s+)?(?P<old>\S.{0,20}?)(?P<how>\s?말고|\s?아니고|\s됐고)[,\s]+(?P<rest>\S.*)"
)
_OTHERS = words.word_set("다른 또 더 나머지")
# "다시 주차장 얘긴데", "아까 그 버스 말인데", "요금 얘기로 돌아가서"
_BACK = re.compile(
    r"(?:(?:그럼|근데|그런데|아|참)[,\s]+)?(?:(?:다시|아까|처음)\s+)?(?:(?:그|말한|얘기한|물어본)\s+)*"
    r"(?P<topic>[^,?!.]{1,20}?)\s?(?:(?:얘|이야)(?:긴|기인)데|(?:얘|이야)기(?:로\s돌아가서|야|예요|인데)"
    r"|말인데|말이야|말이에요)요?[\s,.…~]+(?P<rest>\S.*)"
)
_NOUN_TAGS = NOUN_TAGS - {"NNB", "XPN", "XSN"}


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question that can be understood without what was said before.

    Attributes:
        text: The question, to be looked up.
        rewritten: Whether it differs from what was asked.
        carried: The nouns that were taken over from earlier turns, in dictionary form; empty when
            not rewritten.
        own: What is wanted, in the words of the question and without what it is about ("언제
            나왔어?"); "" where those say nothing alone ("그럼 X는?"), and when not rewritten.
        others: What else may be meant, where the rules cannot tell; the likeliest first.
        document: The number of the one document that it is put to.
        place: What stands where it asks for, in a list; ``None`` where it asks for none.
        is_follow_up: Whether it was asked as a follow-up; one that points at nothing that was
            said ("그건 언제였어?" after small talk) is one though it is not rewritten.
    """

    text: str
    rewritten: bool
    carried: tuple[str, ...] = ()
    own: str = ""
    is_follow_up: bool = False
    others: tuple[StandaloneQuestion, ...] = ()
    document: int | None = None
    place: tuple[SentenceCandidate, ...] | None = None


def make_standalone(
    question: str,
    history: Sequence[Turn],
    analyzer: Analyzer,
    given: str | None = None,
) -> StandaloneQuestion:
    """Complete a follow-up question from the turns before it.

    A question that stands alone comes back as it is, and so does one for which the earlier
    turns hold nothing to complete it with.

    Args:
        question: A normalised question in Korean.
        history: Earlier turns, oldest first.
        analyzer: Finds the morphemes.
        given: The short answer to the last question, where the reader of the documents is sure
            of one.

    Returns:
        The question, whole.
    """
    turns = [
        replace(
            t,
            question=normalize(t.question[:_QUESTION_CHARS]),
            text=normalize(t.told[:_ANSWER_CHARS]),
        )
        for t in history[-_TURNS:]
    ]
    told_of, rest = _went_back(question)
    if told_of and turns:
        turns = _up_to(turns, told_of)
        texts, own = _complete(rest, turns, analyzer)
        if not texts and told_of not in rest:
            texts, own = (f"{attach(told_of, '은')} {rest}",), rest
    else:
        rest = _beyond_dismissed(question, analyzer) if turns else question
        # What takes the place of something else is linked to it: "2층 말고 3층".
        linked = rest if rest == question else f"그럼 {rest}"
        texts, own = _complete(linked, turns, analyzer, given)
    texts = texts or (rest,)
    if texts[0] == question:
        return StandaloneQuestion(question, False, is_follow_up=_points(question, turns, analyzer))
    first, *others = (
        StandaloneQuestion(text, True, carried_nouns(question, text, analyzer), own, True)
        for text in texts
    )
    return replace(first, others=tuple(others))


def _beyond_dismissed(question: str, analyzer: Analyzer) -> str:
    """What is asked beyond what no longer is: "사과 아니고 배는?", "아니 작년 말고 올해"."""
    found = _DISMISSED.match(question)
    if found is None:
        return question
    forms = {m.form for m in analyzer.morphemes(found["rest"])}
    is_beside = found["how"].strip() == "말고" and forms & (INTERROGATIVES | _OTHERS)
    # "사과 말고 뭐가 있어?", "뛰지 말고 …"
    if is_beside or analyzer.morphemes(found["old"])[-1].tag[0] in "VE":
        return question
    return found["rest"]


def _went_back(question: str) -> tuple[str, str]:
    """The topic that a question goes back to, and what it asks: "다시 X 얘긴데, …"."""
    found = _BACK.match(question)
    return (found["topic"].strip(), found["rest"]) if found else ("", question)


def _up_to(turns: list[Turn], topic: str) -> list[Turn]:
    """The turns up to the last that speaks of a topic; none where none does."""
    said = [n for n, turn in enumerate(turns) if topic in turn.question]
    said = said or [n for n, turn in enumerate(turns) if topic in turn.told]
    return turns[: said[-1] + 1] if said else []


def carried_nouns(question: str, whole: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The nouns that only the whole of a question has, in dictionary form."""
    known = _nouns(question, analyzer)
    return tuple(noun for noun in _nouns(whole, analyzer) if noun not in known)


def _complete(
    question: str,
    turns: Sequence[Turn],
    analyzer: Analyzer,
    given: str | None = None,
) -> tuple[tuple[str, ...], str]:
    """What the question may be, completed from the latest turn that names something; its own words.

    Nothing where it stands alone.
    """
    if not turns or len(question) > _QUESTION_CHARS:
        return (), ""
    parts = take_apart(question, analyzer.morphemes(question))
    if not parts.words or points_at_document(parts):
        return (), ""
    for count in range(len(turns), 0, -1):
        is_last = count == len(turns)
        earlier = _earlier(turns[:count], analyzer, given if is_last else None)
        for rule in RULES:
            texts = rule(parts, earlier)
            if texts:
                return tuple(dict.fromkeys(texts))[:_MEANINGS], own_words(parts, rule)
        if not earlier.was_read or earlier.topic() is not None:
            break
    return (), ""


def _points(question: str, turns: Sequence[Turn], analyzer: Analyzer) -> bool:
    """Whether a question holds a word that points out of it, and there was something before it."""
    if not turns or len(question) > _QUESTION_CHARS:
        return False
    parts = take_apart(question, analyzer.morphemes(question))
    return find_pointer(parts) is not None and not points_at_document(parts)


def _earlier(turns: Sequence[Turn], analyzer: Analyzer, given: str | None) -> Earlier:
    """The last of some turns, its question made whole from those before it."""
    last = turns[-1]

    def question() -> Utterance:
        text = " ".join(last.question.split())
        before = () if last.is_whole else turns[:-1]
        whole = next(iter(_complete(text, before, analyzer)[0]), text)
        return take_apart(whole, analyzer.morphemes(whole))

    def sentences() -> list[Utterance]:
        found = analyzer.sentences(last.told)
        return [take_apart(s.text, s.own_morphemes) for s in found]

    def before() -> Earlier | None:
        return _earlier(turns[:-1], analyzer, None) if len(turns) > 1 else None

    return Earlier(question, sentences, before, given, last.told)


def _nouns(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    found = (content_form(m) for m in analyzer.morphemes(text) if m.tag in _NOUN_TAGS)
    return tuple(dict.fromkeys(found))
