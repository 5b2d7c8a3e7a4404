"""The task model: a linear chain over tokens, each outside a task, or its begin, inside, end, or all of it.

Weights are learned by ``python -m jobmine.train.tasks`` (``corpora/models/tasks/card.md``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.data import path
from jobmine.extract.chain import Floats, Sequences, best_labels
from jobmine.extract.texts import Ints

OUTSIDE, BEGIN, INSIDE, END, SINGLE = range(5)
N_LABELS = 5
NEVER = np.float32(-1e4)
_LANE, _LANES = 16, 4  # bits of a sum, sums in a word of 64 bits


class TaskModel(NamedTuple):
    """Weights of the chain.

    Attributes
    ----------
    weights : ndarray of float32, shape (2 ** BITS, N_LABELS)
        By hashed feature.
    moves : ndarray of float32, shape (N_LABELS, N_LABELS)
        From label to label.
    """

    weights: Floats
    moves: Floats


def allowed_moves() -> NDArray[np.bool_]:
    """Return which label may follow which.

    Examples
    --------
    >>> bool(allowed_moves()[BEGIN, OUTSIDE]), bool(allowed_moves()[END, BEGIN])
    (False, True)
    """
    allowed = np.zeros((N_LABELS, N_LABELS), dtype=np.bool_)
    for closed in (OUTSIDE, END, SINGLE):
        allowed[closed, [OUTSIDE, BEGIN, SINGLE]] = True
    for going in (BEGIN, INSIDE):
        allowed[going, [INSIDE, END]] = True
    return allowed


@cache
def load_model() -> TaskModel:
    """Return the shipped model.

    Examples
    --------
    >>> load_model().moves.shape
    (5, 5)
    """
    with np.load(path("models/tasks/weights.npz")) as stored:
        return TaskModel(stored["weights"] * stored["scale"], stored["moves"])


class Packed(NamedTuple):
    """Weights in whole numbers, the four labels of a feature side by side in one word; outside counts 0."""

    words: NDArray[np.uint64]
    step: float
    lowest: float


def pack(weights: Floats, n_features: int) -> Packed:
    """Return weights such that a sum of words is the sums of the labels: one look-up a feature instead of five."""
    relative = weights[:, 1:].astype(np.float64) - weights[:, :1]
    lowest = float(relative.min(initial=0.0))
    most = (2**_LANE - 1) // max(n_features, 1)
    step = max((float(relative.max(initial=0.0)) - lowest) / most, 1e-9)
    lanes = np.round((relative - lowest) / step).astype(np.uint64)
    return Packed(np.bitwise_or.reduce(lanes << (_LANE * np.arange(_LANES, dtype=np.uint64)), axis=1), step, lowest)


@cache
def _shipped(n_features: int) -> Packed:
    return pack(load_model().weights, n_features)


def score_labels(packed: Packed, features: NDArray[np.int32]) -> Floats:
    """Return the score of each label at each token, over that of being outside.

    Examples
    --------
    >>> weights = np.array([[0, 1, 2, 3, 4], [1, 0, 0, 0, 0]], dtype=np.float32)
    >>> score_labels(pack(weights, 2), np.array([[0, 1]], dtype=np.int32)).round(2).tolist()
    [[0.0, 0.0, 1.0, 2.0, 3.0]]
    """
    sums = np.zeros(len(features), dtype=np.uint64)
    for column in features.T:
        sums += packed.words[column]
    lanes = np.ascontiguousarray(sums).view(np.uint16).reshape(-1, _LANES)
    scores = np.zeros((len(features), N_LABELS), dtype=np.float32)
    scores[:, 1:] = lanes * packed.step + features.shape[1] * packed.lowest
    return scores


def bound(scores: NDArray[np.floating], sequences: Sequences) -> None:
    """Forbid in place what would begin or end a sequence within a task."""
    last = sequences.first + sequences.length - 1
    scores[sequences.first[:, None], np.array([INSIDE, END])] = NEVER
    scores[last[:, None], np.array([BEGIN, INSIDE])] = NEVER


def label_tokens(model: TaskModel, features: NDArray[np.int32], sequences: Sequences) -> Ints:
    """Return the best labelling of each sequence of tokens."""
    shipped = model is load_model()
    packed = _shipped(features.shape[1]) if shipped else pack(model.weights, features.shape[1])
    scores = score_labels(packed, features)
    bound(scores, sequences)
    return best_labels(scores, model.moves, sequences)
