"""Claims made by rule: sentences of a text as they are, and with one number or name exchanged.

They share all words with their sources, true and false alike, which written claims do not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from rag.korean import attach, default_analyzer
from training.encoder.texts import Text

_NUMBER = re.compile(r"(?<![\d.,])[1-9][\d,]*(?![\d.,]*\d)")
_NEIGHBOURS = 2
_LEAST_CHARS = 15


def copied_claims(text: Text, chance: random.Random) -> Iterator[tuple[str, str, bool]]:
    """Make a claim of a sentence, one of a changed one, and one that is not in its source.

    Args:
        text: What to take sentences from.
        chance: What chooses.

    Yields:
        Claim, source, and whether the source bears it out.
    """
    sentences = [text.text[slice(*span)] for span in text.sentences]
    long = [n for n, sentence in enumerate(sentences) if len(sentence) >= _LEAST_CHARS]
    if len(long) < 2:
        return
    number = chance.choice(long)
    sentence = sentences[number]
    around = range(max(0, number - chance.randint(0, _NEIGHBOURS)), number + 1)
    source = " ".join(sentences[n] for n in around)
    yield sentence, source, True
    changed = change_number(sentence, source, chance) or change_name(sentence, text.text, chance)
    if changed is not None:
        yield changed, source, False
    other = chance.choice([n for n in long if n not in around] or [0])
    if other not in around:
        yield sentences[other], source, False


def change_number(sentence: str, source: str, chance: random.Random) -> str | None:
    """Exchange one digit of a number.

    Args:
        sentence: The sentence.
        source: A text that must not have the new number.
        chance: What chooses.

    Returns:
        The changed sentence; None where that is not possible.
    """
    places = list(_NUMBER.finditer(sentence))
    if not places:
        return None
    place = chance.choice(places)
    digits = [n for n, letter in enumerate(place[0]) if letter.isdigit()]
    spot = chance.choice(digits[-2:])
    others = [d for d in "123456789" if d != place[0][spot]]
    changed = place[0][:spot] + chance.choice(others) + place[0][spot + 1 :]
    if changed in source:
        return None
    return sentence[: place.start()] + changed + sentence[place.end() :]


def change_name(sentence: str, text: str, chance: random.Random) -> str | None:
    """Put another proper name of the text in the place of one of the sentence's."""
    morphemes = default_analyzer().morphemes(sentence)
    own = [n for n, m in enumerate(morphemes) if m.tag == "NNP" and m.end - m.start > 1]
    others = {m.form for m in default_analyzer().morphemes(text) if m.tag == "NNP"}
    others = {name for name in others if len(name) > 1 and name not in sentence}
    if not own or not others:
        return None
    number = chance.choice(own)
    old, new = morphemes[number], chance.choice(sorted(others))
    after = morphemes[number + 1] if number + 1 < len(morphemes) else None
    end = old.end
    if after is not None and after.start == end and after.tag.startswith("J"):
        new, end = attach(new, sentence[end : after.end]), after.end
    return sentence[: old.start] + new + sentence[end:]
