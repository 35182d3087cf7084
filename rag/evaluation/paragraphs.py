"""Indexes over the paragraphs that a case file brings along, whole or with paragraphs taken out.

A question whose paragraph is taken out, and whose article's other paragraphs stay in, is the
hardest kind to refuse: everything around the answer is there. Building an index for every question
would take hours, so ``FOLDS`` indexes are built, and each leaves out one in ``FOLDS`` paragraphs of
every article. Every question is asked once, of the index without its paragraph. What an index
leaves out beside it, at most one in ``FOLDS`` of the article, touches only articles of more than
``FOLDS`` paragraphs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.embedding import Embedder, load_embedder
from rag.evaluation.cases import Case, CaseSet, Gold, GoldSpan, cases_error
from rag.index import Progress, TextAnalyzer, build_index, load_index
from rag.korean import Morpheme, Part, Sentence, default_analyzer
from rag.pipeline import RagPipeline
from rag.reading import Reader
from rag.settings import Settings
from rag.sources import Document

FOLDS = 5
REMOVED = "paragraph removed"
"""The kind of a question whose paragraph was taken out."""


class RememberingAnalyzer:
    """Analyses each paragraph once, however many indexes it goes into."""

    def __init__(self, analyzer: TextAnalyzer) -> None:
        """Wrap an analyser."""
        self._analyzer = analyzer
        self._known: dict[tuple[str, int, tuple[Part, ...]], list[Sentence]] = {}

    @property
    def version(self) -> str:
        """Name and version of the analyser that does the work."""
        return self._analyzer.version

    def morphemes(self, text: str) -> tuple[Morpheme, ...]:
        """Analyse a short text."""
        return self._analyzer.morphemes(text)

    def sentences_of(
        self,
        texts: Iterable[str],
        headers: Iterable[int],
        progress: Callable[[int], None] | None = None,
        parts: Iterable[Sequence[Part]] = repeat(()),
    ) -> Iterator[list[Sentence]]:
        """Split many texts, the ones seen before from memory, of which nothing is told."""
        asked = [
            (text, end, tuple(own)) for text, end, own in zip(texts, headers, parts, strict=False)
        ]
        new = list(dict.fromkeys(key for key in asked if key not in self._known))
        found = self._analyzer.sentences_of(
            (text for text, _, _ in new),
            (end for _, end, _ in new),
            progress,
            (own for _, _, own in new),
        )
        self._known.update(zip(new, found, strict=True))
        return (self._known[key] for key in asked)


@dataclass(frozen=True, slots=True)
class Models:
    """What the indexes share, loaded once."""

    settings: Settings
    embedder: Embedder
    reader: Reader
    analyzer: TextAnalyzer

    @classmethod
    def load(cls, settings: Settings, reader: Reader | None = None) -> Models:
        """Load the models that the settings name; another reader may be given.

        Raises:
            ModelError: If one cannot be loaded.
        """
        return cls(
            settings,
            load_embedder(settings),
            reader or Reader.load(),
            RememberingAnalyzer(default_analyzer()),
        )

    def over(
        self, documents: Sequence[Document], source: Path, progress: Progress | None
    ) -> RagPipeline:
        """Open a pipeline over documents, whose index lies on disk only while it is built."""
        with TemporaryDirectory(prefix="rag-evaluate-") as folder:
            build_index(
                documents,
                embedder=self.embedder,
                analyzer=self.analyzer,
                passage_chars=self.settings.passage_chars,
                index_dir=Path(folder),
                sources=[str(source)],
                progress=progress,
            )
            index = load_index(Path(folder))
        return RagPipeline(index, self.embedder, self.reader, self.settings)


@dataclass(frozen=True, slots=True)
class Fold:
    """The documents of one index and the questions about those left out; all must be refused."""

    documents: tuple[Document, ...]
    cases: tuple[Case, ...]


def folds_without_gold(case_set: CaseSet) -> Iterator[Fold]:
    """Take every question's paragraph out, see the module's docstring.

    Yields:
        ``FOLDS`` folds, fewer when no article is long enough. Questions about an article of a
        single paragraph are left out: nothing near the answer would be left.
    """
    siblings = Counter(document.title for document in case_set.documents)
    placed: Counter[str] = Counter()
    fold_of: dict[str, int] = {}
    for document in case_set.documents:
        fold_of[document.id] = placed[document.title] % FOLDS
        placed[document.title] += 1
    title_of = {document.id: document.title for document in case_set.documents}
    near = {id_: fold for id_, fold in fold_of.items() if siblings[title_of[id_]] > 1}
    for number in range(FOLDS):
        cases = tuple(
            replace(case, id=f"{case.id}/removed", golds=(), document_id=None, kind=REMOVED)
            for case in case_set.cases
            if case.document_id is not None and near.get(case.document_id) == number
        )
        if cases:
            kept = tuple(d for d in case_set.documents if fold_of[d.id] != number)
            yield Fold(kept, cases)


def place_in_index(case_set: CaseSet, documents: Sequence[Document]) -> CaseSet:
    """Point cases at an index that was built before from the same paragraphs.

    Returns:
        The same cases with spans into ``documents``; ``documents`` of the set is empty.

    Raises:
        EvaluationError: If a paragraph is not in the index.
    """
    by_text = {document.text: document for document in documents}
    found: dict[str, tuple[str, int]] = {}
    for paragraph in case_set.documents:
        holder = by_text.get(paragraph.text) or next(
            (document for document in documents if paragraph.text in document.text), None
        )
        if holder is None:
            raise cases_error(
                case_set.path,
                f"{paragraph.source.rpartition(' ')[2]} ({paragraph.text[:30]!r}…) is not in the "
                "index; leave out --index to have one built from the paragraphs",
            )
        found[paragraph.id] = (holder.id, holder.text.index(paragraph.text))
    cases = tuple(_moved(case, found) for case in case_set.cases)
    return replace(case_set, cases=cases, documents=())


def _moved(case: Case, found: dict[str, tuple[str, int]]) -> Case:
    if case.document_id is None:
        return case
    document_id, offset = found[case.document_id]
    golds = tuple(
        Gold(
            gold.strings,
            spans=tuple(
                GoldSpan(document_id, span.start + offset, span.end + offset) for span in gold.spans
            ),
        )
        for gold in case.golds
    )
    return replace(case, golds=golds, document_id=document_id)
