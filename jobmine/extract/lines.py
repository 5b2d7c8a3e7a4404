"""The distinct lines of a batch, laid end to end with gaps, and what each of their characters looks like.

Postings share lines. What is said of a line here depends on the line and the heading it stands under alone, so
that equal lines are looked at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.pieces import headings_in_force
from jobmine.extract.sections import Sentences
from jobmine.extract.spans import hash_text
from jobmine.extract.texts import Ints, Texts, positions_of
from jobmine.extract.vocabulary import Vocabulary

Flags = NDArray[np.bool_]
Codes = NDArray[np.uint32]
Slots = NDArray[np.int32]

GAP = 3
"""Newlines before each line and behind the last: no two lines see each other."""
BITS = 17
"""Of the number of a slot; characters, words and their neighbours fall into slots by hash."""

_NEWLINE, _ZERO, _NINE = ord("\n"), ord("0"), ord("9")
_FACTOR = 0x9E3779B97F4A7C15  # odd: what it multiplies can be brought back
_SPREAD = np.uint32(0x9E3779B1)
_GRAMS = ((0, 1), (-1, 2), (0, 2), (-2, 3), (-1, 3), (0, 3), (-3, 4), (0, 4))  # offset, length
N_FEATURES = len(_GRAMS) + 6
_FURTHEST = 8  # characters from the beginning that are told apart
_WHOLE, _FIRST, _LAST, _INNER = range(4)


class Lines(NamedTuple):
    """Distinct lines.

    Attributes
    ----------
    codes : ndarray of uint32
        Their characters, with gaps.
    start, length : ndarray of int64, shape (n_distinct,)
        Where each stands in ``codes``.
    heading : ndarray of int64, shape (n_distinct,)
        The heading each stands under, -1 for none.
    first, of : ndarray of int64, shape (n_lines,)
        Where each line of the batch begins in it, and which of the distinct ones it is.
    """

    codes: Codes
    start: Ints
    length: Ints
    heading: Ints
    first: Ints
    of: Ints


def distinct_lines(texts: Texts, wanted: Flags, sentences: Sentences, required: Flags) -> Lines:
    """Return the wanted runs of characters within lines, each distinct one once.

    Parameters
    ----------
    texts : Texts
        The batch.
    wanted : ndarray of bool, by character
    sentences : Sentences
        Of the batch: the headings.
    required : ndarray of bool, by text
        Texts that are requirements from their beginning.

    Examples
    --------
    >>> from jobmine.extract.sections import classify_sentences
    >>> texts = Texts.join(["会Java", "会Java", "会C"])
    >>> lines = distinct_lines(texts, texts.codes != 10, classify_sentences(texts), np.full(3, True))
    >>> lines.of.tolist(), lines.length.tolist(), lines.first.tolist()
    ([0, 0, 1], [5, 2], [0, 6, 12])
    """
    inside = wanted & (texts.codes != _NEWLINE)
    edges = np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))
    first, stop = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    heading = headings_in_force(texts, first, sentences, required)
    key = _hash_runs(texts.codes, first, stop) ^ heading.astype(np.uint64)
    _, chosen, of = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(chosen, kind="stable")  # as they come in the batch
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    chosen = chosen[order]
    length = (stop - first)[chosen]
    start = np.cumsum(length + GAP) - length
    codes = np.full(GAP + int((length + GAP).sum()), _NEWLINE, dtype=np.uint32)
    codes[positions_of(start, length)] = texts.codes[positions_of(first[chosen], length)]
    return Lines(codes, start, length, heading[chosen], first, rank[of])


def _hash_runs(codes: Codes, first: Ints, stop: Ints) -> NDArray[np.uint64]:
    """Return the hash of each run: differences of one sum over the batch, brought to one power."""
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * _powers(_FACTOR, len(codes)), out=sums[1:])
    back = _powers(pow(_FACTOR, -1, 1 << 64), len(codes) + 1)
    return np.asarray((sums[stop] - sums[first]) * back[first] * np.uint64(_FACTOR))


def _powers(base: int, n: int) -> NDArray[np.uint64]:
    powers = np.full(n, base, dtype=np.uint64)
    powers[:1] = 1
    return np.multiply.accumulate(powers)


def inside_of(lines: Lines) -> NDArray[np.float32]:
    """Return 1 for the characters of lines and 0 in gaps."""
    edges = np.zeros(len(lines.codes) + 1, dtype=np.float32)
    edges[lines.start] = 1
    edges[lines.start + lines.length] = -1
    return np.cumsum(edges[:-1])


def describe_characters(lines: Lines, vocabulary: Vocabulary) -> Slots:
    """Return the slots that each character falls into.

    They are the characters around it, up to four in a row; what terms and frame words say (:func:`_cover`); the
    heading in force with the distance from the beginning of the line; how that begins.

    Returns
    -------
    ndarray of int32, shape (:data:`N_FEATURES`, n_characters)
    """
    n = len(lines.codes)
    slots = np.zeros((N_FEATURES, n), dtype=np.int32)
    if not len(lines.start):
        return slots
    digit = (lines.codes >= _ZERO) & (lines.codes <= _NINE)
    codes = np.where(digit, np.uint32(_ZERO), lines.codes)
    grams = {1: codes}
    for size in range(2, 5):
        grams[size] = grams[size - 1] * _SPREAD + _shift(codes, size - 1)
    bounds = np.diff(np.concatenate([[0], lines.start[1:], [n]]))
    behind = np.arange(n) - np.repeat(lines.start, bounds)
    under = np.repeat((lines.heading + 1) * (_FURTHEST + 1), bounds) + behind.clip(0, _FURTHEST)
    opening = np.repeat(grams[2][lines.start], bounds)
    keys = [_shift(grams[size], offset) for offset, size in _GRAMS]
    keys += [*_cover(lines, vocabulary, np.repeat(lines.start, bounds)), under.astype(np.uint32), opening]
    for number, key in enumerate(keys):
        salt = np.uint32(hash_text(f"feature {number}") >> 32)
        slots[number] = ((key ^ salt) * _SPREAD) >> np.uint32(32 - BITS)
    return slots


def _shift(values: Codes, offset: int) -> Codes:
    """Return the values so many places on; beyond the ends stand the ends."""
    if not offset:
        return values
    moved = np.empty_like(values)
    if offset > 0:
        moved[:-offset], moved[-offset:] = values[offset:], values[-1:]
    else:
        moved[-offset:], moved[:-offset] = values[:offset], values[:1]
    return moved


def _cover(lines: Lines, vocabulary: Vocabulary, begin: Ints) -> Iterator[Codes]:
    """Yield what terms and frame words say of each character; ``begin`` is where its line begins.

    What covers it: its kinds with the place in it, and the term or word itself with the place; the last word at or
    before it that asks for something (熟悉, 具备), and the next frame word of another sort (等相关专业, 者优先).
    """
    n = len(lines.codes)
    found = vocabulary.automaton.find(Texts(lines.codes, np.array([0, n])))
    key = (vocabulary.key[found.pattern] >> np.uint64(30)).astype(np.uint32) & ~np.uint32(3)
    known = found.pattern < vocabulary.n_surfaces
    bits = np.zeros(len(found.pattern), dtype=np.uint32)
    entry = vocabulary.entry[found.pattern[known]] >= 0
    bits[known] = entry @ (4 << np.arange(1, entry.shape[1] + 1))
    kinds, word = np.zeros(n, dtype=np.uint32), np.zeros(n, dtype=np.uint32)
    for step in range(int((found.end - found.start).max(initial=0))):
        rows = np.flatnonzero(found.start + step < found.end)
        at = found.start[rows] + step
        last = at + 1 == found.end[rows]
        place = np.where(last, _LAST if step else _WHOLE, _INNER if step else _FIRST).astype(np.uint32)
        kinds[at] = bits[rows] + place + np.uint32(1)
        word[at] = key[rows] + place
    yield from (kinds, word)

    opens = vocabulary.opens[found.pattern]
    others = ~opens & ~known & (found.end - found.start > 1)
    before, behind = np.full(n, -1), np.full(n, len(key))
    before[found.start[opens]] = np.flatnonzero(opens)
    behind[found.end[others] - 1] = np.flatnonzero(others)
    behind = np.minimum.accumulate(behind[::-1])[::-1]
    for row in (np.maximum.accumulate(before), np.where(behind < len(key), behind, -1)):
        near = row >= 0
        near[near] = begin[found.start[row[near]]] == begin[near]  # of the same line
        yield np.where(near, key[row], np.uint32(0)) if len(key) else np.zeros(n, dtype=np.uint32)
