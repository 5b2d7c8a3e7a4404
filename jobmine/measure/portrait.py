"""Portraits of posts: whom they want, what they ask for, what is done there; and who has scarce posts."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, count_whole, flag_small, hide_small, stated
from jobmine.measure.dimensions import DIMENSIONS, EXPERIENCES, check_dimensions, group_order, group_places
from jobmine.measure.intervals import wilson
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.table import Table
from jobmine.measure.terms import CODED, SAID, keep_terms
from jobmine.schema import EDUCATIONS

EXPERIENCE, TASK = "as_experience", "task"
GRADUATES = "可招应届"
# What a portrait holds, in its order: name, and whether its base is readable postings.
ITEMS = {
    "education": ("学历", False),
    "experience": ("工作经验", False),
    "graduates": ("应届", False),
    "knowledge": ("知识", True),
    "skill": ("能力", True),
    "quality": ("素养", True),
    EXPERIENCE: ("经历", True),
    "certificate": ("证书", True),
    "major": ("专业", True),
    TASK: ("任务", False),
}
_ORDERED = {"education": EDUCATIONS, "experience": EXPERIENCES}
_TITLES = {"item": "方面", "value": "内容", "base": "分母职位数"}


def portrait_table(
    tables: Tables,
    by: str | Sequence[str] = ("area", "post"),
    where: str | None = None,
    *,
    posts: pd.DataFrame | None = None,
    top_n: int = 10,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the portrait of each post, one row a stated trait.

    Parameters
    ----------
    by : str or sequence of str
        What has a portrait; the last dimension is the post, occupation or role.
    where : str, optional
        Condition: a subset of the scope.
    posts : DataFrame, optional
        Values of ``by`` of the posts wanted, as :func:`jobmine.measure.catalogue.listed` gives them; by
        default the largest ``config.top_n``.
    top_n : int
        Terms and tasks of each aspect.

    Returns
    -------
    Table
        A row a post, ``item`` and ``value``: education, experience, share open to graduates (who says that they
        may apply, or asks for no experience), knowledge, skills, qualities, certificates, majors, tasks; what
        is asked for as experience stands apart from the rest. ``n`` of ``base`` postings, ``share``
        with its Wilson interval. What a single posting asks for is no trait of the post.
    """
    groups = check_dimensions(by)
    keys, whole = list(groups), count_whole(tables, where=where)
    counts, _ = stated(count_groups(tables, groups, where=where), groups, whole["n"])
    wanted = group_order(counts, groups, "n").head(config.top_n)[keys] if posts is None else posts[keys]
    counts = counts.merge(wanted.drop_duplicates(), on=keys, how="inner")
    found = _traits(tables, groups, where, wanted.drop_duplicates(), top_n)
    frame = found.merge(counts[[*keys, "n", "n_text"]].rename(columns={"n": "n_all"}), on=keys, validate="m:1")
    frame["base"] = frame["n_text"].where(frame["item"].map(lambda item: ITEMS[item][1]), frame["n_all"])
    low, high = wilson(frame["n"], frame["base"])
    frame = frame.assign(share=frame["n"] / frame["base"], share_low=low, share_high=high)
    frame = frame.merge(group_places(counts, groups, "n"), on=keys, validate="m:1")
    frame["item place"] = frame["item"].map(list(ITEMS).index)
    places = {(item, value): place for item, order in _ORDERED.items() for place, value in enumerate(order)}
    frame["order"] = [places.get(pair, 0) for pair in zip(frame["item"], frame["value"], strict=True)]
    frame = frame.sort_values(["place", "item place", "order", "n", "value"], ascending=[True, True, True, False, True])
    frame["flag"] = flag_small(frame["base"], config)
    frame = hide_small(frame, "base", ["share", "share_low", "share_high"], config)
    frame["item"] = frame["item"].map(lambda item: ITEMS[item][0])
    return as_table(
        tables,
        frame[[*keys, "item", "value", "n", "base", "share", "share_low", "share_high", "flag"]],
        groups,
        where,
        whole=whole,
        name="portrait",
        title="岗位画像",
        unit="占该岗位职位的比例；词项占有可读要求的职位",
        formula="share = n / base",
        source="内容：北京人才发展报告（2023）B.14；区间：Wilson (1927)",
        direction="越大，越普遍",
        notes=[
            "经历：作为工作经历提出的词项，不再计入其他方面",
            "词项与任务只列至少两个职位提出的",
            f"{GRADUATES}：写明可招应届生，或不要求经验",
        ],
        titles=_TITLES,
    )


def incidence_table(
    tables: Tables,
    posts: pd.DataFrame,
    by: str | Sequence[str] = "industry",
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the share of employers with at least one scarce post, by industry.

    Parameters
    ----------
    posts : DataFrame
        The scarce posts: their area, if they have one, and ``post``, ``occupation``, ``role`` or ``major``.
    by : str or sequence of str
        Dimensions.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Table
        A row a group: ``n``, ``n_employers``, ``n_scarce`` of them with a scarce post, ``share`` with its Wilson
        interval. Postings without an employer do not count.
    """
    groups, keys = check_dimensions(by), list(posts.columns)
    counts = count_groups(tables, groups, where=where)[[*groups, "n", "n_employers"]]
    here, posted = group_columns(groups), [f"g{len(groups) + i}" for i in range(len(keys))]
    on = " AND ".join(f"scarce.k{i} = {name}" for i, name in enumerate(posted)) or "FALSE"
    table = pa.table({f"k{i}": pa.array(posts[name], pa.string()) for i, name in enumerate(keys)})
    found = named(
        tables.sql(
            counted(tables, [*groups, *keys], where=where)
            + f"""SELECT {here}, COUNT(DISTINCT employer) AS n_scarce
FROM counted JOIN scarce ON {on} GROUP BY {here} ORDER BY {here}""",
            scarce=table,
        ),
        groups,
    )
    frame = counts.merge(found, on=list(groups), how="left", validate="1:1")
    frame["n_scarce"] = frame["n_scarce"].fillna(0).astype("int64")
    low, high = wilson(frame["n_scarce"], frame["n_employers"])
    share = frame["n_scarce"] / frame["n_employers"].where(frame["n_employers"] > 0)
    frame = frame.assign(share=share, share_low=low, share_high=high, flag=flag_small(frame["n_employers"], config))
    frame = hide_small(frame, "n_employers", ["share", "share_low", "share_high"], config)
    return as_table(
        tables,
        group_order(frame, groups, "n_employers"),
        groups,
        where,
        name="incidence",
        title="有紧缺岗位的用人单位",
        unit="占用人单位的比例",
        formula="至少有一个紧缺岗位的用人单位 / 用人单位",
        source="含义：北京人才发展报告（2023）B.14；区间：Wilson (1927)",
        direction="越大，缺人的用人单位越多",
        titles={"n_scarce": "有紧缺岗位的用人单位数"},
    )


def _traits(tables: Tables, by: Sequence[str], where: str | None, wanted: pd.DataFrame, top_n: int) -> pd.DataFrame:
    """Return the postings of each wanted group with each value of each item; of terms and tasks the commonest."""
    keys = [f"k{i}" for i in range(len(by))]
    on = " AND ".join(f"wanted.{key} = g{i}" for i, key in enumerate(keys))
    fields = {
        "education": "education",
        "experience": DIMENSIONS["experience"].sql,
        "graduates": f"CASE WHEN graduates IN ('only', 'welcome') OR experience_min = 0 THEN '{GRADUATES}' END",
    }
    parts = [
        f"SELECT place, '{item}' AS item, {sql} AS value, COUNT(*) AS n FROM these GROUP BY place, {sql}"
        for item, sql in fields.items()
    ]
    if tables.has("mentions"):
        keep_terms(tables)
        # A term that some mention of the posting asks for as experience is experience there.
        item = f"CASE WHEN t.lived = 1 THEN '{EXPERIENCE}' ELSE c.kind END"
        told = f"""SELECT place, s.code, s.lived, COUNT(*) AS n FROM these JOIN {SAID} s ON s.number = these.number
    GROUP BY place, s.code, s.lived HAVING COUNT(*) > 1"""
        parts.append(f"""SELECT place, {item} AS item, c.term AS value, MAX(n) AS n
    FROM ({told}) t JOIN {CODED} c ON c.code = t.code GROUP BY place, {item}, c.term""")
    if tables.has("tasks"):
        done = "SELECT DISTINCT posting_id, CONCAT(verb, object) AS task FROM tasks WHERE object <> ''"
        parts.append(f"""SELECT place, '{TASK}' AS item, d.task AS value, COUNT(*) AS n
    FROM these JOIN ({done}) d ON d.posting_id = these.posting_id GROUP BY place, d.task HAVING COUNT(*) > 1""")
    columns = {key: pa.array(wanted[name], pa.string()) for key, name in zip(keys, by, strict=True)}
    union = "\nUNION ALL ".join(parts)
    found: pd.DataFrame = tables.sql(
        counted(tables, by, where=where)
        + f""", these AS (SELECT counted.*, wanted.place FROM counted JOIN wanted ON {on}),
ranked AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY place, item ORDER BY n DESC, value) AS position
    FROM ({union}) u WHERE value IS NOT NULL)
SELECT place, item, value, n FROM ranked WHERE position <= {top_n:d} OR item IN ('education', 'experience')
ORDER BY place, item, value""",
        wanted=pa.table({**columns, "place": pa.array(range(len(wanted)), pa.int32())}),
    ).to_pandas()
    places = wanted.reset_index(drop=True)
    return found.merge(places, left_on="place", right_index=True).drop(columns="place")
