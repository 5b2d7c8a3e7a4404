"""Where in the order of pay posts are gained and lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, flag_small, hide_small, join_flags, stated
from jobmine.measure.emerging import SHARE_TITLES
from jobmine.measure.intervals import difference
from jobmine.measure.pay import median_pay
from jobmine.measure.series import two_periods
from jobmine.measure.table import Table

TERCILES = ("低", "中", "高")
_TITLES = {
    "tercile": "薪酬三分位", "n_occupations": "职业数", "pay_low": "最低中位薪酬", "pay_high": "最高中位薪酬",
    "n_old": "前期职位数", "n_new": "后期职位数", **SHARE_TITLES,
}  # fmt: skip


def polarisation_table(
    tables: Tables,
    by: str = "occupation",
    where: str | None = None,
    *,
    old: str | None = None,
    new: str | None = None,
    unit: str = "month",
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how the shares of low, middle and high paid occupations in the postings changed.

    Ours, after Goos & Manning (2007): occupations are put in the order of their median pay in the earlier
    period and cut into three parts with a third of its postings each; who gains at both ends, polarises.

    Parameters
    ----------
    by : {'occupation', 'occupation_group', 'role', 'post'}
        What is ordered by pay.
    where, old, new, unit
        As for :func:`emerging_table`.

    Returns
    -------
    Table
        A row a third: ``n_occupations``, ``pay_low`` and ``pay_high`` of their medians, ``n_old``, ``n_new``, shares
        and their difference with its interval. Occupations with pay in fewer than ``ratio_from`` postings
        of the earlier period are left out; the notes say how many postings those are.
    """
    if by not in ("occupation", "occupation_group", "role", "post"):
        raise ConfigError(f"polarisation is by occupation, occupation_group, role or post; got {by!r}")
    sides, said = two_periods(tables, where, old, new, unit, least=config.ratio_from)
    before, after = (_paid(tables, by, side) for side in sides)
    ranked = before[before["n_pay"] >= config.ratio_from].sort_values(["pay", by]).reset_index(drop=True)
    middle = ranked["n"].cumsum() - ranked["n"] / 2
    ranked["tercile"] = np.minimum(2, (3 * middle / max(1, ranked["n"].sum())).astype(int))
    both = ranked.merge(after[[by, "n"]], on=by, how="left", suffixes=("_old", "_new")).fillna({"n_new": 0})
    parts = both.groupby("tercile").agg(
        n_occupations=(by, "size"), pay_low=("pay", "min"), pay_high=("pay", "max"), n_old=("n_old", "sum"),
        n_new=("n_new", "sum"),
    )  # fmt: skip
    frame = parts.reindex(range(3), fill_value=0).reset_index(drop=True)
    frame[["n_old", "n_new"]] = frame[["n_old", "n_new"]].astype("int64")
    frame.insert(0, "tercile", TERCILES)
    totals = frame["n_old"].sum(), frame["n_new"].sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        frame["share_old"], frame["share_new"] = (
            frame[f"n_{side}"].to_numpy() / np.float64(total)
            for side, total in zip(("old", "new"), totals, strict=True)
        )
    frame["difference"] = frame["share_new"] - frame["share_old"]
    frame["difference_low"], frame["difference_high"] = difference(
        frame["n_new"], np.full(3, totals[1]), frame["n_old"], np.full(3, totals[0])
    )
    small = np.full(3, min(totals))
    frame["flag"] = flag_small(small, config)
    if len(ranked) < 3:
        frame["flag"] = join_flags(frame["flag"], ["有薪资的职业不足三个"] * 3)
    left_out = int(before["n"].sum() - totals[0]), int(after["n"].sum() - totals[1])
    figures = ["share_old", "share_new", "difference", "difference_low", "difference_high"]
    frame = hide_small(frame.assign(small=small), "small", figures, config).drop(columns="small")
    return as_table(
        tables, frame, (), where, name="polarisation", title="薪酬三分位的职位变化", unit="占职位数的比例",
        formula="职业按前期薪资中位数排序，各占前期职位三分之一；差 = 后期占比 - 前期占比",
        source="仿 Goos & Manning (2007)；区间：Newcombe (1998)", own=True, direction="两端为正、中间为负，为两极化",
        notes=[
            *said,
            f"前期没有足够薪资的职业未列入：前期 {left_out[0]} 条、后期 {left_out[1]} 条职位",
        ],
        titles=_TITLES,
    )  # fmt: skip


def _paid(tables: Tables, by: str, where: str) -> pd.DataFrame:
    """Return postings, postings with pay and median pay of each occupation that is stated."""
    counts = count_groups(tables, (by,), where=where)[[by, "n"]]
    frame = counts.merge(median_pay(tables, (by,), where=where), on=by, how="left").fillna({"n_pay": 0})
    return stated(frame, (by,), int(frame["n"].sum()) or 1)[0]
