"""Sources to an index, in memory or in a folder: passages, terms, vectors and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from rag.embedding import Embedder
from rag.encoder import to_unit
from rag.index.passage_index import PassageIndex, Vectors, save_index
from rag.index.passages import Passage, split_passages
from rag.index.sentence_table import IntArray, SentencePacker
from rag.index.terms import TermIndex
from rag.index.vocabulary import Vocabulary, words_of
from rag.korean import (
    Morpheme,
    Part,
    Sentence,
    default_analyzer,
    index_terms,
    normalize,
    resolve_dates,
)
from rag.settings import Settings
from rag.sources import BlockKind, Document, LeftOut, named_paths, read_sources, sources_digest
from rag.storage import Manifest, refuse_foreign, write_generation

_EMBED_BATCH = 256
CONTEXT_WEIGHT = 0.5
"""What the vector of its passage weighs in that of a sentence, which alone says little."""
_ANALYSE_BATCH = 64
# Headings and names of columns, whose terms are asked for at each sentence below them.
_REMEMBERED_TEXTS = 1000
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


def index_sources(
    sources: str | Path | Sequence[str | Path],
    index_dir: Path,
    settings: Settings,
    embedder: Embedder,
    progress: Progress | None = None,
) -> None:
    """Read sources and build their index; one in that folder is replaced once this one is whole.

    Args:
        sources: A file, a folder or a ``.jsonl``, or several.
        index_dir: The index folder.
        settings: Size limits of files and passages.
        embedder: Makes the passage vectors.
        progress: Told how far the work is.

    Raises:
        SourceError: If a source is missing, empty, or not text.
        IndexCorruptError, IndexUnreadableError, IndexWriteError: If the folder holds something
            else than an index, may not be looked into, or cannot be written.
    """
    paths, limit = named_paths(sources), settings.max_file_bytes
    refuse_foreign(index_dir)
    # Before they are read: what is saved in between makes the index old, not wrong for good.
    digest = sources_digest(*paths, leave_out=index_dir, max_bytes=limit)
    report = read_sources(
        *paths, leave_out=index_dir, max_bytes=limit, pdf_pages=settings.max_pdf_pages
    )
    build_index(
        report.documents,
        embedder=embedder,
        analyzer=default_analyzer(),
        passage_chars=settings.passage_chars,
        index_dir=index_dir,
        sources=[str(path.resolve()) for path in paths],
        digest=digest,
        left_out=report.left_out,
        progress=progress,
    )


def build_index(  # noqa: PLR0913 - what is recorded of the sources are three of them
    documents: Sequence[Document],
    *,
    embedder: Embedder,
    analyzer: TextAnalyzer,
    passage_chars: int,
    index_dir: Path,
    sources: Sequence[str] = (),
    digest: str = "",
    left_out: Sequence[LeftOut] = (),
    progress: Progress | None = None,
) -> None:
    """Build an index and swap it into its folder; nothing changes there until it is whole.

    Args:
        documents: At least one document.
        embedder: Makes the passage vectors.
        analyzer: Reads the Korean.
        passage_chars: Characters that a passage holds at most.
        index_dir: The index folder.
        sources: Where the documents came from, to be recorded.
        digest: Digest of the sources, to be recorded.
        left_out: Files of the sources that were not read, to be kept for the chat.
        progress: Told how far the work is.

    Raises:
        IndexCorruptError: If the folder holds something else than an index.
        IndexWriteError: If the folder cannot be written.
    """
    index = index_in_memory(
        documents,
        embedder=embedder,
        analyzer=analyzer,
        passage_chars=passage_chars,
        progress=progress,
    )
    recorded = {"sources": tuple(sources), "sources_digest": digest}
    manifest = index.manifest.model_copy(update=recorded)
    index = replace(index, left_out=tuple(left_out))
    write_generation(index_dir, manifest, lambda folder: save_index(index, folder))


def index_in_memory(
    documents: Sequence[Document],
    *,
    embedder: Embedder,
    analyzer: TextAnalyzer,
    passage_chars: int,
    progress: Progress | None = None,
) -> PassageIndex:
    """Build an index that lies nowhere but in memory, see :func:`build_index`."""
    report = progress or (lambda _what, _done, _total: None)
    passages: list[Passage] = []
    embedded: list[str] = []
    single: list[str] = []
    passage_terms: list[list[str]] = []
    sentence_terms: list[list[str]] = []
    packer = SentencePacker()
    words: dict[str, None] = {}

    @lru_cache(maxsize=_REMEMBERED_TEXTS)
    def terms_of(text: str) -> list[str]:
        return index_terms(analyzer.morphemes(text), text) if text else []

    # One spelling of each term is kept, however often it occurs: millions in a long text.
    spelled: dict[str, str] = {}
    # Each document is packed as soon as it is analysed: a morpheme as an object takes ten times
    # the memory of a row of numbers.
    for document, sentences in zip(documents, _analyse(documents, analyzer, report), strict=True):
        own = split_passages(document, sentences, passage_chars)
        numbers = _passage_numbers(sentences, own, len(passages))
        packer.add(sentences, numbers)
        title = normalize(document.title)
        named = Sentence(0, len(title), title, analyzer.morphemes(title))
        words |= dict.fromkeys(words_of([named, *sentences]))
        passages.extend(own)
        embedded.extend(_below_heading(passage, document) for passage in own)
        if embedder.by_sentence:
            single.extend(sentence.text for sentence in sentences)
        # The text assumes its title and headings without repeating them. On KorQuAD the title
        # raises recall@1 from .905 to .923. People go by the name of the file, too.
        in_title, in_name = map(terms_of, (title, normalize(Path(document.source).stem)))
        called = in_title + [term for term in in_name if term not in in_title]
        passage_terms.extend([] if p.is_header else [*called] for p in own)
        above: tuple[int, list[str]] | None = None
        for sentence, number in zip(sentences, numbers, strict=True):
            terms = index_terms(sentence.morphemes, sentence.text)
            terms += terms_of(_meant_dates(sentence, document))
            terms = [spelled.setdefault(term, term) for term in terms]
            # What it is found by though that stands elsewhere: headings, names of columns.
            block = document.block_at(sentence.start)
            context = terms_of(document.heading_at(sentence.start))
            context = context + terms_of(" ".join(block.columns) if block else "")
            sentence_terms.append(terms + context)
            passage_terms[number] += terms if above == (number, context) else terms + context
            above = number, context
    table = packer.table(documents)
    return PassageIndex(
        manifest=Manifest(
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
            passages=len(passages),
            sentences=len(table),
        ),
        documents=tuple(documents),
        passages=tuple(passages),
        vectors=_embed(embedded, single, table.passage_of, embedder, report),
        passage_terms=TermIndex.build(passage_terms),
        sentence_terms=TermIndex.build(sentence_terms),
        sentences=table,
        vocabulary=Vocabulary.build(words),
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


def _meant_dates(sentence: Sentence, document: Document) -> str:
    """What the relative dates of a sentence mean: 지난달 3일 is found by 10월 3일."""
    if document.published is None:
        return ""
    dates = resolve_dates(sentence.text, sentence.morphemes, document.published)
    return " ".join(found.meant for found in dates)


def _below_heading(passage: Passage, document: Document) -> str:
    heading = document.heading_at(passage.start)
    return f"{heading}\n{passage.text}" if heading else passage.text


def _embed(
    passages: Sequence[str],
    sentences: Sequence[str],
    passage_of: IntArray,
    embedder: Embedder,
    report: Progress,
) -> Vectors:
    """Embed passages, or the sentences given, each together with its passage."""
    import faiss

    vectors = faiss.IndexFlatIP(embedder.dimension)
    for first in range(0, len(passages), _EMBED_BATCH):
        last = min(first + _EMBED_BATCH, len(passages))
        rows = embedder.embed_passages(passages[first:last])
        if sentences:
            own = slice(*np.searchsorted(passage_of, [first, last]))
            around = CONTEXT_WEIGHT * rows[passage_of[own] - first]
            rows = to_unit(embedder.embed_passages(sentences[own]) + around)
        vectors.add(rows)
        report("임베딩", last, len(passages))
    return vectors
