"""How many postings of a group ask for each term: the counts that demand and structure rest on."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.relation import Side, counted, group_columns, literal, named
from jobmine.schema import KINDS


def count_terms(
    tables: Tables,
    by: Sequence[str] = ("all",),
    *,
    where: str | None = None,
    side: Side = "scope",
    kinds: Sequence[str] = KINDS,
) -> pd.DataFrame:
    """Return for each group, kind and term the postings with readable requirements that ask for it.

    Returns
    -------
    DataFrame
        The dimensions, ``kind``, ``term``, ``n`` (postings with a mention that is not negated) and
        ``n_must`` (of these, postings with a mention that is not merely preferred), in key order.
    """
    groups = group_columns(by)
    if not tables.has("mentions"):
        return pd.DataFrame(
            {
                **{name: pd.Series(dtype=str) for name in (*by, "kind", "term")},
                "n": pd.Series(dtype=int),
                "n_must": pd.Series(dtype=int),
            }
        )
    return named(
        tables.sql(
            counted(tables, by, where=where, side=side)
            + f""", said AS (SELECT posting_id, kind, term, MAX(CASE WHEN preferred THEN 0 ELSE 1 END) AS must
    FROM mentions WHERE NOT COALESCE(negated, FALSE) AND kind IN ({", ".join(map(literal, kinds))})
    GROUP BY posting_id, kind, term)
SELECT {groups}, kind, term, COUNT(*) AS n, CAST(SUM(must) AS BIGINT) AS n_must
FROM counted JOIN said ON said.posting_id = counted.posting_id WHERE readable = 1
GROUP BY {groups}, kind, term ORDER BY {groups}, kind, term"""
        ),
        by,
    )


def term_aspects(tables: Tables) -> pd.DataFrame:
    """Return the aspect in which each term is mentioned most often; of equals the first by name."""
    if not tables.has("mentions"):
        return pd.DataFrame({name: pd.Series(dtype=str) for name in ("kind", "term", "aspect")})
    frame: pd.DataFrame = tables.sql(
        "SELECT kind, term, aspect, COUNT(*) AS n FROM mentions WHERE aspect IS NOT NULL"
        " GROUP BY kind, term, aspect ORDER BY kind, term, n DESC, aspect"
    ).to_pandas()
    return frame.drop_duplicates(["kind", "term"])[["kind", "term", "aspect"]]


def check_kinds(kind: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return kinds of terms, once they are known; None is all of them.

    Examples
    --------
    >>> check_kinds("skill"), len(check_kinds(None))
    (('skill',), 5)
    """
    kinds = KINDS if kind is None else (kind,) if isinstance(kind, str) else tuple(kind)
    if unknown := [name for name in kinds if name not in KINDS]:
        raise ConfigError(f"unknown kind {unknown[0]!r}; known: {', '.join(KINDS)}")
    return kinds
