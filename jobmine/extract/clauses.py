"""Clauses: how far a cue word reaches inside a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.durations import Durations, find_durations
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a batch.

    A batch is cut into pieces at commas, colons and brackets. The pieces before and behind a
    bracket are one clause; each piece in a bracket is a clause of its own that stands in another.

    Attributes
    ----------
    start : ndarray of int64, shape (n_pieces,)
        First character of each piece, counted in the batch.
    number : ndarray of int64, shape (n_pieces,)
        The clause that each piece belongs to.
    around : ndarray of int64, shape (n_pieces,)
        The clause that the bracket of a piece stands in; its own number outside of brackets.
    durations : Durations
        Experience that the batch states in years.
    """

    start: Ints
    number: Ints
    around: Ints
    durations: Durations

    @property
    def count(self) -> int:
        """Number of clauses; they are numbered from 0, but not in the order of the text."""
        return int(self.number.max(initial=-1)) + 1

    def piece(self, positions: Ints) -> Ints:
        """Return the number of the piece that each position stands in."""
        return np.searchsorted(self.start, positions, side="right") - 1

    def at(self, positions: Ints) -> Ints:
        """Return the number of the clause that each position stands in."""
        return self.number[self.piece(positions)]

    def marked(self, positions: Ints) -> Flags:
        """Return, by clause, whether one of the positions stands in it."""
        marks = np.zeros(self.count, dtype=np.bool_)
        marks[self.at(positions)] = True
        return marks


def cut_clauses(texts: Texts, sentences: Sentences) -> Clauses:
    """Cut sentences into clauses at commas and colons, brackets apart.

    Examples
    --------
    >>> from jobmine.extract.sections import classify_sentences
    >>> texts = Texts.join(["会CAD(会Pro/E优先)者，有驾照"])
    >>> clauses = cut_clauses(texts, classify_sentences(texts))
    >>> clauses.start.tolist(), clauses.number.tolist(), clauses.around.tolist()
    ([0, 4, 14, 16], [0, 2, 0, 1], [0, 0, 0, 1])
    """
    codes = texts.codes
    stops = np.flatnonzero(is_any(codes, "，,：:")) + 1
    opens, closes = np.flatnonzero(codes == ord("(")), np.flatnonzero(codes == ord(")")) + 1
    cut = np.zeros(len(codes) + 1, dtype=np.bool_)
    for marks in (sentences.start, stops, opens, closes):
        cut[marks] = True
    start = np.flatnonzero(cut[:-1])
    opened = _last(opens, start)
    inside = (opened >= 0) & (opened >= _last(closes, start)) & (opened >= sentences.start[sentences.at(start)])
    fresh = ~inside & (is_in(start, sentences.start) | is_in(start, stops))
    around = np.cumsum(fresh) - 1
    number = np.where(inside, around.max(initial=-1) + np.cumsum(inside), around)
    return Clauses(start, number, around, find_durations(texts))


def years_of_clauses(clauses: Clauses) -> NDArray[np.float64]:
    """Return, by clause, the lower end of the last duration that it states; nan where none."""
    years = np.full(clauses.count, np.nan)
    years[clauses.at(clauses.durations.start)] = clauses.durations.years
    return years


def lists(goes_on: Flags) -> Ints:
    """Return, by piece, the first piece of the list that it belongs to.

    Parameters
    ----------
    goes_on : ndarray of bool, shape (n_pieces,)
        Whether a piece carries on the list before it.

    Examples
    --------
    >>> lists(np.array([False, True, True, False])).tolist()
    [0, 0, 0, 3]
    """
    return np.maximum.accumulate(np.where(goes_on, 0, np.arange(len(goes_on))))


def first_word(texts: Texts, clauses: Clauses) -> Ints:
    """Return, by piece, its first character that is no blank or bracket, within two."""
    first = clauses.start.copy()
    for _ in range(2):
        first = first + is_any(at(texts, first), " (")
    return first


def begins_with(texts: Texts, positions: Ints, cue: str) -> Flags:
    """Return whether a phrase of a cue stands at each position.

    Examples
    --------
    >>> begins_with(Texts.join(["如Java", "Java"]), np.array([0, 3]), "continues").tolist()
    [True, False]
    """
    found = np.zeros(len(positions), dtype=np.bool_)
    head = at(texts, positions)
    for phrase in _phrases(cue):
        here = np.flatnonzero(head == ord(phrase[0]))
        for offset, character in enumerate(phrase[1:], 1):
            here = here[at(texts, positions[here] + offset) == ord(character)]
        found[here] = True
    return found


def at(texts: Texts, positions: Ints) -> NDArray[np.uint32]:
    """Return the folded code points at positions; those past the ends give the nearest."""
    return texts.codes[np.clip(positions, 0, len(texts.codes) - 1)]


def is_any(codes: NDArray[np.uint32], characters: str) -> Flags:
    """Return whether each code point is one of some characters."""
    found = np.zeros(len(codes), dtype=np.bool_)
    for character in characters:
        found |= codes == ord(character)
    return found


def is_in(values: Ints, among: Ints) -> Flags:
    """Return whether each value is among sorted ones."""
    if not len(among):
        return np.zeros(len(values), dtype=np.bool_)
    return np.asarray(among[np.minimum(np.searchsorted(among, values), len(among) - 1)] == values)


@cache
def _phrases(cue: str) -> tuple[str, ...]:
    return tuple(row["phrase"] for row in read_tsv("extract/cues.tsv") if row["cue"] == cue)


def _last(marks: Ints, positions: Ints) -> Ints:
    """Return the last mark at or before each position, -1 where there is none."""
    return np.concatenate([[-1], marks])[np.searchsorted(marks, positions, side="right")]
