"""What is typed: Korean being composed, nothing, nonsense, a book; in a real Chromium."""

from __future__ import annotations

import time

import pytest
from browser_chat import MARKS, WHEN, answered_last, ask, box_of, last_answer
from playwright.sync_api import CDPSession

from rag.web.conversation import UNEXPECTED

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = MARKS


def press_enter(devtools: CDPSession, key_code: int) -> None:
    """Press Enter as an input method lets the page see it (229), or as a keyboard does (13)."""
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": key_code}
    text = {"text": "\r"} if key_code == 13 else {}
    devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **key, **text})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


@pytest.mark.parametrize("width", [1280, 360])
def test_a_syllable_that_is_composed_is_sent_once_and_whole(new_page, chat, width: int) -> None:
    """Through the DevTools protocol: the browser's own composition, not an event made up."""
    page = new_page(chat, viewport={"width": width, "height": 800})
    devtools = page.context.new_cdp_session(page)
    box_of(page).focus()
    for typed in ("ㅇ", "어", "언", "언ㅈ", "언제", "언제 여나요"):
        at = {"selectionStart": len(typed), "selectionEnd": len(typed)}
        devtools.send("Input.imeSetComposition", {"text": typed, **at})
    # The Enter that ends the syllable is the input method's.
    press_enter(devtools, 229)
    press_enter(devtools, 13)
    expect(box_of(page)).to_have_value("언제 여나요")
    expect(page.locator(".turn")).to_have_count(0)
    devtools.send("Input.insertText", {"text": "언제 여나요?"})
    expect(box_of(page)).to_have_value("언제 여나요?")
    press_enter(devtools, 13)
    expect(answered_last(page)).to_contain_text(WHEN.text[:10])
    expect(page.locator(".question")).to_have_text(["질문: 언제 여나요?"])
    expect(box_of(page)).to_have_value("")


def test_enter_that_ends_a_syllable_sends_nothing(new_page, chat) -> None:
    page = new_page(chat)
    box = box_of(page)
    box.fill("언제 여나요?")
    for how in ("isComposing: true", "keyCode: 229"):
        box.evaluate(
            "box => box.dispatchEvent(new KeyboardEvent('keydown', "
            f"{{key: 'Enter', bubbles: true, cancelable: true, {how}}}))"
        )
    box.press("Shift+Enter")
    expect(box).to_have_value("언제 여나요?\n")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(last_answer(page)).to_contain_text(WHEN.text[:10])
    expect(page.locator(".turn")).to_have_count(1)


BAD_QUESTIONS = {
    "?!…": "낱말이 보이지 않습니다",
    "\x07\x1b\ud800": "낱말이 보이지 않습니다",
    "고장": UNEXPECTED,
}


def test_bad_questions_get_a_korean_sentence_and_the_chat_goes_on(new_page, chat) -> None:
    page = new_page(chat)
    box = box_of(page)
    for turn, (question, message) in enumerate(BAD_QUESTIONS.items()):
        # Playwright types no lone surrogates; a page can still meet one.
        box.evaluate(
            "(box, codes) => { box.value = codes.map((c) => String.fromCharCode(c)).join('');"
            "box.dispatchEvent(new Event('input', {bubbles: true})); }",
            [ord(character) for character in question],
        )
        box.press("Enter")
        expect(page.locator(".answer").nth(turn)).to_contain_text(message)
    ask(page, "언제 여나요?")
    expect(last_answer(page)).to_contain_text(WHEN.text[:10])


LONG = {
    "syllables": "가" * 100_000,
    "words": "가나다 라마 " * 14_285,
    "lines": "가나다\n" * 25_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_paste_of_a_book_is_told_in_korean_and_freezes_nothing(new_page, chat, text) -> None:
    page = new_page(chat, permissions=["clipboard-read", "clipboard-write"])
    box = box_of(page)
    told = page.get_by_role("alert")
    drawn = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    box.fill("그런데 ")
    started = time.monotonic()
    page.keyboard.press("Control+v")
    page.evaluate(drawn)
    assert time.monotonic() - started < 1
    assert box.input_value() == "그런데 "
    length = f"{len(text) + 4:,}자"
    expect(told).to_have_text(f"질문이 너무 깁니다({length}). 2,000자 이내로 줄여 주세요.")
    # What a program puts there is cut, and told as well.
    started = time.monotonic()
    box.evaluate(
        "(box, text) => {box.value = text; box.dispatchEvent(new Event('input', {bubbles: true}))}",
        text,
    )
    page.evaluate(drawn)
    assert time.monotonic() - started < 1
    assert box.input_value() == text[:10_000]
    expect(told).to_contain_text(f"{len(text):,}자")
    # A question that is none too long is no matter of alert.
    ask(page, "언제 여나요?")
    expect(told).not_to_be_visible()
    expect(last_answer(page)).to_contain_text(WHEN.text[:10])


def test_what_is_too_long_is_kept_and_not_sent_until_it_is_shortened(new_page, chat) -> None:
    page = new_page(chat, permissions=["clipboard-read", "clipboard-write"])
    box = box_of(page)
    text = "언제 여나요? " * 300
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    box.focus()
    page.keyboard.press("Control+v")
    told = page.get_by_role("alert")
    too_long = f"질문이 너무 깁니다({len(text):,}자). 2,000자 이내로 줄여 주세요."
    expect(told).to_have_text(too_long)
    page.keyboard.press("Enter")
    expect(told).to_have_text(too_long)
    assert box.input_value() == text
    expect(page.locator(".turn")).to_have_count(0)
    box.fill("언제 여나요?")
    expect(told).not_to_be_visible()
    page.keyboard.press("Enter")
    expect(last_answer(page)).to_contain_text(WHEN.text[:10])
