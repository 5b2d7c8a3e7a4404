"""Scarce posts: how far demand exceeds supply, how large a post is, and what kind of scarcity that makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import (
    DEFAULTS,
    PEOPLE,
    POSTINGS,
    as_table,
    columns_like,
    count_groups,
    count_whole,
    flag_small,
    join_flags,
    stated,
)
from jobmine.measure.degree import SMALLEST_FIT, estimate_scarcity
from jobmine.measure.dimensions import check_dimensions, group_places
from jobmine.measure.intervals import share_ratio
from jobmine.measure.supply import MEASURES, SAME, Supply, apportion, supply_rows
from jobmine.measure.table import Table
from jobmine.measure.weights import percentile

UNITS = ("post", "occupation", "role", "major")
SHORT, BALANCED, AMPLE = "短缺", "基本平衡", "不紧缺"
TYPES = {
    (SHORT, True): "供给性紧缺",
    (BALANCED, True): "流动性紧缺",
    (SHORT, False): "小规模供给性紧缺",
    (BALANCED, False): "一般紧缺",
}
NO_SUPPLY, ZERO_SUPPLY, POOLED, NO_HEADCOUNT = "无供给数据", "供给为零", "合并估计", "未写招聘人数"

_TITLES = {
    "supply": "供给量", "degree": "紧缺度", "degree_low": "紧缺度下限", "degree_high": "紧缺度上限",
    "relative_scarcity": "相对紧缺度", "relative_scarcity_low": "相对紧缺度下限",
    "relative_scarcity_high": "相对紧缺度上限", "vacancies_per_person": "每人对应的需求", "state": "供求状态",
    "scale": "规模", "type": "紧缺类型", "size_share": "规模占比", "rank": "位次",
}  # fmt: skip

_COUNTS = ("n", "n_employers", "demand", "counts", "supply", "flag")
_DEGREE: dict[str, Any] = {
    "name": "scarcity",
    "title": "紧缺岗位表",
    "unit": "紧缺度：预计招不到人的需求所占比例",
    "formula": "E[max(0, 1 - l)]，l ~ Gamma(a + S, b + D)",
    "direction": "越大越紧缺",
}
_RELATIVE: dict[str, Any] = {
    "name": "relative_scarcity",
    "title": "相对紧缺度表",
    "unit": "供给份额与需求份额之比",
    "formula": "(S_o / S_g) / (D_o / D_g)",
    "direction": "小于 1 供给偏少，1 为平均水平",
}


def scarcity_table(
    tables: Tables,
    by: str | Sequence[str] = "area",
    where: str | None = None,
    *,
    unit: str | None = None,
    measure: str | None = None,
    top_n: int | None = None,
    config: MeasureConfig = DEFAULTS,
    random_state: int = 0,
) -> Table:
    """Return the posts of each area with their degree, state, scale and type of scarcity.

    Parameters
    ----------
    tables : Tables
        With ``postings`` and ``supply``; ``posting_area`` where there are areas, else all is one.
    by : str or sequence of str
        What an area is.
    where : str, optional
        Condition: a subset of the scope.
    unit : {'post', 'occupation', 'role', 'major'}, optional
        What is scarce; by default the first of these that the supply table is filled by.
    measure : str, optional
        Measure of supply; by default the best at hand, see :func:`choose_supply`.
    top_n : int, optional
        Posts listed for each area, the largest of those with a type; by default that of ``config``.
    config : MeasureConfig
        Cuts of small cells, ``tau``, ``scale_weight``, ``scale_high``, ``draws``.
    random_state : int
        Seed of the bootstrap.

    Returns
    -------
    Table
        A row an area and post; listed posts first, with ``rank`` and ``size_share`` (their part of the
        demand of those listed). Supply on the postings' own base gives ``degree``; any other base has no
        common scale with a sample of postings and gives ``relative_scarcity``, the post's share of supply
        over its share of demand, below 1 where people are short. Postings without an area are named in the
        notes, and their part of the supply is left with them.

    Raises
    ------
    ConfigError
        If there is no supply by any unit: :func:`pressure_table` needs none.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": str(i), "post": "焊工", "employer": "甲"} for i in range(40)]
    >>> people = [{"measure": "seekers", "base": "same", "post": "焊工", "people": 10.0}]
    >>> tables = LocalTables({
    ...     "postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"]),
    ...     "supply": pa.Table.from_pylist(people, schema=SCHEMAS["supply"]),
    ... })
    >>> scarcity_table(tables).frame[["post", "type", "degree"]].round(2).to_dict("records")
    [{'post': '焊工', 'type': '供给性紧缺', 'degree': 0.74}]
    """
    groups, rows = check_dimensions(by), supply_rows(tables)
    unit = _choose_unit(rows, unit)
    if unit in groups:
        raise ConfigError(f"scarcity of each {unit} is told within areas or the like; by must not hold {unit}")
    whole = count_whole(tables, where=where)
    posts, unnamed = stated(_count_posts(tables, groups, unit, where), [unit], whole["n"])
    supply = apportion(posts, rows, groups, unit, measure=measure)
    if supply is None:
        raise ConfigError(f"scarcity needs supply of measure {measure!r} by {unit}; the supply table has none")
    posts = posts.merge(
        supply.frame.rename(columns={"people": "supply"}), on=[*groups, unit], how="left", validate="1:1"
    )
    posts, unmapped = stated(posts, groups, whole["n"])
    posts["scale"] = _scale(posts, groups, config)
    same = supply.base == SAME
    posts = _with_degree(posts, groups, config, random_state) if same else _with_relative(posts, groups)
    posts = _with_type(posts, config)
    posts = _listed(posts, groups, unit, config.top_n if top_n is None else top_n)
    return as_table(
        tables,
        posts[_columns(groups, unit, "degree" if same else "relative_scarcity")],
        [*groups, unit],
        where,
        whole=whole,
        **(_DEGREE if same else _RELATIVE),
        source="状态、规模与类型的含义：北京人才发展报告（2023）B.14；公式与界值为本软件自定",
        own=True,
        counts="、".join(posts["counts"].unique()) or POSTINGS,
        notes=[*_notes(posts, supply, config), unnamed, unmapped],
        titles=_TITLES,
    )


def find_unit(rows: pd.DataFrame, units: Sequence[str] = UNITS) -> str | None:
    """Return the first unit that supply rows are filled by, or None: then there is no scarcity to tell.

    Examples
    --------
    >>> find_unit(pd.DataFrame({name: ["焊工" if name == "role" else None] for name in UNITS}))
    'role'
    """
    return next((name for name in units if rows[name].notna().any()), None)


def _choose_unit(rows: pd.DataFrame, unit: str | None) -> str:
    if unit is not None and unit not in UNITS:
        raise ConfigError(f"unit must be one of {', '.join(UNITS)}; got {unit!r}")
    found = find_unit(rows, (unit,) if unit else UNITS)
    if not found:
        raise ConfigError(f"scarcity needs supply by {unit or ' or '.join(UNITS)}; without it use pressure_table")
    return found


def _count_posts(tables: Tables, by: Sequence[str], unit: str, where: str | None) -> pd.DataFrame:
    """Return demand and employers of each post, in the unit of its area's demand, so that shares are of one kind."""
    posts = count_groups(tables, [*by, unit], where=where)
    areas = count_groups(tables, by, where=where)[[*by, "n_employers", "counts"]]
    posts = posts.drop(columns="counts").merge(
        areas.rename(columns={"n_employers": "area_employers"}), on=list(by), how="left", validate="m:1"
    )
    return posts.assign(demand=np.where(posts["counts"] == PEOPLE, posts["people"], posts["n"]))


def _scale(posts: pd.DataFrame, by: Sequence[str], config: MeasureConfig) -> pd.Series:
    """Return w r(demand) + (1 - w) r(coverage), r the rank in the area from 0 to 1 among posts with enough postings."""
    large = posts[posts["n"] >= config.ratio_from]
    coverage = large["n_employers"] / large["area_employers"].where(large["area_employers"] > 0)
    areas = [large[name] for name in by]
    ranks = [values.groupby(areas).transform(percentile) for values in (large["demand"], coverage.fillna(0))]
    return (config.scale_weight * ranks[0] + (1 - config.scale_weight) * ranks[1]).reindex(posts.index)


def _with_degree(posts: pd.DataFrame, by: Sequence[str], config: MeasureConfig, random_state: int) -> pd.DataFrame:
    """Return the posts with the degree that the Gamma-Poisson model of their area gives."""
    columns = ["degree", "degree_low", "degree_high", "vacancies_per_person"]
    posts = posts.assign(**dict.fromkeys(columns, np.nan), pooled=False)
    usable = posts[posts["supply"].notna() & (posts["demand"] > 0)]
    for key, area in usable.groupby(list(by), sort=True):
        seed = (random_state, crc32("|".join(map(str, key)).encode()))
        found = estimate_scarcity(area["supply"], area["demand"], draws=config.draws, seed=seed)
        posts.loc[area.index, columns] = np.column_stack([found.degree, found.low, found.high, found.per_person])
        posts.loc[area.index, "pooled"] = found.pooled
    return posts


def _with_relative(posts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the posts with their share of supply over their share of demand, among posts that have both."""
    usable = posts[posts["supply"].notna() & (posts["demand"] > 0)]
    s, d = usable["supply"], usable["demand"]
    s_all, d_all = (values.groupby([usable[name] for name in by]).transform("sum") for values in (s, d))
    ratio = (s / s_all.where(s_all > 0)) / (d / d_all)
    low, high = share_ratio(s, s_all, d, d_all)
    # Nobody counted: the upper end of a Poisson mean is -ln 0.025.
    nobody = (s == 0) & (s_all > 0)
    ends = pd.DataFrame(
        {"relative_scarcity": ratio, "relative_scarcity_low": low, "relative_scarcity_high": high}, index=usable.index
    )
    ends.loc[nobody, "relative_scarcity_low"] = 0.0
    ends.loc[nobody, "relative_scarcity_high"] = (-np.log(0.025) / s_all / (d / d_all))[nobody]
    with np.errstate(divide="ignore"):
        ends["vacancies_per_person"] = 1 / ratio.to_numpy()
    return posts.join(ends).assign(pooled=False)


def _with_type(posts: pd.DataFrame, config: MeasureConfig) -> pd.DataFrame:
    """Return the posts with state, type and marks; posts with few postings keep their counts only."""
    small = posts["n"] < config.ratio_from
    figures = columns_like(posts, "degree", "relative_scarcity", "vacancies_per_person")
    per_person = posts["vacancies_per_person"].mask(small)
    state = np.select(
        [per_person.isna(), per_person > 1 + config.tau, per_person >= 1 / (1 + config.tau)],
        ["", SHORT, BALANCED],
        AMPLE,
    )
    high = posts["scale"] >= config.scale_high
    marks = join_flags(
        flag_small(posts["n"], config),
        np.select([posts["supply"].isna(), posts["supply"] == 0], [NO_SUPPLY, ZERO_SUPPLY], ""),
        np.where(posts["demand"] == 0, NO_HEADCOUNT, ""),
        np.where(posts["pooled"] & ~small, POOLED, ""),
    )
    types = [TYPES.get((s, bool(h)), "") for s, h in zip(state, high, strict=True)]
    return posts.assign(**posts[figures].mask(small), state=state, type=types, flag=marks)


def _listed(posts: pd.DataFrame, by: Sequence[str], unit: str, top_n: int) -> pd.DataFrame:
    """Return the posts by area, the listed ones first, with their rank and their part of the listed demand."""
    posts = posts.merge(group_places(posts, by, "n"), on=list(by), how="left", validate="m:1")
    posts = posts.assign(typed=posts["type"] != "")
    posts = posts.sort_values(["place", "typed", "demand", unit], ascending=[True, False, False, True])
    position = posts.groupby("place").cumcount() + 1
    listed = posts["typed"] & (position <= top_n)
    demand = posts["demand"].where(listed)
    share = demand / demand.groupby(posts["place"]).transform("sum")
    return posts.assign(rank=position.where(listed).astype("Int64"), size_share=share)


def _columns(by: Sequence[str], unit: str, figure: str) -> list[str]:
    figures = [figure, f"{figure}_low", f"{figure}_high", "vacancies_per_person", "state", "scale"]
    return [*by, unit, "rank", "type", "size_share", *figures, *_COUNTS]


def _notes(posts: pd.DataFrame, supply: Supply, config: MeasureConfig) -> list[str]:
    base = "与职位同平台、同地区、同时期" if supply.base == SAME else "外部来源，与职位样本没有共同尺度，不计紧缺度"
    matched, band = int(posts["supply"].notna().sum()), 1 + config.tau
    return [
        f"供给口径：{MEASURES[supply.measure]}，{base}",
        *supply.notes,
        f"{matched} 行有供给数据，{len(posts) - matched} 行没有",
        f"少于 {SMALLEST_FIT} 个岗位或岗位间差异不超过偶然的领域用合并估计" if posts["pooled"].any() else "",
        f"平衡：每人对应需求 {1 / band:.3g} 至 {band:.3g}",
        f"规模：需求权重 {config.scale_weight:g}，界值 {config.scale_high:g}",
        "以人数计时，未写人数的职位不计人数" if (posts["counts"] == PEOPLE).any() else "一个职位按一个需求计",
    ]
