"""Labelled postings as a network sees them: slots and label of every character of their distinct lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.fast import Network, find_fast
from jobmine.extract.labels import label_spans
from jobmine.extract.lines import Slots, describe_characters, distinct_lines
from jobmine.extract.pieces import Tokens
from jobmine.extract.sections import REQUIREMENTS, Sentences, classify_sentences
from jobmine.extract.texts import Ints, Texts, positions_of
from jobmine.extract.vocabulary import Vocabulary
from jobmine.schema import KINDS

Record = Mapping[str, Any]
Flags = NDArray[np.bool_]

IGNORED = -100
"""The label of what stands between lines."""


class Lesson(NamedTuple):
    """Lines of postings: slots and label by character, start and length by line."""

    slots: Slots
    label: Ints
    start: Ints
    length: Ints


def describe(records: Sequence[Record], vocabulary: Vocabulary) -> Lesson:
    """Return the distinct lines of labelled postings.

    Parameters
    ----------
    records : sequence of mapping
        ``req`` and ``mentions`` (``start``, ``end``, ``type``); whole postings have ``"unit": "posting"`` and may
        have ``split``, see :func:`jobmine.extract.mentions.extract_batch`.
    vocabulary : Vocabulary
        The lexicon.
    """
    texts = Texts.join([record["req"] for record in records])
    sentences, asked, required = _asked(records, texts)
    lines = distinct_lines(texts, asked, sentences, required)
    left_out = np.concatenate([[0], np.cumsum(~asked)])
    spans = _spans(records, texts)
    whole = left_out[spans[:, 1]] == left_out[spans[:, 0]]
    place = np.arange(len(texts.codes))
    labels = label_spans(Tokens(place, place + 1, *[place] * 3), spans[whole])
    first = lines.first[np.unique(lines.of, return_index=True)[1]]
    label = np.full(len(lines.codes), IGNORED)
    label[positions_of(lines.start, lines.length)] = labels[positions_of(first, lines.length)]
    return Lesson(describe_characters(lines, vocabulary), label, lines.start, lines.length)


def count_right(network: Network, records: Sequence[Record], vocabulary: Vocabulary) -> Ints:
    """Return by posting how many mentions a network finds exactly, finds at all, and are labelled: shape (n, 3)."""
    texts = Texts.join([record["req"] for record in records])
    sentences, asked, required = _asked(records, texts)
    found = np.stack(find_fast(texts, asked, sentences, required, vocabulary, network)[:3], axis=1)
    labelled = _spans(records, texts)
    right = np.array(sorted(set(map(tuple, found.tolist())) & set(map(tuple, labelled.tolist()))), dtype=np.int64)
    counts = [
        np.bincount(texts.owner(spans[:, 0]), minlength=len(records))
        for spans in (right.reshape(-1, 3), found, labelled)
    ]
    return np.stack(counts, axis=1)


def _spans(records: Sequence[Record], texts: Texts) -> Ints:
    """Return start and end in the batch, and kind, of the labelled mentions: shape (n, 3)."""
    return np.array(
        [
            (begin + mention["start"], begin + mention["end"], KINDS.index(mention["type"]))
            for begin, record in zip(texts.starts.tolist(), records, strict=False)
            for mention in record["mentions"]
        ],
        dtype=np.int64,
    ).reshape(-1, 3)


def _asked(records: Sequence[Record], texts: Texts) -> tuple[Sentences, Flags, Flags]:
    """Return the sentences, the characters asked for, and which texts are requirements from their beginning."""
    split = np.array([-1 if record.get("split") is None else record["split"] for record in records], dtype=np.int64)
    sentences = classify_sentences(texts, split)
    required = np.array([record.get("unit") != "posting" for record in records])
    asked = required[sentences.owner] | (sentences.kind == REQUIREMENTS)
    return sentences, np.repeat(asked, np.diff(np.append(sentences.start, len(texts.codes)))), required
