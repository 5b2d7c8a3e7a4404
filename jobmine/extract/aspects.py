"""The aspect of knowledge terms that the lexicon lacks, told by their characters.

A multinomial logistic regression over hashed character n-grams with the end of the term marked, learned by
``python -m jobmine.train.aspects`` (``corpora/models/aspects/card.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from jobmine.data import path
from jobmine.extract.spans import hash_spans
from jobmine.extract.texts import Texts
from jobmine.schema import ASPECTS

Floats = NDArray[np.float32]

_BITS = 16
_LONGEST = 3
_FACTOR = np.uint64(0xD6E8FEB86659FD93)


def tell_aspects(terms: Sequence[str]) -> list[str]:
    """Return the aspect of each term: one of :data:`jobmine.schema.ASPECTS`.

    Examples
    --------
    >>> tell_aspects(["钢结构施工规范", "某某绘图软件", "跨境支付行业"])
    ['standard', 'tool', 'domain']
    """
    if not terms:
        return []
    weights, bias = load_model()
    return [ASPECTS[number] for number in np.argmax(mark_grams(terms) @ weights + bias, axis=1)]


def mark_grams(terms: Sequence[str]) -> csr_array:
    """Return which terms have an n-gram of which bucket; the end of a term is a character too."""
    texts = Texts.join(terms)
    ends = texts.starts[1:]
    owners, buckets = [], []
    for length in range(1, _LONGEST + 1):
        start = np.arange(len(texts.codes) - length + 1)
        owner = np.searchsorted(ends - 1, start)
        fits = owner < len(terms)
        fits[fits] &= start[fits] + length <= ends[owner[fits]]
        key = hash_spans(texts.codes, start[fits], start[fits] + length) * _FACTOR
        owners.append(owner[fits])
        buckets.append((key >> np.uint64(64 - _BITS)).astype(np.int64))
    owner, bucket = np.concatenate(owners), np.concatenate(buckets)
    grams = csr_array((np.ones(len(owner), dtype=np.float32), (owner, bucket)), shape=(len(terms), 1 << _BITS))
    grams.sum_duplicates()
    grams.data[:] = 1
    return grams


@cache
def load_model() -> tuple[Floats, Floats]:
    """Return the shipped weights, by bucket and aspect, and the bias."""
    with np.load(path("models/aspects/weights.npz")) as stored:
        return stored["weights"].astype(np.float32), stored["bias"].astype(np.float32)
