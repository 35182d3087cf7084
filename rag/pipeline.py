"""The stages of an answer, one after the other; the only module that knows all of them."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path

from rag.answering import (
    FOR_A_LINE,
    Answer,
    Form,
    Forms,
    Found,
    Writer,
    passages_of,
    plan_of,
    quote,
    say,
    summarize,
)
from rag.conversation import (
    Aside,
    Asked,
    History,
    SummaryOf,
    SummaryRequest,
    Turn,
    adapt,
    check_question,
    look_up,
    rewrite,
    stand_alone,
    turns_of,
    understand,
)
from rag.embedding import Embedder, load_embedder
from rag.grounding import check_claim, load_judge
from rag.index import (
    PassageIndex,
    Progress,
    index_in_memory,
    index_sources,
    join_indexes,
    open_index,
)
from rag.korean import default_analyzer
from rag.reading import Finder, Reader, Reading
from rag.retrieval import RetrievedPassage
from rag.settings import Settings, load_settings
from rag.sources import Document
from rag.timing import Seconds, Stage, StageTime, recording, stage, step_by_step
from rag.writing import ChatModel, load_chat_model

# Passages that a language model is given; more of them make small models lose the thread.
_WRITTEN_FROM = 5


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
            settings: Name the other models, which are read at their first use.
            chat_model: Writes the answers, in place of the one that the settings name.
        """
        self.index = index
        self.embedder = embedder
        self.finder = Finder(index, embedder, reader, settings)
        self.chat_model = chat_model or load_chat_model(settings)
        self._analyzer = default_analyzer()
        self._forms = Forms(self.finder, self._analyzer)
        if self.chat_model is not None:
            load_judge()  # a damaged one is told at once, not in the midst of an answer
        self._writer = (
            Writer(self.chat_model, self._analyzer, check_claim) if self.chat_model else None
        )

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        return self.finder.documents

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

        Raises:
            RagError: As :func:`rag.index.index_sources` and :meth:`load` do.
        """
        settings = settings or load_settings()
        index_sources(sources, Path(index_dir), settings, load_embedder(settings), progress)
        return cls.load(index_dir, settings, chat_model=chat_model)

    @classmethod
    def load(
        cls,
        index_dir: str | Path,
        settings: Settings | None = None,
        *,
        chat_model: ChatModel | None = None,
    ) -> RagPipeline:
        """Open an index that was built before, with the models that the settings name.

        Args:
            index_dir: The index folder.
            settings: ``None`` reads the environment.
            chat_model: Writes the answers, in place of the one that the settings name.

        Raises:
            SettingsError: If a setting in the environment cannot be used.
            ModelError: If a model cannot be loaded.
            RagError: As :func:`rag.index.open_index` does.
        """
        settings = settings or load_settings()
        embedder = load_embedder(settings)
        index = open_index(Path(index_dir), settings, embedder)
        return cls(index, embedder, Reader.load(), settings, chat_model=chat_model)

    def index_of(self, documents: Sequence[Document]) -> PassageIndex:
        """Index documents in memory, whose ids differ from those asked together with them."""
        return index_in_memory(
            documents,
            embedder=self.embedder,
            analyzer=self._analyzer,
            passage_chars=self.index.manifest.passage_chars,
        )

    def over(self, *indexes: PassageIndex) -> RagPipeline:
        """Return a pipeline with this one's models over its index or those of :meth:`index_of`."""
        other = copy(self)
        other.index = join_indexes(indexes)
        other.finder = self.finder.over(other.index)
        other._forms = Forms(other.finder, self._analyzer)
        return other

    def retrieve(self, question: str, k: int = 10) -> list[RetrievedPassage]:
        """Find the ``k`` passages closest to a question, or all of a smaller index, best first.

        Raises:
            QuestionError: If the question is empty, too long, or holds no word.
        """
        found, _ = self.finder.find(check_question(question), at_least=k)
        return found.passages(max(k, 0))

    def read(self, question: str) -> Reading:
        """Return the evidence for an answer, whether or not it is enough to give one."""
        return self.finder.find(check_question(question))[1]

    def quote(self, question: str) -> Answer:
        """Answer with sentences as they stand, as :meth:`ask` does without a language model."""
        started = time.perf_counter()
        question = check_question(question)
        found, reading = self.finder.find(question)
        reader = self.finder.reader.name
        return _timed(quote(question, found, reading, self.documents, reader), started)

    def ask(self, question: str, history: History = ()) -> Answer:
        """Answer a question from the documents.

        A follow-up ("어디에 투자했는데?") is made whole from the earlier turns first; what was
        looked up then is in ``Answer.standalone_question``. ``Answer.form`` is the form asked for.

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

    def stream(self, question: str, history: History = ()) -> Generator[Answer, None, None]:
        """Answer as :meth:`ask` does, step by step; the last answer is the whole one.

        Yields:
            Answers: the reader's in one step, a language model's as written. Closing stops it.
        """
        started = time.perf_counter()
        seconds: Seconds = {}
        replies = self._reply(check_question(question), turns_of(history, self._analyzer))
        for reply in step_by_step(replies, lambda: recording(seconds)):
            stages = tuple(StageTime(*each) for each in seconds.items())
            yield replace(_timed(reply, started), stages=stages)

    def _reply(self, question: str, turns: Sequence[Turn]) -> Generator[Answer, None, None]:
        """Small talk, a summary, or an answer: what was said decides."""
        match understand(self.finder, question, turns):
            case Aside(text):
                yield say(question, text)
            case SummaryOf(document, wanted):
                yield from self._sum_up(question, document, wanted)
            case asked:
                yield from self._answer(question, asked)

    def _answer(self, question: str, asked: Asked) -> Iterator[Answer]:
        """Make the question whole, plan the answer, look it up, and quote or write it."""
        turns = asked.before
        whole, context = stand_alone(self.finder, asked.question, turns)
        if self.chat_model is not None and whole.is_follow_up:
            rewriting = rewrite(asked.question, turns, whole, self.chat_model, self._analyzer)
            with closing(rewriting) as better:
                for whole in better:  # noqa: B007 - the last one is looked up
                    yield say(question, "")
        plan = adapt(plan_of(whole.text, self._analyzer), asked.request)
        if plan.form is Form.SEVERAL and self._writer is None:
            yield self._forms.several(plan, question, partial(self._part, turns))
            return
        found, reading = look_up(self.finder, replace(whole, text=plan.question), turns, context)
        quoted = self._forms.answer(plan, question, found, reading)
        if whole.text != question:
            quoted = replace(quoted, standalone_question=whole.text)
        passages = found.context(_WRITTEN_FROM)
        yield from self._in_words(Found(passages, reading, quoted))

    def _part(self, turns: Sequence[Turn], question: str, told: History) -> Answer:
        """Answer one of several questions, asked after those before it."""
        before = [*turns, *turns_of(told, self._analyzer)]
        *_, last = self._answer(question, Asked(question, before))
        return last

    def _sum_up(self, question: str, number: int, wanted: SummaryRequest) -> Iterator[Answer]:
        """Answer with the sentences that sum a document up, or in words from its beginning."""
        count = FOR_A_LINE if wanted.one_line or wanted.characters else wanted.sentences
        reading = summarize(self.index, number, count)
        found = self.finder.search(self.finder.titles[number])
        quoted = self._forms.summary(
            question, found, reading, one_line=wanted.one_line, characters=wanted.characters
        )
        passages = passages_of(self.index, number)[:_WRITTEN_FROM]
        yield from self._in_words(Found(passages, reading, quoted))

    def _in_words(self, found: Found) -> Iterator[Answer]:
        """Answer in words from what was found, if a language model is there to write."""
        if self._writer is None or found.quoted.form is Form.ABOUT:
            yield found.quoted
            return
        written = self._writer.write(found, self.documents)
        yield from step_by_step(written, lambda: stage(Stage.WRITE))


def _timed(answer: Answer, started: float) -> Answer:
    return replace(answer, seconds=time.perf_counter() - started)
