"""What a browser keeps of a conversation, and a conversation made of that again."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from rag.answering import Answer
from rag.retrieval import RetrievedPassage
from rag.sources import Document
from rag.web.conversation import MAX_TURNS, ChatTurn, Turns, TurnState
from rag.web.how import SHOWN_PASSAGES

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LOG = logging.getLogger(__name__)

CHANGED = "이 답을 한 뒤에 문서가 바뀌어 근거를 보여 드릴 수 없습니다. 다시 물어봐 주세요."


def kept_turn(turn: ChatTurn) -> str:
    """Write a turn as JSON.

    The text of the passages is left out: the documents have it, and a browser keeps 5 MB.
    """
    answer = turn.answer
    if answer is not None:
        found = answer.retrieved[:SHOWN_PASSAGES]
        bare = [replace(each, passage=replace(each.passage, text="")) for each in found]
        turn = replace(turn, answer=replace(answer, retrieved=tuple(bare)))
    return json.dumps(asdict(turn), ensure_ascii=False, separators=(",", ":"))


def restored(kept: str, documents: Mapping[str, Document]) -> Turns | None:
    """Make a conversation of a JSON list of what :func:`kept_turn` wrote, which may be nonsense.

    What an answer cites and the documents do not hold any more is taken from it.

    Returns:
        The latest turns, none of them pending, or ``None`` when that was no conversation.
    """
    try:
        turns = _turns().validate_json(kept)
    except ValidationError as error:
        _LOG.info("a conversation was not restored: %s", error)
        return None
    return tuple(_checked(turn, documents) for turn in turns[-MAX_TURNS:])


@cache
def _turns() -> TypeAdapter[tuple[ChatTurn, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[ChatTurn, ...])


def _checked(turn: ChatTurn, documents: Mapping[str, Document]) -> ChatTurn:
    if turn.state is TurnState.PENDING:
        turn = replace(turn, state=TurnState.STOPPED)
    answer = turn.answer
    if answer is None:
        return turn
    found = [_filled(each, documents) for each in answer.retrieved]
    answer = replace(answer, retrieved=tuple(each for each in found if each is not None))
    if not _holds(answer, documents):
        answer = replace(answer, citations=(), highlights=(), claims=(), notice=CHANGED)
    return replace(turn, answer=answer)


def _filled(found: RetrievedPassage, documents: Mapping[str, Document]) -> RetrievedPassage | None:
    passage = found.passage
    document = documents.get(passage.document_id)
    if document is None or not 0 <= passage.start < passage.end <= len(document.text):
        return None
    text = document.text[passage.start : passage.end]
    return replace(found, passage=replace(passage, text=text))


def _holds(answer: Answer, documents: Mapping[str, Document]) -> bool:
    """Tell whether the documents still hold every quote, and the answer every place it marks."""
    marked = [(c.answer_start, c.answer_end) for c in answer.citations]
    marked += [(c.answer_start, c.answer_end) for c in answer.claims]
    marked += [(h.start, h.end) for h in answer.highlights]
    return all(
        c.document_id in documents and documents[c.document_id].text[c.start : c.end] == c.quote
        for c in answer.citations
    ) and all(0 <= start <= end <= len(answer.text) for start, end in marked)
