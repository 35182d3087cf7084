"""Small words that change what is claimed, in the claim and in the cited texts."""

from __future__ import annotations

import re

from rag.grounding.judging.alignment import Alignment

_ALL = re.compile("모두|전부|전원|모든")
_ALREADY = re.compile("이미|벌써")
_BUT = re.compile("다만|그러나|하지만|지만|반면|으나|는데|달리")
_CANNOT = re.compile("수 없|못하|못 |않|아니|안 |금지|불가|제외|없")
_CAN = re.compile("수 있|가능|허용|할 수|된다|됩니다|돼요")
_WORDS = {"all": _ALL, "already": _ALREADY, "but": _BUT, "cannot": _CANNOT, "can": _CAN}

NAMES = tuple(name for word in _WORDS for name in (f"{word}.claimed", f"{word}.cited"))


def wording_row(alignment: Alignment) -> list[float]:
    """Look for the words.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    cited = " ".join(statement.text for statement in alignment.evidence.cited)
    texts = (alignment.claim.text, cited)
    return [float(bool(word.search(text))) for word in _WORDS.values() for text in texts]
