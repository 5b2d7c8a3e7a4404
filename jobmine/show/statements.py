"""Sentences read off a table by rule: each figure in them is a cell, shown as the table shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.sheets import column_style
from jobmine.measure.table import Table
from jobmine.show.cells import group_names, show_value
from jobmine.show.labels import label
from jobmine.show.readings import read_demand

_NAMED = 3


class Statement(NamedTuple):
    """A sentence, the table that it reads, and the postings that the table counts."""

    text: str
    table: str
    n: int


def read_table(name: str, table: Table) -> list[Statement]:
    """Return what a table says, in up to three sentences; nothing where no rule reads such a table.

    Parameters
    ----------
    name : str
        Name of the table, as ``pay`` or ``overview_city``.
    table : Table

    Examples
    --------
    >>> frame = pd.DataFrame({"city": ["苏州", "无锡"], "n": [30, 10], "share": [0.75, 0.25]})
    >>> read_table("overview_city", Table(frame, {"by": ["city"], "n": 40}))[0].text
    '职位最多的是「苏州」（30 个，占 75.0%），其次是「无锡」（占 25.0%）。'
    """
    rule = next((rule for stem, rule in _RULES.items() if name == stem or name.startswith(f"{stem}_")), None)
    if rule is None or table.frame.empty or not rule.needs <= set(table.frame.columns):
        return []
    n = int(table.meta.get("n") or 0)
    return [Statement(text, name, n) for text in rule.read(table)]


def _shown(frame: pd.DataFrame, row: Any, column: str) -> str:
    return show_value(row[column], column_style(column, frame[column]), column)


def _named_rows(table: Table, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the rows with their group's name, those without one left out."""
    frame = table.frame
    frame = frame.assign(_group=group_names(frame, by or table.meta.get("by", ())))
    return frame[~frame["_group"].str.contains(UNSTATED, regex=False)]


def _read_mix(table: Table) -> Iterator[str]:
    frame = _named_rows(table).dropna(subset=["share"]).sort_values("n", ascending=False, kind="stable")
    heads = [
        f"「{row['_group']}」（" + (f"{_shown(frame, row, 'n')} 个，" if place == 0 else "")
        + f"占 {_shown(frame, row, 'share')}）"
        for place, (_, row) in enumerate(frame.head(_NAMED).iterrows())
    ]  # fmt: skip
    if heads:
        yield "职位最多的是" + "，其次是".join(filter(None, [heads[0], "、".join(heads[1:])])) + "。"
    if "median_pay" in frame and len(paid := frame.dropna(subset=["median_pay"])) > 1:
        yield _extremes(paid, "median_pay", "薪资中位数", "元/月")


def _read_months(table: Table) -> Iterator[str]:
    frame = _named_rows(table, by=["period"])
    if len(frame) > 1:
        first, last, most = frame.iloc[0], frame.iloc[-1], frame.iloc[frame["n"].argmax()]
        yield (
            f"{first['_group']} 有 {_shown(frame, first, 'n')} 个职位，{last['_group']} 有 "
            f"{_shown(frame, last, 'n')} 个；最多的是 {most['_group']}（{_shown(frame, most, 'n')} 个）。"
        )


def _read_pay(table: Table) -> Iterator[str]:
    frame = _named_rows(table).dropna(subset=["p50"])
    if len(frame) > 1:
        yield _extremes(frame, "p50", "薪酬中位数", "元/月")
    if len(frame):
        row = frame.sort_values("n_pay", ascending=False, kind="stable").iloc[0]
        low, high = _shown(frame, row, "p25"), _shown(frame, row, "p75")
        paid = _shown(frame, row, "n_pay")
        yield f"样本最多的「{row['_group']}」（{paid} 个写明薪资）中间一半在 {low} 至 {high} 元/月。"


def _read_structure(table: Table) -> Iterator[str]:
    kinds = [name for name in map(str, table.frame.columns) if name.startswith("kind_")]
    frame = _named_rows(table).dropna(subset=kinds)
    for _, row in frame.head(_NAMED).iterrows():
        order = sorted(kinds, key=lambda name: -row[name])
        parts = [f"{label('kind', name.removeprefix('kind_'))} {_shown(frame, row, name)}" for name in order[:_NAMED]]
        yield f"「{row['_group']}」的要求里，{'、'.join(parts)}。"


def _read_roles(table: Table) -> Iterator[str]:
    frame = table.frame[table.frame["role"] != "其他"]
    parts = [
        f"「{row['role']}」（{_shown(frame, row, 'n')} 个，占 {_shown(frame, row, 'share')}）"
        for _, row in frame.head(_NAMED).iterrows()
    ]
    if parts:
        yield f"最大的岗位群是{'、'.join(parts)}。"


def _read_pressure(table: Table) -> Iterator[str]:
    frame = table.frame.dropna(subset=["index"])
    frame = frame[frame["flag"].fillna("").str.len().eq(0) | frame["n"].ge(10)] if "flag" in frame else frame
    high = frame[frame["class"] == "压力较大"].sort_values(["n", "post"], ascending=[False, True])
    parts = [f"「{row['post']}」（指数 {_shown(frame, row, 'index')}）" for _, row in high.head(_NAMED).iterrows()]
    yield f"招聘压力较大、样本较多的岗位有{'、'.join(parts)}。" if parts else "没有样本足够而招聘压力较大的岗位。"


def _read_scarcity(table: Table) -> Iterator[str]:
    frame = table.frame.dropna(subset=["degree"])
    short = frame[frame["state"] == "短缺"].sort_values(["degree", "n"], ascending=False, kind="stable")
    unit = next((name for name in ("post", "occupation", "role", "major") if name in frame), "")
    parts = [
        f"「{row[unit]}」（紧缺度 {_shown(frame, row, 'degree')}，{_shown(frame, row, 'n')} 个职位）"
        for _, row in short.head(_NAMED).iterrows()
    ]
    if unit:
        yield f"紧缺度最高的是{'、'.join(parts)}。" if parts else "所列岗位中没有达到短缺的。"


def _read_actions(table: Table) -> Iterator[str]:
    for action, said in (("增", "本校没有课程承担、职位要求多的"), ("强", "只有一门课程承担、职位要求多的")):
        frame = table.frame[table.frame["action"] == action]
        parts = [f"「{row['term']}」（{_shown(frame, row, 'share')}）" for _, row in frame.head(_NAMED).iterrows()]
        if parts:
            yield f"{said}有{'、'.join(parts)}。"


def _read_conformity(table: Table) -> Iterator[str]:
    for state in ("未开设", "部分符合"):
        courses = table.frame.loc[table.frame["state"] == state, "course"].head(_NAMED)
        if len(courses):
            yield f"教学标准的课程中{state}的有{'、'.join(f'「{course}」' for course in courses)}。"


def _extremes(frame: pd.DataFrame, column: str, title: str, unit: str) -> str:
    """Say which group has the highest and which the lowest value."""
    low, high = frame.iloc[frame[column].argmin()], frame.iloc[frame[column].argmax()]
    return (
        f"{title}最高的是「{high['_group']}」（{_shown(frame, high, column)} {unit}），"
        f"最低的是「{low['_group']}」（{_shown(frame, low, column)} {unit}）。"
    )


class _Rule(NamedTuple):
    """How a table is read, and the columns that this takes."""

    read: Callable[[Table], Iterator[str]]
    needs: frozenset[str]


_RULES: dict[str, _Rule] = {
    stem: _Rule(read, frozenset(needs.split()))
    for stem, read, needs in (
        ("overview", _read_mix, "n share"),
        ("posts", _read_mix, "n share"),
        ("months", _read_months, "period n"),
        ("pay", _read_pay, "n_pay p25 p50 p75"),
        ("structure", _read_structure, "kind_knowledge"),
        ("demand", read_demand, "kind term share"),
        ("credentials", read_demand, "kind term share"),
        ("actions", _read_actions, "action term share"),
        ("conformity", _read_conformity, "course state"),
        ("roles", _read_roles, "role n share"),
        ("pressure", _read_pressure, "post index class n"),
        ("scarcity", _read_scarcity, "degree state n"),
    )
}
