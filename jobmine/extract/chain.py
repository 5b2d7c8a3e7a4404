"""Linear chains over many sequences at once: sums over all labellings, and the best one.

Sequences are laid end to end; they are walked position by position, all that are still going at
once, so that the loop is as long as the longest sequence and not as long as the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.texts import Ints

Floats = NDArray[np.float32]


class Sequences(NamedTuple):
    """Where sequences begin and how long they are, the longest first."""

    first: Ints
    length: Ints

    def steps(self) -> Iterator[Ints]:
        """Yield, for each place in a sequence, the elements that stand there."""
        going = len(self.first)
        for place in range(int(self.length[0]) if going else 0):
            going = int(np.searchsorted(-self.length, -place, side="left"))
            yield self.first[:going] + place


def order_sequences(starts: NDArray[np.bool_]) -> Sequences:
    """Return the sequences of a row of elements of which the first of each sequence is marked.

    Examples
    --------
    >>> order_sequences(np.array([True, True, False]))
    Sequences(first=array([1, 0]), length=array([2, 1]))
    """
    first = np.flatnonzero(starts)
    length = np.diff(np.append(first, len(starts)))
    order = np.argsort(-length, kind="stable")
    return Sequences(first[order], length[order])


def best_labels(scores: Floats, moves: Floats, sequences: Sequences) -> Ints:
    """Return the labelling of highest score of each sequence (Viterbi 1967).

    Parameters
    ----------
    scores : ndarray of float, shape (n_elements, n_labels)
        Of each label at each element; the first column's label may stand anywhere.
    moves : ndarray of float, shape (n_labels, n_labels)
        From the label of the row to the label of the column; -inf where none may follow.
    sequences : Sequences
        From :func:`order_sequences`.

    Examples
    --------
    >>> scores = np.array([[0, 2], [1, 0]], dtype=np.float32)
    >>> best_labels(scores, np.array([[0, 0], [0, -9]]), order_sequences(np.array([True, False]))).tolist()
    [1, 0]
    """
    came = np.zeros(scores.shape, dtype=np.int8)
    best = scores.copy()
    for at in sequences.steps():
        if (at == sequences.first[: len(at)]).all():
            continue
        paths = best[at - 1][:, :, None] + moves[None]
        came[at] = paths.argmax(axis=1)
        best[at] += paths.max(axis=1)
    labels = np.zeros(len(scores), dtype=np.int64)
    last = sequences.first + sequences.length - 1
    labels[last] = best[last].argmax(axis=1)
    for at in reversed(list(sequences.steps())):
        follows = at > sequences.first[: len(at)]
        at = at[follows]
        labels[at - 1] = came[at, labels[at]]
    return labels
