"""How often strings stand in texts, and how freely: which characters stand before and behind them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.automaton import is_torn
from jobmine.extract.spans import grow_hashes, hash_text
from jobmine.extract.texts import Ints, Texts

LONGEST = 24
"""Characters of the longest string that is counted."""

_BLOCK = 1 << 21  # characters counted at a time
_CODES = 0x110000


class Counts(NamedTuple):
    """What was counted.

    Attributes
    ----------
    n : ndarray of int64
        Occurrences of each string.
    freedom : ndarray of float
        Branching entropy of each string, in nats: the smaller of both sides.
    size : int
        Characters of all texts.
    """

    n: Ints
    freedom: NDArray[np.float64]
    size: int


def count_strings(texts: Iterable[str], strings: Sequence[str]) -> Counts:
    """Count strings in texts, overlapping ones too, and the characters beside them.

    The branching entropy of a side is that of the characters there (Jin & Tanaka-Ishii, Unsupervised segmentation
    of Chinese text by use of branching entropy, COLING/ACL 2006). What is no letter bounds a word whatever it is, so
    each such occurrence counts as a character of its own [own]. Runs of Latin letters and digits are not torn.

    Parameters
    ----------
    texts : iterable of str
    strings : sequence of str
        Folded, distinct, of at most :data:`LONGEST` characters.

    Examples
    --------
    >>> counts = count_strings(["懂钢筋翻样，会钢筋翻样", "钢筋工、JavaScript"], ["钢筋", "翻样", "java"])
    >>> counts.n.tolist(), counts.freedom.round(2).tolist()
    ([3, 2, 0], [0.64, 0.0, 0.0])
    """
    lengths = np.array([len(string) for string in strings], dtype=np.int64)
    keys = np.array([hash_text(string) for string in strings], dtype=np.uint64)
    n, size = np.zeros(len(strings), dtype=np.int64), 0
    beside: list[tuple[Ints, Ints]] = []
    for block in _blocks(texts):
        codes = Texts.join(block).codes
        size += len(codes)
        string, start = _find(codes, keys, lengths)
        n += np.bincount(string, minlength=len(strings))
        for side, at in enumerate((start - 1, start + lengths[string])):
            neighbour = codes[at].astype(np.int64)  # texts are bounded by newlines; the first by the last one's
            pair = (2 * string + side) * _CODES + neighbour
            beside.append(np.unique(pair, return_counts=True))
    return Counts(n, _entropies(beside, len(strings)).min(axis=1), size)


def _find(codes: NDArray[np.uint32], keys: NDArray[np.uint64], lengths: Ints) -> tuple[Ints, Ints]:
    """Return which string stands where."""
    strings, starts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for length, hashes in enumerate(grow_hashes(codes, int(lengths.max(initial=0))), start=1):
        wanted = np.flatnonzero(lengths == length)
        if not len(wanted):
            continue
        wanted = wanted[np.argsort(keys[wanted])]
        place = np.minimum(np.searchsorted(keys[wanted], hashes), len(wanted) - 1)
        start = np.flatnonzero(keys[wanted[place]] == hashes)
        start = start[~is_torn(codes, start, start + length)]
        strings.append(wanted[place[start]])
        starts.append(start)
    return np.concatenate(strings), np.concatenate(starts)


def _entropies(beside: Sequence[tuple[Ints, Ints]], length: int) -> NDArray[np.float64]:
    """Return the entropy of both sides of each string, from counts of (string and side, character)."""
    if not beside:
        return np.zeros((length, 2))
    pairs, of = np.unique(np.concatenate([pair for pair, _ in beside]), return_inverse=True)
    counts = np.bincount(of, weights=np.concatenate([count for _, count in beside]))
    owner, code = np.divmod(pairs, _CODES)
    total = np.bincount(owner, weights=counts, minlength=2 * length)[owner]
    share = counts / total
    surprise = np.where(_is_letter(code), -np.log(share), np.log(total))
    entropies = np.bincount(owner, weights=share * surprise, minlength=2 * length).astype(np.float64)
    return entropies.reshape(-1, 2)


def _is_letter(codes: Ints) -> NDArray[np.bool_]:
    distinct, of = np.unique(codes, return_inverse=True)
    return np.array([unicodedata.category(chr(code)).startswith("L") for code in distinct.tolist()], np.bool_)[of]


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    block, size = [], 0
    for text in texts:
        block.append(text)
        size += len(text) + 1
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block
