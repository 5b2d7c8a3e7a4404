"""Many strings found at once in a batch of texts, as arrays.

Matching runs over UTF-8 bytes: that is twice as fast as over strings, for which the matcher maps
every byte to its character at each call; here the map is made once a batch, by :class:`Texts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind
from numpy.typing import NDArray

from jobmine.extract.texts import Ints, Texts

# Characters that carry a Latin term on: Java is not in JavaScript, C not in C++ or C#.
_CARRIES_ON = np.zeros(0x110000, dtype=np.bool_)
_CARRIES_ON[[ord(c) for c in "abcdefghijklmnopqrstuvwxyz0123456789"]] = True
_OPENS, _AFTER = _CARRIES_ON.copy(), _CARRIES_ON.copy()
_OPENS[ord(".")] = True  # .NET is not in ASP.NET
_AFTER[[ord(c) for c in "+#"]] = True

# A full transition table is the fastest for few patterns; for many it takes seconds to build.
_FEW = 3000


class Matches(NamedTuple):
    """Where patterns stand: three arrays of one length, ordered by position."""

    pattern: Ints
    start: Ints
    end: Ints

    def keep(self, mask: NDArray[np.bool_]) -> Matches:
        """Return the matches for which the mask is true."""
        return Matches(self.pattern[mask], self.start[mask], self.end[mask])


class Automaton:
    """Leftmost-longest matching of folded patterns, with boundaries for Latin terms.

    Parameters
    ----------
    patterns : sequence of str
        Folded strings, none of them empty.

    Examples
    --------
    >>> found = Automaton(["c", "java", "cad"]).find(Texts.join(["会CAD，JavaScript、C++"]))
    >>> found.start.tolist(), found.end.tolist()
    ([1], [4])
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = BytesAhoCorasick(
            [pattern.encode() for pattern in patterns],
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.DFA if len(patterns) < _FEW else Implementation.ContiguousNFA,
        )

    def find(self, texts: Texts) -> Matches:
        """Return the matches in a batch; positions count from the batch's start."""
        found = self._automaton.find_matches_as_indexes(texts.encoded)
        flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
        character = texts.character_of_byte
        matches = Matches(flat[:, 0], *character[flat[:, 1:].T].astype(np.int64))
        return matches.keep(~is_torn(texts.codes, matches.start, matches.end))


def is_torn(codes: NDArray[np.uint32], start: Ints, end: Ints) -> NDArray[np.bool_]:
    """Return which spans begin or end within a Latin term.

    Examples
    --------
    >>> codes = Texts.join(["会JavaScript"]).codes
    >>> is_torn(codes, np.array([1, 1]), np.array([5, 11])).tolist()
    [True, False]
    """
    before = codes[np.maximum(start - 1, 0)]
    after = codes[np.minimum(end, len(codes) - 1)]
    torn: NDArray[np.bool_] = (start > 0) & _CARRIES_ON[before] & _OPENS[codes[start]]
    return torn | (_AFTER[after] & _CARRIES_ON[codes[end - 1]])
