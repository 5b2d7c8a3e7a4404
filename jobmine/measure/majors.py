"""Demand for majors: their share of the postings, its band, and how the enrolment plan answers it."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, count_with_whole, flag_small, hide_small, join_flags
from jobmine.measure.dimensions import check_dimensions, group_places
from jobmine.measure.intervals import wilson
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.supply import supply_rows
from jobmine.measure.table import Table
from jobmine.model.catalogue import catalogue
from jobmine.schema import SCHOOL_LEVELS

LARGE, SMALL = "需求较大", "需求较小"
BANDS = (0.05, 0.005)
WARNING, GAP = "预警", "缺口"
UNSURE = "档次未定"
COUNTING = ("fractional", "full")

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_TITLES = {
    "school_level": "办学层次", "n_mapped": "对应到专业的职位数", "n_named": "其中写明该专业", "weight": "折算职位数",
    "band": "需求档次", "plan": "招生计划", "plan_before": "上期计划", "plan_change": "计划增减", "reading": "研判",
}  # fmt: skip


def major_table(
    tables: Tables,
    by: str | Sequence[str] = ("all",),
    where: str | None = None,
    *,
    counting: str = "fractional",
    school_level: str = "",
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the demand share 专业潜在岗位需求占比 of each major, at its school level.

    Postings mapped to the major over the postings mapped to any major of the level (the denominator is
    ours). A posting maps by the majors that it names, else by its title.

    Parameters
    ----------
    by : str or sequence of str
        Dimensions; each group's shares sum to 1 where counting is fractional.
    where : str, optional
        Condition: a subset of the scope.
    counting : {'fractional', 'full'}
        A posting with k majors counts 1/k for each, or 1 for each.
    school_level : str
        One of :data:`jobmine.schema.SCHOOL_LEVELS`; all by default.

    Returns
    -------
    Table
        A row a group, school level and major: ``n``, ``n_named`` of them that name the major, ``weight``
        (sum of the parts), ``n_mapped``, ``share`` with its Wilson interval, ``rank`` at the level, ``band``
        (above 5 % or below 0.5 %; the source's cuts). An enrolment plan of two periods in the supply table
        adds ``plan``, ``plan_before``, ``plan_change`` and ``reading``. The share of postings without any
        major stands in the notes.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": str(i)} for i in range(40)]
    >>> to = [{"posting_id": str(i), "major": "460103", "how": "named", "weight": 1.0} for i in range(30)]
    >>> tables = LocalTables({
    ...     "postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"]),
    ...     "posting_major": pa.Table.from_pylist(to, schema=SCHEMAS["posting_major"]),
    ... })
    >>> table = major_table(tables)
    >>> table.frame[["major", "share", "band"]].to_dict("records"), table.meta["notes"][0]
    ([{'major': '数控技术', 'share': 1.0, 'band': '需求较大'}], '高职：40 条职位中 10 条（25.0%）没有对应的专业')
    """
    for name, value, known in (("counting", counting, COUNTING), ("school_level", school_level, ("", *SCHOOL_LEVELS))):
        if value not in known:
            raise ConfigError(f"{name} must be one of {', '.join(filter(None, known))}; got {value!r}")
    groups = check_dimensions(by)
    if "major" in groups:
        raise ConfigError("majors are the rows of this table; by must not hold major")
    keys = [*groups, "school_level"]
    bases, whole = count_with_whole(tables, groups, where=where)
    frame, mapped = _count(tables, groups, where)
    if school_level:
        frame, mapped = (rows[rows["school_level"] == school_level] for rows in (frame, mapped))
    frame = frame.merge(mapped, on=keys, how="left", validate="m:1")
    counts = frame["weight"] if counting == "fractional" else frame["n"]
    low, high = wilson(counts, frame["n_mapped"])
    frame = frame.assign(share=counts / frame["n_mapped"], share_low=low, share_high=high)
    frame["band"] = band_of(frame["share"])
    frame["rank"] = frame.groupby(keys)["share"].rank(method="min", ascending=False).astype("int64")
    unsure = band_of(frame["share_low"]) != band_of(frame["share_high"])
    small = frame["n_mapped"] < config.ratio_from
    frame["band"] = np.where(small, "", frame["band"])
    frame["flag"] = join_flags(flag_small(frame["n_mapped"], config), np.where(unsure & ~small, UNSURE, ""))
    frame = hide_small(frame, "n_mapped", ["share", "share_low", "share_high"], config)
    frame = frame.merge(group_places(bases, groups, "n"), on=list(groups), how="left", validate="m:1")
    frame["level place"] = frame["school_level"].map(SCHOOL_LEVELS.index)
    frame = frame.sort_values(["place", "level place", "rank", "major"]).reset_index(drop=True)
    frame, plan_note = _with_plan(tables, frame)
    columns = [*keys, "major", "n", "n_named", "weight", "n_mapped", "share", "share_low", "share_high", "rank", "band"]
    plan = [name for name in ("plan", "plan_before", "plan_change", "reading") if name in frame]
    return as_table(
        tables,
        frame[[*columns, *plan, "flag"]],
        [*groups, "major"],
        where,
        whole=whole,
        name="majors",
        title="专业潜在岗位需求占比",
        unit="占同一办学层次中对应到专业的职位的比例",
        formula="有 k 个专业的职位各计 1/k" if counting == "fractional" else "有 k 个专业的职位各计 1",
        source="档次界值 5% 与 0.5%：北京人才发展报告（2023）B.10；分母与区间（Wilson 1927）为本软件自定",
        own=True,
        direction="越大，该专业对应的职位越多",
        notes=[
            *_unmapped(mapped, groups, int(whole["n"])),
            "未写专业的职位按职位名称对应，再按专业与职业对照表",
            plan_note,
        ],
        titles=_TITLES,
    )


def band_of(share: ArrayLike) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    """Return the band of demand shares: above 5 %, below 0.5 %, or neither.

    Examples
    --------
    >>> band_of([0.06, 0.05, 0.004]).tolist()
    ['需求较大', '', '需求较小']
    """
    values = np.asarray(share, dtype=np.float64)
    return np.select([values > BANDS[0], values < BANDS[1]], [LARGE, SMALL], "")


def read_plan(band: Sequence[str], change: Sequence[float]) -> list[str]:
    """Return what a band of demand and a change of the enrolment plan mean together (ours).

    A growing plan where demand is small is a warning, a shrinking one where demand is ample a gap.

    Examples
    --------
    >>> read_plan([SMALL, LARGE, LARGE], [1.08, -0.24, 0.05])
    ['预警', '缺口', '']
    """
    return [
        WARNING if b == SMALL and c > 0 else GAP if b == LARGE and c < 0 else ""
        for b, c in zip(band, change, strict=True)
    ]


def join_plan(demand: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return the majors that stand in both tables, by name without brackets, with what they mean together.

    Parameters
    ----------
    demand : DataFrame
        ``major`` and ``band``.
    plan : DataFrame
        ``major`` and ``plan_change`` (relative).

    Examples
    --------
    >>> demand = pd.DataFrame({"major": ["市场营销(新媒体营销)"], "band": [LARGE]})
    >>> join_plan(demand, pd.DataFrame({"major": ["市场营销"], "plan_change": [0.05]})).to_dict("records")
    [{'major': '市场营销(新媒体营销)', 'band': '需求较大', 'plan_change': 0.05, 'reading': ''}]
    """
    both = demand.assign(bare=demand["major"].map(bare_name)).merge(
        plan.assign(bare=plan["major"].map(bare_name)).drop(columns="major"), on="bare", how="inner", validate="m:1"
    )
    return both.drop(columns="bare").assign(reading=read_plan(both["band"].to_list(), both["plan_change"].to_list()))


def bare_name(major: str) -> str:
    """Return a major's name without its brackets.

    Examples
    --------
    >>> bare_name("工商企业管理（金融管理）")
    '工商企业管理'
    """
    return _BRACKETS.sub("", major).strip()


def _count(tables: Tables, by: Sequence[str], where: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the postings of each group, level and major, and those mapped at each level at all."""
    keys = [*by, "school_level"]
    if not tables.has("posting_major"):
        empty = pd.DataFrame({name: pd.Series(dtype=str) for name in keys})
        numbers = {name: pd.Series(dtype=int) for name in ("n", "n_named")}
        return empty.assign(major="", **numbers, weight=0.0), empty.assign(n_mapped=pd.Series(dtype=int))
    groups, majors = group_columns(by), catalogue()
    levels = pa.table({"code": [m.code for m in majors], "school_level": [m.school_level for m in majors]})
    query = (
        counted(tables, by, where=where)
        + f""", mapped AS (SELECT {groups}, counted.posting_id, m.major, m.how, m.weight, levels.school_level
    FROM counted JOIN posting_major m ON m.posting_id = counted.posting_id JOIN levels ON levels.code = m.major)
"""
    )
    # Weights are few: counted by weight, they sum in one order whatever the number of threads.
    parts = named(
        tables.sql(
            query
            + f"""SELECT {groups}, school_level, major, weight, COUNT(*) AS n,
    CAST(SUM(CASE WHEN how = 'named' THEN 1 ELSE 0 END) AS BIGINT) AS n_named
FROM mapped GROUP BY {groups}, school_level, major, weight ORDER BY {groups}, school_level, major, weight""",
            levels=levels,
        ),
        by,
    )
    parts["weight"] *= parts["n"]
    mapped = named(
        tables.sql(
            query
            + f"""SELECT {groups}, school_level, COUNT(DISTINCT posting_id) AS n_mapped
FROM mapped GROUP BY {groups}, school_level ORDER BY {groups}, school_level""",
            levels=levels,
        ),
        by,
    )
    return parts.groupby([*keys, "major"], as_index=False, sort=True)[["n", "n_named", "weight"]].sum(), mapped


def _unmapped(mapped: pd.DataFrame, by: Sequence[str], n: int) -> list[str]:
    """Return for each level how many postings have no major there; groups that overlap cannot be added up."""
    if tuple(by) != ("all",) or mapped.empty:
        return ["没有职位对应到专业"] if mapped.empty else []
    found = mapped.set_index("school_level")["n_mapped"]
    return [
        f"{level}：{n} 条职位中 {n - found[level]} 条（{(n - found[level]) / n:.1%}）没有对应的专业"
        for level in SCHOOL_LEVELS
        if level in found
    ]


def _with_plan(tables: Tables, frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the rows with the enrolment plan of the last period, its change on the one before, and the reading."""
    rows = supply_rows(tables)
    rows = rows[(rows["measure"] == "enrolment_plan") & rows["major"].notna()]
    if rows.empty:
        return frame, "研判 未做：需要供给表中两期的招生计划（enrolment_plan）"
    periods = sorted(rows["period"].dropna().unique())
    if len(periods) < 2:
        return frame, "研判 未做：招生计划只有一期，需要两期"
    before, last = (rows[rows["period"] == period].groupby("major")["people"].sum() for period in periods[-2:])
    plan = pd.DataFrame({"plan": last, "plan_before": before})
    plan["plan_change"] = plan["plan"] / plan["plan_before"].where(plan["plan_before"] > 0) - 1
    frame = frame.join(plan, on="major")
    frame["reading"] = read_plan(frame["band"].to_list(), frame["plan_change"].fillna(0).to_list())
    return frame, f"招生计划 {periods[-1]} 比 {periods[-2]}；计划增而需求小为{WARNING}，计划减而需求大为{GAP}"
