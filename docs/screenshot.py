"""Take the picture of the chat for the README: ``.venv/bin/python docs/screenshot.py QUESTION``.

It asks the chat that ``python app.py`` serves, with the settings of the environment, and writes
``docs/chat.png``. It needs the ``test`` extra and a Chromium.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "chat.png"
PORT = 7877
WAIT_MS = 60_000


def main(questions: list[str]) -> None:
    """Ask each question in turn and take a picture of the page after the last.

    Args:
        questions: At least one.
    """
    environment = {**os.environ, "RAG_PORT": str(PORT)}
    server = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    server.stdout.readline()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"http://127.0.0.1:{PORT}")
            for number, question in enumerate(questions, start=1):
                page.get_by_label("질문").fill(question, timeout=WAIT_MS)
                page.keyboard.press("Enter")
                expect(page.locator(".answer.done")).to_have_count(number, timeout=WAIT_MS)
            expect(page.locator(".page-header")).to_contain_text("문서")
            page.wait_for_timeout(500)
            page.screenshot(path=PICTURE)
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1:] or sys.exit("usage: docs/screenshot.py QUESTION..."))
