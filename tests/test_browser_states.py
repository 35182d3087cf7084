"""Every state of the page, wide and narrow, light and dark: readable, and nothing sticks out."""

from __future__ import annotations

import pytest
from browser_chat import MARKS, answered_last, ask, box_of, last_answer

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


def possible_answer(page) -> None:
    ask(page, "혹시 언제?")
    expect(answered_last(page)).to_contain_text("답일 가능성")


def doubted_claim(page) -> None:
    ask(page, "몇 권?")
    answered_last(page).locator(".unsupported").focus()


def refusal(page) -> None:
    ask(page, "관장은?")
    answered_last(page).get_by_text("어떻게 찾았나요?").click()


def failure(page) -> None:
    ask(page, "고장")
    expect(answered_last(page).locator(".notice")).to_be_visible()


def what_is_too_long(page) -> None:
    box_of(page).evaluate(
        "(box) => { box.value = '가'.repeat(3000);"
        "box.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(page.get_by_role("alert").filter(has_text="질문이 너무 깁니다")).to_be_visible()


def added_document(page) -> None:
    page.locator(".documents input[type=file]").set_input_files(
        [{"name": "회의록.txt", "mimeType": "text/plain", "buffer": "가람시 회의록이다.".encode()}]
    )
    expect(page.locator(".documents-told")).not_to_be_empty()


def conversations(page) -> None:
    page.get_by_role("button", name="대화 목록").click()
    expect(page.get_by_role("dialog")).to_be_visible()


STATES = (
    start,
    answer_with_its_card,
    place_in_the_document,
    possible_answer,
    doubted_claim,
    refusal,
    failure,
    what_is_too_long,
    added_document,
    conversations,
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_sticks_out(new_page, chat, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = new_page(chat, viewport={"width": width, "height": 800}, color_scheme=scheme)
    found: dict[str, object] = {}
    for state in STATES:
        state(page)
        violations = axe.run(page).response["violations"]
        if violations:
            told = [(each["id"], str(each["nodes"][0]["target"])) for each in violations]
            found[state.__name__] = told
        widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if widths[0] > widths[1]:
            found[f"width of {state.__name__}"] = widths
    assert found == {}
