"""The command line: ``rag index``, ``rag ask``, ``rag chat``, ``rag evaluate``, ``rag doctor``."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import rag
from rag.errors import NothingIndexedError, RagError
from rag.terminal import format_answer, is_korean, progress_bar

# The stages take a second to import, so the commands do it: `rag --help` is there at once.
if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.index import Progress
    from rag.pipeline import RagPipeline
    from rag.settings import Settings
    from rag.web import PipelineLoader

_FIRST_STEPS = """\
Begin with your own text files, one or a folder of them:

  rag index FOLDER      read them, once
  rag ask QUESTION      one answer, with its quotes
  rag chat              the same in the browser

rag COMMAND --help tells more, and rag doctor whether all is well.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The command line without the program's name; ``None`` takes ``sys.argv``.

    Returns:
        0 when it worked, 1 when something is wrong, 2 for a wrong command line.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that speaks CP949 has no sign for everything that a document may hold.
        sys.stdout.reconfigure(errors="replace")
    typed = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser().parse_args(typed, argparse.Namespace(typed=typed))
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except RagError as error:
        # Who has typed nothing yet may read no English, whatever the terminal is set to.
        if is_korean(os.environ) or isinstance(error, NothingIndexedError):
            print(f"rag: {error.korean}", file=sys.stderr)
        print(f"rag: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # What reads the output has had enough, as `head` does; nothing may be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("rag: interrupted; an index that was there before is unchanged", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rag",
        description="Ask Korean documents; every claim cites the exact words.",
        epilog=_FIRST_STEPS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rag {rag.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    index = commands.add_parser("index", help="build the index from files or folders")
    index.add_argument("sources", nargs="+", type=_path, metavar="SOURCE")
    _add_index_option(index)
    index.set_defaults(run=_index)

    ask = commands.add_parser(
        "ask",
        help="answer one question",
        description="Answer one question. The exit code is 0 whether there is an answer, a "
        "possible one or none; --json says which: its status is answered, possible or no_evidence.",
    )
    ask.add_argument("question", nargs="+", metavar="QUESTION", help="quoted or not")
    _add_index_option(ask)
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.set_defaults(run=_ask)

    chat = commands.add_parser(
        "chat",
        help="serve the chat in the browser",
        description="Serve the chat until Ctrl-C. Documents that change meanwhile are read at the "
        "next start.",
    )
    chat.add_argument("--host", help="address to listen on; 127.0.0.1 unless RAG_HOST says so")
    chat.add_argument(
        "--port", type=int, help="port to listen on, 0 for a free one; 7860 unless RAG_PORT says so"
    )
    _add_index_option(chat)
    chat.add_argument(
        "--shared-uploads",
        action="store_true",
        default=None,
        help="what a visitor adds is for all visitors, for as long as the chat runs",
    )
    chat.add_argument(
        "--allow-anonymous",
        action="store_true",
        default=None,
        help="listen on an address that other machines reach, without a login (RAG_AUTH)",
    )
    chat.add_argument("--open", action="store_true", help="open the page in the browser")
    chat.set_defaults(run=_chat)

    _add_evaluate(commands.add_parser("evaluate", help="measure answers to known questions"))

    doctor = commands.add_parser("doctor", help="check the installation and the index")
    _add_index_option(doctor)
    doctor.set_defaults(run=_doctor)
    return parser


def _add_index_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=_path, metavar="DIR", help="the index folder")


def _path(typed: str) -> Path:
    """Refuse an empty name, such as an unset variable leaves: it would be the current folder."""
    if not typed:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(typed)


def _add_evaluate(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument(
        "cases",
        nargs="?",
        type=Path,
        metavar="CASES",
        help="a .jsonl with one case a line, or a SQuAD .json, whose paragraphs are indexed on the "
        "fly unless --index is given",
    )
    _add_index_option(evaluate)
    evaluate.add_argument(
        "--from-feedback",
        nargs="?",
        const=True,
        type=_path,
        metavar="FILE",
        help="in place of CASES: the answers that users of the chat called good",
    )
    evaluate.add_argument(
        "--without-gold",
        action="store_true",
        help="also ask each question with its paragraph taken out; it must be refused (SQuAD)",
    )
    evaluate.add_argument(
        "--limit", type=_positive, metavar="N", help="ask only N cases, evenly spread"
    )
    evaluate.add_argument(
        "--report", type=Path, metavar="DIR", help="write report.json, report.md and report.html"
    )
    evaluate.add_argument(
        "--fit-fusion",
        action="store_true",
        help="choose the weight of the embedding model on these cases instead",
    )
    evaluate.add_argument(
        "--compare",
        nargs=2,
        type=Path,
        metavar=("A.json", "B.json"),
        help="compare two reports on the same cases instead",
    )
    evaluate.set_defaults(run=_evaluate)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _index(options: argparse.Namespace) -> int:
    from rag.pipeline import RagPipeline
    from rag.settings import load_settings

    settings = load_settings(index_dir=options.index)
    pipeline = RagPipeline.build(
        options.sources, settings.index_dir, settings, progress=progress_bar()
    )
    manifest = pipeline.index.manifest
    print(
        f"{settings.index_dir}: {manifest.documents:,} documents, {manifest.passages:,} passages, "
        f"{manifest.sentences:,} sentences"
    )
    print("A chat that is running answers from the old index; restart it to use this one.")
    return 0


def _ask(options: argparse.Namespace) -> int:
    pipeline = _open(options)
    reply = pipeline.ask(" ".join(options.question))
    if options.json:
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(reply.to_dict(), ensure_ascii=not is_unicode, indent=2))
    else:
        print(format_answer(reply, pipeline.documents))
    return 0


def _chat(options: argparse.Namespace) -> int:
    """Serve the chat until Ctrl-C, which is how it is meant to end."""
    from rag.opening import refuse_missing_sources
    from rag.settings import load_settings
    from rag.web import (
        Network,
        PipelineLoader,
        address,
        bind,
        give_back_what_is_freed,
        log_to_terminal,
        refuse_open_door,
        serve,
    )

    settings = load_settings(
        host=options.host,
        port=options.port,
        index_dir=options.index,
        shared_uploads=options.shared_uploads,
        allow_anonymous=options.allow_anonymous,
    )
    log_to_terminal(settings)
    if options.index is None:
        refuse_missing_sources(settings)
    give_back_what_is_freed()
    with bind(settings.host, settings.port) as listening:
        refuse_open_door(listening, settings)
        url = address(listening)
        print(f"Getting ready: loading the models for {url} … (Ctrl-C ends it)", flush=True)
        if options.open:
            # Some browsers run in the terminal, and return only when they are closed.
            Thread(target=_browse, args=[url], daemon=True).start()

        def tell_ready() -> None:
            print(f"The chat is at {url} (Ctrl-C ends it)", flush=True)

        loader = PipelineLoader(partial(_open_and_tell, options, settings), tell_ready)
        try:
            serve(partial(_started_chat, loader, settings), listening, Network.of(settings))
        except KeyboardInterrupt:
            if loader.is_loading:
                _leave_at_once()
        finally:
            loader.close()
    return 0


def _open_and_tell(
    options: argparse.Namespace, settings: Settings, report: Progress
) -> RagPipeline:
    """Open the pipeline; how far it is goes to the page and to the terminal."""
    from rag.opening import open_named

    draw = progress_bar()

    def tell(what: str, done: int, total: int) -> None:
        report(what, done, total)
        draw(what, done, total)

    return open_named(options.index, settings, progress=tell)


def _started_chat(loader: PipelineLoader, settings: Settings) -> FastAPI:
    """Make the app and begin to read the documents."""
    from rag.web import Limits, UploadLimits, make_app

    # One after the other: two threads that import at once only get in each other's way.
    app = make_app(
        loader, Limits.of(settings), UploadLimits.of(settings), root_path=settings.root_path or ""
    )
    loader.start()
    return app


def _leave_at_once() -> None:
    """End while models are being loaded, for whose end the interpreter would wait."""
    print("\nEnded before the chat was ready.", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _browse(url: str) -> None:
    import webbrowser

    if not webbrowser.open(url):
        print(f"no browser was found; open {url} in yours", file=sys.stderr)


def _evaluate(options: argparse.Namespace) -> int:
    from rag.evaluation import run_command

    print(run_command(options, progress_bar()))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from rag.doctor import examine
    from rag.settings import load_settings

    settings = load_settings(index_dir=options.index)
    ok = True
    for finding in examine(settings):
        print(finding, flush=True)
        ok = ok and finding.ok
    return 0 if ok else 1


def _open(options: argparse.Namespace) -> RagPipeline:
    from rag.opening import open_named
    from rag.settings import load_settings

    settings = load_settings(index_dir=options.index)
    return open_named(options.index, settings, progress=progress_bar())
