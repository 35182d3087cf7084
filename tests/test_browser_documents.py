"""Documents added in a real Chromium: by the button and by dropping, asked, cited and removed."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator

import pytest
from browser_chat import MARKS, ask, box_of, last_answer, served
from web_fakes import FakeIndex, FakePipeline

from rag.sources import LeftOut
from rag.web.uploads import NOTHING_CHOSEN, Uploads

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = MARKS

MINUTES = "총무부는 의자를 42개 샀다.\n\n다음 회의는 9월 3일이다.\n"
HOSTILE = "<img src=x onerror=window.hacked=1>.txt"
DROP = """([name, data, type]) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const held = new DataTransfer();
    held.items.add(new File([bytes], name));
    document.querySelector(".transcript").dispatchEvent(
        new DragEvent(type, { dataTransfer: held, bubbles: true, cancelable: true })
    );
}"""


@pytest.fixture(scope="module")
def chat() -> Iterator[str]:
    index = FakeIndex(left_out=(LeftOut("a.doc", "old", "공지.doc: 읽을 수 없는 옛 형식입니다."),))
    with served(lambda _: FakePipeline(index=index)) as url:
        yield url


def add(page, name: str, content: str | bytes = MINUTES) -> None:
    buffer = content if isinstance(content, bytes) else content.encode()
    file = {"name": name, "mimeType": "text/plain", "buffer": buffer}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="문서 추가").click()
    chooser.value.set_files([file])


def drag(page, kind: str, name: str, content: bytes) -> None:
    page.evaluate(DROP, [name, base64.b64encode(content).decode(), kind])


def rows(page):
    return page.locator(".documents-list li")


def test_a_file_added_by_the_button_is_asked_cited_and_removed(new_page, chat) -> None:
    page = new_page(chat)
    add(page, "회의록.txt")
    expect(page.get_by_text("회의록.txt 문서를 추가했습니다.")).to_be_visible()
    expect(page.locator(".page-header")).to_contain_text("문서 1건")
    expect(page.locator(".page-header")).to_contain_text("내 문서 1건")
    ask(page, "의자를 42개")
    expect(last_answer(page).locator(".answer-text")).to_contain_text("총무부는 의자를 42개 샀다.")
    expect(page.locator(".cited-documents")).to_contain_text("회의록")
    last_answer(page).get_by_role("button", name=re.compile("근거 1: ")).click()
    expect(page.locator("mark.current")).to_have_text("총무부는 의자를 42개 샀다.")
    expect(page.locator(".document-text")).to_contain_text("다음 회의는 9월 3일이다.")
    # It is there when the page is loaded again.
    page.reload()
    expect(page.locator(".page-header")).to_contain_text("내 문서 1건")
    page.get_by_role("button", name="문서 2건 보기").click()
    page.get_by_role("button", name="회의록.txt 지우기").click()
    expect(page.get_by_text("회의록.txt 문서를 지웠습니다.")).to_be_visible()
    expect(page.locator(".page-header")).not_to_contain_text("내 문서")
    ask(page, "의자를 42개")
    expect(last_answer(page)).to_contain_text("문서에서 답을 찾지 못했습니다.")


def test_files_are_dropped_anywhere_and_each_says_what_became_of_it(new_page, chat) -> None:
    page = new_page(chat)
    expect(page.get_by_role("button", name="문서 추가")).to_be_visible()
    drag(page, "dragenter", "회의록.txt", b"")
    expect(page.locator("body")).to_have_class(re.compile("drops-files"))
    drag(page, "drop", "회의록.txt", MINUTES.encode())
    expect(page.locator("body")).not_to_have_class(re.compile("drops-files"))
    for name, content in (
        ("깨진.pdf", b"%PDF-1.7 broken"),
        ("프로그램.exe", b"MZ"),
        (HOSTILE, b"\xed\x95\x9c" * 9),
    ):
        drag(page, "drop", name, content)
    expect(rows(page)).to_have_count(6)
    expect(rows(page).nth(0)).to_contain_text("기본 문서 1건")
    expect(rows(page).nth(1)).to_contain_text("회의록.txt")
    expect(rows(page).nth(1)).to_contain_text("문장")
    expect(rows(page).nth(2)).to_contain_text("손상되었거나 확장자와 다른 파일입니다.")
    expect(rows(page).filter(has_text="프로그램.exe")).to_contain_text("이 종류의 파일은 받지")
    expect(rows(page).filter(has_text=HOSTILE)).to_be_visible()
    assert page.evaluate("window.hacked") is None
    # What the operator's folder holds and could not be read is told too.
    expect(rows(page).nth(5)).to_have_text("공지.doc: 읽을 수 없는 옛 형식입니다.")
    page.get_by_role("button", name="프로그램.exe 지우기").click()
    expect(rows(page)).to_have_count(5)


def test_who_asks_chooses_which_documents(new_page, chat) -> None:
    page = new_page(chat)
    add(page, "회의록.txt")
    only = page.get_by_label("내 문서만")
    expect(only).not_to_be_checked()
    only.check()
    expect(page.get_by_label("기본 문서 1건")).not_to_be_checked()
    ask(page, "의자를 42개")
    expect(last_answer(page).locator(".answer-text")).to_contain_text("의자를 42개")
    page.get_by_role("checkbox", name="회의록.txt").uncheck()
    expect(page.get_by_role("checkbox", name="회의록.txt")).not_to_be_checked()
    ask(page, "의자를 42개")
    expect(last_answer(page)).to_contain_text(NOTHING_CHOSEN)


def test_two_browsers_never_see_each_others(new_page, chat) -> None:
    one, other = new_page(chat), new_page(chat)
    add(one, "회의록.txt")
    expect(one.locator(".page-header")).to_contain_text("내 문서 1건")
    other.reload()
    expect(other.locator(".page-header")).to_contain_text("문서 1건")
    expect(other.get_by_role("button", name="문서 추가")).to_be_visible()
    expect(other.locator(".page-header")).not_to_contain_text("내 문서")
    ask(other, "의자를 42개")
    expect(last_answer(other)).to_contain_text("문서에서 답을 찾지 못했습니다.")
    assert "회의록" not in other.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_fits_a_narrow_phone(new_page, chat, scheme) -> None:
    page = new_page(chat, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    add(page, "아주 긴 이름을 가진 2024년 상반기 임시 총회 회의록 최종 수정본.txt")
    expect(rows(page).nth(1)).to_contain_text("지우기")
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def test_a_page_that_is_open_while_the_index_is_read_learns_of_it(new_page) -> None:
    go_on = threading.Event()

    def open_late(_report):
        go_on.wait(60)
        return FakePipeline()

    with served(open_late) as url:
        page = new_page(url)
        expect(page.get_by_role("button", name="문서 추가")).to_be_visible()
        add(page, "회의록.txt")
        expect(rows(page).last).to_contain_text("읽는 중")
        go_on.set()
        expect(page.get_by_text("회의록.txt 문서를 추가했습니다.")).to_be_visible()
        expect(rows(page).first).to_contain_text("기본 문서 1건")


def test_a_question_waits_for_the_files_that_are_being_read(new_page, chat, monkeypatch) -> None:
    go_on = threading.Event()
    add_to = Uploads.add

    def add_late(*arguments):
        go_on.wait(60)
        return add_to(*arguments)

    monkeypatch.setattr(Uploads, "add", add_late)
    page = new_page(chat)
    add(page, "회의록.txt")
    expect(rows(page).filter(has_text="읽는 중")).to_have_count(1)
    box_of(page).fill("의자를 42개")
    page.keyboard.press("Enter")
    expect(page.locator(".composer-note")).to_contain_text("추가한 파일을 아직 읽는 중입니다.")
    expect(page.locator(".turn")).to_have_count(0)
    go_on.set()
    expect(last_answer(page).locator(".answer-text")).to_contain_text("총무부는 의자를 42개 샀다.")


def test_what_is_not_taken_is_told_once_each_and_the_kinds_once_in_all(new_page, chat) -> None:
    page = new_page(chat)
    expect(page.get_by_role("button", name="문서 추가")).to_be_visible()
    for name in ("가.exe", "나.bin", "가.exe"):
        # Of one moment: the same file.
        page.evaluate(DROP.replace("], name)", "], name, { lastModified: 1 })"), [name, "", "drop"])
    expect(rows(page).filter(has_text="이 종류의 파일은 받지 않습니다.")).to_have_count(2)
    expect(page.get_by_text("받는 종류: ")).to_have_count(1)
    page.get_by_role("button", name="가.exe 지우기").click()
    page.get_by_role("button", name="나.bin 지우기").click()
    expect(page.get_by_text("받는 종류: ")).to_have_count(0)


def test_a_refusal_says_that_documents_were_left_out(new_page, chat) -> None:
    page = new_page(chat)
    add(page, "회의록.txt")
    ask(page, "도서관장은 누구?")
    expect(last_answer(page)).to_contain_text("찾지 못했습니다")
    expect(last_answer(page)).not_to_contain_text("내 문서만")
    page.get_by_label("내 문서만").check()
    ask(page, "도서관 사서는 누구?")
    expect(last_answer(page)).to_contain_text(
        "‘내 문서만’이 켜져 있어 기본 문서에서는 찾지 않았습니다."
    )
