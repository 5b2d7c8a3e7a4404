"""Hashes of strings and of spans of a batch: what stands in a table of strings is found by number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.texts import Ints

Keys = NDArray[np.uint64]

_FACTOR = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio: neighbouring code points fall far apart
_WRAP = (1 << 64) - 1
_LONGEST = 24


@cache
def hash_text(text: str) -> int:
    """Return the hash of a string; that of one character is its code point.

    Examples
    --------
    >>> hash_text("a"), hash_text("") == 0, hash_text("ab") == hash_text("ba")
    (97, True, False)
    """
    value = 0
    for character in text[:_LONGEST]:
        value = (value * _FACTOR + ord(character)) & _WRAP
    return value


def hash_spans(codes: NDArray[np.uint32], start: Ints, end: Ints) -> Keys:
    """Return the hash of each span, equal to :func:`hash_text` of its characters.

    Examples
    --------
    >>> codes = np.array([ord(c) for c in "abc"], dtype=np.uint32)
    >>> hash_spans(codes, np.array([0, 1]), np.array([2, 3])).tolist() == [hash_text("ab"), hash_text("bc")]
    True
    """
    value = np.zeros(len(start), dtype=np.uint64)
    length = np.minimum(end - start, _LONGEST)
    for offset in range(int(length.max(initial=0))):
        here = np.flatnonzero(length > offset)
        if len(here) == len(start):
            value = value * np.uint64(_FACTOR) + codes[start + offset]
        else:
            value[here] = value[here] * np.uint64(_FACTOR) + codes[start[here] + offset]
    return value


def grow_hashes(codes: NDArray[np.uint32], longest: int) -> Iterator[Keys]:
    """Yield the hashes of all spans of one character, of two and so on, by their start.

    Parameters
    ----------
    codes : ndarray of uint32
    longest : int
        Characters of the longest spans, at most 24.

    Examples
    --------
    >>> codes = np.array([ord(c) for c in "abc"], dtype=np.uint32)
    >>> [len(keys) for keys in grow_hashes(codes, 2)], int(list(grow_hashes(codes, 2))[1][1]) == hash_text("bc")
    ([3, 2], True)
    """
    value = np.zeros(len(codes), dtype=np.uint64)
    for offset in range(min(longest, len(codes))):
        value = value[: len(codes) - offset] * np.uint64(_FACTOR) + codes[offset:]
        yield value
