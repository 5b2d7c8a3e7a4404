"""The tagger ``fast``: a small convolutional network over hashed characters, in arrays, for millions of postings.

``corpora/models/mentions-fast/card.md`` says what it learned from: the labelled postings and many that ``best``
labelled. A character is the sum of the rows of the slots it falls into (:mod:`jobmine.extract.lines`); a few
convolutions let it see what stands around.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import sgemm
from threadpoolctl import threadpool_limits

from jobmine.data import path
from jobmine.extract.labels import Spans, decode_rows
from jobmine.extract.lines import GAP, Lines, Slots, describe_characters, distinct_lines, inside_of
from jobmine.extract.model_files import check_files
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Texts, positions_of
from jobmine.extract.vocabulary import Vocabulary

Floats = NDArray[np.float32]

FOLDER = "models/mentions-fast"

WEIGHTS = "weights.npz"
_ADVICE = "name a folder that `jobmine tune` made, or make it anew"
_CHUNK = 4096  # characters scored at once: they stay in the cache of a core
_DIGITS = 2  # of scores: further ones differ between processors


class Layer(NamedTuple):
    """A convolution: weights of shape (width, n_hidden, n_hidden), bias, and the distance between what it sees."""

    weights: Floats
    bias: Floats
    distance: int


class Network(NamedTuple):
    """The model.

    Attributes
    ----------
    table : ndarray of int8, shape (n_slots, n_hidden)
        What each slot adds to a character, in units of ``unit``.
    unit, bias : ndarray of float32, shape (n_hidden,)
    layers : tuple of Layer
    out : ndarray of float32, shape (n_hidden, n_labels)
    out_bias : ndarray of float32, shape (n_labels,)
    """

    table: NDArray[np.int8]
    unit: Floats
    bias: Floats
    layers: tuple[Layer, ...]
    out: Floats
    out_bias: Floats


def find_fast(
    texts: Texts,
    asked: NDArray[np.bool_],
    sentences: Sentences,
    required: NDArray[np.bool_],
    vocabulary: Vocabulary,
    network: Network | None = None,
) -> Spans:
    """Return the mentions of a batch.

    Parameters
    ----------
    texts : Texts
        The batch.
    asked : ndarray of bool, by character
        Whether it stands in a sentence that states requirements.
    sentences : Sentences
        Of the batch.
    required : ndarray of bool, by text
        Texts that are requirements from their beginning.
    vocabulary : Vocabulary
        The lexicon, of which the network sees where terms stand.
    network : Network, optional
        Another than the shipped one.

    Raises
    ------
    ModelError
        If a file of the model is missing or damaged.
    """
    lines = distinct_lines(texts, asked, sentences, required)
    scores = score_lines(network or load_network(), lines, describe_characters(lines, vocabulary))
    found = decode_rows(scores, inside_of(lines) > 0)
    return _spread(found, lines)


def _spread(found: Spans, lines: Lines) -> Spans:
    """Return the mentions of distinct lines at every line of the batch."""
    own = np.searchsorted(lines.start, found.start, side="right") - 1
    begin = np.searchsorted(own, np.arange(len(lines.start) + 1))
    count = np.diff(begin)[lines.of]
    line = np.repeat(np.arange(len(lines.of)), count)
    row = positions_of(begin[lines.of], count)
    moved = lines.first[line] - lines.start[lines.of[line]]
    start, end = found.start[row] + moved, found.end[row] + moved
    return Spans(start, end, found.kind[row], found.score[row].round(_DIGITS))


def score_lines(network: Network, lines: Lines, slots: Slots) -> Floats:
    """Return the score of every label at every character, the higher the likelier.

    Returns
    -------
    ndarray of float32, shape (n_characters, n_labels)
    """
    scores = np.zeros((len(lines.codes), len(network.out_bias)), dtype=np.float32)
    inside = inside_of(lines)
    with threadpool_limits(1):  # the products are small: further threads would only wait for each other
        for begin, stop in _chunks(lines):
            scores[begin:stop] = _score(network, slots[:, begin:stop], inside[begin:stop, None])
    return scores


def _chunks(lines: Lines) -> Iterator[tuple[int, int]]:
    """Yield runs of whole lines with the gaps around them."""
    ends = lines.start + lines.length + GAP
    begin = 0
    while begin < len(lines.codes) - GAP:
        number = int(np.searchsorted(ends, begin + _CHUNK, side="right"))
        number = max(number, int(np.searchsorted(ends, begin + GAP, side="right")) + 1)
        stop = int(ends[number - 1])
        yield begin, stop
        begin = stop - GAP


def _score(network: Network, slots: Slots, inside: Floats) -> Floats:
    shape = (slots.shape[1], len(network.unit))
    sums, row = np.zeros(shape, dtype=np.int16), np.empty(shape, dtype=np.int8)
    for column in slots:
        np.take(network.table, column, axis=0, out=row, mode="clip")  # quicker than an index
        sums += row
    hidden = sums * network.unit
    hidden += network.bias
    np.maximum(hidden, 0, out=hidden)
    hidden *= inside
    seen = np.empty_like(hidden)
    for layer in network.layers:
        half = len(layer.weights) // 2
        np.matmul(hidden, layer.weights[half], out=seen)
        for number, weights in enumerate(layer.weights):
            offset = (number - half) * layer.distance  # what stands so far on
            if offset:
                low, high = max(0, -offset), len(hidden) - max(0, offset)
                there = hidden[low + offset : high + offset]
                sgemm(1.0, weights.T, there.T, 1.0, seen[low:high].T, overwrite_c=1)  # added in place
        seen += layer.bias
        np.maximum(seen, 0, out=seen)
        hidden += seen
        hidden *= inside
    return np.asarray(hidden @ network.out + network.out_bias)


@cache
def load_network(folder: str = "") -> Network:
    """Return a model.

    Parameters
    ----------
    folder : str
        Of a model of one's own, as :mod:`jobmine.pipeline.tuning` leaves it; the shipped one if empty.

    Raises
    ------
    ModelError
        If a file of the model is missing or damaged.
    """
    check_files(Path(folder) if folder else FOLDER, *([_ADVICE] if folder else []))
    with np.load((Path(folder) if folder else path(FOLDER)) / WEIGHTS) as stored:
        weights = {name: stored[name] for name in stored.files}
    return network_of(weights)


def network_of(weights: dict[str, NDArray[np.generic]]) -> Network:
    """Return a network from its arrays: those of :class:`Network`, layers numbered from 0."""

    def floats(name: str) -> Floats:
        return weights[name].astype(np.float32)

    layers = tuple(
        Layer(floats(f"layer{number}"), floats(f"layer{number}_bias"), int(distance))
        for number, distance in enumerate(weights["distances"])
    )
    table = weights["table"].astype(np.int8)
    return Network(table, floats("unit"), floats("bias"), layers, floats("out"), floats("out_bias"))


def arrays_of(network: Network) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a network, as :func:`network_of` takes them."""
    arrays: dict[str, NDArray[np.generic]] = {name: getattr(network, name) for name in ("table", "unit", "bias")}
    for number, layer in enumerate(network.layers):
        arrays |= {f"layer{number}": layer.weights, f"layer{number}_bias": layer.bias}
    distances = np.array([layer.distance for layer in network.layers])
    return {**arrays, "distances": distances, "out": network.out, "out_bias": network.out_bias}
