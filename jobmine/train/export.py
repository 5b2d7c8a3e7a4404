"""A checkpoint as it ships: ``python -m jobmine.train.export CHECKPOINT -o corpora/models/mentions-best``.

Matrices become whole numbers of seven bits with a scale for each column, so that no processor overflows in
adding them up; what is multiplied with them is rounded to eight bits at run time, by the range of each
token: one range for all tokens changes 2.3 % of the mentions, one for each 0.8 %. The graph takes one window
of tokens, so that what is found in a text never depends on the texts beside it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from jobmine.extract.labels import LABELS
from jobmine.extract.model_files import write_sums

Floats = NDArray[np.float32]

_HEADS = 12
_EPSILON = 1e-12
_MATRIX_BITS, _TABLE_BITS = 7, 8
_MIDDLE = numpy_helper.from_array(np.array([128], dtype=np.uint8))
_OPSET, _IR = 20, 9


class _Graph:
    """A graph under construction: each method adds operators and returns the name of what they compute."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, values: Any, dtype: Any = np.float32) -> str:
        """Keep an array, once."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values, dtype=dtype), name)
        return name

    def node(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> Any:
        """Add an operator."""
        names = [f"v{len(self.nodes)}.{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def linear(self, x: str, name: str, scale: Floats | float = 1.0) -> str:
        """Multiply by a matrix of whole numbers and add a bias; ``scale`` multiplies both, by output."""
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        numbers, scales = quantise(weight, _MATRIX_BITS)
        axis = self.constant("columns", [1], np.int64)
        most = self.node("ReduceMax", self.node("Abs", x), axis, keepdims=0)
        own = self.node("Mul", self.node("Max", most, self.constant("tiny", 1e-6)), self.constant("byte", 1 / 127))
        zeros = self.node("ConstantOfShape", self.node("Shape", own), value=_MIDDLE)
        rounded = self.node("QuantizeLinear", x, own, zeros, axis=0)
        matrix = self.constant(f"{name}.matrix", numbers.T, np.int8)
        middle, zero = self.constant("middle", 128, np.uint8), self.constant("zero", 0, np.int8)
        product = self.node("Cast", self.node("MatMulInteger", rounded, matrix, middle, zero), to=TensorProto.FLOAT)
        whole = self.node("Mul", product, self.node("Unsqueeze", own, axis))
        whole = self.node("Mul", whole, self.constant(f"{name}.scales", scales * scale))
        return str(self.node("Add", whole, self.constant(f"{name}.bias", bias * scale)))

    def normal(self, x: str, name: str) -> str:
        """Normalise a layer."""
        parts = [self.constant(f"{name}.{what}", self.weights[f"{name}.{what}"]) for what in ("weight", "bias")]
        return str(self.node("LayerNormalization", x, *parts, epsilon=_EPSILON))

    def embed(self) -> str:
        """Look up pieces, words and places."""
        table = self.weights["known"] + self.weights["learned.weight"]
        numbers, scales = quantise(table, _TABLE_BITS)
        self.constant("table", numbers, np.int8)
        self.constant("table.scales", scales[:, None])
        own, over = (
            self.node(
                "Mul",
                self.node("Cast", self.node("Gather", "table", name), to=TensorProto.FLOAT),
                self.node("Gather", "table.scales", name),
            )
            for name in ("piece", "word")
        )
        gated = self.node("Mul", self.constant("gate", self.weights["gate"]), self.node("Sub", over, own))
        placed = self.node("Gather", self.constant("places", self.weights["place.weight"]), "place")
        length = self.node("Shape", "piece")
        begin, axis = self.constant("begin", [0], np.int64), self.constant("axis", [0], np.int64)
        positions = self.constant("positions", self.weights["position.weight"])
        positioned = self.node("Slice", positions, begin, length, axis)
        x = self.node("Add", own, gated)
        for more in (placed, positioned):
            x = self.node("Add", x, more)
        return self.normal(x, "normal")

    def layer(self, x: str, name: str) -> str:
        """Attend and transform."""
        hidden = len(self.weights["gate"])
        size = hidden // _HEADS
        scale = np.ones(3 * hidden, dtype=np.float32)
        scale[:hidden] = size**-0.5  # of the queries
        parts = self.node("Split", self.linear(x, f"{name}.attend", scale), outputs=3, axis=1, num_outputs=3)
        heads = self.constant("heads", [-1, _HEADS, size], np.int64)
        query, key, value = (
            self.node("Transpose", self.node("Reshape", part, heads), perm=order)
            for part, order in zip(parts, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
        )
        seen = self.node("MatMul", self.node("Softmax", self.node("MatMul", query, key), axis=-1), value)
        rows = self.constant("rows", [-1, hidden], np.int64)
        seen = self.node("Reshape", self.node("Transpose", seen, perm=[1, 0, 2]), rows)
        x = self.normal(self.node("Add", x, self.linear(seen, f"{name}.gather")), f"{name}.attended")
        wide = self.node("Gelu", self.linear(x, f"{name}.widen"))
        return self.normal(self.node("Add", x, self.linear(wide, f"{name}.narrow")), f"{name}.finished")


def quantise(matrix: Floats, bits: int) -> tuple[NDArray[np.int8], Floats]:
    """Return whole numbers of so many bits and the scale of each row.

    Examples
    --------
    >>> numbers, scales = quantise(np.array([[0.5, -1.0]], dtype=np.float32), 8)
    >>> numbers.tolist(), scales.round(4).tolist()
    ([[64, -127]], [0.0079])
    """
    most = 2 ** (bits - 1) - 1
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / most
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def build(weights: dict[str, Floats]) -> onnx.ModelProto:
    """Return the graph from tokens to log-probabilities of labels."""
    graph = _Graph(weights)
    x = graph.embed()
    for number in range(len({name.split(".")[1] for name in weights if name.startswith("layers.")})):
        x = graph.layer(x, f"layers.{number}")
    head = graph.constant("head.matrix", weights["head.weight"].T)
    logits = graph.node("Add", graph.node("MatMul", x, head), graph.constant("head.bias", weights["head.bias"]))
    graph.nodes.append(helper.make_node("LogSoftmax", [logits], ["scores"], axis=-1))
    made = helper.make_graph(
        graph.nodes,
        "mentions",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["length"]) for name in ("piece", "word", "place")],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["length", len(LABELS)])],
        list(graph.constants.values()),
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    onnx.checker.check_model(model)
    return model


def write(checkpoint: Path, folder: Path) -> None:
    """Write the graph and the pieces of a checkpoint."""
    stored = torch.load(checkpoint, weights_only=True)
    weights = {name: tensor.float().numpy() for name, tensor in stored["weights"].items()}
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(build(weights), folder / "encoder.onnx")
    rows = zip(stored["pieces"], stored["scores"], strict=True)
    lines = ["piece\tscore", *(f"{piece}\t{score:.4f}" for piece, score in rows), ""]
    (folder / "pieces.tsv").write_text("\n".join(lines), encoding="utf-8", newline="\n")
    write_sums(folder, ("encoder.onnx", "pieces.tsv"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write what ships."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.export", description=__doc__)
    cli.add_argument("checkpoint", type=Path)
    cli.add_argument("-o", "--output", type=Path, required=True)
    options = cli.parse_args(arguments)
    write(options.checkpoint, options.output)
    size = sum(file.stat().st_size for file in options.output.iterdir()) / 1e6
    sys.stdout.write(f"{options.output}: {size:.1f} MB\n")


if __name__ == "__main__":
    main()
