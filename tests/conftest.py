"""Fixtures shared by the test modules."""

from __future__ import annotations

import os

import hypothesis
import pytest

from rag.korean import Analyzer, default_analyzer

# Machines that run these tests are shared: a slow example is no failure. CI tries the same examples
# every time; new ones are found by hand, and become cases.
hypothesis.settings.register_profile(
    "shared", deadline=None, max_examples=60, derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("shared")


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return default_analyzer()


@pytest.fixture(scope="module")
def browser():
    from browser_chat import ARGUMENTS, CHROMIUM

    api = pytest.importorskip("playwright.sync_api")
    # Most waits are for a machine that does something else, too.
    api.expect.set_options(timeout=20_000)
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser):
    """Open pages that listen to every request; a request to another origin fails the test."""
    from browser_chat import box_of
    from chat_program import SECONDS
    from playwright.sync_api import expect

    contexts, asked_for, dialogs = [], [], []

    def open_page(url: str, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(SECONDS * 1000)
        contexts.append(context)
        page = context.new_page()
        origin = url.partition("/?")[0]
        page.on("request", lambda request: asked_for.append((origin, request.url)))
        page.on("websocket", lambda socket: asked_for.append((origin, socket.url)))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(url)
        expect(box_of(page)).to_be_visible(timeout=SECONDS * 1000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked_for
    foreign = [
        asked
        for url, asked in asked_for
        if not asked.startswith((f"{url}/", "data:", f"blob:{url}/"))
    ]
    assert foreign == []
    assert dialogs == []


@pytest.fixture(scope="module")
def chat():
    from browser_chat import fake_pipeline, served

    with served(lambda _report: fake_pipeline()) as url:
        yield url
