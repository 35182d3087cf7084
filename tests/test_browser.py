"""The chat in a real Chromium: what is seen, clicked and typed, and that nothing leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from browser_chat import (
    DOUBTED,
    HOSTILE,
    HOSTILE_DOCUMENT,
    MARKS,
    MAY_BE,
    REASON,
    WHEN,
    ask,
    box_of,
    fake_pipeline,
    last_answer,
    served,
    wait_until,
)
from chat_program import ROOT, SECONDS, running_chat
from scripted_server import ScriptedServer, stays_silent_until_left
from web_fakes import DOCUMENT, answered

from rag.answering import AnswerStatus
from rag.answering.answer import POSSIBLE_TEXT
from rag.conversation import Turn
from rag.errors import IndexCorruptError
from rag.pipeline import RagPipeline
from rag.settings import Settings
from rag.web.conversation import READING

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = MARKS

# How much an element's text stands out from what lies behind it, as WCAG counts it.
CONTRAST = """element => {
    const light = (colour) => {
        const [r, g, b] = colour.match(/[0-9.]+/g).map((part) => {
            const share = Number(part) / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let behind = element;
    while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") {
        behind = behind.parentElement;
    }
    const both = [
        light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor),
    ].sort((a, b) => a - b);
    return (both[1] + 0.05) / (both[0] + 0.05);
}"""


def test_what_is_sure_is_bold_and_what_is_doubted_says_why(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "몇 권?")
    answer = last_answer(page).locator(".answer-text")
    expect(answer).to_have_text(str(DOUBTED))
    expect(answer.locator("strong")).to_have_text("12만 권")
    doubted = answer.get_by_role("note")
    expect(doubted).to_have_text("사서는 서른 명이다.")
    expect(doubted).to_have_accessible_description(REASON)
    colours = [part.evaluate("e => getComputedStyle(e).color") for part in (answer, doubted)]
    assert colours[0] != colours[1]
    # A tap shows the reason below it, inside the page.
    doubted.click()
    shown = doubted.evaluate("e => getComputedStyle(e, '::after').content")
    assert REASON in shown


def test_scripts_and_markup_are_shown_as_they_are(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, HOSTILE)
    expect(page.locator(".question")).to_have_text(f"질문: {HOSTILE}")
    expect(last_answer(page).locator(".answer-text")).to_have_text(f"답은 {HOSTILE} 이다. [1]")
    expect(page.locator(".cited-documents")).to_contain_text(HOSTILE)
    number = last_answer(page).locator("button.cite")
    number.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(f"답은 {HOSTILE} 이다.")
    number.click()
    expect(page.locator("mark.current")).to_have_text(f"답은 {HOSTILE} 이다.")
    assert page.locator(".document-text").text_content() == HOSTILE_DOCUMENT.text
    drawn = (
        ":is(.transcript, .panel, .quote-card) :is(script, img, strong, em, code, a[href^=http])"
    )
    assert page.locator(drawn).count() == 0
    page.reload()
    expect(page.locator(".question")).to_have_text(f"질문: {HOSTILE}")
    page.get_by_role("button", name="대화 목록").click()
    expect(page.get_by_role("dialog")).to_contain_text(HOSTILE[:50])
    assert page.locator("dialog :is(script, img)").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_browser_refuses_to_ask_another_host(new_page, chat, browser) -> None:
    new_page(chat)
    page = browser.new_page()
    page.goto(chat)
    answers = page.evaluate(
        """async () => {
            const refused = [];
            addEventListener("securitypolicyviolation", (e) => refused.push(e.blockedURI));
            const fetched = await fetch("http://192.0.2.1/a").then(() => "sent", () => "refused");
            document.body.append(Object.assign(new Image(), { src: "http://192.0.2.1/b" }));
            await new Promise((done) => setTimeout(done, 200));
            return [fetched, refused];
        }"""
    )
    page.close()
    assert answers == ["refused", ["http://192.0.2.1/a", "http://192.0.2.1/b"]]


def test_a_visitor_reads_no_conversation_of_another(new_page, chat) -> None:
    page, other = new_page(chat), new_page(chat)
    hashes = []
    page.on("request", lambda request: hashes.append(request.url))
    ask(page, "언제 여나요?")
    expect(last_answer(page)).to_contain_text("확신도")
    url = next(url for url in hashes if "session_hash=" in url)
    cookies = page.context.cookies()
    assert [(cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [(True, "Strict")]
    assert page.evaluate("document.cookie") == ""
    status = "async (url) => (await fetch(url)).status"
    assert other.evaluate(status, url) == 404


def test_a_page_on_another_port_reads_nothing(browser, chat) -> None:
    with served(lambda _report: fake_pipeline()) as elsewhere:
        page = browser.new_page()
        page.goto(f"{elsewhere}/robots.txt")
        page.set_content("")
        fetched = page.evaluate(
            """async (chat) => {
                const tried = ["/", "/config", "/gradio_api/app_id"].map((path) =>
                    fetch(chat + path, { credentials: "include" }).then(() => "read", () => "no"));
                return await Promise.all(tried);
            }""",
            chat,
        )
        page.close()
    assert fetched == ["no"] * 3


def test_an_answer_can_be_stopped_asked_again_and_cleared(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        ask(page, "천천히")
        expect(last_answer(page)).to_contain_text("장서는 12만 권이다. [1]")
        assert last_answer(page).get_attribute("aria-busy") == "true"
        box_of(page).fill("다음 질문")
        page.get_by_role("button", name="멈추기").click()
        expect(last_answer(page)).to_contain_text("답을 멈췄습니다")
        expect(box_of(page)).to_have_value("다음 질문")
        assert last_answer(page).get_attribute("aria-busy") == "false"
        pipeline.held.set()
        page.get_by_role("button", name="다시 답하기").click()
        expect(last_answer(page).locator(".answer-text")).to_have_text(str(WHEN))
        expect(page.locator(".turn")).to_have_count(1)
        page.get_by_role("button", name="새 대화").click()
        expect(page.locator(".turn")).to_have_count(0)
        expect(page.locator(".panel mark")).to_have_count(0)


@contextmanager
def served_with_model(folder: Path, *pieces: str) -> Iterator[tuple[str, ScriptedServer]]:
    """Serve the chat over the article, with a model that says this much and then thinks on."""
    with ScriptedServer([stays_silent_until_left(*pieces)]) as model:
        settings = Settings(generator="openai:m", openai_base_url=model.url)
        pipeline = RagPipeline.build(ROOT / "seeds", folder, settings)
        with served(lambda _report: pipeline) as url:
            yield url, model


@pytest.mark.parametrize(
    ("leave", "pieces"),
    [("click", ()), ("click", ("사피온은 ",)), ("close", ("사피온은 ",))],
    ids=["stop while it thinks", "stop while it writes", "close the tab"],
)
def test_an_answer_that_nobody_waits_for_is_written_no_further(
    new_page, tmp_path, leave, pieces
) -> None:
    with served_with_model(tmp_path, *pieces) as (url, model):
        page = new_page(url)
        ask(page, "사피온은 무엇을 만드나요?")
        expect(last_answer(page)).to_contain_text(*pieces or ("답을 찾는 중",))
        wait_until(lambda: bool(model.requests))
        assert not model.disconnected.is_set()
        if leave == "click":
            page.get_by_role("button", name="멈추기").click()
            expect(last_answer(page)).to_contain_text("답을 멈췄습니다")
        else:
            page.close()
        assert model.disconnected.wait(SECONDS)


def test_earlier_turns_go_along_as_history(new_page) -> None:
    pipeline = fake_pipeline()
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        ask(page, "언제 여나요?")
        expect(last_answer(page)).to_contain_text("확신도")
        ask(page, "관장은?")
        expect(last_answer(page)).to_contain_text("확신도 낮음")
        (before,) = pipeline.asked[-1][1]
        assert before == Turn("언제 여나요?", WHEN.text, WHEN.status)
        ask(page, "그럼 사서는?")
        expect(last_answer(page)).to_contain_text("찾지 못했습니다")
    assert pipeline.asked[-1][1][1].status is AnswerStatus.NO_EVIDENCE


def test_an_example_is_asked_with_one_click(new_page) -> None:
    pipeline = fake_pipeline()
    question = "세 문장으로 요약해 줘"
    told = answered(DOCUMENT, "장서는 12만 권이다.")
    pipeline = replace(
        pipeline, documents={DOCUMENT.id: DOCUMENT}, replies={**pipeline.replies, question: told}
    )
    with served(lambda _report: pipeline) as url:
        page = new_page(url)
        page.get_by_role("button", name=question).click()
        expect(last_answer(page)).to_contain_text("장서는 12만 권이다. [1]")
        expect(page.get_by_role("button", name=question)).to_have_count(0)


def test_a_question_asked_while_documents_are_read_is_answered_after(new_page) -> None:
    go_on = threading.Event()

    def open_late(report):
        report("문장 분석", 3, 9)
        go_on.wait(SECONDS)
        return fake_pipeline()

    with served(open_late) as url:
        page = new_page(url)
        expect(page.locator(".page-header")).to_contain_text("문서를 읽는 중입니다… 문장 분석 3/9")
        ask(page, "언제 여나요?")
        expect(last_answer(page)).to_contain_text(READING)
        go_on.set()
        expect(last_answer(page).locator(".answer-text")).to_have_text(str(WHEN))
        expect(page.locator(".page-header")).to_contain_text("문서 3건")


def test_documents_that_cannot_be_read_are_named_and_can_be_read_again(new_page) -> None:
    outcomes = [
        IndexCorruptError("bad", korean="색인이 손상되었습니다. rag index"),
        fake_pipeline(),
    ]

    def next_outcome(_report):
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with served(next_outcome) as url:
        page = new_page(url)
        expect(page.locator(".page-header .failed")).to_have_text(
            "색인이 손상되었습니다. rag index"
        )
        ask(page, "언제 여나요?")
        expect(last_answer(page)).to_contain_text("색인이 손상되었습니다.")
        page.get_by_role("button", name="문서 다시 읽기").click()
        expect(page.locator(".page-header")).to_contain_text("문서 3건")
        page.get_by_role("button", name="다시 답하기").click()
        expect(last_answer(page).locator(".answer-text")).to_have_text(str(WHEN))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_possible_answer_is_told_apart_on_a_narrow_phone(new_page, chat, scheme) -> None:
    page = new_page(chat, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    ask(page, "언제 여나요?")
    expect(last_answer(page)).to_contain_text("확신도")
    ask(page, "혹시 언제?")
    expect(last_answer(page)).to_contain_text("확신도 보통")
    text = last_answer(page).locator(".answer-text")
    expect(text).to_have_text(str(MAY_BE))
    # In words, which a screen reader hears as well, on a line of their own, and in a frame.
    note = text.get_by_role("note")
    expect(note).to_have_text(POSSIBLE_TEXT)
    number = text.get_by_role("button", name="근거 1: ").bounding_box()
    box = note.bounding_box()
    assert box["y"] + box["height"] <= number["y"]
    sure = page.locator(".answer-text").first
    frames = [e.evaluate("e => getComputedStyle(e).borderLeft") for e in (sure, text)]
    assert [frame.startswith("2px dashed") for frame in frames] == [False, True]
    assert note.evaluate(CONTRAST) >= 4.5
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    # The evidence is that of an answer.
    text.get_by_role("button", name="근거 2: ").click()
    expect(page.locator("mark.current")).to_have_text("입장료는 받지 않는다.")


def test_what_a_screen_reader_is_told(new_page, chat) -> None:
    page = new_page(chat)
    ask(page, "언제 여나요?")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    log = page.get_by_role("log", name="대화")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_contain_text("질문: 언제 여나요?")
    expect(page.get_by_role("region", name="근거")).to_be_visible()
    expect(page.locator(".page-header").get_by_role("status")).to_contain_text("문서 3건")
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button')].filter((b) => b.checkVisibility()"
        " && !b.textContent.trim() && !b.getAttribute('aria-label')).length"
    )
    assert unnamed == 0


def test_the_seed_article_from_start_to_cited_answer(new_page, tmp_path) -> None:
    """The program itself: the waiting page turns into the chat, and the chat answers."""
    with running_chat(ROOT / "seeds", tmp_path / "index") as address:
        # The page is still open when the program ends: it holds a stream.
        page = new_page(address)
        ask(page, "이 기사는 언제 나왔어?")
        expect(last_answer(page).locator(".answer-text")).to_contain_text(
            "2023.01.29", timeout=SECONDS * 1000
        )
        expect(page.locator(".panel mark").first).to_contain_text("2023.01.29")
