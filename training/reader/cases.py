"""Questions with candidate sentences under several index conditions, and what is right.

A user's index may hold thousands of documents or one, so the reader learns from all of:

- ``whole``: every paragraph of every article;
- ``article``: the paragraphs of one article;
- ``few``: the paragraph that holds the answer, with at most one sibling;
- ``news``: one news article with its header.

Each has its unanswerable twin: the paragraph that holds the answer taken out, its siblings left
in (``*-removed``), or a question put to another article (``*-foreign``).
"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np

from rag.documents import Document
from rag.index import PassageIndex, _passage_numbers, _terms_of_passages, _title_terms
from rag.index_folder import Manifest
from rag.korean import Morpheme, Sentence, default_analyzer, index_terms, normalize
from rag.lexical import TermIndex
from rag.passages import Passage, split_passages
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sentence_table import SentenceTable

_PASSAGE_CHARS = 600
_SENTENCE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where its answer lies.

    Attributes:
        id: Unique.
        group: The article, by which folds are made.
        text: The normalised question.
        morphemes: Its morphemes.
        document: Id of the document that holds the answer.
        answers: Strings; for KorQuAD any of them, for news all must appear.
        spans: Offsets of the answer (KorQuAD) or evidence (news) in the document; empty when
            there is no answer.
        kind: As labelled, or "".
    """

    id: str
    group: str
    text: str
    morphemes: tuple[Morpheme, ...]
    document: str
    answers: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A question under one condition.

    Attributes:
        asked: The question.
        condition: As in the module's docstring.
        candidates: What retrieval gives the reader.
        idf: The index's inverse document frequency.
        gold: For each candidate whether it holds the answer.
        answerable: Whether the index holds the answer.
    """

    asked: Asked
    condition: str
    candidates: tuple[SentenceCandidate, ...]
    idf: Callable[[str], float]
    gold: tuple[bool, ...]
    answerable: bool


class MemoryIndex:
    """An index in memory, searched by words alone, with paragraphs that can be hidden."""

    def __init__(self, documents: Sequence[Document], sentences: dict[str, list[Sentence]]) -> None:
        """Index documents whose sentences are known."""
        analyzer = default_analyzer()
        sentences_of = [sentences[d.id] for d in documents]
        passages: list[Passage] = []
        passages_of: list[list[int]] = []
        for document, own in zip(documents, sentences_of, strict=True):
            split = split_passages(document, own, _PASSAGE_CHARS)
            passages_of.append(_passage_numbers(own, split, len(passages)))
            passages.extend(split)
        terms = [index_terms(s.morphemes, s.text) for own in sentences_of for s in own]
        titles = {d.id: _title_terms(d, analyzer) for d in documents}
        table = SentenceTable.build(documents, sentences_of, passages_of)
        self.index = PassageIndex(
            manifest=Manifest.__new__(Manifest),
            documents=tuple(documents),
            passages=tuple(passages),
            vectors=faiss.IndexFlatIP(1),
            passage_terms=TermIndex.build(_terms_of_passages(passages, passages_of, terms, titles)),
            sentence_terms=TermIndex.build(terms),
            sentences=table,
        )
        self.idf = self.index.sentence_terms.idf
        counts = np.bincount(table.passage_of, minlength=len(passages))
        self._first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self._document_of_passage = np.array([p.document_id for p in passages])

    def candidates(
        self, text: str, morphemes: Sequence[Morpheme], hidden: str | None = None
    ) -> tuple[SentenceCandidate, ...]:
        """Candidate sentences, as :meth:`rag.retrieval.SearchResult.candidates` gives them."""
        terms = index_terms(morphemes, text)
        sentence_scores = self.index.sentence_terms.scores(terms).copy()
        lexical = self.index.passage_terms.scores(terms)
        if hidden is not None:
            out = self._document_of_passage == hidden
            lexical[out] = 0
            sentence_scores[out[self.index.sentences.passage_of]] = 0
        lexical = lexical + _SENTENCE_WEIGHT * np.maximum.reduceat(sentence_scores, self._first)
        fused = lexical / (float(lexical.max()) or 1.0)
        if hidden is not None:
            fused[out] = np.nan
        ranking = np.lexsort((np.arange(len(fused)), -fused))
        ranking = ranking[: int(np.count_nonzero(~np.isnan(fused)))]
        found = SearchResult(self.index, ranking, fused, fused, lexical, sentence_scores)
        return tuple(c for c in found.candidates() if c.passage.document_id != hidden)


def korquad(path: Path) -> tuple[list[Document], list[Asked]]:
    """Every paragraph as a document titled by its article, and all questions."""
    documents: list[Document] = []
    asked: list[Asked] = []
    analyzer = default_analyzer()
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        title = normalize(article["title"]).replace("_", " ")
        for paragraph in article["paragraphs"]:
            raw = paragraph["context"]
            text = normalize(raw)
            document = Document(f"kq{len(documents)}", title, text, "korquad")
            documents.append(document)
            for qa in paragraph["qas"]:
                question = normalize(qa["question"]).strip()
                spans = []
                for answer in qa["answers"]:
                    start = len(normalize(raw[: answer["answer_start"]]))
                    spans.append((start, start + len(normalize(answer["text"]))))
                asked.append(
                    Asked(
                        id=qa["id"],
                        group=title,
                        text=question,
                        morphemes=analyzer.morphemes(question),
                        document=document.id,
                        answers=tuple(normalize(a["text"]) for a in qa["answers"]),
                        spans=tuple(spans),
                    )
                )
    return documents, asked


def news(articles: Path, questions: Sequence[Path]) -> tuple[list[Document], list[Asked]]:
    """News articles with a header of title and date, and the questions written on them."""
    rows = [json.loads(line) for path in questions for line in path.open(encoding="utf-8")]
    wanted = {row["doc"] for row in rows}
    documents: dict[str, Document] = {}
    shift: dict[str, int] = {}
    with lzma.open(articles, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["id"] not in wanted:
                continue
            header = f"{normalize(record['title'])}\n입력 {record['date']}"
            text = f"{header}\n\n{normalize(record['text'])}"
            shift[record["id"]] = len(header) + 2
            documents[record["id"]] = Document(
                record["id"],
                record["title"],
                text,
                "wikinews",
                "위키뉴스",
                record["date"],
                len(header),
            )
    analyzer = default_analyzer()
    asked = []
    for number, row in enumerate(rows):
        by = shift[row["doc"]]
        question = normalize(row["question"]).strip()
        asked.append(
            Asked(
                id=f"news{number}",
                group=row["doc"],
                text=question,
                morphemes=analyzer.morphemes(question),
                document=row["doc"],
                answers=tuple(row["answers"]),
                spans=tuple((s + by, e + by) for s, e in row["evidence"]),
                kind=row["kind"],
            )
        )
    return list(documents.values()), asked


def sentences_by_document(documents: Sequence[Document]) -> dict[str, list[Sentence]]:
    """Analyse documents once."""
    found = default_analyzer().sentences_of(d.text for d in documents)
    return {d.id: s for d, s in zip(documents, found, strict=True)}


def _case(
    asked: Asked,
    condition: str,
    index: MemoryIndex,
    hidden: str | None = None,
    *,
    foreign: bool = False,
) -> Case:
    candidates = index.candidates(asked.text, asked.morphemes, hidden)
    answerable = hidden is None and not foreign and bool(asked.spans)
    gold = tuple(
        answerable
        and c.passage.document_id == asked.document
        and any(c.sentence.start < e and s < c.sentence.end for s, e in asked.spans)
        for c in candidates
    )
    return Case(asked, condition, candidates, index.idf, gold, answerable)


def korquad_cases(
    documents: Sequence[Document], asked: Sequence[Asked], seed: int
) -> Iterator[Case]:
    """All KorQuAD conditions."""
    rng = random.Random(seed)
    sentences = sentences_by_document(documents)
    whole = MemoryIndex(documents, sentences)
    by_article: dict[str, list[Document]] = {}
    for document in documents:
        by_article.setdefault(document.title, []).append(document)
    articles = {title: MemoryIndex(own, sentences) for title, own in by_article.items()}
    few: dict[tuple[str, ...], MemoryIndex] = {}
    titles = list(by_article)

    def small(own: Sequence[Document]) -> MemoryIndex:
        key = tuple(d.id for d in own)
        if key not in few:
            few[key] = MemoryIndex(own, sentences)
        return few[key]

    for question in asked:
        siblings = [d for d in by_article[question.group] if d.id != question.document]
        own = next(d for d in by_article[question.group] if d.id == question.document)
        yield _case(question, "whole", whole)
        yield _case(question, "whole-removed", whole, question.document)
        yield _case(question, "article", articles[question.group])
        if siblings:
            yield _case(question, "article-removed", articles[question.group], question.document)
        sibling = rng.sample(siblings, min(len(siblings), rng.randint(0, 1)))
        yield _case(question, "few", small([own, *sibling]))
        if siblings:
            yield _case(question, "few-removed", small([rng.choice(siblings)]), foreign=True)
        if rng.random() < 0.2:
            other = rng.choice([t for t in titles if t != question.group])
            yield _case(question, "article-foreign", articles[other], foreign=True)


def news_cases(documents: Sequence[Document], asked: Sequence[Asked], seed: int) -> Iterator[Case]:
    """Each news article alone; some questions also put to another article."""
    rng = random.Random(seed)
    sentences = sentences_by_document(documents)
    alone = {d.id: MemoryIndex([d], sentences) for d in documents}
    for question in asked:
        yield _case(
            question, "news" if question.spans else "news-unanswerable", alone[question.document]
        )
        if question.spans and rng.random() < 0.3:
            other = rng.choice([d.id for d in documents if d.id != question.document])
            yield _case(question, "news-foreign", alone[other], foreign=True)
