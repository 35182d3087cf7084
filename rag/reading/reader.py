"""From windows of text to evidence and a confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from rag.encoder import Encoder, bundled_encoder
from rag.korean import Morpheme, other_terms
from rag.reading.calibration import Calibration
from rag.reading.choosing import best_reading
from rag.reading.evidence import Band, Evidence, Reading
from rag.reading.features import ReadSentence, rank_rows
from rag.reading.gathering import gather
from rag.reading.header import about_itself, named_letter
from rag.reading.labels import questions_above
from rag.reading.notation import AskedValues
from rag.reading.provisions import asked_provision
from rag.reading.question import Question, analyse_question
from rag.reading.scoring import CELL_CONFIDENCE, Scored, no_surer, score
from rag.reading.window import moved, written_window
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind
from rag.timing import Stage, stage

WINDOWS = 8
"""How many windows are read for a question at most."""
# So many are read first, and so many more while these leave it open.
_PARTS = (2, 2, 4)
# As sure as this, the windows left change nothing: on texts that were not trained on no figure of
# the answers moves, and half of the answerable questions stop after the first part.
_SETTLED = 0.85
_HEADER_CONFIDENCE = 0.95
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
        encoder = bundled_encoder() if folder is None else Encoder(folder)
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
        provision = asked_provision(asked, found) if document is None else None
        if provision is not None and (provision.is_whole or not provision.sentences):
            return _told_whole(provision.sentences, CELL_CONFIDENCE)
        windows = provision.windows if provision else found.windows(WINDOWS, document)
        scored = self._scored(asked, windows, found)
        if scored is None:
            return Reading((), 0.0, Band.NONE)
        # What is asked about the document itself stands in its header or nowhere.
        if itself is not None and itself.is_plain:
            confidence = 0.0
        else:
            confidence = no_surer(scored, self._calibration)
        if itself is not None and itself.sentences and confidence < self._calibration.sure:
            return _told_whole(itself.sentences, _HEADER_CONFIDENCE)
        return gather(replace(scored, confidence=confidence), found, self._calibration)

    def _scored(
        self,
        asked: Question,
        windows: Sequence[Sequence[SentenceCandidate]],
        found: SearchResult,
    ) -> Scored | None:
        """Read the likeliest windows, and the others only where these leave it open."""
        scored: Scored | None = None
        read: list[ReadSentence] = []
        left = iter(windows)
        for count in (*_PARTS, len(windows)):
            part = list(islice(left, count))
            if not part or (scored is not None and scored.confidence >= _SETTLED):
                break
            read += self._read(asked.text, part)
            scored = score(asked, best_reading(read), found, self._calibration)
        return scored

    def read_widely(self, question: str, found: SearchResult) -> tuple[Evidence, ...]:
        """Find every sentence that belongs to an answer, in whatever document.

        Args:
            question: The normalised question.
            found: What was found for it.

        Returns:
            Sentences in the order in which their documents were found, each with its likeliest
            short answer, sure or not; the best one at least, where there is any.
        """
        sentences = self.read_windows(question, found.windows(WINDOWS))
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


def _told_whole(sentences: Sequence[SentenceCandidate], confidence: float) -> Reading:
    """What the place of sentences in their document tells; nothing where there are none."""
    if not sentences:
        return Reading((), 0.0, Band.NONE)
    return Reading(tuple(Evidence(c, confidence) for c in sentences), confidence, Band.SURE)
