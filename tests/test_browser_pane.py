"""The document beside the chat, and the ways between it and the answer, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from browser_chat import (
    MARKS,
    WHEN,
    answered_last,
    ask,
    box_of,
    fake_pipeline,
    last_answer,
    served,
)
from web_fakes import DOCUMENT

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = MARKS

FIRST, SECOND = (citation.quote for citation in WHEN.citations)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def number(page, which: int):
    return page.locator(".answer").get_by_role("button", name=re.compile(f"근거 {which}: "))


def pane_top(page) -> float:
    return page.locator(".block.evidence").evaluate("pane => pane.scrollTop")


def test_the_document_is_there_before_the_first_question(new_page, chat) -> None:
    page = new_page(chat)
    expect(page.locator(".page-header")).to_contain_text("문서 3건")
    pane = page.locator(".block.evidence")
    expect(pane.locator(".document h3")).to_have_text("가람시, 새 도서관 연다")
    expect(pane.locator(".byline")).to_have_text("가람신문 · 2024년 3월 5일 09:30")
    expect(pane.locator(".source")).to_have_text("원본: news/library.txt")
    assert page.locator(".document-text").text_content() == DOCUMENT.text
    chat_box, pane_box = (
        page.locator(f".block.{name}").bounding_box() for name in ("conversation", "evidence")
    )
    assert pane_box["x"] > chat_box["x"] + chat_box["width"]
    # With several, another can be chosen.
    pane.get_by_text("문서 3건").click()
    pane.get_by_role("button", name="다리").click()
    expect(page.locator(".document-text")).to_have_text("다리나래시는 다리를 놓는다.")


def test_what_is_cited_is_marked_with_its_number_and_listed_above(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    expect(answered_last(page).locator(".answer-text")).to_have_text(str(WHEN))
    expect(last_answer(page)).to_contain_text("확신도 높음")
    expect(page.locator(".panel mark")).to_have_text([FIRST, SECOND])
    labels = page.locator(".panel mark").evaluate_all("marks => marks.map((m) => m.dataset.label)")
    assert labels == ["1", "2"]
    expect(page.locator(".cited-documents li")).to_have_count(1)
    expect(page.locator(".cited-documents button")).to_have_text(["1", "2"])
    assert page.locator(".document-text").text_content() == DOCUMENT.text


def test_a_click_on_a_number_leads_there_and_a_click_there_leads_back(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    number(page, 2).click()
    place = page.locator("mark.current")
    expect(place).to_have_text(SECOND)
    expect(place).to_be_in_viewport()
    expect(place.locator("a")).to_be_focused()
    # The same click once more, after scrolling away, leads there again.
    page.locator(".block.evidence").evaluate("pane => pane.scrollTo(0, 0)")
    expect(place).not_to_be_in_viewport()
    number(page, 2).click()
    expect(place).to_be_in_viewport()
    page.locator(".panel mark").first.locator("a").evaluate("link => link.click()")
    expect(number(page, 1)).to_be_focused()
    lit = "[...(CSS.highlights.get('rag-sentence') ?? [])].map((range) => range.toString())"
    assert [text.strip() for text in page.evaluate(lit)] == [FIRST]


def test_the_way_there_and_back_needs_no_mouse(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    expect(answered_last(page)).to_be_visible()
    box_of(page).focus()
    while not number(page, 2).evaluate("button => button === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text(SECOND)
    expect(card).to_contain_text("가람시, 새 도서관 연다 · 가람신문 · 2024년 3월 5일 09:30")
    expect(number(page, 2)).to_have_accessible_description(re.compile(SECOND))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("mark.current a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(number(page, 2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("mark.current a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(number(page, 2)).to_be_focused()


def test_a_mouse_that_rests_on_a_number_sees_its_quote(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    number(page, 1).hover()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text(FIRST)
    # What the card says can be pointed at, too, and is gone once nothing is.
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    box_of(page).hover()
    expect(card).to_be_hidden()
    expect(page.locator("mark.current")).to_have_count(0)


def test_a_finger_that_stays_on_a_number_sees_its_quote(new_page, chat) -> None:
    page = new_page(chat, **PHONE)
    ask(page, "언제 여나요?")
    expect(answered_last(page)).to_be_visible()
    number(page, 1).scroll_into_view_if_needed()
    box = number(page, 1).bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text(FIRST)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("mark.current")).to_have_count(0)
    # A tap beside it closes it, a tap on the number leads to the place.
    page.locator(".page-header").tap()
    expect(card).to_be_hidden()
    number(page, 1).tap()
    expect(page.locator("mark.current")).to_have_text(FIRST)
    expect(page.locator("mark.current")).to_be_in_viewport()


def test_another_document_is_opened_by_its_number(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    expect(page.locator(".panel mark")).to_have_count(2)
    ask(page, "다리는?")
    expect(page.locator(".panel mark")).to_have_text(["나래시는 다리를 놓는다."])
    number(page, 2).click()
    expect(page.locator("mark.current")).to_have_text(SECOND)
    expect(page.locator("mark.current")).to_be_in_viewport()


def test_the_pane_keeps_its_place_while_an_answer_is_made(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        ask(page, "언제 여나요?")
        number(page, 2).click()
        before = pane_top(page)
        assert before > 0
        ask(page, "천천히")
        expect(last_answer(page)).to_contain_text("장서는 12만 권이다. [1]")
        assert pane_top(page) == before
        # Who reads on meanwhile is left where they are by the end of it, too.
        page.locator(".block.evidence").hover()
        page.mouse.wheel(0, -150)
        page.wait_for_timeout(300)
        before = pane_top(page)
        pipeline.held.set()
        expect(answered_last(page).locator(".answer-text")).to_have_text(str(WHEN))
        page.wait_for_timeout(300)
        assert pane_top(page) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_document_folds_under_the_answer(new_page, chat, scheme) -> None:
    page = new_page(chat, **PHONE, color_scheme=scheme)
    ask(page, "언제 여나요?")
    expect(answered_last(page)).to_be_visible()
    fold = page.locator("button.fold")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".document")).to_be_hidden()
    chat_box, pane_box = (
        page.locator(f".block.{name}").bounding_box() for name in ("conversation", "evidence")
    )
    assert pane_box["y"] > chat_box["y"] + chat_box["height"]
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    assert chat_box["x"] >= 0
    assert chat_box["x"] + chat_box["width"] <= 360
    fold.click()
    expect(page.locator(".document")).to_be_visible()
    fold.click()
    number(page, 2).click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(page.locator("mark.current")).to_be_in_viewport()


def test_a_refusal_shows_what_comes_closest(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "관장은?")
    expect(last_answer(page)).to_contain_text("문서에서 답을 찾지 못했습니다.")
    panel = page.locator(".panel")
    expect(panel).to_contain_text("가장 가까운 내용")
    panel.get_by_role("button", name=re.compile("가까운 내용 1: ")).click()
    expect(page.locator("mark.current")).to_have_text("관장은 김해솔 씨가 맡는다.")
