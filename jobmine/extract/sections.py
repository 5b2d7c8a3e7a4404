"""Texts into sections: duties, requirements, benefits, company, contact, other.

A text is cut into sentences; what each is, a small model says by its words, those of its neighbours and the
headings, so that a requirement under 岗位职责 still counts as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jobmine.extract.headings import WHOLE, Headings, find_headings
from jobmine.extract.section_features import Layout
from jobmine.extract.section_model import load_model, score_sentences
from jobmine.extract.sentences import classify_characters, cut_sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import SECTIONS

REQUIREMENTS = SECTIONS.index("requirements")
_DUTIES = SECTIONS.index("duties")

_COLUMN_FORM = 4  # a file's own column counts as a heading alone in its line,
_COLUMN_WEIGHT = 3.0  # and as evidence by itself, until a heading within it says otherwise


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
    heading : ndarray of int64
        The heading it stands under, index into :data:`jobmine.extract.headings.HEADINGS`; -1 for none.
    """

    start: Ints
    owner: Ints
    kind: Ints
    how: Ints
    heading: Ints

    def at(self, positions: Ints) -> Ints:
        """Return the number of the sentence that each position stands in."""
        return np.searchsorted(self.start, positions, side="right") - 1


def lay_out(texts: Texts, split: Ints | None = None) -> Layout:
    """Cut a batch into sentences and find its headings.

    Parameters
    ----------
    texts : Texts
        The batch.
    split : ndarray of int64, shape (n_texts,), optional
        Where requirements begin in texts whose file has duties and requirements apart; -1 elsewhere.

    Examples
    --------
    >>> layout = lay_out(Texts.join(["要求：会3D；会看图"]))
    >>> layout.start.tolist(), layout.headings.start.tolist()
    ([0, 7], [0])
    """
    classes = classify_characters(texts)
    begins = cut_sentences(texts, classes)
    headings = find_headings(texts, classes, np.flatnonzero(begins))
    if split is not None and (split >= 0).any():
        headings = _with_columns(headings, texts, split)
    begins[headings.start] = True
    start = np.flatnonzero(begins)
    return Layout(texts, classes, start, texts.owner(start), headings)


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
    layout = lay_out(texts, split)
    scores = score_sentences(load_model(), layout)
    prior = last_heading(layout)
    if split is not None and (split >= 0).any():
        divide = texts.starts[:-1] + split
        column = np.where(layout.start < divide[layout.owner], _DUTIES, REQUIREMENTS)
        bound = np.flatnonzero((split[layout.owner] >= 0) & (prior == column))
        scores[bound, column[bound]] += _COLUMN_WEIGHT
    kind = scores.argmax(axis=1)
    return Sentences(layout.start, layout.owner, kind, (kind != prior).astype(np.int64), prior)


def split_sections(text: str) -> list[Section]:
    r"""Return the sections of one text, in order; they cover it without gaps.

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
    >>> text = "岗位职责：\n负责数控车床的操作\n任职要求：\n中专以上学历，会看图纸"
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
    return start[full] - base[full], end[full] - base[full], owner[full], sentences.kind[first][full], how[full]


def _with_columns(headings: Headings, texts: Texts, split: Ints) -> Headings:
    """Add the beginnings of a file's own columns, as headings."""
    known = np.flatnonzero(split >= 0)
    begin = texts.starts[known]
    start = np.concatenate([begin, begin + split[known], headings.start])
    columns = np.repeat([_DUTIES, REQUIREMENTS], len(known))
    kind = np.concatenate([columns, headings.kind])
    form = np.concatenate([np.full(2 * len(known), _COLUMN_FORM), headings.form])
    end = np.concatenate([start[: 2 * len(known)], headings.end])
    order = np.argsort(start, kind="stable")
    return Headings(start[order], end[order], kind[order], form[order])


def last_heading(layout: Layout, form: int = WHOLE) -> Ints:
    """Return the kind of the last heading of at least the given form before each sentence of its text, -1 for none."""
    headings = layout.headings
    kept = headings.form >= form
    at, kind = headings.start[kept], headings.kind[kept]
    if not len(at):
        return np.full(len(layout.start), -1)
    last = np.searchsorted(at, layout.start, side="right") - 1
    seen = (last >= 0) & (at[np.maximum(last, 0)] >= layout.texts.starts[layout.owner])
    return np.where(seen, kind[np.maximum(last, 0)], -1)
