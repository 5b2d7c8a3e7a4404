"""A batch of texts as one array of code points, folded for matching with every offset kept.

Extraction never loops over characters: texts are joined by newlines, and positions are found with
array operations over the whole batch. Folding is one to one (full width to half width, upper to
lower case, traditional to simplified), so that a position in the folded text is a position in the
text as given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from jobmine.data import read_tsv

Ints = NDArray[np.int64]

_UNICODE = 0x110000
_REPLACEMENT = 0xFFFD


@cache
def _fold_table() -> NDArray[np.uint32]:
    table = np.arange(_UNICODE, dtype=np.uint32)
    for row in read_tsv("extract/traditional.tsv"):
        table[ord(row["traditional"])] = ord(row["simplified"])
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)  # full-width forms
    for blank in (0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0xFEFF, 0x200B, ord("\t"), ord("\r")):
        table[blank] = ord(" ")
    for upper in (*range(0x41, 0x5B), *range(0xFF21, 0xFF3B)):
        table[upper] = table[upper] + 32
    table[0xD800:0xE000] = _REPLACEMENT  # half a character outside the basic plane, as broken exports have it
    return table


@cache
def _fold_map() -> dict[int, int]:
    table = _fold_table()
    changed = np.flatnonzero(table != np.arange(_UNICODE))
    return dict(zip(changed.tolist(), table[changed].tolist(), strict=True))


@dataclass(frozen=True)
class Texts:
    """A batch of texts laid end to end.

    Attributes
    ----------
    codes : ndarray of uint32, shape (n_characters,)
        Folded code points of all texts; each text is followed by one newline.
    starts : ndarray of int64, shape (n_texts + 1,)
        Where each text begins in ``codes``; the last entry is the total length.
    """

    codes: NDArray[np.uint32]
    starts: Ints

    @classmethod
    def join(cls, texts: Sequence[str]) -> Texts:
        r"""Lay texts end to end.

        Examples
        --------
        >>> texts = Texts.join(["熟悉ＪＡＶＡ", "C++"])
        >>> texts.folded
        '熟悉java\nc++\n'
        >>> texts.starts.tolist()
        [0, 7, 11]
        """
        lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
        starts = np.concatenate([[0], np.cumsum(lengths)])
        encoded = "\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        return cls(_fold_table()[np.frombuffer(encoded, dtype=np.uint32)], starts)

    @cached_property
    def folded(self) -> str:
        """All folded texts as one string."""
        return self.codes.tobytes().decode("utf-32-le")

    @cached_property
    def encoded(self) -> bytes:
        """All folded texts in UTF-8."""
        return self.folded.encode()

    @cached_property
    def character_of_byte(self) -> NDArray[np.int32]:
        """Which character each byte of ``encoded`` begins or belongs to; one entry more for the end."""
        leads = (np.frombuffer(self.encoded, dtype=np.uint8) & 0xC0) != 0x80
        characters = np.empty(len(leads) + 1, dtype=np.int32)
        np.cumsum(leads, dtype=np.int32, out=characters[:-1])
        characters[:-1] -= 1
        characters[-1] = len(self.codes)
        return characters

    def owner(self, positions: Ints) -> Ints:
        """Return the number of the text that each position stands in."""
        return np.searchsorted(self.starts, positions, side="right") - 1

    def slice(self, start: int, end: int) -> str:
        """Return folded characters by their position in the batch."""
        return self.codes[start:end].tobytes().decode("utf-32-le")


def positions_of(start: Ints, length: Ints) -> Ints:
    """Return the positions that runs cover, run after run.

    Examples
    --------
    >>> positions_of(np.array([3, 10]), np.array([2, 3])).tolist()
    [3, 4, 10, 11, 12]
    """
    before = np.cumsum(length) - length
    return np.asarray(np.arange(int(length.sum())) + np.repeat(start - before, length))


def fold(text: str) -> str:
    """Return the form of a text that matching works on; same length.

    Examples
    --------
    >>> fold("ＰＬＣ與Ｃ＋＋")
    'plc与c++'
    """
    return text.translate(_fold_map())
