"""What stands in the cards of role groups, and what they suggest: read off the tables by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.sheets import column_style
from jobmine.measure.table import Table
from jobmine.show.cells import EMPTY, show_value
from jobmine.show.statements import Statement

OTHER = "其他"
# Head of a row of a card: which terms stand in it, by kind and aspect (None: any; "": any but tool).
TERM_ROWS: dict[str, tuple[str, str | None]] = {
    "知识": ("knowledge", ""),
    "技能": ("skill", None),
    "素养": ("quality", None),
    "工具/平台": ("knowledge", "tool"),
    "证书": ("certificate", None),
    "专业": ("major", None),
}
_BRANCHES = {
    "典型岗位": "岗位", "典型工作任务": "任务", "知识": "知识", "技能": "能力", "素养": "素养", "工具/平台": "工具",
    "证书": "证书",
}  # fmt: skip
_TERMS, _VALUES, _TASKS, _LEAVES = 8, 4, 6, 4
_CARDS = 8
_ADVISED = 5


def role_names(tables: Mapping[str, Table], most: int = _CARDS) -> list[str]:
    """Return the largest roles by name, 其他 left out.

    Examples
    --------
    >>> roles = Table(pd.DataFrame({"role": ["其他", "焊工"], "n": [9, 5]}), {})
    >>> role_names({"roles": roles})
    ['焊工']
    """
    if "roles" not in tables:
        return []
    names = tables["roles"].frame["role"]
    return [str(name) for name in names if name not in (OTHER, UNSTATED)][:most]


def stands_for(tables: Mapping[str, Table], name: str) -> str:
    """Return the name of the table that a table by role stands in: a run by role has it without ``_role``.

    Examples
    --------
    >>> stands_for({"pay": Table(pd.DataFrame(), {"by": ["role"]})}, "pay_role")
    'pay'
    >>> stands_for({"pay": Table(pd.DataFrame(), {"by": ["industry"]})}, "pay_role")
    'pay_role'
    """
    plain = name.removesuffix("_role")
    is_it = name not in tables and plain in tables and list(tables[plain].meta.get("by", ())) == ["role"]
    return plain if is_it else name


def role_card(tables: Mapping[str, Table], role: str) -> list[tuple[str, str]]:
    """Return the rows of a role's card: a head and what the tables say.

    Examples
    --------
    >>> frame = pd.DataFrame({"role": ["焊工"], "kind": ["skill"], "term": ["焊接"], "n": [9], "share": [0.45]})
    >>> role_card({"demand_role": Table(frame, {"by": ["role"]})}, "焊工")
    [('技能', '焊接（45.0%）')]
    """
    return [(head, text) for head, text in _rows(tables, role) if text and text != EMPTY]


def role_branches(tables: Mapping[str, Table], most: int = 5) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return the tree of role groups: under each its posts and tasks, and what is asked for.

    Examples
    --------
    >>> roles = Table(pd.DataFrame({"role": ["焊工"], "n": [5], "share": [1.0], "typical_posts": ["电焊工、焊工"]}), {})
    >>> role_branches({"roles": roles})
    [('焊工', [('岗位', ['电焊工', '焊工'])])]
    """
    branches = []
    for role in role_names(tables, most):
        parts = [
            (_BRANCHES[head], [leaf for leaf in re.split("[、；]", text) if leaf][:_LEAVES])
            for head, text in role_card(tables, role)
            if head in _BRANCHES
        ]
        branches += [(role, parts)] if parts else []
    return branches


def role_advice(tables: Mapping[str, Table], role: str) -> Iterator[Statement]:
    """Give what a role's demand suggests for courses and certificates, each with its table."""
    name = stands_for(tables, "demand_role")
    table = tables.get(name)
    if table is None:
        return
    asked = table.frame[(table.frame["role"] == role)].dropna(subset=["share"])
    n = int(asked["n_text"].iloc[0]) if len(asked) and "n_text" in asked else 0
    for kinds, what in (
        (("knowledge", "skill"), "核对课程内容与实训项目是否覆盖"),
        (("quality",), "在课程思政与实训考核中落实"),
        (("certificate",), "列入岗课赛证衔接的候选证书"),
    ):
        head = asked[asked["kind"].isin(kinds)].sort_values(["share", "term"], ascending=[False, True]).head(_ADVISED)
        if len(head):
            few = f"（{head['flag'].iloc[0]}）" if "flag" in head and head["flag"].iloc[0] else ""
            yield Statement(f"面向「{role}」岗位群{few}，{what}：{_terms(head)}。", name, n)


def _rows(tables: Mapping[str, Table], role: str) -> Iterator[tuple[str, str]]:
    if found := _row(tables, "roles", role):
        frame, row = found
        yield "典型岗位", show_value(row.get("typical_posts"))
        yield "需求量", f"{_cell(frame, row, 'n')} 个职位，占有岗位群的职位 {_cell(frame, row, 'share')}"
    yield "典型工作任务", _tasks(tables, role)
    if table := tables.get(stands_for(tables, "demand_role")):
        asked = table.frame
        asked = asked[asked["role"] == role]
        for head, (kind, aspect) in TERM_ROWS.items():
            of_kind = asked[asked["kind"] == kind]
            if aspect is not None and "aspect" in of_kind:
                is_tool = of_kind["aspect"] == "tool"
                of_kind = of_kind[is_tool if aspect else ~is_tool]
            by = ["share", "n"] if "share" in of_kind else ["n"]
            head_terms = of_kind.sort_values([*by, "term"], ascending=[*(False for _ in by), True]).head(_TERMS)
            yield head, _terms(head_terms)
    for name, head in (("role_education", "学历"), ("role_experience", "经验"), ("role_company_type", "单位类型")):
        yield head, _values(tables, name, role)
    if found := _row(tables, stands_for(tables, "pay_role"), role):
        frame, row = found
        if pd.notna(row["p50"]):
            yield (
                "薪酬",
                (
                    f"中位数 {_cell(frame, row, 'p50')} 元/月，中间一半 {_cell(frame, row, 'p25')} 至 "
                    f"{_cell(frame, row, 'p75')}（{_cell(frame, row, 'n_pay')} 个写明薪资）"
                ),
            )
        else:
            yield "薪酬", f"{_cell(frame, row, 'n_pay')} 个写明薪资，样本过少，不列"
        yield "用人单位", f"{_cell(frame, row, 'n_employers')} 家"


def _row(tables: Mapping[str, Table], name: str, role: str) -> tuple[pd.DataFrame, pd.Series] | None:
    if name not in tables:
        return None
    frame = tables[name].frame
    found = frame[frame["role"] == role]
    return (frame, found.iloc[0]) if len(found) else None


def _cell(frame: pd.DataFrame, row: pd.Series, name: str) -> str:
    return show_value(row[name], column_style(name, frame[name]), name)


def _terms(head: pd.DataFrame) -> str:
    return "、".join(
        f"{row['term']}（{show_value(row['share'], 'percent') if pd.notna(row['share']) else str(row['n']) + ' 个'}）"
        for _, row in head.iterrows()
    )


def _values(tables: Mapping[str, Table], name: str, role: str) -> str:
    if name not in tables:
        return ""
    frame = tables[name].frame
    column = name.removeprefix("role_")
    of_role = frame[(frame["role"] == role) & (frame[column] != UNSTATED)]
    largest = of_role.sort_values(["n", column], ascending=[False, True]).head(_VALUES)
    return "、".join(f"{row[column]} {_cell(frame, row, 'n')} 个" for _, row in largest.iterrows())


def _tasks(tables: Mapping[str, Table], role: str) -> str:
    table = tables.get("tasks")
    unit = next((name for name in ("role", "unit") if table and name in table.frame), "")
    if table is None or not unit or "task" not in table.frame:
        return ""
    frame = table.frame[table.frame[unit] == role].head(_TASKS)
    return "；".join(
        f"{row['task']}（{show_value(row['share'], 'percent')}）" if pd.notna(row.get("share")) else str(row["task"])
        for _, row in frame.iterrows()
    )
