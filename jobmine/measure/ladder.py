"""The career ladder of a role: what each step of experience or seniority asks for and pays beyond the step below."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, count_whole, flag_small, hide_small, stated
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, check_dimensions, group_places
from jobmine.measure.industry_weights import BACHELOR
from jobmine.measure.intervals import wilson
from jobmine.measure.pay import median_pay
from jobmine.measure.relation import counted, group_columns, literal, named
from jobmine.measure.role_suite import OTHER
from jobmine.measure.table import Table
from jobmine.measure.terms import count_terms
from jobmine.measure.weights import log_odds_z
from jobmine.schema import LEVELS

STEPS = ("experience", "seniority")
_KINDS = ("knowledge", "skill", "certificate")
_SHOWN = 6
LARGEST = 200
_TITLES = {
    "share_low": "占比下限", "share_high": "占比上限", "n_pay": "写明薪资的职位数", "pay": "薪资中位数",
    "pay_step": "比下一级", "education": "最多的学历要求", "bachelor_share": "本科及以上占比", "level": "平均要求程度",
    "n_levelled": "写明程度的要求数", "gained": "比下一级多要求",
}  # fmt: skip
# 不限 and 未注明 are no steps: such postings take people of any experience.
_NO_STEPS = ("不限", UNSTATED)


def ladder_table(
    tables: Tables,
    by: str | Sequence[str] = "role",
    where: str | None = None,
    *,
    step: str = "experience",
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return for each role what its steps ask for and pay.

    Ours. Steps follow each other from the lowest; postings that state none, or take any, are no step.

    Parameters
    ----------
    by : str or sequence of str
        ``role``, ``post``, ``occupation`` …: whose ladder.
    where : str, optional
        Condition: a subset of the scope.
    step : {'experience', 'seniority'}

    Returns
    -------
    Table
        A row a role and step: ``n``, ``share`` of the role's postings that stand on a step with its interval, median
        ``pay`` (yuan a month) and ``pay_step`` (over that of the step below, less 1), the commonest ``education`` and
        ``bachelor_share`` (of those that state one), mean ``level`` (了解 1 … 精通 4), and ``gained``: terms asked for
        more than on the step below (z of the log-odds at least ``core_z``, at least ``ratio_from`` postings).
    """
    if step not in STEPS:
        raise ConfigError(f"steps of a ladder are {' or '.join(STEPS)}; got {step!r}")
    groups = check_dimensions(by)
    if step in groups:
        raise ConfigError(f"by must not hold {step}: it makes the steps")
    keys = [*groups, step]
    whole = count_whole(tables, where=where)
    counts, silent = stated(count_groups(tables, keys, where=where), groups, int(whole["n"]))
    frame = counts.loc[~counts[step].isin(_NO_STEPS), [*keys, "n", "n_text"]].reset_index(drop=True)
    total = frame.groupby(list(groups))["n"].transform("sum")
    low, high = wilson(frame["n"], total)
    frame = frame.assign(share=frame["n"] / total, share_low=low, share_high=high)
    frame = frame.merge(median_pay(tables, keys, where=where), on=keys, how="left", validate="1:1")
    frame = frame.merge(_asked(tables, keys, where), on=keys, how="left", validate="1:1")
    frame = frame.merge(_levels(tables, keys, where), on=keys, how="left", validate="1:1")
    frame[["n_pay", "n_levelled"]] = frame[["n_pay", "n_levelled"]].fillna(0).astype("int64")
    order = DIMENSIONS[step].order
    frame = frame.merge(group_places(frame, groups, "n"), on=list(groups), validate="m:1")
    frame = frame.assign(other=frame[groups[-1]] == OTHER, step_place=frame[step].map(order.index))
    frame = frame.sort_values(["other", "place", "step_place"], ignore_index=True)
    frame = hide_small(frame, "n", ["share_low", "share_high", "share", "bachelor_share"], config)
    frame["education"] = frame["education"].where(frame["n"] >= config.ratio_from, "").fillna("")
    frame = hide_small(hide_small(frame, "n_pay", ["pay"], config), "n_levelled", ["level"], config)
    below = frame.groupby(list(groups), sort=False)["pay"].shift()
    frame["pay_step"] = frame["pay"] / below - 1
    frame["gained"] = _gained(frame, tables, groups, step, where, config)
    frame["flag"] = flag_small(frame["n"], config)
    columns = [*keys, "n", "n_text", "share", *(name for name in _TITLES if name != "share"), "flag"]
    title = DIMENSIONS[groups[-1]].title
    return as_table(
        tables, frame[columns], keys, where, whole=whole,
        name="ladder", title=f"{title}的职业阶梯", unit="占比；薪资为元/月；程度 1 至 4", own=True,
        formula="占比 = 本级 / 写明级别的职位；平均程度：了解 1、熟悉 2、掌握 3、精通 4；多要求：对数优势比 z",
        source="区间：Wilson (1927)；z：Monroe, Colaresi & Quinn (2008)",
        direction="比下一级大于 0，薪资更高",
        notes=[
            silent,
            f"经验不限与未写{DIMENSIONS[step].title}的职位不作一级",
            f"多要求的词项只列最大的 {LARGEST} 组" if frame[groups[-1]].nunique() > LARGEST else "",
        ],
        titles=_TITLES,
    )  # fmt: skip


def _asked(tables: Tables, keys: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return the commonest education of each group and the share of 本科 and above, where one is stated."""
    columns = group_columns(keys)
    counts = named(
        tables.sql(
            counted(tables, keys, where=where)
            + f"""SELECT {columns}, education, COUNT(*) AS m FROM counted WHERE education IS NOT NULL
    GROUP BY {columns}, education ORDER BY {columns}, m DESC, education"""
        ),
        keys,
    )
    counts["high"] = counts["m"].where(counts["education"].isin(BACHELOR), 0)
    sums = counts.groupby(list(keys))[["m", "high"]].sum()
    first = counts.drop_duplicates(list(keys))[[*keys, "education"]]
    return first.merge((sums["high"] / sums["m"]).rename("bachelor_share").reset_index(), on=list(keys))


def _levels(tables: Tables, keys: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return the levelled requirements of each group and their mean level."""
    if not tables.has("mentions"):
        return pd.DataFrame({**{name: pd.Series(dtype=str) for name in keys}, "n_levelled": [], "level": []})
    columns = group_columns(keys)
    points = " ".join(f"WHEN {literal(level)} THEN {place}" for place, level in enumerate(LEVELS, 1))
    sums = named(
        tables.sql(
            counted(tables, keys, where=where)
            + f"""SELECT {columns}, COUNT(*) AS n_levelled, CAST(SUM(CASE m.level {points} END) AS BIGINT) AS points
    FROM counted c JOIN mentions m ON m.posting_id = c.posting_id
    WHERE readable = 1 AND m.level IS NOT NULL AND NOT COALESCE(m.negated, FALSE)
    GROUP BY {columns} ORDER BY {columns}"""
        ),
        keys,
    )
    return sums.assign(level=sums["points"] / sums["n_levelled"]).drop(columns="points")


def _gained(
    frame: pd.DataFrame, tables: Tables, groups: Sequence[str], step: str, where: str | None, config: MeasureConfig
) -> list[str]:
    """Return for each row the terms that it asks for more than the row below it of the same group."""
    if not tables.has("mentions"):
        return [""] * len(frame)
    keys = [*groups, step]
    rows = frame[[*keys, "n_text"]].reset_index(names="row")
    has_below = rows[list(groups)].eq(rows[list(groups)].shift()).all(axis="columns")
    enough = np.minimum(rows["n_text"], rows["n_text"].shift(fill_value=0)) >= config.ratio_from
    upper = rows.loc[has_below & enough, ["row", "n_text"]].assign(n_text_below=rows["n_text"].shift())
    terms = count_terms(tables, keys, where=_largest(frame, groups, where), kinds=_KINDS)
    terms = terms.merge(rows[[*keys, "row"]], on=keys)
    here = terms[terms["row"].isin(upper["row"])]
    there = terms.assign(row=terms["row"] + 1)
    there = there[there["row"].isin(upper["row"])]
    same = ["row", "kind", "term"]
    both = here[[*same, "n"]].merge(there[[*same, "n"]], on=same, how="outer", suffixes=("", "_below"))
    both = both.fillna({"n": 0, "n_below": 0}).merge(upper, on="row")
    lists = both.groupby(["row", "kind"], sort=False)
    total, total_below = lists["n"].transform("sum"), lists["n_below"].transform("sum")
    both["z"] = log_odds_z(both["n"], total, both["n_below"], total_below, lists["term"].transform("size"))
    more = (both["z"] >= config.core_z) & (both["n"] >= config.ratio_from)
    more &= both["n"] / both["n_text"] > both["n_below"] / both["n_text_below"]
    best = both[more].sort_values(["row", "z", "term"], ascending=[True, False, True]).groupby("row").head(_SHOWN)
    said = best.groupby("row")["term"].agg("、".join)
    return [str(said.get(row, "")) for row in rows["row"]]


def _largest(frame: pd.DataFrame, groups: Sequence[str], where: str | None) -> str | None:
    """Return the condition for the groups whose terms are compared: the largest, where there are very many."""
    name, names = groups[-1], frame[groups[-1]].drop_duplicates()
    if len(names) <= LARGEST or DIMENSIONS[name].sql != name:
        return where
    condition = f"{name} IN ({', '.join(map(literal, names[:LARGEST]))})"
    return f"({where}) AND {condition}" if where else condition
