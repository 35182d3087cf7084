"""The only module that knows all stages: build, load, retrieve, ask, stream."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rag.answering import (
    METHOD,
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    Found,
    Quotation,
    Writer,
    compose,
    refuse,
    summarize,
    told,
)
from rag.conversation import (
    MAX_QUESTION_CHARS,
    Context,
    StandaloneQuestion,
    SummaryRequest,
    check_question,
    context_of,
    documents_named,
    make_standalone,
    reply_to,
    rewrite,
    settle,
    small_talk,
    summary_request,
    surer,
)
from rag.embedding import Embedder, load_embedder
from rag.errors import SourceError
from rag.grounding import check_claim, load_judge
from rag.index import PassageIndex, Progress, build_index, load_index
from rag.korean import default_analyzer, index_terms, normalize
from rag.reading import Band, Reader, Reading, about_document, analyse_question
from rag.retrieval import RetrievedPassage, Retriever, SearchResult, load_reranker
from rag.settings import Settings, load_settings
from rag.sources import Document, load_documents, sources_digest
from rag.storage import mismatch, refuse_foreign
from rag.writing import ChatModel, load_chat_model

# Passages kept with an answer.
_RETRIEVED = 10
# Passages that a language model is given; more of them make small models lose the thread.
_WRITTEN_FROM = 5
# Earlier turns that are looked at.
_TURNS = 6
# Titles as they are said in the chat, and as many of them as are offered to choose from.
_TITLE_CHARS = 80
_OFFERED = 5
_BY_RULE = "rules"
_STATUS = {
    Band.SURE: AnswerStatus.ANSWERED,
    Band.POSSIBLE: AnswerStatus.POSSIBLE,
    Band.NONE: AnswerStatus.NO_EVIDENCE,
}

History = Sequence[tuple[str, str]]
"""Earlier turns, oldest first: what was asked, and the answer's text."""


class RagPipeline:
    """Answers questions from an index; may be used from several threads."""

    def __init__(
        self,
        index: PassageIndex,
        embedder: Embedder,
        reader: Reader,
        settings: Settings,
        *,
        chat_model: ChatModel | None = None,
    ) -> None:
        """Join loaded parts; use :meth:`build`, :meth:`load` or :func:`rag.opening.open_pipeline`.

        Args:
            index: What is searched.
            embedder: The model that made the index's vectors.
            reader: Chooses the sentences that answer.
            settings: Names the other models, which are read at their first use.
            chat_model: Writes the answers, in place of the one that the settings name.
        """
        self.index = index
        self.documents: Mapping[str, Document] = {d.id: d for d in index.documents}
        self._titles = [" ".join(d.title.split())[:_TITLE_CHARS] for d in index.documents]
        self._analyzer = default_analyzer()
        self._retriever = Retriever(index, embedder, settings.dense_weight)
        self._reranker = load_reranker(settings)
        self.reader = reader
        self.chat_model = chat_model or load_chat_model(settings)
        if self.chat_model is not None:
            load_judge()  # a damaged one is told at once, not in the midst of an answer
        self._writer = (
            Writer(self.chat_model, self._analyzer, check_claim) if self.chat_model else None
        )

    @classmethod
    def build(
        cls,
        sources: str | Path | Sequence[str | Path],
        index_dir: str | Path,
        settings: Settings | None = None,
        *,
        chat_model: ChatModel | None = None,
        progress: Progress | None = None,
    ) -> RagPipeline:
        """Index sources and open the result.

        Args:
            sources: A file, a folder or a ``.jsonl``, or several.
            index_dir: The index folder; an index there is replaced once the new one is whole.
            settings: Models and sizes; ``None`` reads the environment.
            chat_model: Writes the answers, in place of the one that the settings name.
            progress: Told how far the work is.

        Returns:
            The pipeline over the new index.

        Raises:
            SettingsError: If a setting in the environment cannot be used.
            SourceError: If a source is missing, empty, or not text.
            ModelError: If a model cannot be loaded.
            IndexCorruptError: If the folder holds something else than an index.
            IndexUnreadableError: If the folder may not be looked into.
            IndexWriteError: If the folder cannot be written.
        """
        settings = settings or load_settings()
        named = [sources] if isinstance(sources, str | Path) else sources
        # An empty name would be the current folder, which nobody meant.
        paths = [Path(source) for source in named if source != ""]
        if not paths:
            raise SourceError(
                "no source is named; give a file or a folder: rag index SOURCE --index DIR",
                korean="문서가 지정되지 않았습니다. 파일이나 폴더를 지정해 주세요.",
            )
        refuse_foreign(Path(index_dir))
        # Before they are read: what is saved in between makes the index old, not wrong for good.
        digest = digest_all(paths, Path(index_dir), settings)
        build_index(
            load_documents(*paths, leave_out=Path(index_dir), max_bytes=settings.max_file_bytes),
            embedder=load_embedder(settings),
            analyzer=default_analyzer(),
            passage_chars=settings.passage_chars,
            index_dir=Path(index_dir),
            sources=[str(path.resolve()) for path in paths],
            sources_digest=digest,
            progress=progress,
        )
        return cls.load(index_dir, settings, chat_model=chat_model)

    @classmethod
    def load(
        cls,
        index_dir: str | Path,
        settings: Settings | None = None,
        *,
        chat_model: ChatModel | None = None,
    ) -> RagPipeline:
        """Open an index that was built before.

        Args:
            index_dir: The index folder.
            settings: Must name the models that the index was built with; ``None`` reads the
                environment.
            chat_model: Writes the answers, in place of the one that the settings name.

        Returns:
            The pipeline.

        Raises:
            SettingsError: If a setting in the environment cannot be used.
            IndexMissingError: If there is no index in the folder.
            IndexUnreadableError: If a file of the index may not be read.
            IndexCorruptError: If a file of the index is missing or damaged.
            IndexMismatchError: If it was built with another model, analyser or size, or has the
                format of another version.
            ModelError: If a model cannot be loaded.
        """
        settings = settings or load_settings()
        index = load_index(Path(index_dir))
        embedder = load_embedder(settings)
        _check_match(index, embedder, settings, Path(index_dir))
        return cls(index, embedder, Reader.load(), settings, chat_model=chat_model)

    def retrieve(self, question: str, k: int = 10) -> list[RetrievedPassage]:
        """Find the passages closest to a question.

        Args:
            question: A question in Korean.
            k: How many; fewer are returned when the index is smaller.

        Returns:
            Passages, best first.

        Raises:
            QuestionError: If the question is empty, too long, or holds no word.
        """
        found, _ = self._find(check_question(question), at_least=k)
        return found.passages(max(k, 0))

    def ask(self, question: str, history: History = ()) -> Answer:
        """Answer a question from the documents.

        A follow-up ("어디에 투자했는데?") is made whole from the earlier turns first, by the
        language model if there is one, else by rule; what was looked up then is in
        ``Answer.standalone_question``. What goes on from an earlier turn, or finds no answer
        elsewhere, is looked for in the document that answered the question before, too. A request
        for a summary is answered with the sentences that sum the document up, and small talk with
        a sentence on what this is for.

        Args:
            question: A question in Korean.
            history: Earlier turns, oldest first; refusals among them are understood as such.

        Returns:
            The answer with its citations, or a refusal with the closest passages.

        Raises:
            QuestionError: If the question is empty, too long, or holds no word.
        """
        *_, last = self.stream(question, history)
        return last

    def read(self, question: str) -> Reading:
        """Return the evidence for an answer, whether or not it is enough to give one.

        Args:
            question: A question in Korean.

        Returns:
            What the reader chose, and how sure it is.

        Raises:
            QuestionError: If the question is empty, too long, or holds no word.
        """
        return self._find(check_question(question))[1]

    def stream(self, question: str, history: History = ()) -> Generator[Answer, None, None]:
        """Answer a question step by step; the last answer is the whole one.

        Args:
            question: A question in Korean.
            history: Earlier turns, oldest first.

        Yields:
            Answers. The reader's comes in one step; a language model's as it is written, each
            further than the one before, or the same while the model thinks. Closing the
            generator stops the model.

        Raises:
            QuestionError: If the question is empty, too long, or holds no word.
        """
        started = time.perf_counter()
        question = check_question(question)
        history = self._questions_before(history)
        morphemes = self._analyzer.morphemes(question)
        talk = small_talk(question, morphemes, is_first=not history)
        if talk is not None:
            yield self._say(question, reply_to(talk, self._titles), started)
            return
        request = summary_request(question, morphemes, is_first=not history)
        meant = [] if request is None else self._documents_meant(request, history)
        if len(meant) == 1:
            yield from self._sum_up(question, meant[0], started)
            return
        if meant:
            yield self._say(question, _which([self._titles[n] for n in meant]), started)
            return
        context = self._context(history)
        whole = make_standalone(question, history, self._analyzer, context.given)
        if self.chat_model is not None and whole.is_follow_up:
            waiting = self._say(question, "", started)
            rewriting = rewrite(question, history, whole, self.chat_model, self._analyzer)
            with closing(rewriting) as better:
                for whole in better:  # noqa: B007 - the last one is looked up
                    yield waiting
        found, reading = self._look_up(whole, history, context)
        quoted = self._quote(question, found, reading, started)
        if whole.rewritten:
            quoted = replace(quoted, standalone_question=whole.text)
        if self._writer is None:
            yield quoted
            return
        evidence = Found(found.context(_WRITTEN_FROM), reading, quoted)
        yield from self._write(evidence, started)

    def quote(self, question: str) -> Answer:
        """Answer with sentences as they stand, as :meth:`ask` does without a language model.

        Args:
            question: A question in Korean.

        Returns:
            The answer with its citations, or a refusal with the closest passages.

        Raises:
            QuestionError: If the question is empty, too long, or holds no word.
        """
        started = time.perf_counter()
        question = check_question(question)
        return self._quote(question, *self._find(question), started)

    def _quote(
        self, question: str, found: SearchResult, reading: Reading, started: float
    ) -> Answer:
        """Answer with the evidence as it stands in the documents, or refuse."""
        opening = POSSIBLE_TEXT if reading.band is Band.POSSIBLE else ""
        quoted = compose(reading.evidence, self.documents, opening)
        if reading.band is Band.NONE:
            quoted = Quotation(refuse(reading.evidence, self.documents), (), ())
        return Answer(
            question=question,
            text=quoted.text,
            status=_STATUS[reading.band],
            confidence=reading.confidence,
            citations=quoted.citations,
            retrieved=tuple(found.passages(_RETRIEVED)),
            model=self.reader.name,
            seconds=time.perf_counter() - started,
            notice=found.notice,
            highlights=quoted.highlights,
        )

    def _say(self, question: str, text: str, started: float) -> Answer:
        """Say something for which no document was looked at."""
        return Answer(
            question=question,
            text=text,
            status=AnswerStatus.NO_EVIDENCE,
            confidence=0.0,
            citations=(),
            retrieved=(),
            model=_BY_RULE,
            seconds=time.perf_counter() - started,
        )

    def _questions_before(self, history: History) -> list[tuple[str, str]]:
        """The earlier turns without small talk, which no follow-up goes back to."""
        kept: list[tuple[str, str]] = []
        for asked, replied in history[-_TURNS:]:
            text = normalize(asked[:MAX_QUESTION_CHARS]).strip()
            if small_talk(text, self._analyzer.morphemes(text)) is None:
                kept.append((asked, replied))
        return kept

    def _documents_meant(self, request: SummaryRequest, history: History) -> list[int]:
        """The numbers of the documents that a summary may be of."""
        named = documents_named(request, self._titles)
        if request.named or not history or len(named) == 1:
            return named
        return self._talked_of(history)

    def _talked_of(self, history: History) -> list[int]:
        """The number of the document that the last turn was about; none in an empty index."""
        asked, replied = history[-1]
        text = normalize(f"{asked} {told(replied)}"[:MAX_QUESTION_CHARS])
        best = self._search(text).passages(1)
        return [list(self.documents).index(found.passage.document_id) for found in best]

    def _find_at_hand(self, question: str, history: History) -> tuple[SearchResult, Reading] | None:
        """Read what "이 기사는 언제 나왔어?" asks in the document that was talked of."""
        for number in self._talked_of(history):
            found = self._search(self._titles[number])
            return found, self._read(question, found, number)
        return None

    def _sum_up(self, question: str, number: int, started: float) -> Iterator[Answer]:
        """Answer with the sentences that sum a document up, or in words from its beginning."""
        reading = summarize(self.index, number)
        found = self._search(self._titles[number])
        quoted = replace(self._quote(question, found, reading, started), model=METHOD)
        if self._writer is None:
            yield quoted
            return
        table, document = self.index.sentences, self.index.documents[number]
        passages = [
            (passage, [table.sentence(n) for n in table.of_passage(i)])
            for i, passage in enumerate(self.index.passages)
            if passage.document_id == document.id
        ]
        yield from self._write(Found(passages[:_WRITTEN_FROM], reading, quoted), started)

    def _write(self, found: Found, started: float) -> Iterator[Answer]:
        """Answer in words from what was found."""
        assert self._writer is not None
        with closing(self._writer.write(found, self.documents)) as replies:
            for reply in replies:
                yield replace(reply, seconds=time.perf_counter() - started)

    def _search(self, question: str, at_least: int = 0) -> SearchResult:
        found = self._match(question, at_least)
        if self._reranker is None:
            return found
        return self._reranker.rerank(question, found)

    def _match(self, question: str, at_least: int = 0) -> SearchResult:
        terms = index_terms(self._analyzer.morphemes(question), question)
        return self._retriever.search(question, terms, at_least)

    def _read(self, question: str, found: SearchResult, document: int | None = None) -> Reading:
        morphemes = self._analyzer.morphemes(question)
        return self.reader.read(question, morphemes, found, document)

    def _context(self, history: History) -> Context:
        """What the documents said to the question before."""
        if not history:
            return Context()
        asked, replied = history[-1]
        text = normalize(asked[:MAX_QUESTION_CHARS]).strip()
        whole = make_standalone(text, history[:-1], self._analyzer).text
        # Without the cross-encoder, whose time only the question at hand is worth.
        before = self._read(whole, self._match(whole))
        context = context_of(before, self.documents)
        # A language model may have answered something else.
        return context if (context.given or "") in told(replied) else replace(context, given=None)

    def _look_up(
        self, whole: StandaloneQuestion, history: History, context: Context
    ) -> tuple[SearchResult, Reading]:
        """Find the evidence for a question in its conversation."""
        if history and not whole.rewritten and self._is_about_document(whole.text):
            return self._find_at_hand(whole.text, history) or self._find(whole.text)
        found, reading = self._find(whole.text)
        # A question of its own may begin something new; only one without an answer stays there.
        if context.document_id is not None and (whole.rewritten or not reading.answerable):
            there = self._read_in(context.document_id, whole.text, found)
            reading = surer(reading, there)
        # "언제 나왔어?", by itself, asks for the date of the document.
        if whole.own and not self._is_about_document(whole.own):
            document_id = self._document_about(whole, found) or context.document_id
            if document_id is not None:
                reading = settle(reading, self._read_in(document_id, whole.own, found))
        return self._led(found, reading), reading

    def _read_in(self, document_id: str, question: str, found: SearchResult) -> Reading:
        """Read a question in one document alone."""
        number = list(self.documents).index(document_id)
        return self._read(question, found, number)

    def _document_about(self, whole: StandaloneQuestion, found: SearchResult) -> str | None:
        """The best document that holds all that a follow-up took over from earlier turns."""
        for passage in found.passages(_RETRIEVED):
            document_id = passage.passage.document_id
            text = self.documents[document_id].text.lower()
            if all(noun.lower() in text for noun in whole.carried):
                return document_id
        return None

    def _is_about_document(self, question: str) -> bool:
        """Whether a question asks for the title, the date, the outlet or the author."""
        asked = analyse_question(question, self._analyzer.morphemes(question))
        return about_document(asked) is not None

    def _find(self, question: str, at_least: int = 0) -> tuple[SearchResult, Reading]:
        found = self._search(question, at_least)
        reading = self._read(question, found)
        return self._led(found, reading), reading

    def _led(self, found: SearchResult, reading: Reading) -> SearchResult:
        """Put first what was read: the reader has seen more than words in common."""
        # A cross-encoder has seen more than the reader.
        return found.led_by(reading.passages) if self._reranker is None else found


def _which(titles: Sequence[str]) -> str:
    """Ask which document is meant."""
    listed = ", ".join(f"「{title}」" for title in titles[:_OFFERED])
    more = f" 등 {len(titles):,}건" if len(titles) > _OFFERED else ""
    return (
        "어느 문서를 요약해 드릴까요? 제목에 있는 낱말을 넣어 ‘○○ 기사 요약해 줘’처럼 적어 "
        f"주세요. 읽어 둔 문서는 {listed}{more}입니다."
    )


def digest_all(paths: Sequence[Path], index_dir: Path, settings: Settings) -> str:
    """Tell sources by their content, all of them together; see :func:`sources_digest`."""
    return " ".join(
        sources_digest(path, leave_out=index_dir, max_bytes=settings.max_file_bytes)
        for path in paths
    )


def _check_match(
    index: PassageIndex, embedder: Embedder, settings: Settings, index_dir: Path
) -> None:
    manifest = index.manifest
    compared = [
        ("embedding model", manifest.embedder, embedder.name),
        ("query prompt", manifest.query_prompt, embedder.prompts.query),
        ("passage prompt", manifest.passage_prompt, embedder.prompts.passage),
        ("embedding model hash", manifest.embedder_fingerprint, embedder.fingerprint),
        ("dimension", manifest.dimension, embedder.dimension),
        ("analyser", manifest.analyzer, default_analyzer().version),
        ("passage size", manifest.passage_chars, settings.passage_chars),
    ]
    for what, built, asked in compared:
        if built != asked:
            raise mismatch(index_dir, what, built, asked, manifest.sources)
