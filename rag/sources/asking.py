"""Which heads of a list of questions and answers are questions, though some lack the mark."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.korean import default_analyzer
from rag.sources.document import Block, BlockKind
from rag.sources.lines import Line

_ASKS = re.compile(r"[?？]\W*$")
# So many heads that ask make a list one of questions.
_LEAST_ASKED = 2
_LONGEST_HEAD = 60
# "잃어버렸어요.", "켜지지 않음", "안 되는데": no name of a section ends so.
_SENTENCE_ENDS = frozenset({"EF", "EC", "ETN"})
# As stories tell and nobody complains: "비가 온다."
_TOLD = re.compile(r"(?<!니)다\W*$")
_HEADS = frozenset({BlockKind.HEADING, BlockKind.QUESTION})
# Marks that a question may have before it in plain text.
_MARKS = frozenset(
    "number number_closed circled bracketed hangul square circle triangle frame".split()
)
_QUOTED = re.compile(r"[\"'“‘「『]")


def asks(text: str) -> bool:
    """Tell whether a text is a question by its mark."""
    return _ASKS.search(text) is not None


def questions_among(heads: Sequence[str]) -> frozenset[int]:
    """Tell which heads of one list are questions.

    Args:
        heads: What stands over each entry: "몇 권까지 빌리나요?", "책을 잃어버렸어요".

    Returns:
        Numbers of those that ask by their mark, and of those that say what is the matter and not
        what a section is called, where they are fewer.
    """
    asking = frozenset(n for n, head in enumerate(heads) if asks(head))
    if len(asking) < _LEAST_ASKED:
        return asking
    said = {n for n, head in enumerate(heads) if n not in asking and _is_said(head)}
    return asking | said if len(said) < len(asking) else asking


def with_questions(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Make headings that ask, and those beside them that tell what is the matter, questions."""
    found = list(blocks)
    by_level: dict[int, list[int]] = defaultdict(list)
    for n, (block, below) in enumerate(pairwise(blocks)):
        if block.level and block.kind in _HEADS and below.kind is not BlockKind.HEADING:
            by_level[block.level].append(n)
    for numbers in by_level.values():
        heads = [text[blocks[n].start : blocks[n].end] for n in numbers]
        for place in questions_among(heads):
            n = numbers[place]
            found[n] = replace(blocks[n], kind=BlockKind.QUESTION)
    return tuple(found)


def asked_lines(rows: Sequence[Line]) -> frozenset[int]:
    """Find which lines of a plain text are questions with their answer right below, if several."""
    lists: dict[str, list[int]] = defaultdict(list)
    for n, (row, below) in enumerate(pairwise(rows)):
        is_head = row.style in _MARKS or (not row.style and row.after_blank)
        is_told = not below.after_blank and not (row.style and below.style == row.style)
        if is_head and is_told and not _QUOTED.match(row.text):
            lists[row.style].append(n)
    found: set[int] = set()
    for numbers in (*lists.values(), _alternating(rows)):
        own = [numbers[n] for n in questions_among([rows[n].text for n in numbers])]
        asking = [n for n in own if asks(rows[n].text)]
        # Without a mark any paragraph may begin so.
        is_list = bool(numbers) and bool(rows[numbers[0]].style)
        if len(asking) >= _LEAST_ASKED and (is_list or 2 * len(asking) > len(numbers)):
            found.update(n for n in own if not asks(rows[n + 1].text))
    return frozenset(found)


def _alternating(rows: Sequence[Line]) -> list[int]:
    """Lines between blank ones from the first that asks on, every other one: the rest answers."""
    starts = [n for n, row in enumerate(rows) if row.after_blank]
    first = next((place for place, n in enumerate(starts) if asks(rows[n].text)), len(starts))
    found: list[int] = []
    for n, below in zip(starts[first::2], starts[first + 1 :: 2], strict=False):
        if below != n + 1 or asks(rows[below].text) or rows[n].style or _QUOTED.match(rows[n].text):
            break
        found.append(n)
    return found


def _is_said(head: str) -> bool:
    """Whether a head is a sentence: it ends in a verb or an adjective."""
    if len(head) > _LONGEST_HEAD or _TOLD.search(head):
        return False
    words = [m for m in default_analyzer().morphemes(head) if m.tag[0] not in "SW"]
    return bool(words) and words[-1].tag in _SENTENCE_ENDS
