"""Conversations that stay, and what can be done with an answer, in a real Chromium."""

from __future__ import annotations

import json

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

from rag.conversation import Turn
from rag.web.feedback import Feedback

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = MARKS

ORIGIN = "가람시, 새 도서관 연다, 가람신문, 2024-03-05T09:30"


def whole(page, text: str) -> None:
    expect(answered_last(page)).to_contain_text(text)


def open_list(page):
    page.get_by_role("button", name="대화 목록").click()
    return page.get_by_role("dialog", name="대화 목록")


def test_a_conversation_stays_across_a_reload_and_goes_on(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        ask(page, "언제 여나요?")
        whole(page, WHEN.text[:10])
        page.reload()
        expect(page.locator(".question")).to_contain_text("언제 여나요?")
        expect(page.locator(".answer-text")).to_have_text(str(WHEN))
        expect(page.locator(".panel mark")).to_have_count(2)
        page.get_by_role("button", name="근거 2: 입장료는 받지 않는다.").first.click()
        expect(page.locator("mark.current")).to_have_text("입장료는 받지 않는다.")
        ask(page, "관장은?")
        whole(page, "찾지 못했습니다")
        (before,) = pipeline.asked[-1][1]
        assert before == Turn("언제 여나요?", WHEN.text, WHEN.status)


def test_conversations_are_listed_named_renamed_deleted_and_brought_back(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    whole(page, WHEN.text[:10])
    page.get_by_role("button", name="새 대화").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, "몇 권?")
    whole(page, "12만")
    kept = open_list(page)
    names = kept.locator(".name")
    expect(names).to_have_text(["몇 권?", "언제 여나요?"])
    kept.get_by_role("button", name="이름 바꾸기: 언제 여나요?").click()
    kept.get_by_label("대화 이름").fill("개관일")
    page.keyboard.press("Enter")
    expect(names).to_have_text(["몇 권?", "개관일"])
    kept.get_by_role("button", name="지우기: 개관일").click()
    expect(names).to_have_text(["몇 권?"])
    kept.get_by_role("button", name="지운 대화 되살리기").click()
    expect(names).to_have_text(["몇 권?", "개관일"])
    kept.get_by_role("button", name="열기: 개관일").click()
    expect(page.locator(".question")).to_contain_text("언제 여나요?")
    # The one on the page goes from it, and comes back to it.
    kept = open_list(page)
    kept.get_by_role("button", name="지우기: 개관일").click()
    expect(page.locator(".turn")).to_have_count(0)
    kept.get_by_role("button", name="지운 대화 되살리기").click()
    expect(page.locator(".question")).to_contain_text("언제 여나요?")
    expect(kept).to_be_hidden()


def test_a_conversation_is_saved_as_markdown_and_as_json(new_page, chat) -> None:
    page = new_page(chat, accept_downloads=True)
    ask(page, "언제 여나요?")
    whole(page, WHEN.text[:10])
    kept = open_list(page)
    saved = {}
    for kind in ("Markdown", "JSON"):
        with page.expect_download() as download:
            kept.get_by_role("button", name=f"{kind}으로 저장: 언제 여나요?").click()
        saved[kind] = download.value.path().read_text(encoding="utf-8")
    assert saved["Markdown"].startswith("# 언제 여나요?\n\n## 언제 여나요?\n\n")
    assert "밝혔다. [^1-1] 입장료는 받지 않는다. [^1-2]" in saved["Markdown"]
    assert (
        "[^1-2]: 가람시, 새 도서관 연다, 가람신문, 2024-03-05T09:30: “입장료는" in saved["Markdown"]
    )
    (turn,) = json.loads(saved["JSON"])["turns"]
    assert turn["answer"]["citations"][1]["quote"] == "입장료는 받지 않는다."


def test_an_address_asks_its_question_once(new_page, chat) -> None:
    page = new_page(f"{chat}/?q=%EB%AA%87%20%EA%B6%8C%3F")
    whole(page, "12만 권")
    assert page.url == f"{chat}/"
    page.reload()
    whole(page, "12만 권")
    expect(page.locator(".turn")).to_have_count(1)


def test_an_answer_is_copied_with_its_sources_and_linked_to(new_page, chat) -> None:
    page = new_page(chat, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "언제 여나요?")
    whole(page, WHEN.text[:10])
    clipboard = "navigator.clipboard.readText()"
    page.get_by_role("button", name="출처와 함께 복사").click()
    expect(page.locator(".rag-toast")).to_have_text("복사했습니다.")
    copied = page.evaluate(clipboard)
    assert copied.startswith(f"{WHEN}\n\n[1] 가람시, 새 도서관 연다, 가람신문")
    assert copied.endswith(
        "[2] 가람시, 새 도서관 연다, 가람신문, 2024-03-05T09:30: “입장료는 받지 않는다.”"
    )
    page.get_by_role("button", name="이 질문의 링크 복사").click()
    other = new_page(page.evaluate(clipboard))
    whole(other, WHEN.text[:10])


def test_a_question_is_changed_in_its_place_and_taken_back(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    whole(page, WHEN.text[:10])
    ask(page, "관장은?")
    whole(page, "찾지 못했습니다")
    page.get_by_role("button", name="질문 고치기").first.click()
    expect(box_of(page)).to_have_value("언제 여나요?")
    page.keyboard.press("Escape")
    expect(box_of(page)).to_have_value("")
    page.get_by_role("button", name="질문 고치기").first.click()
    box_of(page).fill("몇 권?")
    page.keyboard.press("Enter")
    whole(page, "12만 권")
    expect(page.locator(".question")).to_have_text(["질문: 몇 권?"])
    page.get_by_role("button", name="마지막 질문 지우기").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(box_of(page)).to_have_value("몇 권?")


def test_a_verdict_with_a_word_is_written_down(new_page, tmp_path) -> None:
    file = Feedback(tmp_path / "feedback.jsonl")
    with served(lambda _report: fake_pipeline(), file) as url:
        page = new_page(url)
        ask(page, "언제 여나요?")
        whole(page, WHEN.text[:10])
        page.get_by_role("button", name="아쉬워요").click()
        expect(page.get_by_role("button", name="아쉬워요")).to_have_attribute(
            "aria-pressed", "true"
        )
        page.get_by_label("한마디 남기기 (선택)").fill("시간이 없어요")
        page.keyboard.press("Enter")
        expect(page.locator(".rag-toast")).to_have_text("고맙습니다.")
        page.reload()
        expect(page.get_by_role("button", name="아쉬워요")).to_have_attribute(
            "aria-pressed", "true"
        )
    first, second = map(json.loads, file.path.read_text(encoding="utf-8").splitlines())
    assert (first["verdict"], first["question"]) == ("bad", "언제 여나요?")
    assert second["word"] == "시간이 없어요"


def test_nothing_is_sent_by_an_empty_enter(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        for empty in ("", "  ", "\n"):
            box_of(page).fill(empty)
            page.keyboard.press("Enter")
        ask(page, "언제 여나요?")
        whole(page, WHEN.text[:10])
        expect(page.locator(".turn")).to_have_count(1)


def test_what_is_sent_while_an_answer_is_made_waits_for_its_end(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        ask(page, "천천히")
        expect(last_answer(page)).to_contain_text("장서는 12만 권이다. [1]")
        box_of(page).fill("관장은?")
        page.keyboard.press("Enter")
        note = page.locator(".composer-note")
        expect(note).to_contain_text("앞선 답이 끝나면 보냅니다.")
        page.keyboard.press("Escape")
        expect(note).to_have_text("")
        expect(box_of(page)).to_have_value("관장은?")
        page.keyboard.press("Enter")
        pipeline.held.set()
        whole(page, "찾지 못했습니다")
        expect(page.locator(".question")).to_have_text(["질문: 천천히", "질문: 관장은?"])
        expect(box_of(page)).to_have_value("")


def test_several_that_are_sent_meanwhile_are_asked_one_after_the_other(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        ask(page, "천천히")
        waiting = page.get_by_role("list", name="기다리는 질문").get_by_role("listitem")
        for count, question in enumerate(("관장은?", "언제 여나요?", "다리는?"), 1):
            box_of(page).fill(question)
            page.keyboard.press("Enter")
            expect(waiting).to_have_count(count)
            expect(box_of(page)).to_have_value("")
        page.get_by_role("button", name="기다리는 질문 빼기: 언제 여나요?").click()
        box_of(page).fill("적는 중")
        pipeline.held.set()
        told = ["질문: 천천히", "질문: 관장은?", "질문: 다리는?"]
        expect(page.locator(".question")).to_have_text(told)
        whole(page, "나래시는 다리를 놓는다.")
        expect(waiting).to_have_count(0)
        expect(box_of(page)).to_have_value("적는 중")
        expect(page.locator(".composer-note")).to_have_text("")


def test_after_a_reload_an_unanswered_question_says_so_and_what_waits_goes_on(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        for question in ("언제 여나요?", "몇 권?"):
            ask(page, question)
            whole(page, "장서는" if question == "몇 권?" else WHEN.text[:10])
        ask(page, "천천히")
        page.reload()
        expect(box_of(page)).to_have_value("천천히")
        note = page.locator(".composer-note")
        expect(note).to_contain_text("아직 답을 받지 못한 질문입니다.")
        # It is at its end, where it goes on.
        expect(page.locator(".turn")).to_have_count(2)
        expect(page.locator(".turn").last).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator(".turn")).to_have_count(3)
        box_of(page).fill("다리는?")
        page.keyboard.press("Enter")
        page.reload()
        expect(box_of(page)).to_have_value("천천히")
        expect(page.get_by_role("list", name="기다리는 질문")).to_contain_text("다리는?")
        expect(note).to_contain_text("다음 질문을 보내면 이어서 보냅니다.")
        pipeline.held.set()
        page.keyboard.press("Enter")
        whole(page, "나래시는 다리를 놓는다.")
        expect(page.locator(".turn")).to_have_count(4)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_word_on_an_answer_is_in_nobodys_way(new_page, chat, width: int) -> None:
    page = new_page(chat, viewport={"width": width, "height": 700})
    ask(page, "언제 여나요?")
    whole(page, WHEN.text[:10])
    last_answer(page).get_by_role("button", name="고치기").or_(
        page.get_by_role("button", name="질문 고치기")
    ).first.click()
    last_answer(page).get_by_role("button", name="아쉬워요").click()
    toast = page.locator(".rag-toast")
    expect(toast).to_be_visible()
    composer, note = (page.locator(each).bounding_box() for each in (".composer", ".composer-note"))
    box = toast.bounding_box()
    assert box["y"] + box["height"] <= min(composer["y"], note["y"])
    assert toast.locator("input").evaluate("e => getComputedStyle(e).borderRadius") != "0px"
    # Who goes on has no word to leave.
    box_of(page).click()
    expect(toast).to_be_hidden()


def test_a_lost_server_is_told_in_korean_and_found_again(new_page) -> None:
    with served(lambda _report: fake_pipeline()) as url:
        page = new_page(url)
        ask(page, "언제 여나요?")
        whole(page, WHEN.text[:10])
    lost = page.locator(".lost-server")
    expect(lost).to_contain_text("서버와 연결이 끊겼습니다.")
    above, header = (each.bounding_box() for each in (lost, page.locator(".page-header")))
    assert above["y"] + above["height"] <= header["y"], "it covers nothing"
    box_of(page).fill("관장은?")
    page.keyboard.press("Enter")
    expect(page.locator(".composer-note")).to_contain_text("서버와 다시 연결되면 보냅니다.")
    expect(page.locator(".toast-body").filter(visible=True)).to_have_count(0)
    with served(lambda _report: fake_pipeline(), port=int(url.rpartition(":")[2])):
        expect(lost).to_be_hidden()
        whole(page, "찾지 못했습니다")
        expect(page.locator(".question")).to_have_text(["질문: 언제 여나요?", "질문: 관장은?"])
        expect(box_of(page)).to_have_value("")
        page.close()


def test_what_was_typed_outlives_a_reload(new_page, chat) -> None:
    page = new_page(chat)
    box_of(page).fill("아직 묻지 않은 질문")
    page.reload()
    expect(box_of(page)).to_have_value("아직 묻지 않은 질문")
