"""General against special demand, and where the special sits: inside priority areas or outside."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, choose_dimensions, count_whole, flag_small, hide_small
from jobmine.measure.relation import counted, literal, named
from jobmine.measure.structure import general_terms
from jobmine.measure.table import Table
from jobmine.measure.terms import CODED, SAID, count_terms, keep_terms
from jobmine.model.areas import shipped_areas

OUTSIDE, ALL_INSIDE = "领域外", "优先领域合计"
_TITLES = {
    "area": "领域", "special_share": "特有要求占比", "n_text_outside": "领域外可读职位数",
    "special_share_outside": "领域外特有要求占比", "ratio": "内外之比", "ratio_low": "比的下限",
    "ratio_high": "比的上限",
}  # fmt: skip


def special_table(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    *,
    areas: Sequence[str] = (),
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how much of the demand in priority areas is special, against the postings outside all of them.

    Ours. A term is special where less than half of the groups ask for it. The share of requirements on
    special terms inside an area is set over that outside; the interval takes postings as the units that
    were sampled: var ln R = sum (x - R m)² / (sum x)² on each side, x special and m all requirements
    of a posting.

    Parameters
    ----------
    by : str or sequence of str, optional
        Groups that tell general from special; by default those of ``config``, else industry or role.
    where : str, optional
        Condition: a subset of the scope.
    areas : sequence of str
        The priority areas; by default the key industries that ship as the list ``key``.

    Returns
    -------
    Table
        A row for the areas together, then a row an area: ``special_share``, ``special_share_outside``, and
        their ``ratio`` with its 95 % interval; above 1 the special sits inside.
    """
    groups = choose_dimensions(tables, by, config)
    areas = areas or [area.area for area in shipped_areas("key")]
    whole = count_whole(tables, where=where)
    terms = count_terms(tables, groups, where=where)
    general = general_terms(terms, groups)
    sums = _sums(tables, where, general, areas) if general is not None and tables.has("posting_area") else None
    if sums is None or not (sums["area"] == ALL_INSIDE).any():
        reason = "只有一组，不分一般与特有" if general is None else "没有职位划入这些领域"
        frame = pd.DataFrame(columns=["area", "n_text", *list(_TITLES)[1:], "flag"])
    else:
        reason = ""
        outside, inside = sums[sums["area"] == OUTSIDE], sums[sums["area"] != OUTSIDE]
        frame = _ratios(inside, outside.iloc[0] if len(outside) else None)
        small = frame[["n_text", "n_text_outside"]].min(axis="columns")
        frame["flag"] = flag_small(small, config)
        figures = ["special_share", "special_share_outside", "ratio", "ratio_low", "ratio_high"]
        frame = hide_small(frame.assign(small=small), "small", figures, config).drop(columns="small")
        first = frame["area"] != ALL_INSIDE
        frame = frame.assign(first=first).sort_values(["first", "n_text", "area"], ascending=[True, False, True])
    return as_table(
        tables,
        frame.drop(columns="first", errors="ignore"),
        (),
        where,
        whole=whole,
        name="special",
        title="一般要求与特有要求",
        unit="特有要求占全部要求的比例；领域内比领域外",
        formula="R = Σx / Σm；比 = R 内 / R 外",
        source="含义：北京人才发展报告（2023）B.10；公式与区间为本软件自定",
        own=True,
        direction="内外之比大于 1，特有要求集中在这些领域",
        notes=[reason, "特有：不到一半的组提出的词项", f"优先领域：{'、'.join(areas)}"],
        titles=_TITLES,
    )


def _sums(tables: Tables, where: str | None, general: pd.MultiIndex, areas: Sequence[str]) -> pd.DataFrame:
    """Return sums and squares of special and all requirements of postings by area, outside, and inside any."""
    listed = f"area IN ({', '.join(map(literal, areas))})"
    names = {
        "kind": pa.array(general.get_level_values(0), pa.string()),
        "term": pa.array(general.get_level_values(1), pa.string()),
    }
    keep_terms(tables)
    query = (
        counted(tables, where=where)
        + f""", inside AS (SELECT DISTINCT posting_id, area FROM posting_area WHERE {listed}),
common AS (SELECT c.code FROM {CODED} c JOIN general g ON g.kind = c.kind AND g.term = c.term),
sums AS (SELECT s.number, COUNT(*) AS m, COUNT(*) - COUNT(common.code) AS x
    FROM {SAID} s LEFT JOIN common ON common.code = s.code GROUP BY s.number),
asks AS (SELECT counted.posting_id, COALESCE(sums.m, 0) AS m, COALESCE(sums.x, 0) AS x
    FROM counted LEFT JOIN sums ON sums.number = counted.number WHERE readable = 1),
placed AS (SELECT asks.*, area FROM asks JOIN inside ON inside.posting_id = asks.posting_id
    UNION ALL SELECT asks.*, {literal(ALL_INSIDE)} AS area FROM asks
        WHERE posting_id IN (SELECT posting_id FROM inside)
    UNION ALL SELECT asks.*, {literal(OUTSIDE)} AS area FROM asks
        WHERE posting_id NOT IN (SELECT posting_id FROM inside))
SELECT area, COUNT(*) AS n_text, CAST(SUM(x) AS BIGINT) AS x, CAST(SUM(m) AS BIGINT) AS m,
    CAST(SUM(x * x) AS BIGINT) AS xx, CAST(SUM(x * m) AS BIGINT) AS xm, CAST(SUM(m * m) AS BIGINT) AS mm
FROM placed GROUP BY area ORDER BY area"""
    )
    return named(tables.sql(query, general=pa.table(names)), ())


def _ratios(inside: pd.DataFrame, outside: pd.Series | None) -> pd.DataFrame:
    frame = inside[["area", "n_text"]].assign(special_share=inside["x"] / inside["m"].where(inside["m"] > 0))
    if outside is None or not outside["m"]:
        nothing = dict.fromkeys(["special_share_outside", "ratio", "ratio_low", "ratio_high"], np.nan)
        return frame.assign(n_text_outside=0 if outside is None else outside["n_text"], **nothing)
    there = outside["x"] / outside["m"]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = frame["special_share"] / there if there else frame["special_share"] * np.nan
        spread = np.exp(
            1.959964 * np.sqrt(_variance(inside) + _variance(outside.to_frame().T.astype({"x": float})).iloc[0])
        )
    return frame.assign(
        n_text_outside=int(outside["n_text"]),
        special_share_outside=there,
        ratio=ratio,
        ratio_low=ratio / spread,
        ratio_high=ratio * spread,
    )


def _variance(sums: pd.DataFrame) -> pd.Series:
    """Return the variance of the log of sum x / sum m, postings being the units."""
    x, m, xx, xm, mm = (sums[name].astype(float) for name in ("x", "m", "xx", "xm", "mm"))
    r = x / m
    return (xx - 2 * r * xm + r**2 * mm) / x**2
