"""How many postings of a group ask for each term: the counts that demand and structure rest on."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.relation import NUMBERED, Side, counted, group_columns, keep_numbers, literal, named
from jobmine.schema import KINDS

CODED, SAID = "coded_terms", "said_terms"


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
        return no_terms(by).assign(n=pd.Series(dtype=int), n_must=pd.Series(dtype=int))
    keep_terms(tables)
    return named(
        tables.sql(
            counted(tables, by, where=where, side=side)
            + f""", told AS (SELECT {groups}, s.code, COUNT(*) AS n, CAST(SUM(s.must) AS BIGINT) AS n_must
    FROM counted JOIN {SAID} s ON s.number = counted.number GROUP BY {groups}, s.code)
SELECT {groups}, c.kind, c.term, n, n_must FROM told JOIN {CODED} c ON c.code = told.code
WHERE c.kind IN ({", ".join(map(literal, kinds))}) ORDER BY {groups}, kind, term"""
        ),
        by,
    )


def keep_terms(tables: Tables) -> None:
    """Number the terms, and keep once what every table of terms counts: each term of a readable posting once.

    ``coded_terms`` has ``code``, ``kind``, ``term`` and the ``aspect`` in which the term is mentioned most often
    (of equals the first by name). ``said_terms`` has the posting's ``number``, the ``code``, ``must`` (1 where
    some mention is not merely preferred) and ``lived`` (1 where some mention asks for it as experience);
    negated mentions are left out.
    """
    keep_numbers(tables)
    tables.keep(
        CODED,
        """SELECT CAST(ROW_NUMBER() OVER (ORDER BY kind, term) AS INT) AS code, kind, term, aspect FROM (
    SELECT kind, term, aspect, ROW_NUMBER() OVER (PARTITION BY kind, term
        ORDER BY CASE WHEN aspect IS NULL THEN 1 ELSE 0 END, n DESC, aspect) AS place
    FROM (SELECT kind, term, aspect, COUNT(*) AS n FROM mentions GROUP BY kind, term, aspect) t) r WHERE place = 1""",
    )
    tables.keep(
        SAID,
        f"""SELECT n.number, c.code, CAST(MAX(CASE WHEN m.preferred THEN 0 ELSE 1 END) AS TINYINT) AS must,
    CAST(MAX(CASE WHEN m.as_experience THEN 1 ELSE 0 END) AS TINYINT) AS lived
FROM mentions m JOIN {NUMBERED} n ON n.posting_id = m.posting_id JOIN {CODED} c ON c.kind = m.kind AND c.term = m.term
WHERE n.readable = 1 AND NOT COALESCE(m.negated, FALSE) GROUP BY n.number, c.code""",
    )


def no_terms(by: Sequence[str]) -> pd.DataFrame:
    """Return the dimensions, ``kind`` and ``term`` without rows."""
    return pd.DataFrame({name: pd.Series(dtype=str) for name in (*by, "kind", "term")})


def term_aspects(tables: Tables) -> pd.DataFrame:
    """Return the aspect in which each term is mentioned most often; of equals the first by name."""
    if not tables.has("mentions"):
        return pd.DataFrame({name: pd.Series(dtype=str) for name in ("kind", "term", "aspect")})
    keep_terms(tables)
    frame: pd.DataFrame = tables.sql(
        f"SELECT kind, term, aspect FROM {CODED} WHERE aspect IS NOT NULL ORDER BY kind, term"
    ).to_pandas()
    return frame


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
