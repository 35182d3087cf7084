"""The members of a list, each from the sentence that names it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.plan import Plan
from rag.korean import AND, NOUN_TAGS, Analyzer, Morpheme, read_native
from rag.reading import Band, Evidence, Reading, analyse_question, subject_of
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import Document

_NOUNS = NOUN_TAGS | {"SW", "SS", "SSO", "SSC"}
_MODIFYING = frozenset({"VV", "VA", "XR", "XSV", "XSA", "MAG", "MM", "ETM"})
_BRACKETS = {"(": ")", "[": "]", "（": "）", "〔": "〕"}
_QUOTES = frozenset("‘’“”'\"「」『』《》〈〉")
_AND = AND | {"이나", "나"}
# What no item of a list holds.
_BREAKS = frozenset({"EC", "EF", "JX", "JKS", "SP"})
_AND_SO_ON = frozenset({"등", "등등"})
_LONGEST = 40
# Windows in which things of a kind are looked for.
_WINDOWS = 8
# What is further below the best sentence lists something else.
_CLOSE = 0.25
_PLAIN = re.compile(r"[\s‘’“”'\"「」『』《》〈〉]")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a list."""

    text: str
    evidence: Evidence


def members(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> list[Member]:
    """Collect what some sentences list, each member once.

    Of a sentence that lists several things, those count that stand side by side with its likeliest
    short answer.

    Returns:
        Members in the order in which they are named; fewer than two where nothing is listed.
    """
    found: dict[str, Member] = {}
    for item in evidence:
        if item.highlight is None or item.score < _CLOSE:
            continue
        sentence = item.candidate.sentence
        text = documents[item.candidate.passage.document_id].text
        for start, end in side_by_side(text, sentence.morphemes, item.highlight):
            name = " ".join(text[start:end].split())
            found.setdefault(_PLAIN.sub("", name), Member(name, item))
    return list(found.values())


def is_left_out(text: str, without: Sequence[str]) -> bool:
    """Tell whether a text names what is not to be told of.

    Args:
        text: The text.
        without: The nouns that name it; none where all is to be told.
    """
    return bool(without) and all(noun in text for noun in without)


def beside(plan: Plan, found: SearchResult, reading: Reading, analyzer: Analyzer) -> Reading:
    """Keep what tells of something else than what a question leaves out."""
    asked = analyse_question(plan.question, analyzer.morphemes(plan.question))
    kind = next((t.form for t in reversed(asked.terms) if not t.is_predicate), "")
    read = [c for window in found.windows(_WINDOWS) for c in window]
    others = told_of_kind(read, kind, plan.without) if len(kind) > 1 else []
    told = [e for e in reading.evidence if not _tells_of(e, plan.without)]
    if not others:
        return replace(reading, evidence=tuple(told), band=reading.band if told else Band.NONE)
    band = Band.SURE if reading.answerable else Band.POSSIBLE
    evidence = tuple(Evidence(c, reading.confidence) for c in others)
    return replace(reading, evidence=evidence, band=band)


def _tells_of(item: Evidence, without: Sequence[str]) -> bool:
    sentence = item.candidate.sentence
    return is_left_out(subject_of(sentence) or sentence.text, without)


def told_of_kind(
    candidates: Sequence[SentenceCandidate], kind: str, without: Sequence[str]
) -> list[SentenceCandidate]:
    """Find the sentences that each tell of another thing of a kind: "두부 체험은", "떡 체험은".

    Returns:
        The first sentence of each, in order; none where no sentence tells of such a thing.
    """
    found: dict[str, SentenceCandidate] = {}
    for candidate in sorted(candidates, key=lambda c: c.position):
        topic = " ".join(subject_of(candidate.sentence).split())
        names = topic.endswith(kind) and len(topic) > len(kind) + 1
        if names and not is_left_out(topic, without):
            found.setdefault(topic, candidate)
    return list(found.values())


def side_by_side(
    text: str, morphemes: Sequence[Morpheme], span: tuple[int, int]
) -> list[tuple[int, int]]:
    """Find the noun phrases that a sentence lists together with one of them.

    Args:
        text: The text that the offsets point into.
        morphemes: The sentence's morphemes.
        span: Where one of them lies.

    Returns:
        Where they lie, in order; none where nothing is listed there.
    """
    within = _bracketed(morphemes)
    cuts = [n for n in range(1, len(morphemes) - 1) if n not in within and _separates(morphemes, n)]
    commas = [n for n in cuts if morphemes[n].tag == "SP"]
    # Commas part items that hold 와 or 및 and a clause themselves: "A, B 및 C를 위한 D, E".
    for chain in (*_chains(morphemes, commas, is_strict=False), *_chains(morphemes, cuts)):
        places = [_trimmed(text, morphemes, run) for run in chain]
        kept = [place for place in places if 0 < place[1] - place[0] <= _LONGEST]
        if len(kept) > 1 and any(a < span[1] and span[0] < b for a, b in kept):
            return kept
    return []


def _chains(
    morphemes: Sequence[Morpheme], cuts: Sequence[int], *, is_strict: bool = True
) -> list[list[tuple[int, int]]]:
    """Runs of nouns between separators that belong together.

    Args:
        morphemes: The sentence's morphemes.
        cuts: Numbers of the separators.
        is_strict: Whether an item is nouns alone; else at least one holds a clause.
    """
    chains: list[list[tuple[int, int]]] = []
    loose: list[bool] = []
    for n, cut in enumerate(cuts):
        between = morphemes[cuts[n - 1] + 1 : cut] if n else ()
        is_plain = all(m.tag in _NOUNS | {"MM", "JKG"} for m in _unbracketed(between))
        runs_on = n > 0 and (
            is_plain or (not is_strict and not any(m.tag in _BREAKS for m in between))
        )
        if not runs_on:
            chains.append([_run_before(morphemes, cut)])
            loose.append(False)
        else:
            chains[-1][-1] = _run_before(morphemes, cut)
            loose[-1] |= not is_plain
        chains[-1].append(_run_after(morphemes, cut))
    return [chain for chain, is_loose in zip(chains, loose, strict=True) if is_strict or is_loose]


def _separates(morphemes: Sequence[Morpheme], n: int) -> bool:
    m, before, after = morphemes[n], morphemes[n - 1], morphemes[n + 1]
    if before.tag not in _NOUNS or after.tag[0] in "JE":
        return False
    if m.tag == "SP":
        return m.form in {",", "·", "、", "ㆍ"}
    return (m.tag in {"JC", "JKB"} and m.form in _AND) or (m.tag == "MAJ" and m.form == "및")


def _run_before(morphemes: Sequence[Morpheme], cut: int) -> tuple[int, int]:
    first, within = cut, _bracketed(morphemes)
    while first > 0 and (morphemes[first - 1].tag in _NOUNS or first - 1 in within):
        first -= 1
    return first, cut


def _run_after(morphemes: Sequence[Morpheme], cut: int) -> tuple[int, int]:
    """The nouns behind a separator, with a clause before them: 구운 소금."""
    last, within = cut + 1, _bracketed(morphemes)
    while last < len(morphemes) and morphemes[last].tag in _MODIFYING:
        last += 1
    if last > cut + 1 and morphemes[last - 1].tag != "ETM":
        last = cut + 1
    while last < len(morphemes) and (morphemes[last].tag in _NOUNS or last in within):
        last += 1
    return cut + 1, last


def _bracketed(morphemes: Sequence[Morpheme]) -> frozenset[int]:
    """The numbers of the morphemes within brackets, in which nothing is listed: 봄이(3반, 회장)."""
    found: set[int] = set()
    opened: list[int] = []
    for n, m in enumerate(morphemes):
        if m.tag == "SSO" and m.form in _BRACKETS:
            opened.append(n)
        elif m.tag == "SSC" and opened and m.form == _BRACKETS[morphemes[opened[-1]].form]:
            found.update(range(opened.pop(), n + 1))
    return frozenset(found)


def _trimmed(text: str, morphemes: Sequence[Morpheme], run: tuple[int, int]) -> tuple[int, int]:
    """Leave out 등 and single quotation marks at the ends."""
    own = list(morphemes[slice(*run)])
    while own and (own[-1].form in _AND_SO_ON or own[-1].tag == "SP"):
        own.pop()
    if not own:
        return 0, 0
    counted = next((n for n, m in enumerate(own) if n and _counts_all(own, n)), len(own))
    own = own[:counted]
    within = _bracketed(own)
    if own[0].tag == "SSO" and len(within) < len(own):  # [빌려 드리는 물건] 텐트
        own = own[_first_outside(own) :]
    within = _bracketed(own)
    stray = [n for n, m in enumerate(own) if m.tag == "SSC" and n not in within]
    own = own[(stray or [-1])[-1] + 1 :] or own
    start, end = own[0].start, own[-1].end
    inner = text[start:end]
    if sum(c in _QUOTES for c in inner) % 2 or (inner[0] in _QUOTES and inner[-1] in _QUOTES):
        start += inner[0] in _QUOTES
        end -= inner[-1] in _QUOTES
    return start, end


def _unbracketed(own: Sequence[Morpheme]) -> list[Morpheme]:
    within = _bracketed(own)
    return [m for n, m in enumerate(own) if n not in within]


def _first_outside(own: Sequence[Morpheme]) -> int:
    """The first morpheme behind the brackets that some begin with."""
    within = _bracketed(own)
    return next((n for n in range(len(own)) if n not in within), 0)


def _counts_all(own: Sequence[Morpheme], n: int) -> bool:
    """Whether the count of a list stands behind its last item: "풀코스, 하프 두 종목"."""
    is_number = own[n].tag == "MM" and read_native(own[n].form) is not None
    return is_number and n + 1 < len(own) and own[n + 1].tag in {"NNG", "NNB"}
