"""Headings: where 岗位职责, 任职要求 and their many spellings open a part of a posting."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton
from jobmine.extract.sentences import Classes, Kind, has
from jobmine.extract.texts import Ints, Texts, fold
from jobmine.schema import SECTIONS

N_FORMS = 5  # see Headings.form
WHOLE = 3  # headings of this form or a higher one open a part of a posting, lesser ones may stand inside one
HEADINGS = (*SECTIONS, "mixed")  # under a mixed heading, 职位描述, both duties and requirements stand

_EDGE = Kind.STOP | Kind.BLANK | Kind.MARK | Kind.OPEN | Kind.BULLET | Kind.STAR | Kind.CLOSE | Kind.COLON | Kind.DIGIT
_LABEL = Kind.BLANK | Kind.MARK | Kind.OPEN | Kind.BULLET | Kind.STAR | Kind.DIGIT | Kind.NUMERAL
_FRAME = Kind.BLANK | Kind.OPEN | Kind.BULLET | Kind.STAR
_LONG = 4  # characters from which a phrase is a heading by itself: 任职要求, not 要求
_NEAR = 6  # characters that may stand before a known heading in its line: 数控车工任职要求：
_CLOSERS = ("\n", ":", "】", "]")
_TAIL = 4  # characters that may stand between a heading and its colon: 任职要求如下：


class Headings(NamedTuple):
    """The headings of a batch, in order.

    Attributes
    ----------
    start, end : ndarray of int64
        Where the heading begins, its bracket and list number included, and where its phrase ends.
    kind : ndarray of int64
        Index into :data:`HEADINGS`.
    form : ndarray of int64
        How it is set: 0 in mid-sentence, 1 a short word before a colon, 2 with a list number, 3 with a colon or
        bracket, 4 alone in its line.
    """

    start: Ints
    end: Ints
    kind: Ints
    form: Ints


class _Table(NamedTuple):
    """Phrases ready for matching; the arrays go by pattern number."""

    automaton: Automaton
    kind: Ints
    length: Ints
    closer: Ints  # characters of the pattern behind the phrase


@cache
def _table() -> _Table:
    patterns: dict[str, tuple[int, int, int]] = {}
    for row in read_tsv("extract/cues.tsv"):
        if row["cue"] == "heading":
            phrase, kind = fold(row["phrase"]), HEADINGS.index(row["value"])
            for spelling in [phrase] if phrase.isascii() else [phrase, " ".join(phrase)]:  # 任 职 要 求
                # Short words are common in sentences: only those that something closes are looked for.
                for closer in _CLOSERS if len(phrase) < _LONG else ("",):
                    patterns.setdefault(spelling + closer, (kind, len(phrase), len(closer)))
    kind, length, closer = np.array(list(patterns.values())).T
    return _Table(Automaton(list(patterns)), kind, length, closer)


def find_headings(texts: Texts, classes: Classes, sentences: Ints) -> Headings:
    """Return the headings of a batch.

    Parameters
    ----------
    texts : Texts
        The batch.
    classes : ndarray of uint16
        From :func:`jobmine.extract.sentences.classify_characters`.
    sentences : ndarray of int64
        Where sentences begin.
    """
    table = _table()
    found = table.automaton.find(texts)
    if not len(found.start):
        return Headings(found.start, found.end, found.start, found.start)
    found = found._replace(end=found.end - table.closer[found.pattern])
    last = len(classes) - 1
    length, kind = table.length[found.pattern], table.kind[found.pattern]
    before = np.where(found.start > 0, classes[found.start - 1], np.uint16(Kind.STOP))
    after = classes[np.minimum(found.end, last)]
    newline = texts.codes[np.minimum(found.end, last)] == ord("\n")
    colon = _colon_follows(classes, found.end, np.where(length >= _LONG, _TAIL, 0))
    opened = has(before, _EDGE)
    opened[1:] |= found.start[1:] == found.end[:-1]  # 职位描述岗位职责：
    closed = colon | newline | has(after, Kind.CLOSE)
    closed |= (length >= _LONG) & has(after, Kind.BLANK | Kind.DIGIT | Kind.BULLET | Kind.OPEN)
    sentence = sentences[np.searchsorted(sentences, found.start, side="right") - 1]
    near = (found.start - sentence <= _NEAR) & (length >= 2)
    whole = (length >= _LONG) & (kind < 2)  # lost line ends: 完成领导交办的工作任职要求：
    good = np.flatnonzero((closed & opened) | (has(after, Kind.COLON) & (near | whole)))

    start, numbered = _with_label(classes, found.start[good], sentence[good])
    start = np.where((near & has(after, Kind.COLON))[good], sentence[good], start)
    # No heading reaches back over the beginning of another: ：岗位职责任职要求：
    behind = start < np.maximum.accumulate(start)
    start = np.maximum.accumulate(np.where(behind, found.start[good], start))
    lone = newline[good] | _newline_behind(texts, found.end[good])
    form = np.select([~(opened | near)[good], (length < _LONG)[good] & ~lone, numbered, ~lone], [0, 1, 2, 3], default=4)
    return Headings(start, found.end[good], kind[good], form)


def _colon_follows(classes: Classes, end: Ints, reach: Ints) -> NDArray[np.bool_]:
    """Return whether a colon stands at the end or within reach behind it, in the same sentence."""
    padded = np.append(classes, np.full(_TAIL + 1, Kind.STOP, dtype=np.uint16))
    colon, going = np.zeros(len(end), dtype=np.bool_), np.ones(len(end), dtype=np.bool_)
    for step in range(_TAIL + 1):
        here = padded[end + step]
        colon |= going & (step <= reach) & has(here, Kind.COLON)
        going &= ~has(here, Kind.STOP | Kind.MARK | Kind.DIGIT)
    return colon


def _newline_behind(texts: Texts, end: Ints) -> NDArray[np.bool_]:
    """Return whether nothing but a bracket, a colon or a blank stands between the end and the line's end."""
    codes = np.append(texts.codes, np.full(4, ord("\n"), dtype=np.uint32))
    frame = np.isin(codes[end[:, None] + np.arange(3)], [ord(c) for c in "】]):： >"])
    newline = codes[end[:, None] + np.arange(1, 4)] == ord("\n")
    return np.asarray((np.logical_and.accumulate(frame, axis=1) & newline).any(axis=1))


def _with_label(classes: Classes, start: Ints, sentence: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Move starts before the brackets and list numbers in front of them; say which had a number."""
    label, frame = start.copy(), start.copy()
    in_label, in_frame = np.ones((2, len(start)), dtype=np.bool_)
    for step in range(1, 7):
        here = classes[np.maximum(start - step, 0)]
        in_label &= (start - step >= sentence) & has(here, _LABEL)
        in_frame &= (start - step >= sentence) & has(here, _FRAME)
        label[in_label] = start[in_label] - step
        frame[in_frame] = start[in_frame] - step
    first = label == sentence
    numbered = first & (label < frame)
    return np.where(first, label, frame), numbered
