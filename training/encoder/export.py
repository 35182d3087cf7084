"""Writes the shipped folder from trained weights.

python -m training.encoder.export UNPACKED OUT.pt rag/models/encoder_v1_6
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from transformers import AutoModel

from rag.encoder.folder import (
    CONFIG_FILE,
    FORMAT,
    GRAPH_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    read_folder,
)
from rag.encoder.layers import ADAPTERS
from rag.encoder.tokens import MAX_TOKENS
from training.encoder.graph import MATRICES, NORMS, write_graph
from training.encoder.network import HALF
from training.encoder.packing import pack4, pack8


def export(unpacked: Path, trained: Path, out: Path) -> None:
    """Write a folder that :class:`rag.encoder.Encoder` reads.

    Args:
        unpacked: The pretrained encoder, as ``unpack.py`` wrote it.
        trained: State of :class:`training.encoder.network.Reader`, and of adapters if there are.
        out: Where the folder goes; its name is the model's.
    """
    pretrained = AutoModel.from_pretrained(unpacked)
    settings, state = pretrained.config, pretrained.state_dict()
    own = torch.load(trained, weights_only=True)
    tensors: dict[str, np.ndarray] = {}

    def add(name: str, matrix: torch.Tensor, bits: int) -> None:
        values = matrix.float().numpy()
        packed = pack4(values) if bits == 4 else pack8(values)
        tensors.update({f"{name}.{part}": array for part, array in packed.items()})

    add("embeddings.word", state["embeddings.word_embeddings.weight"], 4)
    places = state["embeddings.position_embeddings.weight"][:MAX_TOKENS]
    kind = state["embeddings.token_type_embeddings.weight"][0]
    tensors["embeddings.position"] = (places + kind).numpy().astype(np.float16)
    for part in ("weight", "bias"):
        tensors[f"embeddings.norm.{part}"] = state[f"embeddings.LayerNorm.{part}"].numpy()
    for layer in range(HALF):
        add_layer(tensors, f"lower.{layer}", state, f"encoder.layer.{layer}", 4)
        add_layer(tensors, f"upper.{layer}", own, f"layers.{layer}", 8)
    tensors["role"] = own["role.weight"].numpy()
    for name, tensor in own.items():
        if name.startswith(ADAPTERS):
            add(name, tensor, 8)
        if name.startswith(("sent.", "ans", "claim.", "span.", "scale")):
            if tensor.ndim == 2 and len(tensor) > 3:
                add(f"heads.{name}", tensor, 8)
            else:
                tensors[f"heads.{name}"] = tensor.float().numpy()
    out.mkdir(parents=True, exist_ok=True)
    save_file({k: np.ascontiguousarray(v) for k, v in tensors.items()}, out / WEIGHTS_FILE)
    write_graph(
        str(out / GRAPH_FILE),
        layers=HALF,
        width=settings.hidden_size,
        inner=settings.intermediate_size,
        heads=settings.num_attention_heads,
        epsilon=settings.layer_norm_eps,
    )
    (out / TOKENIZER_FILE).write_bytes((unpacked / TOKENIZER_FILE).read_bytes())
    write_config(out, {})


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    """Read what ``train`` or ``mix`` wrote, or a folder that ships."""
    return shipped(path) if path.is_dir() else torch.load(path, weights_only=True)


def shipped(folder: Path) -> dict[str, torch.Tensor]:
    """State of the network, and of adapters if there are, from a folder that ships."""
    weights = read_folder(folder).weights
    state = {"role.weight": weights["role"]}
    for name, values in weights.items():
        if name.startswith("heads."):
            state[name.removeprefix("heads.")] = values
        elif name.startswith(ADAPTERS):
            state[name] = values
        elif name.startswith("upper."):
            _, layer, short, part = name.split(".")
            state[f"layers.{layer}.{(MATRICES | NORMS)[short]}.{part}"] = values
    return {name: torch.from_numpy(values.copy()) for name, values in state.items()}


def write_config(folder: Path, found: dict[str, object]) -> None:
    """Write ``config.json``: format, digests, and what calibration found."""
    files = (TOKENIZER_FILE, GRAPH_FILE, WEIGHTS_FILE)
    digests = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in files}
    config = {"format": FORMAT, "name": folder.name, **found, "sha256": digests}
    text = json.dumps(config, ensure_ascii=False, indent=1)
    (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")


def add_layer(
    tensors: dict[str, np.ndarray], name: str, state: dict, source: str, bits: int
) -> None:
    """Add a layer's weights by the graph's names, matrices in 4 or 8 bits.

    The graph multiplies from the left, so matrices are stored as they are and turned on loading.
    """
    for short, long in MATRICES.items():
        values = state[f"{source}.{long}.weight"].float().numpy()
        packed = pack4(values) if bits == 4 else pack8(values)
        tensors.update({f"{name}.{short}.weight.{k}": v for k, v in packed.items()})
        tensors[f"{name}.{short}.bias"] = state[f"{source}.{long}.bias"].float().numpy()
    for short, long in NORMS.items():
        for part in ("weight", "bias"):
            tensors[f"{name}.{short}.{part}"] = state[f"{source}.{long}.{part}"].float().numpy()


if __name__ == "__main__":
    import sys

    export(*(Path(argument) for argument in sys.argv[1:4]))
