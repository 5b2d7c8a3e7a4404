"""Negation: what a text says is not needed."""

from __future__ import annotations

import re

import numpy as np

from jobmine.extract.automaton import Matches
from jobmine.extract.clauses import Clauses, Flags, at, is_any
from jobmine.extract.cues import CueTable
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts

# How many characters may stand between a cue and what it negates.
_REACH = {"needless": 14, "unless": 6}
_REACH_OF_PERMISSION, _REACH_OF_DEMAND = 20, 12
# Words after which 无需 no longer speaks: 无需经验但有责任心.
_TURNS = re.compile("[但只即就却而]|[^持具拥]有|可以|.需|情况")
# 英语水平不限, but neither 语言不限 (a class of choice) nor 计算机、专业不限
_OPEN = re.compile("(?:相关|工作|从业|行业)*(?:经验|经历|水平|基础|背景|能力|证书|技能)?")


def negated_mentions(
    texts: Texts,
    sentences: Sentences,
    clauses: Clauses,
    table: CueTable,
    found: Matches,
    start: Ints,
    end: Ints,
) -> Flags:
    """Return, by mention, whether the text says that it is not needed.

    Parameters
    ----------
    table, found
        Cues and where they stand. Values of ``negated``: ``needless`` (无需) speaks of what follows,
        of what stands before where nothing follows; ``after`` (非必须) and ``open`` (不限) of what
        stands before, but as a heading (非必要条件：) of what follows in its sentence; ``unless``
        (没有, 不会) negates only where a word that ``allows`` follows (也可) and none of demand (勿投).
    start, end : ndarray of int64
        The mentions, in order.
    """
    negated = np.zeros(len(start), dtype=np.bool_)
    is_cue = table.of("negated")[found.pattern]
    if not is_cue.any() or not len(start):
        return negated
    value = np.where(is_cue, np.array(table.value)[found.pattern], "")
    needless = found.keep(value == "needless")
    ahead, used = _ahead(texts, clauses, needless, start, _REACH["needless"])
    negated |= ahead
    after = found.keep(value == "after")
    # 英语不要求; but 熟悉C(不要求精通，会一点即可) and 服从安排，无需经验 do not look back
    looks_back = (at(texts, needless.end) == ord(")")) | clauses.marked(start)[clauses.at(needless.start)]
    unused = needless.keep(~used & looks_back)
    bracket = at(texts, after.end) == ord(")")
    heads = at(texts, after.end + bracket) == ord(":")
    negated |= _behind(sentences, after.end[heads], start)
    negated |= _before(texts, clauses, np.sort(np.concatenate([unused.start, after.start[~heads]])), start)
    negated |= _before_open(texts, found.start[value == "open"], end)
    unless, _ = _ahead(texts, clauses, found.keep(value == "unless"), start, _REACH["unless"])
    allows, demands = found.start[value == "allows"], found.start[table.of("demand")[found.pattern]]
    allowed = _follows(sentences, allows, end, _REACH_OF_PERMISSION) & ~_follows(
        sentences, demands, end, _REACH_OF_DEMAND
    )
    return negated | (unless & allowed)


def _ahead(texts: Texts, clauses: Clauses, cues: Matches, start: Ints, reach: int) -> tuple[Flags, Flags]:
    """Mentions that follow a cue in its clause, and the cues that any mention follows."""
    used = np.zeros(len(cues.start), dtype=np.bool_)
    if not len(used):
        return np.zeros(len(start), dtype=np.bool_), used
    last = np.searchsorted(cues.end, start, side="right") - 1
    reached = (last >= 0) & (start - cues.end[last] <= reach) & (clauses.at(cues.start)[last] == clauses.at(start))
    for i in np.flatnonzero(reached).tolist():  # negated mentions: one in a hundred
        reached[i] = not _TURNS.search(texts.slice(int(cues.end[last[i]]), int(start[i])))
    used[last[reached]] = True
    return reached, used


def _before(texts: Texts, clauses: Clauses, cues: Ints, start: Ints) -> Flags:
    """Mentions before a cue in its clause; in the clause before where the cue's own has none."""
    piece, cue_piece = clauses.piece(start), clauses.piece(cues)
    filled = clauses.marked(start)
    empty = ~filled[clauses.number]
    opening = at(texts, clauses.start) == ord("(")
    # 熟悉Hive(加分项，非必须): a bracket without a mention speaks of what stands before it
    outward = empty[cue_piece] & (opening | np.roll(opening & empty, 1))[cue_piece]
    clause = np.where(outward, clauses.around[cue_piece], clauses.number[cue_piece])
    until = np.full(clauses.count, -1)
    np.maximum.at(until, clause, cues)
    lone = empty[cue_piece] & ~outward & (cues - clauses.start[cue_piece] <= 4)
    lone &= is_any(at(texts, clauses.start[cue_piece] - 1), ",，")
    previous = np.zeros(len(clauses.start), dtype=np.bool_)
    previous[cue_piece[lone] - 1] = True
    return np.asarray((start < until[clauses.number[piece]]) | previous[piece])


def _behind(sentences: Sentences, heads: Ints, start: Ints) -> Flags:
    """Mentions behind a heading in its sentence."""
    last = np.searchsorted(heads, start) - 1
    behind = last >= 0
    behind[behind] = sentences.at(heads[last[behind]]) == sentences.at(start[behind])
    return behind


def _before_open(texts: Texts, cues: Ints, end: Ints) -> Flags:
    """Mentions right before 不限."""
    following = np.searchsorted(cues, end)
    near = following < len(cues)
    near[near] &= cues[following[near]] - end[near] <= 6
    for i in np.flatnonzero(near).tolist():
        near[i] = bool(_OPEN.fullmatch(texts.slice(int(end[i]), int(cues[following[i]]))))
    return near


def _follows(sentences: Sentences, cues: Ints, end: Ints, reach: int) -> Flags:
    """Whether a cue follows each mention in its sentence, within some characters."""
    following = np.searchsorted(cues, end)
    near = following < len(cues)
    cue = cues[following[near]]
    near[near] = (cue - end[near] <= reach) & (sentences.at(cue) == sentences.at(end[near] - 1))
    return near
