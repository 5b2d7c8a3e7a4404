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
    join_flags,
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

_FIGURES = (*QUANTILES, "p50_low", "p50_high", "mean", "band_low", "band_high", "p90_p10", "gini", "theil")
_TITLES = {
    "n_pay": "写明薪资的职位数", "p10": "P10", "p25": "P25", "p50": "中位数", "p75": "P75", "p90": "P90",
    "p50_low": "中位数下限", "p50_high": "中位数上限", "mean": "平均数", "band_low": "半数职位区间下限",
    "band_high": "半数职位区间上限", "p90_p10": "P90/P10", "gini": "基尼系数", "theil": "泰尔指数",
    "n_months": "写明几薪的职位数", "months": "平均几薪", "growth": "中位数环比",
    "growth_low": "环比下限", "growth_high": "环比上限",
}  # fmt: skip
_COLUMNS = ("n", "n_employers", "n_pay", *_FIGURES, "n_months", "months")
ONE_PAY, EXTREME = "薪资只有一个取值", "有极端薪资，均值与离散度不稳"
_FAR = 10  # times the median: a year's pay stated as a month's
_Z = 1.959963984540054


def pay_table(
    tables: Tables, by: str | Sequence[str] | None = None, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return pay by group, in yuan a month.

    A posting's pay is the middle of its range; part-time work and internships are left out.

    Returns
    -------
    Table
        A row a group: ``n``, ``n_pay`` (postings with pay), P10 to P90 (linear between values), the 95 %
        interval of the median (order statistics), ``mean``, the shortest band with half of the postings (ours),
        ``p90_p10``, ``gini``, ``theil``, ``months`` paid a year (mean over the ``n_months`` postings that state
        them) and, where the last dimension is ``period``, ``growth`` of the median on the period before with its
        interval (:func:`median_growth`). The notes divide Theil's index into the parts between and within the groups.

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
    summary = pd.DataFrame(rows, columns=[*groups, "n_pay", *_FIGURES, "top"])
    frame = frame.merge(summary, on=list(groups), how="left", validate="1:1")
    frame["n_pay"] = frame["n_pay"].fillna(0).astype("int64")
    frame = frame.merge(_months(tables, groups, where), on=list(groups), how="left", validate="1:1")
    frame["n_months"] = frame["n_months"].fillna(0).astype("int64")
    one = (frame["p10"] == frame["p90"]) & (frame["gini"] == 0) & (frame["n_pay"] >= config.ratio_from)
    far = (frame["top"] > _FAR * frame["p50"]) & (frame["n_pay"] >= config.ratio_from)
    frame["flag"] = join_flags(
        flag_small(frame["n_pay"], config), np.where(one, ONE_PAY, ""), np.where(far, EXTREME, "")
    )
    frame = hide_small(hide_small(frame, "n_pay", _FIGURES, config), "n_months", ["months"], config)
    frame = group_order(frame, groups, "n")
    grown = ["growth", "growth_low", "growth_high"] if groups[-1] == "period" else []
    if grown:
        frame[grown] = _growth(frame, groups)
    columns = [*groups, *_COLUMNS, *grown, "flag"]
    return as_table(
        tables,
        frame[columns],
        groups,
        where,
        whole=whole,
        name="pay",
        title="薪酬分布",
        unit="元/月",
        formula="单个职位取薪资区间的中点；区间：含半数职位的最短区间",
        source="分位数为线性插值，中位数区间为次序统计量；泰尔指数：Theil (1967)；最短区间为本软件自定",
        own=True,
        direction="越大薪酬越高",
        notes=["兼职与实习不计", "月薪未计年终与多薪；几薪另列", _decomposed(paid, groups)],
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


def median_pay(tables: Tables, by: Sequence[str], *, where: str | None = None) -> pd.DataFrame:
    """Return the postings with pay of each group, ``n_pay``, and the median of what they pay, ``pay``."""
    groups = group_columns(by)
    return named(
        tables.sql(
            counted(tables, by, where=where)
            + f""", paid AS (SELECT {groups}, {PAY} AS pay FROM counted)
SELECT {groups}, COUNT(*) AS n_pay, MEDIAN(pay) AS pay FROM paid WHERE pay > 0 GROUP BY {groups} ORDER BY {groups}"""
        ),
        by,
    )


def median_intervals(tables: Tables, by: Sequence[str], *, where: str | None = None) -> pd.DataFrame:
    """Return :func:`median_pay` with the 95 % interval of the median, ``pay_low`` and ``pay_high``."""
    paid = count_pay(tables, by, where=where)
    rows = []
    for key, group in paid.groupby(list(by), sort=True):
        pay = np.repeat(group["pay"].to_numpy(), group["n"])
        rows.append((*key, pay.size, float(np.median(pay)), *_median_ends(pay)))
    return pd.DataFrame(rows, columns=[*by, "n_pay", "pay", "pay_low", "pay_high"])


def median_growth(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the growth of medians and its 95 % interval, from the medians and their intervals, row by row.

    Ours: the log of each median has the standard error (ln high - ln low) / (2 x 1.96), and that of their ratio is
    the root of the sum of squares.

    Parameters
    ----------
    old, new : DataFrame
        Three columns: median, lower and upper end.

    Examples
    --------
    >>> old, new = pd.DataFrame([[5000.0, 4800, 5200]]), pd.DataFrame([[6000.0, 5700, 6300]])
    >>> median_growth(old, new).round(3).to_numpy().tolist()
    [[0.2, 0.126, 0.279]]
    """
    before, now = (side.to_numpy(dtype=np.float64) for side in (old, new))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = now[:, 0] / before[:, 0]
        half = np.hypot(*(np.log(side[:, 2] / side[:, 1]) / 2 for side in (before, now)))
    ends = np.stack([ratio, ratio * np.exp(-half), ratio * np.exp(half)], axis=1) - 1
    return pd.DataFrame(ends, columns=["growth", "growth_low", "growth_high"], index=new.index)


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


def theil(values: ArrayLike) -> float:
    """Return Theil's index of positive values, mean of (x/m) ln(x/m): 0 all equal, ln n one has all.

    Examples
    --------
    >>> theil([5, 5]), round(theil([1, 3]), 4)
    (0.0, 0.1308)
    """
    x = np.asarray(values, dtype=np.float64)
    if not x.size:
        return float("nan")
    parts = x / x.mean()
    return float(max(0.0, (parts * np.log(parts)).mean()))


def theil_parts(counts: pd.DataFrame, by: Sequence[str]) -> tuple[float, float]:
    """Return the parts of Theil's index between groups and within them; they add up to the index of all.

    Parameters
    ----------
    counts : DataFrame
        The dimensions, ``pay`` and ``n`` postings that pay it, as from :func:`count_pay`.

    Examples
    --------
    >>> counts = pd.DataFrame({"city": ["甲", "甲", "乙"], "pay": [1.0, 3.0, 2.0], "n": [1, 1, 2]})
    >>> between, within = theil_parts(counts, ["city"])
    >>> between, round(within, 4), round(theil([1, 3, 2, 2]), 4)
    (0.0, 0.0654, 0.0654)
    """
    paid = counts["pay"] * counts["n"]
    keys = [counts[name] for name in by]
    sums, sizes = paid.groupby(keys).sum(), counts["n"].groupby(keys).sum()
    total, mean = paid.sum(), paid.sum() / max(1, counts["n"].sum())
    if not total > 0:
        return float("nan"), float("nan")
    between = float((sums / total * np.log(sums / sizes / mean)).sum())
    means = paid.groupby(keys).transform("sum") / counts["n"].groupby(keys).transform("sum")
    within = float((paid / total * np.log(counts["pay"] / means)).sum())
    return max(0.0, between), max(0.0, within)


def _summary(pay: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the figures of a group from its pays in ascending order."""
    quantiles = np.quantile(pay, list(QUANTILES.values()))
    spread = quantiles[-1] / quantiles[0], gini(pay), theil(pay)
    return pay.size, *quantiles, *_median_ends(pay), float(pay.mean()), *shortest_band(pay), *spread, pay[-1]


def _median_ends(pay: NDArray[np.float64]) -> tuple[float, float]:
    """Return the order statistics between which the median lies in 95 % of samples; pays are in ascending order."""
    half = _Z * np.sqrt(pay.size) / 2
    low, high = max(0, int(np.floor(pay.size / 2 - half))), min(pay.size - 1, int(np.ceil(pay.size / 2 + half)))
    return float(pay[low]), float(pay[high])


def _months(tables: Tables, by: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return how many postings of each group state the months paid a year, and their mean."""
    groups = group_columns(by)
    frame = named(
        tables.sql(
            counted(tables, by, where=where)
            + f"""SELECT {groups}, COUNT(salary_months) AS n_months,
    CAST(ROUND(COALESCE(SUM(100 * salary_months), 0)) AS BIGINT) AS months
    FROM counted WHERE salary_months > 0 GROUP BY {groups} ORDER BY {groups}"""
        ),
        by,
    )
    return frame.assign(months=frame["months"] / 100 / frame["n_months"])


def _growth(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the growth of the median on the row before, of the same group; the rows are in the order of periods."""
    medians = frame[["p50", "p50_low", "p50_high"]]
    before = frame.groupby(list(by[:-1]), sort=False)[list(medians)].shift() if len(by) > 1 else medians.shift()
    return median_growth(before, medians)


def _decomposed(paid: pd.DataFrame, by: Sequence[str]) -> str:
    between, within = theil_parts(paid, by)
    if not np.isfinite(between) or paid[list(by)].drop_duplicates().shape[0] < 2:
        return ""
    share = between / (between + within) if between + within > 0 else 0.0
    return f"泰尔指数 {between + within:.4f} = 组间 {between:.4f}（{share:.1%}）+ 组内 {within:.4f}"
