"""Has a language model make a follow-up question whole, and believes it only so far."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing

from rag.conversation import words
from rag.conversation.parsing import take_apart
from rag.conversation.pointing import find_pointer
from rag.conversation.standalone import StandaloneQuestion, carried_nouns, make_standalone
from rag.conversation.turns import Turn
from rag.errors import ModelError
from rag.korean import Analyzer, Morpheme, content_form, normalize
from rag.reading import INTERROGATIVES, Kind, analyse_question
from rag.writing import ChatModel, build_rewriting_messages, visible_text

_LOG = logging.getLogger(__name__)

# What the model is given of what was said.
_TURNS = 3
_ANSWER_CHARS = 300
# A longer question is none, and a longer reply is not waited for.
_MAX_CHARS = 200
_MAX_REPLY_CHARS = 4000
# After this the rules' question is looked up: who asked is waiting for an answer.
_LIMIT_S = 20.0

_WORD_TAGS = frozenset({"NNG", "NNP", "NR", "SL", "SH", "SN", "XR", "VV", "VA"})
# These are said in many forms; nouns and numbers are looked for as they are.
_INFLECTED_TAGS = frozenset({"VV", "VA", "SN"})
# Words that any question may be put with.
_GENERAL = (
    INTERROGATIVES
    | words.REQUESTS
    | words.EVENT_ATTRIBUTES
    | words.EMPTY
    | words.PRO_VERBS
    | words.EMPTY_VERBS
    | frozenset(["대하", "관하", "위하", "따르", "통하", "언제", "주", "궁금", "질문"])
)
_LABEL = re.compile(
    r"^(?:[-*•>]\s+)*\**(?:(?:다시|고쳐|새로)\s*쓴\s*)?(?:질문\s*\**\s*[:：])?\**\s*"
)
_AROUND = "\"'“”‘’「」『』*` "


def rewrite(
    question: str,
    history: Sequence[Turn],
    by_rule: StandaloneQuestion,
    model: ChatModel,
    analyzer: Analyzer,
    *,
    limit_s: float = _LIMIT_S,
) -> Generator[StandaloneQuestion, None, None]:
    """Have a model make a follow-up whole; closing the generator stops the model.

    What it writes is taken only if it is a short question that asks for the same, with no word
    that was not said before, and that stands alone. Else, and when the model fails or takes too
    long, the rules' question stays.

    Args:
        question: A normalised follow-up question in Korean.
        history: Earlier turns, oldest first.
        by_rule: What the rules made of it.
        model: Writes.
        analyzer: Finds the morphemes.
        limit_s: Seconds after which the model is no longer waited for.

    Yields:
        What the rules made of it while the model writes; last the question to be looked up.
    """
    turns = [
        Turn(normalize(t.question)[:_MAX_CHARS], normalize(t.told or t.text)[:_ANSWER_CHARS])
        for t in history[-_TURNS:]
    ]
    deadline = time.monotonic() + limit_s
    reply = ""
    try:
        said = [(turn.question, turn.text) for turn in turns]
        with closing(model.stream(build_rewriting_messages(question, said))) as pieces:
            for piece in pieces:
                yield by_rule
                reply += piece
                if time.monotonic() > deadline:
                    _LOG.info("%s: no question within %g s", model.name, limit_s)
                    reply = ""
                    break
                if len(reply) > _MAX_REPLY_CHARS or _first_line(reply, is_final=False):
                    break
    except ModelError as error:
        _LOG.warning("%s", error)
        reply = ""
    text = _first_line(reply, is_final=True)
    if not text or not _is_believable(text, question, turns, analyzer):
        yield by_rule
        return
    yield StandaloneQuestion(
        text=text,
        rewritten=True,
        carried=carried_nouns(question, text, analyzer),
        own=by_rule.own,
        is_follow_up=True,
    )


def _first_line(reply: str, *, is_final: bool) -> str:
    """The first line with text, if it is complete, without what stands around a question."""
    lines = visible_text(normalize(reply), is_final=is_final).split("\n")
    complete = lines if is_final else lines[:-1]
    stripped = (_LABEL.sub("", line.strip()).strip(_AROUND) for line in complete)
    return next(filter(None, stripped), "")


def _is_believable(text: str, question: str, turns: Sequence[Turn], analyzer: Analyzer) -> bool:
    if len(text) > _MAX_CHARS or text == question:
        return False
    asked, written = analyzer.morphemes(question), analyzer.morphemes(text)
    said = [part for turn in turns for part in (turn.question, turn.text)]
    known = [m for part in said for m in analyzer.morphemes(part)]
    return (
        _asks(text, written)
        and _asks_the_same(question, asked, text, written)
        and not _unsaid(written, [*known, *asked], " ".join([*said, question]))
        and not make_standalone(text, turns, analyzer).rewritten
    )


def _asks(text: str, morphemes: Sequence[Morpheme]) -> bool:
    """Whether a text is a question or a request."""
    if text.endswith(("?", "？")):
        return True
    parts = take_apart(text, morphemes)
    requests = any(m.form in words.REQUESTS for m in parts.verb)
    return not text.endswith(".") and (parts.asks or requests)


def _asks_the_same(
    question: str, asked: Sequence[Morpheme], text: str, written: Sequence[Morpheme]
) -> bool:
    """Whether what a question asks for, and what it says by itself, is still there."""
    is_asking = any(m.form in INTERROGATIVES | words.EVENT_ATTRIBUTES for m in asked)
    kinds = {analyse_question(q, m).kind for q, m in ((question, asked), (text, written))}
    if is_asking and len(kinds) > 1 and kinds != {Kind.WHAT, Kind.DEFINITION}:
        return False
    pointer = find_pointer(take_apart(question, asked))
    own = [m for m in asked if pointer is None or not pointer.start <= m.start < pointer.end]
    return not _unsaid(own, written, text)


def _unsaid(morphemes: Iterable[Morpheme], known: Iterable[Morpheme], known_text: str) -> list[str]:
    """The words that mean something and are not among those known."""
    forms = {content_form(m) for m in known}
    text = "".join(known_text.lower().split())
    return [
        m.form
        for m in morphemes
        if m.tag in _WORD_TAGS
        and m.form not in _GENERAL
        and content_form(m) not in forms
        and (m.tag in _INFLECTED_TAGS or content_form(m) not in text)
    ]
