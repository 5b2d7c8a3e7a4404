"""How central a term is among the terms that postings of a group ask for together."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jobmine.engine import Tables
from jobmine.measure.relation import counted, group_columns, named

_DAMPING, _TOLERANCE, _MOST_STEPS = 0.85, 1e-12, 1000


def term_centrality(tables: Tables, by: Sequence[str] = ("all",), *, where: str | None = None) -> pd.DataFrame:
    """Return PageRank of each term in its group's co-occurrence graph.

    Two terms are joined by the number of postings with readable requirements that ask for both.

    Returns
    -------
    DataFrame
        The dimensions, ``kind``, ``term`` and ``centrality``, which sums to 1 in each group. A term
        that stands alone in all its postings has no row.
    """
    groups = group_columns(by)
    if not tables.has("mentions"):
        return pd.DataFrame(
            {**{name: pd.Series(dtype=str) for name in (*by, "kind", "term")}, "centrality": pd.Series(dtype=float)}
        )
    pairs = named(
        tables.sql(
            counted(tables, by, where=where)
            + f""", said AS (SELECT DISTINCT {groups}, counted.posting_id, m.kind, m.term FROM counted
    JOIN mentions m ON m.posting_id = counted.posting_id WHERE readable = 1 AND NOT COALESCE(m.negated, FALSE))
SELECT {", ".join(f"a.g{i}" for i in range(len(by)))}, a.kind, a.term, b.kind AS kind_b, b.term AS term_b, COUNT(*) AS n
FROM said a JOIN said b ON a.posting_id = b.posting_id AND {" AND ".join(f"a.g{i} = b.g{i}" for i in range(len(by)))}
    AND (a.kind < b.kind OR (a.kind = b.kind AND a.term < b.term))
GROUP BY {", ".join(f"a.g{i}" for i in range(len(by)))}, a.kind, a.term, b.kind, b.term
ORDER BY {groups}, kind, term, kind_b, term_b"""
        ),
        by,
    )
    rows: list[tuple[object, ...]] = []
    for key, edges in pairs.groupby(list(by), sort=True):
        ends = pd.concat(
            [edges[["kind", "term"]], edges[["kind_b", "term_b"]].set_axis(["kind", "term"], axis="columns")],
            ignore_index=True,
        )
        codes, nodes = pd.MultiIndex.from_frame(ends).factorize()
        ranks = page_rank(codes[: len(edges)], codes[len(edges) :], edges["n"].to_numpy())
        rows += [(*key, *node, rank) for node, rank in zip(nodes, ranks, strict=True)]
    return pd.DataFrame(rows, columns=[*by, "kind", "term", "centrality"])


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
