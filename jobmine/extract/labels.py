"""Mentions as labels of tokens: outside, or begin, inside, end of a mention of a kind, or a whole one (BIOES)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.chain import best_labels, order_sequences
from jobmine.extract.pieces import Tokens
from jobmine.extract.texts import Ints
from jobmine.schema import KINDS

_PLACES = "BIES"
_BEGIN, _INSIDE, _END, _SINGLE = range(4)
LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in _PLACES))
"""All labels; the first is outside."""

_NEVER = np.float32(-1e4)


class Spans(NamedTuple):
    """Mentions: characters of the batch, index into KINDS, probability of the least likely label."""

    start: Ints
    end: Ints
    kind: Ints
    score: NDArray[np.float64]


def _moves() -> NDArray[np.float32]:
    """Return what may follow what: 0, or never."""
    moves = np.full((len(LABELS), len(LABELS)), _NEVER, dtype=np.float32)
    number = np.arange(1, len(LABELS)).reshape(len(KINDS), len(_PLACES))
    opens = np.concatenate([[0], number[:, _BEGIN], number[:, _SINGLE]])
    for closed in (0, *number[:, _END], *number[:, _SINGLE]):
        moves[closed, opens] = 0
    for kind in number:
        for going in (_BEGIN, _INSIDE):
            moves[kind[going], kind[[_INSIDE, _END]]] = 0
    return moves


_MOVES = _moves()
_PLACE = np.concatenate([[-1], np.tile(np.arange(len(_PLACES)), len(KINDS))])


def label_spans(tokens: Tokens, spans: Ints) -> Ints:
    """Return the label of each token.

    Parameters
    ----------
    tokens : Tokens
        Of a batch.
    spans : ndarray of int64, shape (n, 3)
        Start, end and kind of mentions; one that begins or ends within a token takes it whole.

    Examples
    --------
    >>> place = np.arange(4)
    >>> [LABELS[i] for i in label_spans(Tokens(place, place + 1, *[place] * 3), np.array([[1, 3, 0]]))]
    ['O', 'B-knowledge', 'E-knowledge', 'O']
    """
    labels = np.zeros(len(tokens.start), dtype=np.int64)
    if not len(spans):
        return labels
    start, end, kind = spans[np.argsort(spans[:, 0], kind="stable")].T
    first = np.searchsorted(tokens.end, start, side="right")
    last = np.searchsorted(tokens.start, end, side="left") - 1
    for low, high, base in zip(first.tolist(), last.tolist(), (1 + len(_PLACES) * kind).tolist(), strict=True):
        if low == high:
            labels[low] = base + _SINGLE
        elif low < high:
            labels[low : high + 1] = base + _INSIDE
            labels[low], labels[high] = base + _BEGIN, base + _END
    return labels


def decode(tokens: Tokens, scores: NDArray[np.float32], line_end: NDArray[np.bool_]) -> Spans:
    """Return the mentions of the best labelling of each line.

    Parameters
    ----------
    tokens : Tokens
        Of a batch.
    scores : ndarray of float32, shape (n_tokens, n_labels)
        Log-probabilities of labels.
    line_end : ndarray of bool
        Tokens at which lines end; none belongs to a mention, and the last token is one.

    Examples
    --------
    >>> place = np.arange(3)
    >>> tokens = Tokens(place, place + 1, *[place] * 3)
    >>> scores = np.log(np.full((3, len(LABELS)), 0.01, dtype=np.float32))
    >>> scores[0, LABELS.index("B-skill")] = scores[1, LABELS.index("E-skill")] = 0.0
    >>> [column.tolist() for column in decode(tokens, scores, place == 2)]
    [[0], [2], [1], [1.0]]
    """
    if not len(scores):
        none = np.zeros(0, dtype=np.int64)
        return Spans(none, none, none, np.zeros(0))
    starts = np.concatenate([[True], line_end[:-1]])
    bounded = scores.copy()
    bounded[line_end, 1:] = _NEVER
    bounded[np.ix_(starts, (_PLACE == _INSIDE) | (_PLACE == _END))] = _NEVER
    labels = best_labels(bounded, _MOVES, order_sequences(starts))
    place = _PLACE[labels]
    first = np.flatnonzero((place == _BEGIN) | (place == _SINGLE))
    last = np.flatnonzero((place == _END) | (place == _SINGLE))
    own = np.append(scores[np.arange(len(labels)), labels], 0).astype(np.float64)
    edges = np.stack([first, last + 1], axis=1).ravel()
    weakest = np.minimum.reduceat(own, edges)[::2] if len(first) else own[:0]
    return Spans(tokens.start[first], tokens.end[last], (labels[first] - 1) // len(_PLACES), np.exp(weakest))
