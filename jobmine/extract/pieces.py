"""Texts as the pieces that a pretrained encoder knows: a token for every character, Latin words by their parts.

A Chinese character is a token of its own, so that a mention can begin and end anywhere; beside it stands
the longest known word that covers it, for the encoder has learned from words. The pieces, with the
log-probabilities by which Latin words are split, stand in ``pieces.tsv`` of a model's folder; their order
is that of the rows of its embedding.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.automaton import Automaton
from jobmine.extract.headings import HEADINGS
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts

BEGIN, END, UNKNOWN, MARK = "<s>", "</s>", "<unk>", "▁"
"""Pieces with a part to play: before a window, for a line's end, for what is not known, before a Latin word."""
WHOLE, FIRST, INNER, LAST = range(4)
"""Where a character stands in the word that covers it."""

_LATIN = re.compile("[A-Za-z]+|[0-9]+")
_LETTERS = np.array([chr(code).isalnum() for code in range(127)] + [False])
_CHINESE = re.compile("[\u4e00-\u9fff]{2,}")
_NEWLINE, _BLANK = ord("\n"), ord(" ")
_STOPS = tuple(ord(c) for c in "。；;!?！？")
_OPENINGS = dict(
    zip(HEADINGS, ("岗位职责:", "任职要求:", "福利待遇:", "公司介绍:", "联系方式:", "", "职位描述:"), strict=True)
)
_OVERLAP = 32  # tokens that a window sees beyond a cut in mid-sentence
_LONGEST_WORD = 64
_UNKNOWN_COSTS = 10.0  # log-probability that an unknown character costs beyond the rarest piece


class Pieces(NamedTuple):
    """The pieces of a model, ready for look-up.

    Attributes
    ----------
    number : dict
        Row of a piece.
    of_character : ndarray of int64, shape (0x110000,)
        Row of each character.
    words : Automaton
        Chinese pieces of two characters and more.
    of_word : ndarray of int64
        Their rows.
    split : callable
        A Latin word to the ends and rows of its parts.
    """

    number: dict[str, int]
    of_character: Ints
    words: Automaton
    of_word: Ints
    split: Callable[[str], tuple[tuple[int, int], ...]]


class Tokens(NamedTuple):
    """The tokens of a batch in the order of the text.

    Attributes
    ----------
    start, end : ndarray of int64
        Characters of the batch.
    piece, word, place : ndarray of int64
        Row of the token's piece, of the word that covers it, and where it stands in that word.
    """

    start: Ints
    end: Ints
    piece: Ints
    word: Ints
    place: Ints

    def keep(self, mask: NDArray[np.bool_]) -> Tokens:
        """Return the tokens for which the mask is true."""
        return Tokens._make(column[mask] for column in self)


class Window(NamedTuple):
    """What the encoder sees at once: tokens from first to last, of which those from begin to stop are tagged."""

    first: int
    begin: int
    stop: int
    last: int


def index_pieces(pieces: Sequence[str], scores: Sequence[float]) -> Pieces:
    """Return pieces ready for look-up.

    Examples
    --------
    >>> known = index_pieces([BEGIN, END, UNKNOWN, MARK, "▁C", "AD", "沟", "沟通"], [0.0] * 8)
    >>> known.split("CAD"), int(known.of_character[ord("沟")]), int(known.of_character[ord("通")])
    (((1, 4), (3, 5)), 6, 2)
    """
    number = {piece: row for row, piece in enumerate(pieces)}
    of_character = np.full(0x110000, number[UNKNOWN])
    for piece, row in number.items():
        if len(piece) == 1:
            of_character[ord(piece)] = row
    of_character[_NEWLINE], of_character[_BLANK] = number[END], number[MARK]
    words = [piece for piece in pieces if _CHINESE.fullmatch(piece)] or ["\0"]
    chance = dict(zip(pieces, scores, strict=True))
    longest, lowest = max(map(len, pieces)), min(scores) - _UNKNOWN_COSTS

    @lru_cache(maxsize=1 << 16)
    def split(word: str) -> tuple[tuple[int, int], ...]:
        parts: list[tuple[int, int]] = []
        for begin in range(0, len(word), _LONGEST_WORD):  # nothing that long is a word
            ends = _likeliest(MARK + word[begin : begin + _LONGEST_WORD], chance, longest, lowest)
            edges = zip([0, *ends], ends, strict=False)
            marked = MARK + word[begin : begin + _LONGEST_WORD]
            rows = [(end - 1 + begin, number.get(marked[start:end], number[UNKNOWN])) for start, end in edges]
            parts += [(end, row) for end, row in rows if end > begin]  # not the mark by itself
        return tuple(parts)

    return Pieces(number, of_character, Automaton(words), np.array([number.get(w, 0) for w in words]), split)


def _likeliest(marked: str, chance: dict[str, float], longest: int, lowest: float) -> list[int]:
    """Return where the parts of the likeliest split end (unigram model, Kudo 2018)."""
    best, came = [0.0] + [-math.inf] * len(marked), [0] * (len(marked) + 1)
    for begin in range(len(marked)):
        for end in range(begin + 1, min(len(marked), begin + longest) + 1):
            score = best[begin] + chance.get(marked[begin:end], lowest if end == begin + 1 else -math.inf)
            if score > best[end]:
                best[end], came[end] = score, begin
    ends = [len(marked)]
    while came[ends[-1]]:
        ends.append(came[ends[-1]])
    return ends[::-1]


def tokenise(texts: Texts, given: Sequence[str], pieces: Pieces) -> Tokens:
    """Return the tokens of a batch; every text's last is its newline.

    Parameters
    ----------
    texts : Texts
        The batch.
    given : sequence of str
        The same texts as written: the encoder knows capitals.
    pieces : Pieces
        From :func:`index_pieces`.

    Examples
    --------
    >>> known = index_pieces([BEGIN, END, UNKNOWN, MARK, "▁C", "AD", "沟", "沟通"], [0.0] * 8)
    >>> tokens = tokenise(Texts.join(["会CAD 沟通"]), ["会CAD 沟通"], known)
    >>> tokens.start.tolist(), tokens.piece.tolist()
    ([0, 1, 2, 4, 5, 6, 7], [2, 4, 5, 3, 6, 2, 1])
    >>> tokens.word.tolist(), tokens.place.tolist()
    ([2, 4, 5, 3, 7, 7, 1], [0, 0, 0, 0, 1, 3, 0])
    """
    codes = _with_capitals(texts, given)
    latin = _latin_parts(codes.tobytes().decode("utf-32-le"), pieces)
    letter = _LETTERS[np.minimum(codes, 127)]
    behind = np.append(codes[1:], np.uint32(_NEWLINE))
    letter_behind = np.append(letter[1:], False)
    blank = codes == _BLANK
    idle = blank & ((behind == _BLANK) | (behind == _NEWLINE) | letter_behind)
    ends = np.zeros(len(codes), dtype=np.bool_)
    ends[texts.starts[1:] - 1] = True
    idle |= (codes == _NEWLINE) & (behind == _NEWLINE) & ~ends
    single = np.flatnonzero(~letter & ~idle)
    word, place = pieces.of_character[codes], np.zeros(len(codes), dtype=np.int64)
    found = pieces.words.find(texts)
    for step in range(int((found.end - found.start).max(initial=0))):
        rows = np.flatnonzero(found.start + step < found.end)
        at = found.start[rows] + step
        word[at] = pieces.of_word[found.pattern[rows]]
        place[at] = FIRST if step == 0 else np.where(at + 1 == found.end[rows], LAST, INNER)
    start = np.concatenate([single, latin[0]])
    order = np.argsort(start, kind="stable")
    columns = (
        (start, start),
        (single + 1, latin[1]),
        (pieces.of_character[codes[single]], latin[2]),
        (word[single], latin[2]),
        (place[single], np.zeros(len(latin[0]), dtype=np.int64)),
    )
    return Tokens(start[order], *(np.concatenate(column)[order] for column in columns[1:]))


def _with_capitals(texts: Texts, given: Sequence[str]) -> NDArray[np.uint32]:
    raw = np.frombuffer("\n".join([*given, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    half = np.where((raw >= 0xFF01) & (raw < 0xFF5F), raw - np.uint32(0xFEE0), raw)
    capital = (half >= ord("A")) & (half <= ord("Z"))
    return np.where(capital, half, texts.codes)


def _latin_parts(text: str, pieces: Pieces) -> tuple[Ints, Ints, Ints]:
    """Return start, end and row of the parts of all Latin words and numbers."""
    parts = []
    for found in _LATIN.finditer(text):
        begin = start = found.start()
        for end, row in pieces.split(found.group()):
            parts.append((start, begin + end, row))
            start = begin + end
    table = np.array(parts, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def openings(pieces: Pieces) -> list[Tokens]:
    """Return what stands before a window, by number of the heading in force; the last is for none."""
    every = []
    for text in (*_OPENINGS.values(), ""):
        tokens = tokenise(Texts.join([text]), [text], pieces).keep(np.arange(len(text) + 1) < len(text))
        begin = pieces.number[BEGIN]
        first = (0, 0, begin, begin, WHOLE)
        every.append(Tokens._make(np.append(number, column) for number, column in zip(first, tokens, strict=True)))
    return every


def headings_in_force(texts: Texts, positions: Ints, sentences: Sentences, required: NDArray[np.bool_]) -> Ints:
    """Return the number of the heading under which each position stands, -1 for none.

    Parameters
    ----------
    texts : Texts
        The batch.
    positions : ndarray of int64
        Characters of the batch.
    sentences : Sentences
        Of the batch.
    required : ndarray of bool, by text
        Texts that are requirements from their beginning.
    """
    if not len(sentences.start):
        return np.full(len(positions), -1)
    kind = sentences.heading[sentences.at(positions)]
    return np.where((kind < 0) & required[texts.owner(positions)], HEADINGS.index("requirements"), kind)


def cut_windows(tokens: Tokens, owner: Ints, pieces: Pieces, longest: Ints) -> Iterator[Window]:
    """Yield windows that cover each text's tokens, cut where lines or sentences end if they can be.

    Parameters
    ----------
    tokens : Tokens
        Of the batch.
    owner : ndarray of int64
        The text of each token.
    pieces : Pieces
        From :func:`index_pieces`.
    longest : ndarray of int64, by text
        The most tokens that a window tags.
    """
    quality = np.where(tokens.piece == pieces.number[END], 2, np.isin(tokens.piece, pieces.of_character[list(_STOPS)]))
    quality[tokens.piece == pieces.number[UNKNOWN]] = 0
    edges = np.flatnonzero(np.diff(owner, prepend=-1, append=-1))
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        limit, begin, hard = int(longest[owner[low]]), low, False
        while begin < high:
            parts = -(-(high - begin) // limit)
            stop, sure = (high, True) if parts == 1 else _cut(quality, begin, -(-(high - begin) // parts), limit)
            first = max(low, begin - _OVERLAP) if hard else begin
            yield Window(first, begin, stop, stop if sure else min(high, stop + _OVERLAP))
            begin, hard = stop, not sure


def _cut(quality: NDArray[np.int64], begin: int, wanted: int, limit: int) -> tuple[int, bool]:
    """Return where a window that begins here stops, near the wanted length, and whether a sentence ends there."""
    low = begin + wanted // 2
    near = quality[low : begin + limit]
    best = int(near.max())
    if not best:
        return begin + wanted, False
    ends = low + 1 + np.flatnonzero(near == best)
    return int(ends[np.abs(ends - begin - wanted).argmin()]), True
