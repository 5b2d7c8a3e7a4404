"""Typical tasks of roles and posts, and what is asked for beside each: the 职业能力分析表 as a candidate."""

# ruff: noqa: S608 - queries are built from names of the schema and checked conditions

from __future__ import annotations

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.data import read_tsv
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, flag_small
from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.relation import counted
from jobmine.measure.table import Table
from jobmine.measure.weights import log_odds_z
from jobmine.model.task_groups import describe_groups, group_tasks
from jobmine.schema import empty

UNITS = ("role", "post")
CANDIDATE = "调研候选，待专家确认"
EXPERT_COLUMNS = ("重要度", "频度", "难度", "专家意见")

_TYPICAL = 1.282  # z of the log-odds from which a term belongs to a task: one-sided, 10 %
_TERMS = 5  # of each kind beside a task
_FEWEST = 10  # postings of a role or post that the table describes
_LEFT_OUT = ("其他", UNSTATED)
_COLUMNS = {"knowledge": "知识", "skill": "技能", "quality": "素养", "tool": "工具/平台"}


def task_table(
    tables: Tables,
    by: str = "role",
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
    examples: bool = True,
) -> Table:
    """Return the typical tasks of every role or post.

    Parameters
    ----------
    tables : Tables
        With ``postings`` and ``tasks``.
    by : {"role", "post"}
        What the tasks are those of.
    where : str, optional
        Condition over postings: a subset of the scope.
    config : MeasureConfig
    examples : bool
        Whether sentences of postings are quoted.

    Returns
    -------
    Table
        A row a unit and group of tasks: ``task`` (its commonest short form), ``n`` postings that state it,
        ``n_tasks`` postings of the unit that state any task, ``share``, and three sentences.
    """
    made = _tabulate(tables, _Grouped(tables, by, where), where, config)
    return made if examples else Table(made.frame.drop(columns="examples"), made.meta)


def ability_table(
    tables: Tables, by: str = "role", where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return a candidate for the 职业能力分析表 of every role or post, with empty columns for experts.

    Beside each task stand the terms whose odds in the postings that state it exceed those in the other postings
    of the unit (z of the log-odds at least 1.282). Codes: task i, contents i.1, i.2 …; P professional (knowledge,
    skills, tools), G general, S social, D development (qualities, by ``report/abilities.tsv``).

    Parameters
    ----------
    tables, by, where, config
        As for :func:`task_table`; ``mentions`` too.
    """
    grouped = _Grouped(tables, by, where)
    tasks = _tabulate(tables, grouped, where, config)
    if tasks.frame.empty:
        return tasks
    beside = _terms_beside(tables, grouped)
    frame = tasks.frame.copy()
    frame["number"] = frame.groupby(by).cumcount() + 1
    lines = zip(*(frame[name].tolist() for name in ("number", by, "task", "examples")), strict=True)
    rows = [_abilities(number, task, told, beside.get((unit, task), {})) for number, unit, task, told in lines]
    made = pd.DataFrame(rows)
    made.insert(0, "岗位群", grouped.roles.reindex(frame[by]).to_numpy() if by == "post" else frame[by].to_numpy())
    made.insert(1, "岗位", frame[by].to_numpy() if by == "post" else grouped.posts.reindex(frame[by]).to_numpy())
    made["占比"], made["样本数"] = frame["share"].to_numpy(), frame["n"].to_numpy()
    for column in EXPERT_COLUMNS:
        made[column] = ""
    return Table(
        made, {**tasks.meta, "name": "abilities", "title": "职业能力分析表", "notes": [CANDIDATE], "titles": {}}
    )


class _Grouped:
    """The tasks of the postings that count, in groups."""

    def __init__(self, tables: Tables, by: str, where: str | None) -> None:
        if by not in UNITS:
            raise ConfigError(f"tasks by {by!r}; allowed: {', '.join(UNITS)}")
        self.by = by
        postings = tables.sql(
            f"{counted(tables, where=where)} SELECT posting_id, role, post, text FROM counted"
        ).to_pandas()
        postings = postings[postings[by].notna() & ~postings[by].isin(_LEFT_OUT) & postings[by].ne("")]
        self.units = postings.set_index("posting_id")[by]
        self.texts = postings.set_index("posting_id")["text"]
        self.posts = _commonest(postings, by, "post", 3)
        self.roles = _commonest(postings, by, "role", 1)
        found = tables.sql("FROM tasks ORDER BY posting_id, start") if tables.has("tasks") else empty("tasks")
        # Small units are left out before the grouping: they would put forward leaders of their own.
        stating = pd.Series(found["posting_id"].unique().to_pylist(), dtype=object).map(self.units)
        sizes = stating.value_counts()
        self.sizes = sizes[sizes >= _FEWEST].sort_index()
        self.rows = group_tasks(found, self.units[self.units.isin(self.sizes.index)])


def _tabulate(tables: Tables, grouped: _Grouped, where: str | None, config: MeasureConfig) -> Table:
    by = grouped.by
    frame = describe_groups(grouped.rows, grouped.sizes, grouped.texts).to_pandas().rename(columns={"unit": by})
    frame["n_tasks"] = frame[by].map(grouped.sizes)
    frame["examples"] = frame["examples"].map("\n".join)
    frame["flag"] = flag_small(frame["n_tasks"].fillna(0), config)
    frame = frame.assign(size=frame["n_tasks"]).sort_values(
        ["size", by, "n", "task"], ascending=[False, True, False, True]
    )
    return as_table(
        tables, frame[[by, "task", "n", "n_tasks", "share", "examples", "flag"]].reset_index(drop=True), (by,), where,
        name="tasks", title="典型工作任务", unit="职位", own=True,
        formula="职责按动词类与宾语归并，名称取最常见的短语；占比 = 写明该任务的职位 / 写明任何任务的职位",
        titles={"task": "典型工作任务", "n_tasks": "写明职责的职位数", "examples": "原文例句"}, notes=[CANDIDATE],
    )  # fmt: skip


def _terms_beside(tables: Tables, grouped: _Grouped) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Return, by unit and task, the terms of each column that are asked for with it above chance."""
    if not tables.has("mentions"):
        return {}
    asked = tables.sql(
        "SELECT DISTINCT posting_id, kind, COALESCE(aspect, '') AS aspect, term FROM mentions WHERE NOT negated"
    ).to_pandas()
    tool = asked["kind"].eq("knowledge") & asked["aspect"].isin(["tool", "equipment"])
    asked["column"] = asked["kind"].where(~tool, "tool")
    asked = asked[asked["column"].isin(list(_COLUMNS))].drop_duplicates(["posting_id", "column", "term"])
    asked["unit"] = asked["posting_id"].map(grouped.units)
    stating = set(grouped.rows["posting_id"])
    asked = asked[asked["unit"].isin(grouped.sizes.index) & asked["posting_id"].isin(stating)]
    key = ["unit", "column", "term"]
    whole = asked.groupby(key).size().rename("all").reset_index()
    totals = whole.groupby(["unit", "column"]).agg(total=("all", "sum"), size=("all", "size"))
    named = grouped.rows[grouped.rows["task"].ne("")][["posting_id", "unit", "task"]].drop_duplicates()
    pairs = named.merge(asked[["posting_id", "column", "term"]], on="posting_id")
    here = pairs.groupby(["unit", "task", "column", "term"]).size().rename("n").reset_index()
    here = here.merge(whole, on=key).join(totals, on=["unit", "column"])
    here["base"] = here.groupby(["unit", "task", "column"])["n"].transform("sum")
    z = log_odds_z(here["n"], here["base"], here["all"] - here["n"], here["total"] - here["base"], here["size"])
    here["z"] = np.nan_to_num(z).round(6)
    kept = here[(here["z"] >= _TYPICAL) & (here["n"] >= 2)]
    kept = kept.sort_values(["unit", "task", "column", "z", "term"], ascending=[True, True, True, False, True])
    kept = kept[kept.groupby(["unit", "task", "column"]).cumcount() < _TERMS]
    beside: dict[tuple[str, str], dict[str, list[str]]] = {}
    lines = zip(*(kept[name].tolist() for name in ("unit", "task", "column", "term")), strict=True)
    for unit, task, column, term in lines:
        beside.setdefault((unit, task), {}).setdefault(column, []).append(term)
    return beside


def _abilities(number: int, task: str, told: str, terms: dict[str, list[str]]) -> dict[str, str]:
    """Return one line of the table: codes before every content and every term."""
    contents = [line for line in told.split("\n") if line]
    made = {
        "编号": str(number),
        "典型工作任务": task,
        "工作内容": "\n".join(f"{number}.{i} {line}" for i, line in enumerate(contents, 1)),
    }
    counts: dict[str, int] = {}
    for column, title in _COLUMNS.items():
        coded = []
        for term in terms.get(column, []):
            letter = _letter(term) if column == "quality" else "P"
            counts[letter] = counts.get(letter, 0) + 1
            coded.append(f"{letter}-{number}.{counts[letter]} {term}")
        made[title] = "\n".join(coded)
    return made


def _letter(term: str) -> str:
    """Return S social or D development by the words of a quality, else G general.

    Examples
    --------
    >>> _letter("沟通能力"), _letter("学习能力"), _letter("执行力")
    ('S', 'D', 'G')
    """
    return next((row["code"] for row in read_tsv("report/abilities.tsv") if row["word"] in term), "G")


def _commonest(postings: pd.DataFrame, by: str, column: str, most: int) -> pd.Series:
    """Return the commonest values of a column in each unit, joined."""
    named = pd.DataFrame({"unit": postings[by], "value": postings[column]})
    counts = named[named["value"].fillna("").ne("")].groupby(["unit", "value"]).size().rename("n").reset_index()
    counts = counts.sort_values(["unit", "n", "value"], ascending=[True, False, True])
    return counts[counts.groupby("unit").cumcount() < most].groupby("unit")["value"].agg("、".join)
