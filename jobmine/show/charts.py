"""Charts for a page: each a function of a table that returns SVG.

Values stand at the marks, axes only where they help. Equal tables give equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator

from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.table import Table
from jobmine.show.cells import group_names, show_value
from jobmine.show.drawing import (
    BAR,
    HALF,
    INK,
    LINE,
    SERIES,
    SOFT,
    as_list,
    bars_height,
    fold,
    foot,
    keys_above,
    page,
    save,
)
from jobmine.show.labels import kind_colours, label

_ROOM = 0.06  # a part narrower than this has no room for its figure
_EARLY = 0.01  # of all postings: months before which there are fewer are not drawn
_PAY = ("p10", "p25", "p50", "p75", "p90")


def chart_demand(
    table: Table,
    path: str | Path | None = None,
    *,
    group: str = "",
    kind: str = "",
    top_n: int = 15,
    font: str | Path = "",
) -> str:
    """Draw the terms asked for most as bars with their intervals, coloured by kind.

    Parameters
    ----------
    table : Table
        With ``term``, ``share`` and, as far as known, ``kind``, ``share_low``, ``share_high``, ``flag``.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    group, kind : str
        The group and the kind to draw; empty takes all rows.
    top_n : int
        Bars at most.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    frame = _rows_of(table, group, kind).dropna(subset=["share"])
    frame = frame.sort_values(["share", "term"], ascending=[False, True], kind="stable").head(top_n)
    kinds = [k for k in kind_colours() if "kind" in frame and k in set(frame["kind"])]
    colours = [kind_colours().get(k, BAR) for k in frame["kind"]] if "kind" in frame else [BAR] * len(frame)
    marks = frame["flag"].fillna("").astype(bool) if "flag" in frame else pd.Series(False, index=frame.index)
    names = [fold(term) + ("*" if few else "") for term, few in zip(frame["term"], marks, strict=True)]
    heading = " · ".join(filter(None, [_title(table), group, label("kind", kind)]))
    texts = [*names, *(label("kind", k) for k in kinds)]
    with page(heading, bars_height(names), font, texts, HALF) as (figure, axes):
        y = np.arange(len(frame))
        axes.barh(y, frame["share"], height=0.62, color=colours)
        ends = frame["share"].to_numpy(float)
        if {"share_low", "share_high"} <= set(frame):
            ends = np.fmax(ends, frame["share_high"].to_numpy(float))
            axes.hlines(y, frame["share_low"], frame["share_high"], color=INK, linewidth=0.9)
        for row, (end, share) in enumerate(zip(ends, frame["share"], strict=True)):
            axes.text(end, row, f" {share:.1%}", va="center", ha="left", fontsize=8)
        as_list(axes, names, float(np.nanmax(ends, initial=0)) * 1.14)
        keys_above(axes, [(label("kind", k), kind_colours()[k]) for k in kinds] if len(kinds) > 1 else [])
        bases = set(frame.get("n_text", ()))
        base = {"n_text": int(bases.pop())} if len(bases) == 1 else table.meta
        foot(axes, base, "线段为 95% 区间" + ("；* 样本少" if marks.any() else ""))
        return save(figure, path)


def chart_overview(table: Table, path: str | Path | None = None, *, top_n: int = 15, font: str | Path = "") -> str:
    """Draw how the postings divide over a dimension: a bar a group with its interval, share and count.

    Parameters
    ----------
    table : Table
        A row a group with ``n`` and ``share``, see :func:`jobmine.measure.overview.mix_table`.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    top_n : int
        Groups at most, the first rows of the table.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    frame = table.frame.dropna(subset=["share"]).head(top_n)
    groups = group_names(frame, table.meta.get("by", ()))
    names = [fold(name) for name in groups]
    colours = [SOFT if UNSTATED in name else BAR for name in groups]
    with page(_title(table), bars_height(names), font, names, HALF) as (figure, axes):
        y = np.arange(len(frame))
        axes.barh(y, frame["share"], height=0.62, color=colours)
        ends = frame["share"].to_numpy(float)
        if {"share_low", "share_high"} <= set(frame):
            ends = np.fmax(ends, frame["share_high"].to_numpy(float))
            axes.hlines(y, frame["share_low"], frame["share_high"], color=INK, linewidth=0.9)
        for row, (end, share, n) in enumerate(zip(ends, frame["share"], frame["n"], strict=True)):
            axes.text(end, row, f" {share:.1%}（{n:,}）", va="center", fontsize=8)
        as_list(axes, names, float(np.nanmax(ends, initial=0)) * 1.3)
        foot(axes, {"n": table.meta.get("n")}, "线段为 95% 区间；括号内为职位数")
        return save(figure, path)


def chart_mix(
    table: Table, path: str | Path | None = None, *, prefix: str = "kind", top_n: int = 20, font: str | Path = ""
) -> str:
    """Draw what each group's demand is made of, as one divided bar a group.

    Parameters
    ----------
    table : Table
        A row a group with the shares of its parts in columns named by a prefix, as ``kind_skill``.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    prefix : str
        What the columns of the parts begin with.
    top_n : int
        Groups at most, the first rows of the table.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    columns = [str(name) for name in table.frame.columns if str(name).startswith(prefix + "_")]
    frame = table.frame.dropna(subset=columns, how="all").head(top_n)
    names = [fold(name) for name in group_names(frame, table.meta.get("by", ()))]
    parts = [column.removeprefix(prefix + "_") for column in columns]
    titles = [label(prefix, part) for part in parts]
    colours = [kind_colours().get(name, SERIES[i % len(SERIES)]) for i, name in enumerate(parts)]
    with page(_title(table), bars_height(names), font, [*names, *titles]) as (figure, axes):
        left = np.zeros(len(frame))
        for column, colour in zip(columns, colours, strict=True):
            widths = frame[column].fillna(0).to_numpy(float)
            axes.barh(np.arange(len(frame)), widths, left=left, height=0.62, color=colour, ec="white", lw=0.8)
            for row in np.flatnonzero(widths >= _ROOM):
                middle = left[row] + widths[row] / 2
                axes.text(middle, row, f"{widths[row]:.0%}", va="center", ha="center", fontsize=8, color="white")
            left += widths
        as_list(axes, names, 1.0)
        keys_above(axes, list(zip(titles, colours, strict=True)))
        foot(axes, table.meta, "各组合计为 100%")
        return save(figure, path)


def chart_pay(table: Table, path: str | Path | None = None, *, top_n: int = 20, font: str | Path = "") -> str:
    """Draw pay by group: a line from P10 to P90, a box from P25 to P75, the median in figures.

    Parameters
    ----------
    table : Table
        A row a group with ``p10``, ``p25``, ``p50``, ``p75``, ``p90`` in yuan a month and ``n_pay``.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    top_n : int
        Groups at most, the first rows of the table.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    frame = table.frame.dropna(subset=list(_PAY)).head(top_n)
    names = [fold(name) for name in group_names(frame, table.meta.get("by", ()))]
    with page(_title(table), bars_height(names), font, names) as (figure, axes):
        y = np.arange(len(frame))
        axes.hlines(y, frame["p10"], frame["p90"], color=SOFT, linewidth=1.1)
        axes.barh(y, frame["p75"] - frame["p25"], left=frame["p25"], height=0.56, color="#a9cbe3")
        axes.vlines(frame["p50"], y - 0.28, y + 0.28, color=BAR, linewidth=2.2)
        reach = float(frame["p90"].max()) if len(frame) else 1.0
        for row, (end, median, n) in enumerate(zip(frame["p90"], frame["p50"], frame["n_pay"], strict=True)):
            axes.text(end + reach * 0.015, row, f"{median:,.0f}", va="center", fontsize=8, color=BAR)
            axes.text(reach * 1.25, row, f"n={n:,.0f}", va="center", ha="right", fontsize=7.5, color=SOFT)
        as_list(axes, names, reach * 1.25)
        axes.xaxis.set_visible(True)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_xticks([tick for tick in axes.get_xticks() if tick <= reach * 1.05])
        axes.grid(axis="x", color=LINE, linewidth=0.5)
        axes.set_axisbelow(True)
        foot(axes, table.meta, "元/月；线 P10–P90，框 P25–P75，粗线与数字为中位数", below=26)
        return save(figure, path)


def chart_months(
    table: Table, path: str | Path | None = None, *, value: str = "n", top_n: int = 6, font: str | Path = ""
) -> str:
    """Draw a value by month, one line a group, each named at its end.

    Parameters
    ----------
    table : Table
        A row a ``period`` and group, with the value.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    value : str
        The column to draw.
    top_n : int
        Lines at most, those with the largest sums.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    by = [name for name in table.meta.get("by", ()) if name != "period"]
    frame = table.frame[table.frame["period"] != UNSTATED].dropna(subset=[value])
    sums = frame.assign(group=group_names(frame, by)).groupby(["period", "group"], sort=False)[value].sum()
    wide = sums.unstack("group").sort_index()
    # A few postings of years ago would press all others against the edge.
    past = wide.sum(axis="columns").cumsum()
    early = (past < past.iloc[-1] * _EARLY) & (value == "n")
    before = int(past[early].iloc[-1]) if early.any() else 0
    wide = wide[~early]
    wide = wide[wide.sum().sort_values(ascending=False, kind="stable").index[:top_n]]
    last = wide.ffill().iloc[-1].tolist()
    style = "percent" if "share" in value else "whole"
    with page(_title(table), 2.6, font, [*map(str, wide.columns), *map(str, wide.index)]) as (figure, axes):
        x = np.arange(len(wide))
        ends = _apart(last, float(wide.max().max()) * 0.07)
        for i, (name, end) in enumerate(zip(wide, ends, strict=True)):
            colour, value_there = SERIES[i % len(SERIES)], show_value(last[i], style)
            named = shorten(f"{name} {value_there}", 24, placeholder="…") if by else value_there
            axes.plot(x, wide[name], color=colour, linewidth=1.6, marker="o", markersize=3)
            axes.text(len(wide) - 0.85, end, named, color=colour, va="center", fontsize=8)
        axes.set_xticks(x, [str(period) for period in wide.index])
        axes.xaxis.set_major_locator(FixedLocator(x[:: max(1, -(-len(x) // 8))].tolist()))
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(lambda tick, _: show_value(float(tick), style))
        axes.grid(axis="y", color=LINE, linewidth=0.5)
        axes.tick_params(length=0, labelsize=8, labelcolor=SOFT)
        foot(axes, table.meta, f"另有 {before:,} 个在 {wide.index[0]} 之前" if before else "", below=24)
        return save(figure, path)


def _rows_of(table: Table, group: str, kind: str) -> pd.DataFrame:
    frame = table.frame
    if group:
        frame = frame[[name == group for name in group_names(frame, table.meta.get("by", ()))]]
    return frame[frame["kind"] == kind] if kind else frame


def _title(table: Table) -> str:
    return str(table.meta.get("title", ""))


def _apart(values: Sequence[float], gap: float) -> list[float]:
    """Return the values moved up where needed, so that labels do not overlap.

    Examples
    --------
    >>> _apart([5.0, 5.5, 9.0], 1.0)
    [5.0, 6.0, 9.0]
    """
    placed = list(values)
    last = -np.inf
    for i in sorted(range(len(values)), key=lambda i: values[i]):
        last = placed[i] = max(values[i], last + gap)
    return placed
