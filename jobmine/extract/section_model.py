"""The section model: sentences scored by their words, then once more with what stands around them.

Two layers, learned by ``python -m jobmine.train.sections`` (``corpora/models/sections/card.md``): a
multinomial logistic regression over hashed character n-grams, and a network with one hidden layer over
its scores, the headings and the place of the sentence.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from jobmine.data import path
from jobmine.extract.section_features import Floats, Layout, count_grams, describe_context, weigh_sentences
from jobmine.schema import SECTIONS

_PADDING = 2  # columns of zeros: rows of eight numbers are added faster than rows of six
_LOWEST = -8.0  # log-probabilities below say no more


class SectionModel(NamedTuple):
    """Weights of both layers.

    Attributes
    ----------
    words : ndarray of float32, shape (n_buckets, at least n_sections)
        By hashed n-gram; columns beyond the sections are padding.
    words_bias : ndarray of float32, shape (n_sections,)
    hidden, hidden_bias, output, output_bias : ndarray of float32
        Of the network over the context.
    """

    words: Floats
    words_bias: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats


@cache
def load_model() -> SectionModel:
    """Return the shipped model.

    Examples
    --------
    >>> load_model().output.shape[1] == len(SECTIONS)
    True
    """
    with np.load(path("models/sections/weights.npz")) as stored:
        arrays = {name: stored[name].astype(np.float32) for name in SectionModel._fields}
        arrays["words"] = np.pad(arrays["words"] * stored["words_scale"], ((0, 0), (0, _PADDING)))
    return SectionModel(**arrays)


def score_words(words: Floats, bias: Floats, layout: Layout) -> Floats:
    """Return log-probabilities of the kinds by the words of each sentence alone."""
    one, two, three = count_grams(layout.texts, layout.start)
    sums = one @ words + two @ words + three @ words
    logits = sums[:, : len(bias)] * weigh_sentences(layout.texts, layout.start)[:, None] + bias
    logits -= logits.max(axis=1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return np.asarray(np.maximum(logits, np.float32(_LOWEST)))


def score_sentences(model: SectionModel, layout: Layout) -> Floats:
    """Return the logits of the kinds for each sentence in its context.

    Returns
    -------
    ndarray of float32, shape (n_sentences, n_sections)
        Columns as in :data:`jobmine.schema.SECTIONS`.
    """
    if not len(layout.start):
        return np.zeros((0, len(SECTIONS)), dtype=np.float32)
    features = describe_context(layout, score_words(model.words, model.words_bias, layout))
    hidden = np.maximum(features @ model.hidden + model.hidden_bias, 0)
    return np.asarray(hidden @ model.output + model.output_bias)
