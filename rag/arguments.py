"""What can be typed after ``rag``, and how that is told in the terminal's language."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    """A parser that tells in the terminal's language what was typed wrong."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        wrong = told(f"{message}; see:", f"{_in_korean(message)}. 도움말:")
        self.exit(2, f"{self.prog}: {wrong} {self.prog} --help\n")


def _in_korean(message: str) -> str:
    for pattern, korean in _IN_KOREAN:
        if found := re.fullmatch(pattern, message):
            return korean.format(*found.groups())
    return f"이대로는 실행할 수 없습니다({message})"


def _with_help(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add what argparse itself would add in English."""
    parser._positionals.title = told("arguments", "적을 것")
    parser._optionals.title = told("options", "옵션")
    parser.add_argument("-h", "--help", action="help", help=told("show this", "이 도움말"))
    return parser


def read_arguments(typed: Sequence[str], commands: Commands) -> argparse.Namespace:
    """Read a command line; ends the program where it is wrong, or where help is asked for.

    Args:
        typed: What was typed after the program's name.
        commands: What runs each command.
    """
    parser = _parser()
    options = parser.parse_args(typed, argparse.Namespace(typed=list(typed)))
    options.run = commands[options.command]
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="rag",
        description=told(
            "Ask Korean documents; every claim cites the exact words.",
            "한국어 문서에 묻고, 근거가 된 글귀와 함께 답을 받습니다.",
        ),
        epilog=told(*_FIRST_STEPS),
        formatter_class=_Help,
        add_help=False,
    )
    _with_help(parser).add_argument(
        "--version",
        action="version",
        version=f"rag {rag.__version__}",
        help=told("show the version", "버전"),
    )
    names = parser.add_subparsers(required=True, dest="command", metavar=told("COMMAND", "명령"))
    for name, command in _COMMANDS.items():
        does = told(*command.does)
        about = f"{does}\n\n{told(*command.more)}" if command.more else does
        added = names.add_parser(
            name, help=does, description=about, formatter_class=_Help, add_help=False
        )
        _with_help(added)
        for each, english, korean, how in command.arguments:
            shown = how.get("metavar")
            # Two words are one in each language; those of two values are a tuple.
            metavar = {"metavar": told(*shown)} if isinstance(shown, list) else {}
            added.add_argument(each, help=told(english, korean), **{**how, **metavar})
    return parser


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


@dataclass(frozen=True, slots=True)
class _Command:
    """A command; every wording in English and in Korean.

    Attributes:
        does: What it does, in a line.
        arguments: Each with its name, its help twice, and what argparse is told of it.
        more: What more there is to say.
    """

    does: tuple[str, str]
    arguments: Sequence[tuple[str, str, str, dict[str, Any]]]
    more: tuple[str, str] | None = None


_FOLDER = ["DIR", "폴더"]
_INDEX = (
    "--index",
    "the index folder, as it is",
    "색인 폴더, 있는 그대로",
    {"type": _path, "metavar": _FOLDER},
)
_COMMANDS = {
    "index": _Command(
        ("build the index from files or folders", "파일이나 폴더를 읽혀 색인을 만듦"),
        [
            (
                "sources",
                "a file or a folder",
                "파일이나 폴더",
                {"nargs": "+", "type": _path, "metavar": ["SOURCE", "문서"]},
            ),
            (
                "--index",
                "where the index is to lie",
                "색인을 둘 폴더",
                {"type": _path, "metavar": _FOLDER},
            ),
        ],
    ),
    "ask": _Command(
        ("answer one question", "질문에 답함"),
        [
            (
                "question",
                "quoted or not",
                "따옴표는 없어도 됨",
                {"nargs": "+", "metavar": ["QUESTION", "질문"]},
            ),
            _INDEX,
            (
                "--json",
                "print the whole answer as JSON",
                "답의 모든 것을 JSON으로",
                {"action": "store_true"},
            ),
        ],
        (
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
    ),
    "chat": _Command(
        ("serve the chat in the browser", "브라우저에서 쓰는 채팅을 엶"),
        [
            (
                "--host",
                "address to listen on; 127.0.0.1 unless RAG_HOST says so",
                "채팅이 열리는 주소. RAG_HOST가 없으면 127.0.0.1",
                {"metavar": ["HOST", "주소"]},
            ),
            (
                "--port",
                "port to listen on, 0 for a free one; 7860 unless RAG_PORT says so",
                "채팅이 열리는 포트, 0이면 빈 것. RAG_PORT가 없으면 7860",
                {"type": int, "metavar": ["PORT", "포트"]},
            ),
            _INDEX,
            (
                "--shared-uploads",
                "what a visitor adds is for all visitors, for as long as the chat runs",
                "누가 추가한 문서든 채팅이 켜져 있는 동안 모두가 함께 씀",
                {"action": "store_true", "default": None},
            ),
            (
                "--allow-anonymous",
                "listen on an address that other machines reach, without a login (RAG_AUTH)",
                "로그인(RAG_AUTH) 없이 다른 컴퓨터에 엶",
                {"action": "store_true", "default": None},
            ),
            (
                "--open",
                "open the page in the browser",
                "브라우저에서 페이지를 엶",
                {"action": "store_true"},
            ),
        ],
        (
            "Ctrl-C ends it. Documents that change meanwhile are read at the next start.",
            "Ctrl-C로 끝냅니다. 그사이 바뀐 문서는 다시 시작할 때 읽습니다.",
        ),
    ),
    "evaluate": _Command(
        ("measure answers to known questions", "답을 아는 질문으로 측정함"),
        [
            (
                "cases",
                "a .jsonl with one case a line, or a SQuAD .json, whose paragraphs are indexed on "
                "the fly unless --index is given",
                "한 줄에 하나씩 적은 .jsonl, 또는 SQuAD .json(--index가 없으면 그 단락들을 색인함)",
                {"nargs": "?", "type": Path, "metavar": ["CASES", "질문들"]},
            ),
            _INDEX,
            (
                "--from-feedback",
                "in place of CASES: the answers that users of the chat called good",
                "질문들 대신, 채팅에서 ‘좋아요’를 받은 답",
                {"nargs": "?", "const": True, "type": _path, "metavar": ["FILE", "파일"]},
            ),
            (
                "--without-gold",
                "also ask each question with its paragraph taken out; it must be refused (SQuAD)",
                "단락을 빼고도 물어, 답하지 않는지 봄(SQuAD)",
                {"action": "store_true"},
            ),
            (
                "--limit",
                "ask only N cases, evenly spread",
                "고르게 뽑은 N개만 물음",
                {"type": _positive, "metavar": "N"},
            ),
            (
                "--report",
                "write report.json, report.md and report.html",
                "report.json, report.md, report.html을 씀",
                {"type": Path, "metavar": _FOLDER},
            ),
            (
                "--fit-fusion",
                "choose the weight of the embedding model on these cases instead",
                "대신 임베딩 모델의 가중치를 이 질문들로 고름",
                {"action": "store_true"},
            ),
            (
                "--compare",
                "compare two reports on the same cases instead",
                "대신 같은 질문들의 두 보고서를 견줌",
                {"nargs": 2, "type": Path, "metavar": ("A.json", "B.json")},
            ),
        ],
    ),
    "doctor": _Command(("check the installation and the index", "설치와 색인을 점검함"), [_INDEX]),
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
