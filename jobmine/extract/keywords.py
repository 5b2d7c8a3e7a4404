"""Keywords of documents: words without stop words, synonyms merged, counted by a declared unit.

Texts are segmented by rjieba with HMM off; terms that it would cut, and synonyms, stand in
``extract/policy_words.tsv`` and in a table of one's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobmine.data import read_tsv
from jobmine.extract.tokenizers import load_tokenizer

UNITS = {"document": "篇", "paragraph": "段", "sentence": "句", "window": "窗口"}
_BREAKS = {"paragraph": "\n", "sentence": "\n。；;！!？?", "document": ""}
_KEYWORD = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z][A-Za-z0-9+#.-]*")

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a corpus, one after the other.

    Attributes
    ----------
    names : list of str
        The different words, in order of their first use.
    code : ndarray of int64
        Each word of the corpus, as its place in ``names``.
    document, unit : ndarray of int64
        The document and the unit (see :data:`UNITS`) in which each stands, both counted over the corpus.
    """

    names: list[str]
    code: Codes
    document: Codes
    unit: Codes


def cut_words(
    texts: Sequence[str],
    *,
    unit: str = "paragraph",
    synonyms: Mapping[str, str] | None = None,
    stop_words: Sequence[str] = (),
) -> Words:
    r"""Return the words of texts.

    Parameters
    ----------
    texts : sequence of str
    unit : str
        ``document``, ``paragraph`` or ``sentence``; windows are made later, of the words of a document.
    synonyms : mapping, optional
        A word, whole even where a segmenter would cut it, to the word as which it counts; over the shipped ones.
    stop_words : sequence of str
        More words to drop, beside the shipped ones.

    Examples
    --------
    >>> words = cut_words(["支持领军人才的培养。\n支持创业"], unit="paragraph")
    >>> [words.names[code] for code in words.code], words.unit.tolist()
    (['支持', '领军人才', '培养', '支持', '创业'], [0, 0, 0, 1, 1])
    """
    merged = _synonyms() | dict(synonyms or {})
    dropped = _stop_words() | set(stop_words)
    cut, whole = load_tokenizer(), _whole_words(tuple(merged))
    ends = _BREAKS["document" if unit == "window" else unit]
    names: dict[str, int] = {}
    known: dict[str, int] = {}  # what each token counts as: each distinct one is looked at once
    codes: list[int] = []
    documents: list[int] = []
    units: list[int] = []
    here = 0
    for place, text in enumerate(texts):
        filled = False
        for piece in whole.split(text):
            for token in (piece,) if piece in merged else cut(piece):
                code = known.get(token)
                if code is None:
                    code = known[token] = _code(token, ends, merged, dropped, names)
                if code >= 0:
                    codes.append(code)
                    documents.append(place)
                    units.append(here)
                    filled = True
                elif code == -2 and filled:
                    here, filled = here + 1, False
        here += filled
    as_codes = [np.array(column, np.int64) for column in (codes, documents, units)]
    return Words(list(names), *as_codes)


def count_keywords(words: Words, keywords: Codes, *, window: int = 0) -> sparse.csr_array:
    """Return how often each keyword stands in each unit: units by keywords.

    Parameters
    ----------
    words : Words
    keywords : ndarray of int64
        Codes of the words to count, in the order of the columns.
    window : int
        Words of a window, at least 2; each place of a document at which a whole window can begin is a unit, and a
        shorter document is one window. 0 takes the units of ``words``.

    Examples
    --------
    >>> words = cut_words(["培养，支持，培养"], unit="document")
    >>> count_keywords(words, np.array([0, 1])).toarray().tolist()
    [[2, 1]]
    """
    column = np.full(len(words.names), -1, np.int64)
    column[keywords] = np.arange(len(keywords))
    place = np.flatnonzero(column[words.code] >= 0)
    columns = column[words.code[place]]
    if not window:
        rows = words.unit[place]
    else:
        size = np.bincount(words.document)[words.document]
        first = np.searchsorted(words.document, words.document)  # where its document begins
        starts = place[:, None] - np.arange(window)
        latest = first[place] + np.maximum(size[place] - window, 0)
        fits = (starts >= first[place][:, None]) & (starts <= latest[:, None])
        rows, columns = starts[fits], np.repeat(columns, window).reshape(fits.shape)[fits]
    shape = (int(rows.max(initial=-1)) + 1, len(keywords))
    return sparse.coo_array((np.ones(len(rows), np.int64), (rows, columns)), shape=shape).tocsr()


def _code(
    token: str, ends: str, merged: Mapping[str, str], dropped: set[str] | frozenset[str], names: dict[str, int]
) -> int:
    """Return the code of a token: -1 where it is no keyword, -2 where it ends a unit."""
    word = merged.get(token, token)
    if token not in merged and ends and any(sign in token for sign in ends):
        return -2
    if word in dropped or not _KEYWORD.fullmatch(word):
        return -1
    return names.setdefault(word, len(names))


@cache
def _synonyms() -> dict[str, str]:
    return {row["word"]: row["counts_as"] or row["word"] for row in read_tsv("extract/policy_words.tsv")}


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_tsv("extract/stop_words.tsv"))


@cache
def _whole_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that parts a text at words which stay whole; the longest comes first."""
    return re.compile(f"({'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))})")
