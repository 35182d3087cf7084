"""Particles that the analyser leaves on names it does not know: 룬드에게 as one noun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.korean import Morpheme

# Particle → its tag; the longer ones first.
_OF_NAMES = {
    "에게": "JKB",
    "에서": "JKB",
    "으로": "JKB",
    "의": "JKG",
    "에": "JKB",
    "은": "JX",
    "는": "JX",
}
_OF_NOUNS = {"에게": "JKB", "에서": "JKB", "에": "JKB"}
_SHORTEST = {"NNP": 2, "NNG": 3}


def split_particles(text: str, morphemes: Sequence[Morpheme]) -> tuple[Morpheme, ...]:
    """Take particles off names.

    Args:
        text: The text.
        morphemes: Its morphemes.

    Returns:
        The morphemes, with a particle of its own after a name that ended in one.
    """
    return tuple(
        piece
        for before, m in zip((None, *morphemes), morphemes, strict=False)
        for piece in (_although(m) if _attached(before, m) else _pieces(text, m))
    )


def _attached(before: Morpheme | None, m: Morpheme) -> bool:
    """Tell whether 하지만 belongs to the noun before it: 인상하지만."""
    glued = before is not None and before.tag == "NNG" and before.end == m.start
    return glued and m.tag == "MAJ" and m.form == "하지만"


def _although(m: Morpheme) -> Iterator[Morpheme]:
    yield Morpheme("하", "XSV", m.start, m.start + 1)
    yield Morpheme("지만", "EC", m.start + 1, m.end)


def _pieces(text: str, m: Morpheme) -> Iterator[Morpheme]:
    particle = _particle(text, m)
    if not particle:
        yield m
        return
    cut = m.end - len(particle)
    tag = _OF_NAMES[particle]
    yield Morpheme(m.form.removesuffix(particle), m.tag, m.start, cut)
    yield Morpheme(particle, tag, cut, m.end)


def _particle(text: str, m: Morpheme) -> str:
    if m.tag not in _SHORTEST or text[m.end : m.end + 1].strip():
        return ""  # something is attached to it already
    if text[m.start : m.end] != m.form:
        return ""
    for particle in _OF_NAMES if m.tag == "NNP" else _OF_NOUNS:
        if m.form.endswith(particle) and len(m.form) - len(particle) >= _SHORTEST[m.tag]:
            return particle
    return ""
