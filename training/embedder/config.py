"""All numbers of the recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Config:
    """All numbers of the recipe; ``README.md`` says what each was tried against.

    Attributes:
        seed: For the sample of the manuals and everything drawn in training.
        vocabulary: Tokens, the unknown one included.
        dimension: Length of a vector.
        manual_sample: Paragraphs of the manuals that the vocabulary is counted on.
        manual_vocabulary: How much a count there weighs against one in everything else.
        manual_weight: The same for co-occurrence.
        singular_power: What the singular values are raised to: 0 leaves them out.
        rarity: The constant a in a / (a + p), a first row's length for a token of probability p.
        anchor: A token seen n times starts with a random direction for anchor / (anchor + n) of
            its square: what it means is not known, but that it is the same token is.
        steps: Updates.
        learning_rate: Adam's, at its highest: it rises for 100 steps and falls to nothing.
        batch: Paragraphs in a draw.
        small_batch: Pairs in a draw of all other objectives.
        longest: Tokens of a paragraph in a draw at most.
        scale: What cosines are multiplied by.
        order_scale: The same for scored pairs.
        run: Neighbouring paragraphs drawn together; each is a hard negative for the others.
        kept: How often a sentence stays in the paragraph that it is to find.
        dropped: Share of that sentence's tokens that are left out.
        manuals: Weight of the objectives on manuals.
        prose: Weight of the objectives on prose.
        paraphrases: Weight of the objective on paraphrases.
        inferences: Weight of the objective on inferences.
        scored: Weight of the objective on scored pairs.
    """

    seed: int = 0
    vocabulary: int = 27_000
    dimension: int = 256
    manual_sample: int = 25_000
    manual_vocabulary: float = 0.1
    manual_weight: float = 0.2
    singular_power: float = 0.5
    rarity: float = 1e-3
    anchor: float = 3.0
    steps: int = 1000
    learning_rate: float = 1e-3
    batch: int = 512
    small_batch: int = 256
    longest: int = 64
    scale: float = 20.0
    order_scale: float = 20.0
    run: int = 4
    kept: float = 0.5
    dropped: float = 0.3
    manuals: float = 1.0
    prose: float = 1.0
    paraphrases: float = 1.0
    inferences: float = 1.0
    scored: float = 1.0


def changed(config: Config, changes: Sequence[str]) -> Config:
    """Apply ``name=value`` changes.

    Raises:
        ValueError: If a name is not a field, or a value not a number of its kind.
    """
    kinds = {field.name: type(getattr(config, field.name)) for field in fields(config)}
    for change in changes:
        name, _, value = change.partition("=")
        if name not in kinds:
            raise ValueError(f"{name!r} is no setting; there are {', '.join(kinds)}")
        config = replace(config, **{name: kinds[name](value)})
    return config
