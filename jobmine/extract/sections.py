"""Texts into sections: duties, requirements, benefits, company, contact, other.

A text is cut into sentences at line ends, full stops, semicolons, list numbers, bullets and
headings. The last heading seen and the cue words of a sentence and its neighbours decide together
what the sentence is, so that a requirement under 岗位职责 still counts as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.cues import cue_table
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import SECTIONS

REQUIREMENTS = SECTIONS.index("requirements")
_OTHER = SECTIONS.index("other")
_HEADINGS = (*SECTIONS, "mixed")  # under a mixed heading, 职位描述, sentences decide alone

# How far a heading outweighs the words of a sentence below it, and how far neighbours count
# where no heading has been seen.
_HEADING_WEIGHT = 4.0
_NEIGHBOUR_WEIGHT = 0.4

_OTHER_CHAR, _STOP, _BLANK, _MARK, _OPEN, _DIGIT, _BULLET, _COLON, _CLOSE, _LATIN = range(10)


def _character_classes() -> NDArray[np.uint8]:
    table = np.zeros(0x110000, dtype=np.uint8)
    for characters, kind in (
        ("\n。；;！!？?", _STOP),
        (" ", _BLANK),
        ("、.．)）,，", _MARK),
        ("【[（(<《「『", _OPEN),
        ("0123456789", _DIGIT),
        ("●◆■▶★☆•▪◇○➢►✓√◎·*#", _BULLET),
        ("：:", _COLON),
        ("】])）>》」』", _CLOSE),
        ("abcdefghijklmnopqrstuvwxyz", _LATIN),
    ):
        for character in characters:
            table[ord(character)] = kind
    table[0xE000:0xF900] = _BULLET  # private use: list marks of symbol fonts
    table[0x2460:0x2500] = _BULLET  # ① and its kin
    return table


_CLASSES = _character_classes()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a posting.

    Attributes
    ----------
    kind : str
        One of :data:`jobmine.schema.SECTIONS`.
    start, end : int
        Half-open character offsets.
    how : str
        ``heading`` or ``sentence`` (told by its words).
    """

    kind: str
    start: int
    end: int
    how: str


class Sentences(NamedTuple):
    """The sentences of a batch: they cover it without gaps.

    Attributes
    ----------
    start : ndarray of int64, shape (n_sentences,)
        First character, counted in the batch.
    owner : ndarray of int64
        Number of the text.
    kind : ndarray of int64
        Index into :data:`jobmine.schema.SECTIONS`.
    how : ndarray of int64
        0 heading, 1 sentence.
    """

    start: Ints
    owner: Ints
    kind: Ints
    how: Ints

    def at(self, positions: Ints) -> Ints:
        """Return the number of the sentence that each position stands in."""
        return np.searchsorted(self.start, positions, side="right") - 1


def classify_sentences(texts: Texts, split: Ints | None = None) -> Sentences:
    """Cut a batch into sentences and say what each is.

    Parameters
    ----------
    texts : Texts
        The batch.
    split : ndarray of int64, shape (n_texts,), optional
        Where requirements begin in texts whose file has duties and requirements apart; -1 elsewhere.

    Returns
    -------
    Sentences
    """
    heading_start, heading_kind = _headings(texts)
    if split is not None and (split >= 0).any():
        known = np.flatnonzero(split >= 0)
        begins, divides = texts.starts[known], texts.starts[known] + split[known]
        heading_start = np.concatenate([begins, divides, heading_start])
        kinds = np.full(len(known), SECTIONS.index("duties")), np.full(len(known), REQUIREMENTS)
        heading_kind = np.concatenate([*kinds, heading_kind])
        order = np.argsort(heading_start, kind="stable")
        heading_start, heading_kind = heading_start[order], heading_kind[order]

    starts = np.union1d(_sentence_starts(texts), heading_start)
    owner = texts.owner(starts)
    prior = _last_heading(starts, owner, heading_start, heading_kind, texts)
    scores = _cue_scores(texts, starts)
    free = (prior < 0) | (prior == _HEADINGS.index("mixed"))
    scores = np.where(free[:, None], _smooth(scores, owner), scores)
    bound = np.flatnonzero(~free)
    scores[bound, prior[bound]] += _HEADING_WEIGHT
    kind = np.where(scores.max(axis=1) > 0, scores.argmax(axis=1), _OTHER)
    return Sentences(starts, owner, kind, (kind != prior).astype(np.int64))


def split_sections(text: str) -> list[Section]:
    """Return the sections of one text, in order; they cover it without gaps.

    Parameters
    ----------
    text : str
        A posting's description.

    Returns
    -------
    list of Section
        Empty for an empty text.

    Examples
    --------
    >>> text = "岗位职责：\\n负责数控车床的操作\\n任职要求：\\n中专以上学历，会看图纸"
    >>> [(s.kind, text[s.start:s.end].strip()[:4]) for s in split_sections(text)]
    [('duties', '岗位职责'), ('requirements', '任职要求')]
    """
    if not text:
        return []
    texts = Texts.join([text])
    start, end, _, kind, how = merge_sentences(texts, classify_sentences(texts))
    return [
        Section(SECTIONS[k], int(s), int(e), ("heading", "sentence")[h])
        for s, e, k, h in zip(start, end, kind, how, strict=True)
    ]


def merge_sentences(texts: Texts, sentences: Sentences) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Join neighbouring sentences of one kind.

    Returns
    -------
    start, end, owner, kind, how : ndarrays of int64
        Positions count in the text that owns them. Sections that hold no character are left out.
    """
    change = np.ones(len(sentences.start), dtype=np.bool_)
    change[1:] = (np.diff(sentences.kind) != 0) | (np.diff(sentences.owner) != 0)
    first = np.flatnonzero(change)
    start, owner = sentences.start[first], sentences.owner[first]
    end = np.append(start[1:], len(texts.codes))
    end = np.minimum(end, texts.starts[owner + 1] - 1)
    base = texts.starts[owner]
    full = end > start
    how = np.minimum.reduceat(sentences.how, first) if len(first) else first
    return tuple(a[full] for a in (start - base, end - base, owner, sentences.kind[first], how))  # type: ignore[return-value]


def _sentence_starts(texts: Texts) -> Ints:
    classes = _CLASSES[texts.codes]
    begins = np.zeros(len(classes), dtype=np.bool_)
    begins[1:] = classes[:-1] == _STOP
    begins |= classes == _BULLET
    # A list number: one or two digits before a mark, nothing of a number or word around them.
    digit = classes == _DIGIT
    number = digit.copy()
    number[1:] &= ~np.isin(classes[:-1], (_DIGIT, _LATIN, _MARK))
    one, two = number.copy(), number.copy()
    one[:-2] &= (classes[1:-1] == _MARK) & ~np.isin(classes[2:], (_DIGIT, _LATIN))
    one[-2:] = False
    two[:-3] &= digit[1:-2] & (classes[2:-1] == _MARK) & (classes[3:] != _DIGIT)
    two[-3:] = False
    begins |= one | two
    begins[texts.starts[:-1]] = True
    return np.flatnonzero(begins)


def _headings(texts: Texts) -> tuple[Ints, Ints]:
    table = cue_table("heading")
    found = table.find(texts)
    classes = _CLASSES[texts.codes]
    length = found.end - found.start
    before = np.where(found.start > 0, classes[found.start - 1], _STOP)
    after = classes[np.minimum(found.end, len(classes) - 1)]
    closed = np.isin(after, (_COLON, _CLOSE)) | (texts.codes[np.minimum(found.end, len(classes) - 1)] == ord("\n"))
    closed |= (length >= 4) & np.isin(after, (_BLANK, _DIGIT, _BULLET, _OPEN))
    opened = np.isin(before, (_STOP, _BLANK, _MARK, _OPEN, _BULLET, _CLOSE, _COLON, _DIGIT))
    # 数控车工任职要求：is a heading too, though its first word is not known
    line = _line_starts(texts)
    near = found.start - line[np.searchsorted(line, found.start, side="right") - 1] <= 6
    good = found.keep(closed & (opened | (near & (after == _COLON) & (length >= 2))))
    return good.start, table.coded(_HEADINGS)[good.pattern]


def _line_starts(texts: Texts) -> Ints:
    stops = np.flatnonzero(_CLASSES[texts.codes] == _STOP) + 1
    return np.concatenate([[0], stops[stops < len(texts.codes)]])


def _last_heading(starts: Ints, owner: Ints, heading_start: Ints, heading_kind: Ints, texts: Texts) -> Ints:
    last = np.searchsorted(heading_start, starts, side="right") - 1
    seen = (last >= 0) & (heading_start[np.maximum(last, 0)] >= texts.starts[owner]) if len(heading_start) else last >= 0
    return np.where(seen, heading_kind[np.maximum(last, 0)], -1) if len(heading_start) else np.full(len(starts), -1)


def _cue_scores(texts: Texts, starts: Ints) -> NDArray[np.float64]:
    table = cue_table("sentence")
    found = table.find(texts)
    sentence = np.searchsorted(starts, found.start, side="right") - 1
    cell = sentence * len(SECTIONS) + table.coded(SECTIONS)[found.pattern]
    sums = np.bincount(cell, weights=table.weight[found.pattern], minlength=len(starts) * len(SECTIONS))
    return sums.reshape(len(starts), len(SECTIONS)).astype(np.float64)  # without matches numpy gives integers


def _smooth(scores: NDArray[np.float64], owner: Ints) -> NDArray[np.float64]:
    smoothed = scores.copy()
    same = (owner[1:] == owner[:-1])[:, None]
    smoothed[1:] += _NEIGHBOUR_WEIGHT * same * scores[:-1]
    smoothed[:-1] += _NEIGHBOUR_WEIGHT * same * scores[1:]
    return smoothed
