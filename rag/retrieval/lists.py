"""What belongs together: a list, code or a table, and the sentence that leads to it."""

from __future__ import annotations

from rag.korean import step_of
from rag.retrieval.retriever import SearchResult, SentenceCandidate
from rag.sources import BlockKind, mark_style

# Items of a list that are quoted with what leads to them, and code or rows of a table.
_MOST_ITEMS = 20
_BESIDE = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_LISTED = frozenset({BlockKind.LIST_ITEM, BlockKind.CODE, BlockKind.TABLE_ROW})


def listed_below(found: SearchResult, candidate: SentenceCandidate) -> list[SentenceCandidate]:
    """Return the items, the code or the rows that stand right below a sentence.

    Returns:
        Their sentences in order; empty where something else, or nothing, follows. Below an item
        these are the items deeper than it.
    """
    listed: list[SentenceCandidate] = []
    for number in found.document_of(candidate)[candidate.position + 1 :]:
        below = found.candidate(number)
        kind = below.kind
        if kind is BlockKind.TABLE_HEADER and not listed:
            continue
        if (
            kind not in _LISTED
            or (listed and kind is BlockKind.CODE)
            or len(listed) == _MOST_ITEMS
            or _ends_list(candidate, listed[0] if listed else below, below)
        ):
            break
        listed.append(below)
        if kind is BlockKind.CODE:
            break
    return listed


def lead_of(found: SearchResult, item: SentenceCandidate) -> SentenceCandidate | None:
    """Return the sentence or the heading right above the list of an item, if there are such."""
    if item.block is None or item.kind is not BlockKind.LIST_ITEM:
        return None
    for number in reversed(found.document_of(item)[: item.position]):
        above = found.candidate(number)
        block = above.block
        if block is None or above.kind is not BlockKind.LIST_ITEM or block.level < item.block.level:
            return above
    return None


def told_in_order(found: SearchResult, candidate: SentenceCandidate) -> list[SentenceCandidate]:
    """Return what sentences tell one after the other: "첫째, …", "둘째, …".

    Returns:
        The sentences in order, without others between them; empty where there are no two.
    """
    own = found.document_of(candidate)
    first = candidate.position
    if _step(found, own, first) is None:
        first += 1
    while first > 0 and _step(found, own, first) not in {1, None}:
        first = next(
            (n for n in (first - 1, first - 2) if n >= 0 and _step(found, own, n) is not None), -1
        )
    if first < 0 or _step(found, own, first) != 1:
        return []
    run = [first]
    for place in range(first + 1, len(own)):
        step = _step(found, own, place)
        if step in {0, len(run) + 1}:
            run.append(place)
        elif step is not None or place - run[-1] > 1:
            break
    return [found.candidate(own[place]) for place in run] if len(run) > 1 else []


def _step(found: SearchResult, own: range, place: int) -> int | None:
    candidate = found.candidate(own[place]) if place < len(own) else None
    return None if candidate is None or candidate.block else step_of(candidate.sentence.text)


def _ends_list(lead: SentenceCandidate, first: SentenceCandidate, item: SentenceCandidate) -> bool:
    """Tell whether an item no longer belongs to the list of a lead and a first item."""
    above, begun, own = lead.block, first.block, item.block
    if begun is None or own is None or own.kind is not BlockKind.LIST_ITEM:
        return False
    if above is not None and above.kind is BlockKind.LIST_ITEM and own.level <= above.level:
        return True
    if own.level != begun.level:
        return own.level < begun.level
    return mark_style(item.sentence.text) != mark_style(first.sentence.text)


def told_beside(found: SearchResult, candidate: SentenceCandidate) -> list[SentenceCandidate]:
    """Return all items, rows or sentences told one after another, of which one is known.

    None where it stands alone; any result of a search in the same index will do.
    """
    own = [found.candidate(n) for n in found.document_of(candidate)]
    first = last = candidate.position
    while first and _is_fellow(own[first - 1], candidate):
        first -= 1
    while last + 1 < len(own) and _is_fellow(own[last + 1], candidate):
        last += 1
    return own[first : last + 1] if last > first else told_in_order(found, candidate)


def _is_fellow(one: SentenceCandidate, other: SentenceCandidate) -> bool:
    """Whether two are items or rows of one list."""
    if one.block is None or other.block is None or one.kind not in _BESIDE:
        return False
    return (one.kind, one.block.level) == (other.kind, other.block.level)
