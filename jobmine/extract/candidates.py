"""Spans that may be mentions, with the features by which they are judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.phrases import Phrases
from jobmine.extract.spans import Keys, hash_spans, hash_text
from jobmine.extract.texts import Ints
from jobmine.extract.vocabulary import Vocabulary

FORMS = ("exact", "phrase", "part", "joined")
"""A phrase that is a surface of the lexicon; any other; a surface or Latin word inside one; phrases
with one head (沟通、协调能力)."""
EXACT, PHRASE, PART, JOINED = range(len(FORMS))
SHARED = "term"
"""The feature that weighs the same whatever the form: the surface itself."""

_MOST_PARTS = 6
_LONGEST = 30
_SEPARATORS = ("、", "和", "与", "及", "或", "以及", "/", "及其", ",", "，", "的", "并")
_HEADS = ("能力", "意识", "精神", "力", "态度", "心", "感", "品质", "素养", "素质", "作风", "技巧", "思维")
_SMALL = np.array([hash_text(str(n)) for n in range(_LONGEST + 1)], dtype=np.uint64)


class Candidates(NamedTuple):
    """Spans of the selected text.

    Attributes
    ----------
    form : ndarray of int64
        Index into :data:`FORMS`.
    start, end : ndarray of int64
        Positions in the selected text.
    pattern : ndarray of int64
        Surface of the lexicon; of a phrase, the one it ends in; -1 for none.
    first : ndarray of int64
        Surface that a phrase begins with, -1 for none.
    inner : ndarray of int64
        Surfaces in a phrase; of a joined candidate, its phrases.
    phrase : ndarray of int64
        The (last) phrase.
    """

    form: Ints
    start: Ints
    end: Ints
    pattern: Ints
    first: Ints
    inner: Ints
    phrase: Ints


class Feature(NamedTuple):
    """A property of some candidates: their rows, and the hash of what each of them has."""

    name: str
    row: Ints
    key: Keys


def find_candidates(phrases: Phrases) -> Candidates:
    """Return the spans that may be mentions."""
    n = len(phrases.start)
    terms, phrase = phrases.terms, phrases.phrase
    begin, stop = phrases.start[phrase], phrases.end[phrase]
    at_begin, at_end = terms.start == begin, terms.end == stop
    inner = np.bincount(phrase, minlength=n)
    head, tail = np.full(n, -1), np.full(n, -1)
    head[phrase[at_begin]] = terms.pattern[at_begin]
    tail[phrase[at_end]] = terms.pattern[at_end]
    whole = np.zeros(n, dtype=np.bool_)
    whole[phrase[at_begin & at_end]] = True
    part = ~(at_begin & at_end)
    form = np.where(whole, EXACT, PHRASE)
    latin = _latin_words(phrases)
    own = np.searchsorted(phrases.start, latin[0], side="right") - 1
    joined, count = _join(phrases)
    none = np.full(part.sum() + len(own), -1)
    return Candidates(
        np.concatenate([form, np.full(len(none), PART), np.full(len(joined), JOINED)]),
        np.concatenate([phrases.start, terms.start[part], latin[0], phrases.start[joined - count + 1]]),
        np.concatenate([phrases.end, terms.end[part], latin[1], phrases.end[joined]]),
        np.concatenate([tail, terms.pattern[part], np.full(len(own), -1), tail[joined]]),
        np.concatenate([head, none, head[joined - count + 1]]),
        np.concatenate([inner, none, count]),
        np.concatenate([np.arange(n), phrase[part], own, joined]),
    )


def _latin_words(phrases: Phrases) -> tuple[Ints, Ints]:
    """Return the Latin words in phrases that also hold Chinese and that the lexicon does not know: XYZ in XYZ软件."""
    start, end = phrases.latin
    own = np.searchsorted(phrases.start, start, side="right") - 1
    known = np.searchsorted(phrases.terms.end, start, side="right") < np.searchsorted(phrases.terms.start, end)
    inside = (own >= 0) & ~known
    inside[inside] = end[inside] <= phrases.end[own[inside]]
    inside[inside] &= (end - start)[inside] < (phrases.end - phrases.start)[own[inside]]
    return start[inside], end[inside]


def _join(phrases: Phrases) -> tuple[Ints, Ints]:
    """Return the last phrase of each joined candidate and the number of its phrases."""
    start, end, word = phrases.start, phrases.end, phrases.word
    linked = np.zeros(len(start), dtype=np.bool_)  # to the phrase before, by one separator
    if len(start) > 1:
        gap = end[:-1]
        linked[1:] = (phrases.last[gap] == start[1:]) & np.isin(word[gap], [hash_text(s) for s in _SEPARATORS])
    headed = np.zeros(len(start), dtype=np.bool_)
    for head in _HEADS:
        long = np.flatnonzero(end - start >= len(head))
        headed[long] |= hash_spans(phrases.texts.codes, end[long] - len(head), end[long]) == hash_text(head)
    reach = np.flatnonzero(headed & linked)
    last, count = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for parts in range(2, _MOST_PARTS + 1):
        reach = reach[linked[reach - parts + 2]]
        last.append(reach)
        count.append(np.full(len(reach), parts))
    return np.concatenate(last), np.concatenate(count)


def describe(phrases: Phrases, found: Candidates, vocabulary: Vocabulary) -> Iterator[Feature]:
    """Yield the features of candidates, one kind at a time."""
    codes, word = phrases.texts.codes, phrases.word
    start, end = found.start, found.end
    rows = np.arange(len(start))
    behind = np.minimum(end, len(codes) - 1)
    beyond = np.minimum(phrases.last[behind], len(codes) - 1)
    yield Feature("bias", rows, np.zeros(len(rows), dtype=np.uint64))
    yield Feature("before", rows, word[start - 1])
    yield Feature("before2", rows, _unless_newline(word[start - 1], word[phrases.first[start - 1] - 1]))
    yield Feature("after", rows, word[behind])
    yield Feature("after2", rows, _unless_newline(word[behind], word[beyond]))
    yield Feature("governor", rows, word[phrases.governor[start - 1]])
    yield Feature("first", rows, codes[start].astype(np.uint64))
    yield Feature("first2", rows, hash_spans(codes, start, np.minimum(start + 2, end)))
    yield Feature("last", rows, codes[end - 1].astype(np.uint64))
    yield Feature("last2", rows, hash_spans(codes, np.maximum(end - 2, start), end))
    yield Feature("length", rows, _SMALL[np.minimum(end - start, 12)])
    latin = _running(codes < 128)
    share = latin[end] - latin[start]
    yield Feature("latin", rows, _SMALL[np.where(share == end - start, 2, share > 0)])
    clause_end = phrases.clause_end[behind]
    for name, phrase in (("major", "专业"), ("experience", "经验")):
        where = np.flatnonzero((codes[:-1] == ord(phrase[0])) & (codes[1:] == ord(phrase[1])))
        following = np.searchsorted(where, behind)
        there = rows[following < np.searchsorted(where, clause_end)]
        behind_it = word[phrases.last[where[following[there]] + 1]]
        yield Feature(name, there, np.zeros(len(there), dtype=np.uint64))
        yield Feature(name + " after", there, behind_it)
    single = rows[(found.form == EXACT) | (found.form == PART)]
    yield Feature("kind", single, _SMALL[_kind(found.pattern[single], vocabulary)])
    known = single[found.pattern[single] >= 0]
    yield Feature("surface", known, vocabulary.key[found.pattern[known]])
    yield Feature(SHARED, known, vocabulary.key[found.pattern[known]])
    several = rows[found.form == PHRASE]
    yield Feature("terms", several, _SMALL[np.minimum(found.inner[several], 4)])
    yield Feature("begins", several, _SMALL[_kind(found.first[several], vocabulary)])
    yield Feature("ends", several, _SMALL[_kind(found.pattern[several], vocabulary)])
    part = rows[found.form == PART]
    own = found.phrase[part]
    yield Feature("place", part, _SMALL[(start[part] == phrases.start[own]) + 2 * (end[part] == phrases.end[own])])
    joined = rows[found.form == JOINED]
    parts = found.inner[joined]
    yield Feature("parts", joined, _SMALL[parts])
    row = np.repeat(joined, parts - 1)
    before = np.cumsum(parts - 1) - (parts - 1)
    stem = found.phrase[row] - 1 - (np.arange(len(row)) - np.repeat(before, parts - 1))
    yield Feature("stem", row, hash_spans(codes, phrases.start[stem], phrases.end[stem]))
    yield Feature("separator", row, word[phrases.end[stem]])
    tail = found.phrase[joined]
    yield Feature("tail", joined, hash_spans(codes, phrases.start[tail], phrases.end[tail]))


def _unless_newline(near: Keys, far: Keys) -> Keys:
    """What stands beyond a newline is another list item or text."""
    return np.where(near == ord("\n"), near, far)


def _running(flags: NDArray[np.bool_]) -> Ints:
    """Return the number of true values before each place, and before the end."""
    return np.concatenate([[0], np.cumsum(flags)])


def _kind(pattern: Ints, vocabulary: Vocabulary) -> Ints:
    return np.where(pattern < 0, 0, vocabulary.kinds[np.maximum(pattern, 0)])
