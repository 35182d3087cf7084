"""Whether a claim's names stand in the cited texts or in the question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.grounding.evidence import Evidence
from rag.grounding.lexicon import LIGHT
from rag.grounding.statement import Statement, Word
from rag.korean import UNITS

_RUN = re.compile(r"[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
_QUOTED = re.compile(r"[‘'“\"「『《〈]([^‘’'“”\"」』》〉]{1,20})[’'”\"」』》〉]")
# A quotation that is speech and not a title may be told in other words.
_SPOKEN = re.compile(r"[다요까라자]\W*$")
_WORD_CHARACTERS = re.compile(r"[^0-9A-Za-z가-힣一-鿿]+")
_DETERMINERS = frozenset(
    "온갖 아무 아무런 무슨 이때 그때 이날 그날 몇몇 어느 저런 이런저런 그런저런 "
    "갖은 별별 여느 양대 일대 웬만".split()
)
# Names from the first length on keep their last syllables when they are shortened.
_SHORT, _LONG = 5, 8
_STATES = {"한국": "한", "우리나라": "한", "미국": "미", "일본": "일", "중국": "중", "북한": "북"}
_STATES |= {"러시아": "러", "영국": "영", "독일": "독", "프랑스": "불", "유럽연합": "유럽"}
_TOLD = ("는", "고", "며", "던")
# 한일, 한미일, 북미: countries, each by one syllable.
_JOINT = re.compile(
    r"(?<![가-힣])[한미일중북러영독불남]{2,4}(?=[\s·]|양국|정상|회담|관계|외교|동맹|간)"
)
_COMPATIBLE = re.compile(r"[㎀-㏟]")
_SYLLABLES = frozenset({"NNG", "NNP", "MM"})
_NAME_TAGS = frozenset({"NNP", "SL", "SH", "UN", "W_SERIAL"})


def check_names(claim: Statement, evidence: Evidence) -> str:
    """Find a name of the claim that is nowhere in the evidence.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    surface = Surface(evidence)
    for run in _RUN.finditer(claim.text):
        place = (run.start(), run.end())
        if _COMPATIBLE.match(claim.text[run.start() - 1 : run.start()]):
            continue  # the h of ㎾h
        is_known = _in_value(claim, *place) or surface.has_run(run[0])
        if not is_known and not _synonym(claim, evidence, *place):
            return f"근거에 없는 이름이나 숫자입니다: {run[0]}"
    for quoted in _QUOTED.finditer(claim.text):
        if not _SPOKEN.search(quoted[1]) and not surface.has(quoted[1]):
            return f"근거에 없는 이름입니다: {quoted[1]}"
    for name in _syllable_names(claim):
        if name not in _DETERMINERS and not surface.has(name):
            return f"근거에 없는 이름입니다: {name}"
    for word in claim.words:
        if _is_name(word) and not surface.has_name(claim, word, evidence):
            return f"근거에 없는 이름입니다: {claim.text[word.start : word.end]}"
    return ""


def _syllable_names(claim: Statement) -> Iterator[str]:
    """Go through names that the analyser takes for nouns of one syllable each: 마, 곡."""
    run: list[Word] = []
    for word in claim.words:
        if run and run[-1].end == word.start and _is_syllable(word):
            run.append(word)
            continue
        if len(run) > 1:
            yield claim.text[run[0].start : run[-1].end]
        run = [word] if _is_syllable(word) else []
    if len(run) > 1:
        yield claim.text[run[0].start : run[-1].end]


def _is_syllable(word: Word) -> bool:
    return word.tag in _SYLLABLES and len(word.form) == word.end - word.start == 1


def _is_name(word: Word) -> bool:
    """Tell whether a word is a name; what the analyser takes for a rare determiner is, too."""
    if word.tag == "MM":
        return len(word.form) > 1 and word.form not in LIGHT | _DETERMINERS
    return word.tag in _NAME_TAGS


class Surface:
    """The characters of the evidence, for names that the analyser does not know."""

    def __init__(self, evidence: Evidence) -> None:
        """Join the evidence's words without spaces and punctuation."""
        texts = [s.text for s in (*evidence.cited, evidence.question)]
        self.squashed = [_squash(text) for text in texts]
        self.runs = {
            run.replace("-", "").lower() for text in texts for run in _RUN.findall(text)
        } | {part.lower() for text in texts for part in re.findall(r"[A-Za-z]+|\d+", text)}
        self.states = "".join(run for text in texts for run in _JOINT.findall(text))
        self.units = {
            UNITS[run]
            for text in texts
            for run in re.findall(r"[A-Za-z㎀-㏟]+|킬로[가-힣]+|메가[가-힣]+|[가-힣]*미터", text)
            if run in UNITS
        }
        self.eojeols = [_squash(word) for text in texts for word in text.split()]

    def has(self, characters: str) -> bool:
        """Tell whether a run of letters occurs, spaces and punctuation aside."""
        squashed = _squash(characters)
        return any(squashed in text for text in self.squashed)

    def has_abbreviated(self, name: str) -> bool:
        """Tell whether a longer word is shortened to the name: 해양경찰, 해경."""
        return 1 < len(name) < _LONG and any(
            len(eojeol) >= len(name) + 2
            and _abbreviates(name, eojeol)
            and (len(name) < _SHORT or name[-2:] in eojeol)
            for eojeol in self.eojeols
        )

    def has_run(self, run: str) -> bool:
        """Tell whether a Latin or digit run occurs whole."""
        run = run.removesuffix("당")  # kWh당
        return run.replace("-", "").lower() in self.runs or UNITS.get(run) in self.units

    def has_name(self, claim: Statement, word: Word, evidence: Evidence) -> bool:
        """Tell whether a name occurs, as a word or as characters."""
        name = claim.text[word.start : word.end]
        if any(word.keys & other.keys for _, other in evidence.words()):
            return True
        if any(word.keys & other.keys for other in evidence.question.words):
            return True
        if name[0].isascii() and self.has_run(name):
            return True
        if len(name) < 2:
            return any(name in eojeol for eojeol in self.eojeols)
        if _STATES.get(name, "-") in self.states:
            return True
        if 1 < len(name) < _SHORT and all(
            any(short == letter and self.has(state) for state, short in _STATES.items())
            for letter in name
        ):
            return True  # 미중: the evidence names 미국 and 중국
        following = claim.text[word.end : word.end + 1]
        if name[-1] in "라이" and following in _TOLD and self.has(name[:-1]):
            return True  # 카렐그라드라는
        return self.has(name) or self.has_abbreviated(name) or self.has_cut(name)

    def has_cut(self, name: str) -> bool:
        """Tell whether a name is one of the evidence without a part: 인천(국제)공항공사."""
        return len(name) > 3 and any(
            re.search(f"{head}[가-힣]{{1,5}}{tail}", text)
            for text in self.squashed
            for cut in range(2, len(name) - 1)
            for head, tail in [(re.escape(name[:cut]), re.escape(name[cut:]))]
        )


def _abbreviates(name: str, word: str) -> bool:
    if name[0] != word[0]:
        return False
    position = 0
    for letter in name:
        position = word.find(letter, position) + 1
        if not position:
            return False
    return True


def _squash(text: str) -> str:
    return _WORD_CHARACTERS.sub("", text).lower()


def _in_value(claim: Statement, start: int, end: int) -> bool:
    return any(v.content.start < end and start < v.content.end for v in claim.values)


def _synonym(claim: Statement, evidence: Evidence, start: int, end: int) -> bool:
    """Tell whether the word at a place has a synonym in the evidence (AI, 인공지능)."""
    for word in claim.words:
        if (word.start, word.end) == (start, end):
            return any(word.keys & other.keys for _, other in evidence.words())
    return False
