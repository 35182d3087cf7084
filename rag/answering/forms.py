"""An answer in the form that was asked for: what the plan says, gathered and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.answer import (
    POSSIBLE_TEXT,
    UNCONFIRMED_TEXT,
    Answer,
    AnswerStatus,
    on_one_line,
)
from rag.answering.around import (
    dates_of_best,
    in_older,
    is_copied,
    leaves_why_open,
    likeliest,
    with_headings,
    with_neighbours,
    with_topics,
)
from rag.answering.asking_back import ask_back
from rag.answering.comparing import asks_by_how_much, whether_more
from rag.answering.confirming import Confirmer
from rag.answering.contrasting import Contrasts
from rag.answering.draft import Draft
from rag.answering.examples import nearby_questions
from rag.answering.leading import Count, count_of, say_count, settled, short_answer
from rag.answering.listing import beside, is_left_out, members
from rag.answering.plan import Form, Plan, Size
from rag.answering.quoting import copies_in, quote, refuse
from rag.answering.several import joined, together
from rag.answering.shortening import shorten
from rag.answering.summary import METHOD, SENTENCES
from rag.answering.tabular import say_numbered, say_table
from rag.korean import Analyzer, attach, find_moments, with_dates
from rag.reading import (
    AskedTable,
    Band,
    Evidence,
    Finder,
    Kind,
    Question,
    Reading,
    analyse_question,
    asked_table,
)
from rag.retrieval import SearchResult
from rag.sources import Document

# A sentence told in short has so many characters at most.
_SHORT_CHARS = 100
# Passages from which questions are made that can be asked instead.
_NEAR = 3
_NOT_SO_SHORT = "문장을 바꾸지 않고는 그만큼 짧게 줄일 수 없습니다."
_NO_REASON = "이유는 문서에서 확인되지 않습니다."


@dataclass(frozen=True, slots=True)
class _Read:
    """A question, what was found for it, and what was read."""

    asked: Question
    found: SearchResult
    reading: Reading


AnswerPart = Callable[[str, Sequence[tuple[str, str]]], Answer]
"""Answers one of several questions, given those before it with their answers."""


class Forms:
    """Builds answers from plans; may be used from several threads."""

    def __init__(self, finder: Finder, analyzer: Analyzer) -> None:
        """Join the parts."""
        self._finder = finder
        self._analyzer = analyzer
        self._confirmer = Confirmer(finder, analyzer)
        self._contrasts = Contrasts(finder, analyzer)

    @property
    def _documents(self) -> Mapping[str, Document]:
        return self._finder.documents

    def answer(self, plan: Plan, question: str, found: SearchResult, reading: Reading) -> Answer:
        """Answer in the form that a plan asks for.

        Args:
            plan: What is asked for.
            question: The question as it was asked.
            found: What was found for it, best first.
            reading: What was read.
        """
        if plan.without:
            reading = beside(plan, found, reading, self._analyzer)
        asked = analyse_question(plan.question, self._analyzer.morphemes(plan.question))
        reading = settled(reading, asked)
        plain = quote(question, found, reading, self._documents, self._finder.reader.name)
        if plan.form in {Form.SHORT, Form.SENTENCES} and (count := count_of(asked, reading)):
            return self._count(plan, plain, count)
        if asks_by_how_much(plan.question) and (gap := self._contrasts.difference(plan, plain)):
            return gap
        is_plain = plan.form in {Form.SHORT, Form.SENTENCES, Form.LIST, Form.YES_NO}
        if plan.as_table and is_plain and (table := asked_table(asked, found)):
            return self._as_it_stands(plan, plain, table)
        build = {
            Form.YES_NO: self._yes_or_no,
            Form.LIST: self._list,
            Form.COMPARISON: self._compare,
            Form.ABOUT: self._about,
        }.get(plan.form, self._sentences)
        answer = build(plan, plain, _Read(asked, found, reading))
        if answer.status is AnswerStatus.NO_EVIDENCE:
            context = found.context(_NEAR)
            near = nearby_questions(plan.question, context, self._documents, self._analyzer)
            answer = replace(answer, suggestions=near)
        return replace(answer, notice=joined(answer.notice, plan.notice))

    def _as_it_stands(self, plan: Plan, plain: Answer, table: AskedTable) -> Answer:
        """A table of the document, with the columns that are asked for."""
        draft = Draft(self._documents)
        say_table(draft, table)
        return _surely(plan, plain, draft, plan.form)

    def _count(self, plan: Plan, plain: Answer, count: Count) -> Answer:
        """How many there are of what the text lists, and which."""
        is_open = plain.status is AnswerStatus.POSSIBLE
        draft = Draft(self._documents, f"{POSSIBLE_TEXT} 표에서 세면" if is_open else "")
        say_count(draft, count)
        told = _surely(plan, plain, draft, Form.SHORT)
        return replace(told, status=plain.status)

    def several(self, plan: Plan, question: str, answer_part: AnswerPart) -> Answer:
        """Answer several questions, each by itself."""
        told: list[tuple[str, str]] = []
        answers: list[Answer] = []
        for part in plan.parts:
            answers.append(answer_part(part, told))
            told.append((part, answers[-1].text))
        return together(question, plan, answers)

    def summary(
        self,
        question: str,
        found: SearchResult,
        reading: Reading,
        *,
        one_line: bool,
        characters: int | None = None,
    ) -> Answer:
        """Answer with sentences that sum a document up, or with one short line.

        Args:
            question: What was asked.
            found: The document.
            reading: The sentences; for one line, and where its length is bounded, those to choose
                from.
            one_line: Whether it must be one line.
            characters: How many characters it may have; one line has 100 at most.
        """
        best_first = sorted(reading.evidence, key=lambda item: -item.score)
        least = min(len(best_first), SENTENCES)
        counts = [] if one_line else range(least, 0, -1) if characters else [len(best_first)]
        for count in counts:
            kept = sorted(best_first[:count], key=lambda item: item.candidate.position)
            some = replace(reading, evidence=tuple(kept))
            plain = quote(question, found, some, self._documents, METHOD)
            if characters is None or len(plain.text) <= characters:
                return replace(plain, form=Form.SUMMARY)
        limit = min(_SHORT_CHARS, characters or _SHORT_CHARS)
        lines = ((shorten(e.candidate.sentence, limit), e) for e in best_first)
        line, item = next(((text, e) for text, e in lines if text), (None, None))
        best = replace(reading, evidence=tuple(best_first[:1]))
        plain = quote(question, found, best, self._documents, METHOD)
        if line is None or item is None:
            return replace(plain, form=Form.SUMMARY, notice=_NOT_SO_SHORT)
        draft = Draft(self._documents)
        draft.say(line, [item])
        return draft.filled(plain, Form.SUMMARY)

    def _sentences(self, plan: Plan, plain: Answer, read: _Read) -> Answer:
        """Sentences as they stand, the short answer before them where the reader is sure of it."""
        if read.reading.band is Band.NONE:
            return replace(plain, form=plan.form)
        also_in = copies_in(read.found)
        if read.reading.members and plan.form in {Form.SHORT, Form.SENTENCES, Form.REASON}:
            draft = Draft(self._documents, "", also_in)
            return ask_back(plan.question, plain, read.reading.members, draft)
        possible = read.reading.band is Band.POSSIBLE
        opening = POSSIBLE_TEXT if possible else ""
        draft = Draft(self._documents, opening, also_in)
        lead, bearer = short_answer(plan.question, read.reading, self._documents)
        if possible:
            lead, bearer = "", None
        # The sentence that the short answer stands in is enough.
        evidence = list(read.reading.evidence) if bearer is None else [bearer]
        if bearer is not None and plan.size is not Size.SHORTER and is_copied(bearer, also_in):
            # What several files say alike is said once, for all of them.
            bearer = None
        is_dated = read.asked.kind is Kind.WHEN or find_moments(plan.question)
        dates = dates_of_best(read.reading.evidence) if is_dated else []
        if bearer is not None:
            draft.say(f"{with_dates(lead, dates)}입니다.", [bearer])
            dates = [d for d in dates if d.written not in lead]
        if possible:
            evidence = likeliest(evidence)
        if plan.size is Size.LONGER:
            evidence = with_neighbours(read.found, evidence)
        if plan.as_table:
            say_numbered(draft, evidence)
        elif plan.size is Size.SHORTER:
            if bearer is None:
                self._say_in_short(draft, evidence)
        else:
            for item in evidence:
                draft.quote(item)
            if read.asked.kind is Kind.WHY and leaves_why_open(evidence, read.asked):
                draft.say(_NO_REASON)
            if read.reading.older is not None:
                draft.say(*in_older(read.reading.older))
            if dates:
                draft.say(f"({', '.join(f'{d.written}: {d.meant}' for d in dates)})")
        form = plan.form
        if form in {Form.SHORT, Form.SENTENCES}:
            form = Form.SHORT if bearer is not None else Form.SENTENCES
        return draft.filled(plain, form)

    def _say_in_short(self, draft: Draft, evidence: Sequence[Evidence]) -> None:
        best = max(evidence, key=lambda item: item.score)
        short = shorten(best.candidate.sentence, _SHORT_CHARS)
        if short is None or short == on_one_line(best.candidate.sentence.text):
            draft.quote(best)
        else:
            draft.say(short, [best])

    def _yes_or_no(self, plan: Plan, plain: Answer, read: _Read) -> Answer:
        """Yes or no with the sentence that says so, else the sentence alone.

        It is sure where it surely answers and likely says one of both, else a possible answer.
        Where none is near, that the documents say neither.
        """
        more = whether_more(plan.question, self._analyzer)
        if more and (by_value := self._contrasts.whether_more(plan, plain, *more)):
            return by_value
        evidence = with_headings(read.found, with_topics(read.found, read.reading.evidence))
        shown = [] if read.reading.band is Band.NONE else read.reading.evidence
        if read.reading.band is Band.POSSIBLE:
            shown = likeliest(shown)
        is_read = read.reading.band is Band.SURE
        told = self._confirmer.confirm(
            plan.question, plan.statement, evidence, shown, is_read=is_read
        )
        if more and not told.is_sure:  # which of two has more is told by numbers
            told = replace(told, holds=None)
        opening = "" if told.is_sure or told.holds is None else POSSIBLE_TEXT
        draft = Draft(self._documents, opening, copies_in(read.found))
        if told.holds is None and is_read and told.is_told and not more:
            return replace(self._sentences(plan, plain, read), form=Form.YES_NO)
        if told.holds is None and read.reading.band is not Band.NONE:
            possible = replace(read, reading=replace(read.reading, band=Band.POSSIBLE))
            offered = self._sentences(plan, plain, possible)
            return replace(offered, form=Form.YES_NO, status=AnswerStatus.POSSIBLE)
        if told.holds is None:
            refused = refuse(read.reading.evidence, self._documents, UNCONFIRMED_TEXT)
            return replace(
                draft.filled(plain, Form.YES_NO),
                text=refused,
                status=AnswerStatus.NO_EVIDENCE,
            )
        draft.say(("" if told.is_sure else "아마 ") + ("네." if told.holds else "아니요."))
        if told.right:
            draft.say(f"{attach(told.wrong, '이')} 아니라 {told.right}입니다.", told.evidence)
        for item in told.evidence:
            draft.quote(item)
        return replace(
            draft.filled(plain, Form.YES_NO),
            status=AnswerStatus.ANSWERED if told.is_sure else AnswerStatus.POSSIBLE,
            confidence=max(plain.confidence, told.confidence),
        )

    def _compare(self, plan: Plan, plain: Answer, read: _Read) -> Answer:
        """What the documents say of each of two things, else the sentences found."""
        told = self._contrasts.compare(plan, plain, read.found)
        return told or replace(self._sentences(plan, plain, read), form=Form.COMPARISON)

    def _list(self, plan: Plan, plain: Answer, read: _Read) -> Answer:
        """All members from all sentences, each once; whole sentences where none are listed."""
        if read.reading.band is Band.NONE:
            return replace(plain, form=Form.LIST)
        told = read.reading.evidence if read.reading.is_whole else self._ask(plan.question)
        listed = [
            member
            for member in members(told, self._documents)
            if not is_left_out(member.text, plan.without)
        ]
        possible = read.reading.band is Band.POSSIBLE
        # Of a sentence that may not answer, single nouns say nothing.
        if len(listed) < 2 or (possible and not read.reading.is_whole):
            return replace(self._sentences(plan, plain, read), form=Form.LIST)
        opening = POSSIBLE_TEXT if possible else ""
        draft = Draft(self._documents, opening, copies_in(read.found))
        wanted = listed[: plan.count]
        if plan.as_table:
            draft.say("| 항목 |\n|---|", joint="\n")
        for member in wanted:
            line = f"| {member.text} |" if plan.as_table else f"• {member.text}"
            draft.say(line, [member.evidence], joint="\n")
        return draft.filled(plain, Form.LIST)

    def _about(self, _plan: Plan, plain: Answer, read: _Read) -> Answer:
        """How sure the answer before was, and the words of the document that it rests on."""
        if read.reading.band is Band.NONE:
            return replace(plain, form=Form.ABOUT)
        if read.reading.band is Band.SURE:
            opening = "네, 문서에 적혀 있는 내용입니다(확신도 높음)."
        else:
            opening = "확실하지는 않습니다(확신도 보통)."
        draft = Draft(self._documents, opening)
        title = on_one_line(read.reading.evidence[0].candidate.title)
        draft.say(f"「{title}」:", joint="\n")
        for item in read.reading.evidence:
            draft.quote(item)
        return draft.filled(plain, Form.ABOUT)

    def _ask(self, question: str) -> tuple[Evidence, ...]:
        return self._finder.read_widely(question, self._finder.search(question))


def _surely(plan: Plan, plain: Answer, draft: Draft, form: Form) -> Answer:
    """What the document's own form tells, which is sure."""
    notice = joined(plain.notice, plan.notice)
    return replace(draft.filled(plain, form), status=AnswerStatus.ANSWERED, notice=notice)
