"""One small pretrained encoder that reads a question and a passage together."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.encoder.folder import DEFAULT_ENCODER, read_folder
from rag.encoder.heads import Heads, softmax
from rag.encoder.layers import LowerHalf, TokenStates, open_layers, run_layers
from rag.encoder.tokens import as_passage, as_query, first_letters, owners

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float32]

# Texts whose lower states are kept: some 200 tokens of 384 float32 each, 300 KB at most.
_KEPT_TEXTS = 256
_MASKED = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences that are read together.

    Attributes:
        title: What they stand under, such as the document's title; may be empty.
        text: The text.
        sentences: Start and end of each sentence in the text, in order.
    """

    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The likeliest short answer in a sentence.

    Attributes:
        start: First character in the window's text.
        end: One past the last.
        probability: How likely, among all spans of the window, given that it holds one.
    """

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class WindowReading:
    """What the encoder makes of a question and a window.

    Attributes:
        evidence: Log odds that each sentence belongs to the evidence, shape (sentences,).
        answerable: Log odds that the window answers the question.
        answers: For each sentence its likeliest short answer, if it has any token.
    """

    evidence: FloatArray
    answerable: float
    answers: tuple[ShortAnswer | None, ...]


@dataclass(frozen=True, slots=True)
class Entailment:
    """Whether a text entails a claim, in log probabilities.

    Attributes:
        entailed: That the text says so.
        not_told: That it does not say.
        contradicted: That it says otherwise.
    """

    entailed: float
    not_told: float
    contradicted: float

    @property
    def log_odds(self) -> float:
        """Log odds that the text says so."""
        return self.entailed - float(np.logaddexp(self.not_told, self.contradicted))


class Encoder:
    """Reads pairs of texts; may be shared between threads.

    The lower half of the layers sees each text alone, so that a passage's states are kept from
    one question to the next; the upper half sees both (MacAvaney et al., 2020,
    arXiv:2004.14255; Cao et al., 2020, arXiv:2005.00697).
    """

    def __init__(self, folder: Path) -> None:
        """Load a model folder, as ``training/encoder/export.py`` writes it.

        Raises:
            ModelError: If a file is missing, damaged, or of another format.
        """
        files = read_folder(folder)
        self.name = files.name
        self.fingerprint = files.fingerprint
        self.config = files.config
        weights = files.weights
        self._roles = weights["role"]
        self._lower = LowerHalf(files)
        self._upper = open_layers(files.graph, weights, "upper.")
        self._heads = Heads(
            {k.removeprefix("heads."): v for k, v in weights.items() if k.startswith("heads.")}
        )
        self._kept: OrderedDict[str, TokenStates] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """Read a question together with each of some windows.

        Args:
            question: The normalised question.
            windows: What to read, at least one sentence each; tokens past the 320th of a window
                are not seen.

        Returns:
            One reading a window, in order.
        """
        if not windows:
            return []
        texts = [as_passage(window.text, window.title) for window in windows]
        asked, *passages = self._tokens([as_query(question), *texts])
        length = len(asked.states)
        return [
            self._reading(both[:length], both[length:], passage, window)
            for both, passage, window in zip(
                self._together(asked, passages), passages, windows, strict=True
            )
        ]

    def entailment(self, claim: str, sources: Sequence[str]) -> Entailment:
        """Tell whether some sentences, read as one text, entail a claim."""
        said, source = self._tokens([as_query(claim), as_passage(" ".join(sources))])
        both = self._together(said, [source])[0]
        length = len(said.states)
        scores = self._heads.entailment(
            both[0], both[:length].mean(axis=0), both[length:].mean(axis=0)
        )
        return Entailment(*(scores - np.logaddexp.reduce(scores)).tolist())

    def _reading(
        self, asked: FloatArray, states: FloatArray, passage: TokenStates, window: Window
    ) -> WindowReading:
        text = as_passage(window.text, window.title)
        shift = len(text) - len(window.text)
        firsts = first_letters(text, passage.offsets)
        owner = owners(firsts, [(a + shift, b + shift) for a, b in window.sentences])
        tokens = [np.flatnonzero(owner == n) for n in range(len(window.sentences))]
        # A sentence past the last token has none, and is no evidence.
        means = np.stack([states[t].mean(axis=0) if t.size else 0 * states[0] for t in tokens])
        evidence = self._heads.sentences(asked.mean(axis=0), means)
        evidence = np.where([t.size > 0 for t in tokens], evidence, _MASKED)
        shares = softmax(evidence)
        highest = float(evidence.max())
        answerable = self._heads.answerable(asked[0], states[0], shares @ means, highest)
        spans = [self._heads.span(states, t) for t in tokens]
        answers = tuple(_in_text(span, passage.offsets, shift, window) for span in spans)
        return WindowReading(evidence, answerable, answers)

    def _together(self, asked: TokenStates, passages: Sequence[TokenStates]) -> list[FloatArray]:
        """Run the upper half over a question and each passage."""
        first = asked.states + self._roles[0]
        both = [np.concatenate([first, p.states + self._roles[1]]) for p in passages]
        return run_layers(self._upper, both)

    def _tokens(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return the lower half's states of texts, those of recent texts from memory."""
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(new, self._lower.states(new), strict=True)
        with self._lock:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT_TEXTS:
                self._kept.popitem(last=False)
        return [known[text] for text in texts]


@lru_cache(maxsize=1)
def bundled_encoder() -> Encoder:
    """Load the encoder that comes with the package, once for reading and the check of claims."""
    return Encoder(DEFAULT_ENCODER)


def _in_text(
    span: tuple[int, int, float] | None, offsets: NDArray[np.int64], shift: int, window: Window
) -> ShortAnswer | None:
    if span is None:
        return None
    first, last, probability = span
    start, end = int(offsets[first, 0]) - shift, int(offsets[last, 1]) - shift
    held = window.text[max(start, 0) : end]
    start = end - len(held.lstrip())
    return ShortAnswer(start, end, probability) if start < end else None
