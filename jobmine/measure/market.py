"""How demand stands to supply: ratios, each with its direction; an index without its input is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import (
    DEFAULTS,
    PEOPLE,
    POSTINGS,
    as_table,
    choose_dimensions,
    columns_like,
    count_with_whole,
    flag_small,
    hide_small,
    join_flags,
)
from jobmine.measure.dimensions import group_order
from jobmine.measure.intervals import Floats, Interval, log_ratio, share_ratio
from jobmine.measure.pay import count_pay
from jobmine.measure.ratios import INDICES, quotient, ratio_words, share_gap
from jobmine.measure.supply import MEASURES, SAME, SUPPLY_DIMENSIONS, Supply, choose_supply, supply_rows
from jobmine.measure.table import Table

ZERO_SUPPLY, NO_DEMAND, SHORT_AND_LOW = "供给为零", "无招聘", "缺人且薪酬低于均值"

_TITLES = {
    "seekers": "求职人数", "applications": "投递人次", "supply": "供给量", "words": "通俗表述",
    "words_error": "表述的相对误差", "post_share": "职位份额", "supply_share": "供给份额",
    **{name: index.title for name, index in INDICES.items()},
    **{f"{name}_low": f"{index.title}下限" for name, index in INDICES.items()},
    **{f"{name}_high": f"{index.title}上限" for name, index in INDICES.items()},
}  # fmt: skip


def market_table(
    tables: Tables, by: str | Sequence[str] | None = None, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return the indices of the labour market by group.

    Parameters
    ----------
    by : str or sequence of str, optional
        Dimensions; indices need a supply table filled by the same ones.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Table
        A row a group: ``n``, ``n_employers``, ``demand`` (people or postings, see ``counts``), ``supply``
        and the indices of ``INDICES`` with their 95 % intervals. Ratios of demand to supply need supply on
        the postings' own base; the share gap takes any. Nobody on the other side gives infinity and a
        mark. ``post_share`` and ``supply_share`` are of the groups that have both. ``words`` reads the ratio as a
        fraction, with its error.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": str(i), "post": "焊工"} for i in range(40)]
    >>> people = [{"measure": "seekers", "base": "same", "post": "焊工", "people": 10.0}]
    >>> tables = LocalTables({
    ...     "postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"]),
    ...     "supply": pa.Table.from_pylist(people, schema=SCHEMAS["supply"]),
    ... })
    >>> market_table(tables, "post").frame[["post", "vacancies_per_seeker", "words"]].to_dict("records")
    [{'post': '焊工', 'vacancies_per_seeker': 4.0, 'words': '4个岗位争夺1个人才'}]
    """
    groups = choose_dimensions(tables, by, config)
    rows = supply_rows(tables)
    shared = all(name in SUPPLY_DIMENSIONS for name in groups)
    counts, whole = count_with_whole(tables, groups, where=where)
    frame = counts[[*groups, "n", "n_employers", "demand", "counts"]]
    notes = [] if shared else [f"供给表没有 {'、'.join(groups)} 这样的分组，不计需要供给的指数"]
    found: dict[str, Supply] = {}
    for name in ("seekers", "applications"):
        supply = choose_supply(rows, groups, measure=name, base=SAME) if shared else None
        if supply is not None:
            found[name] = supply
            frame = frame.merge(
                supply.frame.rename(columns={"people": name}), on=list(groups), how="outer", validate="1:1"
            )
    outside = choose_supply(rows, groups) if shared and not found else None
    if outside is not None:
        frame = frame.merge(
            outside.frame.rename(columns={"people": "supply"}), on=list(groups), how="outer", validate="1:1"
        )
    frame = _filled(frame)
    frame = _add_ratios(frame, found, outside, groups)
    notes += _missing(found, outside, frame) + [
        note for supply in (*found.values(), outside) if supply for note in supply.notes
    ]
    if (frame["counts"] == PEOPLE).any():
        notes.append("以人数计的需求只含写明人数的职位，是下限")
    indices = [name for name in INDICES if name in frame]
    zero = frame.get("supply", pd.Series(np.nan, frame.index)) == 0
    frame["flag"] = join_flags(
        flag_small(frame["n"], config), np.where(zero, ZERO_SUPPLY, ""), np.where(frame["n"] == 0, NO_DEMAND, "")
    )
    figures = [
        name for name in columns_like(frame, *INDICES, "words_error", "post_share", "supply_share") if name != "gap"
    ]
    frame = hide_small(frame, "n", figures, config)
    if "supply_demand_ratio" in frame:
        frame["flag"] = join_flags(frame["flag"], _short_and_low(tables, groups, where, frame, config))
    if "words" in frame:
        frame["words"] = frame["words"].where(frame["n"] >= config.ratio_from, "")
    return as_table(
        tables,
        group_order(frame, groups, "n"),
        groups,
        where,
        whole=whole,
        name="market",
        title="人才市场供需",
        unit="比值；以职位数计的需求，一个职位按一个需求计",
        formula="；".join(f"{INDICES[name].title} = {INDICES[name].formula}" for name in indices),
        source="B.17 北京人才发展报告（2023）；CIER；区间为对数比的正态近似",
        direction="；".join(f"{INDICES[name].title}：{INDICES[name].direction}" for name in indices),
        counts="、".join(sorted(frame["counts"].unique())) or POSTINGS,
        notes=notes,
        titles=_TITLES,
    )


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with zeros for groups that have supply and no postings."""
    whole = {name: frame[name].fillna(0).astype("int64") for name in ("n", "n_employers", "demand")}
    return frame.assign(**whole, counts=frame["counts"].fillna(POSTINGS))


def _add_ratios(
    frame: pd.DataFrame, found: dict[str, Supply], outside: Supply | None, by: Sequence[str]
) -> pd.DataFrame:
    d = frame["demand"].astype(float)
    for name, index in (("seekers", "vacancies_per_seeker"), ("applications", "vacancies_per_application")):
        if name in found:
            frame = _with_interval(frame, index, quotient(d, frame[name]), log_ratio(d, frame[name]))
    if "applications" in found:
        frame["competition"] = quotient(frame["applications"], frame["n"])
    if found:
        frame["supply"] = frame["seekers" if "seekers" in found else "applications"]
        supply = frame["supply"]
        frame = _with_interval(frame, "supply_demand_ratio", quotient(supply, d), log_ratio(supply, d))
        frame["words"], frame["words_error"] = zip(*_words(frame), strict=True) if len(frame) else ([], [])
        if (frame["counts"] == PEOPLE).any() and "seekers" in found:
            frame["gap"] = (d - frame["seekers"]).where(frame["counts"] == PEOPLE)
        if tuple(by) == ("period",):
            first = frame.sort_values("period")["supply_demand_ratio"]
            first = first[np.isfinite(first) & (first > 0)]
            frame["sdi"] = 100 * frame["supply_demand_ratio"] / (first.iloc[0] if len(first) else np.nan)
    other = "applications" if "applications" in found else "supply"
    if found or outside is not None:
        people, posts = frame[other], frame["n"]
        both = people.notna() & (posts > 0)
        s_all, p_all = people[both].sum(), posts[both].sum()
        frame["post_share"] = np.where(both, quotient(posts, p_all), np.nan)
        frame["supply_share"] = np.where(both, quotient(people, s_all), np.nan)
        gap = np.where(both, share_gap(people, s_all, posts, p_all), np.nan)
        frame = _with_interval(frame, "share_gap", gap, share_ratio(people.where(both), s_all, posts, p_all))
    return frame


def _with_interval(frame: pd.DataFrame, name: str, values: Floats, ends: Interval) -> pd.DataFrame:
    columns: dict[str, Any] = {name: values, f"{name}_low": ends[0], f"{name}_high": ends[1]}
    return frame.assign(**columns)


def _words(frame: pd.DataFrame) -> list[tuple[str, float]]:
    columns = zip(frame["demand"], frame["supply"], frame["counts"], strict=True)
    return [("", np.nan) if pd.isna(s) else ratio_words(d, s, by_people=unit == PEOPLE) for d, s, unit in columns]


def _short_and_low(
    tables: Tables, by: Sequence[str], where: str | None, frame: pd.DataFrame, config: MeasureConfig
) -> NDArray[np.str_]:
    """Return a mark for groups that lack people and pay less than the mean."""
    paid = count_pay(tables, by, where=where)
    sums = paid.assign(total=paid["pay"] * paid["n"]).groupby(list(by))[["total", "n"]].sum()
    mean = (sums["total"] / sums["n"]).where(sums["n"] >= config.ratio_from).rename("mean")
    of_group = frame[list(by)].merge(mean.reset_index(), on=list(by), how="left")["mean"].to_numpy()
    low = of_group < sums["total"].sum() / max(1, sums["n"].sum())
    return np.where(low & (frame["supply_demand_ratio"] < 1).to_numpy(), SHORT_AND_LOW, "")


def _missing(found: dict[str, Supply], outside: Supply | None, frame: pd.DataFrame) -> list[str]:
    """Return which input each absent index needs."""
    notes = [
        f"{title} 未计：需要与职位同平台、同地区、同时期的{MEASURES[name]}"
        for name, title in (("seekers", "求人倍率"), ("applications", "CIER 与 TSI、竞争指数"))
        if name not in found
    ]
    if not found and outside is None:
        notes.append("供需比、缺口、投递招聘比 未计：需要按同样分组的供给表")
    elif outside is not None:
        notes.append(f"供需比、缺口 未计：{MEASURES[outside.measure]}不在职位的口径上，只可比份额")
    elif "gap" not in frame:
        notes.append("缺口 未计：需要写明招聘人数的职位和求职人数")
    return notes
