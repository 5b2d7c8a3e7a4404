"""Which candidate spans are mentions, and of which kind: a linear model over what stands in and around them.

The weights are ``corpora/extract/context.tsv``, learned by ``python -m jobmine.train.contexts``: how
much a frame word before or behind, the first and last characters, the surface itself … speak for a
mention, or for a kind. Positive weights are contexts in which a span counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.candidates import (
    EXACT,
    FORMS,
    JOINED,
    PART,
    PHRASE,
    SHARED,
    Candidates,
    Feature,
    describe,
    find_candidates,
)
from jobmine.extract.phrases import Phrases
from jobmine.extract.spans import hash_text
from jobmine.extract.texts import Ints
from jobmine.extract.vocabulary import Vocabulary
from jobmine.schema import KINDS

Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]

OUTCOMES = ("mention", *KINDS)

# Weights are found by hash. A feature without a weight meets one that is not its own once in some two hundred
# look-ups; most weights are small, and keys to compare with would double the time.
_BITS = 20
N_SLOTS = 1 << _BITS
_FACTOR = np.uint64(0xD6E8FEB86659FD93)

_LIMIT = {EXACT: 0.4, PHRASE: 0.45, PART: 0.4, JOINED: 0.5}  # probability from which a candidate counts
_KNOWN = 3.0  # log-odds in favour of the kinds that the lexicon gives a surface
_NAMES = {"⏎": "\n", "␣": " "}


class Weights(NamedTuple):
    """What features speak for.

    Attributes
    ----------
    row : ndarray of int, shape (n_slots,)
        Row of ``values`` by hash slot; 0 for no weight.
    values : ndarray of float32, shape (n_rows, n_outcomes)
        Log-odds by outcome, see :data:`OUTCOMES`; zeros in the first row.
    """

    row: NDArray[np.signedinteger[Any]]
    values: Floats


class Found(NamedTuple):
    """Mentions, in the order of the text.

    Attributes
    ----------
    start, end : ndarray of int64
        Positions in the batch.
    kind : ndarray of int64
        Index into :data:`jobmine.schema.KINDS`.
    entry : ndarray of int64
        Entry of the lexicon, -1 where a pattern found what the lexicon lacks.
    score : ndarray of float
        Probability of being a mention.
    """

    start: Ints
    end: Ints
    kind: Ints
    entry: Ints
    score: NDArray[np.float64]


def find_mentions(phrases: Phrases, vocabulary: Vocabulary, weights: Weights | None = None) -> Found:
    """Return the mentions of a batch.

    Examples
    --------
    >>> from jobmine.extract.phrases import cut_phrases
    >>> from jobmine.extract.texts import Texts
    >>> from jobmine.extract.vocabulary import load_vocabulary
    >>> texts = Texts.join(["熟悉XYZ3D，具备良好的沟通、协调能力"])
    >>> found = find_mentions(cut_phrases(texts, texts.codes != 10, load_vocabulary()), load_vocabulary())
    >>> [(texts.slice(*span), KINDS[kind]) for *span, kind in zip(found.start, found.end, found.kind, strict=True)]
    [('xyz3d', 'knowledge'), ('沟通、协调能力', 'skill')]
    """
    weights = load_weights() if weights is None else weights
    every = find_candidates(phrases)
    surface = ((every.form == EXACT) | (every.form == PART)) & (every.pattern >= 0)
    sure = surface & vocabulary.sure[np.where(surface, every.pattern, 0)]
    mention = weights.values[:, 0]
    score = np.zeros(len(every.form), dtype=np.float32)
    for feature in describe(phrases, every, vocabulary):
        _add(score, feature.row, mention[weights.row[slots_of(feature, every.form)]])
    rows = choose(every, score, sure)
    found = Candidates._make(column[rows] for column in every)
    entries = np.where(surface[rows, None], vocabulary.entry[found.pattern], -1)
    kind = _tell_kinds(phrases, found, vocabulary, weights, entries, sure[rows])
    chance = 1 / (1 + np.exp(-score[rows].astype(np.float64)))
    return Found(
        phrases.place[found.start],
        phrases.place[found.end - 1] + 1,
        kind,
        entries[np.arange(len(kind)), kind],
        np.where(sure[rows], 1.0, chance).round(4),
    )


def _tell_kinds(
    phrases: Phrases, found: Candidates, vocabulary: Vocabulary, weights: Weights, entries: Ints, sure: Flags
) -> Ints:
    kinds = np.ascontiguousarray(weights.values[:, 1:])
    odds = np.where(entries >= 0, np.where(sure, np.inf, _KNOWN)[:, None], 0).astype(np.float32)
    for feature in describe(phrases, found, vocabulary):
        _add(odds, feature.row, kinds[weights.row[slots_of(feature, found.form)]])
    return np.asarray(odds.argmax(axis=1))


def _add(score: Floats, row: Ints, values: Floats) -> None:
    if len(row) == len(score):  # a feature that all have
        score += values
    else:
        np.add.at(score, row, values)


@cache
def _salts(feature: str) -> NDArray[np.uint64]:
    forms = ("*",) * len(FORMS) if feature == SHARED else FORMS
    return np.array([hash_text(f"{form} {feature}") for form in forms], dtype=np.uint64)


def slots_of(feature: Feature, form: Ints) -> Ints:
    """Return where the weights of a feature stand, by row."""
    mixed = (feature.key ^ _salts(feature.name)[form[feature.row]]) * _FACTOR
    return (mixed >> np.uint64(64 - _BITS)).astype(np.int64)


@cache
def load_weights() -> Weights:
    """Return the shipped weights.

    Examples
    --------
    >>> 1_000 < len(load_weights().values) < 10_000
    True
    """
    rows = read_tsv("extract/context.tsv")
    return weigh((r["outcome"], r["form"], r["feature"], r["value"], float(r["weight"])) for r in rows)


def weigh(rows: Iterable[tuple[str, str, str, str, float]]) -> Weights:
    """Return weights ready for look-up.

    Parameters
    ----------
    rows : iterable of (outcome, form, feature, value, weight)
        A form of ``*`` is any.
    """
    by_slot: dict[int, NDArray[np.float32]] = {}
    for outcome, form, name, value, weight in rows:
        key = np.array([hash_text(_NAMES.get(value, value))], dtype=np.uint64)
        number = np.array([FORMS.index(form) if form in FORMS else 0])
        slot = int(slots_of(Feature(name, np.zeros(1, dtype=np.int64), key), number)[0])
        by_slot.setdefault(slot, np.zeros(len(OUTCOMES), dtype=np.float32))[OUTCOMES.index(outcome)] += weight
    row = np.zeros(N_SLOTS, dtype=np.int16)
    row[list(by_slot)] = np.arange(1, len(by_slot) + 1)
    return Weights(row, np.stack([np.zeros(len(OUTCOMES), dtype=np.float32), *by_slot.values()]))


def choose(found: Candidates, score: Floats, sure: Flags) -> Ints:
    """Return the rows of the candidates that are mentions, in the order of the text; they do not overlap.

    What joins phrases goes before them, and a phrase before the surfaces in it.

    Parameters
    ----------
    found : Candidates
        The candidates.
    score : ndarray of float
        Their log-odds.
    sure : ndarray of bool
        Candidates that count whatever their score.
    """
    limit = np.array([np.log(_LIMIT[form] / (1 - _LIMIT[form])) for form in range(len(FORMS))])
    good = (score >= limit[found.form]) | sure
    taken = np.zeros(int(found.phrase.max(initial=-1)) + 1, dtype=np.bool_)
    joined = list(_best_of_overlapping(found, score, np.flatnonzero(good & (found.form == JOINED))))
    for last, count in zip(found.phrase[joined].tolist(), found.inner[joined].tolist(), strict=True):
        taken[last - count + 1 : last + 1] = True
    whole = np.flatnonzero(good & (found.form <= PHRASE) & ~taken[found.phrase])
    taken[found.phrase[whole]] = True
    part = np.flatnonzero(good & (found.form == PART) & ~taken[found.phrase])
    every = np.concatenate([np.array(joined, dtype=np.int64), whole, part])
    return every[np.argsort(found.start[every], kind="stable")]


def _best_of_overlapping(found: Candidates, score: Floats, rows: Ints) -> Iterator[int]:
    """Yield joined candidates, the best first, none of which shares a phrase with one before; there are few."""
    rows = rows[np.argsort(-score[rows], kind="stable")]
    used: set[int] = set()
    for row, last, count in zip(rows.tolist(), found.phrase[rows].tolist(), found.inner[rows].tolist(), strict=True):
        numbers = range(last - count + 1, last + 1)
        if used.isdisjoint(numbers):
            used.update(numbers)
            yield row
