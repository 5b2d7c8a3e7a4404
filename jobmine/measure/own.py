"""One's own posting beside the market's: its place in the pay, what only either side asks, years and education."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, flag_small, hide_small
from jobmine.measure.demand import demand_table
from jobmine.measure.dimensions import SIZE_CLASSES, UNSTATED, WHOLE
from jobmine.measure.near_terms import nearest
from jobmine.measure.overview import mix_table
from jobmine.measure.pay import QUANTILES, count_pay, pay_table
from jobmine.measure.relation import counted
from jobmine.measure.table import Table
from jobmine.schema import EDUCATIONS

BOTH, OURS, MARKETS = "都要求", "只有我们要求", "只有市场要求"
_TITLES = {
    "percentile": "本职位的百分位", "own_pay": "本职位（元/月）", "n_pay": "写明薪资的职位数", "side": "对照",
    "own": "本职位", "p10": "P10", "p25": "P25", "p50": "中位数", "p75": "P75", "p90": "P90",
    "must_share": "市场刚性占比", "near": "市场写法", "item": "项目",
    "lower": "市场要求更低", "same": "市场要求相同", "higher": "市场要求更高", "n_stated": "写明的职位数",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnPosting:
    """What one's own posting says.

    Attributes
    ----------
    terms : mapping from (kind, term) to bool
        What is asked for, and whether it is required rather than preferred.
    pay : float or None
        Middle of its range, yuan a month.
    city, experience, education : str
        As in the dimensions of the tables; empty where not stated.
    years : float or None
        Years asked for, at least.
    conditions : mapping from str to str
        What is offered or told of the work, and the number that stands with it, empty where none does; ``-``
        where the posting denies it.
    tasks : tuple of (str, str, str)
        Duties: as they stand, their verb and its object.
    """

    terms: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    pay: float | None = None
    city: str = ""
    experience: str = ""
    education: str = ""
    years: float | None = None
    conditions: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[tuple[str, str, str], ...] = ()


def own_pay_table(tables: Tables, own: OwnPosting, where: str | None, *, config: MeasureConfig = DEFAULTS) -> Table:
    """Return the pay of the market by city, experience and size of the employer, and where one's own stands in it.

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
        A row for the own city and experience, either alone, and all; the closest of them and all also by size
        class: ``n_pay``, P10 to P90 and ``percentile``, the share of postings that pay less, those that pay the
        same counted half. Without figures where fewer than ``ratio_from`` state a pay.
    """
    values = {"city": own.city, "experience": own.experience}
    known = {name for name, value in values.items() if value and value != UNSTATED}
    cells = [cell for cell in (("city", "experience"), ("city",), ("experience",), ()) if known.issuperset(cell)]
    frame = pd.concat(
        [
            _pay_rows(tables, own, {name: values[name] for name in cell}, by_size, where, config)
            for cell in cells
            for by_size in (False, True)[: 2 if cell in (cells[0], cells[-1]) else 1]
        ],
        ignore_index=True,
    )
    frame = frame.astype(dict.fromkeys([*QUANTILES, "own_pay", "percentile"], float))
    frame[["n", "n_pay"]] = frame[["n", "n_pay"]].fillna(0).astype("int64")
    frame["flag"] = flag_small(frame["n_pay"], config)
    return as_table(
        tables, hide_small(frame, "n_pay", [*QUANTILES, "percentile"], config), (), where, name="own_pay",
        title="薪酬：本职位与市场", unit="元/月", own=True,
        formula="百分位 = 低于本职位的占比 + 同薪的一半；薪资取区间中点",
        titles={**_TITLES, "city": "城市", "experience": "工作经验", "size_class": "单位规模"},
    )  # fmt: skip


def _pay_rows(
    tables: Tables, own: OwnPosting, cell: Mapping[str, str], by_size: bool, where: str | None, config: MeasureConfig
) -> pd.DataFrame:
    """Return the pay of one cell of city and experience: one row, or one for each size class that occurs."""
    by = (*cell, *(("size_class",) if by_size else ())) or ("all",)
    paid, pay = (
        frame.loc[(frame[list(cell)] == list(cell.values())).all(axis="columns")]
        for frame in (count_pay(tables, by, where=where), pay_table(tables, by, where, config=config).frame)
    )
    sizes = [size for size in SIZE_CLASSES if size != UNSTATED and (pay["size_class"] == size).any()] if by_size else []
    rows = []
    for size in sizes or [WHOLE] * (not by_size):
        here = paid[paid["size_class"] == size] if by_size else paid
        figures = (pay[pay["size_class"] == size] if by_size else pay)[["n", "n_pay", *QUANTILES]]
        said = {"city": cell.get("city", WHOLE), "experience": cell.get("experience", WHOLE), "size_class": size}
        place = percentile(here["pay"].to_numpy(), here["n"].to_numpy(), own.pay)
        first: dict[str, float] = (
            dict(zip(figures.columns.astype(str), figures.iloc[0].tolist(), strict=True)) if len(figures) else {}
        )
        rows.append({**said, **first, "own_pay": own.pay, "percentile": place})
    columns = ["city", "experience", "size_class", "n", "n_pay", *QUANTILES, "own_pay", "percentile"]
    return pd.DataFrame(rows, columns=columns)


def percentile(pay: Sequence[float] | np.ndarray, n: Sequence[int] | np.ndarray, own: float | None) -> float:
    """Return the share of postings that pay less than one's own, equals counted half; NaN where nothing is known.

    Examples
    --------
    >>> percentile([5000, 6000, 8000], [2, 2, 4], 6000)
    0.375
    """
    values, counts = np.asarray(pay, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if own is None or not counts.sum():
        return float("nan")
    return float((counts[values < own].sum() + counts[values == own].sum() / 2) / counts.sum())


def own_terms_table(
    tables: Tables, own: OwnPosting, where: str | None, *, top_n: int = 15, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return what both sides ask for, what only the own posting does, and what only the market does.

    The market asks for a term where at least ``core_share`` of its readable postings do. Where it asks for a skill,
    quality or certificate in other words (责任心, 责任感), both do, and the figures are those of its words.

    Parameters
    ----------
    tables : Tables
    own : OwnPosting
    where : str or None
        Condition: the postings to compare with.
    top_n : int
        Terms that only the market asks for.
    config : MeasureConfig

    Returns
    -------
    Table
        ``side``, ``kind``, ``term``, ``own`` (必须, 优先 or empty), ``near`` (the market's words, where they are
        others), ``n``, ``n_text``, ``share`` with its interval, ``must_share``.
    """
    demand = demand_table(tables, ("all",), where, against="", config=config)
    market = demand.frame.set_index(["kind", "term"])
    core = (
        market[market["share"] >= config.core_share]
        .reset_index()
        .sort_values(["share", "term"], ascending=[False, True])
    )
    keys = list(own.terms)
    near = [
        "" if key in set(zip(core["kind"], core["term"], strict=True))
        else nearest(key[1], key[0], core.loc[core["kind"] == key[0], "term"]) for key in keys
    ]  # fmt: skip
    mine = pd.DataFrame(keys, columns=["kind", "term"])
    mine["near"] = near
    mine["said"] = mine["near"].where(mine["near"].ne(""), mine["term"])
    columns = ["n", "n_text", "share", "share_low", "share_high", "must_share"]
    theirs = market[columns].reset_index().rename(columns={"term": "said"})
    mine = mine.merge(theirs, on=["kind", "said"], how="left").drop(columns="said")
    n_text = int(demand.meta["n_text"])
    mine[["n", "share"]] = mine[["n", "share"]].fillna(0.0)
    mine["n"], mine["n_text"] = mine["n"].astype("int64"), n_text
    mine["side"] = np.where(mine["share"] >= config.core_share, BOTH, OURS)
    mine["own"] = ["必须" if own.terms[key] else "优先" for key in keys]
    asked = {term for _, term in keys}  # of another kind it would read as a contradiction
    told = [
        term in asked or bool(nearest(term, kind, (mine for of, mine in keys if of == kind)))
        for kind, term in zip(core["kind"], core["term"], strict=True)
    ]
    rest = core[~np.array(told, dtype=bool)].head(top_n).assign(near="")
    frame = pd.concat([mine, rest.assign(side=MARKETS, own="")[mine.columns]], ignore_index=True)
    frame["place"] = frame["side"].map([BOTH, OURS, MARKETS].index)
    frame = frame.sort_values(["place", "share", "term"], ascending=[True, False, True])
    frame["flag"] = flag_small(frame["n_text"], config)
    frame = hide_small(frame, "n_text", columns[2:], config)
    return as_table(
        tables, frame[["side", "kind", "term", "own", "near", *columns, "flag"]], (), where, name="own_terms",
        title="要求：本职位与市场", unit="占有可读要求职位的比例", own=True, titles=_TITLES,
        formula=f"市场要求：占比 ≥ {config.core_share:.0%}",
    )  # fmt: skip


def own_bar_table(tables: Tables, own: OwnPosting, where: str | None, *, config: MeasureConfig = DEFAULTS) -> Table:
    """Return how one's own bar of education and of years stands to the market's.

    Returns
    -------
    Table
        A row for 学历 and one for 工作经验: ``own``, ``n_stated`` postings that say something (不限 too), and the
        shares of these that ask for less, the same, more.
    """
    rows = []
    if own.education in EDUCATIONS:
        levels = mix_table(tables, "education", where, against="", config=config).frame
        levels = levels[levels["education"].isin(EDUCATIONS)]
        rank = levels["education"].map(EDUCATIONS.index) - EDUCATIONS.index(own.education)
        rows.append(("学历", own.education, *_split(rank.to_numpy(float), levels["n"].to_numpy())))
    if own.years is not None:
        years = _count_years(tables, where)
        rows.append((
            "工作经验", "不限" if own.years == 0 else f"{own.years:g}年以上",
            *_split(years["years"].to_numpy(float) - own.years, years["n"].to_numpy()),
        ))  # fmt: skip
    frame = pd.DataFrame(rows, columns=["item", "own", "n_stated", "lower", "same", "higher"])
    frame["flag"] = flag_small(frame["n_stated"], config)
    return as_table(
        tables, hide_small(frame, "n_stated", ["lower", "same", "higher"], config), (), where, name="own_bar",
        title="门槛：本职位与市场", unit="占写明的职位的比例", own=True, titles=_TITLES,
    )  # fmt: skip


def _count_years(tables: Tables, where: str | None) -> pd.DataFrame:
    frame: pd.DataFrame = tables.sql(
        counted(tables, where=where)
        + """SELECT COALESCE(experience_min, 0) AS years, COUNT(*) AS n FROM counted
WHERE experience_min IS NOT NULL OR experience_max IS NOT NULL GROUP BY 1 ORDER BY 1"""
    ).to_pandas()
    return frame


def _split(distance: np.ndarray, n: np.ndarray) -> tuple[float, float, float, float]:
    """Return the postings, and their shares below, at and above 0."""
    total = float(n.sum())
    lower, same, higher = (
        float(n[side].sum()) / total if total else float("nan") for side in (distance < 0, distance == 0, distance > 0)
    )
    return total, lower, same, higher
