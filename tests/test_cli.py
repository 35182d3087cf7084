from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from web_fakes import DOCUMENT, FakePipeline, answered, found, possible, refused

import rag
from rag import cli, web
from rag.answering import NO_EVIDENCE_TEXT, POSSIBLE_TEXT, Answer, AnswerStatus, Citation
from rag.cli import main
from rag.errors import IndexMissingError
from rag.opening import open_pipeline
from rag.settings import load_settings
from rag.terminal import format_answer

ARTICLE = "새 다리 개통\n\n가람시는 3월 5일 새 다리를 열었다.\n\n다리 공사비는 350억원이다.\n"
CASES = [
    {
        "id": "a",
        "question": "다리 공사비는 얼마야?",
        "answers": ["350억원"],
        "evidence": "350억원이다",
    },
    {"id": "b", "question": "다리를 설계한 사람의 나이는?", "answers": [], "evidence": ""},
]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    assert main(["index", str(folder / "bridge.txt"), "--index", str(folder / "index")]) == 0
    return folder / "index"


def test_index_says_what_it_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    command = ["index", str(tmp_path / "a.txt"), "--index", str(tmp_path / "index")]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "1 documents, 2 passages, 3 sentences" in out
    assert "restart it" not in out  # no chat can be running on what was not there
    assert main(command) == 0
    assert "restart it" in capsys.readouterr().out


def test_ask_says_why_it_reads_the_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setenv("RAG_SOURCES", str(folder))
    monkeypatch.setenv("RAG_INDEX_DIR", str(tmp_path / "index"))

    def said() -> str:
        assert main(["ask", "다리 공사비는 얼마야?"]) == 0
        out, err = capsys.readouterr()
        assert "350억원" in out
        assert str(folder) not in out
        return "".join(line for line in err.splitlines() if str(folder) in line)

    assert "there is no index yet" in said()
    assert said() == ""
    (folder / "more.txt").write_text("나루시는 도서관을 열었다.", encoding="utf-8")
    assert "not what the index was made of" in said()
    assert said() == ""
    monkeypatch.setenv("RAG_PASSAGE_CHARS", "300")
    assert "other models or settings" in said()


def test_ask_prints_the_answer_and_its_quotes(
    index_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "다리 공사비는 얼마야?", "--index", str(index_dir)]) == 0
    out = capsys.readouterr().out
    assert "다리 공사비는 350억원이다. [1]" in out
    assert "[1] 새 다리 개통" in out


def test_a_question_needs_no_quotes(index_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "다리", "공사비는", "얼마야?", "--index", str(index_dir), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == "다리 공사비는 얼마야?"


def test_ask_json_is_the_whole_answer(index_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "다리 공사비는 얼마야?", "--index", str(index_dir), "--json"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply["status"] in ("answered", "possible")
    assert reply["citations"][0]["quote"] == "다리 공사비는 350억원이다."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "  "], "the question is empty"),
        (["index", "nowhere"], "nowhere"),
    ],
)
def test_what_goes_wrong_is_one_line_on_standard_error(
    index_dir: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    assert main([*arguments, "--index", str(index_dir)]) == 1
    err = capsys.readouterr().err
    assert err.startswith("rag: ")
    assert message in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "is_told_in_korean"),
    [
        ({}, False),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "ko_KR.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.eucKR"}, True),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "C"}, False),
    ],
)
def test_an_error_is_told_in_the_terminals_language(
    index_dir: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    is_told_in_korean: bool,
) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(variable, environment.get(variable, ""))
    assert main(["ask", "?!", "--index", str(index_dir)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [("낱말" in line) for line in lines] == ([True] if is_told_in_korean else []) + [False]


@pytest.mark.parametrize(
    ("typed", "english", "korean"),
    [
        (["ask"], "required: QUESTION", "빠진 것이 있습니다: 질문"),
        (
            ["ask", "뭐?", "--why"],
            "unrecognized arguments: --why",
            "모르는 말이 들어 있습니다: --why",
        ),
        (["say"], "invalid choice: 'say'", "없는 것입니다: 'say'"),
        (["chat", "--port", "문"], "invalid int value: '문'", "--port: 쓸 수 없는 값입니다: '문'"),
        (["chat", "--host"], "--host: expected one argument", "--host: 값이 빠졌습니다"),
        (["index", ""], "SOURCE: the name is empty", "문서: 이름이 비어 있습니다"),
        (["evaluate", "--limit", "0"], "0 is not 1 or more", "실행할 수 없습니다(argument --limit"),
    ],
)
def test_a_wrong_command_line_is_told_in_the_terminals_language(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    typed: list[str],
    english: str,
    korean: str,
) -> None:
    for language, usage, wrong in (
        ("en_US.UTF-8", "usage: ", english),
        ("ko", "쓰는 법: ", korean),
    ):
        monkeypatch.setenv("LANGUAGE", language)
        with pytest.raises(SystemExit) as ended:
            main(typed)
        assert ended.value.code == 2
        err = capsys.readouterr().err
        assert err.startswith(f"{usage}rag ")
        assert err.count(usage) == 1
        assert wrong in err
        assert err.splitlines()[-1].endswith("--help")


@pytest.mark.parametrize("command", ["index", "ask", "chat", "evaluate", "doctor"])
def test_help_is_told_in_the_terminals_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for language, has_korean in (("en", False), ("ko", True)):
        monkeypatch.setenv("LANGUAGE", language)
        with pytest.raises(SystemExit):
            main([command, "--help"])
        lines = capsys.readouterr().out.splitlines()
        told = [line for line in lines if line.startswith("  ") and "  " in line.strip()]
        assert told
        assert [bool(re.search("[가-힣]", line)) for line in told] == [has_korean] * len(told)


def test_an_index_that_is_named_but_missing_is_not_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "뭐야?", "--index", str(tmp_path / "none")]) == 1
    assert "rag index" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("arguments", [["index", ""], ["index", "a.txt", "--index", ""]])
def test_an_empty_name_is_not_the_current_folder(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert "the name is empty" in capsys.readouterr().err


def test_evaluate_counts_right_answers_and_refusals(
    index_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES))
    assert main(["evaluate", str(cases), "--index", str(index_dir)]) == 0
    out = capsys.readouterr().out
    assert out.count("1/1") == 2


@pytest.mark.slow
def test_doctor_reports_and_succeeds(index_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--index", str(index_dir)]) == 0
    out = capsys.readouterr().out
    for expected in ("torch", "kiwi", "network: not needed", "first answer", "1 documents"):
        assert expected in out
    assert "FAIL" not in out


@pytest.mark.slow
def test_doctor_and_ask_tell_of_a_language_model_that_is_missing(
    index_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_GENERATOR", "transformers:no/such-model")
    assert main(["doctor", "--index", str(index_dir)]) == 1
    out = capsys.readouterr().out
    assert "ok   network: is not used for transformers:no/such-model" in out
    assert "FAIL language model: the language model 'no/such-model' cannot be used" in out
    assert main(["ask", "다리 공사비는 얼마야?", "--index", str(index_dir)]) == 0
    out = capsys.readouterr().out
    assert "350억원이다. [1]" in out
    assert "* 언어 모델로 답을 쓰지 못해" in out


def test_a_sentence_that_two_claims_rest_on_is_printed_once() -> None:
    text = "하나. 둘."
    cited = Citation(1, "d", "제목", None, None, "s", 0, 3, "출처다", 0, 3, 0.9)
    reply = Answer(
        question="?",
        text=text,
        status=AnswerStatus.ANSWERED,
        confidence=0.9,
        citations=(cited, replace(cited, answer_start=4, answer_end=6)),
        retrieved=(),
        model="m",
        seconds=0.1,
    )
    assert format_answer(reply) == "하나. [1] 둘. [1]\n\n[1] 제목\n    0-3: 출처다"


MAY_BE = possible(answered(DOCUMENT, "장서는 12만 권이다."))
CLOSE = f"{NO_EVIDENCE_TEXT} 가장 가까운 내용은 「소식」의 다음 문장입니다: “장서는…”"


def asked(monkeypatch: pytest.MonkeyPatch, reply: Answer, *options: str) -> int:
    """Ask a pipeline that has this one reply."""
    fake = FakePipeline(replies={"몇 권?": reply})
    monkeypatch.setattr(cli, "_open", lambda _options, _settings: fake)
    return main(["ask", "몇 권?", *options])


def test_a_possible_answer_is_printed_with_its_quotes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(monkeypatch, MAY_BE) == 0
    (cited,) = MAY_BE.citations
    assert capsys.readouterr().out == (
        f"{POSSIBLE_TEXT} 장서는 12만 권이다. [1]\n\n"
        "[1] 가람시, 새 도서관 연다, 가람신문, 2024-03-05T09:30\n"
        f"    {cited.start}-{cited.end}: 장서는 12만 권이다.\n"
    )


def test_json_tells_a_possible_answer_by_its_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(monkeypatch, MAY_BE, "--json") == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply["status"] == "possible"
    (cited,) = reply["citations"]
    assert reply["text"][cited["answer_start"] : cited["answer_end"]] == cited["quote"]


def test_a_refusal_is_printed_with_the_closest_passages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["장서는 12만 권이다.", "관장은 김해솔 씨가 맡는다.", "입장료는 받지 않는다.", "가람시"]
    closest = [found(DOCUMENT, text, rank) for rank, text in enumerate(texts, start=1)]
    assert asked(monkeypatch, replace(refused(retrieved=closest), text=CLOSE)) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{CLOSE}\n\n- 가람시, 새 도서관 연다, 가람신문, 2024-03-05T09:30\n    ")
    assert [line.partition(": ")[2] for line in out.splitlines()[3::3]] == texts[:3]
    # As in the chat: what comes close to nothing is not shown as close.
    assert asked(monkeypatch, refused(retrieved=closest)) == 0
    assert capsys.readouterr().out == f"{NO_EVIDENCE_TEXT}\n"


def test_doctor_needs_no_title_that_can_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "★★★.txt").write_text("가람시는 새 다리를 열었다.", encoding="utf-8")
    assert main(["index", str(tmp_path / "★★★.txt"), "--index", str(tmp_path / "index")]) == 0
    assert main(["doctor", "--index", str(tmp_path / "index")]) == 0
    assert "FAIL" not in capsys.readouterr().out


def test_doctor_fails_on_a_damaged_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "CURRENT").write_text("generation-none")
    assert main(["doctor", "--index", str(tmp_path)]) == 1
    assert "FAIL IndexCorruptError" in capsys.readouterr().out


def test_python_m_rag_is_rag() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "rag", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for command in ("index", "ask", "evaluate", "doctor"):
        assert command in shown


def test_help_tells_a_newcomer_what_to_type_first(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    lines = [
        line.split("  ")[1] for line in capsys.readouterr().out.splitlines() if "  rag " in line
    ]
    assert lines == ["rag index FOLDER", "rag ask QUESTION", "rag chat"]


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"rag {rag.__version__}\n"
    changes = (Path(__file__).parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {rag.__version__}" in changes


def test_what_is_typed_after_chat_wins_over_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served = []
    monkeypatch.setattr(web, "serve", lambda _build, at, network: served.append((at, network.host)))
    monkeypatch.setattr(web, "log_to_terminal", lambda _settings: None)
    monkeypatch.setenv("RAG_HOST", "192.0.2.1")
    monkeypatch.setenv("RAG_PORT", "1")
    assert main(["chat", "--host", "127.0.0.1", "--port", "0"]) == 0
    ((listening, host),) = served
    assert host == "127.0.0.1"
    assert re.search(r"for http://127\.0\.0\.1:[1-9]\d+ ", capsys.readouterr().out)
    assert listening.fileno() == -1  # closed


def test_the_chat_over_a_named_index_builds_none(tmp_path: Path) -> None:
    settings = load_settings(index_dir=tmp_path)
    with pytest.raises(IndexMissingError):
        open_pipeline(settings, may_build=False)


def test_help_is_there_at_once() -> None:
    script = "import sys, rag.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "rag.errors" in loaded
    assert not set(loaded) & {
        "numpy",
        "pydantic",
        "rag.pipeline",
        "rag.settings",
        "rag.sources.loading",
    }


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_terminal_without_unicode_gets_what_it_can_show(tmp_path: Path, more: list[str]) -> None:
    (tmp_path / "bridge.txt").write_text(ARTICLE.replace("350억원", "350억원😀"), encoding="utf-8")
    assert main(["index", str(tmp_path / "bridge.txt"), "--index", str(tmp_path / "index")]) == 0
    ask = ["-m", "rag", "ask", "다리 공사비는 얼마야?", "--index", str(tmp_path / "index"), *more]
    done = subprocess.run(
        [sys.executable, *ask],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp949", "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode("cp949")
    expected = "350억원?이다" if not more else "350억원😀이다"
    assert expected in (json.loads(text)["text"] if more else text)


def test_a_place_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "bridge.txt"
    source.write_text(ARTICLE, encoding="utf-8")
    for place in (source / "index", tmp_path / ("가" * 300)):
        assert main(["index", str(source), "--index", str(place)]) == 1
        err = capsys.readouterr().err
        assert err.startswith("rag: ")
        assert "--index" in err


@pytest.mark.slow
def test_a_reader_that_has_had_enough_is_no_error(index_dir: Path) -> None:
    ask = [sys.executable, "-m", "rag", "ask", "다리 공사비는 얼마야?", "--index", str(index_dir)]
    with subprocess.Popen(ask, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
