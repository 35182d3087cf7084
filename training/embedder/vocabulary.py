"""A tokenizer that splits Korean where Kiwi would, without Kiwi at run time.

Kiwi analyses a sample of the texts; the morphemes it finds, written in decomposed letters (so
that the ㄴ of "큰" is a piece of its own), become the vocabulary of a unigram language model.
Its best path through a word then follows Kiwi's boundaries most of the time, inside the
``tokenizers`` library.
"""

from __future__ import annotations

import json
import math
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from rag.korean import Analyzer, Morpheme, normalize
from training.embedder.config import Config
from training.embedder.corpora import TRAINED_PARAPHRASE_GROUPS, Corpora

UNKNOWN = "[UNK]"
_LONGEST_PIECE = 32
# A run of Hangul letters, Latin letters or digits, else one character. White space goes.
_PIECE = r"[\u1100-\u11ff]+|[a-z]+|[0-9]+|[^\s\u1100-\u11ffa-z0-9]"
_COUNTED = re.compile(r"[\u1100-\u11ff]+|[a-z]+|[0-9]+")


def build_tokenizer(corpora: Corpora, config: Config) -> Tokenizer:
    """Build the tokenizer.

    Args:
        corpora: The texts.
        config: ``vocabulary``, ``manual_sample``, ``manual_vocabulary`` and ``seed`` are read.

    Returns:
        A tokenizer without special tokens; id 0 is the unknown token.
    """
    analyzer = Analyzer()
    sampled = min(config.manual_sample, len(corpora.manuals))
    manuals = random.Random(config.seed).sample(corpora.manuals, sampled)
    counts: Counter[str] = Counter()
    manual_texts = (" ".join(paragraph.sentences) for paragraph in manuals)
    _count(counts, analyzer, manual_texts, config.manual_vocabulary)
    _count(counts, analyzer, _general_texts(corpora), 1.0)
    return _tokenizer(_scores(counts, config.vocabulary))


def _general_texts(corpora: Corpora) -> Iterator[str]:
    for paragraph in corpora.prose:
        yield " ".join(paragraph.sentences)
    yield from corpora.headlines
    for pair in corpora.scored_train:
        yield from (pair.first, pair.second)
    for inference in corpora.inferences:
        yield from (inference.premise, inference.entailed, inference.contradicted)
    for group in corpora.paraphrases[:TRAINED_PARAPHRASE_GROUPS]:
        yield from group


def _count(counts: Counter[str], analyzer: Analyzer, texts: Iterable[str], weight: float) -> None:
    for raw in texts:
        text = normalize(raw)
        for piece in surface_pieces(text, analyzer.morphemes(text)):
            for run in _COUNTED.findall(piece):
                counts[run] += weight


def decompose(text: str) -> str:
    """Write text as the tokenizer sees it: decomposed letters, lower case."""
    return unicodedata.normalize("NFKD", text).lower()


def surface_pieces(text: str, morphemes: Iterable[Morpheme]) -> Iterator[str]:
    """Cut a text's own letters, decomposed, at the boundaries of its morphemes.

    Where two morphemes share a syllable (갔 is 가 and 았), the first keeps the letters that it
    spells and the second gets the rest; where it spells none of them (해 is 하 and 아), the
    syllable stays whole.
    """
    group: list[Morpheme] = []
    for morpheme in morphemes:
        if group and morpheme.start >= max(m.end for m in group):
            yield from _cut(text, group)
            group = []
        group.append(morpheme)
    if group:
        yield from _cut(text, group)


def _cut(text: str, group: list[Morpheme]) -> Iterator[str]:
    rest = decompose(text[group[0].start : max(m.end for m in group)])
    for morpheme in group[:-1]:
        form = decompose(morpheme.form)
        if not rest.startswith(form) or rest == form:
            break
        yield form
        rest = rest[len(form) :]
    yield rest


def _scores(counts: Counter[str], size: int) -> list[tuple[str, float]]:
    # Each letter and syllable is a piece, so that every Korean word has a path, if hardly ever
    # the best one.
    small: Counter[str] = Counter()
    for piece, count in counts.items():
        for syllable in unicodedata.normalize("NFC", piece):
            letters = decompose(syllable)
            for part in {letters, *letters}:
                small[part] += count
    chosen = {part: 0.01 + 0.001 * count for part, count in small.items()}
    for piece, count in counts.most_common():
        if len(chosen) >= size - 1:
            break
        if len(piece) <= _LONGEST_PIECE:
            chosen[piece] = max(count, chosen.get(piece, 0.0))
    total = sum(chosen.values())
    pieces = [(piece, math.log(count / total)) for piece, count in chosen.items()]
    return [(UNKNOWN, -30.0), *((piece, round(score, 4)) for piece, score in pieces)]


def _tokenizer(scores: list[tuple[str, float]]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.Lowercase(), normalizers.StripAccents()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_PIECE), "removed", invert=True)
    return tokenizer


def compact_json(tokenizer: Tokenizer) -> str:
    """Write the tokenizer without the indentation that doubles its size."""
    return json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
