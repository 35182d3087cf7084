"""Take the pictures of the chat for the README: ``make screenshots``.

It starts the chat over the article that comes along and writes ``docs/chat-*.png``. It needs the
``test`` extra and a Chromium.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WAIT_MS = 60_000
WIDE, NARROW = {"width": 1080, "height": 640}, {"width": 360, "height": 700}
ANSWERED = "SK텔레콤이 사피온 X220을 내놓은 시기는 언제인가요?"
REFUSED = "사피온 대표의 나이는 몇 살인가요?"


def _start(page: Page) -> None:
    page.locator(".examples button").first.wait_for(timeout=WAIT_MS)


def _answer(page: Page) -> None:
    _ask(page, ANSWERED)
    page.locator(".answer button.cite").first.click()


def _card(page: Page) -> None:
    _ask(page, ANSWERED)
    page.locator(".answer button.cite").first.hover()
    page.locator(".quote-card").wait_for(timeout=WAIT_MS)


def _refusal(page: Page) -> None:
    _ask(page, REFUSED)
    page.locator(".how summary").click()


def _ask(page: Page, question: str) -> None:
    page.get_by_label("질문", exact=True).fill(question)
    page.keyboard.press("Enter")
    page.locator(".transcript[data-busy=false] .turn").wait_for(timeout=WAIT_MS)


STATES = {
    "start": (_start, WIDE, "light"),
    "answer": (_answer, WIDE, "light"),
    "refusal": (_refusal, WIDE, "dark"),
    "phone": (_card, NARROW, "light"),
    "phone-document": (_answer, NARROW, "dark"),
}


@contextmanager
def _chat(folder: str) -> Iterator[str]:
    """Serve the chat over the article, with an index and a data folder of its own."""
    own = {"RAG_PORT": "0", "RAG_SOURCES": "seeds", "RAG_INDEX_DIR": f"{folder}/index"}
    server = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, **own, "XDG_DATA_HOME": folder, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found, "the chat did not start"
        yield found[0]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def main() -> None:
    """Take every picture, each of a page of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _chat(folder) as address,
        sync_playwright() as playwright,
    ):
        # Without colours at the edges of letters the files are half as large.
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-lcd-text"]
        )
        for name, (reach, size, scheme) in STATES.items():
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.goto(address)
            page.locator(".page-header[data-ready]").wait_for(timeout=WAIT_MS)
            reach(page)
            page.wait_for_timeout(500)
            page.screenshot(path=ROOT / "docs" / f"chat-{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
