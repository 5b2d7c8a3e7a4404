"""Postings by terms as sparse matrices, a matrix a group: what networks and resampling rest on."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse

from jobmine.engine import Tables
from jobmine.measure.relation import counted
from jobmine.measure.terms import CODED, SAID, keep_terms

Matrix = tuple[pd.DataFrame, sparse.csr_array]


def term_matrices(
    tables: Tables, by: Sequence[str], terms: pd.DataFrame, *, where: str | None = None
) -> dict[tuple[Any, ...], Matrix]:
    """Return for each group the terms of its columns, and which of its readable postings asks for which.

    Parameters
    ----------
    by : sequence of str
        Dimensions.
    terms : DataFrame
        The dimensions, ``kind`` and ``term``: the columns of each group, which become ordered by kind and term.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    dict
        By the group's values: a frame with ``kind`` and ``term``, and a matrix of ones. Postings without any of
        the terms have no row; rows are in the order of posting_id.
    """
    if terms.empty or not tables.has("mentions"):
        return {}
    names = ["kind", "term"]
    groups = terms[list(by)].drop_duplicates().sort_values(list(by)).reset_index(drop=True)
    kept = terms[names].drop_duplicates().sort_values(names).reset_index(drop=True)
    columns = [pa.array(groups[name].astype(str)) for name in by]
    places = pa.Table.from_arrays([*columns, pa.array(groups.index, pa.int32())], names=[*by, "place"])
    codes = pa.Table.from_arrays(
        [*(pa.array(kept[name].astype(str)) for name in names), pa.array(kept.index, pa.int32())],
        names=[*names, "code"],
    )
    on = " AND ".join(f"places.{name} = g{i}" for i, name in enumerate(by))
    keep_terms(tables)
    found = tables.sql(
        counted(tables, by, where=where)
        + f""", wanted AS (SELECT c.code, k.code AS place_of_term FROM {CODED} c
    JOIN codes k ON k.kind = c.kind AND k.term = c.term),
placed AS (SELECT place, counted.number, CAST(ROW_NUMBER() OVER (PARTITION BY place ORDER BY counted.number) - 1 AS INT)
    AS row_of_group FROM counted JOIN places ON {on} WHERE readable = 1)
SELECT place, row_of_group AS number, place_of_term AS code
FROM placed JOIN {SAID} s ON s.number = placed.number JOIN wanted ON wanted.code = s.code""",
        places=places,
        codes=codes,
    )
    place, number, code = (found[name].to_numpy() for name in ("place", "number", "code"))
    order = np.argsort(place, kind="stable")
    place, number, code = place[order], number[order], code[order]
    ends = np.searchsorted(place, np.arange(len(groups) + 1))
    wanted = pd.MultiIndex.from_frame(kept)
    matrices: dict[tuple[Any, ...], Matrix] = {}
    for own, rows in terms.groupby(list(by), sort=True):
        at = int(groups.index[(groups == pd.Series(own, index=list(by))).all(axis="columns")][0])
        here = slice(ends[at], ends[at + 1])
        size = (int(number[here].max()) + 1 if ends[at + 1] > ends[at] else 0, len(kept))
        ones = np.ones(ends[at + 1] - ends[at], dtype=np.float32)
        matrix = sparse.coo_array((ones, (number[here], code[here])), shape=size).tocsr()
        columns_here = np.sort(wanted.get_indexer(pd.MultiIndex.from_frame(rows[names])))
        matrix = matrix[:, columns_here]
        matrices[own] = (kept.iloc[columns_here].reset_index(drop=True), matrix[np.diff(matrix.indptr) > 0])
    return matrices
