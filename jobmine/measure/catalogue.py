"""The catalogue of scarce posts 紧缺人才目录: grades and editions."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, hide_small, stated
from jobmine.measure.dimensions import code_names
from jobmine.measure.pay import count_pay, shortest_band
from jobmine.measure.portrait import ITEMS, portrait_table
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.scarcity import scarcity_table
from jobmine.measure.table import Table

GRADES = ((0.5, "非常紧缺"), (0.2, "紧缺"), (0.0, "一般"))
NEW, KEPT, LEFT = "新增", "保留", "调出"

_N_NAMED = 3
_N_TERMS = 5
_MODES = {"education": "main_education", "experience": "main_experience"}
_LISTS = {"certificate": "certificates", "major": "majors"}
_TITLES = {
    "code": "大典代码", "occupation_name": "大典职业", "grade": "紧缺等级", "main_education": "主要学历",
    "main_experience": "主要经验", "certificates": "证书", "majors": "专业", "terms": "主要知识与能力",
    "band_low": "半数职位薪资下限", "band_high": "半数职位薪资上限", "n_pay": "写明薪资的职位数",
    "edition": "与上一版相比",
    "last_grade": "上一版等级", "degree": "紧缺度", "degree_low": "紧缺度下限", "degree_high": "紧缺度上限",
    "type": "紧缺类型",
}  # fmt: skip


def catalogue_table(
    tables: Tables,
    by: str | Sequence[str] = "area",
    where: str | None = None,
    *,
    unit: str | None = None,
    scarce: Table | None = None,
    last: pd.DataFrame | None = None,
    config: MeasureConfig = DEFAULTS,
    random_state: int = 0,
) -> Table:
    """Return the catalogue of scarce posts of each area.

    Every post with a type of scarcity stands in it. The grade is by the lower end of the degree (ours):
    from 0.5 非常紧缺, from 0.2 紧缺, else 一般, so that a post with few postings is not graded high by chance.

    Parameters
    ----------
    by : str or sequence of str
        What an area is.
    where : str, optional
        Condition: a subset of the scope.
    unit : str, optional
        What is scarce, as for :func:`jobmine.measure.scarcity.scarcity_table`.
    scarce : Table, optional
        That function's table; by default made here.
    last : DataFrame, optional
        The last edition, as this function wrote it: posts are then 新增 or 保留, and those that it
        alone has come last as 调出.
    config : MeasureConfig
    random_state : int

    Returns
    -------
    Table
        A row an area and post: ``code`` of the 大典 (of most of its postings), ``grade``, ``n``, ``demand``,
        ``n_employers``, degree, education and experience asked for most, certificates, majors and terms asked for most,
        the shortest band of pay with half of the postings, ``edition``.

    Raises
    ------
    ConfigError
        If supply is not on the postings' own base: there is no degree then, hence no grade.
    """
    table = scarce or scarcity_table(tables, by, where, unit=unit, config=config, random_state=random_state)
    if table.meta["name"] != "scarcity":
        raise ConfigError(
            "a catalogue needs the degree, and that needs seekers or applications on the postings' own base"
        )
    keys = list(table.meta["by"])
    frame = _typed(table)
    posts = frame[keys]
    frame["grade"] = grade_of(frame["degree_low"])
    frame = frame.merge(post_codes(tables, keys, where, posts), on=keys, how="left", validate="1:1")
    frame = frame.merge(_asked(tables, keys, where, posts, config), on=keys, how="left", validate="1:1")
    frame = frame.merge(_paid(tables, keys, where, posts), on=keys, how="left", validate="1:1")
    frame["n_pay"] = frame["n_pay"].fillna(0).astype("int64")
    frame = hide_small(frame, "n_pay", ["band_low", "band_high"], config)
    order = [grade for _, grade in GRADES]
    frame["grade place"] = frame["grade"].map(order.index)
    frame["area place"] = frame.groupby(keys[:-1], sort=False).ngroup()
    frame = frame.sort_values(["area place", "grade place", "demand", keys[-1]], ascending=[True, True, False, True])
    heads = [
        "code",
        "occupation_name",
        "grade",
        "type",
        "degree",
        "degree_low",
        "degree_high",
        "n",
        "demand",
        "n_employers",
    ]
    asked = [*_MODES.values(), *_LISTS.values(), "terms", "n_pay", "band_low", "band_high"]
    frame = frame[[*keys, *heads, *asked, "flag"]]
    if last is not None:
        frame = mark_editions(frame, last, keys)
    return as_table(
        tables,
        frame,
        keys,
        where,
        name="catalogue",
        title="紧缺人才目录",
        unit="紧缺度 0 至 1；薪资 元/月",
        formula="等级按紧缺度下限：≥ 0.5 非常紧缺，≥ 0.2 紧缺，其余一般",
        source="等级界值为本软件自定；紧缺度见紧缺岗位表",
        own=True,
        direction="越大越紧缺",
        counts=table.meta["counts"],
        notes=[*table.meta["notes"], "" if last is not None else "没有上一版，不标新增、保留、调出"],
        titles=_TITLES,
    )


def grade_of(lower: ArrayLike) -> list[str]:
    """Return the grade of posts by the lower end of their degree.

    Examples
    --------
    >>> grade_of([0.5, 0.2, 0.19])
    ['非常紧缺', '紧缺', '一般']
    """
    ends = np.asarray(lower, dtype=np.float64)
    return [
        str(grade)
        for grade in np.select([ends >= cut for cut, _ in GRADES[:-1]], [g for _, g in GRADES[:-1]], GRADES[-1][1])
    ]


def mark_editions(new: pd.DataFrame, last: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return an edition with what became of each post since the last one.

    Examples
    --------
    >>> new = pd.DataFrame({"post": ["焊工", "车工"], "grade": ["紧缺", "一般"]})
    >>> last = pd.DataFrame({"post": ["焊工", "钳工"], "grade": ["非常紧缺", "一般"]})
    >>> mark_editions(new, last, ["post"])[["post", "grade", "edition", "last_grade"]].fillna("").to_numpy().tolist()
    [['焊工', '紧缺', '保留', '非常紧缺'], ['车工', '一般', '新增', ''], ['钳工', '', '调出', '一般']]
    """
    names = list(keys)
    if missing := [name for name in (*names, "grade") if name not in last]:
        raise ConfigError(
            f"the last edition has no column {', '.join(missing)}; give a catalogue that was written here"
        )
    before = last.loc[last.get("edition", pd.Series("", index=last.index)) != LEFT, [*names, "grade"]]
    before = before.rename(columns={"grade": "last_grade"}).astype(str).drop_duplicates(names)
    both = new.merge(before, on=names, how="outer", indicator=True)
    both["edition"] = both["_merge"].astype(str).map({"both": KEPT, "left_only": NEW, "right_only": LEFT})
    place = new[names].assign(place=range(len(new)))
    both = both.merge(place, on=names, how="left").sort_values(["place", *names], na_position="last")
    for name in new.columns:  # posts that left have no counts; those that stay keep whole numbers
        if pd.api.types.is_integer_dtype(new[name]):
            both[name] = both[name].astype("Int64")
    return both[[*new.columns, "edition", "last_grade"]].reset_index(drop=True)


def listed(scarce: Table) -> pd.DataFrame:
    """Return the posts that a table of scarce posts lists, by their keys: what a portrait is drawn of."""
    frame = with_codes(scarce.frame, scarce.meta["by"])
    return frame.loc[frame["rank"].notna(), list(scarce.meta["by"])]


def scarce_posts(scarce: Table) -> pd.DataFrame:
    """Return all posts with a type of scarcity, by their keys."""
    return _typed(scarce)[list(scarce.meta["by"])]


def _typed(scarce: Table) -> pd.DataFrame:
    frame = with_codes(scarce.frame, scarce.meta["by"])
    return frame[frame["type"] != ""].reset_index(drop=True)


def with_codes(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return a frame of a table with codes in the place of their names."""
    codes = {name: frame[f"{name}_code"] for name in keys if f"{name}_code" in frame}
    return frame.assign(**codes).drop(columns=[f"{name}_code" for name in codes])


def code_counts(tables: Tables, keys: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return the postings ``n`` of each post by their occupation, its ``code``; postings without one are left out."""
    by = [*keys, "occupation"] if keys[-1] != "occupation" else list(keys)
    groups = group_columns(by)
    counts = named(
        tables.sql(
            counted(tables, by, where=where)
            + f"SELECT {groups}, COUNT(*) AS n FROM counted GROUP BY {groups} ORDER BY {groups}"
        ),
        by,
    )
    coded, _ = stated(counts, ["occupation"], max(1, int(counts["n"].sum())))
    return coded.assign(code=coded["occupation"])[[*keys, "code", "n"]]


def post_codes(tables: Tables, keys: Sequence[str], where: str | None, posts: pd.DataFrame) -> pd.DataFrame:
    """Return the occupation of most postings of each post; of equals the first code."""
    counts = code_counts(tables, keys, where).merge(posts, on=list(keys))
    first = counts.sort_values([*keys, "n", "code"], ascending=[True] * len(keys) + [False, True])
    first = first.drop_duplicates(list(keys))
    names = code_names("occupation")
    return first[[*keys, "code"]].assign(occupation_name=first["code"].map(lambda code: names.get(code, "")))


def _paid(tables: Tables, keys: Sequence[str], where: str | None, posts: pd.DataFrame) -> pd.DataFrame:
    """Return the postings of each post with pay, and the shortest band that holds half of them."""
    paid = count_pay(tables, keys, where=where).merge(posts, on=list(keys))
    rows = [
        (*key, int(group["n"].sum()), *shortest_band(np.repeat(group["pay"].to_numpy(), group["n"])))
        for key, group in paid.groupby(list(keys), sort=True)
    ]
    return pd.DataFrame(rows, columns=[*keys, "n_pay", "band_low", "band_high"])


def _asked(
    tables: Tables, keys: Sequence[str], where: str | None, posts: pd.DataFrame, config: MeasureConfig
) -> pd.DataFrame:
    """Return what each post asks for most: education, experience, certificates, majors, terms."""
    found = portrait_table(tables, keys, where, posts=posts, top_n=_N_TERMS, config=config).frame
    found = with_codes(found, keys).sort_values("n", ascending=False, kind="stable")
    row = posts.drop_duplicates().copy()
    titles = {item: title for item, (title, _) in ITEMS.items()}
    for items, column, most in (
        *(((item,), column, 1) for item, column in _MODES.items()),
        *(((item,), column, _N_NAMED) for item, column in _LISTS.items()),
        (("knowledge", "skill"), "terms", _N_TERMS),
    ):
        of_item = found[found["item"].isin([titles[item] for item in items])]
        first = of_item.groupby(list(keys), sort=False).head(most)
        texts = first.groupby(list(keys), sort=False)["value"].agg("、".join)
        row = row.merge(texts.rename(column).reset_index(), on=list(keys), how="left")
        row[column] = row[column].fillna("")
    return row
