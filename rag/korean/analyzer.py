"""The only module that loads Kiwi: a text to its normal form, sentences and morphemes."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

from rag.korean.morphemes import Morpheme
from rag.korean.sentences import Part, Sentence, blocks_of, merge, morpheme_of, pieces_of

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# One question with the turns before it: several stages look at the same few short texts.
_REMEMBERED = 16


def normalize(text: str) -> str:
    """Put text into the one form that everything else expects.

    Unicode NFC (file names and text from macOS come decomposed, and half-composed input from
    an input method does too), line feeds only, no control or invisible formatting characters,
    and no lone surrogates.

    Returns:
        The normalised text; it may be shorter than the input.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n").replace("\xa0", " ")
    return unicodedata.normalize("NFC", _CONTROL.sub("", replace_surrogates(text)))


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which can be neither encoded nor tokenised."""
    return _SURROGATE.sub("\ufffd", text)


class Analyzer:
    """Kiwi, with sentence boundaries that hold for news: see :meth:`sentences`.

    Loading takes about a second and 300 MB; :func:`default_analyzer` shares one instance.
    Instances may be used from several threads.
    """

    def __init__(self, workers: int = 1) -> None:
        """Load the model.

        Args:
            workers: Threads for :meth:`sentences_of`; one is enough for single questions.
        """
        from kiwipiepy import Kiwi

        # The multi-word dictionary doubles the loading time and changes no figure measured.
        self._kiwi: Kiwi = Kiwi(num_workers=workers, load_multi_dict=False)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._analyse)

    @property
    def version(self) -> str:
        """Name and version, as an index records them: another version may split otherwise."""
        import kiwipiepy
        import kiwipiepy_model

        return f"kiwi {kiwipiepy.__version__}, model {kiwipiepy_model.__version__}"

    def morphemes(self, text: str) -> tuple[Morpheme, ...]:
        """Analyse a short text, such as a question, without splitting it into sentences.

        Args:
            text: Normalised text, see :func:`normalize`.
        """
        return self._remembered(text)[0]

    def unlisted(self, text: str) -> frozenset[int]:
        """Tell which morphemes of a short text are in no dictionary: names and typing errors.

        Args:
            text: Normalised text, see :func:`normalize`.

        Returns:
            Where they start.
        """
        return self._remembered(text)[1]

    def _analyse(self, text: str) -> tuple[tuple[Morpheme, ...], frozenset[int]]:
        found = [
            (morpheme_of(token, offset), token.oov)
            for offset, piece in pieces_of([(0, text)])
            for token in self._kiwi.tokenize(piece)
        ]
        return tuple(m for m, _ in found), frozenset(m.start for m, is_oov in found if is_oov)

    def join(self, morphemes: Iterable[tuple[str, str]]) -> str:
        """Write morphemes as words, conjugated and spaced.

        Args:
            morphemes: Dictionary form and Sejong tag of each, in order.

        Returns:
            The text: ``[("짓", "VV"), ("은", "ETM")]`` gives "지은".
        """
        return str(self._kiwi.join(list(morphemes)))

    def spaces_between(self, lines: Sequence[str]) -> list[bool]:
        """Tell where lines of one paragraph that were broken anywhere are joined with a space.

        Args:
            lines: The lines, such as a page's edge breaks them: "첫째 줄의 낱", "말이 나뉜다."

        Returns:
            For each line but the first whether a space stands before it.
        """
        return list(self._kiwi.glue(lines, return_space_insertions=True)[1])

    def sentences(self, text: str) -> list[Sentence]:
        """Split a text into sentences.

        A blank line always ends a sentence; so does a line break, unless the line looks wrapped
        in mid-sentence. Full stops in decimals, dates ("10일.") and inside quotation marks do
        not. A paragraph of more than some thousand characters is cut first, behind a sentence
        where it has one, else between words, else by length. Every non-space character of the
        text lies in exactly one sentence.

        Args:
            text: Normalised text, see :func:`normalize`.
        """
        return next(iter(self.sentences_of([text])))

    def sentences_of(
        self,
        texts: Iterable[str],
        headers: Iterable[int] = repeat(0),
        progress: Callable[[int], None] | None = None,
        parts: Iterable[Sequence[Part]] = repeat(()),
    ) -> Iterator[list[Sentence]]:
        """Split many texts, spread over the analyser's workers.

        Args:
            texts: Normalised texts.
            headers: For each text the end of its header, where every line is a sentence.
            progress: Told again and again how many characters of all texts are analysed.
            parts: For each text its parts, in order, none within another; signs between them are
                in no sentence.

        Yields:
            The sentences of each text, in the order given.
        """
        cut = [
            (
                len(text),
                list(pieces_of(blocks_of(text, end, own))),
                {p.start for p in own if p.is_whole},
            )
            for text, end, own in zip(texts, headers, parts, strict=False)
        ]
        flat = (piece for _, pieces, _ in cut for _, piece in pieces)
        analysed = iter(
            self._kiwi.split_into_sents(flat, return_tokens=True, return_sub_sents=False)
        )
        before = 0
        for length, pieces, wholes in cut:
            found: list[Sentence] = []
            for offset, piece in pieces:
                found.extend(merge(next(analysed), piece, offset, is_whole=offset in wholes))
                if progress is not None:
                    progress(before + offset + len(piece))
            before += length
            yield found


@cache
def default_analyzer() -> Analyzer:
    """Return the process's shared analyser, loaded at the first call, with a worker a core."""
    return Analyzer(workers=os.cpu_count() or 1)
