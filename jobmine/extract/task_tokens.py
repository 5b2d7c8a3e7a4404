"""Sentences into tokens for the task tagger: known words, Latin runs, numbers, single characters.

Known words are found for a whole batch at once, leftmost and longest first; what no word covers is
one token a character.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton
from jobmine.extract.texts import Ints, Texts, fold

Codes = NDArray[np.uint32]
Small = NDArray[np.uint8]

_SINGLE = (
    "han",
    "latin",
    "digit",
    "comma",
    "list",
    "stop",
    "colon",
    "open",
    "close",
    "slash",
    "blank",
    "mark",
    "quote",
)
_SPREAD = np.uint32(2654435761)


class Words(NamedTuple):
    """The words that the tagger knows, with their classes."""

    automaton: Automaton
    codes: Codes  # hash of each word, by pattern number
    kinds: Small  # index into CLASSES, by pattern number
    names: tuple[str, ...]  # CLASSES


class Tokens(NamedTuple):
    """The tokens of some sentences of a batch.

    Attributes
    ----------
    start, end : ndarray of int64
        Positions in the batch.
    sentence : ndarray of int64
        Number of the sentence, as in the sentences given.
    code : ndarray of uint32
        Hash of the token: equal for equal words; all Latin runs share one, and all numbers.
    kind : ndarray of uint8
        Class of the word: light, assist, verb, noun … or what the character is.
    """

    start: Ints
    end: Ints
    sentence: Ints
    code: Codes
    kind: Small


@cache
def load_words() -> Words:
    """Return the words and classes of ``extract/task_words.tsv``.

    Examples
    --------
    >>> "assist" in load_words().names
    True
    """
    rows = read_tsv("extract/task_words.tsv")
    names = (*_SINGLE, *sorted({row["class"] for row in rows}))
    words = [fold(row["word"]) for row in rows]
    return Words(
        Automaton(words),
        np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint32),
        np.array([names.index(row["class"]) for row in rows], dtype=np.uint8),
        names,
    )


@cache
def _numbers(names: tuple[str, ...]) -> list[int]:
    return [load_words().names.index(name) for name in names]


@cache
def _single_kinds() -> Small:
    table = np.zeros(0x110000, dtype=np.uint8)
    table[:0x4E00] = table[0xA000:] = _SINGLE.index("mark")
    for characters, kind in (
        ("abcdefghijklmnopqrstuvwxyz", "latin"),
        ("0123456789", "digit"),
        ("，,", "comma"),
        ("、", "list"),
        ("\n。；;！!？?", "stop"),
        ("：:", "colon"),
        ("（([【{", "open"),
        ("）)]】}", "close"),
        ("《》“”\"<>「」『』‘’'", "quote"),
        ("/&+|", "slash"),
        (" ", "blank"),
    ):
        table[[ord(c) for c in characters]] = _SINGLE.index(kind)
    return table


@cache
def code_of(token: str) -> np.uint32:
    """Return the code of a word of the list, or of a single character that is none.

    Examples
    --------
    >>> tokens = cut_tokens(Texts.join(["的"]), np.array([0]), np.array([True]))
    >>> bool(tokens.code[0] == code_of("的"))
    True
    """
    if any(token == row["word"] for row in read_tsv("extract/task_words.tsv")):
        return np.uint32(zlib.crc32(token.encode()))
    return np.uint32((ord(token) + 1) * int(_SPREAD) & 0xFFFFFFFF)


def is_kind(tokens: Tokens, *names: str) -> NDArray[np.bool_]:
    """Return which tokens are of one of some classes."""
    return np.isin(np.arange(len(load_words().names)), _numbers(names))[tokens.kind]


def cut_tokens(texts: Texts, start: Ints, chosen: NDArray[np.bool_]) -> Tokens:
    r"""Cut the chosen sentences into tokens.

    Parameters
    ----------
    texts : Texts
        The batch.
    start : ndarray of int64
        Where its sentences begin.
    chosen : ndarray of bool
        By sentence.

    Examples
    --------
    >>> texts = Texts.join(["负责PLC的调试"])
    >>> tokens = cut_tokens(texts, np.array([0]), np.array([True]))
    >>> [texts.slice(s, e) for s, e in zip(tokens.start, tokens.end)]
    ['负责', 'plc', '的', '调试', '\n']
    """
    words = load_words()
    # Only what is chosen is looked at, laid side by side.
    place = np.flatnonzero(np.repeat(chosen, np.diff(np.append(start, len(texts.codes)))))
    if not len(place):
        none = np.zeros(0, dtype=np.int64)
        return Tokens(none, none, none, none.astype(np.uint32), none.astype(np.uint8))
    part = Texts(texts.codes[place], np.array([0, len(place)]))
    codes, n = part.codes, len(place)
    kind = _single_kinds()[codes]
    code = (codes + np.uint32(1)) * _SPREAD
    begins = np.ones(n, dtype=np.bool_)
    for run in ("latin", "digit"):
        inside = kind == _SINGLE.index(run)
        begins[1:] &= ~(inside[1:] & inside[:-1])
        code[inside] = _SINGLE.index(run)
    found = words.automaton.find(part)
    depth = np.zeros(n + 1, dtype=np.int8)
    depth[found.start + 1] += 1
    depth[found.end] -= 1
    begins &= np.cumsum(depth[:n], dtype=np.int8) == 0
    begins[found.start] = True
    begins[found.end[found.end < n]] = True
    heads = np.searchsorted(place, start[chosen])
    begins[heads[heads < n]] = True
    code[found.start], kind[found.start] = words.codes[found.pattern], words.kinds[found.pattern]

    at = np.flatnonzero(begins)
    end = place[np.append(at[1:], n) - 1] + 1
    sentence = np.searchsorted(start, place[at], side="right") - 1
    return Tokens(place[at], end, sentence, code[at], kind[at])
