"""One's own posting beside the market's: what only either side offers, and which duties only either states."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.conditions import condition_table
from jobmine.measure.counting import DEFAULTS, as_table, count_whole, flag_small, hide_small
from jobmine.measure.intervals import wilson
from jobmine.measure.own import BOTH, MARKETS, OURS, OwnPosting
from jobmine.measure.relation import counted
from jobmine.measure.table import Table
from jobmine.model.task_groups import find_alike, group_tasks
from jobmine.schema import empty

SIDES = {BOTH: "都写明", OURS: "只有我们写明", MARKETS: "只有市场写明"}
DENIED = "-"

_UNIT = "market"
_MOST = 0.5
_TITLES = {
    "side": "对照", "condition": "条件", "own": "本职位", "n_all": "职位总数", "values": "常见取值",
    "task": "工作任务", "n_tasks": "写明职责的职位数",
}  # fmt: skip


def own_conditions_table(
    tables: Tables, own: OwnPosting, where: str | None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return what share of the market states each condition, and whether one's own posting does.

    The market states a condition where at least ``core_share`` of its postings do.

    Parameters
    ----------
    tables : Tables
    own : OwnPosting
    where : str or None
        Condition: the postings to compare with.
    config : MeasureConfig

    Returns
    -------
    Table
        ``side``, ``condition``, ``own`` (写明, 写明没有 or empty, with its number), ``n``, ``n_all``, ``share`` with
        its interval, ``values``.
    """
    columns = ["condition", "n", "n_all", "share", "share_low", "share_high", "values"]
    market = pd.DataFrame(columns=columns)
    if tables.has("conditions"):
        market = condition_table(tables, ("all",), where, config=config).frame[columns]
    mine = pd.DataFrame({"condition": list(own.conditions), "own": [_told(v) for v in own.conditions.values()]})
    frame = market.merge(mine, on="condition", how="outer")
    whole = count_whole(tables, where=where)
    frame["n_all"] = frame["n_all"].fillna(whole["n"]).astype("int64")
    frame["values"] = frame["values"].astype(object).fillna("")
    return as_table(
        tables, _sided(frame, "condition", "n_all", config), (), where, whole=whole, name="own_conditions",
        title="条件：本职位与市场", unit="占全部职位的比例", own=True, titles=_TITLES,
        formula=f"市场写明：占比 ≥ {config.core_share:.0%}；未写明不等于没有",
    )  # fmt: skip


def own_tasks_table(
    tables: Tables, own: OwnPosting, where: str | None, *, top_n: int = 12, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return which duties both sides state, which only the own posting does, and which only the market does.

    The market's duties are put into groups of alike ones; it states a duty where at least ``core_share`` of the
    postings that state any do. A group is stated by the own posting where most of what is in it is alike one of its
    duties; a duty of the own posting that is in no such group stands alone, with the postings that state one alike.

    Parameters
    ----------
    tables : Tables
    own : OwnPosting
    where : str or None
        Condition: the postings to compare with.
    top_n : int
        Duties that only the market states.
    config : MeasureConfig

    Returns
    -------
    Table
        ``side``, ``task`` (name of the group, or the own duty), ``own`` (the own duties in it), ``n``, ``n_tasks``,
        ``share`` with its interval.
    """
    found = market_tasks(tables, where)
    n_tasks = int(found["posting_id"].nunique())
    mine = pd.DataFrame(own.tasks, columns=["surface", "verb", "object"]).drop_duplicates("surface", ignore_index=True)
    alike = find_alike(found[list(mine.columns)], mine)
    named = found["task"].ne("").to_numpy()
    n_of = found[named].groupby("task")["posting_id"].nunique()
    least = config.core_share * n_tasks
    rows: list[tuple[str, int, str | None]] = []
    covered: set[int] = set()
    for task, n in zip(n_of.index.tolist(), n_of.tolist(), strict=True):
        if n < least:
            continue
        inside = alike[(found["task"] == task).to_numpy()].mean(axis=0)
        near = np.flatnonzero(inside > _MOST).tolist()
        covered |= set(near)
        rows.append((task, n, "；".join(mine["surface"].iloc[near]) or None))
    ids = found["posting_id"].to_numpy()
    alone = [(place, duty) for place, duty in enumerate(mine["surface"]) if place not in covered]
    rows += [(duty, len(set(ids[alike[:, place]])), duty) for place, duty in alone]
    frame = pd.DataFrame(rows, columns=["task", "n", "own"])
    frame["n_tasks"], frame["share"] = n_tasks, frame["n"].astype(float) / max(1, n_tasks)
    frame["share_low"], frame["share_high"] = wilson(frame["n"], frame["n_tasks"])
    frame = _sided(frame, "task", "n_tasks", config)
    theirs = frame["side"] == SIDES[MARKETS]
    return as_table(
        tables, pd.concat([frame[~theirs], frame[theirs].head(top_n)]), (), where, name="own_tasks",
        title="工作任务：本职位与市场", unit="占写明职责职位的比例", own=True, titles=_TITLES,
        formula=f"职责按动词类与宾语归并；市场写明：占比 ≥ {config.core_share:.0%}",
    )  # fmt: skip


def market_tasks(tables: Tables, where: str | None) -> pd.DataFrame:
    """Return the duties of the postings that count, each with its group."""
    stated = empty("tasks")
    if tables.has("tasks"):
        query = "SELECT t.* FROM tasks t JOIN counted c ON c.posting_id = t.posting_id ORDER BY t.posting_id, t.start"
        stated = tables.sql(f"{counted(tables, where=where)} {query}").cast(stated.schema)
    return group_tasks(stated, pd.Series(_UNIT, index=stated["posting_id"].unique().to_pylist()))


def _sided(frame: pd.DataFrame, key: str, base: str, config: MeasureConfig) -> pd.DataFrame:
    """Return rows that say who states them; what neither does is left out."""
    frame[["n", "share"]] = frame[["n", "share"]].astype(float).fillna(0.0)
    frame["n"] = frame["n"].astype("int64")
    market, ours = (frame["share"] >= config.core_share).to_numpy(), frame["own"].notna().to_numpy()
    frame["side"] = np.select([market & ours, ours, market], list(SIDES.values()), "")
    frame["own"] = frame["own"].astype(object).fillna("")
    frame = frame[frame["side"].ne("")]
    frame = frame.assign(place=frame["side"].map(list(SIDES.values()).index))
    frame = frame.sort_values(["place", "share", key], ascending=[True, False, True])
    frame["flag"] = flag_small(frame[base], config)
    figures = ["share", "share_low", "share_high"]
    more = [name for name in ("values",) if name in frame]
    return hide_small(frame, base, figures, config)[["side", key, "own", "n", base, *figures, *more, "flag"]]


def _told(value: str) -> str:
    return "写明没有" if value == DENIED else f"写明（{value}）" if value else "写明"
