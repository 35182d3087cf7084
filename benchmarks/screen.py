"""Time what a person waits for, in a real browser: ``python -m benchmarks.screen``.

The chat is started over the example article with the models that ship, as ``benchmarks.soak``
does, once to have its index built and its files in memory, and then to be measured. All times are
taken by the page's own clock, from the key or the request to the frame after what was waited for
has been drawn. The machine's load is told, since it is most of what a busy machine measures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from benchmarks.soak import running_chat

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECONDS = 120
QUESTIONS = (
    "SK텔레콤이 사피온 X220을 내놓은 시기는 언제인가요?",
    "사피온 X330은 누가 만들어?",
    "이 기사는 언제 나왔어?",
    "리벨리온의 대표는 누구야?",
    "퓨리오사AI는 무엇을 만들었어?",
    "AI 반도체가 왜 중요해?",
    "딥엑스는 어떤 회사야?",
    "X330은 X220보다 얼마나 빨라?",
    "KT는 어디에 투자했어?",
    "엔비디아의 점유율은 얼마야?",
    "네이버와 삼성전자는 무엇을 함께 해?",
    "NPU가 뭐야?",
    "정부는 얼마를 지원해?",
    "이 기사를 쓴 기자는 누구야?",
    "화성에는 누가 살아?",
    "오늘 점심은 뭐야?",
    "X220은 어디에 쓰여?",
    "국내 업체들이 넘어야 할 것은 뭐야?",
    "세 문장으로 요약해 줘",
    "이 글의 제목이 뭐야?",
)
PASTED_CHARS = 100_000
LIMITS = {"usable": 3.0, "answer": 0.4, "freeze": 1.0}

# From Enter until an answer that is whole has been drawn, in milliseconds.
ANSWERED = """question => new Promise((resolve) => {
    const box = document.querySelector(".composer textarea");
    const before = document.querySelectorAll(".turn").length;
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    const started = performance.now();
    const observer = new MutationObserver(() => {
        const log = document.querySelector(".transcript");
        if (log.dataset.busy === "true" || log.querySelectorAll(".turn").length <= before) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    });
    observer.observe(document.body, { childList: true, subtree: true, attributes: true });
    const enter = { key: "Enter", bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent("keydown", enter));
})"""
# The longest time in which the page drew no frame while a text was pasted, in milliseconds.
FROZEN = """text => new Promise((resolve) => {
    const box = document.querySelector(".composer textarea");
    box.focus();
    let last = performance.now(), longest = 0, frames = 0;
    const look = (now) => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
        if (++frames < 30) requestAnimationFrame(look);
        else resolve(longest);
    };
    document.execCommand("insertText", false, text);
    requestAnimationFrame(look);
})"""


def main() -> int:
    """Run, print what was measured, and return 1 where a median is over its limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--starts", type=int, default=3, help="how often the chat is started")
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {name: [] for name in LIMITS}
    with tempfile.TemporaryDirectory() as folder, chromium() as new_page:
        for start in range(options.starts + 1):
            with running_chat(Path(folder)) as (_, port), new_page() as page:
                url = f"http://127.0.0.1:{port}"
                _wait_for(url, "/")
                began = time.perf_counter()
                page.goto(url)
                page.locator(".composer textarea").wait_for()
                if start:  # the first builds the index
                    seconds["usable"].append(time.perf_counter() - began)
                _wait_for(url, "/readyz")
                if start == options.starts:
                    seconds["answer"] = [page.evaluate(ANSWERED, q) / 1000 for q in QUESTIONS]
                    text = "가나다 라마 " * (PASTED_CHARS // 7)
                    seconds["freeze"] = [page.evaluate(FROZEN, text) / 1000 for _ in range(3)]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    for name, taken in seconds.items():
        print(
            f"{name}: {len(taken)} times, median {medians[name]:.2f} s, most {max(taken):.2f} s; "
            f"the limit is {LIMITS[name]} s"
        )
    return int(any(medians[name] > most for name, most in LIMITS.items()))


@contextmanager
def chromium() -> Iterator[Callable[[], AbstractContextManager[Page]]]:
    """Start the machine's Chromium; yields what opens a page."""
    from playwright.sync_api import sync_playwright

    found = filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(found), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )

        @contextmanager
        def new_page() -> Iterator[Page]:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(SECONDS * 1000)
            yield page
            page.close()

        yield new_page
        browser.close()


def _wait_for(url: str, path: str) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            if httpx.get(f"{url}{path}", timeout=SECONDS).status_code == 200:
                return
        except httpx.ConnectError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} was never answered with 200")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
