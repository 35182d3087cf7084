from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

import pytest
from fakes import open_generation
from reading_fakes import ScriptedEncoder, calibration, scores

from rag import Answer, AnswerStatus, RagPipeline, Settings, answer
from rag.answering import NO_EVIDENCE_TEXT, POSSIBLE_TEXT, Form
from rag.conversation import MAX_QUESTION_CHARS
from rag.embedding import load_embedder
from rag.errors import (
    IndexCorruptError,
    IndexMismatchError,
    IndexMissingError,
    ModelError,
    QuestionError,
    SettingsError,
    SourceError,
)
from rag.opening import is_current, open_pipeline
from rag.reading import Band, Reader
from rag.settings import DEFAULT_SOURCES
from rag.sources import Document

TITLE = "가람시, 새 다리 개통"
ARTICLE = f"""{TITLE}

가람시는 지난 3월 5일 나루강에 새 다리를 개통했다.

다리는 길이가 1,200미터이고 공사비로 350억원이 들었다.

한도윤 시장은 "출근 시간이 20분 줄어든다"고 말했다.
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    (folder / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pipeline(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> RagPipeline:
    return RagPipeline.build(sources, tmp_path_factory.mktemp("index"))


def settings(index_dir: Path, **more: object) -> Settings:
    return Settings(index_dir=index_dir, **more)


def assert_true(pipeline: RagPipeline, reply: Answer) -> None:
    """Every citation is an exact span of its document and supports an exact span of the answer."""
    for citation in reply.citations:
        text = pipeline.documents[citation.document_id].text
        assert text[citation.start : citation.end] == citation.quote
        supported = reply.text[citation.answer_start : citation.answer_end]
        quoted = " ".join(citation.quote.split())
        assert supported == quoted or supported.removesuffix("입니다.") in quoted


def test_a_question_gets_a_cited_answer(pipeline: RagPipeline) -> None:
    reply = pipeline.ask("새 다리는 언제 개통했나요?")
    assert reply.status is not AnswerStatus.NO_EVIDENCE
    assert "3월 5일" in reply.text
    assert reply.citations
    assert 0 <= reply.confidence <= 1
    assert reply.retrieved[0].rank == 1
    assert_true(pipeline, reply)


def test_documents_beside_the_index_are_asked_with_it_or_alone(pipeline: RagPipeline) -> None:
    minutes = Document("own", "회의록", "총무부는 새 의자를 42개 사기로 했다.", "회의록.txt")
    own = pipeline.index_of([minutes])
    both, alone = pipeline.over(pipeline.index, own), pipeline.over(own)
    for asked in (both, alone):
        reply = asked.ask("총무부는 의자를 몇 개 사기로 했나요?")
        assert {c.document_id for c in reply.citations} == {"own"}
        assert_true(asked, reply)
    bridge = "새 다리는 언제 개통했나요?"
    assert both.ask(bridge).citations == pipeline.ask(bridge).citations
    assert alone.ask(bridge).status is AnswerStatus.NO_EVIDENCE
    # The index itself is as it was.
    assert list(pipeline.documents) == [d.id for d in pipeline.index.documents]
    assert pipeline.ask("총무부는 의자를 몇 개 사기로 했나요?").citations == ()


COST = "다리는 길이가 1,200미터이고 공사비로 350억원이 들었다."


@pytest.mark.parametrize(
    ("log_odds", "status", "text"),
    [
        (3.0, AnswerStatus.ANSWERED, f"350억원입니다. {COST}"),
        (0.0, AnswerStatus.POSSIBLE, f"{POSSIBLE_TEXT} {COST}"),
        (
            -2.0,
            AnswerStatus.NO_EVIDENCE,
            f"{NO_EVIDENCE_TEXT} 가장 가까운 내용은 「{TITLE}」의 다음 문장입니다: “{COST}”",
        ),
        (-4.0, AnswerStatus.NO_EVIDENCE, NO_EVIDENCE_TEXT),
    ],
)
def test_how_sure_the_reader_is_decides_what_is_said(
    pipeline: RagPipeline, log_odds: float, status: AnswerStatus, text: str
) -> None:
    reader = Reader(ScriptedEncoder(scores({COST: log_odds}), {"350억원": 0.9}), calibration())
    scripted = RagPipeline(pipeline.index, load_embedder(Settings()), reader, Settings())
    reply = scripted.ask("다리 공사비는 얼마인가요?")
    assert reply.status is status
    assert reply.text == text
    assert reply.model == "scripted"
    assert reply.retrieved
    assert_true(scripted, reply)
    found = set() if status is AnswerStatus.NO_EVIDENCE else {COST}
    assert {c.quote for c in reply.citations} == found
    assert [reply.text[h.start : h.end] for h in reply.highlights] == ["350억원"] * len(found)
    assert (reply.form is Form.SHORT) == (status is not AnswerStatus.POSSIBLE)


@pytest.mark.slow
def test_the_article_that_comes_along_is_understood(tmp_path: Path) -> None:
    """Nearly always the right sentence is chosen, and no answer is given that is not there."""
    pipeline = RagPipeline.build(DEFAULT_SOURCES, tmp_path)
    path = Path(__file__).parent / "data" / "article_questions.jsonl"
    right, wrong = [], []
    # A third of them: each question takes the encoder's time.
    for line in path.read_text(encoding="utf-8").splitlines()[::3]:
        row = json.loads(line)
        reading = pipeline.read(row["question"])
        told = " ".join(item.candidate.sentence.text for item in reading.evidence)
        if row["answers"]:
            right.append(all(answer in told for answer in row["answers"]))
        else:
            wrong.append(reading.band is Band.SURE)
    assert (len(right), len(wrong)) == (8, 3)
    assert sum(right) >= 7
    assert sum(wrong) <= 1


def test_what_is_not_there_is_refused_with_the_closest(pipeline: RagPipeline) -> None:
    reply = pipeline.ask("나무 심기 행사의 참가비는 언제 환불되나요?")
    assert reply.status is AnswerStatus.NO_EVIDENCE
    assert reply.text.startswith("문서에서 답을 찾지 못했습니다.")
    assert reply.citations == ()
    assert reply.retrieved


def test_the_article_itself_can_be_asked_about(pipeline: RagPipeline) -> None:
    reply = pipeline.ask("이 기사의 제목이 뭐야?")
    assert reply.status is AnswerStatus.ANSWERED
    assert "가람시, 새 다리 개통" in reply.text
    assert_true(pipeline, reply)


def test_stream_ends_with_the_whole_answer(pipeline: RagPipeline) -> None:
    *_, last = pipeline.stream("다리의 길이는?")
    assert "1,200미터" in last.text


def test_retrieve_clamps_k(pipeline: RagPipeline) -> None:
    everything = pipeline.retrieve("다리", k=1000)
    assert len(everything) == len(pipeline.index.passages)
    assert pipeline.retrieve("다리", k=0) == []
    assert pipeline.retrieve("다리", k=1) == everything[:1]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "is empty"),
        (" \n\t ", "is empty"),
        ("\x00\x07", "is empty"),
        ("?!…", "holds no word"),
        ("😀", "holds no word"),
        ("가" * (MAX_QUESTION_CHARS + 1), "2,001 characters"),
        ("가" * 100_000, "100,000 characters"),
        ("가" * 2000, "next to nothing in 2,000 characters"),
        ("가" + "\u0301" * 1500, "next to nothing in 1,501 characters"),
        ("가" + "".join(map(chr, range(0x0300, 0x0370))) * 10, "next to nothing"),
        ("a가" * 999, "next to nothing"),
        ("다리 " * 600, "next to nothing"),
        ("ㅁㄴㅇㄹ" * 100, "next to nothing"),
        ("다리 공사비는 얼마야? " * 80, "next to nothing"),
        ("가" + "!@#$%^&*" * 100, "next to nothing"),
    ],
)
def test_what_cannot_be_a_question(pipeline: RagPipeline, question: str, message: str) -> None:
    for call in (pipeline.ask, pipeline.retrieve):
        with pytest.raises(QuestionError, match=message) as caught:
            call(question)
        assert any("가" <= character <= "힣" for character in caught.value.korean)


@pytest.mark.parametrize(
    "question",
    [
        "\ud800다리 공사비는?",
        "<script>alert(1)</script> 다리",
        "다리 \x00공사비\x1b[31m는 얼마?",
        "ㄷㅏㄹㅣ",
        "bridge?",
        "다리 공사비는 얼마야? " * 5,
        "다리 공사비는 얼마야" + "?!" * 900,
        "다리 공사비는 얼마야" + "ㅠ" * 1900,
        "😀 다리?",
        "a",
    ],
)
def test_odd_questions_are_answered_or_refused(pipeline: RagPipeline, question: str) -> None:
    assert_true(pipeline, pipeline.ask(question))


def test_decomposed_korean_is_the_same_question(pipeline: RagPipeline) -> None:
    import unicodedata

    question = "다리 공사비는 얼마인가요?"
    decomposed = pipeline.ask(unicodedata.normalize("NFD", question))
    assert decomposed.question == question
    assert decomposed.text == pipeline.ask(question).text


def test_several_threads_get_what_one_gets(pipeline: RagPipeline) -> None:
    questions = ["다리 공사비는?", "다리의 길이는?", "시장은 누구야?", "언제 개통했어?"] * 4
    expected = [pipeline.ask(question).text for question in questions]
    found: dict[int, str] = {}

    def work(number: int) -> None:
        found[number] = pipeline.ask(questions[number]).text

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[n] for n in range(len(questions))] == expected


def test_load_gives_what_build_gave(sources: Path, tmp_path: Path) -> None:
    built = RagPipeline.build(sources, tmp_path)
    loaded = RagPipeline.load(tmp_path)
    assert loaded.documents == built.documents
    assert loaded.ask("다리의 길이는?").text == built.ask("다리의 길이는?").text


def test_another_setting_is_a_mismatch_that_names_it(sources: Path, tmp_path: Path) -> None:
    RagPipeline.build(sources, tmp_path)
    with pytest.raises(IndexMismatchError, match=r"passage size 600, but now it is 300") as caught:
        RagPipeline.load(tmp_path, settings(tmp_path, passage_chars=300))
    assert f"rag index {sources} --index {tmp_path}" in str(caught.value)
    assert "600 → 300" in caught.value.korean


def test_another_embedder_is_a_mismatch_that_names_it(sources: Path, tmp_path: Path) -> None:
    pipeline = RagPipeline.build(sources, tmp_path)
    generation, manifest = open_generation(tmp_path)
    other = manifest.model_copy(update={"embedder_fingerprint": "0" * 64})
    (generation / "manifest.json").write_text(other.model_dump_json(), encoding="utf-8")
    with pytest.raises(IndexMismatchError, match="embedding model hash"):
        RagPipeline.load(tmp_path)
    # The next start builds it anew, from the sources that the index names.
    again = open_pipeline(settings(tmp_path))
    assert again.documents == pipeline.documents


def test_no_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match=r"rag index SOURCE --index"):
        RagPipeline.load(tmp_path)


def test_a_foreign_folder_is_left_alone(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("mine")
    with pytest.raises(IndexCorruptError, match=r"photo\.jpg"):
        open_pipeline(settings(tmp_path, sources=sources))
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_missing_source_loses_nothing(sources: Path, tmp_path: Path) -> None:
    RagPipeline.build(sources, tmp_path)
    with pytest.raises(SourceError, match="nowhere"):
        RagPipeline.build(tmp_path / "nowhere", tmp_path)
    assert len(RagPipeline.load(tmp_path).documents) == 1


@pytest.mark.slow
def test_an_unknown_model_loses_nothing(sources: Path, tmp_path: Path) -> None:
    RagPipeline.build(sources, tmp_path)
    with pytest.raises(ModelError, match="no-such-model"):
        RagPipeline.build(sources, tmp_path, settings(tmp_path, embedding_model="no-such-model"))
    assert len(RagPipeline.load(tmp_path).documents) == 1


def test_open_builds_once_and_again_when_a_source_changes(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    chosen = settings(tmp_path / "index", sources=folder)
    builds: list[str] = []

    def note(what: str, _done: int, _total: int) -> None:
        builds.append(what)

    open_pipeline(chosen, progress=note)
    assert builds
    builds.clear()
    open_pipeline(chosen, progress=note)
    assert builds == []
    (folder / "more.txt").write_text("나루시는 도서관을 열었다.", encoding="utf-8")
    assert len(open_pipeline(chosen, progress=note).documents) == 2
    assert builds


def test_open_without_sources_keeps_what_was_indexed(sources: Path, tmp_path: Path) -> None:
    RagPipeline.build([sources], tmp_path)
    assert [d.title for d in open_pipeline(settings(tmp_path)).documents.values()] == [
        "가람시, 새 다리 개통"
    ]


def test_open_leaves_an_index_whose_sources_are_gone(tmp_path: Path) -> None:
    source = tmp_path / "bridge.txt"
    source.write_text(ARTICLE, encoding="utf-8")
    RagPipeline.build(source, tmp_path / "index")
    source.unlink()
    assert len(open_pipeline(settings(tmp_path / "index")).documents) == 1


def test_open_tells_of_named_sources_that_do_not_exist(
    sources: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    RagPipeline.build(sources, tmp_path / "index")
    open_pipeline(settings(tmp_path / "index", sources=tmp_path / "nope"))
    (line,) = caplog.messages
    assert f"RAG_SOURCES={tmp_path / 'nope'} does not exist" in line
    assert f"the index in {tmp_path / 'index'}" in line
    open_pipeline(settings(tmp_path / "index", sources=sources))
    assert len(caplog.messages) == 1


def test_several_sources_are_one_index(sources: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("나루시는 도서관을 열었다.", encoding="utf-8")
    pipeline = RagPipeline.build([sources, other, other], tmp_path / "index")
    assert len(pipeline.documents) == 2
    assert len(open_pipeline(settings(tmp_path / "index")).documents) == 2


def test_retrieve_gives_as_many_as_are_asked_for(tmp_path: Path) -> None:
    lines = [f'{{"id": "{n}", "text": "{n}번 배가 나루를 떠났다."}}' for n in range(250)]
    (tmp_path / "boats.jsonl").write_text("\n".join(lines), encoding="utf-8")
    pipeline = RagPipeline.build(tmp_path / "boats.jsonl", tmp_path / "index")
    assert len(pipeline.retrieve("12번 배", k=240)) == 240


def test_an_index_within_its_sources_stays_current(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "README.md").write_text("색인이 놓일 폴더", encoding="utf-8")
    chosen = settings(tmp_path / "index", sources=tmp_path)
    for _ in range(2):
        pipeline = open_pipeline(chosen)
        assert [d.source for d in pipeline.documents.values()] == ["bridge.txt"]
        assert is_current(pipeline, chosen)


def test_one_id_in_two_sources_is_an_error(tmp_path: Path) -> None:
    for name in ("a", "b"):
        line = f'{{"id": "1", "title": "{name}", "text": "{name} 문서이다."}}\n'
        (tmp_path / f"{name}.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(SourceError, match=r"id '1' is already taken"):
        RagPipeline.build([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path / "index")


def test_no_source_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no source is named"):
        RagPipeline.build([], tmp_path)


def test_what_is_saved_while_it_is_read_is_seen_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    bridge = folder / "bridge.txt"
    bridge.write_text(ARTICLE, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    chosen = settings(tmp_path / "index", sources=folder)

    class Save(logging.Handler):
        """Saves the first file when the second is read: it is told that that is empty."""

        def emit(self, _record: logging.LogRecord) -> None:
            bridge.write_text(ARTICLE.replace("350", "410"), encoding="utf-8")

    save = Save()
    logging.getLogger("rag.sources.loading").addHandler(save)
    try:
        pipeline = open_pipeline(chosen)
    finally:
        logging.getLogger("rag.sources.loading").removeHandler(save)
    (document,) = pipeline.documents.values()
    assert "350" in document.text
    assert not is_current(pipeline, chosen)


def test_an_index_of_another_format_is_built_anew_from_its_sources(
    sources: Path, tmp_path: Path
) -> None:
    RagPipeline.build(sources, tmp_path)
    generation, _ = open_generation(tmp_path)
    old = f'{{"format_version": 0, "sources": ["{sources}"], "something": "else"}}'
    (generation / "manifest.json").write_text(old, encoding="utf-8")
    with pytest.raises(IndexMismatchError, match="format 0"):
        RagPipeline.load(tmp_path)
    assert len(open_pipeline(settings(tmp_path)).documents) == 1


def test_another_setting_without_the_sources_names_the_setting(tmp_path: Path) -> None:
    source = tmp_path / "bridge.txt"
    source.write_text(ARTICLE, encoding="utf-8")
    RagPipeline.build(source, tmp_path / "index")
    source.unlink()
    with pytest.raises(
        IndexMismatchError, match="passage size 600, but now it is 300; set it back"
    ):
        open_pipeline(settings(tmp_path / "index", passage_chars=300))


@pytest.mark.parametrize("text", ["★★★", "\u00ad", "\u3164", "?!", "ㅋ"])
def test_a_text_without_a_word_is_indexed_all_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.txt").write_text(text, encoding="utf-8")
    pipeline = RagPipeline.build(tmp_path / "odd.txt", tmp_path / "index")
    assert pipeline.ask("다리의 길이는?").status is AnswerStatus.NO_EVIDENCE


def test_a_place_that_is_foreign_is_refused_before_the_work(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("mine")
    told: list[str] = []
    with pytest.raises(IndexCorruptError):
        RagPipeline.build(sources, tmp_path, progress=lambda what, *_: told.append(what))
    assert told == []


def test_a_bad_setting_is_an_error_of_this_package(
    monkeypatch: pytest.MonkeyPatch, sources: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("RAG_PORT", "abc")
    for call in (
        lambda: answer("다리의 길이는?"),
        lambda: RagPipeline.build(sources, tmp_path),
        lambda: RagPipeline.load(tmp_path),
    ):
        with pytest.raises(SettingsError, match="RAG_PORT='abc'"):
            call()
