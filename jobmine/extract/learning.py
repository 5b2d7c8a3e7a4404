"""The network of ``fast`` learns some more from labelled lines, in arrays: gradients, and Adam (Kingma & Ba 2015).

Few labels must not undo what many taught. Only the rows of the table that the lines use are moved, a little; other
labelled lines are rehearsed beside the new ones (Robins 1995), half of the weight each; slots and hidden values are
dropped at random as when the network first learned; and the table stays halfway between what it was and what it
learned (Wortsman et al. 2022). The same lessons and seed give the same network.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from jobmine.extract.fast import Layer, Network
from jobmine.extract.lessons import Lesson
from jobmine.extract.texts import Ints

Floats = NDArray[np.float32]

_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8  # of Adam


class Manner(NamedTuple):
    """How it learns.

    Attributes
    ----------
    steps : int
        Each over all lines.
    rate : float
        Largest change of a weight in a step, roughly; it falls to nothing at the last.
    slot_dropout, dropout : float
        Share of the slots and of the hidden values that a step does not see.
    way : float
        How far the table goes from what it was to what it learned.
    """

    steps: int = 20
    rate: float = 2e-3
    slot_dropout: float = 0.2
    dropout: float = 0.1
    way: float = 0.5


def learn(
    network: Network, lesson: Lesson, manner: Manner, random_state: int = 0, rehearsal: Lesson | None = None
) -> Network:
    """Return the network after it has learned from a lesson.

    Parameters
    ----------
    network : Network
        It stays as it is.
    lesson : Lesson
        Labelled lines.
    manner : Manner
    random_state : int
        Of what is dropped.
    rehearsal : Lesson, optional
        Labelled lines that count as much as the lesson.
    """
    lessons = [lesson, *([rehearsal] if rehearsal else [])]
    slots, label = (np.concatenate([one[of] for one in lessons], axis=-1) for of in range(2))
    weight = np.concatenate([(one.label >= 0) / max(1, (one.label >= 0).sum()) / len(lessons) for one in lessons])
    weight = weight.astype(np.float32)[:, None]
    random = np.random.default_rng(random_state)
    used, slot = np.unique(slots, return_inverse=True)
    slot = slot.reshape(slots.shape).T
    table = network.table * network.unit
    rows = table[used]
    mean, square = np.zeros_like(rows), np.zeros_like(rows)
    with threadpool_limits(1):  # as many threads, as many orders of summing
        for step in range(1, manner.steps + 1):
            kept = _drawn(random, slot.shape, manner.slot_dropout)
            seen = [_drawn(random, (len(slot), rows.shape[1]), manner.dropout) for _ in range(len(network.layers) + 1)]
            slope = _slope(network, rows, _bags(slot, kept, len(used)), label, weight, seen)
            mean += (1 - _FIRST) * (slope - mean)
            square += (1 - _SECOND) * (slope * slope - square)
            move = mean / (1 - _FIRST**step) / (np.sqrt(square / (1 - _SECOND**step)) + _TINY)
            rows -= manner.rate * (1 - (step - 1) / manner.steps) * move
    table[used] += np.float32(manner.way) * (rows - table[used])
    unit = np.maximum(np.abs(table).max(axis=0), np.float32(_TINY)) / np.float32(np.iinfo(np.int8).max)
    return network._replace(table=np.round(table / unit).astype(np.int8), unit=unit)


def _drawn(random: np.random.Generator, shape: tuple[int, ...], share: float) -> Floats:
    kept = random.random(shape, dtype=np.float32) >= share
    return kept.astype(np.float32) / np.float32(1 - share)


def _bags(slot: Ints, kept: Floats, n_used: int) -> csr_array:
    """Return the slots of every character as rows of counts."""
    bounds = np.arange(len(slot) + 1) * slot.shape[1]
    return csr_array((kept.ravel(), slot.ravel(), bounds), shape=(len(slot), n_used))


def _slope(network: Network, rows: Floats, bags: csr_array, label: Ints, weight: Floats, seen: list[Floats]) -> Floats:
    """Return the gradient of the cross-entropy of the labels by the rows: forward, as in ``fast``, then back."""
    inside = (label >= 0).astype(np.float32)[:, None]
    hidden = np.maximum(bags @ rows + network.bias, 0) * inside
    open_below, open_above = hidden > 0, []  # where a change goes through
    for layer, drawn in zip(network.layers, seen, strict=False):
        given = hidden * drawn
        inner = sum(_moved(given, o) @ part for o, part in _taps(layer)) + layer.bias
        open_above.append(inner > 0)
        hidden = (hidden + np.maximum(inner, 0)) * inside
    scores = hidden * seen[-1] @ network.out + network.out_bias
    chance = np.exp(scores - scores.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    chance[np.arange(len(label)), label.clip(0)] -= 1
    back = (chance * weight) @ network.out.T * seen[-1]
    for layer, drawn, through in reversed(list(zip(network.layers, seen, open_above, strict=False))):
        back *= inside
        turn = back * through
        back = back + sum(_moved(turn, -o) @ part.T for o, part in _taps(layer)) * drawn
    slope: Floats = bags.T @ (back * (inside * open_below))
    return slope


def _taps(layer: Layer) -> list[tuple[int, Floats]]:
    """Return how far on each part of a convolution looks, with its weights."""
    return [((number - len(layer.weights) // 2) * layer.distance, part) for number, part in enumerate(layer.weights)]


def _moved(values: Floats, offset: int) -> Floats:
    """Return what stands so many rows on, nothing beyond the ends."""
    moved = np.zeros_like(values)
    low, high = max(0, -offset), len(values) - max(0, offset)
    moved[low:high] = values[low + offset : high + offset]
    return moved
