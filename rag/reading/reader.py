"""From windows of text to evidence and a confidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.encoder import Encoder, bundled_encoder
from rag.korean import Morpheme, other_terms
from rag.reading.calibration import Calibration, FloatArray
from rag.reading.changes import Holding, what_holds
from rag.reading.choosing import as_good, as_good_at_home, best_reading, choose
from rag.reading.degrees import demand_of
from rag.reading.evidence import Band, Evidence, Reading
from rag.reading.features import ReadSentence, confidence_row, rank_rows
from rag.reading.fitting import lacks_amount
from rag.reading.header import about_itself, named_letter
from rag.reading.kinds import Kind
from rag.reading.labels import answers_the_same, labelled, questions_above
from rag.reading.listed import asked_list
from rag.reading.members import with_members
from rag.reading.naming import Named, asks_otherwise, holds_part, named_in
from rag.reading.notation import AskedValues
from rag.reading.of_many import with_many
from rag.reading.provisions import asked_provision
from rag.reading.question import Question, analyse_question
from rag.reading.sections import placed
from rag.reading.short_answers import mark
from rag.reading.speakers import asked_speaker, sender_line
from rag.reading.structure import (
    APART,
    has_subject,
    is_unnamed,
    names_another,
    nearest,
    on_topic,
    with_lists,
)
from rag.reading.tables import AskedCell, asked_cell, lacks_kind
from rag.reading.window import moved, written_window
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind
from rag.timing import Stage, stage

WINDOWS = 4
"""How many windows are read for a question."""
_FIRST_WINDOWS = 2
# With the first windows alone as sure as this, the others change nothing: on texts that were not
# trained on no figure of the answers moves, and half of the answerable questions stop there.
_SETTLED = 0.85
_HEADER_CONFIDENCE = 0.95
# Of a cell whose row and column are both named.
_CELL_CONFIDENCE = 0.9
# What such a row gains over all others, and what one does whose column is open.
_CELL, _ROW = 100.0, 3.0
# What is said of another name is never sure.
_OF_ANOTHER = 0.9
# A member of a list may stand so much further below the best than a second sentence.
_WIDELY = 2.0


class Reader:
    """Reads what was found for the sentences that answer a question."""

    def __init__(self, encoder: Encoder, calibration: Calibration) -> None:
        """Join an encoder with what was measured of it; use :meth:`load`."""
        self._encoder = encoder
        self._calibration = calibration

    @classmethod
    def load(cls, folder: Path | None = None) -> Reader:
        """Load a model folder.

        Args:
            folder: The folder; the bundled model by default.

        Returns:
            A reader, which may be shared between threads.

        Raises:
            ModelError: If the folder is incomplete, damaged, or of another version.
        """
        encoder = bundled_encoder() if folder is None else Encoder.load(folder)
        return cls(encoder, Calibration.of(encoder.config))

    @property
    def name(self) -> str:
        """The model's name and version."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """Digest of the model's files."""
        return self._encoder.fingerprint

    def read(
        self,
        question: str,
        morphemes: Sequence[Morpheme],
        found: SearchResult,
        document: int | None = None,
    ) -> Reading:
        """Choose the sentences that answer a question.

        Args:
            question: The normalised question.
            morphemes: Its morphemes.
            found: What was found for it.
            document: The only document to look in; ``None`` looks in all.

        Returns:
            The evidence, best sentence included, and how sure the reader is of it.
        """
        asked = analyse_question(question, morphemes)
        letter = named_letter(asked, found.index.documents) if document is None else None
        itself = about_itself(asked, found.edges(document if letter is None else letter))
        if itself is not None and itself.is_plain and itself.sentences:
            return _told_whole(itself.sentences, _HEADER_CONFIDENCE)
        provision = asked_provision(asked, morphemes, found) if document is None else None
        if provision is not None and (provision.is_whole or not provision.sentences):
            return _told_whole(provision.sentences, _CELL_CONFIDENCE)
        windows = provision.windows if provision else found.windows(WINDOWS, document)
        sentences: list[ReadSentence] = []
        gained = labelled((), asked)
        scores, confidence = np.zeros(0), 0.0
        cell: AskedCell | None = None
        holding = Holding(None, None, scores, scores)
        named = named_in(asked, morphemes)
        read: list[ReadSentence] = []
        for part in (windows[:_FIRST_WINDOWS], windows[_FIRST_WINDOWS:]):
            if not part or confidence >= _SETTLED:
                break
            read += self._read(question, part)
            sentences = best_reading(read)
            gained = labelled(sentences, asked)
            cell = self._place(asked, morphemes, named, sentences, found)
            plain = rank_rows(sentences) @ self._calibration.rank
            there = placed(sentences, asked, named, found)
            # A label in another section labels another thing.
            scores = plain + there + gained.rank * (there >= 0)
            sure = plain + there + gained.confidence * (there >= 0)
            if cell is not None:
                scores[cell.number] += _CELL if cell.is_sure else _ROW * cell.is_whole
                sure[cell.number] += _ROW * cell.is_whole
                if cell.is_whole:  # its table has no other row of which as much is told
                    rows = [n for n, s in enumerate(sentences) if s.candidate.kind in APART]
                    scores[cell.number] = scores[[cell.number, *rows]].max()
            holding = what_holds(asked, morphemes, named, sentences, found, (scores, sure))
            scores, sure = holding.scores, holding.sure
            if cell is not None and holding.number not in {None, cell.number}:
                cell = None
            row = confidence_row(asked, morphemes, sentences, sure, scores)
            confidence = self._calibration.sureness(row)
            best = sentences[int(scores.argmax())]
            if (cell is not None and cell.is_sure) or answers_the_same(best, asked):
                confidence = max(confidence, _CELL_CONFIDENCE)
        if not sentences:
            return Reading((), 0.0, Band.NONE)
        # What is asked about the document itself stands in its header or nowhere.
        if itself is not None and itself.is_plain:
            confidence = 0.0
        elif _is_of_another(best.candidate, asked, morphemes, named, found):
            confidence = min(confidence, _OF_ANOTHER * self._calibration.sure)
        if itself is not None and itself.sentences and confidence < self._calibration.sure:
            return _told_whole(itself.sentences, _HEADER_CONFIDENCE)
        scored = scores, gained.rank
        reading = self._reading(
            asked, morphemes, sentences, scored, confidence, found, cell, holding
        )
        if cell is not None and cell.is_sure:
            return reading
        return self._of_several(reading, asked, (morphemes, named), (sentences, scores), found)

    def _of_several(
        self,
        reading: Reading,
        asked: Question,
        said: tuple[Sequence[Morpheme], Sequence[Named]],
        read: tuple[Sequence[ReadSentence], FloatArray],
        found: SearchResult,
    ) -> Reading:
        """What is asked of many things, or may be asked of each of a few."""
        (morphemes, named), (sentences, scores), own = said, read, self._calibration
        demand = demand_of(asked, morphemes, named)
        if demand is not None:
            many = with_many(reading, demand, sentences, found, own)
            if demand.is_measured or many != reading:
                return many
        near = as_good(sentences, scores, own.second_margin, own.second_encoder)
        return with_members(reading, asked, named, [sentences[n].candidate for n in near], found)

    @staticmethod
    def _place(
        asked: Question,
        morphemes: Sequence[Morpheme],
        named: Sequence[Named],
        sentences: Sequence[ReadSentence],
        found: SearchResult,
    ) -> AskedCell | None:
        """The cell of a table or the list that is asked for, where the text's own form tells it."""
        if not named or asks_otherwise(morphemes):
            return None
        cell = asked_speaker(asked, morphemes, sentences, found)
        cell = cell or asked_cell(asked, morphemes, named, sentences, found)
        if cell is not None and cell.is_sure:
            return cell
        lead = asked_list(asked, named, sentences, found)
        return cell if lead is None else AskedCell(lead, None, is_whole=True, is_sure=True)

    def read_widely(self, question: str, found: SearchResult) -> tuple[Evidence, ...]:
        """Find every sentence that belongs to an answer, in whatever document.

        Args:
            question: The normalised question.
            found: What was found for it.

        Returns:
            Sentences in the order in which their documents were found, each with its likeliest
            short answer, sure or not; the best one at least, where there is any.
        """
        sentences = self.read_windows(question, found.windows(2 * WINDOWS))
        if not sentences:
            return ()
        scores = rank_rows(sentences) @ self._calibration.rank
        best = float(scores.max())
        own = self._calibration
        chosen = [
            (s, float(score))
            for s, score in zip(sentences, scores, strict=True)
            if score == best
            or (
                s.encoder >= _WIDELY * own.second_encoder
                and best - score <= _WIDELY * own.second_margin
            )
        ]
        places = {d: n for n, d in enumerate(p.passage.document_id for p in found.passages(100))}
        chosen.sort(
            key=lambda c: (
                places.get(c[0].candidate.passage.document_id, len(places)),
                c[0].candidate.position,
            )
        )
        return tuple(
            Evidence(
                s.candidate,
                float(np.exp(score - best)),
                (s.short_answer.start, s.short_answer.end) if s.short_answer else None,
            )
            for s, score in chosen
        )

    def read_windows(
        self, question: str, windows: Sequence[Sequence[SentenceCandidate]]
    ) -> list[ReadSentence]:
        """Let the encoder read windows.

        Args:
            question: The normalised question.
            windows: Neighbouring sentences of one document each; windows may overlap.

        Returns:
            Each sentence once, as read in the window that shows it best; those of a document's
            header, and questions, are left out where there are others.
        """
        return best_reading(self._read(question, windows))

    def _read(
        self, question: str, windows: Sequence[Sequence[SentenceCandidate]]
    ) -> list[ReadSentence]:
        """Let the encoder read windows; a sentence comes once for each that holds it."""
        asked_values = AskedValues.of(question)
        written = [written_window(window, asked_values) for window in windows]
        with stage(Stage.READ):
            readings = self._encoder.read(question, [text for text, _ in written])
        sentences: list[ReadSentence] = []
        for window, (text, places), read in zip(windows, written, readings, strict=True):
            seen = f"{text.title}\n{text.text}"
            seen = " ".join((seen, *other_terms(seen))).lower()
            asked = -np.inf
            for candidate, own, answer, answers in zip(
                window, read.evidence, read.answers, questions_above(window), strict=True
            ):
                # What answers a question in the text is worth what the question is.
                score = max(float(own), asked)
                is_question = candidate.kind is BlockKind.QUESTION
                asked = float(own) if is_question else -np.inf
                place = answer and moved(answer, places)
                sentences.append(
                    ReadSentence(candidate, score, read.answerable, place, seen, answers)
                )
        return sentences

    def _reading(
        self,
        asked: Question,
        morphemes: Sequence[Morpheme],
        sentences: Sequence[ReadSentence],
        scored: tuple[FloatArray, FloatArray],
        confidence: float,
        found: SearchResult,
        cell: AskedCell | None,
        holding: Holding,
    ) -> Reading:
        own = self._calibration
        band = own.band(confidence)
        scores, gained = scored
        order = np.argsort(-scores, kind="stable").tolist()
        shares = np.exp(scores - scores[order[0]])
        close = choose(sentences, scores, own.second_margin, own.second_encoder)
        chosen = nearest(sentences, close, asked, gained)
        chosen = on_topic(sentences, chosen, asked, morphemes)
        if chosen[0] in {cell.number if cell else None, holding.number}:
            chosen = chosen[:1]
        first = sentences[chosen[0]].candidate
        # A sentence without an amount is none that may tell one.
        is_prose = first.block is None
        if band is Band.POSSIBLE and is_prose and lacks_amount(first.sentence, asked):
            band = Band.NONE
        row = first.block if first.kind is BlockKind.TABLE_ROW else None
        if band is Band.SURE and row is not None:
            text, start = first.sentence.text, first.sentence.start
            band = Band.POSSIBLE if lacks_kind(row, text, start, asked) else band
        best = chosen[0]
        evidence = [
            Evidence(
                sentences[number].candidate,
                float(shares[number] * confidence),
                self._marked(asked, sentences[number], confidence, cell)
                if number == best and band is not Band.NONE
                else None,
            )
            for number in chosen
        ]
        leading = evidence[0]
        is_told_alone = leading.candidate.kind in APART
        if (
            asked.kind is Kind.WHO
            and not is_told_alone
            and not has_subject(leading.candidate.sentence)
        ):
            is_said = cell is not None and cell.is_sure and cell.number == best
            before = (is_said and sender_line(leading.candidate, found)) or found.before(
                leading.candidate
            )
            known = {item.candidate.position for item in evidence}
            if before is not None and before.position not in known:
                evidence.append(Evidence(before, 0.0))
        if cell is None or cell.span is None or best != cell.number:
            near = as_good_at_home(sentences, scores, own.second_margin, own.second_encoder)
            likely = {sentences[n].candidate.position for n in near}
            evidence = with_lists(evidence, asked, found, likely)
        evidence.sort(key=lambda e: e.candidate.position)
        odds: dict[str, float] = {}
        for number in order:
            passage, own_odds = sentences[number].candidate.passage.id, sentences[number].encoder
            odds[passage] = max(own_odds, odds.get(passage, -np.inf))
        likely_in = tuple(float(1 / (1 + np.exp(-each))) for each in odds.values())
        is_row = (
            cell is not None and cell.is_whole and best == cell.number and cell.span is not None
        )
        older = holding.older if chosen[0] == holding.number else None
        return Reading(tuple(evidence), confidence, band, tuple(odds), likely_in, is_row, older)

    def _marked(
        self, asked: Question, best: ReadSentence, confidence: float, cell: AskedCell | None
    ) -> tuple[int, int] | None:
        """The cell that is asked for, else what :func:`mark` finds."""
        if cell is not None and cell.is_sure:
            return cell.span
        return mark(asked, best, confidence, self._calibration.mark)


def _is_of_another(
    candidate: SentenceCandidate,
    asked: Question,
    morphemes: Sequence[Morpheme],
    named: Sequence[Named],
    found: SearchResult,
) -> bool:
    """Whether a sentence tells of another thing than is asked about, or does not name it."""
    roles = [n for n in named if n.is_asked and asked.kind is Kind.WHO]
    told = f"{candidate.title} {candidate.heading} {candidate.sentence.text}"
    documents = (d.text for d in found.index.documents if d.id == candidate.passage.document_id)
    return (
        names_another(candidate, morphemes)
        or any(holds_part(told, n) for n in roles)
        or is_unnamed(candidate, asked, morphemes, next(documents, ""))
    )


def _told_whole(sentences: Sequence[SentenceCandidate], confidence: float) -> Reading:
    """What the place of sentences in their document tells; nothing where there are none."""
    if not sentences:
        return Reading((), 0.0, Band.NONE)
    return Reading(tuple(Evidence(c, confidence) for c in sentences), confidence, Band.SURE)
