"""Whether sentences say why something is so."""

from __future__ import annotations

from collections.abc import Sequence

from rag.reading import Evidence

_REASONS = frozenset(
    "때문 위하 이유 까닭 원인 덕분 덕 탓 배경 계기 목적 따르 의하 인하 힘입 영향 그래서".split()
)
_REASON_ENDINGS = frozenset(
    "아서 어서 므로 으므로 니까 으니까 려고 으려고 려 으려 도록 느라".split()
)


def tells_why(evidence: Sequence[Evidence]) -> bool:
    """Tell whether some sentences hold a word or an ending that gives a reason or a purpose."""
    return any(
        (m.form in _REASONS and m.tag[0] in "NVJM") or (m.form in _REASON_ENDINGS and m.tag == "EC")
        for item in evidence
        for m in item.candidate.sentence.morphemes
    )
