"""Terms and tasks by three sides: what postings ask for, what the standard lists, what the own plan teaches [own]."""

# ruff: noqa: S608 - queries are built from names of the schema and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.extract.texts import fold
from jobmine.measure.counting import DEFAULTS, as_table, count_whole, flag_small
from jobmine.measure.demand import demand_table
from jobmine.measure.intervals import wilson
from jobmine.measure.matrices import term_matrices
from jobmine.measure.relation import counted
from jobmine.measure.table import Table

KINDS = ("knowledge", "skill", "quality", "certificate")
TASK = "task"
COVERED, MISSING, SURPLUS, RARE = "已覆盖", "缺失", "少有要求", "偶有要求"
ADD, STRENGTHEN, CUT, KEEP = "增", "强", "减", "保留"
LEAST = 0.01  # share from which a term that no course teaches counts as missing

_FEWEST = 2  # postings of a term or task that no plan has
_COLUMNS = [
    "kind", "aspect", "term", "n", "n_text", "share", "share_low", "share_high", "must_share", "in_standard", "taught",
    "state", "action", "n_courses", "own_courses", "standard_courses", "nearest", "association", "flag",
]  # fmt: skip
TITLES = {
    "in_standard": "标准中有", "taught": "本校已教", "state": "状态", "action": "建议", "n_courses": "本校课程数",
    "own_courses": "由哪些课程承担", "standard_courses": "标准课程", "nearest": "最近的本校课程",
    "association": "与该课程的共现关联度", "must_share": "刚性要求占比", "course": "课程", "course_type": "课程性质",
}  # fmt: skip
RULE = (
    "缺失：占比 ≥ {least:.0%} 而本校无课程承担；增：缺失且占比 ≥ {core:.0%}；强：占比 ≥ {core:.0%} 而只有一门课程承担；"
    "减：知识、能力有课程承担而标准中没有，占比的 95% 上限 < {half:.1%}，"
    "且这些课程不承担任何占比 ≥ {least:.0%} 的要求；占比上限不低于 {half:.1%} 而有课程承担的为保留"
)


def alignment_table(
    tables: Tables,
    courses: pd.DataFrame,
    found: pd.DataFrame,
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the three-way table of terms and tasks.

    Parameters
    ----------
    tables : Tables
        With ``postings``, ``sections`` and ``mentions``; ``tasks`` where there are any.
    courses : DataFrame
        As the schema has them, ``origin`` own and standard.
    found : DataFrame
        From :func:`jobmine.model.course_terms.find_course_terms` over the rows of ``courses``.
    where : str, optional
        Condition: a subset of the scope.
    config : MeasureConfig
        ``core_share`` parts what is added and strengthened; cells under ``ratio_from`` have no state.

    Returns
    -------
    Table
        A row a term or task: its share with interval, whether standard and plan have it and in which courses,
        state, action, and for a missing term the own course whose terms postings ask for together with it.
    """
    asked = demand_table(tables, ("all",), where, kind=KINDS, config=config, against="").frame
    whole = int(count_whole(tables, where=where)["n_text"])
    kept = asked[["kind", "aspect", "term", "n", "n_text", "share", "share_low", "share_high", "must_share"]]
    taught = _by_term(courses, found)
    frame = kept.merge(taught, on=["kind", "term"], how="outer")
    frame = frame[frame["kind"].isin(KINDS)]
    frame["n"] = frame["n"].fillna(0).astype("int64")
    unseen = frame["n_text"].isna()
    frame["n_text"] = whole
    if whole >= config.ratio_from:
        low, high = wilson(np.zeros(int(unseen.sum())), np.full(int(unseen.sum()), whole))
        frame.loc[unseen, ["share", "share_low", "share_high"]] = np.column_stack([np.zeros(len(low)), low, high])
    frame = pd.concat([frame, _tasks(tables, courses, found, where)], ignore_index=True)
    frame = frame[(frame["n"] >= _FEWEST) | frame["n_courses"].gt(0) | frame["standard_courses"].fillna("").ne("")]
    frame["n_courses"] = frame["n_courses"].fillna(0).astype("int64")
    for column in ("own_courses", "standard_courses"):
        frame[column] = frame[column].fillna("")
    frame = frame.assign(taught=frame["n_courses"] > 0, in_standard=frame["standard_courses"] != "")
    frame = _judged(frame, _idle_courses(courses, found, frame), config)
    frame = _with_nearest(tables, frame, courses, found, where)
    frame["flag"] = flag_small(frame["n_text"], config)
    order = frame["kind"].map([*KINDS, TASK].index)
    frame = frame.assign(order=order).sort_values(["order", "n", "term"], ascending=[True, False, True])
    own = courses["origin"].eq("own")
    return as_table(
        tables, frame[_COLUMNS], (), where, name="alignment", title="需求、标准与本校方案对照表", own=True,
        unit="占有可读要求职位的比例；任务为占写明职责职位的比例",
        formula=RULE.format(least=LEAST, core=config.core_share, half=config.core_share / 2),
        source="区间: Wilson (1927)；关联度: Callon, Courtial & Laville (1991)",
        notes=[
            f"本校课程 {int(own.sum())} 门，其中有内容说明的 {int((own & courses['text'].notna()).sum())} 门；"
            "只有课程名的按名称与术语对应表判断",
            "“减”只是候选：课程的价值不只在招聘启事里",
        ],
        titles=TITLES,
    )  # fmt: skip


def _by_term(courses: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return for each term the courses of either side that teach it."""
    rows = found.merge(courses[["origin", "course"]], left_on="number", right_index=True).sort_values("number")
    sides = []
    for origin, column in (("own", "own_courses"), ("standard", "standard_courses")):
        side = rows[rows["origin"] == origin].groupby(["kind", "term"])["course"]
        sides.append(side.agg(lambda names: "、".join(dict.fromkeys(names))).rename(column))
    count = rows[rows["origin"] == "own"].groupby(["kind", "term"])["course"].nunique().rename("n_courses")
    joined = pd.concat([*sides, count], axis="columns")
    joined.index.names = ["kind", "term"]
    return joined.reset_index()


def _tasks(tables: Tables, courses: pd.DataFrame, found: pd.DataFrame, where: str | None) -> pd.DataFrame:
    """Return the commonest duties, and the courses whose name, text or terms have the deed and what it is done to."""
    if not tables.has("tasks"):
        return pd.DataFrame()
    stated = tables.sql(
        f"""{counted(tables, where=where)} SELECT verb, object, COUNT(DISTINCT t.posting_id) AS n
FROM counted JOIN tasks t ON t.posting_id = counted.posting_id WHERE verb IS NOT NULL AND LENGTH(object) >= 2
GROUP BY verb, object HAVING COUNT(DISTINCT t.posting_id) >= {_FEWEST} ORDER BY n DESC, verb, object LIMIT 60"""
    ).to_pandas()
    base = tables.sql(
        f"{counted(tables, where=where)} SELECT COUNT(DISTINCT t.posting_id) AS n FROM counted"
        " JOIN tasks t ON t.posting_id = counted.posting_id"
    )["n"][0].as_py()
    terms = found.groupby("number")["term"].agg("\n".join).reindex(courses.index).fillna("")
    texts = (courses["course"] + "\n" + courses["text"].fillna("") + "\n" + terms).map(fold)
    rows = []
    for verb, thing, n in stated.itertuples(index=False, name=None):
        has = texts.str.contains(fold(thing), regex=False) & texts.str.contains(fold(verb), regex=False)
        sides = {side: courses.loc[has & courses["origin"].eq(side), "course"].unique() for side in ("own", "standard")}
        rows.append(
            {"kind": TASK, "term": f"{verb}{thing}", "n": n, "n_text": base, "share": n / base if base else np.nan,
             "n_courses": len(sides["own"]), "own_courses": "、".join(sides["own"]),
             "standard_courses": "、".join(sides["standard"])}
        )  # fmt: skip
    frame = pd.DataFrame(rows).drop_duplicates("term") if rows else pd.DataFrame()
    if len(frame):
        frame["share_low"], frame["share_high"] = wilson(frame["n"], frame["n_text"])
    return frame


def _idle_courses(courses: pd.DataFrame, found: pd.DataFrame, frame: pd.DataFrame) -> set[str]:
    """Return the own courses that teach nothing that is asked for."""
    asked = set(frame.loc[frame["share"].ge(LEAST), ["kind", "term"]].itertuples(index=False, name=None))
    pairs = found[["number", "kind", "term"]].itertuples(index=False, name=None)
    busy = {number for number, kind, term in pairs if (kind, term) in asked}
    return set(courses.loc[courses["origin"].eq("own") & ~courses.index.isin(list(busy)), "course"])


def _judged(frame: pd.DataFrame, idle: set[str], config: MeasureConfig) -> pd.DataFrame:
    """Return the rows with state and action by the rule; without a share there is none."""
    share, known = frame["share"].astype(float), frame["share"].notna()
    core = share >= config.core_share
    rare = frame["share_high"].astype(float) < config.core_share / 2
    only_idle = frame["own_courses"].map(lambda names: set(names.split("、")) <= idle)
    cut = frame["taught"] & ~frame["in_standard"] & rare & frame["kind"].isin(["knowledge", "skill"]) & only_idle
    state = np.select(
        [~known, frame["taught"] & rare, frame["taught"], share >= LEAST], ["", SURPLUS, COVERED, MISSING], RARE
    )
    action = np.select(
        [~known, ~frame["taught"] & core, ~frame["taught"], core & (frame["n_courses"] == 1), cut, rare],
        ["", ADD, "", STRENGTHEN, CUT, ""],
        KEEP,
    )
    return frame.assign(state=state, action=action)


def _with_nearest(
    tables: Tables, frame: pd.DataFrame, courses: pd.DataFrame, found: pd.DataFrame, where: str | None
) -> pd.DataFrame:
    """Set beside each missing term the own course with the closest terms: the mean association of the best three."""
    frame = frame.assign(nearest="", association=np.nan)
    own = found[found["number"].isin(courses.index[courses["origin"] == "own"])]
    lacking = frame.loc[(frame["state"] == MISSING) & frame["kind"].isin(KINDS), ["kind", "term"]]
    wanted = pd.concat([lacking, own[["kind", "term"]]]).drop_duplicates().assign(all="全部")
    for terms, postings in term_matrices(tables, ("all",), wanted, where=where).values():
        together = (postings.T @ postings).toarray().astype(float)
        alone = together.diagonal()
        with np.errstate(invalid="ignore", divide="ignore"):
            association = np.nan_to_num(together**2 / np.outer(alone, alone))
        places = {key: i for i, key in enumerate(terms.itertuples(index=False, name=None))}
        taught = _places(own, places)
        for row, key in zip(lacking.index, lacking.itertuples(index=False, name=None), strict=True):
            if key not in places:
                continue
            scores = [
                (round(float(np.sort(association[places[key], at])[::-1][:3].sum() / 3), 9), -number)
                for number, at in taught.items()
            ]
            best, number = max(scores, default=(0.0, 0))
            if best > 0:
                frame.loc[row, "nearest"] = str(courses.loc[-number, "course"])
                frame.loc[row, "association"] = best
    return frame


def _places(own: pd.DataFrame, places: dict[tuple[str, str], int]) -> dict[int, Sequence[int]]:
    """Return for each course the columns of its terms."""
    taught: dict[int, list[int]] = {}
    for number, kind, term in own[["number", "kind", "term"]].itertuples(index=False, name=None):
        if (kind, term) in places:
            taught.setdefault(int(number), []).append(places[kind, term])
    return dict(taught)
