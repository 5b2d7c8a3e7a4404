"""Strings found in cells of postings, each distinct cell searched once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from jobmine.extract.automaton import Automaton
from jobmine.extract.texts import Ints, Texts
from jobmine.normalise.title import clean_title


class Groups(NamedTuple):
    """A list of numbers for each key: ``values[starts[key]:starts[key + 1]]``."""

    starts: Ints
    values: Ints

    @classmethod
    def of(cls, keys: Ints, values: Ints, n_keys: int) -> Groups:
        """Return the groups of pairs given in any order; equal pairs are kept once.

        Examples
        --------
        >>> Groups.of(np.array([1, 0, 1, 1]), np.array([7, 5, 6, 7]), 3).starts.tolist()
        [0, 1, 3, 3]
        """
        pairs = np.unique(np.stack([keys, values]), axis=1) if len(keys) else np.empty((2, 0), dtype=np.int64)
        return cls(np.searchsorted(pairs[0], np.arange(n_keys + 1)), pairs[1])

    def join(self, keys: Ints) -> tuple[Ints, Ints]:
        """Return position in ``keys`` and value, for every value of every key; a key of -1 has none.

        Examples
        --------
        >>> groups = Groups(np.array([0, 1, 3]), np.array([5, 6, 7]))
        >>> [column.tolist() for column in groups.join(np.array([1, -1, 0, 1]))]
        [[0, 0, 2, 3, 3], [6, 7, 5, 6, 7]]
        """
        counts = np.where(keys >= 0, np.diff(self.starts)[keys], 0) if len(self.starts) > 1 else np.zeros_like(keys)
        position = np.repeat(np.arange(len(keys)), counts)
        within = np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)
        return position, self.values[self.starts[keys[position]] + within]


def find_in_cells(
    automaton: Automaton, cells: pa.ChunkedArray, prepare: Callable[[str], str] = str
) -> tuple[Ints, Ints]:
    """Return which pattern stands in which cell: row and pattern, each pair once, ordered.

    Parameters
    ----------
    automaton : Automaton
        Of folded patterns.
    cells : pyarrow.ChunkedArray of string
        Null cells hold nothing.
    prepare : callable
        Applied to each distinct cell before it is searched.

    Examples
    --------
    >>> cells = pa.chunked_array([["数控车工", None, "CNC", "数控车工"]])
    >>> [column.tolist() for column in find_in_cells(Automaton(["数控", "cnc"]), cells)]
    [[0, 2, 3], [0, 1, 0]]
    """
    row, pattern, _ = locate_in_cells(automaton, cells, prepare)
    once = np.unique(np.stack([row, pattern]), axis=1)
    return once[0], once[1]


def locate_in_cells(
    automaton: Automaton, cells: pa.ChunkedArray, prepare: Callable[[str], str] = str
) -> tuple[Ints, Ints, Ints]:
    """Return every place of a pattern in the cells: row, pattern and the character at which it begins.

    Examples
    --------
    >>> cells = pa.chunked_array([["数控车工", None, "CNC、数控"]])
    >>> [column.tolist() for column in locate_in_cells(Automaton(["数控", "cnc"]), cells)]
    [[0, 2, 2], [0, 1, 0], [0, 0, 4]]
    """
    coded = cells.combine_chunks().dictionary_encode()
    texts = Texts.join([prepare(cell) for cell in coded.dictionary.to_pylist()])
    found = automaton.find(texts)
    owner = texts.owner(found.start)
    groups = Groups.of(owner, np.arange(len(owner)), len(coded.dictionary))
    row, match = groups.join(np.asarray(coded.indices.fill_null(-1), dtype=np.int64))
    return row, found.pattern[match], (found.start - texts.starts[owner])[match]


def without_employer(title: str) -> str:
    """Return a title without the employer who is hiring: what a canteen cooks for is no post.

    Examples
    --------
    >>> without_employer("匿名公司招聘机械工程师"), without_employer("机械工程师")
    ('机械工程师', '机械工程师')
    """
    return clean_title(title) if "聘" in title or "招" in title else title
