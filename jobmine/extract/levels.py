"""Levels: which of 了解, 熟悉, 掌握, 精通 governs a term."""

from __future__ import annotations

import numpy as np

from jobmine.extract.automaton import Matches
from jobmine.extract.clauses import Clauses, Flags, at, begins_with, first_word, is_any, is_in, lists
from jobmine.extract.cues import CueTable
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import LEVELS

_ENDS_PHRASE = "，,。.；;、)\n 者优程更尤为/"
_HELPS = "能需的应要须可以会并"  # 能熟练, 需熟悉: what follows is governed, whatever stands before


def levels_of(
    texts: Texts,
    sentences: Sentences,
    clauses: Clauses,
    table: CueTable,
    found: Matches,
    start: Ints,
    end: Ints,
) -> Ints:
    """Return, by mention, the index into LEVELS of the word that governs it, -1 for none.

    Parameters
    ----------
    table, found
        Cues and where they stand. A ``level`` cue without value (具备, 进行) ends the reach of the
        level word before it; so does a word of preference.
    start, end : ndarray of int64
        The mentions, in order.

    Notes
    -----
    A level word governs what follows in its clause and goes on over commas while each next clause
    carries on the list: it begins with a term, with Latin letters or with 如, 包括, 以及.
    A level word that ends its clause (英语熟练, 对C++有一定了解) governs what stands before it there.
    """
    chosen = (table.of("level") | table.of("preferred"))[found.pattern]
    begins, stops = found.start[chosen], found.end[chosen]
    code = table.coded(LEVELS)[found.pattern[chosen]]
    words = np.flatnonzero(code >= 0)
    if not len(words) or not len(start):
        return np.full(len(start), -1)
    code = _joined(texts, begins, stops, code)
    trailing = is_any(at(texts, stops), _ENDS_PHRASE)

    piece, cue_piece = clauses.piece(start), clauses.piece(begins)
    listed = lists(_goes_on(texts, clauses, start) & ~is_in(clauses.start, sentences.start))
    last = np.searchsorted(stops, start, side="right") - 1
    governs = (last >= 0) & (listed[piece] == listed[cue_piece[last]]) & ~_closed(texts, begins, stops, trailing)[last]
    own = governs & (clauses.number[piece] == clauses.number[cue_piece[last]])

    following = np.searchsorted(begins[words], end)
    behind = (following < len(words)) & ~own
    following = words[np.minimum(following, len(words) - 1)]
    behind &= clauses.number[piece] == clauses.number[cue_piece[following]]
    behind &= trailing[following] | (at(texts, clauses.start[piece]) == ord("对"))
    return np.where(behind, code[following], np.where(governs, code[last], -1))


def _goes_on(texts: Texts, clauses: Clauses, start: Ints) -> Flags:
    first = first_word(texts, clauses)
    head = at(texts, first)
    before = at(texts, clauses.start - 1)
    latin = ((head >= ord("a")) & (head <= ord("z"))) | (head == ord("."))
    after_colon_or_bracket = is_any(before, ":：)") | (at(texts, clauses.start) == ord("("))
    return np.asarray(latin | is_in(first, start) | begins_with(texts, first, "continues") | after_colon_or_bracket)


def _closed(texts: Texts, begins: Ints, stops: Ints, trailing: Flags) -> Flags:
    """Level words that look back only: a word stands right before them and their clause ends."""
    before = at(texts, begins - 1)
    word = ((before >= 0x3400) & (before < 0xA000)) | ((before >= ord("a")) & (before <= ord("z")))
    return np.asarray(trailing & (at(texts, stops) != ord(" ")) & word & ~is_any(before, _HELPS))


def _joined(texts: Texts, begins: Ints, stops: Ints, code: Ints) -> Ints:
    """Level words side by side: 熟悉并掌握 is the higher of the two, 熟悉或了解 the first."""
    code = code.copy()
    gap, joint = begins[1:] - stops[:-1], at(texts, stops[:-1])
    either = (gap > 0) & (gap <= 2) & (joint == ord("或"))
    both = (gap == 0) | ((gap == 1) & is_any(joint, "并和及与且"))
    for i in np.flatnonzero((either | both) & (code[1:] >= 0) & (code[:-1] >= 0)).tolist():
        code[i + 1] = code[i] if either[i] else max(code[i], code[i + 1])
    return code
