"""What visitors add: each visitor's own, within limits, and for a while."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from web_fakes import DOCUMENT, FakePipeline

from rag.errors import RagError
from rag.settings import Settings
from rag.sources import LoadReport, read_content, suffixes
from rag.web.loading import PipelineLoader, Ready
from rag.web.uploads import NOTHING_CHOSEN, SERVED, UploadRefused, Uploads, VisitorSource

MINUTES = "총무부는 의자를 42개 샀다."
RULES = "휴가는 열흘이다."


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process for each file; the browser's tests do."""

    def here(*given: object, is_trusted: bool, **options: object) -> LoadReport:
        assert not is_trusted
        return read_content(*given, **options)

    monkeypatch.setattr("rag.web.uploads.read_content", here)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def settings(**limits: object) -> Settings:
    """Settings of any values, also such as nobody may set."""
    return Settings.model_construct(**limits)


def uploads(**limits: object) -> Uploads:
    loader = PipelineLoader(lambda _: FakePipeline())
    loader.start()
    loader.wait()
    return Uploads(loader, settings(**limits), Clock())


def added(store: Uploads, visitor: str, name: str = "회의록.txt", text: str = MINUTES) -> str:
    return store.add(visitor, name, text.encode()).id


def names(store: Uploads, visitor: str) -> list[str]:
    return [each.upload.name for each in store.listed(visitor)[1]]


def asked(store: Uploads, visitor: str) -> set[str]:
    """The texts that a visitor's next question is asked of."""
    return {document.text for document in store.pipeline(visitor).documents.values()}


def test_a_file_is_its_visitors_alone() -> None:
    store = uploads()
    added(store, "하나")
    assert names(store, "하나") == ["회의록.txt"]
    assert names(store, "둘") == []
    assert asked(store, "하나") == {DOCUMENT.text, MINUTES}
    assert asked(store, "둘") == asked(store, "") == {DOCUMENT.text}
    assert {d.text for d in store.documents("하나").values()} == {DOCUMENT.text, MINUTES}
    assert {d.text for d in store.documents("둘").values()} == {DOCUMENT.text}
    assert store.added("하나") == " · 내 문서 1건"
    assert store.added("둘") == ""


def test_no_copy_is_made_of_what_is_served() -> None:
    store = uploads()
    added(store, "하나")
    state = store.loader.state
    assert isinstance(state, Ready)
    assert any(state.pipeline.documents is each for each in store.documents("하나").maps)


def test_who_asks_the_same_at_once_has_it_joined_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store = uploads()
    added(store, "하나")
    joins: list[FakePipeline] = []

    def over(served: FakePipeline, *_indexes: object) -> FakePipeline:
        time.sleep(0.05)
        joins.append(replace(served))
        return joins[-1]

    monkeypatch.setattr(FakePipeline, "over", over)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(store.pipeline, ["하나"] * 4))
    assert len(joins) == 1
    assert all(each is joins[0] for each in found)


def test_the_same_text_of_two_visitors_has_two_ids() -> None:
    store = uploads()
    for visitor in ("하나", "둘"):
        added(store, visitor)
    ids = [set(store.documents(visitor)) - {DOCUMENT.id} for visitor in ("하나", "둘")]
    assert not ids[0] & ids[1]


def test_who_asks_chooses_which() -> None:
    store = uploads()
    minutes, rules = added(store, "하나"), added(store, "하나", "규정.txt", RULES)
    store.choose("하나", SERVED, is_chosen=False)
    assert asked(store, "하나") == {MINUTES, RULES}
    store.choose("하나", rules, is_chosen=False)
    assert asked(store, "하나") == {MINUTES}
    # What is not asked can still be shown: an earlier answer may rest on it.
    assert RULES in {d.text for d in store.documents("하나").values()}
    store.choose("하나", minutes, is_chosen=False)
    with pytest.raises(RagError) as error:
        store.pipeline("하나")
    assert error.value.korean == NOTHING_CHOSEN
    store.choose("하나", SERVED, is_chosen=True)
    assert asked(store, "하나") == {DOCUMENT.text}


def test_programs_are_answered_from_what_is_shared_alone() -> None:
    for is_shared, texts in ((False, {DOCUMENT.text}), (True, {DOCUMENT.text, MINUTES})):
        store = uploads(shared_uploads=is_shared)
        added(store, "하나")
        assert {d.text for d in VisitorSource(store, "").wait().documents.values()} == texts


def test_what_was_chosen_is_joined_once_and_forgotten_with_its_file() -> None:
    store = uploads()
    minutes = added(store, "하나")
    assert store.pipeline("하나") is store.pipeline("하나")
    store.choose("하나", SERVED, is_chosen=False)
    store.pipeline("하나")
    assert len(store._joined) == 2
    store.remove("하나", minutes)
    assert store._joined == {}


def test_only_ones_own_file_is_chosen_or_removed() -> None:
    store = uploads()
    minutes = added(store, "하나")
    store.remove("둘", minutes)
    store.choose("둘", minutes, is_chosen=False)
    assert asked(store, "하나") == {DOCUMENT.text, MINUTES}
    store.remove("하나", minutes)
    assert asked(store, "하나") == {DOCUMENT.text}
    assert names(store, "하나") == []


def test_files_are_gone_when_nobody_asked_for_so_long() -> None:
    store = uploads(upload_minutes=1)
    clock = store._clock
    for visitor in ("하나", "둘"):
        added(store, visitor)
    clock.now = 50
    store.pipeline("하나")
    clock.now = 109
    assert store.drop_old()
    assert names(store, "하나") == ["회의록.txt"]
    assert names(store, "둘") == []
    clock.now = 169
    assert not store.drop_old()
    assert store._uploads == store._visitors == {}


def test_shared_files_are_for_all_and_stay() -> None:
    store = uploads(shared_uploads=True, upload_minutes=1)
    minutes = added(store, "하나")
    store._clock.now = 1000
    assert asked(store, "둘") == {DOCUMENT.text, MINUTES}
    assert store.added("둘") == " · 추가된 문서 1건"
    assert [each.is_own for each in store.listed("둘")[1]] == [False]
    store.remove("둘", minutes)
    # Each chooses for itself.
    store.choose("둘", minutes, is_chosen=False)
    assert asked(store, "둘") == {DOCUMENT.text}
    assert asked(store, "하나") == {DOCUMENT.text, MINUTES}
    store.remove("하나", minutes)
    assert names(store, "둘") == []


@pytest.mark.parametrize(
    ("limits", "name", "text", "why"),
    [
        ({"max_uploads": 0}, "가.txt", RULES, "파일을 받지 않습니다"),
        ({"max_uploads": 1}, "가.txt", RULES, "파일은 1개까지"),
        ({"max_upload_mb": 0.0001}, "가.txt", RULES * 9, "파일이 너무 큽니다. 0.0001MB까지"),
        ({"upload_types": "pdf"}, "가.txt", RULES, "받는 종류: .pdf"),
        ({"upload_types": "txt"}, "txt", RULES, "받는 종류: .txt"),
        ({"max_upload_chars": 1000}, "가.txt", RULES, "모두 합해 1,000자까지"),
    ],
)
def test_what_is_over_a_limit_is_refused_in_korean(
    limits: dict[str, object], name: str, text: str, why: str
) -> None:
    store = uploads()
    added(store, "하나")
    store.settings = settings(**{"upload_types": "txt", **limits})
    with pytest.raises(UploadRefused, match=why):
        added(store, "하나", name, text)
    assert names(store, "하나") == ["회의록.txt"]


def test_all_visitors_together_have_so_much_room() -> None:
    store = uploads(max_upload_chars=1000)
    for number in range(20):
        added(store, str(number))
    with pytest.raises(UploadRefused, match="추가된 문서가 너무 많아"):
        added(store, "하나 더")


def test_what_cannot_be_read_is_listed_with_the_reason() -> None:
    store = uploads()
    added(store, "하나", "빈 글.txt", " ")
    store.add("하나", "깨진.docx", b"PK\3\4 broken")
    unread = [each.upload for each in store.listed("하나")[1]]
    assert [upload.index for upload in unread] == [None, None]
    assert [upload.problems[0].split(":")[0] for upload in unread] == ["빈 글.txt", "깨진.docx"]
    assert asked(store, "하나") == {DOCUMENT.text}
    # Only the latest of them are kept, and none takes the place of a file that is read.
    for number in range(30):
        added(store, "하나", f"{number}.txt", "")
    assert len(names(store, "하나")) == 20
    assert added(store, "하나")


def test_the_same_file_twice_is_one() -> None:
    store = uploads()
    assert added(store, "하나") == added(store, "하나")
    assert added(store, "하나") != added(store, "둘")
    assert names(store, "하나") == ["회의록.txt"]


def test_choices_of_those_who_added_nothing_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.web.uploads._MOST_VISITORS", 5)
    store = uploads()
    for number in range(9):
        store.choose(str(number), SERVED, is_chosen=False)
    assert len(store._visitors) == 5


@pytest.mark.parametrize(
    ("given", "taken"), [("PDF, .docx,exe", (".docx", ".pdf")), (None, tuple(suffixes()))]
)
def test_what_is_taken_are_the_kinds_that_are_named_and_read(
    given: str | None, taken: tuple[str, ...]
) -> None:
    assert uploads(upload_types=given).types == taken


def test_an_index_that_could_not_be_loaded_is_told() -> None:
    def fail(_report: object) -> FakePipeline:
        raise RagError("no index", korean="색인이 없습니다.")

    loader = PipelineLoader(fail)
    loader.start()
    store = Uploads(loader)
    with pytest.raises(RagError, match="no index"):
        added(store, "하나")
    assert store.documents("하나") == {}
