"""Preference: what 优先, 加分 and their kin speak of."""

from __future__ import annotations

import re

import numpy as np

from jobmine.extract.automaton import Matches
from jobmine.extract.clauses import Clauses, Flags, at, begins_with, is_any, is_in, lists
from jobmine.extract.cues import CueTable
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts

# What may stand before 优先 in a heading: a number, brackets, 以下, 具有以下经验者.
_HEADING = re.compile(r"(?:<[^>]*>|&[a-z]+;|\W|[\d_一二三四五六七八九十])*(?:.{0,8}以下.{0,12}|其他|非必要条件|任职)?")
_LONGEST_HEADING = 40
_NUMBER = re.compile(r" *\(?([0-9]{1,2})[、.．)]")


def preferred_mentions(
    texts: Texts,
    sentences: Sentences,
    clauses: Clauses,
    table: CueTable,
    found: Matches,
    start: Ints,
    end: Ints,
) -> Flags:
    """Return, by mention, whether the text prefers it rather than asks for it.

    Parameters
    ----------
    table, found
        Cues and where they stand. Values of ``preferred``: ``ahead`` speaks of what follows (最好),
        ``opens`` begins a section (加分项).
    start, end : ndarray of int64
        The mentions, in order.

    Notes
    -----
    A word of preference speaks of what stands before it in its clause, or behind it where nothing
    stands before (优先考虑有证者); over a comma only inside a list (有A，B，C经验者优先), before a clause
    that it fills alone (有A经验者，优先) and for examples (优先，如A、B). As a heading it speaks of its
    whole section.
    """
    chosen = table.of("preferred")[found.pattern]
    cue, stop = found.start[chosen], found.end[chosen]
    if not len(cue) or not len(start):
        return np.zeros(len(start), dtype=np.bool_)
    value = np.array(table.value)[found.pattern[chosen]]
    piece, cue_piece = clauses.piece(start), clauses.piece(cue)
    clause, cue_clause = clauses.number[piece], clauses.number[cue_piece]
    # 会CAD(优先): a bracket that begins with the cue speaks of its surroundings
    cue_clause = np.where(cue - clauses.start[cue_piece] <= 1, clauses.around[cue_piece], cue_clause)
    first = np.full(clauses.count, len(texts.codes))
    np.minimum.at(first, clause, start)
    leads = (first[cue_clause] > cue) | (value == "ahead")
    until = np.full(clauses.count, -1)
    np.maximum.at(until, cue_clause, np.where(leads, len(texts.codes), cue))
    preferred = start < np.maximum(until[clause], until[clauses.around[piece]])

    ends = np.append(clauses.start[1:], len(texts.codes))
    alone = (cue - clauses.start[cue_piece] <= 2) & (ends[cue_piece] - stop <= 3)
    begin = clauses.start + (at(texts, clauses.start) == ord(" "))
    comma = is_any(at(texts, clauses.start - 1), ",，")
    goes_on = (is_in(begin, start) & is_in(clauses.start - 1, np.sort(end))) | begins_with(texts, begin, "joins")
    goes_on[cue_piece[alone]] = True
    examples = is_in(clauses.start, stop) & (at(texts, clauses.start) == ord("("))
    listed = lists((goes_on & comma) | examples)
    until = np.full(len(ends), -1)
    np.maximum.at(until, listed[cue_piece], np.where(leads & ~alone, len(texts.codes), cue))
    preferred |= start < until[listed[piece]]

    examples |= begins_with(texts, begin, "examples") & ~is_in(clauses.start, sentences.start)
    listed = lists((goes_on & comma) | examples)
    cued = np.full(len(ends), len(ends))
    np.minimum.at(cued, listed[cue_piece], cue_piece)
    last_example = np.maximum.accumulate(np.where(examples, np.arange(len(ends)), 0))
    preferred |= last_example[piece] > cued[listed[piece]]
    return np.asarray(preferred | _under_headings(texts, sentences, cue, stop, value == "opens", start))


def _under_headings(texts: Texts, sentences: Sentences, cue: Ints, stop: Ints, noun: Flags, start: Ints) -> Flags:
    after = stop.copy()
    for _ in range(3):
        after = after + is_any(at(texts, after), " 者项的条件)]】")
    colon, line = is_any(at(texts, after), ":："), at(texts, after) == ord("\n")
    head = sentences.start[sentences.at(cue)]
    candidates = np.flatnonzero((colon | line) & ((noun & colon) | (cue - head < _LONGEST_HEADING)))
    parts = sentences.start[begins_with(texts, sentences.start, "part")]
    under = np.zeros(len(start), dtype=np.bool_)
    for i in candidates.tolist():  # headings of preference: less than one a text
        if (noun[i] and colon[i]) or _HEADING.fullmatch(texts.slice(int(head[i]), int(cue[i]))):
            until = _section_end(texts, sentences, parts, int(head[i]), int(after[i]))
            under |= (start >= after[i]) & (start < until)
    return under


def _section_end(texts: Texts, sentences: Sentences, parts: Ints, head: int, after: int) -> int:
    """Where the next part of the text begins, or the item behind a numbered heading: 5、加分项：…；6、…."""
    owner = texts.owner(np.array([head]))[0]
    end = int(texts.starts[owner + 1])
    following = int(np.searchsorted(parts, after, side="right"))
    end = min(end, int(parts[following])) if following < len(parts) else end
    # the number may be a sentence of its own before a known heading
    if number := _NUMBER.match(texts.slice(head, head + 6)) or _NUMBER.match(
        texts.slice(_before(sentences, head), head)
    ):
        first, last = np.searchsorted(sentences.start, [after, end])
        for position in sentences.start[first:last].tolist():
            item = _NUMBER.match(texts.slice(position, position + 6))
            if item and int(item[1]) == int(number[1]) + 1:
                return int(position)
    return end


def _before(sentences: Sentences, head: int) -> int:
    return int(sentences.start[max(0, int(np.searchsorted(sentences.start, head)) - 1)])
