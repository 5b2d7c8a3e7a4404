"""What is paid: quantiles by group, and the band that holds half of the postings."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import (
    DEFAULTS,
    as_table,
    choose_dimensions,
    count_with_whole,
    flag_small,
    hide_small,
)
from jobmine.measure.dimensions import group_order
from jobmine.measure.relation import counted, each_alone, group_columns, named, split
from jobmine.measure.table import Table
from jobmine.measure.weights import gini

# Pay by the day or hour of part-time work and internships has no month to stand for.
PAY = (
    "CASE WHEN employment IN ('part_time', 'internship') THEN NULL"
    " ELSE (COALESCE(salary_min, salary_max) + COALESCE(salary_max, salary_min)) / 2 END"
)
QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}

_FIGURES = (*QUANTILES, "mean", "band_low", "band_high", "p90_p10", "gini")
_TITLES = {
    "n_pay": "写明薪资的职位数", "p10": "P10", "p25": "P25", "p50": "中位数", "p75": "P75", "p90": "P90",
    "mean": "平均数", "band_low": "半数职位区间下限", "band_high": "半数职位区间上限", "p90_p10": "P90/P10",
    "gini": "基尼系数",
}  # fmt: skip


def pay_table(
    tables: Tables, by: str | Sequence[str] | None = None, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return pay by group, in yuan a month.

    A posting's pay is the middle of its range; part-time work and internships are left out.

    Returns
    -------
    Table
        A row a group: ``n``, ``n_pay`` (postings with pay), P10 to P90 (linear between values),
        ``mean``, the shortest band with half of the postings (ours), ``p90_p10`` and ``gini``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": str(i), "city": "苏州", "salary_min": 6000.0, "salary_max": 8000.0} for i in range(30)]
    >>> tables = LocalTables({"postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"])})
    >>> pay_table(tables, "city").frame[["city", "n_pay", "p50"]].to_dict("records")
    [{'city': '苏州', 'n_pay': 30, 'p50': 7000.0}]
    """
    groups = choose_dimensions(tables, by, config)
    counts, whole = count_with_whole(tables, groups, where=where)
    frame = counts[[*groups, "n", "n_employers"]]
    paid = count_pay(tables, groups, where=where)
    rows = [
        (*key, *_summary(np.repeat(group["pay"].to_numpy(), group["n"])))
        for key, group in paid.groupby(list(groups), sort=True)
    ]
    summary = pd.DataFrame(rows, columns=[*groups, "n_pay", *_FIGURES])
    frame = frame.merge(summary, on=list(groups), how="left", validate="1:1")
    frame["n_pay"] = frame["n_pay"].fillna(0).astype("int64")
    frame["flag"] = flag_small(frame["n_pay"], config)
    frame = hide_small(frame, "n_pay", _FIGURES, config)
    return as_table(
        tables,
        group_order(frame, groups, "n"),
        groups,
        where,
        whole=whole,
        name="pay",
        title="薪酬分布",
        unit="元/月",
        formula="单个职位取薪资区间的中点；区间：含半数职位的最短区间",
        source="分位数为线性插值；最短区间为本软件自定",
        own=True,
        direction="越大薪酬越高",
        notes=["兼职与实习不计", "未计年终与多薪，只看月薪"],
        titles=_TITLES,
    )


def count_pay(tables: Tables, by: Sequence[str], *, where: str | None = None) -> pd.DataFrame:
    """Return how many postings of each group pay how much: the dimensions, ``pay`` and ``n``."""
    return _count_pay(tables, by, where, f"{group_columns(by)}, pay")


def count_pay_each(tables: Tables, by: Sequence[str], *, where: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the counts of :func:`count_pay` for each dimension alone; they have one value a posting."""
    return split(_count_pay(tables, by, where, each_alone(by, "pay")), by)


def _count_pay(tables: Tables, by: Sequence[str], where: str | None, grouping: str) -> pd.DataFrame:
    groups = group_columns(by)
    return named(
        tables.sql(
            counted(tables, by, where=where)
            + f""", paid AS (SELECT {groups}, {PAY} AS pay FROM counted)
SELECT {groups}, pay, COUNT(*) AS n FROM paid WHERE pay > 0 GROUP BY {grouping} ORDER BY {groups}, pay"""
        ),
        by,
    )


def shortest_band(values: ArrayLike, share: float = 0.5) -> tuple[float, float]:
    """Return the ends of the shortest interval that holds a share of the values; of equals the lowest.

    Examples
    --------
    >>> shortest_band([4000, 5000, 5500, 9000])
    (5000.0, 5500.0)
    """
    x = np.sort(np.asarray(values, dtype=np.float64))
    inside = int(np.ceil(share * x.size))
    widths = x[inside - 1 :] - x[: x.size - inside + 1]
    first = int(np.argmin(widths))
    return float(x[first]), float(x[first + inside - 1])


def _summary(pay: NDArray[np.float64]) -> tuple[float, ...]:
    quantiles = np.quantile(pay, list(QUANTILES.values()))
    return len(pay), *quantiles, float(pay.mean()), *shortest_band(pay), quantiles[-1] / quantiles[0], gini(pay)
