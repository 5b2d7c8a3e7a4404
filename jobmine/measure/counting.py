"""Who counts: the counting rules that every table shares.

Postings in scope count, duplicates once: of those that repeat each other the first one that is in
the group counts. Requirements are readable (A_t) where the text has at least 20 characters and a
section of requirements. Demand is people where a headcount is stated in at least half of a group's
postings, else postings; the two are never mixed.
"""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, check_dimensions, name_codes
from jobmine.measure.expressions import check_expression
from jobmine.measure.relation import BENCHMARK, Side, counted, each_alone, group_columns, named, split
from jobmine.measure.table import Table, new_table

__all__ = [
    "DEFAULTS",
    "FEW",
    "PEOPLE",
    "POSTINGS",
    "TOO_FEW",
    "as_table",
    "check_expression",
    "choose_dimensions",
    "columns_like",
    "count_each",
    "count_groups",
    "count_whole",
    "count_with_whole",
    "demand_of",
    "each_posting",
    "flag_small",
    "hide_small",
    "join_flags",
    "stated",
    "with_benchmark",
]

DEFAULTS = MeasureConfig()
FEW, TOO_FEW = "样本少", "样本过少，只列计数"
POSTINGS, PEOPLE = "职位数", "人数"


_COUNTS = """COUNT(*) AS n, CAST(COALESCE(SUM(readable), 0) AS BIGINT) AS n_text,
    CAST(COALESCE(SUM(CASE WHEN readable = 1 AND text_complete = FALSE THEN 1 ELSE 0 END), 0) AS BIGINT) AS n_cut,
    COUNT(DISTINCT employer) AS n_employers,
    CAST(COALESCE(SUM(CASE WHEN headcount_stated AND headcount > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS n_stated,
    CAST(COALESCE(SUM(CASE WHEN headcount_stated THEN headcount ELSE 0 END), 0) AS BIGINT) AS people"""


def count_groups(
    tables: Tables,
    by: Sequence[str] = ("all",),
    *,
    where: str | None = None,
    side: Side = "scope",
    duplicates: bool = False,
) -> pd.DataFrame:
    """Return one row a group with its counts, in the order of the group's names.

    Returns
    -------
    DataFrame
        The dimensions, ``n`` postings, ``n_text`` of them with readable requirements, ``n_cut`` of
        these with a text cut short, ``n_employers``, ``n_stated`` postings with a headcount, ``people``
        (sum of the headcounts), ``demand`` and ``counts`` (see :func:`demand_of`).

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": "a", "city": "苏州"}, {"posting_id": "b", "city": "苏州"}, {"posting_id": "c"}]
    >>> tables = LocalTables({"postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"])})
    >>> count_groups(tables, ["city"])[["city", "n", "counts"]].to_dict("records")
    [{'city': '未注明', 'n': 1, 'counts': '职位数'}, {'city': '苏州', 'n': 2, 'counts': '职位数'}]
    """
    groups = group_columns(by)
    query = counted(tables, by, where=where, side=side, duplicates=duplicates)
    return _with_demand(
        named(tables.sql(f"{query}SELECT {groups}, {_COUNTS} FROM counted GROUP BY {groups} ORDER BY {groups}"), by)
    )


def count_with_whole(tables: Tables, by: Sequence[str], *, where: str | None = None) -> tuple[pd.DataFrame, pd.Series]:
    """Return the counts of :func:`count_groups` and of :func:`count_whole`, in one pass where that is possible."""
    if any(DIMENSIONS[name].table for name in by):  # a posting can have several values: groups overlap
        return count_groups(tables, by, where=where), count_whole(tables, where=where)
    groups, query = group_columns(by), counted(tables, by, where=where)
    sets = f"GROUPING SETS (({groups}), ())"
    answer = tables.sql(f"{query}SELECT {groups}, {_COUNTS} FROM counted GROUP BY {sets} ORDER BY {groups}")
    frame = _with_demand(named(answer, by))
    together = frame[by[0]].isna()
    return frame[~together].reset_index(drop=True), frame[together].iloc[0]


def count_each(tables: Tables, by: Sequence[str], *, where: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the counts of :func:`count_groups` for each dimension alone; they have one value a posting."""
    groups, query = group_columns(by), counted(tables, by, where=where)
    answer = tables.sql(f"{query}SELECT {groups}, {_COUNTS} FROM counted GROUP BY {each_alone(by)} ORDER BY {groups}")
    return split(_with_demand(named(answer, by)), by)


def _with_demand(frame: pd.DataFrame) -> pd.DataFrame:
    demand, counts = demand_of(frame["n"], frame["n_stated"], frame["people"])
    return frame.assign(demand=demand, counts=counts)


def count_whole(tables: Tables, *, where: str | None = None, side: Side = "scope") -> pd.Series:
    """Return the counts of all postings together, zeros where there are none."""
    frame = count_groups(tables, where=where, side=side)
    if frame.empty:
        names = ("n", "n_text", "n_cut", "n_employers", "n_stated", "people", "demand")
        return pd.Series({**dict.fromkeys(names, 0), "counts": POSTINGS})
    return frame.iloc[0]


def demand_of(n: ArrayLike, n_stated: ArrayLike, people: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Return demand and its unit: people where at least half of the postings state a headcount.

    Postings that are silent then add nothing, so people are a lower bound.

    Examples
    --------
    >>> demand_of([10, 10], [5, 4], [12, 30])
    (array([12, 10]), array(['人数', '职位数'], dtype='<U3'))
    """
    postings, stated, heads = (np.asarray(a, dtype=np.int64) for a in (n, n_stated, people))
    by_people = (2 * stated >= postings) & (stated > 0)
    return np.where(by_people, heads, postings), np.where(by_people, PEOPLE, POSTINGS)


def choose_dimensions(tables: Tables, by: str | Sequence[str] | None, config: MeasureConfig) -> tuple[str, ...]:
    """Return the dimensions asked for, else those set, else industry where half of the postings have one, else role.

    Without industry and without roles everything is one group. ``by=()`` asks for that.
    """
    if by is not None or config.by:
        return check_dimensions(config.by if by is None else by)
    row = tables.sql(
        counted(tables) + "SELECT COUNT(*) AS n, COUNT(industry) AS industries, COUNT(role) AS roles FROM counted"
    ).to_pylist()[0]
    if row["n"] and 2 * row["industries"] >= row["n"]:
        return ("industry",)
    return ("role",) if row["roles"] else ("all",)


def flag_small(base: ArrayLike, config: MeasureConfig) -> NDArray[np.str_]:
    """Return the mark of cells with few postings, empty where there are enough.

    Examples
    --------
    >>> flag_small([30, 29, 9], MeasureConfig()).tolist()
    ['', '样本少', '样本过少，只列计数']
    """
    n = np.asarray(base)
    return np.select([n < config.ratio_from, n < config.plain_from], [TOO_FEW, FEW], "")


def hide_small(frame: pd.DataFrame, base: str, columns: Sequence[str], config: MeasureConfig) -> pd.DataFrame:
    """Return the frame with the named figures empty where their base is below ``ratio_from``.

    Examples
    --------
    >>> frame = pd.DataFrame({"n": [9, 10], "share": [0.1, 0.2]})
    >>> hide_small(frame, "n", ["share"], MeasureConfig())["share"].to_list()
    [nan, 0.2]
    """
    enough = frame[base] >= config.ratio_from
    return frame.assign(**{column: frame[column].where(enough) for column in columns})


def join_flags(*flags: ArrayLike) -> list[str]:
    """Return marks joined cell by cell, empty ones left out.

    Examples
    --------
    >>> join_flags(["样本少", ""], ["供给为零", ""])
    ['样本少；供给为零', '']
    """
    return [
        "；".join(str(mark) for mark in marks if mark)
        for marks in zip(*(np.asarray(f, dtype=object) for f in flags), strict=True)
    ]


def stated(frame: pd.DataFrame, by: Sequence[str], n: int) -> tuple[pd.DataFrame, str]:
    """Return the rows that belong to stated groups, and a note of the postings that do not.

    Parameters
    ----------
    frame : DataFrame
        Groups with their ``n``.
    by : sequence of str
        Dimensions that must be stated.
    n : int
        All postings.

    Examples
    --------
    >>> stated(pd.DataFrame({"area": ["焊接", "未注明"], "n": [3, 1]}), ["area"], 4)[1]
    '1 条职位（25.0%）未注明领域，未列入'
    """
    silent = frame[list(by)].isin([UNSTATED]).any(axis="columns")
    left_out = int(frame.loc[silent, "n"].sum())
    title = "、".join(DIMENSIONS[name].title for name in by)
    note = f"{left_out} 条职位（{left_out / n:.1%}）未注明{title}，未列入" if left_out else ""
    return frame[~silent].reset_index(drop=True), note


def each_posting(counts: pd.DataFrame) -> pd.DataFrame:
    """Return each row as often as its ``n`` says.

    Examples
    --------
    >>> each_posting(pd.DataFrame({"pay": [5000, 6000], "n": [2, 1]}))["pay"].to_list()
    [5000, 5000, 6000]
    """
    return counts.loc[counts.index.repeat(counts["n"])] if len(counts) else counts


def with_benchmark(frame: pd.DataFrame, benchmark: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the groups with the benchmark group as a last row; its columns are those of the groups.

    Examples
    --------
    >>> groups = pd.DataFrame({"city": ["南京"], "n": [3]})
    >>> with_benchmark(groups, pd.DataFrame({"all": ["全部"], "n": [9]}), ["city"]).to_dict("list")
    {'city': ['南京', '对照组'], 'n': [3, 9]}
    """
    row = benchmark.drop(columns="all").assign(**dict.fromkeys(by, BENCHMARK))
    return pd.concat([frame, row[list(frame.columns)]], ignore_index=True)


def columns_like(frame: pd.DataFrame, *prefixes: str) -> list[str]:
    """Return the columns whose names begin with one of the prefixes.

    Examples
    --------
    >>> columns_like(pd.DataFrame(columns=["n", "share", "share_low"]), "share")
    ['share', 'share_low']
    """
    return [column for column in map(str, frame.columns) if column.startswith(prefixes)]


def as_table(
    tables: Tables,
    frame: pd.DataFrame,
    by: Sequence[str],
    where: str | None,
    *,
    whole: pd.Series | None = None,
    titles: Mapping[str, str] | None = None,
    **meta: Any,
) -> Table:
    """Return a table of counted postings: codes named, the whole counted if it is not given, the rest as said."""
    whole = count_whole(tables, where=where) if whole is None else whole
    heads = {name: DIMENSIONS[name].title for name in by}
    heads |= {f"{name}_code": f"{title}代码" for name, title in heads.items()}
    meta = {"n": whole["n"], "n_text": whole["n_text"], "n_cut": whole["n_cut"], "scope": where or "", **meta}
    return new_table(name_codes(frame, by), by=by, titles=heads | dict(titles or {}), **meta)
