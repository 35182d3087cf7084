"""Questions and claims on texts changed by rule, so that words alone do not tell what is right.

A name that a question has is another in its text, two names change places, or the sentences that
answer are taken out: the question is not answered any more, and everything else is as it was. Asked
with the new name, it is. Claims likewise: denied on one side they are false, on both true again.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from rag.korean import Morpheme, attach, default_analyzer, is_denial
from training.encoder.changes import change_number
from training.encoder.texts import Claim, Question, Span, Text

_PARTICLE = r"(?P<particle>은|는|이|가|을|를|과|와|으로|로)?(?![가-힣])|"
_SUBJECTS, _OTHERS = {"JKS", "JX"}, {"JKO", "JKB"}
_NAMES = {"NNP", "SL"}
_LEAST_LEFT = 2
_CAN_BE_DENIED = {"VV", "VA", "XSV", "XSA", "VX"}

Changed = tuple[Text, Question]


def names_of(texts: Iterable[Text]) -> dict[str, list[str]]:
    """Names that stand in some texts, by their tag."""
    found: dict[str, set[str]] = {tag: set() for tag in _NAMES}
    for text in texts:
        for morpheme in default_analyzer().morphemes(text.text):
            if morpheme.tag in _NAMES and len(morpheme.form) > 1:
                found[morpheme.tag].add(morpheme.form)
    return {tag: sorted(names) for tag, names in found.items()}


def contrasts(
    text: Text, question: Question, names: Mapping[str, Sequence[str]], chance: random.Random
) -> Iterator[Changed]:
    """Change a text so that it answers a question no more.

    Args:
        text: The text.
        question: A question that it answers.
        names: Names to put in the place of others, by their tag.
        chance: What chooses.

    Yields:
        Changed texts, each with the question as it was, or with the question that it does answer.
    """
    morphemes = default_analyzer().morphemes(question.text)
    own = [m for m in morphemes if m.tag in _NAMES and len(m.form) > 1]
    own = [m for m in own if _places(text.text, m.form)]
    gone = replace(question, document="", evidence=(), answer=None, answers=(), kind="changed")
    for first, second in _in_roles(own, morphemes):
        yield exchanged(text, {first: second, second: first}), replace(gone, kind="role")
    if own:
        name = chance.choice(own)
        new = chance.choice(names[name.tag])
        if new not in text.text and new not in question.text:
            yield exchanged(text, {name.form: new}), gone
            yield _renamed(text, question, name.form, new)
        return
    numbers = re.findall(r"\d+", question.text)
    told = re.findall(r"\d+", text.text)
    if numbers and set(numbers) <= set(told):
        other = change_number(question.text, text.text, chance)
        if other is not None:
            yield text, replace(gone, text=other)


def without_evidence(text: Text, question: Question) -> Text | None:
    """Take out the sentences that answer a question.

    Returns:
        The text without them; None where what is left says the answer too, or is hardly anything.
    """
    taken = text.touched(question.evidence)
    left = [span for n, span in enumerate(text.sentences) if n not in taken]
    rest, spans = "", []
    for start, end in left:
        if rest:
            rest += "\n" if text.text[start - 1] == "\n" else " "
        spans.append((len(rest), len(rest) + end - start))
        rest += text.text[start:end]
    if len(left) < _LEAST_LEFT or any(answer in rest for answer in question.answers):
        return None
    return replace(text, text=rest, sentences=tuple(spans), questions=(), claims=())


def claim_contrasts(text: Text, claim: Claim) -> Iterator[tuple[str, str, bool]]:
    """Turn round who does what, and deny what is said, on either side and on both.

    Args:
        text: The text.
        claim: A claim on one sentence of it, which bears it out.

    Yields:
        Claim, source, and whether the source bears it out.
    """
    if not claim.supported or len(claim.cited) != 1:
        return
    source = text.text[slice(*claim.cited[0])]
    morphemes = default_analyzer().morphemes(claim.text)
    own = [m for m in morphemes if m.tag in _NAMES and _places(source, m.form)]
    for first, second in _in_roles(own, morphemes):
        turned = {first: second, second: first}
        yield claim.text, _replaced(source, turned)[0], False
        yield _replaced(claim.text, turned)[0], source, False
    claim_denied, source_denied = denied(claim.text), denied(source)
    if claim_denied is not None:
        yield claim_denied, source, False
        if source_denied is not None:
            yield claim.text, source_denied, False
            yield claim_denied, source_denied, True


def denied(sentence: str) -> str | None:
    """Deny the last predicate of a sentence: 샀다, 사지 않았다.

    Returns:
        The sentence, denied; None where it denies already or ends in something else.
    """
    morphemes = list(default_analyzer().morphemes(sentence))
    while morphemes and morphemes[-1].tag.startswith("S") and morphemes[-1].tag != "SN":
        morphemes.pop()
    if any(map(is_denial, morphemes[-6:])):
        return None
    ending = len(morphemes)
    while ending and morphemes[ending - 1].tag in {"EP", "EF"}:
        ending -= 1
    if ending in (0, len(morphemes)) or morphemes[ending - 1].tag not in _CAN_BE_DENIED:
        return None
    stem = morphemes[ending - 1]
    rest = [(m.form, m.tag) for m in morphemes[ending:]]
    tail = [(stem.form, stem.tag), ("지", "EC"), ("않", "VX"), *rest]
    end = morphemes[-1].end
    return sentence[: stem.start] + default_analyzer().join(tail) + sentence[end:]


def exchanged(text: Text, names: Mapping[str, str]) -> Text:
    """Put other names in the place of some, wherever they stand, and move all offsets along."""
    return _exchange(text, names, ())[0]


def _renamed(text: Text, question: Question, old: str, new: str) -> Changed:
    spans = [*question.evidence, *([question.answer] if question.answer else [])]
    changed, moved = _exchange(text, {old: new}, spans)
    asked = _replaced(question.text, {old: new})[0]
    count = len(question.evidence)
    answer = moved[count] if question.answer else None
    return changed, replace(question, text=asked, evidence=tuple(moved[:count]), answer=answer)


def _exchange(
    text: Text, names: Mapping[str, str], spans: Iterable[Span]
) -> tuple[Text, list[Span]]:
    new, places = _replaced(text.text, names)
    ends = [end for _, end, _ in places]
    shifts = [0, *accumulate(grown for _, _, grown in places)]

    def moved(span: Span) -> Span:
        start, end = (place + shifts[bisect_right(ends, place)] for place in span)
        return start, end

    title = _replaced(text.title, names)[0]
    sentences = tuple(moved(span) for span in text.sentences)
    changed = replace(text, title=title, text=new, sentences=sentences, questions=(), claims=())
    return changed, [moved(span) for span in spans]


def _replaced(text: str, names: Mapping[str, str]) -> tuple[str, list[tuple[int, int, int]]]:
    """Replace names; where each stood, and by how many characters it grew."""
    found, parts, last = [], [], 0
    for place in re.finditer(_pattern(names), text):
        particle = place["particle"] or ""
        name = place[0].removesuffix(particle) if particle else place[0]
        new = attach(names[name], particle)
        parts += [text[last : place.start()], new]
        last = place.end()
        found.append((place.start(), place.end(), len(new) - len(place[0])))
    return "".join([*parts, text[last:]]), found


def _pattern(names: Iterable[str]) -> str:
    any_name = "|".join(map(re.escape, names))
    return rf"(?<![가-힣A-Za-z\d])(?:{any_name})(?:{_PARTICLE})"


def _places(text: str, name: str) -> bool:
    return re.search(_pattern([name]), text) is not None


def _in_roles(own: Sequence[Morpheme], morphemes: Sequence[Morpheme]) -> Iterator[tuple[str, str]]:
    """Names of which one does something and the other has it done to it."""
    after = {m.start: m.tag for m in morphemes}
    doers = [m.form for m in own if after.get(m.end) in _SUBJECTS]
    others = [m.form for m in own if after.get(m.end) in _OTHERS]
    if len(doers) == len(others) == 1 and doers != others:
        yield doers[0], others[0]
