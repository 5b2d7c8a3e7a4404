"""How the structure of supply fits that of demand: by major, and by ranks of education, title and skill."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from jobmine.config import MeasureConfig
from jobmine.data import read_tsv
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import (
    DEFAULTS,
    POSTINGS,
    as_table,
    count_groups,
    count_whole,
    flag_small,
    hide_small,
    join_flags,
    stated,
)
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, check_dimensions
from jobmine.measure.intervals import share_ratio
from jobmine.measure.places import shares_of
from jobmine.measure.supply import MEASURES, SUPPLY_DIMENSIONS, choose_supply, supply_rows
from jobmine.measure.table import Table

Floats = NDArray[np.float64]
NO_SUPPLY = "无对应供给"
_TITLES = {
    "people": "供给", "supply_share": "供给份额", "demand_share": "需求份额", "ratio": "需求份额与供给份额之比",
    "ratio_low": "比的下限", "ratio_high": "比的上限", "gap": "份额之差",
}  # fmt: skip


def match_index(supply: ArrayLike, demand: ArrayLike) -> float:
    """Return M = 1 - 1/2 sum|p - d| of two structures, each scaled to shares: 1 the same, 0 nothing in common.

    Ours. 1 - M is the part of the places that would have to move to other programmes.

    Examples
    --------
    >>> match_index([50, 50], [75, 25]), match_index([1, 0], [0, 1])
    (0.75, 0.0)
    """
    p, d = shares_of(supply), shares_of(demand)
    return float(1 - np.abs(p - d).sum() / 2)


def at_least(values: ArrayLike) -> Floats:
    """Return the shares of rank k and above, for values by rank, the lowest first.

    Examples
    --------
    >>> at_least([203, 843, 266, 47]).round(4).tolist()
    [1.0, 0.8506, 0.2303, 0.0346]
    """
    return np.cumsum(shares_of(values)[::-1])[::-1]


def mean_rank_gap(supply: ArrayLike, demand: ArrayLike) -> float:
    """Return the mean rank asked for less the mean rank supplied, in ranks; values by rank, the lowest first.

    Ours. Above 0 employers ask for higher ranks than people have.

    Examples
    --------
    >>> mean_rank_gap([1, 1, 0], [0, 1, 1])
    1.0
    """
    ranks = np.arange(1, np.size(supply) + 1)
    return float((shares_of(demand) - shares_of(supply)) @ ranks)


@cache
def qualification_ranks(system: str) -> dict[str, int]:
    """Return the rank of each level of a system of qualifications, 1 the lowest, by its names.

    Parameters
    ----------
    system : str
        学历, 职称, 职业技能等级, 职业技能鉴定级别, 文博职称 or 岗位层级.

    Examples
    --------
    >>> qualification_ranks("学历")["大专"], qualification_ranks("职业技能等级")["技师"]
    (1, 4)
    """
    rows = [row for row in read_tsv("taxonomies/qualifications.tsv") if row["system"] == system]
    if not rows:
        known = dict.fromkeys(row["system"] for row in read_tsv("taxonomies/qualifications.tsv"))
        raise ConfigError(f"unknown system of qualifications {system!r}; known: {', '.join(known)}")
    return {name: int(row["rank"]) for row in rows for name in (row["level"], *row["aliases"].split("|")) if name}


def match_table(
    tables: Tables, by: str = "major", where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return how the shares of supply stand to the shares of demand, group by group.

    Ours. Supply is that of the supply table by the same dimension: enrolment, graduates, stock or seekers.

    Parameters
    ----------
    by : str
        One dimension of the supply table: ``major``, ``occupation``, ``education`` …
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Table
        A row a group: ``n``, ``people``, ``supply_share``, ``demand_share``, ``gap`` (demand less supply),
        ``ratio`` (demand over supply) with its 95 % interval. The index M stands in the notes; of education also
        the gap of the mean ranks.

    Raises
    ------
    ConfigError
        If there is no supply by that dimension.
    """
    groups = check_dimensions(by)
    if len(groups) != 1 or groups[0] not in SUPPLY_DIMENSIONS:
        raise ConfigError(f"structures are matched by one dimension of the supply table; got {by!r}")
    name = groups[0]
    supply = choose_supply(supply_rows(tables), groups)
    if supply is None:
        raise ConfigError(f"no supply by {name}: structure match needs a supply table with {name} and people")
    whole = count_whole(tables, where=where)
    counts, silent = stated(count_groups(tables, groups, where=where)[[name, "n"]], groups, int(whole["n"]))
    if name == "education":
        counts = counts[counts[name] != "不限"]
    elif name == "major":  # a post of any school level maps to majors of all of them
        levels = {row["code"]: row["school_level"] for row in read_tsv("taxonomies/majors.tsv")}
        taught = set(supply.frame[name].map(levels).dropna())
        counts = counts[counts[name].map(levels).isin(taught)]
        silent = "；".join(
            filter(None, [silent, f"只比较{'、'.join(sorted(taught))}的专业，一个职位对几个专业时各计一次"])
        )
    frame = counts.merge(supply.frame, on=name, how="outer").fillna({"n": 0, "people": 0.0})
    frame["n"] = frame["n"].astype("int64")
    frame["supply_share"], frame["demand_share"] = shares_of(frame["people"]), shares_of(frame["n"])
    frame["gap"] = frame["demand_share"] - frame["supply_share"]
    with np.errstate(divide="ignore", invalid="ignore"):
        frame["ratio"] = frame["demand_share"].to_numpy() / frame["supply_share"].to_numpy()
    frame["ratio_low"], frame["ratio_high"] = share_ratio(
        frame["n"], frame["n"].sum(), frame["people"], frame["people"].sum()
    )
    frame["flag"] = join_flags(flag_small(frame["n"], config), np.where(frame["people"] == 0, NO_SUPPLY, ""))
    frame = hide_small(frame, "n", ["ratio", "ratio_low", "ratio_high"], config)
    frame = frame[frame[name] != UNSTATED].sort_values(["n", "people", name], ascending=[False, False, True])
    index = match_index(frame["people"], frame["n"])
    found = f"结构匹配度 M = {index:.3f}" if np.isfinite(index) else "结构匹配度 未计：一边为零"
    with_supply = frame[frame["people"] > 0]
    if len(with_supply) < len(frame) and len(with_supply) > 1:
        found += f"；只在有供给的 {len(with_supply)} 组之内 {match_index(with_supply['people'], with_supply['n']):.3f}"
    notes = [found, silent, *supply.notes]
    if name == "education":
        notes.append(_rank_note(frame))
    return as_table(
        tables, frame, groups, where, whole=whole,
        name="match", title=f"{DIMENSIONS[name].title}供需结构匹配", unit="份额，0 至 1",
        formula="M = 1 - 1/2 Σ|p - d|；比 = d / p；p 供给份额，d 需求份额",
        source="区间为对数比的正态近似；M 为本软件自定", own=True,
        direction="比大于 1，需求份额高于供给份额；M 越接近 1 结构越一致", counts=POSTINGS,
        notes=[f"供给为{MEASURES[supply.measure]}", *notes], titles=_TITLES,
    )  # fmt: skip


def _rank_note(frame: pd.DataFrame) -> str:
    ranks = frame["education"].map(qualification_ranks("学历")).fillna(0)  # 0: below 大专
    sums = frame.groupby(ranks)[["people", "n"]].sum().reindex(range(int(ranks.max()) + 1), fill_value=0)
    return f"平均学历级差（需求减供给）{mean_rank_gap(sums['people'], sums['n']):.2f} 级" if len(sums) > 1 else ""
