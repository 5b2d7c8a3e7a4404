"""What the section model sees of a sentence: its character n-grams, and what stands around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from jobmine.extract.headings import HEADINGS, N_FORMS, WHOLE, Headings
from jobmine.extract.sentences import Classes, Kind, has
from jobmine.extract.texts import Ints, Texts

Floats = NDArray[np.float32]

N_BUCKETS = 1 << 16
_SHIFT = np.uint32(32 - 16)
_FIRST, _SECOND, _THIRD = (np.uint32(k) for k in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35))
_WINDOW = 2  # sentences before and after whose scores count


class Layout(NamedTuple):
    """A batch cut into sentences.

    Attributes
    ----------
    texts : Texts
        The batch.
    classes : ndarray of uint16
        What its characters can be.
    start, owner : ndarray of int64
        Of its sentences.
    headings : Headings
        Each begins a sentence.
    """

    texts: Texts
    classes: Classes
    start: Ints
    owner: Ints
    headings: Headings


def count_grams(texts: Texts, start: Ints) -> tuple[csr_array, csr_array, csr_array]:
    """Return how often each hashed character one-, two- and three-gram begins in each sentence.

    Digits count as one character.

    Returns
    -------
    csr_array of float32, shape (n_sentences, N_BUCKETS)
        For one, two and three characters; all hash into the same buckets.

    Examples
    --------
    >>> one, two, three = count_grams(Texts.join(["会3D，会5D"]), np.array([0, 4]))
    >>> one.sum(axis=1).tolist(), bool((two[0] != two[1]).nnz)
    ([4.0, 4.0], True)
    """
    codes = texts.codes
    codes = np.where(codes - np.uint32(ord("0")) < 10, np.uint32(ord("0")), codes)  # what is below wraps round
    n = len(codes)
    one, two, three = codes * _FIRST, np.zeros(n, dtype=np.uint32), np.zeros(n, dtype=np.uint32)
    for longer, shorter, shift, factor in ((two, one, 7, _SECOND), (three, two, 5, _THIRD)):
        step = 1 if longer is two else 2
        mixed = longer[: max(n - step, 0)]
        np.right_shift(one[step:], np.uint32(shift), out=mixed)
        mixed ^= shorter[: len(mixed)]
        mixed *= factor
        mixed += one[step:]
    ends = texts.starts[1:] - 1  # nothing of the next text
    two[ends], three[ends], three[ends - 1] = 0, 0, 0
    two *= _FIRST
    three *= _FIRST
    bounds = np.append(start, n).astype(np.int32)
    counts = np.ones(n, dtype=np.float32)

    def count(hashed: NDArray[np.uint32]) -> csr_array:
        return csr_array((counts, (hashed >> _SHIFT).view(np.int32), bounds), shape=(len(start), N_BUCKETS))

    return count(one), count(two), count(three)


def weigh_sentences(texts: Texts, start: Ints) -> Floats:
    """Return what the counts of each sentence are multiplied by, so that long and short ones weigh alike."""
    return np.asarray(1 / np.sqrt(3 * np.diff(np.append(start, len(texts.codes)))), dtype=np.float32)


def describe_context(layout: Layout, scores: Floats) -> Floats:
    """Return a row of features for each sentence.

    Scores of the sentence and its neighbours, their means over its list, the lists beside it and the whole
    text; the headings before and behind; its place in the text and its list number.

    Parameters
    ----------
    layout : Layout
        The batch, not empty.
    scores : ndarray of float32, shape (n_sentences, n_sections)
        What the words of each sentence say by themselves.
    """
    owner, n = layout.owner, len(layout.owner)
    begin = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    number = _list_numbers(layout)
    at = np.searchsorted(layout.start, layout.headings.start, side="right") - 1
    whole = layout.headings.form >= WHOLE
    opens = number == 1
    opens[begin] = True
    opens[at[whole]] = True
    block = np.cumsum(opens) - 1
    first = np.flatnonzero(opens)
    lists = _means(scores, first)
    edges = np.searchsorted(first, begin)
    beside = np.concatenate([lists, _shifted(lists, edges, 1), _shifted(lists, edges, -1)], axis=1)
    kinds = np.eye(len(HEADINGS), dtype=np.float32)[layout.headings.kind]
    forms = np.eye(N_FORMS, dtype=np.float32)[layout.headings.form]
    steps = [step for size in range(1, _WINDOW + 1) for step in (size, -size)]
    parts = [scores, *(_shifted(scores, begin, step) for step in steps), beside[block]]
    parts.append(np.repeat(_means(scores, begin), np.diff(np.append(begin, n)), axis=0))
    parts.append(_of_heading(owner, at, np.concatenate([kinds, forms], axis=1), ahead=False))
    parts.append(_of_heading(owner, at, kinds, ahead=True))
    parts.append(_of_heading(owner, at[whole], kinds[whole], ahead=False))
    parts.append(_place(layout, begin, number, first[block]))
    return np.concatenate(parts, axis=1)


def _shifted(values: Floats, begin: Ints, step: int) -> Floats:
    """Return the values of the row that stands step rows before, zeros where that is of another text."""
    size = abs(step)
    result = np.empty_like(values)
    if step > 0:
        result[size:] = values[:-size]
        edges = begin
    else:
        result[:-size] = values[size:]
        edges = np.append(begin[1:], len(values)) - size
    for offset in range(size):
        rows = edges + offset
        result[rows[(rows >= 0) & (rows < len(values))]] = 0
    return result


def _means(values: Floats, first: Ints) -> Floats:
    """Return the means over runs of rows that begin at ``first``."""
    sums = np.add.reduceat(values, first, axis=0)
    return np.asarray(sums / np.diff(np.append(first, len(values)))[:, None].astype(np.float32))


def _of_heading(owner: Ints, at: Ints, features: Floats, *, ahead: bool) -> Floats:
    """Return the features of the last heading of the text, or the next one, and how near it is."""
    n, width = len(owner), features.shape[1]
    bounds = np.concatenate([[0], at, [n]])
    rank = np.repeat(np.arange(len(at) + 1), np.diff(bounds)) - (not ahead)  # the heading's number by sentence
    bound = np.append(at, 0)[rank]
    known = (rank >= 0) & (rank < len(at)) & (owner[bound] == owner)
    distance = np.abs(bound - np.arange(n)).astype(np.float32)
    described = np.empty((n, width + 2), dtype=np.float32)
    described[:, :width] = np.concatenate([features, np.zeros((1, width), dtype=np.float32)])[np.where(known, rank, -1)]
    described[:, width] = known / (1 + distance)
    described[:, width + 1] = known & (distance == 0)
    return described


def _list_numbers(layout: Layout) -> Ints:
    """Return the list number that each sentence begins with, 0 for none."""
    codes, classes = layout.texts.codes, layout.classes
    one, two, three = (np.minimum(layout.start + step, len(codes) - 1) for step in range(3))
    digit = has(classes[one], Kind.DIGIT)
    tens = digit & has(classes[two], Kind.DIGIT)
    marked = has(classes[np.where(tens, three, two)], Kind.MARK)
    value = codes[one].astype(np.int64) - ord("0")
    value = np.where(tens, 10 * value + codes[two] - ord("0"), value)
    return np.where(digit & marked, value, 0)


def _place(layout: Layout, begin: Ints, number: Ints, opened: Ints) -> Floats:
    """Return where the sentence stands in its text and in its list, and how long both are."""
    count = np.diff(np.append(begin, len(number)))
    size, begin = np.repeat(count, count), np.repeat(begin, count)
    here = np.arange(len(number))
    length = np.diff(np.append(layout.start, len(layout.texts.codes)))
    previous = np.concatenate([[0], number[:-1]])
    columns = [
        (here - begin) / size,
        1 / (1 + here - begin),
        1 / (begin + size - here),
        1 / (1 + here - opened),
        np.log1p(size) / 4,
        np.log1p(length) / 4,
        number > 0,
        number == 1,
        (number > 1) & (number == previous + 1),
        (previous > 0) & (number == 0),
    ]
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")
