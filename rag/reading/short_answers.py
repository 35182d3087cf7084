"""Where in the sentence that answers the short answer stands, and whether it is marked."""

from __future__ import annotations

from rag.korean import CONTRASTING, Sentence, puts_right
from rag.reading.changing import ARROW, asks_for_former
from rag.reading.features import ReadSentence
from rag.reading.fitting import fitting
from rag.reading.kinds import TOLD_AT_LENGTH
from rag.reading.marks import settle_mark, with_bounds
from rag.reading.question import Question
from rag.reading.values import find_values
from rag.sources import BlockKind


def mark(
    asked: Question, best: ReadSentence, confidence: float, least: float
) -> tuple[int, int] | None:
    """Mark the short answer of a sentence where it is sure.

    It is where the words around tell it, or where the encoder is sure of it; not where these
    contradict each other.

    Args:
        asked: The question.
        best: The sentence that answers it.
        confidence: How sure it is that it does.
        least: What the confidence times the encoder's probability must reach.

    Returns:
        Where it lies in the document.
    """
    likely = short_answer(asked, best)
    answer, candidate = best.short_answer, best.candidate
    sentence, begin = candidate.sentence, candidate.sentence.start
    is_sure = likely is not None and answer is not None and answer.probability * confidence >= least
    if candidate.kind is BlockKind.TABLE_ROW:
        return likely if is_sure else None
    span = fitting(sentence, asked, f"{candidate.title} {candidate.heading}")
    read = (likely[0] - begin, likely[1] - begin) if likely is not None and is_sure else None
    if span is None:
        span = read
    elif read is not None and not (read[0] < span[1] and span[0] < read[1]):
        return None
    if span is None or _is_replaced(sentence, span):
        return None
    # "420억 원으로 처음 계획한 350억 원보다 늘었다"
    if asks_for_former(asked.morphemes) and sentence.text.startswith(("로", "으로"), span[1]):
        return None
    start, end = with_bounds(sentence, span)
    return begin + start, begin + end


def _is_replaced(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a later value of its kind may hold in its place: 3만 원이라 했으나 2만 원이다."""
    tokens = sentence.own_morphemes
    values = find_values(sentence.text, tokens)
    kinds = {v.kind for v in values if v.start < span[1] and span[0] < v.end}
    last = max((v.start for v in values if v.kind in kinds), default=0)
    between = [m for m in tokens if span[1] <= m.end <= last]
    is_contrasted = any(m.tag == "EC" and m.form in CONTRASTING for m in between)
    is_exchanged = ARROW.search(sentence.text, span[1], max(last, span[1])) is not None
    return last >= span[1] and (is_contrasted or is_exchanged or puts_right(tokens))


def short_answer(asked: Question, best: ReadSentence) -> tuple[int, int] | None:
    """Where the likeliest short answer of a sentence lies in the document.

    Args:
        asked: The question; to one that asks why or how, no part of a sentence is the answer.
        best: The sentence.
    """
    answer, sentence, block = best.short_answer, best.candidate.sentence, best.candidate.block
    if answer is None or asked.kind in TOLD_AT_LENGTH:
        return None
    if block is not None and block.kind is BlockKind.TABLE_ROW:
        cells = (cell for cell in block.cells if cell[0] <= answer.start and answer.end <= cell[1])
        return next(cells, None)
    span = answer.start - sentence.start, answer.end - sentence.start
    mark = settle_mark(sentence, span, asked)
    return mark and (sentence.start + mark[0], sentence.start + mark[1])
