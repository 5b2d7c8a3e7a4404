"""Labelled postings as windows of tokens for the encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from jobmine.extract.labels import label_spans
from jobmine.extract.pieces import (
    BEGIN,
    END,
    MARK,
    UNKNOWN,
    Pieces,
    Tokens,
    cut_windows,
    headings_in_force,
    index_pieces,
    openings,
    tokenise,
)
from jobmine.extract.sections import classify_sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import KINDS
from jobmine.train.contexts import Record
from jobmine.train.e5 import Pretrained

IGNORED = -100
"""Label of what stands before a window: it is not learned from."""

_SHORTEST, _LONGEST = 100, 200  # tokens that a window tags at most, drawn anew for each posting and epoch
_FEWEST = 3  # occurrences of a piece of several characters
_SPREAD = 8  # tokens by which windows of a batch may differ in length beyond need


class Labelled(NamedTuple):
    """Tokens of labelled postings.

    ``owner`` is the posting of each token, ``label`` an index into :data:`jobmine.extract.labels.LABELS`,
    ``heading`` the number of the heading in force, -1 for none.
    """

    tokens: Tokens
    owner: Ints
    label: Ints
    heading: Ints


class Batch(NamedTuple):
    """Windows of one batch, filled up to one length; ``real`` is false where they are."""

    piece: Ints
    word: Ints
    place: Ints
    real: np.ndarray
    label: Ints


def choose_pieces(pretrained: Pretrained, texts: Sequence[str], most: int) -> list[int]:
    """Return the rows of the pieces that texts consist of: the most frequent where they are too many."""
    every = index_pieces(pretrained.pieces, pretrained.scores.tolist())
    counts: Counter[int] = Counter()
    for begin in range(0, len(texts), 1000):
        some = texts[begin : begin + 1000]
        tokens = tokenise(Texts.join(some), some, every)
        counts.update(tokens.piece.tolist())
        counts.update(tokens.word.tolist())
    always = [every.number[piece] for piece in (BEGIN, END, UNKNOWN, MARK)]
    always += [every.number[MARK + chr(c)] for c in range(0x30, 0x7B) if MARK + chr(c) in every.number]
    always += [every.number[chr(c)] for c in range(0x21, 0x7F) if chr(c) in every.number]
    rows = dict.fromkeys(always)
    for row, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if len(rows) < most and (count >= _FEWEST or len(pretrained.pieces[row]) == 1):
            rows.setdefault(row)
    return list(rows)


def label_postings(records: Sequence[Record], pieces: Pieces) -> Labelled:
    """Return labelled postings as tokens."""
    given = [record["req"] for record in records]
    texts = Texts.join(given)
    tokens = tokenise(texts, given, pieces)
    spans = [
        (begin + mention["start"], begin + mention["end"], KINDS.index(mention["type"]))
        for begin, record in zip(texts.starts.tolist(), records, strict=False)
        for mention in record["mentions"]
    ]
    required = np.array([record.get("unit") != "posting" for record in records])
    heading = headings_in_force(texts, tokens.start, classify_sentences(texts), required)
    return Labelled(tokens, texts.owner(tokens.start), label_spans(tokens, np.array(spans).reshape(-1, 3)), heading)


def draw_batches(labelled: Labelled, pieces: Pieces, size: int, random: np.random.Generator) -> Iterator[Batch]:
    """Yield one epoch: every posting cut into windows anew, windows of like length together, in random order.

    Parameters
    ----------
    labelled : Labelled
        From :func:`label_postings`.
    pieces : Pieces
    size : int
        Tokens of a batch, filling included.
    random : numpy.random.Generator
    """
    longest = random.integers(_SHORTEST, _LONGEST + 1, int(labelled.owner.max()) + 1)
    windows = [(window.first, window.last) for window in cut_windows(labelled.tokens, labelled.owner, pieces, longest)]
    windows = [windows[row] for row in random.permutation(len(windows))]
    before = openings(pieces)
    lengths = np.array([last - first + len(before[labelled.heading[first]].piece) for first, last in windows])
    # Not all of one length side by side: a batch of long windows only would be another kind of batch.
    order = np.argsort(lengths + random.uniform(-_SPREAD, _SPREAD, len(lengths)), kind="stable")
    groups: list[list[int]] = [[]]
    for row in order.tolist():
        if groups[-1] and (len(groups[-1]) + 1) * max(int(lengths[[*groups[-1], row]].max()), 1) > size:
            groups.append([])
        groups[-1].append(row)
    for number in random.permutation(len(groups)):
        yield _fill_up(labelled, before, [windows[row] for row in groups[number]])


def _fill_up(labelled: Labelled, before: list[Tokens], windows: list[tuple[int, int]]) -> Batch:
    parts = [before[labelled.heading[first]] for first, _ in windows]
    lengths = [len(part.piece) + last - first for part, (first, last) in zip(parts, windows, strict=True)]
    shape = (len(windows), max(lengths))
    piece, word, place = np.zeros((3, *shape), dtype=np.int64)
    batch = Batch(piece, word, place, np.zeros(shape, dtype=np.bool_), np.full(shape, IGNORED))
    for row, (part, (first, last), length) in enumerate(zip(parts, windows, lengths, strict=True)):
        begin = len(part.piece)
        for column in ("piece", "word", "place"):
            target = getattr(batch, column)[row]
            target[:begin] = getattr(part, column)
            target[begin:length] = getattr(labelled.tokens, column)[first:last]
        batch.real[row, :length] = True
        batch.label[row, begin:length] = labelled.label[first:last]
    return batch
