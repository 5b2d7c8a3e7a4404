"""Cue phrases: headings, words that tell sections apart, and words of modality."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton, Matches
from jobmine.extract.texts import Ints, Texts, fold


class CueTable(NamedTuple):
    """The cues of one family, ready for matching.

    Attributes
    ----------
    automaton : Automaton
        Over the phrases.
    cue, value : tuple of str
        By pattern number.
    weight : ndarray of float
        By pattern number; 0 where the file states none.
    """

    automaton: Automaton
    cue: tuple[str, ...]
    value: tuple[str, ...]
    weight: np.ndarray

    def find(self, texts: Texts) -> Matches:
        """Return where the cues stand."""
        return self.automaton.find(texts)

    def coded(self, names: tuple[str, ...]) -> Ints:
        """Return, by pattern number, the place of its value in ``names``, -1 where it is not among them."""
        return np.array([names.index(v) if v in names else -1 for v in self.value])

    def of(self, cue: str) -> np.ndarray:
        """Return, by pattern number, whether it is of the given cue."""
        return np.array([c == cue for c in self.cue])


@cache
def cue_table(*cues: str) -> CueTable:
    """Return the shipped cues of the given families.

    Examples
    --------
    >>> cue_table("heading").value[0]
    'duties'
    """
    rows = [row for row in read_tsv("extract/cues.tsv") if row["cue"] in cues]
    return CueTable(
        Automaton([fold(row["phrase"]) for row in rows]),
        tuple(row["cue"] for row in rows),
        tuple(row["value"] for row in rows),
        np.array([float(row["weight"] or 0) for row in rows]),
    )
