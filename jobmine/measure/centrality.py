"""How central a term is among the terms that postings of a group ask for together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jobmine.engine import Tables
from jobmine.measure.matrices import term_matrices

_DAMPING, _TOLERANCE, _MOST_STEPS = 0.85, 1e-12, 1000


def term_centrality(
    tables: Tables, by: Sequence[str], terms: pd.DataFrame, *, where: str | None = None
) -> pd.DataFrame:
    """Return PageRank of each term in its group's co-occurrence graph.

    Two terms are joined by the number of postings with readable requirements that ask for both.

    Parameters
    ----------
    by : sequence of str
        Dimensions.
    terms : DataFrame
        The dimensions, ``kind`` and ``term``: which terms are in each group's graph.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    DataFrame
        The dimensions, ``kind``, ``term`` and ``centrality``, which sums to 1 in each group. A term
        that stands alone in all its postings has no row.
    """
    rows = []
    for key, (columns, postings) in term_matrices(tables, by, terms, where=where).items():
        together = sparse.triu(postings.T @ postings, k=1).tocoo()
        if together.nnz:
            codes, ends = pd.factorize(np.concatenate(together.coords), sort=True)
            ranks = page_rank(codes[: together.nnz], codes[together.nnz :], together.data)
            rows.append(columns.iloc[ends].assign(centrality=ranks, **dict(zip(by, key, strict=True))))
    found = pd.concat(rows) if rows else pd.DataFrame(columns=[*by, "kind", "term", "centrality"])
    return found[[*by, "kind", "term", "centrality"]].reset_index(drop=True)


def page_rank(heads: ArrayLike, tails: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Return PageRank (Brin & Page 1998, damping 0.85) of the nodes 0, 1 … of an undirected weighted graph.

    Parameters
    ----------
    heads, tails : array-like of int
        Ends of each edge; every node has an edge.
    weights : array-like
        Weight of each edge.

    Examples
    --------
    >>> page_rank([0, 0], [1, 2], [1, 1]).round(3).tolist()
    [0.486, 0.257, 0.257]
    """
    one, other, weight = np.asarray(heads), np.asarray(tails), np.asarray(weights, dtype=np.float64)
    size = int(max(one.max(), other.max())) + 1
    graph = sparse.coo_array((weight, (one, other)), shape=(size, size)).tocsr()
    graph = graph + graph.T
    steps = sparse.diags_array(1 / graph.sum(axis=1)) @ graph
    rank = np.full(size, 1 / size)
    for _ in range(_MOST_STEPS):
        last, rank = rank, _DAMPING * (steps.T @ rank) + (1 - _DAMPING) / size
        if np.abs(rank - last).sum() < _TOLERANCE:
            break
    return np.asarray(rank)
