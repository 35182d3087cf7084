"""What is told before a question is asked, which is no part of what is looked up."""

from __future__ import annotations

from rag.conversation import words
from rag.conversation.parsing import take_apart
from rag.conversation.pointing import find_pointer
from rag.korean import Analyzer, Sentence
from rag.reading import INTERROGATIVES

_THINGS = frozenset({"NNG", "NNP", "SL", "XR"})
_GIVES = frozenset({"주", "달"})
# What only says that something else is talked of now: "그건 그렇고", "다른 질문인데요".
_TALK = frozenset({"얘기", "이야기", "질문", "말", "말씀"})
_IS_SO = frozenset({"그렇", "이"})


def without_story(text: str, analyzer: Analyzer) -> str:
    """Leave out the sentences before, behind and between those that ask.

    A question that names nothing itself, or points at what was told, keeps the sentence before
    it.

    Args:
        text: What was said, normalised.
        analyzer: Finds the sentences.

    Returns:
        The sentences that ask; all of the text where none or every one does.
    """
    text = _without_opening(text, analyzer)
    sentences = analyzer.sentences(text)
    asking = [n for n, s in enumerate(sentences) if s.text.rstrip().endswith(("?", "？"))]
    asking = asking or [n for n, s in enumerate(sentences) if _asks(s)]
    if not asking or len(asking) == len(sentences):
        return text
    kept = set(asking)
    first = asking[0]
    if first and _needs_more(sentences[first]):
        kept.add(first - 1)
    told = [s for n, s in enumerate(sentences) if n not in kept]
    if not all(any(m.tag == "EF" for m in s.morphemes) for s in told):
        return text  # cut where no sentence ends: "A사 vs. B사"
    asked = " ".join(sentences[n].text.strip() for n in sorted(kept))
    return text if asked.count("“") != asked.count("”") or asked.count('"') % 2 else asked


def _without_opening(text: str, analyzer: Analyzer) -> str:
    """Leave out a first clause that says only that something else is talked of now."""
    morphemes = analyzer.morphemes(text)
    end = next((n for n, m in enumerate(morphemes) if m.tag in {"EC", "EF"}), 0)
    clause, rest = morphemes[:end], [m for m in morphemes[end + 1 :] if m.tag != "SP"]
    asks = any(m.form in INTERROGATIVES for m in clause)
    if not rest or not end or asks or clause[-1].form not in _IS_SO:
        return text
    nouns = {m.form for m in clause if m.tag in _THINGS}
    if any(m.tag in {"SN", "NR", "NNB", "XSN"} for m in clause):
        return text
    is_copula = clause[-1].form == "이"
    is_turn = nouns and nouns <= _TALK if is_copula else not nouns and morphemes[end].form == "고"
    begin = next((m.start for m in rest if m.form != "요"), len(text))
    return text[begin:] if is_turn else text


def _asks(sentence: Sentence) -> bool:
    """Whether a sentence without a question mark asks, or wants something told."""
    forms = {m.form for m in sentence.morphemes}
    gives = any(m.form in _GIVES and m.tag == "VX" for m in sentence.morphemes)
    return bool(forms & INTERROGATIVES) or (gives and bool(forms & words.REQUESTS))


def _needs_more(sentence: Sentence) -> bool:
    own = [m for m in sentence.morphemes if m.tag in _THINGS and m.form not in words.EMPTY]
    pointer = find_pointer(take_apart(sentence.text, sentence.own_morphemes))
    return not own or (pointer is not None and (pointer.alone or pointer.noun not in words.EMPTY))
