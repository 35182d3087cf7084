"""Texts that are written to do harm, through each way into the page, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from urllib.parse import quote

import pytest
from browser_chat import MARKS, ask, box_of, last_answer, served
from chat_program import SECONDS
from payloads import EVIL, PAYLOADS
from web_fakes import FakePipeline, answered, citation, found

from rag.answering import Claim
from rag.answering.answer import UNSUPPORTED_MARK, Answer
from rag.korean import normalize
from rag.sources import Document

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = MARKS

# Whatever ran, whatever was drawn of what a payload holds, and whatever it would have fetched.
FOUND = """(evil) => {
    const held = (text) => text.includes("hacked") || text.includes(evil);
    const risky = /^(on.*|src|srcset|srcdoc|href|xlink:href|action|formaction|data|style|content|\
background|poster)$/i;
    const drawn = [...document.querySelectorAll("*")].filter((element) =>
        [...element.attributes].some((each) => risky.test(each.name) && held(each.value)) ||
        (["script", "style"].includes(element.localName) && held(element.textContent)));
    return [window.hacked, drawn.map((element) => element.outerHTML.slice(0, 200))];
}"""
SHOWN_AT_ONCE = 8
GROUPS = [PAYLOADS[at : at + SHOWN_AT_ONCE] for at in range(0, len(PAYLOADS), SHOWN_AT_ONCE)]


def cited(at: Callable[[str], Document]) -> Answer:
    """Cite a document for each payload."""
    answer = answered(DOCUMENT, TEXT)
    documents = [at(text) for text in PAYLOADS]
    citations = [
        citation(number, document, TEXT if TEXT in document.text else document.text, 0)
        for number, document in enumerate(documents, start=1)
    ]
    retrieved = tuple(found(document, document.text) for document in documents)
    cut = tuple(replace(each, answer_end=len(TEXT)) for each in citations)
    return replace(answer, citations=cut, retrieved=retrieved)


TEXT = "장서는 12만 권이다."
DOCUMENT = Document("d", "제목", TEXT, "a.txt")
NUMBERS = count()


def document(**parts: str) -> Document:
    whole = {"title": "제목", "text": TEXT, "source": "a.txt", **parts}
    return Document(id=f"p{next(NUMBERS)}", **whole)


def as_written() -> Answer:
    """What a language model may write: each payload a claim that is refused, with a reason."""
    text, claims = TEXT, []
    for payload in map(normalize, PAYLOADS):
        start = len(text) + 1
        text += f"\n{payload} {UNSUPPORTED_MARK}"
        claims.append(Claim(payload, start, start + len(payload), (), False, f"이유: {payload}"))
    return replace(answered(DOCUMENT, TEXT), text=text, claims=tuple(claims), notice=PAYLOADS[0])


BY_WAY = {
    "document text": cited(lambda payload: document(text=payload)),
    "title": cited(lambda payload: document(title=payload)),
    "outlet": cited(lambda payload: document(publisher=payload)),
    "file name": cited(lambda payload: document(source=f"{payload}.txt")),
    "language model's reply": as_written(),
}


@pytest.fixture(scope="module")
def chat() -> Iterator[str]:
    documents = {
        each.id: each for each in [DOCUMENT, *(d for answer in BY_WAY.values() for d in of(answer))]
    }
    with served(lambda _report: FakePipeline(documents=documents, replies=BY_WAY)) as url:
        yield url


def of(answer: Answer) -> list[Document]:
    """The documents that an answer cites, made again from what it says of them."""
    return [
        Document(c.document_id, c.title, p.passage.text, c.source, publisher=c.publisher)
        for c, p in zip(answer.citations, answer.retrieved, strict=False)
        if c.document_id != DOCUMENT.id
    ]


def check(page) -> None:
    """Nothing ran and nothing was drawn; what was fetched, ``new_page`` tells at the end."""
    page.wait_for_timeout(200)
    assert page.evaluate(FOUND, EVIL) == [None, []]


def test_there_are_enough() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


def test_what_is_drawn_is_found(browser) -> None:
    """On a page that draws markup as it comes, most of the payloads are seen to work."""
    page = browser.new_page(offline=True)
    worked = []
    for payload in PAYLOADS:
        page.set_content("<!doctype html><p id=at></p>", wait_until="commit")
        page.evaluate("(text) => { document.getElementById('at').outerHTML = text }", payload)
        worked += [payload] if page.evaluate(FOUND, EVIL) != [None, []] else []
    page.close()
    assert len(worked) > 40


@pytest.mark.parametrize("way", BY_WAY)
def test_through_an_answer(new_page, chat, way: str) -> None:
    page = new_page(chat)
    ask(page, way)
    expect(last_answer(page)).to_contain_text(TEXT[:5])
    check(page)
    shown = " ".join(page.locator("body").text_content().split())
    if way in {"title", "language model's reply"}:
        for payload in PAYLOADS:
            assert " ".join(normalize(payload).split()) in shown or payload in shown
    for cite in page.locator("button.cite, .cite").all()[:3]:
        cite.click()
        check(page)


def test_through_the_question(new_page, chat) -> None:
    page = new_page(chat)
    for group in GROUPS:
        text = " 그리고 ".join(group)
        box_of(page).fill(text)
        page.keyboard.press("Enter")
        expect(page.locator(".question").last).to_contain_text(normalize(text).split()[0])
        check(page)


def test_through_the_address(new_page, chat) -> None:
    page = new_page(chat)
    for group in GROUPS:
        told = quote(" ".join(group), safe="")
        page.goto(f"{chat}/?q={told}&theme={told}&__theme={told}#{told}")
        expect(box_of(page)).to_be_visible(timeout=SECONDS * 1000)
        check(page)
    for payload in PAYLOADS:
        for path in ("/", "/v1/models/"):
            reply = page.goto(f"{chat}{path}{quote(payload, safe='')}")
            assert reply.headers["content-type"] == "application/json"
            assert reply.headers["x-content-type-options"] == "nosniff"
            assert page.evaluate("window.hacked") is None
