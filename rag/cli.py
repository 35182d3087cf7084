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

from rag.arguments import read_arguments
from rag.errors import NothingIndexedError, RagError
from rag.terminal import format_answer, is_korean, progress_bar, told

# The stages take a second to import, so the commands do it: `rag --help` is there at once.
if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.index import Progress
    from rag.opening import Reason
    from rag.pipeline import RagPipeline
    from rag.settings import Settings
    from rag.web import PipelineLoader


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
    options = read_arguments(typed, _COMMANDS)
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
        interrupted = told(
            "interrupted; an index that was there before is unchanged",
            "멈추었습니다. 전에 있던 색인은 그대로입니다",
        )
        print(f"rag: {interrupted}", file=sys.stderr)
        return 130
    return code


def _index(options: argparse.Namespace) -> int:
    from rag.pipeline import RagPipeline
    from rag.settings import load_settings

    settings = load_settings(index_dir=options.index)
    replaces = _holds_index(settings.index_dir)
    pipeline = RagPipeline.build(
        options.sources, settings.index_dir, settings, progress=progress_bar()
    )
    held = pipeline.index.manifest
    counts = told(
        f"{held.documents:,} documents, {held.passages:,} passages, {held.sentences:,} sentences",
        f"문서 {held.documents:,}개, 문단 {held.passages:,}개, 문장 {held.sentences:,}개",
    )
    print(f"{settings.index_dir}: {counts}")
    if replaces:
        print(
            told(
                "A chat that is running answers from the old index; restart it to use this one.",
                "켜져 있는 채팅은 아직 이전 색인으로 답합니다. 다시 시작하면 새 색인을 씁니다.",
            )
        )
    return 0


def _holds_index(folder: Path) -> bool:
    from rag.storage import recorded_sources

    try:
        recorded_sources(folder)
    except RagError:
        return False
    return True


def _ask(options: argparse.Namespace) -> int:
    from rag.settings import load_settings

    pipeline = _open(options, load_settings(index_dir=options.index))
    said: list[str] = options.question
    # Words of one question, or questions that were quoted.
    questions = said if any(len(each.split()) > 1 for each in said) else [" ".join(said)]
    for number, question in enumerate(questions):
        reply = pipeline.ask(question)
        if options.json:
            is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
            print(json.dumps(reply.to_dict(), ensure_ascii=not is_unicode, indent=2))
        else:
            print("\n" * bool(number) + format_answer(reply, pipeline.documents))
    return 0


def _chat(options: argparse.Namespace) -> int:
    """Serve the chat until Ctrl-C, which is how it is meant to end."""
    from rag.opening import refuse_missing_sources
    from rag.settings import load_settings
    from rag.web import (
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
        at = address(listening)
        getting = f"Getting ready: loading the models for {at} … (Ctrl-C ends it)"
        print(told(getting, f"준비 중: 모델을 불러옵니다. {at} (Ctrl-C로 끝냅니다)"), flush=True)
        if options.open:
            # Some browsers run in the terminal, and return only when they are closed.
            Thread(target=_browse, args=[at], daemon=True).start()

        def tell_ready() -> None:
            ready = told(f"The chat is at {at}", f"채팅 주소: {at}")
            print(f"{ready} {told('(Ctrl-C ends it)', '(Ctrl-C로 끝냅니다)')}", flush=True)

        loader = PipelineLoader(partial(_open, options, settings), tell_ready)
        try:
            serve(partial(_started_chat, loader, settings), listening, settings)
        except KeyboardInterrupt:
            if loader.is_loading:
                _leave_at_once()
        finally:
            loader.close()
    return 0


def _open(
    options: argparse.Namespace, settings: Settings, report: Progress | None = None
) -> RagPipeline:
    """Open the pipeline; how far it is goes to the terminal, and to the page where there is one."""
    from rag.opening import open_pipeline

    draw = progress_bar()

    def tell(what: str, done: int, total: int) -> None:
        if report is not None:
            report(what, done, total)
        draw(what, done, total)

    may_build = options.index is None
    return open_pipeline(settings, may_build=may_build, progress=tell, before_build=_say_why)


def _started_chat(loader: PipelineLoader, settings: Settings) -> FastAPI:
    """Make the app and begin to read the documents."""
    from rag.web import make_app

    # One after the other: two threads that import at once only get in each other's way.
    app = make_app(loader, settings)
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
        print(
            told(
                f"no browser was found; open {url} in yours",
                f"브라우저를 찾지 못했습니다. {url} 주소를 직접 열어 주세요",
            ),
            file=sys.stderr,
        )


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


def _say_why(reason: Reason, sources: Sequence[Path]) -> None:
    """Say on standard error that documents are about to be read, which may take a while."""
    what = ", ".join(map(str, sources))
    why = {
        "first": told("there is no index yet", "아직 색인이 없습니다"),
        "documents": told(
            "the documents are not what the index was made of", "문서가 색인을 만들 때와 다릅니다"
        ),
        "settings": told(
            "the index was made with other models or settings",
            "색인을 만들 때와 모델이나 설정이 다릅니다",
        ),
    }[reason]
    print(told(f"rag: {why}; reading {what}", f"rag: {why}. 읽습니다: {what}"), file=sys.stderr)


_COMMANDS = {
    "index": _index,
    "ask": _ask,
    "chat": _chat,
    "evaluate": _evaluate,
    "doctor": _doctor,
}
