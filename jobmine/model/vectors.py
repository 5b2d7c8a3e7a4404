"""Postings as vectors of what they ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from jobmine.schema import ASPECTS, KINDS, LEVELS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEIGHTS = ("count", "binary", "tfidf", "class-tfidf")


class KindVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Mentions of one or several kinds to a sparse matrix, one row a posting, one column a term.

    Parameters
    ----------
    kind : str, sequence of str, or mapping from str to float
        Kinds of :data:`jobmine.schema.KINDS`. A mapping is a weighted union: the part of each kind has a
        length of the square root of its weight, so that the cosine of two postings with terms of every
        kind is the weighted mean of their cosines kind by kind.
    aspect : str, optional
        Only knowledge of this aspect.
    weight : {"tfidf", "class-tfidf", "binary", "count"}
        ``tfidf``: binary times ln((1 + n) / (1 + df)) + 1, rows of length one, as scikit-learn
        smooths it. ``class-tfidf``: binary times ln(1 + a / df), a being the mean number of terms of a
        class, rows of length one (Grootendorst 2022); the classes are ``y`` of :meth:`fit`.
    min_df : int
        Terms in fewer postings are left out.
    preferred : float
        What a mention that is only preferred (优先) weighs; 0 leaves it out.
    levels : mapping from str to float, optional
        What a mention of a level of :data:`jobmine.schema.LEVELS` weighs; 1 where none is given. Of several
        mentions of a term in a posting the heaviest counts, with ``count`` their sum.

    Attributes
    ----------
    vocabulary_ : dict from str to int
        Term to column, ordered by term; with several kinds ``kind:term``.
    idf_ : ndarray of shape (n_terms,)
        Inverse document frequency; with ``class-tfidf`` that over classes.

    Examples
    --------
    >>> mentions = pd.DataFrame({"posting_id": ["a", "a", "b"], "kind": "knowledge",
    ...                          "term": ["PLC", "CAD", "CAD"], "negated": False, "aspect": "tool"})
    >>> vectors = KindVectorizer("knowledge", weight="binary")
    >>> vectors.fit_transform(mentions).toarray().tolist()
    [[1.0, 1.0], [1.0, 0.0]]
    >>> vectors.get_feature_names_out().tolist()
    ['CAD', 'PLC']
    """

    def __init__(
        self,
        kind: str | Sequence[str] | Mapping[str, float] = "knowledge",
        *,
        aspect: str | None = None,
        weight: str = "tfidf",
        min_df: int = 1,
        preferred: float = 1.0,
        levels: Mapping[str, float] | None = None,
    ) -> None:
        self.kind = kind
        self.aspect = aspect
        self.weight = weight
        self.min_df = min_df
        self.preferred = preferred
        self.levels = levels

    def fit(
        self,
        mentions: pa.Table | pd.DataFrame,
        y: Sequence[object] | None = None,
        *,
        postings: Sequence[str] | None = None,
    ) -> Self:
        """Learn the vocabulary.

        Parameters
        ----------
        mentions : pyarrow.Table or DataFrame
            The mentions table.
        y : sequence, optional
            The class of each posting; needed by ``class-tfidf``.
        postings : sequence of str, optional
            Ids of the rows; default those that have mentions, in order of first appearance.
        """
        self._check()
        terms, ids, _ = self._select(mentions)
        rows = pd.Index(postings if postings is not None else _ids(mentions))
        if self.weight == "class-tfidf" and (y is None or len(y) != len(rows)):
            raise ValueError(f"weight 'class-tfidf' needs y, the class of each of the {len(rows)} postings")
        pairs = pd.DataFrame({"term": terms, "id": ids}).drop_duplicates()
        df = pairs[pairs["id"].isin(rows)].groupby("term").size()
        df = df[df >= self.min_df].sort_index()
        self.vocabulary_ = {term: column for column, term in enumerate(df.index)}
        if self.weight == "class-tfidf":
            mean = df.sum() / max(len(pd.unique(pd.Series(list(y or ()), dtype=object))), 1)
            self.idf_ = np.log1p(mean / df.to_numpy())
        else:
            self.idf_ = np.log((1 + len(rows)) / (1 + df.to_numpy())) + 1
        return self

    def transform(self, mentions: pa.Table | pd.DataFrame, *, postings: Sequence[str] | None = None) -> csr_matrix:
        """Return the matrix of shape (n_postings, n_terms).

        Parameters
        ----------
        mentions, postings
            As in :meth:`fit`; postings without mentions give empty rows.
        """
        check_is_fitted(self, "vocabulary_")
        terms, ids, weights = self._select(mentions)
        rows = pd.Index(postings if postings is not None else _ids(mentions))
        row = rows.get_indexer(pd.Index(ids))
        column = pd.Index(list(self.vocabulary_)).get_indexer(pd.Index(terms))
        known = (row >= 0) & (column >= 0)
        row, column, weights = row[known], column[known], weights[known]
        if self.weight != "count":
            row, column, weights = _heaviest(row, column, weights)
        matrix = csr_matrix((weights, (row, column)), shape=(len(rows), len(self.vocabulary_)))
        if self.vocabulary_ and self.weight.endswith("tfidf"):
            matrix = normalize(matrix.multiply(self.idf_[None, :]).tocsr())
        return self._weigh_kinds(matrix) if isinstance(self.kind, Mapping) else matrix

    def fit_transform(
        self,
        mentions: pa.Table | pd.DataFrame,
        y: Sequence[object] | None = None,
        *,
        postings: Sequence[str] | None = None,
    ) -> csr_matrix:
        """Fit, then transform the same mentions."""
        return self.fit(mentions, y, postings=postings).transform(mentions, postings=postings)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:
        """Return the terms, by column."""
        check_is_fitted(self, "vocabulary_")
        return np.array(list(self.vocabulary_), dtype=object)

    def _check(self) -> None:
        for kind in self._kinds():
            if kind not in KINDS:
                raise ValueError(f"kind {kind!r}; allowed: {', '.join(KINDS)}")
        if self.aspect is not None and self.aspect not in ASPECTS:
            raise ValueError(f"aspect {self.aspect!r}; allowed: {', '.join(ASPECTS)}")
        if self.weight not in WEIGHTS:
            raise ValueError(f"weight {self.weight!r}; allowed: {', '.join(WEIGHTS)}")
        if unknown := set(self.levels or ()) - set(LEVELS):
            raise ValueError(f"levels {sorted(unknown)}; allowed: {', '.join(LEVELS)}")
        given = [self.preferred, *(self.levels or {}).values()]
        given += self.kind.values() if isinstance(self.kind, Mapping) else ()
        if any(not 0 <= value < np.inf for value in given):
            raise ValueError(f"weights {given}; allowed: 0 and above")

    def _kinds(self) -> tuple[str, ...]:
        return (self.kind,) if isinstance(self.kind, str) else tuple(self.kind)

    def _weigh_kinds(self, matrix: csr_matrix) -> csr_matrix:
        """Return rows in which the part of each kind has the length that its weight gives it."""
        weights = {str(kind): float(weight) for kind, weight in dict(self.kind).items()}  # type: ignore[arg-type]
        total = sum(weights.values()) or 1.0
        kinds = np.array([self._kind_of(term) for term in self.vocabulary_], dtype=object)
        parts = [
            (weight / total) ** 0.5 * normalize(matrix.multiply(kinds == kind).tocsr())
            for kind, weight in weights.items()
        ]
        return csr_matrix(sum(parts[1:], parts[0])) if len(kinds) else matrix

    def _kind_of(self, term: str) -> str:
        kinds = self._kinds()
        return kinds[0] if len(kinds) == 1 else term.partition(":")[0]

    def _select(self, mentions: pa.Table | pd.DataFrame) -> tuple[pd.Series, pd.Series, Floats]:
        """Return terms, posting ids and weights of the mentions that count."""
        columns = ["posting_id", "kind", "term", "negated", "aspect"]
        columns += ["preferred"] if self.preferred != 1 else []
        columns += ["level"] if self.levels else []
        frame = mentions.select(columns).to_pandas() if isinstance(mentions, pa.Table) else mentions[columns]
        keep = frame["kind"].isin(self._kinds()) & ~frame["negated"].fillna(False).astype(bool)
        if self.aspect is not None:
            keep &= frame["aspect"].eq(self.aspect)
        frame = frame[keep]
        weights = np.ones(len(frame))
        if self.preferred != 1:
            weights[frame["preferred"].fillna(False).astype(bool)] = self.preferred
        if self.levels:
            weights *= frame["level"].map(self.levels).astype(float).fillna(1.0).to_numpy()
        frame, weights = frame[weights > 0], weights[weights > 0]
        terms = frame["term"] if len(self._kinds()) == 1 else frame["kind"].str.cat(frame["term"], sep=":")
        return terms, frame["posting_id"], weights


def group_vectors(vectors: csr_matrix, groups: Sequence[Any]) -> tuple[list[Any], csr_matrix]:
    """Return the mean vector of each group of postings: with ``binary`` vectors the shares of the terms.

    Parameters
    ----------
    vectors : csr_matrix
        A row a posting, see :class:`KindVectorizer`.
    groups : sequence
        The post, role, major or city of each row; rows with none are in no group.

    Returns
    -------
    list, csr_matrix
        The groups in order, and a row for each.

    Examples
    --------
    >>> names, means = group_vectors(csr_matrix([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]), ["焊工", "焊工", "钳工"])
    >>> names, means.toarray().tolist()
    (['焊工', '钳工'], [[1.0, 0.5], [0.0, 1.0]])
    """
    codes, names = pd.factorize(pd.Series(list(groups), dtype=object), sort=True)
    member = np.flatnonzero(codes >= 0)
    shares = 1.0 / np.bincount(codes[member], minlength=len(names))
    means = csr_matrix((shares[codes[member]], (codes[member], member)), shape=(len(names), len(codes)))
    return list(names), csr_matrix(means @ vectors)


def cosines(vectors: csr_matrix, others: csr_matrix | None = None) -> Floats:
    """Return the cosine of each row with each other row, or with each row of ``others``; 0 for rows of nothing.

    Examples
    --------
    >>> cosines(csr_matrix([[3.0, 4.0], [3.0, 0.0], [0.0, 0.0]])).round(3).tolist()
    [[1.0, 0.6, 0.0], [0.6, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    rows = normalize(vectors)
    return np.asarray((rows @ (rows if others is None else normalize(others)).T).toarray(), dtype=np.float64)


def _heaviest(row: Ints, column: Ints, weights: Floats) -> tuple[Ints, Ints, Floats]:
    """Return each cell once, with the largest of its weights."""
    order = np.lexsort((-weights, column, row))
    row, column, weights = row[order], column[order], weights[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    return row[first], column[first], weights[first]


def _ids(mentions: pa.Table | pd.DataFrame) -> NDArray[Any]:
    ids = mentions["posting_id"].to_pandas() if isinstance(mentions, pa.Table) else mentions["posting_id"]
    return ids.drop_duplicates().to_numpy()
