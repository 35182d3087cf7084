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
import re
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
from rag.reading.question import analyse_question
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


def open_documents(data: Path, limit: int, seed: int) -> list[Document]:
    """Pages of the open corpora in which some sentence explains a word."""
    pages: dict[str, list[str]] = {}
    for name in ("ko_general", "ko_docs"):
        with lzma.open(data / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                pages.setdefault(normalize(record["title"]), []).append(normalize(record["text"]))
    documents = []
    titles = sorted(t for t, texts in pages.items() if 3 <= len(texts) and t)
    for title in random.Random(seed).sample(titles, len(titles)):
        text = "\n\n".join(pages[title][:8])
        if any(_DEFINED.match(line) and _DEFINING.search(line) for line in _SENTENCE.split(text)):
            documents.append(Document(f"open:{title}", title, text, "open"))
        if len(documents) == limit:
            break
    return documents


def open_cases(documents: Sequence[Document], seed: int) -> Iterator[Case]:
    """Questions after the meaning of words, put to the page that explains them and to others."""
    rng = random.Random(seed)
    sentences = sentences_by_document(documents)
    alone = {d.id: MemoryIndex([d], sentences) for d in documents}
    for question in definitions(documents, sentences, rng):
        yield _case(question, "open-definition", alone[question.document])
        if rng.random() < 0.4:
            other = rng.choice([d.id for d in documents if d.id != question.document])
            yield _case(question, "open-foreign", alone[other], foreign=True)


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

    for question in definitions(documents, sentences, rng):
        yield _case(question, "definition", articles[question.group])
    for number, question in enumerate(asked):
        siblings = [d for d in by_article[question.group] if d.id != question.document]
        own = next(d for d in by_article[question.group] if d.id == question.document)
        yield _case(question, "whole", whole)
        yield _case(question, "whole-removed", whole, question.document)
        if number % 2 == 0:
            yield _case(question, "article", articles[question.group])
            if siblings:
                yield _case(question, "article-removed", articles[question.group], own.id)
        if number % 4 == 1:
            sibling = rng.sample(siblings, min(len(siblings), rng.randint(0, 1)))
            yield _case(question, "few", small([own, *sibling]))
            if siblings:
                yield _case(question, "few-removed", small([rng.choice(siblings)]), foreign=True)
        if number % 2 == 1:
            for made in (swap_focus(question, asked, rng), swap_name(question, own, by_article, rng)):
                if made is not None:
                    yield _case(made, made.kind, articles[question.group])
        if number % 10 == 3:
            other = rng.choice([t for t in titles if t != question.group])
            yield _case(question, "article-foreign", articles[other], foreign=True)


_ASKED_NOUN = re.compile(
    r"(?P<noun>[가-힣]{2,6})(?P<particle>은|는|이|가)(?P<rest>\s+(?:무엇|누구|언제|어디|얼마|뭐)\S*)?\s*\??$"
)


def swap_focus(question: Asked, pool: Sequence[Asked], rng: random.Random) -> Asked | None:
    """Ask for another thing, of another kind, about the same: no sentence says it."""
    found = _asked_noun(question)
    if found is None:
        return None
    kind = analyse_question(question.text, question.morphemes).kind
    for _ in range(20):
        other = rng.choice(pool)
        donor = _asked_noun(other)
        if donor is None or other.group == question.group:
            continue
        if analyse_question(other.text, other.morphemes).kind is kind:
            continue
        noun = donor["noun"]
        rest = donor["rest"] or ""
        text = f"{question.text[: found.start()]}{noun}{donor['particle']}{rest.rstrip('?')}?"
        return _made(question, text, "article-focus")
    return None


def _asked_noun(question: Asked) -> re.Match[str] | None:
    found = _ASKED_NOUN.search(question.text)
    parts = analyse_question(question.text, question.morphemes)
    if found is None or not "".join(parts.focus).endswith(found["noun"][-2:]):
        return None
    return found if found["rest"] or not parts.interrogative else None


def swap_name(
    question: Asked, own: Document, by_article: dict[str, list[Document]], rng: random.Random
) -> Asked | None:
    """Ask the same about something else: no sentence says it either."""
    names = [m for m in question.morphemes if m.tag in {"NNP", "SL"} and m.end - m.start >= 2]
    names = [m for m in names if question.text[m.start : m.end] in own.text]
    if not names:
        return None
    name = rng.choice(names)
    old = question.text[name.start : name.end]
    siblings = by_article[question.group] if rng.random() < 0.5 else rng.choice(list(by_article.values()))
    source = rng.choice(siblings).text
    found = [m for m in default_analyzer().morphemes(source) if m.tag == "NNP" and m.end - m.start >= 2]
    new = [source[m.start : m.end] for m in found]
    new = [n for n in new if n not in question.text and n != old]
    if not new:
        return None
    text = question.text.replace(old, rng.choice(new))
    return _made(question, text, "article-name")


def _made(question: Asked, text: str, kind: str) -> Asked:
    return Asked(
        id=f"{question.id}/{kind}",
        group=question.group,
        text=text,
        morphemes=default_analyzer().morphemes(text),
        document=question.document,
        answers=(),
        spans=(),
        kind=kind,
    )


_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_DEFINED = re.compile(r"^(?P<name>[가-힣A-Za-z0-9·' ‘’]{2,20}?)(?:이란|란|은|는)\s(?P<rest>.{15,}(?:다|이다|입니다|합니다)\.?)$")
_DEFINING = re.compile(r"(?:이다|입니다|말한다|말합니다|뜻한다|뜻합니다|의미한다|의미합니다|가리킨다|일컫는다|일컫습니다|불린다)\.?$")
_DEFINITION_QUESTIONS = (
    "{0}란 무엇인가요?", "{0}{1} 무엇인가?", "{0}{1} 뭐야?", "{0}의 정의는?", "{0}의 뜻은 무엇입니까?", "{0}{1} 무엇입니까?",
    "{0}{1} 어떤 것인가요?",
)


def definitions(
    documents: Sequence[Document], sentences: dict[str, list[Sentence]], rng: random.Random
) -> Iterator[Asked]:
    """Questions after the meaning of a word, made from sentences that explain one."""
    analyzer = default_analyzer()
    for document in documents:
        for sentence in sentences[document.id]:
            found = _DEFINED.match(sentence.text)
            if found is None or not _DEFINING.search(sentence.text) or sentence.end <= document.header_end:
                continue
            name = found["name"].strip(" '‘’")
            morphemes = analyzer.morphemes(name)
            if not name or any(m.tag not in {"NNG", "NNP", "SL", "SN", "XSN", "NR", "JKG", "SW", "SO"} for m in morphemes) or name.split()[0] in {"이", "그", "다음", "아래"}:
                continue
            closed = "가" <= name[-1] <= "힣" and (ord(name[-1]) - 0xAC00) % 28 > 0
            text = rng.choice(_DEFINITION_QUESTIONS).format(name, "은" if closed else "는")
            if closed:
                text = text.replace(f"{name}란", f"{name}이란")
            yield Asked(
                id=f"{document.id}:{sentence.start}/definition",
                group=document.title if document.source == "korquad" else document.id,
                text=text,
                morphemes=analyzer.morphemes(text),
                document=document.id,
                answers=(),
                spans=((sentence.start, sentence.end),),
                kind="definition",
            )
            break


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
