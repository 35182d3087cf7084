"""What can be typed after ``rag``, and how that is told in the terminal's language."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import rag
from rag.terminal import told

Commands = Mapping[str, Callable[[argparse.Namespace], int]]
"""What runs each command, by its name."""

# What argparse says, in Korean; what it words otherwise is told in general.
_IN_KOREAN = (
    (r"the following arguments are required: (.+)", "빠진 것이 있습니다: {}"),
    (r"unrecognized arguments: (.+)", "모르는 말이 들어 있습니다: {}"),
    (r"argument (.+?): the name is empty", "{}: 이름이 비어 있습니다"),
    (r"argument (.+?): expected .+", "{}: 값이 빠졌습니다"),
    (r"argument (.+?): invalid \w+ value: (.+)", "{}: 쓸 수 없는 값입니다: {}"),
    (r"argument (.+?): invalid choice: (.+?) \(.+", "{}: 없는 것입니다: {}"),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help that keeps the lines of a text, and begins the usage in the terminal's language."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        first = told("usage: ", "쓰는 법: ") if prefix is None else prefix
        super().add_usage(usage, actions, groups, first)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the terminal's language, also of what was typed wrong."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401 - what argparse takes
        super().__init__(formatter_class=_Help, add_help=False, **how)
        self._positionals.title = told("arguments", "적을 것")
        self._optionals.title = told("options", "옵션")
        self.add_argument("-h", "--help", action="help", help=told("show this", "이 도움말"))

    def add(
        self,
        name: str,
        english: str,
        korean: str,
        *shown: str,
        **how: Any,  # noqa: ANN401 - what argparse takes
    ) -> None:
        """Add an argument, with its help and how its value is shown, in both languages."""
        if shown:
            how["metavar"] = told(*shown)
        self.add_argument(name, help=told(english, korean), **how)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        wrong = told(f"{message}; see:", f"{_in_korean(message)}. 도움말:")
        self.exit(2, f"{self.prog}: {wrong} {self.prog} --help\n")


def _in_korean(message: str) -> str:
    for pattern, korean in _IN_KOREAN:
        if found := re.fullmatch(pattern, message):
            return korean.format(*found.groups())
    return f"이대로는 실행할 수 없습니다({message})"


def read_arguments(typed: Sequence[str], commands: Commands) -> argparse.Namespace:
    """Read a command line; ends the program where it is wrong, or where help is asked for.

    Args:
        typed: What was typed after the program's name.
        commands: What runs each command.
    """
    parser = _Parser(
        prog="rag",
        description=told(
            "Ask Korean documents; every claim cites the exact words.",
            "한국어 문서에 묻고, 근거가 된 글귀와 함께 답을 받습니다.",
        ),
        epilog=told(*_FIRST_STEPS),
    )
    version = f"rag {rag.__version__}"
    parser.add("--version", "show the version", "버전", action="version", version=version)
    names = parser.add_subparsers(required=True, dest="command", metavar=told("COMMAND", "명령"))
    for name, ((english, korean, *more), add_arguments) in _COMMANDS.items():
        does = told(english, korean)
        about = f"{does}\n\n{told(*more)}" if more else does
        add_arguments(names.add_parser(name, help=does, description=about))
    options = parser.parse_args(typed, argparse.Namespace(typed=list(typed)))
    options.run = commands[options.command]
    return options


def _path(typed: str) -> Path:
    """Refuse an empty name, such as an unset variable leaves: it would be the current folder."""
    if not typed:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(typed)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


_FOLDER = ("DIR", "폴더")


def _index(command: _Parser) -> None:
    command.add(
        "sources", "a file or a folder", "파일이나 폴더", "SOURCE", "문서", nargs="+", type=_path
    )
    command.add("--index", "where the index is to lie", "색인을 둘 폴더", *_FOLDER, type=_path)


def _ask(command: _Parser) -> None:
    command.add("question", "quoted or not", "따옴표는 없어도 됨", "QUESTION", "질문", nargs="+")
    _named_index(command)
    command.add(
        "--json", "print the whole answer as JSON", "답의 모든 것을 JSON으로", action="store_true"
    )


def _chat(command: _Parser) -> None:
    command.add(
        "--host",
        "address to listen on; 127.0.0.1 unless RAG_HOST says so",
        "채팅이 열리는 주소. RAG_HOST가 없으면 127.0.0.1",
        "HOST",
        "주소",
    )
    command.add(
        "--port",
        "port to listen on, 0 for a free one; 7860 unless RAG_PORT says so",
        "채팅이 열리는 포트, 0이면 빈 것. RAG_PORT가 없으면 7860",
        "PORT",
        "포트",
        type=int,
    )
    _named_index(command)
    switch = partial(command.add, action="store_true", default=None)
    switch(
        "--shared-uploads",
        "what a visitor adds is for all visitors, for as long as the chat runs",
        "누가 추가한 문서든 채팅이 켜져 있는 동안 모두가 함께 씀",
    )
    switch(
        "--allow-anonymous",
        "listen on an address that other machines reach, without a login (RAG_AUTH)",
        "로그인(RAG_AUTH) 없이 다른 컴퓨터에 엶",
    )
    switch("--open", "open the page in the browser", "브라우저에서 페이지를 엶")


def _evaluate(command: _Parser) -> None:
    command.add(
        "cases",
        "a .jsonl with one case a line, or a SQuAD .json, whose paragraphs are indexed on "
        "the fly unless --index is given",
        "한 줄에 하나씩 적은 .jsonl, 또는 SQuAD .json(--index가 없으면 그 단락들을 색인함)",
        "CASES",
        "질문들",
        nargs="?",
        type=Path,
    )
    _named_index(command)
    command.add(
        "--from-feedback",
        "in place of CASES: the answers that users of the chat called good",
        "질문들 대신, 채팅에서 ‘좋아요’를 받은 답",
        "FILE",
        "파일",
        nargs="?",
        const=True,
        type=_path,
    )
    command.add(
        "--without-gold",
        "also ask each question with its paragraph taken out; it must be refused (SQuAD)",
        "단락을 빼고도 물어, 답하지 않는지 봄(SQuAD)",
        action="store_true",
    )
    command.add(
        "--limit",
        "ask only N cases, evenly spread",
        "고르게 뽑은 N개만 물음",
        "N",
        "N",
        type=_positive,
    )
    command.add(
        "--report",
        "write report.json, report.md and report.html",
        "report.json, report.md, report.html을 씀",
        *_FOLDER,
        type=Path,
    )
    command.add(
        "--fit-fusion",
        "choose the weight of the embedding model on these cases instead",
        "대신 임베딩 모델의 가중치를 이 질문들로 고름",
        action="store_true",
    )
    command.add(
        "--compare",
        "compare two reports on the same cases instead",
        "대신 같은 질문들의 두 보고서를 견줌",
        nargs=2,
        type=Path,
        metavar=("A.json", "B.json"),
    )


def _named_index(command: _Parser) -> None:
    command.add(
        "--index", "the index folder, as it is", "색인 폴더, 있는 그대로", *_FOLDER, type=_path
    )


# What each does, in English and in Korean, and perhaps more of it; and its arguments.
_COMMANDS: dict[str, tuple[Sequence[str], Callable[[_Parser], None]]] = {
    "index": (
        ("build the index from files or folders", "파일이나 폴더를 읽혀 색인을 만듦"),
        _index,
    ),
    "ask": (
        (
            "answer one question",
            "질문에 답함",
            """\
Several questions are answered one after the other. Documents that changed are
read again first. The exit code is 0 whether there is an answer, a possible one
or none; --json says which: its status is answered, possible, no_evidence, or
aside, for small talk and for a question back.""",
            """\
여러 질문에는 차례로 답합니다. 문서가 바뀌었으면 먼저 다시 읽습니다. 답이 있든
없든 종료 코드는 0이고, 어느 쪽인지는 --json의 status가 알려 줍니다: answered,
possible, no_evidence, 인사말이나 되묻는 말이면 aside.""",
        ),
        _ask,
    ),
    "chat": (
        (
            "serve the chat in the browser",
            "브라우저에서 쓰는 채팅을 엶",
            "Ctrl-C ends it. Documents that change meanwhile are read at the next start.",
            "Ctrl-C로 끝냅니다. 그사이 바뀐 문서는 다시 시작할 때 읽습니다.",
        ),
        _chat,
    ),
    "evaluate": (("measure answers to known questions", "답을 아는 질문으로 측정함"), _evaluate),
    "doctor": (("check the installation and the index", "설치와 색인을 점검함"), _named_index),
}
_FIRST_STEPS = (
    """\
Begin with your own documents, a file or a folder:

  rag index FOLDER      read them, once
  rag ask QUESTION      one answer, with its quotes
  rag chat              the same in the browser

rag COMMAND --help tells more, and rag doctor whether all is well.
""",
    """\
내 문서 파일이나 폴더로 시작하세요:

  rag index 폴더        한 번 읽히기
  rag ask 질문          근거와 함께 답 하나
  rag chat              같은 것을 브라우저에서

명령마다 rag 명령 --help 로 더 볼 수 있고, rag doctor 로 모두 제대로인지 알 수 있습니다.
""",
)
