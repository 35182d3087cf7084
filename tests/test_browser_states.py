"""The states of the page, wide and narrow, light and dark, as axe sees them."""

from __future__ import annotations

import pytest
from browser_chat import MARKS, answered_last, ask, last_answer

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = MARKS


def start(page) -> None:
    expect(page.locator(".document h3")).to_have_count(1)


def answer_with_its_card(page) -> None:
    ask(page, "언제 여나요?")
    answered_last(page).get_by_text("어떻게 찾았나요?").click()
    last_answer(page).locator("button.cite").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_be_visible()


def place_in_the_document(page) -> None:
    last_answer(page).locator("button.cite").first.click()
    expect(page.locator("mark.current")).to_be_in_viewport()


def conversations(page) -> None:
    page.get_by_role("button", name="대화 목록").click()
    expect(page.get_by_role("dialog")).to_be_visible()


STATES = (start, answer_with_its_card, place_in_the_document, conversations)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(new_page, chat, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = new_page(chat, viewport={"width": width, "height": 800}, color_scheme=scheme)
    found: dict[str, object] = {}
    for state in STATES:
        state(page)
        violations = axe.run(page).response["violations"]
        if violations:
            told = [(each["id"], str(each["nodes"][0]["target"])) for each in violations]
            found[state.__name__] = told
    assert found == {}
