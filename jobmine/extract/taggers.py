"""How mentions are found, behind one seam.

``lexicon`` is the lexicon with weighted patterns (:mod:`jobmine.extract.patterns`); ``fast`` a small network over
requirements (:mod:`jobmine.extract.fast`); ``best`` an encoder that reads every sentence except those on benefits,
the company and contact (:mod:`jobmine.extract.best`). With the latter two the network says what is a mention and of
which kind, and the lexicon what its term and aspect are. A term of a lexicon of your own counts wherever it stands
among requirements, with any. ``fast`` may have a network of your own (:mod:`jobmine.pipeline.tuning`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.errors import ConfigError
from jobmine.extract.best import find_best
from jobmine.extract.fast import find_fast, load_network
from jobmine.extract.patterns import find_mentions
from jobmine.extract.phrases import Phrases, cut_phrases
from jobmine.extract.sections import REQUIREMENTS, Sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.extract.vocabulary import Vocabulary
from jobmine.schema import SECTIONS

Flags = NDArray[np.bool_]

ORIGINS = ("lexicon", "pattern", "tagger")
"""What a mention can come from."""
BEST_UP_TO = 10_000
"""Postings up to which ``auto`` takes ``best``: some minutes on two cores."""
WEIGHTS = {"lexicon": 1, "fast": 1, "best": 20}
"""How many times as long as with ``lexicon`` a posting takes, roughly."""

_NEVER_ASKED = [SECTIONS.index(kind) for kind in ("benefits", "company", "contact")]


class Tagged(NamedTuple):
    """Mentions, in the order of the text; they do not overlap.

    Attributes
    ----------
    start, end : ndarray of int64
        Positions in the batch.
    kind : ndarray of int64
        Index into :data:`jobmine.schema.KINDS`.
    entry : ndarray of int64
        Entry of the lexicon, -1 where the term follows from the surface.
    score : ndarray of float
        Probability of being a mention.
    origin : ndarray of int64
        Index into :data:`ORIGINS`.
    """

    start: Ints
    end: Ints
    kind: Ints
    entry: Ints
    score: NDArray[np.float64]
    origin: Ints


def choose_tagger(tagger: str, n_postings: int, model: str = "") -> str:
    """Return the tagger that a setting stands for; ``auto``: ``best`` up to :data:`BEST_UP_TO` postings, else ``fast``.

    Raises
    ------
    ConfigError
        If there is a model of one's own, which is for ``fast``, and another tagger is asked for.

    Examples
    --------
    >>> choose_tagger("auto", 500), choose_tagger("auto", 500_000), choose_tagger("best", 500_000)
    ('best', 'fast', 'best')
    """
    if model:
        if tagger not in ("auto", "fast"):
            raise ConfigError(f"extract.model = {model!r} with tagger {tagger!r}; a model of your own is for fast")
        return "fast"
    if tagger != "auto":
        return tagger
    return "best" if n_postings <= BEST_UP_TO else "fast"


def tag(
    tagger: str,
    texts: Texts,
    given: Sequence[str],
    sentences: Sentences,
    vocabulary: Vocabulary,
    *,
    everywhere: bool,
    model: str = "",
) -> Tagged:
    """Return the mentions of a batch.

    Parameters
    ----------
    tagger : {"lexicon", "fast", "best"}
    texts : Texts
        The batch.
    given : sequence of str
        The same texts as written.
    sentences : Sentences
        Of the batch, by kind.
    vocabulary : Vocabulary
        The lexicon.
    everywhere : bool
        Whether all sentences are requirements.
    model : str
        Folder of another network for ``fast`` than the shipped one.
    """
    asked = _by_character(everywhere | (sentences.kind == REQUIREMENTS), texts, sentences)
    if tagger == "lexicon":
        plain = find_mentions(cut_phrases(texts, asked, vocabulary), vocabulary)
        return Tagged(*plain, (plain.entry < 0).astype(np.int64))
    required = np.full(len(given), everywhere)
    if tagger == "fast":
        found = find_fast(texts, asked, sentences, required, vocabulary, load_network(model) if model else None)
    else:
        read = _by_character(everywhere | ~np.isin(sentences.kind, _NEVER_ASKED), texts, sentences)
        found = find_best(texts, given, read, sentences, required)
    unnamed = np.full(len(found.start), -1)
    origin = np.full(len(found.start), ORIGINS.index("tagger"))
    tagged = Tagged(found.start, found.end, found.kind, unnamed, found.score, origin)
    if not vocabulary.sure.any():
        return tagged
    return merge(_own_terms(cut_phrases(texts, asked, vocabulary), vocabulary), tagged)


def _by_character(flags: Flags, texts: Texts, sentences: Sentences) -> Flags:
    return np.repeat(flags, np.diff(np.append(sentences.start, len(texts.codes))))


def _own_terms(phrases: Phrases, vocabulary: Vocabulary) -> Tagged:
    """Return the mentions of terms that count wherever they stand."""
    terms = phrases.terms.keep(vocabulary.sure[phrases.terms.pattern])
    entries = vocabulary.entry[terms.pattern]
    kind = (entries >= 0).argmax(axis=1)
    rows = np.arange(len(kind))
    start, end = phrases.place[terms.start], phrases.place[terms.end - 1] + 1
    return Tagged(start, end, kind, entries[rows, kind], np.ones(len(kind)), np.zeros(len(kind), dtype=np.int64))


def merge(first: Tagged, second: Tagged) -> Tagged:
    """Return all mentions of the first and those of the second that share no character with them.

    Examples
    --------
    >>> def tagged(*spans):
    ...     start, end = np.array(spans).T
    ...     return Tagged(start, end, *[start * 0] * 4)
    >>> merge(tagged((4, 6)), tagged((0, 2), (5, 8), (6, 9))).start.tolist()
    [0, 4, 6]
    """
    before = np.searchsorted(first.end, second.start, side="right")  # the first that ends behind the start
    clear = before == len(first.start)
    clear[~clear] = first.start[before[~clear]] >= second.end[~clear]
    columns = (np.concatenate([a, b[clear]]) for a, b in zip(first, second, strict=True))
    both = Tagged(*columns)
    order = np.argsort(both.start, kind="stable")
    return Tagged._make(column[order] for column in both)
