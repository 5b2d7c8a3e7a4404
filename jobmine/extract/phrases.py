"""Requirement text cut into noun phrases: what stands between punctuation and frame words.

熟悉|供应链管理|等|相关知识: frame words (熟悉, 等, 相关知识) and punctuation bound the phrase. A surface
of the lexicon that contains a frame word wins over it (工作态度 over 工作), as the longest match does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.automaton import Matches
from jobmine.extract.spans import Keys
from jobmine.extract.texts import Ints, Texts, positions_of
from jobmine.extract.vocabulary import Vocabulary

Flags = NDArray[np.bool_]

_CONTENT, _MARK, _STOP, _BLANK, _DIGIT, _LATIN, _JOINT = range(7)
_NEWLINE = ord("\n")


def _character_classes() -> NDArray[np.uint8]:
    table = np.full(0x110000, _CONTENT, dtype=np.uint8)
    for characters, kind in (
        ("、：:（）()【】[]{}《》<>\"“”‘’'…~～|｜\\/*=—●◆■▶★☆•▪◇○➢►✓√◎·^%$@", _MARK),
        ("\n。；;！!？?，,", _STOP),
        (" ", _BLANK),
        ("0123456789", _DIGIT),
        ("abcdefghijklmnopqrstuvwxyz", _LATIN),
        (".+#-_", _JOINT),  # inside Latin terms: node.js, c++, c#, cet-4
    ):
        table[[ord(c) for c in characters]] = kind
    table[0xE000:0xF900] = _MARK  # list marks of symbol fonts
    table[0x2460:0x2500] = _MARK  # ① and its kin
    return table


_CLASSES = _character_classes()


class Phrases(NamedTuple):
    """The noun phrases of a batch and what stands around them.

    Attributes
    ----------
    texts : Texts
        The requirement sentences alone, each run of them followed by a newline.
    place : ndarray of int64
        Where each of their characters stands in the whole batch.
    start, end : ndarray of int64, shape (n_phrases,)
        The phrases, positions in ``texts``.
    terms : Matches
        Surfaces of the lexicon in phrases.
    phrase : ndarray of int64
        The phrase that each of ``terms`` stands in.
    latin : pair of ndarray of int64
        Start and end of runs of Latin letters and digits that begin with a letter.
    word : ndarray of uint64, by character
        Hash of the frame word that covers a character, else of the character itself.
    first, last : ndarray of int64, by character
        Where that word begins, and one past its end.
    governor : ndarray of int64, by character
        The last opening frame word, or stop, at or before a character.
    clause_end : ndarray of int64, by character
        The next stop at or behind a character.
    """

    texts: Texts
    place: Ints
    start: Ints
    end: Ints
    terms: Matches
    phrase: Ints
    latin: tuple[Ints, Ints]
    word: Keys
    first: Ints
    last: Ints
    governor: Ints
    clause_end: Ints


def cut_phrases(texts: Texts, wanted: Flags, vocabulary: Vocabulary) -> Phrases:
    """Cut the wanted characters of a batch into noun phrases.

    Parameters
    ----------
    texts : Texts
        The batch.
    wanted : ndarray of bool, by character
        Whether it stands in a sentence that states requirements.
    vocabulary : Vocabulary
        The lexicon and the frame words.

    Examples
    --------
    >>> from jobmine.extract.vocabulary import load_vocabulary
    >>> texts = Texts.join(["熟悉供应链管理等相关知识"])
    >>> found = cut_phrases(texts, texts.codes != 10, load_vocabulary())
    >>> [found.texts.slice(s, e) for s, e in zip(found.start, found.end, strict=True)]
    ['供应链管理']
    """
    place, only = _select(texts, wanted)
    found = vocabulary.automaton.find(only)
    codes, n = only.codes, len(only.codes)
    kinds = _CLASSES[codes]
    at = np.arange(n)

    frames = found.keep(_is_frame(found.pattern, vocabulary))
    contents = found.keep(~_is_frame(found.pattern, vocabulary))
    word, first, last = codes.astype(np.uint64), at.copy(), at + 1
    covered, of = _cover(frames)
    word[covered] = vocabulary.key[frames.pattern][of]
    first[covered], last[covered] = frames.start[of], frames.end[of]

    bound = (kinds == _MARK) | (kinds == _STOP) | ((kinds == _BLANK) & ~_inside_latin(kinds))
    bound[covered] = True
    bound[_cover(contents)[0]] = False
    start, end = _runs(~bound)
    start, end = _trim(kinds, start, end)

    terms = contents.keep(contents.pattern < vocabulary.n_surfaces)
    phrase = np.searchsorted(start, terms.start, side="right") - 1
    within = (phrase >= 0) & (terms.end <= end[np.maximum(phrase, 0)]) if len(start) else phrase >= 0

    marks = np.zeros(n, dtype=np.int64)
    opens = frames.start[vocabulary.opens[frames.pattern]]
    stops = np.flatnonzero(kinds == _STOP)
    marks[opens], marks[stops] = opens, stops
    clause_end = np.full(n, n)
    clause_end[stops] = stops
    return Phrases(
        only,
        place,
        start,
        end,
        terms.keep(within),
        phrase[within],
        _latin_runs(kinds),
        word,
        first,
        last,
        np.maximum.accumulate(marks),
        np.minimum.accumulate(clause_end[::-1])[::-1],
    )


def _select(texts: Texts, wanted: Flags) -> tuple[Ints, Texts]:
    """Return the wanted characters with one newline before and behind each run of them, and one in front of all."""
    keep = wanted.copy()
    keep[:-1] |= wanted[1:]
    keep[1:] |= wanted[:-1]
    place = np.flatnonzero(keep)
    codes = np.where(wanted[place], texts.codes[place], np.uint32(_NEWLINE))
    codes = np.concatenate([np.array([_NEWLINE], dtype=np.uint32), codes])
    return np.concatenate([[0], place]), Texts(codes, np.array([0, len(codes)]))


def _is_frame(pattern: Ints, vocabulary: Vocabulary) -> Flags:
    return (pattern >= vocabulary.n_surfaces) & (pattern < vocabulary.n_surfaces + vocabulary.n_frames)


def _cover(found: Matches) -> tuple[Ints, Ints]:
    """Return the characters that matches cover and, for each, the number of its match."""
    length = found.end - found.start
    of = np.repeat(np.arange(len(length)), length)
    return positions_of(found.start, length), of


def _inside_latin(kinds: NDArray[np.uint8]) -> Flags:
    """Whether the character stands between a Latin letter and another or a digit: spring boot, office 365."""
    inside = np.zeros(len(kinds), dtype=np.bool_)
    inside[1:-1] = (kinds[:-2] == _LATIN) & ((kinds[2:] == _LATIN) | (kinds[2:] == _DIGIT))
    return inside


def _latin_runs(kinds: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    blank = (kinds == _BLANK) & _inside_latin(kinds)
    start, end = _runs(blank | np.isin(kinds, (_LATIN, _DIGIT, _JOINT)))
    lettered = kinds[start] == _LATIN
    return start[lettered], end[lettered]


def _runs(inside: Flags) -> tuple[Ints, Ints]:
    edges = np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _trim(kinds: NDArray[np.uint8], start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Cut list numbers and stray marks off phrases; drop those without a letter."""
    padded = np.concatenate([kinds, np.zeros(4, dtype=np.uint8)])
    for digits in (2, 1):  # 1. and 12. before anything but a digit
        number = padded[start + digits] == _JOINT
        for offset in range(digits):
            number &= padded[start + offset] == _DIGIT
        number &= (padded[start + digits + 1] != _DIGIT) & (end - start > digits)
        start = start + number * (digits + 1)
    for _ in range(2):
        start = start + ((padded[start] == _JOINT) & (padded[start + 1] == _CONTENT)) + (padded[start] == _BLANK)
        end = end - ((end > start) & (padded[end - 1] == _BLANK))
    letters = np.concatenate([[0], np.cumsum((kinds == _CONTENT) | (kinds == _LATIN))])
    good = end > start
    good[good] = letters[end[good]] > letters[start[good]]
    return start[good], end[good]
