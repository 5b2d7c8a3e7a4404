"""How hard employers press for people, from postings alone: no supply, hence no degree of scarcity."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import (
    DEFAULTS,
    as_table,
    count_groups,
    count_whole,
    each_posting,
    flag_small,
    join_flags,
    stated,
)
from jobmine.measure.dimensions import UNSTATED, check_dimensions, group_places
from jobmine.measure.pay import PAY
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.series import FLOW_DAY, dated, source_column
from jobmine.measure.table import Table
from jobmine.measure.weights import percentile
from jobmine.schema import EDUCATIONS

COMPONENTS = {
    "growth": "职位增长",
    "repost_rate": "重复发布率",
    "pay_premium": "同经验薪酬溢价",
    "relaxed_share": "放宽学历或经验的占比",
    "days_open": "平均在招天数",
}
CLASSES = ("压力较大", "压力中等", "压力较小")
ALONE, FEW_POSTS, ONE_EMPLOYER = "同组没有可比岗位", "同组可比岗位少", "只有一家用人单位"
SMALLEST_GROUP = 5
_CUTS = (2 / 3, 1 / 3)
_GROWTH_DAYS = 28
_UNITS = ("post", "occupation", "role")


def pressure_table(
    tables: Tables,
    by: str | Sequence[str] = "area",
    where: str | None = None,
    *,
    unit: str = "post",
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the 招聘压力指数 of each post within its area or parent group of occupations.

    Ours, after Dawson et al. (2019, arXiv 1908.06731): the mean percentile of five components among
    the area's posts with enough postings. Components that the postings do not give are left out and
    named in the notes.

    Parameters
    ----------
    by : str or sequence of str
        What posts are compared within: ``area``, ``occupation_group`` (大典中类) or other dimensions.
    where : str, optional
        Condition: a subset of the scope.
    unit : {'post', 'occupation', 'role'}
        What is compared.

    Returns
    -------
    Table
        A row an area and post: ``growth`` (log ratio of its postings after the median day of their source
        to the others, half a posting added to each; sources that cover less than four weeks tell none),
        ``repost_rate`` (repeats over all rows),
        ``pay_premium`` (median of pay over the area's median at equal experience, less 1),
        ``relaxed_share`` (asks for education or experience below the area's median), ``days_open``
        (mean days from first to last sight of those that were seen on two days or more), the
        ``index`` from 0 to 1 and its ``class``. A post that has nobody to be
        compared with has no index; groups of fewer than five such posts are marked.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> pay = {"焊工": 6500.0, "车工": 6000.0}
    >>> rows = [{"posting_id": f"{post}{i}", "post": post, "salary_min": pay[post]} for post in pay for i in range(20)]
    >>> tables = LocalTables({"postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"])})
    >>> pressure_table(tables).frame[["post", "index", "class"]].to_dict("records")
    [{'post': '焊工', 'index': 0.75, 'class': '压力较大'}, {'post': '车工', 'index': 0.25, 'class': '压力较小'}]
    """
    groups = check_dimensions(by)
    if unit not in _UNITS:
        raise ConfigError(f"unit must be one of {', '.join(_UNITS)}; got {unit!r}")
    if unit in groups:
        raise ConfigError(f"each {unit} is compared within areas or the like; by must not hold {unit}")
    keys, whole = [*groups, unit], count_whole(tables, where=where)
    posts, unnamed = stated(count_groups(tables, keys, where=where), [unit], whole["n"])
    posts, unmapped = stated(posts, groups, whole["n"])
    found = _components(_postings(tables, keys, where), keys, config.ratio_from)
    posts = posts.merge(found, on=keys, how="left", validate="1:1")
    posts["repost_rate"] = _repost_rate(tables, posts, keys, where).where(posts["n"] >= config.ratio_from)
    areas = [posts[name] for name in groups]
    ranks = posts[list(COMPONENTS)].apply(lambda column: column.groupby(areas).transform(percentile))
    compared = posts[list(COMPONENTS)].notna().any(axis="columns")
    rivals = compared.groupby(areas).transform("sum")
    posts["index"] = ranks.mean(axis="columns").where(rivals > 1)
    posts["n_components"] = ranks.notna().sum(axis="columns")
    steps = [posts["index"].isna(), posts["index"] >= _CUTS[0], posts["index"] >= _CUTS[1]]
    posts["class"] = np.select(steps, ["", *CLASSES[:2]], CLASSES[2])
    few = np.select([~compared, rivals == 1, rivals < SMALLEST_GROUP], ["", ALONE, FEW_POSTS], "")
    posts["flag"] = join_flags(
        flag_small(posts["n"], config), few, np.where(compared & (posts["n_employers"] == 1), ONE_EMPLOYER, "")
    )
    posts = posts.merge(group_places(posts, groups, "n"), on=list(groups), validate="m:1")
    posts = posts.sort_values(["place", "index", "n", unit], ascending=[True, False, False, True])
    absent = [title for name, title in COMPONENTS.items() if posts[name].isna().all()]
    return as_table(
        tables,
        posts[[*keys, "index", "class", *COMPONENTS, "n_components", "n", "n_employers", "flag"]],
        keys,
        where,
        whole=whole,
        name="pressure",
        title="招聘压力指数",
        unit="0 至 1，各分量在同组岗位中的百分位均值",
        formula="mean(percentile(component))",
        source="仿 Dawson et al. (2019), arXiv 1908.06731；公式为本软件自定",
        own=True,
        direction="越大，用人单位招人压力越大；只据职位信息，不含求职者数据",
        notes=[
            f"缺少数据、未计入的分量：{'、'.join(absent)}" if absent else "",
            "压力较大 ≥ 2/3，压力中等 ≥ 1/3",
            "重复发布率含同一职位被多次采集",
            f"职位增长：所属来源的中位日之后比之前，取对数，0 为一半在后；不足 {_GROWTH_DAYS} 天的来源不计",
            "平均在招天数：只计见过两天以上的职位",
            unnamed,
            unmapped,
        ],
        titles={**COMPONENTS, "index": "招聘压力指数", "class": "压力等级", "n_components": "分量数"},
    )


def _postings(tables: Tables, keys: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return one row a posting with a post: its groups and what the components look at."""
    groups = [*keys, "experience"]
    columns = f"{group_columns(groups)}, education, experience_min, pay, days, later"
    days = "DATE_DIFF('day', first_seen, last_seen) AS days"
    source = source_column(tables, where)
    counts = named(
        tables.sql(
            counted(tables, groups, where=where)
            + f""", details AS (SELECT {group_columns(groups)}, education, experience_min, {PAY} AS pay, {days},
    CAST(CASE WHEN {FLOW_DAY} > m.middle THEN 1 WHEN {FLOW_DAY} <= m.middle THEN 0 END AS DOUBLE) AS later
    FROM counted LEFT JOIN middles m ON m.origin = COALESCE({source}, '{UNSTATED}'))
SELECT {columns}, COUNT(*) AS n FROM details GROUP BY {columns} ORDER BY {columns}""",
            middles=_middles(tables, where, source),
        ),
        groups,
    )
    # Names stand in millions of rows: as categories they take a byte or two each.
    names = dict.fromkeys([*groups, "education"], "category")
    return each_posting(counts[counts[keys[-1]] != UNSTATED].astype(names))


def _middles(tables: Tables, where: str | None, source: str) -> pa.Table:
    """Return the day that halves the postings of each source; a source that covers few days has none.

    Sources come and go: halved at one day for all, a post would grow because its source was gathered later.
    """
    days = tables.sql(
        dated(tables, where=where, column=source)
        + "SELECT origin, day, COUNT(*) AS n FROM dated WHERE day IS NOT NULL GROUP BY origin, day ORDER BY origin, day"
    ).to_pandas()
    days["day"] = pd.to_datetime(days["day"])
    of_source = days.groupby("origin", sort=True)
    whole, first, last = (
        of_source[name].transform(how) for name, how in (("n", "sum"), ("day", "min"), ("day", "max"))
    )
    # The first day with half of the postings up to it; of the last day, the one before it.
    reached = (2 * of_source["n"].cumsum() >= whole) & (days["day"] < last)
    middles = days.assign(
        middle=days["day"].where(
            reached | (days["day"].shift(-1) == last) & (days["origin"].shift(-1) == days["origin"])
        )
    )
    middles = middles[last - first >= pd.Timedelta(days=_GROWTH_DAYS - 1)]
    found = middles.dropna(subset="middle").groupby("origin", sort=True)["middle"].min()
    return pa.table(
        {"origin": pa.array(found.index, pa.string()), "middle": pa.array(found.dt.date.to_list(), pa.date32())}
    )


def _components(each: pd.DataFrame, keys: Sequence[str], least: int) -> pd.DataFrame:
    """Return the components of each post that postings tell, empty where fewer than ``least`` tell it."""
    asked = each[["experience_min"]].assign(
        education=each["education"].map({name: place for place, name in enumerate(EDUCATIONS)}).astype(float)
    )
    by = list(keys[:-1])
    areas = [each[name] for name in by]
    usual_pay = each.groupby([*by, "experience"], observed=True)["pay"].transform("median")
    less = (asked < asked.groupby(areas, observed=True).transform("median")).any(axis="columns")
    told = each[list(keys)].assign(
        growth=each["later"],
        pay_premium=each["pay"] / usual_pay - 1,
        relaxed_share=less.astype(float).where(asked.notna().any(axis="columns")),
        days_open=each["days"].where(each["days"] > 0),  # seen on one day: how long it was open is not known
    )
    posts = told.groupby(list(keys), observed=True)
    later, dated = posts["growth"].sum(), posts["growth"].count()
    found = (
        posts[["relaxed_share", "days_open"]]
        .mean()
        .assign(growth=np.log((later + 0.5) / (dated - later + 0.5)), pay_premium=posts["pay_premium"].median())
    )
    enough = found.where(posts[list(found.columns)].count() >= least)
    return enough.reset_index().astype(dict.fromkeys(keys, str))


def _repost_rate(tables: Tables, posts: pd.DataFrame, keys: Sequence[str], where: str | None) -> pd.Series:
    """Return the part of all rows of a post that repeat another one; none where no row does."""
    rows = count_groups(tables, keys, where=where, duplicates=True)[[*keys, "n"]]
    rate = 1 - posts["n"] / posts.merge(rows, on=list(keys), how="left", suffixes=("", "_all"))["n_all"]
    return rate if (rate > 0).any() else rate * np.nan
