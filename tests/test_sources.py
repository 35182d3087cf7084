"""Files become documents; what cannot be read is named with its reason and the next step."""

from __future__ import annotations

import hashlib
import json
import logging
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.korean import normalize
from rag.sources import Document, load_documents, read_content, sources_digest

PAGES = Path(__file__).parent / "data" / "news_pages"
TEXT = "겨울 철새 조사\n\n다솜강의 철새가 4만 마리로 늘었다.\n"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def record(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


# --- Files and folders -------------------------------------------------------------------------


def test_text_file_is_one_document(tmp_path: Path):
    path = write(tmp_path / "철새.txt", TEXT)
    text = TEXT.rstrip("\n")
    assert load_documents(path) == [
        Document(
            id=hashlib.sha256(text.encode()).hexdigest()[:16],
            title="겨울 철새 조사",
            text=text,
            source="철새.txt",
            header_end=len("겨울 철새 조사"),
        )
    ]


def test_news_page_is_cleaned_and_described():
    (document,) = load_documents(PAGES / "wire.txt")
    assert document.publisher == "한빛통신"
    assert document.published == "2024-05-13T09:00"
    assert document.text.startswith(document.title)
    assert document.text[: document.header_end].endswith("송고시간 2024-05-13 09:00")


def test_folder_is_read_with_its_folders_in_the_order_of_names(tmp_path: Path):
    for name in ("나.md", "가/하.text", "다.txt", "가/나.TXT"):
        write(tmp_path / name, f"{name} 문서\n\n본문이다.")
    write(tmp_path / "목록.jsonl", record(id="r", text="기록이다."))
    sources = [document.source for document in load_documents(tmp_path)]
    assert sources == ["가/나.TXT", "가/하.text", "나.md", "다.txt", "목록.jsonl#1"]


def test_hidden_and_other_files_are_skipped(tmp_path: Path):
    write(tmp_path / "글.txt", TEXT)
    for name in (".숨김.txt", ".git/글.txt", "그림.png", "표.xls", "LICENSE"):
        write(tmp_path / name, b"\x00\x01")
    assert [document.source for document in load_documents(tmp_path)] == ["글.txt"]


def test_files_of_other_kinds_are_named_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "글.txt", TEXT)
    for name in ("가.doc", "나.ppt", "다/라.rtf", "마.xls", "바.odt", "사.png", ".숨김.html"):
        write(tmp_path / name, b"\x00")
    assert len(load_documents(tmp_path)) == 1
    (line,) = (entry.message for entry in caplog.records if entry.levelname == "WARNING")
    assert "6 files are left out" in line
    assert "가.doc, 나.ppt, 다/라.rtf, 마.xls, 바.odt, …; to have one read, save it" in line
    caplog.clear()
    sources_digest(tmp_path)
    assert not caplog.records


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html>\n", "\ufeff\n<HTML lang=ko>", '<?xml version="1.0"?>\n<html>']
)
def test_the_source_of_a_web_page_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, start: str
):
    page = write(tmp_path / "페이지.txt", f"{start}<body><p>한 문장이다.</p></body>")
    with pytest.raises(SourceError, match=r"페이지\.txt is the HTML .*end in \.html") as caught:
        load_documents(page)
    assert ".html" in caught.value.korean
    write(tmp_path / "글.txt", TEXT)
    assert [document.source for document in load_documents(tmp_path)] == ["글.txt"]
    assert "페이지.txt is the HTML of a web page" in caplog.text


def test_decomposed_file_name_is_composed(tmp_path: Path):
    write(tmp_path / unicodedata.normalize("NFD", "한글 이름.txt"), "한 문장이다.")
    (document,) = load_documents(tmp_path)
    assert (document.title, document.source) == ("한글 이름", "한글 이름.txt")


def test_title_is_the_file_name_where_the_text_has_none(tmp_path: Path):
    write(tmp_path / "회의록.txt", "다솜시는 회의를 열었다.\n\n모두 왔다.")
    (document,) = load_documents(tmp_path)
    assert (document.title, document.header_end) == ("회의록", 0)


def test_same_text_in_two_files_is_one_document(tmp_path: Path):
    write(tmp_path / "가.txt", TEXT)
    write(tmp_path / "나.txt", TEXT + "\n\n")
    assert [document.source for document in load_documents(tmp_path)] == ["가.txt"]


def test_empty_file_among_others_is_left_out_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "글.txt", TEXT)
    write(tmp_path / "빈.txt", " \n\n")
    with caplog.at_level(logging.WARNING):
        assert len(load_documents(tmp_path)) == 1
    assert "빈.txt" in caplog.text


def test_tags_in_a_text_are_text_like_any_other(tmp_path: Path):
    text = "태그\n\n<script>alert(1)</script> <b>굵게</b> 쓴 문장이다."
    (document,) = load_documents(write(tmp_path / "글.txt", text))
    assert document.text == text


@pytest.mark.parametrize("text", ["\u200b\u200b", "\ufeff\n\u200e", "\x01"])
def test_a_file_of_which_nothing_is_left_is_empty(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
):
    write(tmp_path / "글.txt", TEXT)
    write(tmp_path / "안 보임.txt", text)
    assert [document.source for document in load_documents(tmp_path)] == ["글.txt"]
    assert "안 보임.txt" in caplog.text


def test_an_index_below_its_sources_holds_no_documents(tmp_path: Path):
    write(tmp_path / "글.txt", TEXT)
    before = sources_digest(tmp_path)
    write(tmp_path / "색인" / "CURRENT", "generation-1")
    write(tmp_path / "색인" / "generation-1" / "documents.jsonl", record(id="a", text="글이다."))
    assert [document.source for document in load_documents(tmp_path)] == ["글.txt"]
    assert sources_digest(tmp_path) == before


def test_the_folder_left_out_is_not_read(tmp_path: Path):
    write(tmp_path / "글.txt", TEXT)
    before = sources_digest(tmp_path)
    write(tmp_path / "색인" / "README.md", "색인이 놓일 폴더")
    out = tmp_path / "색인" / ".." / "색인"
    assert len(load_documents(tmp_path, leave_out=out)) == 1
    assert sources_digest(tmp_path, leave_out=out) == before


# --- Size --------------------------------------------------------------------------------------


def test_a_file_that_is_too_large_is_named_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "글.txt", TEXT)
    large = write(tmp_path / "큰 글.txt", "가" * 500_000)
    assert len(load_documents(tmp_path, max_bytes=1_500_000)) == 2
    assert [d.source for d in load_documents(tmp_path, max_bytes=1_499_999)] == ["글.txt"]
    assert "큰 글.txt has 1.5 MB, and a file may have 1.5" in caplog.text
    with pytest.raises(SourceError, match="raise RAG_MAX_FILE_MB") as caught:
        load_documents(large, max_bytes=1_000_000)
    assert "한도인 1MB" in caught.value.korean


def test_digest_sees_whether_a_file_is_too_large(tmp_path: Path):
    write(tmp_path / "글.txt", TEXT)
    assert sources_digest(tmp_path) != sources_digest(tmp_path, max_bytes=10)


# --- Links -------------------------------------------------------------------------------------


def test_links_out_of_the_folder_are_named_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "밖/비밀.txt", "밖에 있는 글이다.")
    write(tmp_path / "안/글.txt", TEXT)
    (tmp_path / "안/파일.txt").symlink_to(tmp_path / "밖/비밀.txt")
    (tmp_path / "안/폴더").symlink_to(tmp_path / "밖")
    (tmp_path / "안/끊김.txt").symlink_to(tmp_path / "없음.txt")
    (tmp_path / "안/맴돎").symlink_to("맴돎")
    assert [document.source for document in load_documents(tmp_path / "안")] == ["글.txt"]
    (line,) = (entry.message for entry in caplog.records)
    assert "4 links are not followed" in line
    assert "name it as a source of its own" in line
    assert f"파일.txt leads out of the folder, to {tmp_path / '밖/비밀.txt'}" in line
    assert "폴더 leads out of the folder" in line
    assert "끊김.txt leads nowhere" in line
    assert "맴돎 leads nowhere" in line
    caplog.clear()
    sources_digest(tmp_path / "안")
    assert not caplog.records


def test_what_links_lead_to_in_the_folder_is_read_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "나/글.txt", TEXT)
    write(tmp_path / ".숨김/둘째.txt", "둘째 글이다.")
    (tmp_path / "가").symlink_to("나")
    (tmp_path / "가.txt").symlink_to("나/글.txt")
    (tmp_path / "다").symlink_to(".숨김")
    (tmp_path / "라").symlink_to("다")
    (tmp_path / "나/위").symlink_to("..")
    assert [d.source for d in load_documents(tmp_path)] == ["나/글.txt", "다/둘째.txt"]
    assert "나/위 leads back to a folder that it lies in" in caplog.text
    assert "1 links are not followed" in caplog.text


def test_a_link_brings_in_no_index_and_nothing_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "글.txt", TEXT)
    write(tmp_path / "index/generation-1/documents.jsonl", '{"id": "1", "text": "가"}')
    write(tmp_path / "index/CURRENT", "generation-1")
    write(tmp_path / "새것/속/둘째.txt", "둘째 글이다.")
    (tmp_path / "가").symlink_to("index/generation-1")
    (tmp_path / "나").symlink_to("새것/속")
    found = load_documents(tmp_path, leave_out=tmp_path / "새것")
    assert [document.source for document in found] == ["글.txt"]
    assert "가 leads to what is not read" in caplog.text
    assert "나 leads to what is not read" in caplog.text


def test_a_folder_may_be_named_by_a_link(tmp_path: Path):
    write(tmp_path / "나/글.txt", TEXT)
    (tmp_path / "가").symlink_to("나")
    assert [document.source for document in load_documents(tmp_path / "가")] == ["글.txt"]


def test_a_folder_of_nothing_but_links_out_of_it_is_an_error(tmp_path: Path):
    (tmp_path / "안").mkdir()
    (tmp_path / "안/글.txt").symlink_to(write(tmp_path / "글.txt", TEXT))
    with pytest.raises(SourceError, match=r"only links that are not followed: 글\.txt leads out"):
        load_documents(tmp_path / "안")


# --- Encodings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_encodings(tmp_path: Path, encoding: str):
    path = write(tmp_path / "글.txt", "똠방각하 펲시콜라\n\n한글을 읽는다.".encode(encoding))
    assert load_documents(path)[0].text == "똠방각하 펲시콜라\n\n한글을 읽는다."


def test_utf16_of_the_other_byte_order(tmp_path: Path):
    path = write(tmp_path / "글.txt", b"\xfe\xff" + "한글".encode("utf-16-be"))
    assert load_documents(path)[0].text == "한글"


def test_decomposed_text_and_windows_line_ends_are_normalised(tmp_path: Path):
    text = unicodedata.normalize("NFD", "첫째 줄\r\n\r\n둘째 줄이다.\r\n")
    assert load_documents(write(tmp_path / "글.txt", text))[0].text == "첫째 줄\n\n둘째 줄이다."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NUL"),
        (b"\xff\xfea\x00b", "neither"),
        (b"\x80\x81\x82\xff\xfe", "neither"),
        (b"\x01\x02\x03\x04 abc", "control"),
        ("다솜시가 도서관을 새로 지었다.".encode()[:-2], "damaged at byte"),
    ],
)
def test_file_that_is_not_text(tmp_path: Path, content: bytes, reason: str):
    path = write(tmp_path / "그림.txt", content)
    with pytest.raises(SourceError, match=reason) as error:
        load_documents(tmp_path)
    assert path.name in str(error.value)
    assert "save it as UTF-8" in str(error.value)
    assert path.name in error.value.korean


JAPANESE = "図書館は四月一日に新しく開館します。入場料は無料で、毎日九時から六時まで利用できます。"
CHINESE = "图书馆将于四月一日重新开放。入场免费，每天九点到六点可以使用，星期一休息。欢迎大家光临。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (CHINESE, "gb18030"),
        ("圖書館將於四月一日重新開放。入場免費，每天九點到六點可以使用。", "big5"),
    ],
)
def test_other_encodings_are_told_and_never_read_as_hangul(
    tmp_path: Path, text: str, encoding: str
):
    with pytest.raises(SourceError, match=r"글\.txt is not text: its encoding|neither UTF-8"):
        load_documents(write(tmp_path / "글.txt", text.encode(encoding)))


def test_files_that_are_not_text_are_left_out_of_a_folder_by_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "글.txt", TEXT)
    for number in range(12):
        write(tmp_path / f"그림{number:02}.txt", b"\x89PNG\x00")
    assert [document.source for document in load_documents(tmp_path)] == ["글.txt"]
    assert "12 of 13 files are left out" in caplog.text
    assert "그림00.txt is not text: it holds NUL bytes" in caplog.text
    assert "그림10.txt" not in caplog.text
    assert "and 2 more" in caplog.text


def test_a_folder_of_nothing_but_pictures_is_an_error(tmp_path: Path):
    for number in range(2):
        write(tmp_path / f"그림{number}.txt", b"\x89PNG\x00")
    with pytest.raises(SourceError, match=r"none of the 2 files .* the first: 그림0\.txt"):
        load_documents(tmp_path)


def test_a_file_that_is_named_must_be_text(tmp_path: Path):
    write(tmp_path / "글.txt", TEXT)
    picture = write(tmp_path / "그림.txt", b"\x89PNG\x00")
    with pytest.raises(SourceError, match="NUL"):
        load_documents(tmp_path / "글.txt", picture)


# --- Records -----------------------------------------------------------------------------------


def test_record_keeps_its_fields(tmp_path: Path):
    path = write(
        tmp_path / "기록.jsonl",
        record(
            id="a1",
            title="제목",
            text="제목\n\n본문이다.",
            url="https://news.example/1",
            publisher="다솜일보",
            published="2024-05-13",
        ),
    )
    assert load_documents(path) == [
        Document(
            id="a1",
            title="제목",
            text="제목\n\n본문이다.",
            source="https://news.example/1",
            publisher="다솜일보",
            published="2024-05-13",
            header_end=2,
        )
    ]


def test_text_of_a_record_is_not_cleaned(tmp_path: Path):
    text = normalize((PAGES / "wire.txt").read_text(encoding="utf-8")) + "\n\n\n 끝 \n"
    (document,) = load_documents(write(tmp_path / "기록.jsonl", record(title="다른 것", text=text)))
    assert document.text == text
    assert document.header_end == 0


def test_record_without_id_title_and_url(tmp_path: Path):
    text = "다솜강의 철새가 늘었다."
    path = write(tmp_path / "기록.jsonl", "\n" + record(text=text))
    (document,) = load_documents(path)
    assert document.id == hashlib.sha256(text.encode()).hexdigest()[:16]
    assert document.title == document.source == "기록.jsonl#2"


@pytest.mark.parametrize(
    "date", ["2024-05-13", "2024-05-13T09:30", "2024-05-13T09:30:00+09:00", "2024-05", "2024"]
)
def test_a_date_of_a_record_is_kept(tmp_path: Path, date: str):
    path = write(tmp_path / "기록.jsonl", record(text="글이다.", published=date))
    assert load_documents(path)[0].published == date


@pytest.mark.parametrize(
    "date", ["지난주", "13/05/2024", "2024-13", "2024-05-13T25:00", "２０２４"]
)
def test_what_is_no_date_is_left_out_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, date: str
):
    lines = [record(id=str(n), text=f"{n}번 글이다.", published=date) for n in range(3)]
    documents = load_documents(write(tmp_path / "기록.jsonl", "".join(lines)))
    assert [document.published for document in documents] == [None] * 3
    assert '3 records have a "published" that is not ISO 8601 and is left out' in caplog.text
    assert f"기록.jsonl#1: {date!r}" in caplog.text


def test_id_may_be_a_number(tmp_path: Path):
    path = write(
        tmp_path / "기록.jsonl", record(id=7, text="글이다.") + record(id=8, text="말이다.")
    )
    assert [document.id for document in load_documents(path)] == ["7", "8"]


def test_line_separator_within_a_record_ends_no_line(tmp_path: Path):
    path = write(tmp_path / "기록.jsonl", record(id="a", text="첫째\u2028둘째"))
    assert load_documents(path)[0].text == "첫째\n둘째"


def test_same_record_twice_is_one_document(tmp_path: Path):
    path = write(tmp_path / "기록.jsonl", 2 * record(id="a", text="글이다."))
    assert len(load_documents(path)) == 1


def test_one_id_for_two_texts_is_an_error(tmp_path: Path):
    path = write(
        tmp_path / "기록.jsonl", record(id="a", text="글이다.") + record(id="a", text="말이다.")
    )
    with pytest.raises(
        SourceError, match=r"기록\.jsonl#2: id 'a' is already taken by 기록\.jsonl#1"
    ):
        load_documents(path)


def test_one_id_in_two_sources_is_an_error_that_names_both(tmp_path: Path):
    first = write(tmp_path / "하나" / "기록.jsonl", record(id="a", text="글이다."))
    second = write(tmp_path / "둘" / "기록.jsonl", record(id="a", text="말이다."))
    with pytest.raises(SourceError, match="already taken") as error:
        load_documents(first, second)
    assert str(first) in str(error.value)
    assert str(second) in str(error.value)


def test_one_document_in_two_sources_is_one(tmp_path: Path):
    first = write(tmp_path / "하나.jsonl", record(id="a", text="글이다."))
    second = write(tmp_path / "둘.jsonl", record(id="a", text="글이다."))
    assert [document.source for document in load_documents(first, second)] == ["하나.jsonl#1"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{\n", "is not JSON"),
        ("[1, 2]\n", "is not a JSON object"),
        ('{"id": "b"}\n', 'has no "text"'),
        ('{"text": " "}\n', 'has no "text"'),
        ('{"text": 3}\n', 'has "text": 3'),
        ('{"text": "글", "title": ["제목"]}\n', 'has "title"'),
        ('{"text": "글", "id": true}\n', 'has "id"'),
        ("[" * 100_000 + "\n", "is not JSON"),
    ],
)
def test_bad_record_names_file_and_line(tmp_path: Path, line: str, problem: str):
    path = write(tmp_path / "기록.jsonl", record(id="a", text="글이다.") + line)
    with pytest.raises(SourceError) as error:
        load_documents(path)
    assert str(error.value).startswith(f"기록.jsonl#2 {problem}")
    assert "기록.jsonl#2" in error.value.korean


# --- Nothing to read ---------------------------------------------------------------------------


@pytest.mark.parametrize("read", [load_documents, sources_digest])
def test_missing_source_is_named(tmp_path: Path, read: Callable[[Path], object]):
    with pytest.raises(SourceError, match=r"없는 곳 does not exist.*rag index"):
        read(tmp_path / "없는 곳")


@pytest.mark.parametrize("read", [load_documents, sources_digest])
def test_folder_without_documents(tmp_path: Path, read: Callable[[Path], object]):
    write(tmp_path / "그림.png", b"\x00")
    with pytest.raises(SourceError, match=r"holds no document, only .*: 그림\.png; .* save it"):
        read(tmp_path)
    (tmp_path / "그림.png").unlink()
    with pytest.raises(SourceError, match=r"holds no document; put .*\.jsonl"):
        read(tmp_path)


@pytest.mark.parametrize("read", [load_documents, sources_digest])
def test_a_path_that_is_none_is_an_error(tmp_path: Path, read: Callable[[Path], object]):
    with pytest.raises(SourceError, match="cannot be read: File name too long"):
        read(tmp_path / ("가" * 300))


def test_folder_with_empty_files_alone(tmp_path: Path):
    write(tmp_path / "빈.txt", "")
    with pytest.raises(SourceError, match="holds no document"):
        load_documents(tmp_path)


def test_empty_file(tmp_path: Path):
    with pytest.raises(SourceError, match=r"빈\.txt is empty"):
        load_documents(write(tmp_path / "빈.txt", ""))


def test_file_of_another_kind(tmp_path: Path):
    with pytest.raises(SourceError, match=r"글\.rtf is none of \.csv, \.docx, ") as caught:
        load_documents(write(tmp_path / "글.rtf", TEXT))
    assert "rename" not in str(caught.value)


# --- Digest ------------------------------------------------------------------------------------


def test_digest_is_stable_and_ignores_what_is_not_read(tmp_path: Path):
    write(tmp_path / "가.txt", TEXT)
    before = sources_digest(tmp_path)
    write(tmp_path / ".숨김.txt", "다른 글")
    write(tmp_path / "그림.png", b"\x00")
    assert sources_digest(tmp_path) == before
    assert len(before) == 64


def test_digest_changes_with_every_change(tmp_path: Path):
    first = write(tmp_path / "가.txt", TEXT)
    seen = [sources_digest(tmp_path)]
    write(tmp_path / "나/다.txt", "둘째 글이다.")
    seen.append(sources_digest(tmp_path))
    first.write_bytes(first.read_bytes() + b" ")
    seen.append(sources_digest(tmp_path))
    first.rename(tmp_path / "라.txt")
    seen.append(sources_digest(tmp_path))
    (tmp_path / "라.txt").unlink()
    seen.append(sources_digest(tmp_path))
    assert len(set(seen)) == len(seen)


def test_digest_tells_a_name_from_a_content(tmp_path: Path):
    write(tmp_path / "one/가.txt", "나.txt")
    write(tmp_path / "two/가.txt나.txt", "")
    assert sources_digest(tmp_path / "one") != sources_digest(tmp_path / "two")


# --- Properties --------------------------------------------------------------------------------


@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_document_or_a_source_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
):
    path = write(tmp_path_factory.mktemp("any") / "글.txt", content)
    try:
        documents = load_documents(path)
    except SourceError:
        return
    assert [document.source for document in documents] == ["글.txt"]
    assert documents[0].text.strip()
    assert documents[0].title
    assert normalize(documents[0].text) == documents[0].text


@given(text=st.text(min_size=1, max_size=200).filter(lambda text: normalize(text).strip()))
def test_text_of_a_record_is_normalised_and_no_more(
    tmp_path_factory: pytest.TempPathFactory, text: str
):
    path = tmp_path_factory.mktemp("any") / "기록.jsonl"
    path.write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")
    assert load_documents(path)[0].text == normalize(text)


def test_a_file_that_was_sent_is_read_without_a_path() -> None:
    text = "도서관은 아홉 시에 연다.\n\n월요일에는 쉰다."
    report = read_content(text.encode(), "../../etc/안내.txt", max_bytes=10_000)
    assert [document.text for document in report.documents] == [text]
    assert report.documents[0].title == "안내"
    assert report.left_out == ()
    for content, name in ((b"", "빈.txt"), (b"MZ\0", "프로그램.exe"), (b"%PDF-1.7", "깨진.pdf")):
        report = read_content(content, name, max_bytes=10_000)
        assert report.documents == ()
        assert [left.name for left in report.left_out] == [name]
        assert report.left_out[0].korean.startswith(name)
