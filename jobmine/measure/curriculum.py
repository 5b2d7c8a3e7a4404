"""Tables of a training plan beside demand: 教学标准符合度, course matrices, 培养规格 draft, two periods [own]."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.alignment import KINDS, TITLES
from jobmine.measure.counting import DEFAULTS, as_table, count_whole, flag_small
from jobmine.measure.demand import demand_table
from jobmine.measure.intervals import difference
from jobmine.measure.relation import counted
from jobmine.measure.table import Table, new_table
from jobmine.schema import LEVELS

WHOLE, PART, NONE = "符合", "部分符合", "未开设"
_WHOLE, _PART = 0.8, 0.45
_EVERYWHERE = 0.25  # a term that more of the own courses teach
_FILL = re.compile(r"与|和|及|应用|基础|技术|学|概论|实务|\(.*?\)|（.*?）|[IⅠⅡⅢⅣ一二三四\d]+$|\s")
_GROUPS = {"quality": "素质", "knowledge": "知识", "certificate": "能力", "skill": "能力"}
_ORDER = ("素质", "知识", "能力")
_MUST = 0.5


def conformity_table(courses: pd.DataFrame, found: pd.DataFrame) -> Table:
    """Return how far the own plan has each course of the standard.

    Returns
    -------
    Table
        A row a course of the standard: the nearest own course and 符合度, 1 where the names are one but for words
        such as 基础 or 技术; else the mean of the Dice coefficient of the names' pairs of characters and of the
        share of the standard course's terms that the own course teaches; the Dice coefficient alone where the
        standard course leads to no term. Terms that more than a quarter of the own courses teach do not count.

    Examples
    --------
    >>> rows = [("standard", "机械制图"), ("standard", "电工电子技术"), ("own", "机械制图与CAD"), ("own", "电工电子")]
    >>> courses = pd.DataFrame(rows, columns=["origin", "course"]).assign(course_type="", credits=None, hours=None)
    >>> none = pd.DataFrame(columns=["number", "kind", "term", "how"])
    >>> conformity_table(courses, none).frame[["course", "nearest", "conformity"]].values.tolist()
    [['机械制图', '机械制图与CAD', 0.666666667], ['电工电子技术', '电工电子', 1.0]]
    """
    terms = found.groupby("number")["term"].agg(set).to_dict() if len(found) else {}
    own = courses[courses["origin"] == "own"]
    spread = found[found["number"].isin(own.index)].groupby("term")["number"].nunique()
    everywhere = set(
        spread[spread > max(1, len(own) * _EVERYWHERE)].index
    )  # 护理 tells no course of nursing from another
    rows = []
    for number, course in courses.loc[courses["origin"] == "standard", ["course", "course_type"]].iterrows():
        needed = terms.get(number, set()) - everywhere
        scores = [
            (_conformity(course["course"], name, needed, terms.get(other, set())), -place, other)
            for place, (other, name) in enumerate(zip(own.index.tolist(), own["course"], strict=True))
        ]
        score, _, other = max(scores, default=(0.0, 0, -1))
        got = terms.get(other, set())
        anything = score >= _PART
        rows.append(
            {"course": course["course"], "course_type": course["course_type"], "conformity": score,
             "state": WHOLE if score >= _WHOLE else PART if anything else NONE,
             "nearest": own.at[other, "course"] if score > 0 else "",
             "credits": own.at[other, "credits"] if anything else None,
             "hours": own.at[other, "hours"] if anything else None,
             "n_terms": len(needed), "n_taught": len(needed & got),
             "lacking": "、".join(sorted(needed - got)[:8]) if anything else ""}
        )  # fmt: skip
    frame = pd.DataFrame(
        rows,
        columns=["course", "course_type", "conformity", "state", "nearest", "credits", "hours", "n_terms", "n_taught",
                 "lacking"],
    )  # fmt: skip
    mean = f"平均符合度 {frame['conformity'].mean():.2f}" if len(frame) else "没有该专业的标准课程"
    counts = frame["state"].value_counts()
    notes = [f"{mean}；" + "，".join(f"{state} {counts.get(state, 0)} 门" for state in (WHOLE, PART, NONE))]
    return new_table(
        frame, name="conformity", title="教学标准符合度", own=True, unit="0 到 1", counts="课程数",
        formula="课程名相同（不计基础、技术等词）为 1；否则为课程名二字组 Dice 系数与标准课程术语覆盖率的平均，"
        f"无术语时只用前者；超过 {_EVERYWHERE:.0%} 的本校课程都教的术语不计；"
        f"≥ {_WHOLE} 符合，≥ {_PART} 部分符合", direction="越大，本校方案越符合标准", notes=notes,
        titles=TITLES | {"course": "标准课程", "conformity": "符合度", "nearest": "最近的本校课程", "credits": "学分",
                         "hours": "学时", "n_terms": "标准课程术语数", "n_taught": "其中已教", "lacking": "未教的术语"},
    )  # fmt: skip


def _conformity(standard: str, own: str, needed: set[str], got: set[str]) -> float:
    one, other = (_FILL.sub("", name) or name for name in (standard, own))
    if one == other:
        return 1.0
    pairs = [{name[i : i + 2] for i in range(len(name) - 1)} or {name} for name in (one, other)]
    dice = 2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1]))
    return round((dice + len(needed & got) / len(needed)) / 2 if needed else dice, 9)


def specification_table(
    tables: Tables, aligned: Table, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return a draft of the 培养规格: a line for each term asked for by ``core_share`` of the postings.

    Parameters
    ----------
    tables : Tables
        With ``mentions``.
    aligned : Table
        From :func:`jobmine.measure.alignment.alignment_table`.
    """
    frame = aligned.frame[aligned.frame["kind"].isin(_GROUPS) & aligned.frame["share"].ge(config.core_share)].copy()
    frame["group"] = frame["kind"].map(_GROUPS)
    frame["place"] = frame["group"].map({group: i for i, group in enumerate(_ORDER, 1)}).astype("int64")
    frame = frame.sort_values(["place", "share", "term"], ascending=[True, False, True])
    frame["number"] = [f"{p}-{i}" for p, i in zip(frame["place"], frame.groupby("place").cumcount() + 1, strict=True)]
    frame["strength"] = np.where(frame["must_share"].fillna(0) >= _MUST, "刚性", "弹性")
    usual = _levels(tables, where)
    cells = zip(frame["kind"].tolist(), frame["term"].tolist(), strict=True)
    frame["line"] = [_line(kind, term, usual.get((kind, term), "")) for kind, term in cells]
    columns = ["number", "group", "line", "kind", "term", "strength", "must_share", "share", "share_low", "share_high",
               "n", "n_text", "own_courses", "flag"]  # fmt: skip
    return as_table(
        tables, frame[columns], (), where, name="specification", title="培养规格（草案）", own=True,
        unit="占有可读要求职位的比例",
        formula=f"列占比 ≥ {config.core_share:.0%} 的词项；刚性：必须要求占 {_MUST:.0%} 以上",
        notes=["调研候选，待专家确认；程度动词取招聘启事中最常见的，未写程度的用“熟悉”"],
        titles=TITLES | {"number": "编号", "group": "规格", "line": "表述", "strength": "刚性或弹性",
                         "own_courses": "支撑课程"},
    )  # fmt: skip


def _line(kind: str, term: str, level: str) -> str:
    """Return a term as a line of a 培养规格.

    Examples
    --------
    >>> _line("knowledge", "机械制图", "掌握"), _line("skill", "沟通能力", ""), _line("skill", "Excel", "")
    ('掌握机械制图', '具有沟通能力', '能够运用Excel')
    """
    if kind == "knowledge":
        return f"{level or LEVELS[1]}{term}"
    if kind == "certificate":
        return f"取得{term}"
    return f"具有{term}" if kind == "quality" or term.endswith(("力", "技巧", "功底")) else f"能够运用{term}"


def _levels(tables: Tables, where: str | None) -> Mapping[tuple[str, str], str]:
    """Return the level that postings state most often for each term."""
    found = tables.sql(
        f"""{counted(tables, where=where)} SELECT kind, term, level, COUNT(*) AS n FROM counted
JOIN mentions m ON m.posting_id = counted.posting_id WHERE level IS NOT NULL AND NOT negated
GROUP BY kind, term, level ORDER BY kind, term, n, level"""  # noqa: S608 - names of the schema
    ).to_pylist()
    return {(row["kind"], row["term"]): row["level"] for row in found}


def matrix_table(courses: pd.DataFrame, found: pd.DataFrame, lines: Table, *, indicators: bool) -> Table:
    """Return which own course serves which term, or which line of the 培养规格, H, M or L.

    H: name and text of the course have it; M: its text; L: its name alone.

    Parameters
    ----------
    courses, found
        As for :func:`jobmine.measure.alignment.alignment_table`.
    lines : Table
        The table whose terms are the columns.
    indicators : bool
        Columns are the numbers of the lines, not their terms.
    """
    heads = lines.frame["number"] if indicators else lines.frame["term"]
    wanted = dict(zip(zip(lines.frame["kind"], lines.frame["term"], strict=True), heads, strict=True))
    own = courses[courses["origin"] == "own"]
    strength = {"name text": "H", "text": "M", "name": "L"}
    cells: dict[tuple[int, str], str] = {}
    for number, kind, term, how in found[["number", "kind", "term", "how"]].itertuples(index=False, name=None):
        if (kind, term) in wanted and number in own.index:
            key = (int(number), str(wanted[kind, term]))
            cells[key] = min(cells.get(key, "M"), strength[how], key="HML".index) if key in cells else strength[how]
    columns = list(dict.fromkeys(map(str, heads)))
    frame = pd.DataFrame(
        [[cells.get((int(number), column), "") for column in columns] for number in own.index], columns=columns
    )
    frame.insert(0, "course", own["course"].to_numpy())
    frame.insert(1, "course_type", own["course_type"].to_numpy())
    served = (frame[columns] != "").sum() if columns else pd.Series(dtype=int)
    return new_table(
        frame, name="indicators" if indicators else "course_terms", own=True, counts="课程数",
        title="课程与培养规格矩阵" if indicators else "课程与要求矩阵",
        formula="H：课程名与内容都有；M：内容有；L：只由课程名推断", unit="H M L",
        notes=[f"没有课程支撑的：{'、'.join(served[served == 0].index) or '无'}"], titles=TITLES,
    )  # fmt: skip


def period_table(
    tables: Tables, aligned: Table, periods: Sequence[tuple[str, str]], *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return the terms of the alignment in two periods, with the difference of their shares and its interval.

    Parameters
    ----------
    periods : sequence of tuple
        Name and condition of the earlier and of the later period.
    """
    sides = [demand_table(tables, ("all",), where, kind=KINDS, config=config, against="").frame for _, where in periods]
    keys = ["kind", "term"]
    frame = aligned.frame.loc[aligned.frame["kind"].isin(KINDS), [*keys, "state", "action", "own_courses"]]
    for name, side, (_, where) in zip(("old", "new"), sides, periods, strict=True):
        found = side[[*keys, "n"]].rename(columns={"n": f"n_{name}"})
        frame = frame.merge(found, on=keys, how="left")
        frame[f"n_{name}"] = frame[f"n_{name}"].fillna(0).astype("int64")
        frame[f"n_text_{name}"] = int(count_whole(tables, where=where)["n_text"])
    enough = frame[["n_text_old", "n_text_new"]].min(axis="columns") >= config.ratio_from
    for name in ("old", "new"):
        frame[f"share_{name}"] = (frame[f"n_{name}"] / frame[f"n_text_{name}"]).where(enough)
    low, high = difference(frame["n_new"], frame["n_text_new"], frame["n_old"], frame["n_text_old"])
    frame["difference"] = frame["share_new"] - frame["share_old"]
    frame["difference_low"] = pd.Series(low, frame.index).where(enough)
    frame["difference_high"] = pd.Series(high, frame.index).where(enough)
    frame["change"] = np.select([frame["difference_low"] > 0, frame["difference_high"] < 0], ["上升", "下降"], "")
    frame["flag"] = flag_small(frame[["n_text_old", "n_text_new"]].min(axis="columns"), config)
    frame = frame[(frame["n_old"] + frame["n_new"]) > 0]
    frame = frame.sort_values(["difference", *keys], ascending=[False, True, True])
    old, new = (name for name, _ in periods)
    return as_table(
        tables, frame, (), None, name="periods", title=f"两期比较（{old} 与 {new}）", own=True,
        unit="占有可读要求职位的比例", formula="difference = share_new − share_old；区间不含 0 的为上升或下降",
        titles=TITLES | {"n_old": f"{old} 职位数", "n_new": f"{new} 职位数", "n_text_old": f"{old} 可读职位数",
                         "n_text_new": f"{new} 可读职位数", "share_old": f"{old} 占比", "share_new": f"{new} 占比",
                         "difference": "占比之差", "difference_low": "差的下限", "difference_high": "差的上限",
                         "change": "变化"},
    )  # fmt: skip
