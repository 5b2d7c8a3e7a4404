"""How a thing is asked for: preferred, at which level, not at all, as experience, for how long."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.automaton import Matches
from jobmine.extract.cues import CueTable, cue_table
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.normalise.numerals import read_numeral
from jobmine.schema import LEVELS

Flags = NDArray[np.bool_]

# A level word governs what follows it in its sentence, but not across this many characters.
_REACH = 60
_YEARS = re.compile(
    r"([0-9]{1,2}|[一二两三四五六七八九十]{1,2})(?:\s*[-~至到—]\s*[0-9一二两三四五六七八九十]{1,2})?\s*年"
)


class Modality(NamedTuple):
    """Arrays by mention."""

    preferred: Flags
    level: Ints  # index into LEVELS, -1 for none
    negated: Flags
    as_experience: Flags
    major: Flags  # the clause speaks of fields of study
    years: NDArray[np.float64]


class Clauses(NamedTuple):
    """The clauses of a batch: pieces of sentences between commas and colons."""

    start: Ints

    def at(self, positions: Ints) -> Ints:
        """Return the number of the clause that each position stands in."""
        return np.searchsorted(self.start, positions, side="right") - 1


def cut_clauses(texts: Texts, sentences: Sentences) -> Clauses:
    """Cut sentences into clauses at commas and colons."""
    codes = texts.codes
    commas = np.flatnonzero((codes == ord("，")) | (codes == ord(",")) | (codes == ord("：")) | (codes == ord(":"))) + 1
    return Clauses(np.union1d(sentences.start, commas))


def modality_of(texts: Texts, sentences: Sentences, clauses: Clauses, start: Ints, end: Ints) -> Modality:
    """Say how each mention is asked for.

    Parameters
    ----------
    texts, sentences, clauses
        The batch, cut.
    start, end : ndarray of int64, shape (n_mentions,)
        Positions in the batch, in order.
    """
    clause = clauses.at(start)
    table = cue_table("preferred", "level", "negated", "experience", "major")
    found = table.find(texts)
    cue_clause = clauses.at(found.start)

    def clause_has(cue: str) -> Flags:
        marked = np.zeros(len(clauses.start), dtype=np.bool_)
        marked[cue_clause[table.of(cue)[found.pattern]]] = True
        return np.asarray(marked[clause])

    return Modality(
        preferred=clause_has("preferred"),
        level=_levels(table, found, sentences, clauses, start, end),
        negated=_negated(table, found, cue_clause, clause, start),
        as_experience=clause_has("experience"),
        major=clause_has("major"),
        years=years_of_clauses(texts, clauses)[clause],
    )


def _levels(table: CueTable, found: Matches, sentences: Sentences, clauses: Clauses, start: Ints, end: Ints) -> Ints:
    is_level = table.of("level")[found.pattern]
    at, stop = found.start[is_level], found.end[is_level]
    code = table.coded(LEVELS)[found.pattern[is_level]]
    if not len(at):
        return np.full(len(start), -1)
    last = np.searchsorted(stop, start, side="right") - 1
    governs = last >= 0
    last = np.maximum(last, 0)
    governs &= (sentences.at(at[last]) == sentences.at(start)) & (start - stop[last] <= _REACH)
    # Office熟练, 英语精通: a level word behind the term, in its clause
    following = np.minimum(np.searchsorted(at, end, side="left"), len(at) - 1)
    behind = ~governs & (at[following] >= end) & (at[following] - end <= 4)
    behind &= clauses.at(at[following]) == clauses.at(start)
    return np.where(governs, code[last], np.where(behind, code[following], -1))


def _negated(table: CueTable, found: Matches, cue_clause: Ints, clause: Ints, start: Ints) -> Flags:
    is_cue = table.of("negated")[found.pattern]
    at = found.start[is_cue]
    if not len(at):
        return np.zeros(len(start), dtype=np.bool_)
    last = np.searchsorted(at, start, side="right") - 1
    before = (last >= 0) & (cue_clause[is_cue][np.maximum(last, 0)] == clause)
    return np.asarray(before & (start - found.end[is_cue][np.maximum(last, 0)] <= 12))


def years_of_clauses(texts: Texts, clauses: Clauses) -> NDArray[np.float64]:
    """Return, by clause, the lower end of the last number of years that it states; nan where none."""
    years = np.full(len(clauses.start), np.nan)
    at = np.flatnonzero(texts.codes == ord("年"))
    for position in at.tolist():
        first = max(0, position - 9)
        if match := _last(_YEARS, texts.slice(first, position + 1)):
            number = match.group(1)
            years[clauses.at(np.array([position]))[0]] = int(number) if number.isdigit() else read_numeral(number)
    return years


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = [m for m in pattern.finditer(text) if m.end() == len(text)]
    return found[-1] if found else None
