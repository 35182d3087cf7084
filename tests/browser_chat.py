"""The chat for a real Chromium: what it serves, and what a person does there."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from chat_program import SECONDS
from web_fakes import DOCUMENT, FakePipeline, answered, found, possible, refused

from rag.answering.answer import NO_EVIDENCE_TEXT, UNSUPPORTED_MARK, Claim, Highlight
from rag.pipeline import RagPipeline
from rag.sources import Document
from rag.web.app import make_app
from rag.web.feedback import Feedback
from rag.web.loading import PipelineLoader
from rag.web.network import address, bind
from rag.web.serving import LocalOnly

CHROMIUM = next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None
)
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
NOWHERE = Feedback(Path("/dev/null/feedback.jsonl"))

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror='window.hacked=2'> **굵게** _기울임_ $x^2$ "
    "[글](http://a.example) http://b.example ${window.hacked=3} {{value}} `코드` # 제목 &lt;b&gt;"
)
HOSTILE_DOCUMENT = Document(
    "h", HOSTILE, f"{HOSTILE}\n\n답은 {HOSTILE} 이다.", HOSTILE, publisher=HOSTILE
)
OTHER = replace(DOCUMENT, id="o", title="다리", text="나래시는 다리를 놓는다.", header_end=0)
PASSAGE = "가람시는 4월 2일 중앙도서관을 새로 연다고 밝혔다. 장서는 12만 권이다."
WHEN = answered(
    DOCUMENT,
    "가람시는 4월 2일 중앙도서관을 새로 연다고 밝혔다.",
    "입장료는 받지 않는다.",
    retrieved=[found(DOCUMENT, PASSAGE)],
)
REASON = "근거로 든 문장에 ‘서른’이 없습니다."
DOUBTED = replace(
    answered(DOCUMENT, "장서는 12만 권이다."),
    text=f"장서는 12만 권이다. 사서는 서른 명이다. {UNSUPPORTED_MARK}",
    highlights=(Highlight(4, 9),),
    claims=(
        Claim("장서는 12만 권이다.", 0, 12, (1,), True, "맞습니다."),
        Claim("사서는 서른 명이다.", 13, 24, (), False, REASON),
    ),
)
MAY_BE = possible(WHEN)


def fake_pipeline() -> FakePipeline:
    return FakePipeline(
        documents={DOCUMENT.id: DOCUMENT, "h": HOSTILE_DOCUMENT, "o": OTHER},
        replies={
            "언제 여나요?": WHEN,
            "몇 권?": DOUBTED,
            "혹시 언제?": MAY_BE,
            "관장은?": replace(
                refused(retrieved=[found(DOCUMENT, "관장은 김해솔 씨가 맡는다.")]),
                text=f"{NO_EVIDENCE_TEXT} 가장 가까운 문장입니다.",
            ),
            "천천히": [answered(DOCUMENT, "장서는 12만 권이다."), WHEN],
            "다리는?": answered(OTHER, "나래시는 다리를 놓는다."),
            "고장": ZeroDivisionError("broken"),
            HOSTILE: answered(HOSTILE_DOCUMENT, f"답은 {HOSTILE} 이다."),
        },
    )


@contextmanager
def served(
    open_pipeline: Callable[..., RagPipeline], feedback: Feedback = NOWHERE, port: int = 0
) -> Iterator[str]:
    """Serve the chat in a thread, and give its address."""
    import uvicorn
    from gradio.context import Context

    # A page numbers its parts as one of another process does: it can be that server's after it.
    Context.id = 0
    loader = PipelineLoader(open_pipeline)
    config = uvicorn.Config(
        LocalOnly(make_app(loader, feedback=feedback)),
        log_level="error",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with bind("127.0.0.1", port) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        loader.start()
        try:
            yield address(listening)
        finally:
            server.should_exit = True
            thread.join(SECONDS)


def box_of(page):
    return page.get_by_label("질문", exact=True)


def ask(page, question: str) -> None:
    """Ask, and wait until the question stands there."""
    from playwright.sync_api import expect

    box_of(page).fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".question").last).to_contain_text(question.strip()[:50] or "빈 질문")


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def last_answer(page):
    return page.locator(".answer").last


def answered_last(page):
    """The last answer, once it is whole."""
    return page.locator(".transcript[data-busy=false] .turn:last-child .answer")
