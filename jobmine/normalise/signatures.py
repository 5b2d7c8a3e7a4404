"""Signatures of texts, from which their similarity is read without the texts.

Texts are compared by the Jaccard similarity of their sets of five characters, estimated by one
permutation hashing (Li, Owen & Zhang 2012): each set of five is hashed once and falls into one of
256 bins; the share of bins with equal minima estimates the similarity, with a standard error of
0.02 at 0.9. Of every minimum one byte is kept (Li & König 2010), which adds 0.0004 at 0.9.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SHINGLE = 5
"""Shorter texts have no signature."""

_BINS = 256
_BAND = 8
_EMPTY = 0  # a bin into which nothing fell
_CHARACTERS_AT_ONCE = 250_000  # arrays of this length stay in the processor's cache

Codes = NDArray[np.int64]
Signatures = NDArray[np.uint8]


def signatures_of(texts: pa.Array) -> Signatures:
    """Return the signature of every text, one row of 256 bytes each.

    Parameters
    ----------
    texts : pyarrow.Array of string
        Texts as they are to be compared, none shorter than five characters.
    """
    lengths = pc.utf8_length(texts).to_numpy()
    signatures = np.empty((len(texts), _BINS), np.uint8)
    ends = np.flatnonzero(np.diff(np.cumsum(lengths) // _CHARACTERS_AT_ONCE)) + 1
    for start, end in pairwise([0, *ends.tolist(), len(texts)]):
        joined = "".join(texts.slice(start, end - start).to_pylist())
        signatures[start:end] = _signatures(np.frombuffer(joined.encode("utf-32-le"), np.uint32), lengths[start:end])
    return signatures


def _signatures(points: NDArray[np.uint32], lengths: Codes) -> Signatures:
    if not len(points):
        return np.empty((0, _BINS), np.uint8)
    row = np.repeat(np.arange(len(lengths)), lengths)
    inside = row[: 1 - SHINGLE] == row[SHINGLE - 1 :]
    hashed = np.zeros(len(inside), np.uint64)
    for offset in range(SHINGLE):
        hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + points[offset : offset + len(inside)]
    hashed = mixed(hashed[inside])
    minima = np.full(len(lengths) * _BINS, 0xFFFFFFFF, np.uint32)
    bins = row[: len(inside)][inside] * _BINS + (hashed & np.uint64(_BINS - 1)).astype(np.int64)
    np.minimum.at(minima, bins, (hashed >> np.uint64(32)).astype(np.uint32))
    kept = (minima & np.uint32(0xFF)).astype(np.uint8)
    kept[kept == _EMPTY] = 1
    kept[minima == 0xFFFFFFFF] = _EMPTY
    return kept.reshape(-1, _BINS)


def similarities(signatures: Signatures, left: Codes, right: Codes) -> NDArray[np.float64]:
    """Return the similarity of pairs of rows.

    Examples
    --------
    >>> texts = pa.array(["负责数控车床的操作和保养", "负责数控车床的操作和维修", "会做饭会带孩子会开车"])
    >>> similarities(signatures_of(texts), np.array([0, 0, 0]), np.array([0, 1, 2])).round(1).tolist()
    [1.0, 0.6, 0.0]
    """
    found = np.empty(len(left))
    for start in range(0, len(left), 10_000):
        part = slice(start, start + 10_000)
        ours, theirs = signatures[left[part]], signatures[right[part]]
        filled = (ours != _EMPTY) | (theirs != _EMPTY)
        found[part] = ((ours == theirs) & filled).sum(axis=1) / filled.sum(axis=1)
    return found


def candidate_pairs(group: Codes, signatures: Signatures) -> tuple[Codes, Codes]:
    """Return pairs of rows of one group that share a band of eight bins.

    Each member of a bucket is paired with the first of it and with the next, so that cost grows with the
    number of rows and not with that of pairs. Members are ordered by their signatures: pairs do not
    depend on the order of rows.
    """
    order = np.lexsort((*signatures.T[::-1],))
    n, pairs = len(group), np.array([], np.int64)
    for start in range(0, _BINS, _BAND):
        band = np.ascontiguousarray(signatures[order, start : start + _BAND]).view(np.uint64).ravel()
        bucket = mixed(band) + mixed(group[order].astype(np.uint64))
        by_bucket = np.flatnonzero(band)
        by_bucket = by_bucket[np.argsort(bucket[by_bucket], kind="stable")]
        again = np.flatnonzero(bucket[by_bucket[1:]] == bucket[by_bucket[:-1]]) + 1
        first = np.arange(len(by_bucket))
        first[again] = 0
        first = order[by_bucket[np.maximum.accumulate(first)[again]]]
        before, here = order[by_bucket[again - 1]], order[by_bucket[again]]
        pairs = np.unique(np.concatenate([pairs, first * n + here, before * n + here]))
    return pairs // n, pairs % n


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return values whose bits are spread by the finaliser of splitmix64."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
