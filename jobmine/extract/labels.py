"""Mentions as labels of tokens: outside, or begin, inside, end of a mention of a kind, or a whole one (BIOES)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.pieces import Tokens
from jobmine.extract.texts import Ints, positions_of
from jobmine.schema import KINDS

_PLACES = "BIES"
_BEGIN, _INSIDE, _END, _SINGLE = range(4)
LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in _PLACES))
"""All labels; the first is outside."""

_NEVER = np.float32(-1e4)
_SURE = 5.0  # log-odds beyond which a row is outside, whatever stands around it
_LARGE = 80.0  # log-odds beyond which a chance is nothing
_PLACE = np.concatenate([[-1], np.tile(np.arange(len(_PLACES)), len(KINDS))])


def _follows() -> NDArray[np.bool_]:
    """Return which label may follow which."""
    kind = np.concatenate([[-1], np.repeat(np.arange(len(KINDS)), len(_PLACES))])
    opens, continues = (np.isin(_PLACE, places) for places in ((_BEGIN, _INSIDE), (_INSIDE, _END)))
    return np.where(opens[:, None], continues & (kind[:, None] == kind), ~continues)


_FOLLOWS = _follows()

Floats = NDArray[np.float32]


class Spans(NamedTuple):
    """Mentions: characters of the batch, index into KINDS, probability of the least likely label."""

    start: Ints
    end: Ints
    kind: Ints
    score: NDArray[np.float64]


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


def decode(tokens: Tokens, scores: Floats, line_end: NDArray[np.bool_]) -> Spans:
    """Return the mentions of the best labelling of each line.

    Parameters
    ----------
    tokens : Tokens
        Of a batch.
    scores : ndarray of float32, shape (n_tokens, n_labels)
        Of labels; their softmax is the probability.
    line_end : ndarray of bool
        Tokens at which lines end; none belongs to a mention, and the last token is one.

    Examples
    --------
    >>> place = np.arange(3)
    >>> tokens = Tokens(place, place + 1, *[place] * 3)
    >>> scores = np.full((3, len(LABELS)), -9, dtype=np.float32)
    >>> scores[0, LABELS.index("B-skill")] = scores[1, LABELS.index("E-skill")] = 0.0
    >>> [column.round(2).tolist() for column in decode(tokens, scores, place == 2)]
    [[0], [2], [1], [1.0]]
    """
    found = decode_rows(scores, ~line_end)
    return found._replace(start=tokens.start[found.start], end=tokens.end[found.end - 1])


def decode_rows(scores: Floats, inside: NDArray[np.bool_]) -> Spans:
    """Return the mentions of the best labelling of runs of rows; positions are rows.

    Parameters
    ----------
    scores : ndarray of float32, shape (n_rows, n_labels)
        Of labels; their softmax is the probability.
    inside : ndarray of bool, shape (n_rows,)
        Rows of lines; none of the others belongs to a mention.
    """
    labels = np.where(inside, scores.argmax(axis=1), 0)
    # Where the likeliest label of each row makes a labelling, it is the best one; the other runs are searched.
    start, end = _runs(inside)
    broken = np.flatnonzero(~_FOLLOWS[np.append(0, labels), np.append(labels, 0)])
    line = np.unique(np.searchsorted(start, broken, side="right") - 1)
    rows = positions_of(start[line], (end - start)[line])
    unsure = np.zeros(len(scores), dtype=np.bool_)
    unsure[rows] = scores[rows, 0] - scores[rows, 1:].max(axis=1, initial=_NEVER) < _SURE
    start, end = _runs(unsure)
    run = np.unique(np.searchsorted(start, broken, side="right") - 1)
    run = run[np.argsort(start[run] - end[run], kind="stable")]  # the longest first
    _search(scores, start[run], (end - start)[run], labels)
    place = _PLACE[labels]
    first = np.flatnonzero((place == _BEGIN) | (place == _SINGLE))
    last = np.flatnonzero((place == _END) | (place == _SINGLE))
    within = np.flatnonzero(place >= 0)
    near = scores[within]
    near -= near[np.arange(len(within)), labels[within]][:, None]
    np.exp(np.minimum(near, _LARGE, out=near), out=near)
    chance = (1 / near.sum(axis=1)).astype(np.float64)  # its share of the softmax
    weakest = np.minimum.reduceat(chance, np.searchsorted(within, first)) if len(first) else chance
    return Spans(first, last + 1, (labels[first] - 1) // len(_PLACES), weakest)


def _runs(inside: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    edges = np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _search(scores: Floats, start: Ints, length: Ints, labels: Ints) -> None:
    """Write the best labelling of runs, the longest first (Viterbi 1967).

    Between two rows a mention is open, of one kind, or none is: six states instead of twenty-one labels.
    """
    going = [int(np.searchsorted(-length, -place, side="left")) for place in range(int(length.max(initial=0)))]
    rows = np.concatenate([start[:n] + place for place, n in enumerate(going)] or [start])
    steps = [slice(end - n, end) for n, end in zip(going, np.cumsum(going).tolist(), strict=True)]
    ordered = scores[rows]  # by place, so that what is looked at together stands together
    begin, inside, end, single = (ordered[:, 1 + place :: len(_PLACES)].copy() for place in range(len(_PLACES)))
    apart = np.concatenate([ordered[:, :1], single], axis=1)  # what leaves nothing open
    alone = apart.argmax(axis=1)
    apart = apart.max(axis=1)
    closes = np.full(len(rows), -1)  # the kind that ends here, if nothing stays open
    goes_on = np.zeros((len(rows), len(KINDS)), dtype=np.bool_)  # what is open was so before
    closed = np.zeros(len(start), dtype=np.float32)
    opened = np.full((len(start), len(KINDS)), _NEVER)
    for step, n in zip(steps, going, strict=True):
        before, within = closed[:n], opened[:n]
        ended, stays = within + end[step], before + apart[step]
        kind = ended.argmax(axis=1)
        best = ended.max(axis=1)
        begun, kept = before[:, None] + begin[step], within + inside[step]
        closes[step] = np.where(best > stays, kind, -1)
        goes_on[step] = kept > begun
        closed[:n], opened[:n] = np.maximum(best, stays), np.maximum(begun, kept)
    found = np.zeros(len(rows), dtype=np.int64)
    state = np.full(len(start), -1)  # behind the row: the kind that is open, -1 for none
    for step, n in zip(reversed(steps), reversed(going), strict=True):
        now, ends = state[:n], closes[step]
        going_on = goes_on[step][np.arange(n), now]
        in_mention = _label(now, np.where(going_on, _INSIDE, _BEGIN))
        plain = np.where(alone[step] > 0, _label(alone[step] - 1, _SINGLE), 0)
        found[step] = np.where(now >= 0, in_mention, np.where(ends >= 0, _label(ends, _END), plain))
        state[:n] = np.where(now >= 0, np.where(going_on, now, -1), ends)
    labels[rows] = found


def _label(kind: Ints, place: int | Ints) -> Ints:
    return 1 + kind * len(_PLACES) + place
