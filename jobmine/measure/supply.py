"""People on the other side: which rows of the supply table a measure may use, and their sums."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from jobmine.data import read_tsv
from jobmine.engine import Tables
from jobmine.measure.dimensions import codes_of

SAME, EXTERNAL = "same", "external"
MEASURES = {
    "seekers": "求职人数",
    "applications": "投递人次",
    "graduates": "毕业生数",
    "stock": "存量人数",
    "enrolment_plan": "招生计划数",
}
SUPPLY_DIMENSIONS = (
    "occupation",
    "post",
    "role",
    "major",
    "area",
    "industry",
    "employer",
    "city",
    "education",
    "period",
)

# A stock is a state at a time: the sum of two periods would count people twice.
_STATES = ("stock", "enrolment_plan")


@dataclass(frozen=True, slots=True)
class Supply:
    """Sums of one measure.

    Attributes
    ----------
    measure, base : str
        What was counted, and whether on the base of the postings (``same``) or elsewhere (``external``).
    frame : DataFrame
        The dimensions and ``people``; a row for each of their values.
    notes : tuple of str
        What was left aside.
    """

    measure: str
    base: str
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()


def supply_rows(tables: Tables) -> pd.DataFrame:
    """Return the rows of the supply table with a number of people; an unknown base is external."""
    if not tables.has("supply"):
        return pd.DataFrame({name: pd.Series(dtype=str) for name in ("measure", "base", *SUPPLY_DIMENSIONS, "people")})
    columns = ", ".join((*SUPPLY_DIMENSIONS, "school_level"))
    rows: pd.DataFrame = tables.sql(
        f"SELECT measure, CASE WHEN base = '{SAME}' THEN '{SAME}' ELSE '{EXTERNAL}' END AS base, {columns},"
        f" SUM(people) AS people FROM supply WHERE people >= 0 GROUP BY 1, 2, {columns} ORDER BY 1, 2, {columns}"
    ).to_pandas()
    # The name of a major can stand at several school levels, its code at one.
    at_level = {(row["name"], row["school_level"]): row["code"] for row in read_tsv("taxonomies/majors.tsv")}
    rows["major"] = [at_level.get(key, key[0]) for key in zip(rows["major"], rows["school_level"], strict=True)]
    return rows.assign(**{name: codes_of(name, rows[name].replace("", None)) for name in SUPPLY_DIMENSIONS})


def choose_supply(
    rows: pd.DataFrame, by: Sequence[str], *, measure: str | None = None, base: str | None = None
) -> Supply | None:
    """Return the sums by the dimensions of the best measure at hand, or None where there is none.

    Rows of the postings' own base come before external ones, then measures in the order of
    ``MEASURES``. Of a stock only the last period counts.

    Examples
    --------
    >>> rows = pd.DataFrame({"measure": ["stock", "seekers"], "base": ["external", "same"], "city": ["南京"] * 2,
    ...                      "period": [None, None], "people": [9.0, 5.0]})
    >>> choose_supply(rows, ["city"]).frame.to_dict("records")
    [{'city': '南京', 'people': 5.0}]
    """
    usable = rows[
        rows["measure"].isin([measure] if measure else list(MEASURES))
        & rows["base"].isin([base] if base else [SAME, EXTERNAL])
    ]
    usable = usable.dropna(subset=list(by))
    if usable.empty:
        return None
    found = sorted(set(zip(usable["base"] != SAME, usable["measure"].map(list(MEASURES).index), strict=True)))
    external, place = found[0]
    chosen = list(MEASURES)[place]
    usable = usable[(usable["measure"] == chosen) & ((usable["base"] != SAME) == external)]
    notes = []
    if len(found) > 1:
        notes.append(f"供给表有 {len(found)} 种口径，本表用{MEASURES[chosen]}")
    if chosen in _STATES and "period" not in by and usable["period"].nunique() > 1:
        last = usable["period"].dropna().max()
        usable = usable[usable["period"] == last]
        notes.append(f"{MEASURES[chosen]}只取最近一期 {last}")
    frame = usable.groupby(list(by), as_index=False, sort=True)["people"].sum()
    return Supply(chosen, EXTERNAL if external else SAME, frame, tuple(notes))


def apportion(
    posts: pd.DataFrame, rows: pd.DataFrame, by: Sequence[str], unit: str, *, measure: str | None = None
) -> Supply | None:
    """Return the supply of each unit in each group: as stated for the group, else its part by demand.

    Parameters
    ----------
    posts : DataFrame
        The dimensions of ``by``, ``unit``, ``demand`` and ``n``.
    rows : DataFrame
        From :func:`supply_rows`.

    Notes
    -----
    Supply that is stated for a post alone is divided over the groups in which the post is wanted in
    proportion to its demand there (ours), or to its postings where none states a headcount.
    """
    stated = [name for name in by if name in SUPPLY_DIMENSIONS]
    if stated and len(stated) == len(by):
        supply = choose_supply(rows, [*by, unit], measure=measure)
        if supply is not None:
            return supply
    supply = choose_supply(rows, [unit], measure=measure)
    if supply is None:
        return None
    parts = posts[[*by, unit, "demand", "n"]].merge(supply.frame, on=unit, how="inner")
    wanted = parts.groupby(unit)[["demand", "n"]].transform("sum")
    part = (parts["demand"] / wanted["demand"]).where(wanted["demand"] > 0, parts["n"] / wanted["n"])
    split = bool((posts.groupby(unit).size() > 1).any())
    notes = (*supply.notes, "供给未分组，按各组需求分摊") if split else supply.notes
    return Supply(
        supply.measure, supply.base, parts.assign(people=parts["people"] * part)[[*by, unit, "people"]], notes
    )
