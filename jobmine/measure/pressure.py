"""How hard employers press for people, from postings alone: no supply, hence no degree of scarcity."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

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
from jobmine.measure.dimensions import DAY, UNSTATED, check_dimensions, group_places
from jobmine.measure.pay import PAY
from jobmine.measure.relation import counted, group_columns, named
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
ALONE, FEW_POSTS = "同组没有可比岗位", "同组可比岗位少"
SMALLEST_GROUP = 5
_CUTS = (2 / 3, 1 / 3)


def pressure_table(
    tables: Tables, by: str | Sequence[str] = "area", where: str | None = None, *, config: MeasureConfig = DEFAULTS
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

    Returns
    -------
    Table
        A row an area and post: ``growth`` (log ratio of its postings after the median day of all postings
        to the others, half a posting added to each), ``repost_rate`` (repeats over all rows),
        ``pay_premium`` (median of pay over the area's median at equal experience, less 1),
        ``relaxed_share`` (asks for education or experience below the area's median), ``days_open``
        (mean days from first to last sight), the ``index`` from 0 to 1 and its ``class``. A post that has nobody to be
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
    if "post" in groups:
        raise ConfigError("posts are compared within areas or the like; by must not hold post")
    keys, whole = [*groups, "post"], count_whole(tables, where=where)
    posts, unnamed = stated(count_groups(tables, keys, where=where), ["post"], whole["n"])
    posts, unmapped = stated(posts, groups, whole["n"])
    found = _components(_postings(tables, groups, where), groups, config.ratio_from)
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
    posts["flag"] = join_flags(flag_small(posts["n"], config), few)
    posts = posts.merge(group_places(posts, groups, "n"), on=list(groups), validate="m:1")
    posts = posts.sort_values(["place", "index", "n", "post"], ascending=[True, False, False, True])
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
            "职位增长：全部职位发布日的中位数之后比之前，取对数，0 为一半在后；采集范围的变化也在其中",
            unnamed,
            unmapped,
        ],
        titles={**COMPONENTS, "index": "招聘压力指数", "class": "压力等级", "n_components": "分量数"},
    )


def _postings(tables: Tables, by: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return one row a posting with a post: its groups and what the components look at."""
    groups = [*by, "post", "experience"]
    columns = f"{group_columns(groups)}, education, experience_min, pay, days, day"
    days = f"DATE_DIFF('day', first_seen, last_seen) AS days, CAST({DAY} AS TIMESTAMP) AS day"
    counts = named(
        tables.sql(
            counted(tables, groups, where=where)
            + f""", details AS (SELECT {group_columns(groups)}, education, experience_min, {PAY} AS pay, {days}
    FROM counted)
SELECT {columns}, COUNT(*) AS n FROM details GROUP BY {columns} ORDER BY {columns}"""
        ),
        groups,
    )
    # Names stand in millions of rows: as categories they take a byte or two each.
    names = dict.fromkeys([*groups, "education"], "category")
    return each_posting(counts[counts["post"] != UNSTATED].astype(names))


def _components(each: pd.DataFrame, by: Sequence[str], least: int) -> pd.DataFrame:
    """Return the components of each post that postings tell, empty where fewer than ``least`` tell it."""
    day = each["day"]
    asked = each[["experience_min"]].assign(
        education=each["education"].map({name: place for place, name in enumerate(EDUCATIONS)}).astype(float)
    )
    areas = [each[name] for name in by]
    usual_pay = each.groupby([*by, "experience"], observed=True)["pay"].transform("median")
    less = (asked < asked.groupby(areas, observed=True).transform("median")).any(axis="columns")
    told = each[[*by, "post"]].assign(
        growth=(day > day.median()).astype(float).where(day.notna() & (day.min() < day.max())),
        pay_premium=each["pay"] / usual_pay - 1,
        relaxed_share=less.astype(float).where(asked.notna().any(axis="columns")),
        days_open=each["days"].where(each["days"] >= 0),
    )
    posts = told.groupby([*by, "post"], observed=True)
    later, dated = posts["growth"].sum(), posts["growth"].count()
    found = (
        posts[["relaxed_share", "days_open"]]
        .mean()
        .assign(growth=np.log((later + 0.5) / (dated - later + 0.5)), pay_premium=posts["pay_premium"].median())
    )
    enough = found.where(posts[list(found.columns)].count() >= least)
    return enough.reset_index().astype(dict.fromkeys([*by, "post"], str))


def _repost_rate(tables: Tables, posts: pd.DataFrame, keys: Sequence[str], where: str | None) -> pd.Series:
    """Return the part of all rows of a post that repeat another one; none where no row does."""
    rows = count_groups(tables, keys, where=where, duplicates=True)[[*keys, "n"]]
    rate = 1 - posts["n"] / posts.merge(rows, on=list(keys), how="left", suffixes=("", "_all"))["n_all"]
    return rate if (rate > 0).any() else rate * np.nan
