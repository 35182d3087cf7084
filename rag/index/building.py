"""Documents to an index, in memory or in a folder: passages, terms, vectors and sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.embedding import Embedder
from rag.index.passage_index import PassageIndex
from rag.index.passages import Passage, split_passages
from rag.index.sentence_table import SentencePacker, SentenceTable
from rag.index.terms import TermIndex
from rag.index.vocabulary import Vocabulary, WordCollector
from rag.korean import Morpheme, Part, Sentence, index_terms, normalize, resolve_dates
from rag.sources import BlockKind, Document, LeftOut
from rag.storage import Manifest, mismatch, write_generation

if TYPE_CHECKING:
    import faiss

_EMBED_BATCH = 256
_ANALYSE_BATCH = 64
# All other blocks are read and cited whole.
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.ANSWER})

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


class TextAnalyzer(Protocol):
    """What building an index asks of :class:`rag.korean.Analyzer`."""

    @property
    def version(self) -> str:
        """Name and version, to be recorded."""

    def morphemes(self, text: str) -> tuple[Morpheme, ...]:
        """Analyse a short text."""

    def sentences_of(
        self,
        texts: Iterable[str],
        headers: Iterable[int],
        progress: Callable[[int], None] | None = None,
        parts: Iterable[Sequence[Part]] = (),
    ) -> Iterator[list[Sentence]]:
        """Split many texts, each with a header that ends at the offset given for it, and parts.

        ``progress`` is told again and again how many characters of them are analysed.
        """


@dataclass(frozen=True, slots=True)
class _Tables:
    """What an index holds beside its documents, as it can be written."""

    passages: tuple[Passage, ...]
    vectors: faiss.Index
    passage_terms: TermIndex
    sentence_terms: TermIndex
    sentences: SentenceTable
    vocabulary: Vocabulary


def build_index(  # noqa: PLR0913 - what is recorded of the sources are three of them
    documents: Sequence[Document],
    *,
    embedder: Embedder,
    analyzer: TextAnalyzer,
    passage_chars: int,
    index_dir: Path,
    sources: Sequence[str] = (),
    sources_digest: str = "",
    left_out: Sequence[LeftOut] = (),
    progress: Progress | None = None,
) -> None:
    """Build an index and swap it into its folder; nothing changes there until it is whole.

    Args:
        documents: At least one document.
        embedder: Makes the passage vectors.
        analyzer: Reads the Korean.
        passage_chars: Size limit of passages.
        index_dir: The index folder.
        sources: Where the documents came from, to be recorded.
        sources_digest: Digest of the sources, to be recorded.
        left_out: Files of the sources that were not read, to be kept for the chat.
        progress: Told how far the work is.

    Raises:
        IndexCorruptError: If the folder holds something else than an index.
        IndexWriteError: If the folder cannot be written.
    """
    tables = _tables(documents, embedder, analyzer, passage_chars, progress)
    manifest = _manifest(documents, tables, embedder, analyzer, passage_chars).model_copy(
        update={"sources": tuple(sources), "sources_digest": sources_digest}
    )

    def write(folder: Path) -> None:
        import faiss

        _write_lines(folder / "documents.jsonl", documents)
        _write_lines(folder / "left_out.jsonl", left_out)
        _write_lines(folder / "passages.jsonl", tables.passages)
        try:
            faiss.write_index(tables.vectors, str(folder / "vectors.faiss"))
        except RuntimeError as error:  # how FAISS says that the disk is full
            raise OSError(str(error)) from error
        tables.passage_terms.save(folder / "passage_terms")
        tables.sentence_terms.save(folder / "sentence_terms")
        tables.sentences.save(folder)
        tables.vocabulary.save(folder)

    write_generation(index_dir, manifest, write)


def index_in_memory(
    documents: Sequence[Document],
    *,
    embedder: Embedder,
    analyzer: TextAnalyzer,
    passage_chars: int,
) -> PassageIndex:
    """Build an index of a few documents that lies nowhere but in memory.

    Args:
        documents: At least one document.
        embedder: Makes the passage vectors.
        analyzer: Reads the Korean.
        passage_chars: Size limit of passages.
    """
    tables = _tables(documents, embedder, analyzer, passage_chars, None)
    return PassageIndex(
        manifest=_manifest(documents, tables, embedder, analyzer, passage_chars),
        documents=tuple(documents),
        passages=tables.passages,
        vectors=tables.vectors,
        passage_terms=tables.passage_terms,
        sentence_terms=tables.sentence_terms,
        sentences=tables.sentences,
        vocabulary=tables.vocabulary,
    )


def check_match(
    index: PassageIndex,
    index_dir: Path,
    *,
    embedder: Embedder,
    analyzer: TextAnalyzer,
    passage_chars: int,
) -> None:
    """Make sure that an index was built with what is in use now.

    Raises:
        IndexMismatchError: If it was built with something else.
    """
    manifest = index.manifest
    compared = [
        ("embedding model", manifest.embedder, embedder.name),
        ("query prompt", manifest.query_prompt, embedder.prompts.query),
        ("passage prompt", manifest.passage_prompt, embedder.prompts.passage),
        ("embedding model hash", manifest.embedder_fingerprint, embedder.fingerprint),
        ("dimension", manifest.dimension, embedder.dimension),
        ("analyser", manifest.analyzer, analyzer.version),
        ("passage size", manifest.passage_chars, passage_chars),
    ]
    for what, built, asked in compared:
        if built != asked:
            raise mismatch(index_dir, what, built, asked, manifest.sources)


def _tables(
    documents: Sequence[Document],
    embedder: Embedder,
    analyzer: TextAnalyzer,
    passage_chars: int,
    progress: Progress | None,
) -> _Tables:
    report = progress or (lambda _what, _done, _total: None)
    passages: list[Passage] = []
    sentence_terms: list[list[str]] = []
    context_terms: list[list[str]] = []
    packer = SentencePacker()
    words = WordCollector()
    # One spelling of each term is kept, however often it occurs: millions in a long text.
    spelled: dict[str, str] = {}
    # Each document is packed as soon as it is analysed: a morpheme as an object takes ten times
    # the memory of a row of numbers.
    for document, sentences in zip(documents, _analyse(documents, analyzer, report), strict=True):
        own = split_passages(document, sentences, passage_chars)
        packer.add(sentences, _passage_numbers(sentences, own, len(passages)))
        words.add([_title(document, analyzer), *sentences])
        passages.extend(own)
        context = _ContextTerms(document, analyzer)
        for sentence in sentences:
            terms = index_terms(sentence.morphemes, sentence.text)
            terms += _date_terms(sentence, document, analyzer)
            sentence_terms.append([spelled.setdefault(term, term) for term in terms])
            context_terms.append(context.of(sentence.start))
    table = packer.table(documents)
    title_terms = {d.id: _title_terms(d, analyzer) for d in documents}
    passage_terms = _terms_of_passages(passages, table, sentence_terms, context_terms, title_terms)
    for own_terms, more in zip(sentence_terms, context_terms, strict=True):
        own_terms.extend(more)
    structured = {d.id: d for d in documents if d.blocks}
    vectors = _embed([_embedded(p, structured) for p in passages], embedder, report)
    return _Tables(
        passages=tuple(passages),
        vectors=vectors,
        passage_terms=TermIndex.build(passage_terms),
        sentence_terms=TermIndex.build(sentence_terms),
        sentences=table,
        vocabulary=words.vocabulary(),
    )


def _manifest(
    documents: Sequence[Document],
    tables: _Tables,
    embedder: Embedder,
    analyzer: TextAnalyzer,
    passage_chars: int,
) -> Manifest:
    return Manifest(
        sources=(),
        sources_digest="",
        embedder=embedder.name,
        embedder_fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        query_prompt=embedder.prompts.query,
        passage_prompt=embedder.prompts.passage,
        analyzer=analyzer.version,
        passage_chars=passage_chars,
        documents=len(documents),
        passages=len(tables.passages),
        sentences=len(tables.sentences),
    )


def _analyse(
    documents: Sequence[Document], analyzer: TextAnalyzer, report: Progress
) -> Iterator[list[Sentence]]:
    total = sum(len(document.text) for document in documents)
    before = 0

    def told(done: int) -> None:
        # In characters: one document may be all there is.
        report("본문 글자 분석", before + done, total)

    for first in range(0, len(documents), _ANALYSE_BATCH):
        batch = documents[first : first + _ANALYSE_BATCH]
        yield from analyzer.sentences_of(
            (document.text for document in batch),
            (document.header_end for document in batch),
            told,
            (parts_of(document) for document in batch),
        )
        before += sum(len(document.text) for document in batch)
        told(0)


def parts_of(document: Document) -> list[Part]:
    """Tell the parts of a document that its sentences do not run over."""
    return [Part(b.start, b.end, b.kind not in _RUNNING) for b in document.blocks]


def _passage_numbers(
    sentences: Sequence[Sentence], passages: Sequence[Passage], first: int
) -> list[int]:
    """For each sentence the number of its passage, where ``passages[0]`` has ``first``."""
    numbers = []
    current = 0
    for sentence in sentences:
        while passages[current].end < sentence.end:
            current += 1
        numbers.append(first + current)
    return numbers


class _ContextTerms:
    """Terms that a sentence is found by though they stand elsewhere: headings, column names."""

    def __init__(self, document: Document, analyzer: TextAnalyzer) -> None:
        self._document = document
        self._analyzer = analyzer
        self._known: dict[str, list[str]] = {"": []}

    def of(self, start: int) -> list[str]:
        """Terms for the sentence that begins here."""
        if not self._document.blocks:
            return []
        block = self._document.block_at(start)
        heading = self._document.heading_at(start)
        return self._of(heading) + self._of(" ".join(block.columns) if block else "")

    def _of(self, text: str) -> list[str]:
        if text not in self._known:
            self._known[text] = index_terms(self._analyzer.morphemes(text), text)
        return self._known[text]


def _date_terms(sentence: Sentence, document: Document, analyzer: TextAnalyzer) -> list[str]:
    """Terms of what the relative dates of a sentence mean: 지난달 3일 is found by 10월 3일."""
    if document.published is None:
        return []
    dates = resolve_dates(sentence.text, sentence.morphemes, document.published)
    meant = " ".join(found.meant for found in dates)
    return index_terms(analyzer.morphemes(meant), meant) if meant else []


def _title(document: Document, analyzer: TextAnalyzer) -> Sentence:
    title = normalize(document.title)
    return Sentence(0, len(title), title, analyzer.morphemes(title))


def _title_terms(document: Document, analyzer: TextAnalyzer) -> list[str]:
    title = _title(document, analyzer)
    return index_terms(title.morphemes, title.text)


def _terms_of_passages(
    passages: Sequence[Passage],
    table: SentenceTable,
    sentence_terms: Sequence[Sequence[str]],
    context_terms: Sequence[list[str]],
    title_terms: dict[str, list[str]],
) -> list[list[str]]:
    """Terms of each passage: its sentences', once what they stand under, and the title.

    The text assumes its title and headings without repeating them. On KorQuAD the title raises
    recall@1 from .905 to .923.
    """
    terms: list[list[str]] = [
        [] if passage.is_header else list(title_terms[passage.document_id]) for passage in passages
    ]
    above: tuple[int, list[str]] = (-1, [])
    for number, own_terms, more in zip(
        table.passage_of.tolist(), sentence_terms, context_terms, strict=True
    ):
        terms[number].extend(own_terms)
        if above != (number, more):
            terms[number].extend(more)
        above = (number, more)
    return terms


def _embedded(passage: Passage, structured: Mapping[str, Document]) -> str:
    """The text of a passage, below the headings that it does not hold itself."""
    document = structured.get(passage.document_id)
    heading = document.heading_at(passage.start) if document else ""
    return f"{heading}\n{passage.text}" if heading else passage.text


def _embed(texts: Sequence[str], embedder: Embedder, report: Progress) -> faiss.Index:
    import faiss

    vectors = faiss.IndexFlatIP(embedder.dimension)
    for first in range(0, len(texts), _EMBED_BATCH):
        vectors.add(embedder.embed_passages(texts[first : first + _EMBED_BATCH]))
        report("임베딩", min(first + _EMBED_BATCH, len(texts)), len(texts))
    return vectors


def _write_lines(
    path: Path, rows: Sequence[Document] | Sequence[Passage] | Sequence[LeftOut]
) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
