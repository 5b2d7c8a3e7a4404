"""Texts cut into sentences: at line ends, full stops, semicolons, list numbers and bullets."""

from __future__ import annotations

from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.texts import Ints, Texts

Classes = NDArray[np.uint16]


class Kind(IntFlag):
    """What a character can be in the layout of a text."""

    STOP = 1
    BLANK = 2
    MARK = 4
    OPEN = 8
    DIGIT = 16
    BULLET = 32
    STAR = 64
    COLON = 128
    CLOSE = 256
    LATIN = 512
    NUMERAL = 1024


@cache
def _class_table() -> Classes:
    table = np.zeros(0x110000, dtype=np.uint16)
    for characters, kind in (
        ("\n。；;！!？?", Kind.STOP),
        (" ", Kind.BLANK),
        ("、.．)）,，", Kind.MARK),
        ("【[（(<《「『{", Kind.OPEN),
        ("0123456789", Kind.DIGIT),
        ("●◆■▶★☆•▪◇○➢►✓√◎", Kind.BULLET),
        ("·*#-—", Kind.STAR),  # bullets where a line begins, else masks, dashes and parts of names
        ("：:", Kind.COLON),
        ("】])）>》」』}", Kind.CLOSE),
        ("abcdefghijklmnopqrstuvwxyz", Kind.LATIN),
        ("一二三四五六七八九十", Kind.NUMERAL),
    ):
        for character in characters:
            table[ord(character)] |= kind
    table[0xE000:0xF900] = Kind.BULLET  # private use: list marks of symbol fonts
    table[0x2460:0x2500] = Kind.BULLET  # ① and its kin
    return table


def classify_characters(texts: Texts) -> Classes:
    """Return what each character of a batch can be in its layout, as flags of :class:`Kind`."""
    return _class_table()[texts.codes]


def has(classes: Classes, kind: Kind) -> NDArray[np.bool_]:
    """Return where any of the kinds is set."""
    return np.asarray((classes & np.uint16(kind)) != 0)


def cut_sentences(texts: Texts, classes: Classes) -> NDArray[np.bool_]:
    """Return, by character, whether a sentence begins there.

    Parameters
    ----------
    texts : Texts
        The batch.
    classes : ndarray of uint16
        From :func:`classify_characters`.

    Examples
    --------
    >>> texts = Texts.join(["1、负责收银；2、整理货架。会3D软件"])
    >>> np.flatnonzero(cut_sentences(texts, classify_characters(texts))).tolist()
    [0, 7, 14]
    """
    stop, bullet = has(classes, Kind.STOP), has(classes, Kind.BULLET)
    begins = np.zeros(len(classes), dtype=np.bool_)
    begins[1:] = stop[:-1] | (bullet[1:] & ~bullet[:-1])
    begins[_list_numbers(texts, classes)] = True
    begins[texts.starts[:-1]] = True
    return _without_empty(begins, ~(stop | has(classes, Kind.BLANK)), texts)


def _list_numbers(texts: Texts, classes: Classes) -> Ints:
    """Return where list numbers stand: one or two digits or a numeral before a mark, no number or word around them."""
    at = np.flatnonzero(has(classes, Kind.DIGIT | Kind.NUMERAL))
    edge = np.full(3, Kind.STOP, dtype=np.uint16)
    padded = np.concatenate([edge[:1], classes, edge])
    before, here, second, third, fourth = (padded[at + step] for step in range(5))
    marks = np.append(texts.codes, edge)
    comma, later_comma = (np.isin(marks[at + step], (ord("，"), ord(","))) for step in (1, 2))
    spaced = has(before, Kind.STOP | Kind.BLANK)
    number = has(here, Kind.DIGIT) & (marks[at] != ord("0")) & ~has(before, Kind.DIGIT | Kind.LATIN | Kind.MARK)
    found = number & has(second, Kind.MARK) & ~has(third, Kind.DIGIT | Kind.LATIN) & (spaced | ~comma)
    found |= number & has(second, Kind.DIGIT) & has(third, Kind.MARK) & ~has(fourth, Kind.DIGIT) & ~later_comma
    found |= spaced & (marks[at + 1] == ord("、"))
    return np.asarray((at - has(before, Kind.OPEN))[found])  # (1) begins at its bracket


def _without_empty(begins: NDArray[np.bool_], ink: NDArray[np.bool_], texts: Texts) -> NDArray[np.bool_]:
    """Leave line ends and blanks to the sentence before them."""
    start = np.flatnonzero(begins)
    if len(start):
        begins[start[~np.logical_or.reduceat(ink, start)]] = False
        begins[texts.starts[:-1]] = True
    return begins
