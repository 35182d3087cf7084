"""Two names of one thing, set beside each other in the evidence, made one."""

from __future__ import annotations

import re
from collections.abc import Sequence

# 세계보건기구(WHO), 아시아개발은행(이하 ADB).
_ACRONYM = re.compile(r"(?P<full>[가-힣]{3,})\s?\((?:이하\s)?(?P<short>[A-Z][A-Za-z]{0,3}[A-Z])\)")
_PARTICLE = r"(?P<particle>[은는이가을를과와](?=[\s,]))?(?![A-Za-z0-9])"
_SHORT_PLACES = {"경상북도": "경북", "경상남도": "경남", "전라북도": "전북", "전라남도": "전남"}
_SHORT_PLACES |= {"전북특별자치도": "전북", "충청북도": "충북", "충청남도": "충남"}
_SHORT_PLACES |= {"강원특별자치도": "강원도", "제주특별자치도": "제주도", "서울특별시": "서울시"}
_SHORT_PLACES |= {"세종특별자치시": "세종시"}
# Before a place within it; by itself, 경남이 is read as a person.
_PLACE = re.compile(rf"(?<![가-힣])(?:{'|'.join(_SHORT_PLACES)})(?=\s[가-힣])")
_METROPOLIS = re.compile(r"(?<=[가-힣]{2})광역시")
_TITLES = "교수|박사|대표|감독|의원|장관|위원장|회장|사장|원장|선수|팀장|총장|소장|연구원|작가|씨"
_FULL_NAME = re.compile(rf"(?<![가-힣])(?P<family>[가-힣])[가-힣]{{2}}\s(?P<title>{_TITLES})")
_PARTICLES = {"은": "는", "이": "가", "을": "를", "과": "와"}
_WITHOUT = {after: before for before, after in _PARTICLES.items()}


def unify(claim: str, texts: Sequence[str]) -> tuple[str, list[str]]:
    """Write each thing by one name where the evidence gives it two.

    ``세계보건기구(WHO)`` makes WHO 세계보건기구 everywhere, and 정수민 교수 is meant by 정 교수
    where no other professor of that family name is spoken of. Provinces and cities take their
    short names: 경상북도 is 경북, 부산광역시 부산시.

    Args:
        claim: The claim, normalised.
        texts: What it cites, normalised.

    Returns:
        The claim and the texts.
    """
    whole = [_METROPOLIS.sub("시", _PLACE.sub(_short_place, text)) for text in (claim, *texts)]
    for match in _ACRONYM.finditer("\n".join(whole[1:])):
        full, short = match["full"], match["short"]
        bracketed = re.compile(rf"{full}\s?\((?:이하\s)?{short}\)")
        alone = re.compile(rf"(?<![A-Za-z0-9]){short}{_PARTICLE}")
        whole = [_spelled_out(bracketed.sub(short, text), alone, full) for text in whole]
    names: dict[tuple[str, str], set[str]] = {}
    for match in _FULL_NAME.finditer("\n".join(whole[1:])):
        names.setdefault((match["family"], match["title"]), set()).add(match[0])
    for (family, title), known in names.items():
        if len(known) == 1:
            called = re.compile(rf"(?<![가-힣]){family}\s{title}(?![가-힣]{{3}})")
            whole = [called.sub(next(iter(known)), text) for text in whole]
    return whole[0], whole[1:]


def _short_place(found: re.Match[str]) -> str:
    return _SHORT_PLACES[found[0]]


def _spelled_out(text: str, short: re.Pattern[str], full: str) -> str:
    return short.sub(lambda found: _joined(full, found["particle"]), text)


def _joined(name: str, particle: str | None) -> str:
    """Write a particle as it is after a name: WHO는, 세계보건기구는."""
    if particle is None:
        return name
    closed = (ord(name[-1]) - ord("가")) % 28 != 0
    return name + (_WITHOUT if closed else _PARTICLES).get(particle, particle)
