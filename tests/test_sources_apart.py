"""What somebody sent is read in another process, which is ended when it takes too much."""

from __future__ import annotations

import pytest

from rag.sources import apart, loading, read_content

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
    report = read_content(content, name, max_bytes=10_000, is_trusted=False)
    assert report == read_content(content, name, max_bytes=10_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("while True: pass", "너무 오래"),
        ("os._exit(3)", "프로그램이 멈췄습니다"),
        ("os.kill(os.getpid(), 9)", "프로그램이 멈췄습니다"),
        ("'a' * (3 << 30)", "메모리가 너무 많이"),
        ("time.sleep(60)", "너무 오래"),
    ],
)
def test_what_takes_too_much_is_left_out(
    does: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = apart._START.replace(
        "main()",
        "import os, sys, time; import rag.sources.apart as w; w.CPU_SECONDS = 3\n"
        f"def read_file(*_):\n  {does}\n  return []\n"
        "w.read_file = read_file; main()",
    )
    monkeypatch.setattr(apart, "_START", trap)
    monkeypatch.setattr(loading, "WALL_SECONDS", 3 if "sleep" in does else 120)
    report = read_content(b"a", "가.txt", max_bytes=10, is_trusted=False)
    assert report.documents == ()
    (left,) = report.left_out
    assert left.korean.startswith("가.txt: ")
    assert why in left.korean
