"""Postings as vectors of what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from jobmine.schema import ASPECTS, KINDS

WEIGHTS = ("count", "binary", "tfidf")


class KindVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Mentions of one or several kinds to a sparse matrix, one row a posting, one column a term.

    Parameters
    ----------
    kind : str or sequence of str
        Kinds of :data:`jobmine.schema.KINDS`.
    aspect : str, optional
        Only knowledge of this aspect.
    weight : {"tfidf", "binary", "count"}
        ``tfidf``: binary times ln((1 + n) / (1 + df)) + 1, rows of length one, as scikit-learn
        smooths it.
    min_df : int
        Terms in fewer postings are left out.

    Attributes
    ----------
    vocabulary_ : dict from str to int
        Term to column, ordered by term; with several kinds ``kind:term``.
    idf_ : ndarray of shape (n_terms,)
        Inverse document frequency.

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
        kind: str | Sequence[str] = "knowledge",
        *,
        aspect: str | None = None,
        weight: str = "tfidf",
        min_df: int = 1,
    ) -> None:
        self.kind = kind
        self.aspect = aspect
        self.weight = weight
        self.min_df = min_df

    def fit(
        self, mentions: pa.Table | pd.DataFrame, y: object = None, *, postings: Sequence[str] | None = None
    ) -> Self:
        """Learn the vocabulary.

        Parameters
        ----------
        mentions : pyarrow.Table or DataFrame
            The mentions table.
        postings : sequence of str, optional
            Ids of the rows; default those that have mentions, in order of first appearance.
        """
        self._check()
        terms, ids = self._select(mentions)
        rows = pd.Index(postings if postings is not None else _ids(mentions))
        pairs = pd.DataFrame({"term": terms, "id": ids}).drop_duplicates()
        df = pairs[pairs["id"].isin(rows)].groupby("term").size()
        df = df[df >= self.min_df].sort_index()
        self.vocabulary_ = {term: column for column, term in enumerate(df.index)}
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
        terms, ids = self._select(mentions)
        rows = pd.Index(postings if postings is not None else _ids(mentions))
        row = rows.get_indexer(pd.Index(ids))
        column = pd.Index(list(self.vocabulary_)).get_indexer(pd.Index(terms))
        known = (row >= 0) & (column >= 0)
        shape = (len(rows), len(self.vocabulary_))
        matrix = csr_matrix((np.ones(known.sum()), (row[known], column[known])), shape=shape)
        if self.weight == "count" or not self.vocabulary_:
            return matrix
        matrix.data[:] = 1.0
        return matrix if self.weight == "binary" else normalize(matrix.multiply(self.idf_[None, :]).tocsr())

    def fit_transform(
        self, mentions: pa.Table | pd.DataFrame, y: object = None, *, postings: Sequence[str] | None = None
    ) -> csr_matrix:
        """Fit, then transform the same mentions."""
        return self.fit(mentions, postings=postings).transform(mentions, postings=postings)

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

    def _kinds(self) -> tuple[str, ...]:
        return (self.kind,) if isinstance(self.kind, str) else tuple(self.kind)

    def _select(self, mentions: pa.Table | pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        """Return terms and posting ids of the mentions that count."""
        columns = ["posting_id", "kind", "term", "negated", "aspect"]
        frame = mentions.select(columns).to_pandas() if isinstance(mentions, pa.Table) else mentions[columns]
        keep = frame["kind"].isin(self._kinds()) & ~frame["negated"].fillna(False).astype(bool)
        if self.aspect is not None:
            keep &= frame["aspect"].eq(self.aspect)
        frame = frame[keep]
        terms = frame["term"] if len(self._kinds()) == 1 else frame["kind"].str.cat(frame["term"], sep=":")
        return terms, frame["posting_id"]


def _ids(mentions: pa.Table | pd.DataFrame) -> NDArray[Any]:
    ids = mentions["posting_id"].to_pandas() if isinstance(mentions, pa.Table) else mentions["posting_id"]
    return ids.drop_duplicates().to_numpy()
