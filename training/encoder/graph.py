"""Writes the ONNX graph of some transformer layers, without their weights.

One graph serves both halves of the encoder: weights are handed over when a session is opened, so
that they can lie on disk in 4 and 8 bits.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}
NORMS = {"norm": "attention.output.LayerNorm", "last": "output.LayerNorm"}
_EXTERNAL = "weights"


def layer_shapes(width: int, inner: int) -> dict[str, list[int]]:
    """Shapes of one layer's weights by name; matrices as (inputs, outputs)."""
    shapes: dict[str, list[int]] = {}
    for name in MATRICES:
        rows, columns = {"inner": (width, inner), "outer": (inner, width)}.get(name, (width, width))
        shapes |= {f"{name}.weight": [rows, columns], f"{name}.bias": [columns]}
    for name in NORMS:
        shapes |= {f"{name}.weight": [width], f"{name}.bias": [width]}
    return shapes


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.weights: list[onnx.TensorProto] = []

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, values: object) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def weight(self, name: str, shape: list[int]) -> str:
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=_EXTERNAL)
        self.weights.append(tensor)
        return name


def write_graph(
    path: str, *, layers: int, width: int, inner: int, heads: int, epsilon: float
) -> None:
    """Write the graph.

    Inputs: ``states``, shape (texts, tokens, width); ``bias``, shape (texts, 1, 1, tokens), 0 where
    a token may be looked at and a large negative number where it is padding. Output:
    ``hidden``, of the shape of ``states``. Weights are named ``0.q.weight`` and so on.
    """
    graph = _Graph()
    split = graph.constant(np.array([0, 0, heads, width // heads], dtype=np.int64))
    joined = graph.constant(np.array([0, 0, width], dtype=np.int64))
    scale = graph.constant(np.float32((width // heads) ** -0.5))
    x = "states"
    for layer in range(layers):
        names = {
            short: graph.weight(f"{layer}.{short}", shape)
            for short, shape in layer_shapes(width, inner).items()
        }

        def linear(x: str, name: str, names: dict[str, str] = names) -> str:
            product = graph.node("MatMul", x, names[f"{name}.weight"])
            return graph.node("Add", product, names[f"{name}.bias"])

        def norm(x: str, name: str, names: dict[str, str] = names) -> str:
            parts = names[f"{name}.weight"], names[f"{name}.bias"]
            return graph.node("LayerNormalization", x, *parts, axis=-1, epsilon=epsilon)

        q, k, v = (
            graph.node("Transpose", graph.node("Reshape", linear(x, name), split), perm=order)
            for name, order in (("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3]))
        )
        scores = graph.node("Mul", graph.node("MatMul", q, k), scale)
        weights = graph.node("Softmax", graph.node("Add", scores, "bias"), axis=-1)
        seen = graph.node("Transpose", graph.node("MatMul", weights, v), perm=[0, 2, 1, 3])
        seen = linear(graph.node("Reshape", seen, joined), "o")
        x = norm(graph.node("Add", x, seen), "norm")
        inside = graph.node("Gelu", linear(x, "inner"), approximate="none")
        x = norm(graph.node("Add", x, linear(inside, "outer")), "last")
    graph.nodes.append(helper.make_node("Identity", [x], ["hidden"]))
    states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["texts", "tokens", width])
    bias = helper.make_tensor_value_info("bias", TensorProto.FLOAT, ["texts", 1, 1, "tokens"])
    hidden = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["texts", "tokens", width])
    model = helper.make_model(
        helper.make_graph(
            graph.nodes, "layers", [states, bias], [hidden], [*graph.constants, *graph.weights]
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=9,
    )
    onnx.save(model, path)
