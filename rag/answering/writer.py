"""An answer in words: a language model writes, code cites, and each claim is checked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from rag.answering.answer import (
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    CheckedClaim,
    Claim,
    compose_claims,
)
from rag.answering.plan import Form
from rag.answering.quoting import compose, refuse
from rag.answering.several import joined
from rag.answering.summary import METHOD
from rag.errors import ModelError
from rag.grounding import Verdict
from rag.index import Passage
from rag.korean import Analyzer, Sentence
from rag.reading import Band, Reading
from rag.sources import Document
from rag.writing import (
    ChatModel,
    ClaimParser,
    ContextOverflowError,
    Message,
    NumberedSentence,
    Reply,
    WrittenClaim,
    build_messages,
    number_sentences,
)

_LOG = logging.getLogger(__name__)

# A longer reply is cut here: no answer to a question is longer.
_MAX_REPLY_CHARS = 6000

_UNCITED = "근거로 든 문장이 없습니다."
_MODEL_FAILED = "언어 모델로 답을 쓰지 못해 문서에서 찾은 문장을 그대로 보여 드립니다."
_NOT_BORNE_OUT = "언어 모델이 쓴 답은 문서에서 확인되지 않아, 문서에서 찾은 문장을 보여 드립니다."
_MODEL_DOUBTS = "언어 모델은 문서에서 답을 찾지 못했습니다."
_READER_DOUBTS = (
    "문서에 질문의 답이 분명하게 나와 있지 않을 수 있습니다. 인용한 문장을 함께 확인해 주세요."
)


Check = Callable[[str, Sequence[str], str], Verdict]
"""Checks a claim against the sentences it cites, given the question; see :mod:`rag.grounding`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval and reading found for a question.

    Attributes:
        passages: The best passages, best first, each with its sentences.
        reading: The sentences that the reader chose.
        quoted: What they give without the model, which stands in when it fails.
    """

    passages: Sequence[tuple[Passage, Sequence[Sentence]]]
    reading: Reading
    quoted: Answer


class Writer:
    """Writes answers with a language model; may be used from several threads."""

    def __init__(self, model: ChatModel, analyzer: Analyzer, check: Check) -> None:
        """Join the parts.

        Args:
            model: Writes.
            analyzer: Splits what is written into sentences.
            check: Checks each claim against exactly what it cites.
        """
        self.model = model
        self.check = check
        self.analyzer = analyzer

    def write(
        self, found: Found, documents: Mapping[str, Document]
    ) -> Generator[Answer, None, None]:
        """Answer a question from what was found; closing the iterator stops the model.

        Without a passage the model is not asked. If it fails, the last answer is the quoted one
        with a notice.

        Yields:
            Answers, each further than the one before, or the same while the model thinks; the
            last one is whole. An unfinished claim stands at the end of the text, and is not yet
            among the claims.
        """
        sentences = number_sentences(found.passages)
        if not sentences:
            yield _refuse(found.quoted, found, documents)
            return
        try:
            yield from self._write(found, documents, sentences)
        except ModelError as error:
            _LOG.warning("%s", error)
            yield replace(
                found.quoted,
                model=_in_place_of(self.model.name, found.quoted),
                notice=joined(found.quoted.notice, _MODEL_FAILED, error.korean),
            )

    def _write(
        self,
        found: Found,
        documents: Mapping[str, Document],
        sentences: Sequence[NumberedSentence],
    ) -> Iterator[Answer]:
        """Write from as many sentences as the model reads."""
        while True:
            try:
                yield from self._attempt(_Draft(self, found, documents, sentences))
            except ContextOverflowError as overflow:
                # Whole sentences go, the least relevant first.
                kept = min(int(len(sentences) * overflow.share), len(sentences) - 1)
                _LOG.info("%s: %d of %d sentences fit", self.model.name, kept, len(sentences))
                if kept == 0:
                    raise
                sentences = sentences[:kept]
            else:
                return

    def _attempt(self, draft: _Draft) -> Iterator[Answer]:
        text = ""
        answer = draft.answer(Reply(()))
        with closing(self.model.stream(draft.messages())) as pieces:
            for piece in pieces:
                if piece:
                    text = (text + piece)[:_MAX_REPLY_CHARS]
                    reply = draft.parser.parse(text, is_final=False)
                    answer = draft.answer(reply)
                    if reply.is_looping or len(text) == _MAX_REPLY_CHARS:
                        break
                yield answer
        yield draft.final_answer(draft.parser.parse(text, is_final=True))


class _Draft:
    """One attempt at an answer: what the model is given, and what becomes of its reply."""

    def __init__(
        self,
        writer: Writer,
        found: Found,
        documents: Mapping[str, Document],
        sentences: Sequence[NumberedSentence],
    ) -> None:
        self.parser = ClaimParser(writer.analyzer, last_number=len(sentences))
        self._check = writer.check
        self._model_name = writer.model.name
        self._found = found
        self._documents = documents
        self._sentences = sentences
        self._checked: dict[WrittenClaim, CheckedClaim] = {}
        self._scores = {
            (e.candidate.passage.document_id, e.candidate.sentence.start): e.score
            for e in found.reading.evidence
        }

    def messages(self) -> tuple[Message, ...]:
        """What the model is given."""
        return build_messages(self._found.quoted.looked_up, self._sentences, self._documents)

    def answer(self, reply: Reply) -> Answer:
        """The answer as far as it is written; answered means that a claim is borne out."""
        checked = [self._check_once(claim) for claim in reply.claims]
        text, claims, citations = compose_claims(checked, self._documents, self._score)
        return replace(
            self._found.quoted,
            text=f"{text} {reply.pending}".strip(),
            status=AnswerStatus.ANSWERED if citations else AnswerStatus.NO_EVIDENCE,
            citations=citations,
            claims=claims,
            model=self._model_name,
            highlights=(),
            parts=(),
        )

    def final_answer(self, reply: Reply) -> Answer:
        """The whole answer, or what stands in for it when no claim is borne out."""
        answer = self.answer(reply)
        if not answer.citations:
            return self._without_claims(answer, has_refused=reply.is_refusal)
        if self._found.reading.answerable:
            return answer
        return replace(answer, notice=joined(answer.notice, _READER_DOUBTS))

    def _without_claims(self, answer: Answer, *, has_refused: bool) -> Answer:
        """What the reader found, as what may be the answer, or a refusal.

        A claim that fails says nothing against the sentences that were found: they may be the
        answer if the reader said so. That the model found none does: then the reader must be sure.
        """
        quoted, band = self._found.quoted, self._found.reading.band
        if band is Band.NONE or (band is Band.POSSIBLE and has_refused):
            return _refuse(answer, self._found, self._documents)
        notice = (
            _MODEL_DOUBTS if has_refused else _NOT_BORNE_OUT if answer.claims else _MODEL_FAILED
        )
        if quoted.model != METHOD:  # a summary is one, whatever a model makes of it
            told = compose(self._found.reading.evidence, self._documents, POSSIBLE_TEXT)
            quoted = replace(
                quoted,
                text=told.text,
                status=AnswerStatus.POSSIBLE,
                citations=told.citations,
                highlights=told.highlights,
                form=Form.SENTENCES,
                parts=(),
            )
        return replace(
            quoted,
            claims=_unshown(answer.claims),
            model=_in_place_of(self._model_name, quoted),
            notice=joined(quoted.notice, notice),
        )

    def _check_once(self, claim: WrittenClaim) -> CheckedClaim:
        if claim not in self._checked:
            cited = [self._sentences[number - 1] for number in claim.numbers]
            if cited:
                verdict = self._check(
                    claim.text,
                    [item.sentence.text for item in cited],
                    self._found.quoted.looked_up,
                )
                supported, reason = verdict.supported, verdict.reason
            else:
                supported, reason = False, _UNCITED
            self._checked[claim] = CheckedClaim(
                text=claim.text,
                cited=tuple((item.passage.document_id, item.sentence) for item in cited),
                supported=supported,
                reason=reason,
                starts_line=claim.starts_line,
            )
        return self._checked[claim]

    def _score(self, document_id: str, sentence: Sentence) -> float:
        """The reader's score of a sentence that it chose too, else how sure it is in all."""
        return self._scores.get((document_id, sentence.start), self._found.reading.confidence)


def _refuse(answer: Answer, found: Found, documents: Mapping[str, Document]) -> Answer:
    """Say that there is no answer, and what comes closest; the claims are kept but not shown."""
    return replace(
        answer,
        text=refuse(found.reading.evidence, documents),
        status=AnswerStatus.NO_EVIDENCE,
        citations=(),
        parts=(),
        claims=_unshown(answer.claims),
    )


def _unshown(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    return tuple(replace(claim, answer_start=0, answer_end=0) for claim in claims)


def _in_place_of(model: str, quoted: Answer) -> str:
    return f"{quoted.model} (in place of {model})"
