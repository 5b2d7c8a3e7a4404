"""Advice by rule on majors: warned ones, gaps, demand without a major, seats to move, where a warned major may turn.

Every row names its rule. A rule reads counts and a plan; it knows neither the school nor what graduates want.
"""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, POSTINGS, as_table, count_groups, count_whole, flag_small, stated
from jobmine.measure.majors import GAP, LARGE, SMALL, WARNING, major_table
from jobmine.measure.relation import counted, literal
from jobmine.measure.structure_match import match_index
from jobmine.measure.table import Table
from jobmine.schema import SCHOOL_LEVELS

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

UNTAUGHT, UNTAUGHT_AREA, SEATS, ROLE = "有需求无专业", "领域无专业", "名额调整", "相近岗位群"
PLAN_CAP, MAJORS_CAP = 0.10, 0.05
"""Seats moved in a year, of the whole plan, and majors cut, of all majors (the source's caps)."""

RULES = {
    WARNING: "需求占比低于 0.5% 而招生计划增加",
    GAP: "需求占比高于 5% 而招生计划减少",
    UNTAUGHT: "需求占比高于 5%，招生计划中没有该专业",
    UNTAUGHT_AREA: "领域的职位占 5% 以上，其中对应到招生计划内专业的不足 10%",
    SEATS: "按需求份额与计划份额之差，从预警和需求较小的专业移出；"
    "一年移动不超过计划的 10%，减招的专业不超过专业数的 5%",
    ROLE: "预警专业的职位与各岗位群所要求词项的余弦，取职位数不低于中位数、余弦不低于 0.3 的前三个",
}
_AREA_SHARE, _COVERED = 0.05, 0.10
_N_ROLES, _ALIKE = 3, 0.3
_NO_ROLE = "其他"
_COLUMNS = (
    "kind", "major_code", "major", "item", "n", "share", "plan", "plan_change", "seats", "cosine", "rule", "flag"
)  # fmt: skip
_TITLES = {
    "kind": "建议", "major_code": "专业代码", "major": "专业", "item": "对象", "plan": "招生计划",
    "plan_change": "计划增减", "seats": "建议增减名额", "cosine": "余弦", "rule": "规则",
}  # fmt: skip


def move_seats(
    plan: ArrayLike,
    demand: ArrayLike,
    may_cut: ArrayLike,
    *,
    plan_cap: float = PLAN_CAP,
    majors_cap: float = MAJORS_CAP,
) -> Whole:
    """Return by how many seats the plan of each major changes; the changes add to 0.

    Parameters
    ----------
    plan : array-like
        Seats, by major.
    demand : array-like
        Demand of the majors, on any scale.
    may_cut : array-like of bool
        Majors that may lose seats.
    plan_cap, majors_cap : float
        Seats moved are at most this part of the plan, majors cut at most this part of the majors, but one at
        least. The caps are the source's, that they hold for cuts is our reading.

    Notes
    -----
    Ours. A major has too many seats where its share of the plan is above its share of demand. The majors with the
    most seats too many are cut, in that order, and the seats go to the others in proportion to what they lack.

    Examples
    --------
    >>> move_seats([100, 100, 200], [1, 2, 5], [True, True, True]).tolist()
    [-40, 0, 40]
    """
    seats, wanted, free = np.asarray(plan, np.float64), np.asarray(demand, np.float64), np.asarray(may_cut, np.bool_)
    moved = np.zeros(len(seats), np.int64)
    if seats.sum() <= 0 or wanted.sum() <= 0:
        return moved
    lacking = wanted / wanted.sum() * seats.sum() - seats
    order = np.argsort(lacking, kind="stable")
    cut = [n for n in order if free[n] and lacking[n] < 0][: max(1, int(majors_cap * len(seats)))]
    left = int(min(plan_cap * seats.sum(), lacking.clip(0).sum()))
    for n in cut:
        moved[n] = -min(left, int(-lacking[n]))
        left += moved[n]
    return np.asarray(moved + _parts(-int(moved.sum()), lacking.clip(0)), np.int64)


def _parts(total: int, weights: Floats) -> Whole:
    """Return a number as whole parts in proportion to weights: the largest remainders are rounded up."""
    if total == 0:
        return np.zeros(len(weights), np.int64)
    exact = total * weights / weights.sum()
    parts: Whole = np.floor(exact).astype(np.int64)
    parts[np.argsort(parts - exact, kind="stable")[: total - parts.sum()]] += 1
    return parts


def advice_table(
    tables: Tables,
    school_level: str,
    where: str | None = None,
    *,
    plan_cap: float = PLAN_CAP,
    majors_cap: float = MAJORS_CAP,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return advice by rule on the majors of a school level, the rule beside each row.

    Parameters
    ----------
    tables : Tables
        With ``posting_major`` and a supply table with the enrolment plan, of two periods for warnings.
    school_level : str
        One of :data:`jobmine.schema.SCHOOL_LEVELS`.
    where : str, optional
        Condition: a subset of the scope.
    plan_cap, majors_cap : float
        See :func:`move_seats`.

    Returns
    -------
    Table
        A row an advice: ``kind`` (预警, 缺口, 有需求无专业, 领域无专业, 名额调整, 相近岗位群), the major, ``item`` (an
        area or role), ``n``, ``share`` of demand, ``plan``, ``plan_change``, ``seats``, ``cosine``, ``rule``. The
        match M of the plan's structure with demand stands in the notes.

    Raises
    ------
    ConfigError
        If the school level is unknown, or there is no enrolment plan of its majors.
    """
    if school_level not in SCHOOL_LEVELS:
        raise ConfigError(f"unknown school level {school_level!r}; allowed: {', '.join(SCHOOL_LEVELS)}")
    whole = count_whole(tables, where=where)
    demand = major_table(tables, where=where, school_level=school_level, config=config).frame
    if "plan" not in demand:
        raise ConfigError(
            "advice needs a supply table with the enrolment plan (enrolment_plan) of two periods by major"
        )
    planned = demand[demand["plan"].fillna(0) > 0]
    if planned.empty:
        raise ConfigError(f"the enrolment plan has no major of {school_level} that a posting leads to")
    seats = move_seats(
        planned["plan"], planned["weight"], planned["band"].eq(SMALL) | planned["reading"].eq(WARNING),
        plan_cap=plan_cap, majors_cap=majors_cap,
    )  # fmt: skip
    warned = demand[demand["reading"] == WARNING]
    parts = [
        warned.assign(kind=WARNING),
        demand[demand["reading"] == GAP].assign(kind=GAP),
        demand[demand["plan"].isna() & (demand["band"] == LARGE)].assign(kind=UNTAUGHT),
        _untaught_areas(tables, planned["major_code"].to_list(), where, whole, config),
        planned.assign(kind=SEATS, seats=seats)[seats != 0],
        _near_roles(tables, warned, where, config),
    ]
    frame = pd.concat(
        [part.reindex(columns=_COLUMNS) for part in parts if len(part)] or [pd.DataFrame(columns=_COLUMNS)]
    )
    frame = frame.assign(rule=frame["kind"].map(RULES))
    whole_numbers = {"n": "Int64", "plan": "Int64", "seats": "Int64"}
    match = match_index(planned["plan"], planned["weight"])
    return as_table(
        tables, frame.astype(whole_numbers), (), where, whole=whole,
        name="advice", title=f"专业设置建议（按规则生成，{school_level}）", unit="份额，0 至 1；名额为人",
        formula="见规则列", own=True,
        source="档次、预警与上限：北京人才发展报告（2023）B.10、B.14；其余规则为本软件自定",
        direction="", counts=POSTINGS,
        notes=[
            "建议由规则生成，不代替专业论证；样本不含某专业的用人单位时（如幼儿园、医院），其需求会显得小",
            f"招生计划内 {len(planned)} 个专业，供需结构匹配度 M = {match:.3f}",
            f"移动名额 {int(seats.clip(0).sum())} 个，占计划的 {seats.clip(0).sum() / planned['plan'].sum():.1%}",
        ],
        titles=_TITLES,
    )  # fmt: skip


def _untaught_areas(
    tables: Tables, codes: Sequence[str], where: str | None, whole: pd.Series, config: MeasureConfig
) -> pd.DataFrame:
    """Return the areas with demand whose postings lead to hardly any major of the plan."""
    areas, _ = stated(count_groups(tables, ("area",), where=where)[["area", "n"]], ("area",), int(whole["n"]))
    majors = ", ".join(map(literal, codes))
    covered = tables.sql(
        counted(tables, ("area",), where=where)
        + f"""SELECT g0 AS area, COUNT(*) AS covered FROM counted
WHERE posting_id IN (SELECT posting_id FROM posting_major WHERE major IN ({majors})) GROUP BY g0 ORDER BY g0"""
    ).to_pandas()
    areas = areas.merge(covered, on="area", how="left").fillna({"covered": 0})
    share = areas["n"] / max(1, int(whole["n"]))
    found = (share >= _AREA_SHARE) & (areas["n"] >= config.plain_from) & (areas["covered"] < _COVERED * areas["n"])
    frame = areas.assign(share=share, kind=UNTAUGHT_AREA, flag=flag_small(areas["n"], config))[found]
    return frame.rename(columns={"area": "item"}).sort_values(["n", "item"], ascending=[False, True])


def _near_roles(tables: Tables, warned: pd.DataFrame, where: str | None, config: MeasureConfig) -> pd.DataFrame:
    """Return for each warned major the demanded roles whose terms are most like those of its postings."""
    if warned.empty or not tables.has("mentions"):
        return pd.DataFrame(columns=_COLUMNS)
    roles, _ = stated(count_groups(tables, ("role",), where=where)[["role", "n"]], ("role",), 1)
    roles = roles[roles["role"] != _NO_ROLE]
    roles = roles[(roles["n"] >= roles["n"].median()) & (roles["n"] >= config.plain_from)]
    codes = ", ".join(map(literal, warned["major_code"]))
    said = tables.sql(
        counted(tables, ("role",), where=where)
        + f""", said AS (SELECT DISTINCT posting_id, CONCAT(kind, ' ', term) AS term FROM mentions
    WHERE NOT COALESCE(negated, FALSE) AND kind IN ('knowledge', 'skill')),
owned AS (SELECT c.posting_id, c.g0 AS owner FROM counted c WHERE readable = 1
    UNION ALL SELECT c.posting_id, m.major FROM counted c JOIN posting_major m ON m.posting_id = c.posting_id
    WHERE readable = 1 AND m.major IN ({codes}))
SELECT owner, term, COUNT(*) AS n FROM owned JOIN said ON said.posting_id = owned.posting_id
GROUP BY owner, term ORDER BY owner, term"""
    ).to_pandas()
    if said.empty or roles.empty:
        return pd.DataFrame(columns=_COLUMNS)
    counts = said.pivot_table(index="owner", columns="term", values="n", fill_value=0)
    vectors = counts.to_numpy(np.float64)
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    place = {owner: n for n, owner in enumerate(counts.index)}
    demanded = roles[roles["role"].isin(place)]
    rows = []
    for major in warned[warned["major_code"].isin(place)][["major", "major_code", "n"]].to_dict("records"):
        cosine = vectors[[place[role] for role in demanded["role"]]] @ vectors[place[major["major_code"]]]
        near = demanded.assign(cosine=cosine.round(9), major=major["major"], major_code=major["major_code"])
        near = near.assign(flag=flag_small([major["n"]] * len(near), config))[near["cosine"] >= _ALIKE]
        rows.append(near.sort_values(["cosine", "role"], ascending=[False, True]).head(_N_ROLES))
    frame = pd.concat(rows) if rows else pd.DataFrame(columns=_COLUMNS)
    return frame.rename(columns={"role": "item"}).assign(kind=ROLE)
