"""Looks a question up in its conversation: where the last answer stood, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.conversation.answer_request import (
    ASK_ANOTHER,
    AnswerRequest,
    Asked,
    adapt_summary,
    asked_now,
)
from rag.conversation.context import Context, context_of, settle, surer
from rag.conversation.places import of_document, place_asked
from rag.conversation.questions import MAX_QUESTION_CHARS
from rag.conversation.small_talk import reply_to, small_talk
from rag.conversation.standalone import StandaloneQuestion, carried_nouns, make_standalone
from rag.conversation.story import without_story
from rag.conversation.summary_request import (
    SummaryRequest,
    documents_about,
    documents_named,
    summary_request,
)
from rag.conversation.turns import Turn
from rag.korean import attach, default_analyzer, normalize
from rag.reading import DOCUMENT_NOUNS, Band, Evidence, Finder, Reading, of_row_at, topic_of
from rag.retrieval import SearchResult, SentenceCandidate, told_beside

# So many turns before are understood anew.
_TURNS = 3
# Passages in which the things that a follow-up took over are looked for.
_PASSAGES = 10
_NAMES = frozenset({"NNP", "SL"})
_MORE = re.compile(r"(?<![가-힣])또\s+")
# News says what it is about in so many characters.
_LEAD = 300
# So many documents are offered to choose from.
_OFFERED = 5
_WHICH_ONE = "어느 문서를 요약해 드릴까요?"
# How sure it is what stands next in a list, and how much is shown of what it stands next to.
_BESIDE = 0.9
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Aside:
    """What is answered without looking at a document.

    Attributes:
        text: The reply.
    """

    text: str


@dataclass(frozen=True, slots=True)
class SummaryOf:
    """A request for a summary of one document.

    Attributes:
        document: Its number in the index.
        request: How it is to be summed up.
    """

    document: int
    request: SummaryRequest


def understand(finder: Finder, question: str, turns: Sequence[Turn]) -> Aside | SummaryOf | Asked:
    """Tell small talk, what is said of the answer before, a summary and a question apart.

    Args:
        finder: Knows the documents.
        question: What was said, normalised.
        turns: What was said before it, oldest first.
    """
    if turns and question == turns[0].question:
        # What began the conversation stood alone, and does so said again.
        turns = ()
    analyzer = default_analyzer()
    talk = small_talk(question, analyzer.morphemes(question), is_first=not turns)
    if talk is not None:
        return Aside(reply_to(talk, finder.titles))
    asked = asked_now(without_story(question, analyzer), turns, analyzer)
    if asked.request is AnswerRequest.OTHER:
        return Aside(ASK_ANOTHER)
    there = of_document(asked.question, len(finder.titles), None)
    text = there[0] if there is not None else asked.question
    request = summary_request(text, analyzer.morphemes(text), is_first=not asked.before)
    if request is None:
        return asked
    meant = [there[1]] if there else _documents_meant(finder, request, asked.before)
    if not meant:
        return asked
    if len(meant) > 1:
        return Aside(_ask_which([finder.titles[n] for n in meant]))
    return SummaryOf(meant[0], adapt_summary(request, asked.request))


def look_up(
    finder: Finder, question: StandaloneQuestion, turns: Sequence[Turn], context: Context
) -> tuple[SearchResult, Reading]:
    """Find the evidence for a question in its conversation.

    Args:
        finder: Searches and reads.
        question: The question, made whole.
        turns: What was said before it.
        context: What the documents said to the last question.

    Returns:
        What was found, best first, and what was read.
    """
    if question.place is not None:
        told = tuple(Evidence(candidate, _BESIDE) for candidate in question.place)
        band = Band.SURE if told else Band.NONE
        return finder.match(question.text), Reading(told, _BESIDE * len(told), band)
    if question.document is not None:
        found = finder.search(question.text)
        return found, finder.read(question.text, found, finder.id_of(question.document))
    about = finder.is_about_document(question.text)
    if turns and not question.rewritten and about:
        talked_of = _document_talked_of(finder, turns)
        if talked_of is not None:
            found = finder.search(finder.title(talked_of))
            return found, finder.read(question.text, found, talked_of)
    wants_more = bool(turns) and _asks_for_more(question.text)
    asked = _MORE.sub("", question.text) if wants_more else question.text
    text, found, reading = finder.find_as_spelled(asked)
    question = replace(question, text=text)
    # A question of its own may begin something new; only one without an answer stays there.
    if context.document_id is not None and (question.rewritten or not reading.answerable):
        reading = surer(reading, finder.read(question.text, found, context.document_id))
    spoken_of = [m for m in reading.members if m.name in context.asked]
    if len(spoken_of) == 1:
        own = spoken_of[0].evidence.candidate.passage.document_id
        reading = finder.read(question.text, found, own)
    # "언제 나왔어?", by itself, asks for the date of the document.
    if question.own and not about and not finder.is_about_document(question.own):
        document_id = _document_about(finder, question, found) or context.document_id
        if document_id is not None:
            reading = settle(reading, finder.read(question.own, found, document_id))
    if wants_more:
        reading = _beyond(reading, turns[-1].told, _names(question))
    return finder.lead(found, reading), reading


def _asks_for_more(question: str) -> bool:
    """Whether a question asks for what was not told yet: "또 뭐 만들었어?"."""
    return any(m.form == "또" and m.tag == "MAG" for m in default_analyzer().morphemes(question))


def _names(question: StandaloneQuestion) -> tuple[str, ...]:
    """What more is asked of: the names taken over, else all that was, else the question's own."""
    own = default_analyzer().morphemes(question.text)
    names = tuple(m.form for m in own if m.tag in _NAMES)
    return tuple(c for c in question.carried if c in names) or question.carried or names


def _beyond(reading: Reading, told: str, names: Sequence[str]) -> Reading:
    """Keep what was not told yet and speaks of the same; refuse where nothing is left.

    A sentence without a topic of its own goes on about that of the sentence before it.
    """
    left: list[Evidence] = []
    speaking: int | None = None
    for item in sorted(reading.evidence, key=lambda e: e.candidate.position):
        sentence, position = item.candidate.sentence, item.candidate.position
        goes_on = speaking is not None and position == speaking + 1 and not topic_of(sentence)
        names_it = any(name.lower() in sentence.text.lower() for name in names)
        if names and not goes_on and not names_it:
            continue
        speaking = position
        if " ".join(sentence.text.split()) not in told:
            left.append(item)
    if not left:
        return replace(reading, evidence=(), confidence=0.0, band=Band.NONE)
    return replace(reading, evidence=tuple(left))


def stand_alone(
    finder: Finder, question: str, turns: Sequence[Turn]
) -> tuple[StandaloneQuestion, Context]:
    """Make a question whole: of what it may mean, what the documents answer best.

    Args:
        finder: Searches and reads.
        question: What was asked, normalised.
        turns: What was said before it, oldest first.

    Returns:
        The question, and what the documents said to the one before.
    """
    turns, context = _before(finder, turns[-_TURNS:])
    return _whole(finder, question, turns, context), context


def _before(finder: Finder, turns: Sequence[Turn]) -> tuple[Sequence[Turn], Context]:
    """The turns with their questions made whole, and what the documents said to the last."""
    if not turns:
        return (), Context()
    last = turns[-1]
    older, before = _before(finder, turns[:-1])
    if last.told.startswith(_WHICH_ONE):
        return [*older, last], Context(asked=last.question)
    asked = _whole(finder, last.question, older, before)
    context = context_of(look_up(finder, asked, older, before)[1], finder.documents)
    # A language model may have answered something else.
    given = context.given if (context.given or "") in last.told else None
    context = replace(context, asked=last.question, given=given)
    return [*older, replace(last, question=asked.text, is_whole=True)], context


def _whole(
    finder: Finder, question: str, turns: Sequence[Turn], context: Context
) -> StandaloneQuestion:
    """A question made whole from turns that are, and what the documents said to the last."""
    analyzer = default_analyzer()
    talked_of = finder.number(context.document_id) if context.document_id else None
    there = of_document(question, len(finder.titles), talked_of)
    if there is not None and not finder.is_about_document(question):
        text = there[0] or (turns[-1].question if turns else question)
        return StandaloneQuestion(text, True, document=there[1])
    if context.best is not None:
        told_in = finder.documents[context.best.passage.document_id]
        of_row = of_row_at(question, told_in, context.best.sentence.start, analyzer)
        if of_row != question:
            carried = carried_nouns(question, of_row, analyzer)
            return StandaloneQuestion(of_row, True, carried, is_follow_up=True)
    beside = context.best.sentence.text if context.best is not None else ""
    place = place_asked(question, analyzer.morphemes(question), context.asked, beside)
    if place and context.best:
        told = told_beside(finder.match(question), context.best)
        if told:
            return _at_place(told, context.best, place)
    whole = make_standalone(question, turns, analyzer, context.given)
    return _answered_best(finder, question, whole)


def _answered_best(finder: Finder, asked: str, whole: StandaloneQuestion) -> StandaloneQuestion:
    """Of what a question may mean, what the documents surely answer, the likeliest first.

    What says nothing of a name that was asked about does not answer, however sure the reader is.
    """
    if not whole.others:
        return whole
    names = [m.form.lower() for m in default_analyzer().morphemes(asked) if m.tag in _NAMES]
    for meant in (whole, *whole.others):
        reading = finder.find(meant.text)[1]
        told = " ".join(
            f"{e.candidate.title} {e.candidate.heading} {e.candidate.sentence.text}"
            for e in reading.evidence
        ).lower()
        if reading.answerable and all(name in told for name in names):
            return meant
    return whole


def _at_place(
    told: Sequence[SentenceCandidate], best: SentenceCandidate, place: tuple[int, bool]
) -> StandaloneQuestion:
    """Ask for what stands at a place in a list; nothing stands behind its end."""
    known = next((n for n, c in enumerate(told) if c.position == best.position), 0)
    at = place[0] if place[1] else known + place[0]
    shown = " ".join(best.sentence.text.split())[:_SHOWN].strip()
    which = {1: "다음", -1: "바로 앞"}.get(at - known, f"있는 목록의 {at + 1}번째")
    text = f"‘{shown}’ {attach(which, '은')} 무엇인가요?"
    return StandaloneQuestion(text, True, place=tuple(told[at : at + 1]) if at >= 0 else ())


def _documents_meant(finder: Finder, request: SummaryRequest, turns: Sequence[Turn]) -> list[int]:
    """Find the numbers of the documents that a summary may be of."""
    named = documents_named(request, finder.titles)
    if not named:
        texts = [d.text for d in finder.documents.values()]
        named = documents_about(request, [text[:_LEAD] for text in texts])
        if request.points:
            named = named or documents_about(request, texts)
    bare = tuple(word for word in request.named if word not in DOCUMENT_NOUNS)
    if not named and bare != request.named:  # "도서관 안내문" may be titled "도서관 이용 안내"
        return _documents_meant(finder, replace(request, named=bare), turns)
    if request.named or not turns or len(named) == 1:
        return named
    talked_of = _document_talked_of(finder, turns)
    return [] if talked_of is None else [finder.number(talked_of)]


def _document_talked_of(finder: Finder, turns: Sequence[Turn]) -> str | None:
    """Find the document that the last turn was about; none in an empty index."""
    last = turns[-1]
    text = normalize(f"{last.question} {last.told}"[:MAX_QUESTION_CHARS])
    best = finder.search(text).passages(1)
    return best[0].passage.document_id if best else None


def _ask_which(titles: Sequence[str]) -> str:
    """Ask which of some documents is meant, by their titles."""
    listed = ", ".join(f"「{title}」" for title in titles[:_OFFERED])
    more = f" 등 {len(titles):,}건" if len(titles) > _OFFERED else ""
    return (
        f"{_WHICH_ONE} 제목에 있는 낱말을 넣어 ‘○○ 기사 요약해 줘’처럼 적어 "
        f"주세요. 읽어 둔 문서는 {listed}{more}입니다."
    )


def _document_about(
    finder: Finder, question: StandaloneQuestion, found: SearchResult
) -> str | None:
    """The best document that holds all that a follow-up took over from earlier turns."""
    for passage in found.passages(_PASSAGES):
        document_id = passage.passage.document_id
        text = finder.documents[document_id].text.lower()
        if all(noun.lower() in text for noun in question.carried):
            return document_id
    return None
