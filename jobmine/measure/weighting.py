"""Postings weighted to official totals: coverage, raking weights, weighted beside unweighted shares of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, count_whole, flag_small, hide_small
from jobmine.measure.intervals import wilson
from jobmine.measure.margins import DIMENSIONS_OF, TITLES, Categories, Margin, is_unstated, read_margins
from jobmine.measure.raking import design_effect, rake
from jobmine.measure.table import Table
from jobmine.measure.terms import count_terms, term_aspects
from jobmine.schema import KINDS

_SILENT, _SOURCE = "未注明", "Deming & Stephan (1940)；Kish (1965)"
_COLUMNS = {f"{name}_category": title for name, title in TITLES.items()}
_HEADS = {
    "margin": "边际", "category": "类别", "people": "官方人数", "people_share": "官方占比",
    "ratio": "代表性（占比之比）",
    "per_thousand": "每千人职位数", "weighted_share": "加权占比", "weight": "权重（均值 1）",
    "weighted_n": "加权职位数", "weighted_low": "加权占比下限", "weighted_high": "加权占比上限",
    "difference": "加权减未加权", **_COLUMNS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighting:
    """Cells of postings and their weights.

    Attributes
    ----------
    cells : DataFrame
        ``occupation_category`` … as far as the margins need them, ``n``, ``n_text``, ``weight``.
    base : str
        What was weighted: ``n_text``, postings with readable requirements, or ``n`` where there are no texts.
    margins : list of Margin
    effect : float
        Kish's design effect.
    silent : mapping from str to int
        Postings left out because they say nothing of a column.
    """

    cells: pd.DataFrame
    base: str
    margins: list[Margin]
    effect: float
    silent: dict[str, int]

    @property
    def note(self) -> str:
        """What a reader must know of the weights."""
        weights = self.cells["weight"]
        n = int(self.cells[self.base].sum())
        left = "、".join(f"{TITLES[name]} {n:,}" for name, n in self.silent.items() if n)
        periods = "、".join(dict.fromkeys(margin.period for margin in self.margins if margin.period))
        return (
            f"加权 {n:,} 条，设计效应 {self.effect:.3f}，有效样本 {n / self.effect:,.0f}，"
            f"权重 {weights.min():.3f}–{weights.max():.3f}"
            + (f"；未注明而未加权：{left}" if left else "")
            + (f"；官方数据时期 {periods}" if periods else "")
        )


def weight_postings(tables: Tables, totals: pd.DataFrame, *, where: str | None = None) -> Weighting:
    """Return weights under which the postings have the margins of official totals.

    Parameters
    ----------
    tables : Tables
        With ``postings``.
    totals : DataFrame
        Schema ``totals``.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Weighting
        Weights have mean 1. Postings silent on a margin are left out and counted.

    Raises
    ------
    ConfigError
        If a category has people and no postings, or postings are in none of the categories.
    """
    margins = read_margins(totals)
    columns = [name for name in TITLES if any(name in margin.columns for margin in margins)]
    dimensions = tuple(d for name in columns for d in DIMENSIONS_OF[name])
    groups = count_groups(tables, dimensions, where=where)
    base = "n_text" if groups["n_text"].sum() else "n"
    silent: dict[str, int] = {}
    keep = pd.Series(True, index=groups.index)
    for name in columns:
        found = Categories(name, dict.fromkeys(_labels(margins, name)))
        values = list(groups[list(DIMENSIONS_OF[name])].itertuples(index=False, name=None))
        groups[f"{name}_category"] = [found.of(*row) for row in values]
        unsaid = pd.Series([is_unstated(row) for row in values], index=groups.index)
        silent[name] = int(groups.loc[unsaid & groups[f"{name}_category"].isna(), base].sum())
        _check_known(groups[~unsaid], name, base)
        keep &= groups[f"{name}_category"].notna()
    heads = [f"{name}_category" for name in columns]
    cells = groups[keep].groupby(heads, as_index=False, sort=True)[["n", "n_text"]].sum()
    used = cells[cells[base] > 0].reset_index(drop=True)
    weights = rake(used[base].to_numpy(), [_side(margin, used, base) for margin in margins])
    used["weight"] = weights * used[base].sum() / (used[base] * weights).sum()
    return Weighting(used, base, margins, design_effect(used[base], used["weight"]), silent)


def weight_tables(
    tables: Tables, totals: pd.DataFrame, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> dict[str, Table]:
    """Return the tables of a weighting: ``coverage``, ``weights`` and, where there are texts, ``weighted_shares``.

    Parameters
    ----------
    tables, totals, where
        As for :func:`weight_postings`.
    config : MeasureConfig
        Cuts of small cells.

    Returns
    -------
    dict of str to Table
    """
    found = weight_postings(tables, totals, where=where)
    whole = count_whole(tables, where=where)
    made = {
        "coverage": as_table(
            tables, _coverage(found), (), where, whole=whole, name="coverage", title="覆盖：职位与官方总量",
            formula="代表性 = 职位占比 / 官方占比；占比以加权所用职位为底", source=_SOURCE, own=True,
            direction="代表性大于 1：职位中偏多", notes=[found.note], titles=_HEADS,
        ),
        "weights": as_table(
            tables, found.cells.assign(weighted_n=found.cells[found.base] * found.cells["weight"]), (), where,
            whole=whole, name="weights", title="权重", formula="迭代比例拟合，均值为 1", source=_SOURCE,
            notes=[found.note], titles=_HEADS,
        ),
    }  # fmt: skip
    if found.base == "n_text" and tables.has("mentions"):
        made["weighted_shares"] = as_table(
            tables, _shares(tables, found, where, config), (), where, whole=whole, name="weighted_shares",
            title="加权与未加权的要求占比", unit="占有可读要求职位的比例",
            formula="加权占比 = Σw·n / Σw·n_text；区间：Wilson，样本量除以设计效应", source=_SOURCE, own=True,
            direction="差为正：按官方结构更普遍", notes=[found.note], titles=_HEADS,
        )  # fmt: skip
    return made


def _labels(margins: Sequence[Margin], column: str) -> list[str]:
    return [
        key[margin.columns.index(column)] for margin in margins if column in margin.columns for key in margin.people
    ]


def _check_known(groups: pd.DataFrame, column: str, base: str) -> None:
    lost = groups[groups[f"{column}_category"].isna() & (groups[base] > 0)]
    if len(lost):
        values = lost.groupby(list(DIMENSIONS_OF[column]))[base].sum().nlargest(5)
        names = "、".join(f"{'-'.join(key if isinstance(key, tuple) else (key,))}（{n}）" for key, n in values.items())
        raise ConfigError(
            f"totals have no {column} for {int(lost[base].sum()):,} postings: {names}; "
            "add their rows, or count fewer postings with --where"
        )


def _side(margin: Margin, cells: pd.DataFrame, base: str) -> tuple[np.ndarray, np.ndarray]:
    """Return each cell's category in a margin, and the people of the categories."""
    places = {key: place for place, key in enumerate(margin.people)}
    heads = [f"{name}_category" for name in margin.columns]
    place = np.array([places.get(key, -1) for key in cells[heads].itertuples(index=False, name=None)], dtype=np.int64)
    if (place < 0).any():
        lost = "×".join(cells[heads].iloc[int(np.argmin(place))].astype(str))
        raise ConfigError(f"totals of {margin.title} lack {lost}, which has postings; add its row")
    empty = [key for key, i in places.items() if i not in set(place.tolist())]
    if empty:
        names = "、".join(f"{'×'.join(key)}（{margin.people[key]:,.0f} 人）" for key in empty[:5])
        raise ConfigError(
            f"cannot weight by {margin.title}: no {'readable ' if base == 'n_text' else ''}postings in {names}"
            + (f" and {len(empty) - 5} more" if len(empty) > 5 else "")
            + "; put such categories together with others, or leave the margin out"
        )
    people = np.array(list(margin.people.values()))
    return place, people / people.sum()


def _coverage(found: Weighting) -> pd.DataFrame:
    rows = []
    cells, base = found.cells, found.base
    weighted = cells[base] * cells["weight"]
    for margin in found.margins:
        heads = [f"{name}_category" for name in margin.columns]
        keys = list(cells[heads].itertuples(index=False, name=None))
        total = sum(margin.people.values())
        for key, people in margin.people.items():
            here = np.array([row == key for row in keys])
            n, n_text = int(cells.loc[here, "n"].sum()), int(cells.loc[here, "n_text"].sum())
            share = cells.loc[here, base].sum() / cells[base].sum()
            rows.append({
                "margin": margin.title, "category": "×".join(key), "n": n, "n_text": n_text,
                "share": share, "people": people, "people_share": people / total, "ratio": share / (people / total),
                "per_thousand": 1000 * n / people, "weighted_share": weighted[here].sum() / weighted.sum(),
            })  # fmt: skip
    rows += [{"margin": TITLES[name], "category": _SILENT, found.base: n} for name, n in found.silent.items() if n]
    return pd.DataFrame(rows)


def _shares(tables: Tables, found: Weighting, where: str | None, config: MeasureConfig) -> pd.DataFrame:
    columns = [name for name in TITLES if f"{name}_category" in found.cells]
    dimensions = tuple(d for name in columns for d in DIMENSIONS_OF[name])
    counts = count_terms(tables, dimensions, where=where)
    heads = [f"{name}_category" for name in columns]
    for name in columns:
        known = Categories(name, dict.fromkeys(_labels(found.margins, name)))
        values = counts[list(DIMENSIONS_OF[name])].drop_duplicates()
        values[f"{name}_category"] = [known.of(*row) for row in values.itertuples(index=False, name=None)]
        counts = counts.merge(values, on=list(DIMENSIONS_OF[name]), how="left", validate="m:1")
    counts = counts.merge(found.cells[[*heads, "weight"]], on=heads, how="inner", validate="m:1")
    counts["weighted"] = counts["n"] * counts["weight"]
    frame = counts.groupby(["kind", "term"], as_index=False)[["n", "weighted"]].sum()
    n_text = int(found.cells["n_text"].sum())
    worth = n_text / found.effect
    frame["n_text"], frame["share"] = n_text, frame["n"] / n_text
    frame["weighted_share"] = frame["weighted"] / (found.cells["n_text"] * found.cells["weight"]).sum()
    frame["share_low"], frame["share_high"] = wilson(frame["n"], frame["n_text"])
    hits = np.minimum(frame["weighted_share"] * worth, worth)
    frame["weighted_low"], frame["weighted_high"] = wilson(hits, np.full(len(frame), worth))
    frame["difference"] = frame["weighted_share"] - frame["share"]
    frame["flag"] = flag_small(frame["n_text"], config)
    frame = frame.merge(term_aspects(tables), on=["kind", "term"], how="left", validate="1:1")
    frame["place"] = frame["kind"].map(KINDS.index)
    frame = frame.sort_values(["place", "n", "term"], ascending=[True, False, True])
    figures = ["share", "share_low", "share_high", "weighted_share", "weighted_low", "weighted_high", "difference"]
    frame = hide_small(frame, "n_text", figures, config)
    return frame[["kind", "aspect", "term", "n", "n_text", *figures, "flag"]]
