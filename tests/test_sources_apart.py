"""What somebody sent is read in another process, which is ended when it takes too much."""

from __future__ import annotations

import pytest

from rag.sources import apart, read_apart, read_content

MARKDOWN = "# 휴가\n\n| 직급 | 일수 |\n|---|---|\n| 사원 | 열흘 |\n\n- 반차도 있다.\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("규정.md", MARKDOWN.encode()),
        ("빈.txt", b""),
        ("깨진.pdf", b"%PDF-1.7"),
        ("표.csv", "이름,나이\n김,3\n".encode()),
        ("../가\n나\ud800.txt", "가\u2028나".encode()),
    ],
)
def test_it_is_read_as_it_would_be_here(name: str, content: bytes) -> None:
    report = read_apart(content, name, max_bytes=10_000)
    assert report == read_content(content, name, max_bytes=10_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("while True: pass", "너무 오래"),
        ("os._exit(3)", "프로그램이 멈췄습니다"),
        ("print('{}')", "프로그램이 멈췄습니다"),
        ("'a' * (3 << 30)", "프로그램이 멈췄습니다"),
        ("time.sleep(60)", "너무 오래"),
    ],
)
def test_what_takes_too_much_is_left_out(
    does: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = (
        "import os, sys, time; sys.path.insert(0, sys.argv[1]); "
        "import rag.sources.formats.worker as w; w.CPU_SECONDS = 3; "
        f"w.limit_memory(); w.limit_time()\n{does}"
    )
    monkeypatch.setattr(apart, "_START", trap)
    report = read_apart(b"a", "가.txt", max_bytes=10, seconds=3 if "sleep" in does else 120)
    assert report.documents == ()
    (left,) = report.left_out
    assert left.korean.startswith("가.txt: ")
    assert why in left.korean
