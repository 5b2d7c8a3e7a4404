"""Charts for a page: each a function of a table that returns SVG; the adapter of matplotlib.

Values stand at the marks, axes only where they help. Letters are drawn as outlines, so that a chart
looks the same wherever it is opened. Equal tables give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from textwrap import shorten, wrap
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager

from jobmine.measure.table import Table, replacing
from jobmine.show.cells import group_names, show_value
from jobmine.show.fonts import check_glyphs, chinese_font
from jobmine.show.labels import kind_colours, label

_WIDTH, _HALF = 6.3, 4.7  # inches: the text of an A4 page; a chart that stands beside a picture
_INK, _SOFT, _LINE, _BAR = "#1d2733", "#5b6672", "#c9d0d7", "#0b62a0"
_SERIES = ("#0b62a0", "#b8480a", "#00735c", "#86397a", "#55606b", "#8a6d00")
_LABEL_WIDTH = 14
_ROOM = 0.06  # a part narrower than this has no room for its figure
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
        An .svg or .png file to write.
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
    colours = [kind_colours().get(k, _BAR) for k in frame["kind"]] if "kind" in frame else [_BAR] * len(frame)
    marks = frame["flag"].fillna("").astype(bool) if "flag" in frame else pd.Series(False, index=frame.index)
    names = [_fold(term) + ("*" if few else "") for term, few in zip(frame["term"], marks, strict=True)]
    heading = " · ".join(filter(None, [_title(table), group, label("kind", kind)]))
    texts = [*names, *(label("kind", k) for k in kinds)]
    with _page(heading, _bars_height(names), font, texts, _HALF) as (figure, axes):
        y = np.arange(len(frame))
        axes.barh(y, frame["share"], height=0.62, color=colours)
        ends = frame["share"].to_numpy(float)
        if {"share_low", "share_high"} <= set(frame):
            ends = np.fmax(ends, frame["share_high"].to_numpy(float))
            axes.hlines(y, frame["share_low"], frame["share_high"], color=_INK, linewidth=0.9)
        for row, (end, share) in enumerate(zip(ends, frame["share"], strict=True)):
            axes.text(end, row, f" {share:.1%}", va="center", ha="left", fontsize=8)
        _as_list(axes, names, float(np.nanmax(ends, initial=0)) * 1.14)
        _keys(axes, [(label("kind", k), kind_colours()[k]) for k in kinds] if len(kinds) > 1 else [])
        bases = set(frame.get("n_text", ()))
        base = {"n_text": int(bases.pop())} if len(bases) == 1 else table.meta
        _foot(axes, base, "线段为 95% 区间" + ("；* 样本少" if marks.any() else ""))
        return _save(figure, path)


def chart_mix(
    table: Table, path: str | Path | None = None, *, prefix: str = "kind", top_n: int = 20, font: str | Path = ""
) -> str:
    """Draw what each group's demand is made of, as one divided bar a group.

    Parameters
    ----------
    table : Table
        A row a group with the shares of its parts in columns named by a prefix, as ``kind_skill``.
    path : str or Path, optional
        An .svg or .png file to write.
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
    names = [_fold(name) for name in group_names(frame, table.meta.get("by", ()))]
    parts = [column.removeprefix(prefix + "_") for column in columns]
    titles = [label(prefix, part) for part in parts]
    colours = [kind_colours().get(name, _SERIES[i % len(_SERIES)]) for i, name in enumerate(parts)]
    with _page(_title(table), _bars_height(names), font, [*names, *titles]) as (figure, axes):
        left = np.zeros(len(frame))
        for column, colour in zip(columns, colours, strict=True):
            widths = frame[column].fillna(0).to_numpy(float)
            axes.barh(np.arange(len(frame)), widths, left=left, height=0.62, color=colour, ec="white", lw=0.8)
            for row in np.flatnonzero(widths >= _ROOM):
                middle = left[row] + widths[row] / 2
                axes.text(middle, row, f"{widths[row]:.0%}", va="center", ha="center", fontsize=8, color="white")
            left += widths
        _as_list(axes, names, 1.0)
        _keys(axes, list(zip(titles, colours, strict=True)))
        _foot(axes, table.meta, "各组合计为 100%")
        return _save(figure, path)


def chart_pay(table: Table, path: str | Path | None = None, *, top_n: int = 20, font: str | Path = "") -> str:
    """Draw pay by group: a line from P10 to P90, a box from P25 to P75, the median in figures.

    Parameters
    ----------
    table : Table
        A row a group with ``p10``, ``p25``, ``p50``, ``p75``, ``p90`` in yuan a month and ``n_pay``.
    path : str or Path, optional
        An .svg or .png file to write.
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
    names = [_fold(name) for name in group_names(frame, table.meta.get("by", ()))]
    with _page(_title(table), _bars_height(names), font, names) as (figure, axes):
        y = np.arange(len(frame))
        axes.hlines(y, frame["p10"], frame["p90"], color=_SOFT, linewidth=1.1)
        axes.barh(y, frame["p75"] - frame["p25"], left=frame["p25"], height=0.56, color="#a9cbe3")
        axes.vlines(frame["p50"], y - 0.28, y + 0.28, color=_BAR, linewidth=2.2)
        reach = float(frame["p90"].max()) if len(frame) else 1.0
        for row, (end, median, n) in enumerate(zip(frame["p90"], frame["p50"], frame["n_pay"], strict=True)):
            axes.text(end + reach * 0.015, row, f"{median:,.0f}", va="center", fontsize=8, color=_BAR)
            axes.text(reach * 1.25, row, f"n={n:,.0f}", va="center", ha="right", fontsize=7.5, color=_SOFT)
        _as_list(axes, names, reach * 1.25)
        axes.xaxis.set_visible(True)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_xticks([tick for tick in axes.get_xticks() if tick <= reach * 1.05])
        axes.grid(axis="x", color=_LINE, linewidth=0.5)
        axes.set_axisbelow(True)
        _foot(axes, table.meta, "元/月；线 P10–P90，框 P25–P75，粗线与数字为中位数", below=26)
        return _save(figure, path)


def chart_months(
    table: Table, path: str | Path | None = None, *, value: str = "n", top_n: int = 6, font: str | Path = ""
) -> str:
    """Draw a value by month, one line a group, each named at its end.

    Parameters
    ----------
    table : Table
        A row a ``period`` and group, with the value.
    path : str or Path, optional
        An .svg or .png file to write.
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
    frame = table.frame.dropna(subset=[value])
    sums = frame.assign(group=group_names(frame, by)).groupby(["period", "group"], sort=False)[value].sum()
    wide = sums.unstack("group").sort_index()
    wide = wide[wide.sum().sort_values(ascending=False, kind="stable").index[:top_n]]
    last = wide.ffill().iloc[-1].tolist()
    style = "percent" if "share" in value else "whole"
    with _page(_title(table), 2.6, font, [*map(str, wide.columns), *map(str, wide.index)]) as (figure, axes):
        x = np.arange(len(wide))
        ends = _apart(last, float(wide.max().max()) * 0.07)
        for i, (name, end) in enumerate(zip(wide, ends, strict=True)):
            colour, value_there = _SERIES[i % len(_SERIES)], show_value(last[i], style)
            named = shorten(f"{name} {value_there}", 24, placeholder="…") if by else value_there
            axes.plot(x, wide[name], color=colour, linewidth=1.6, marker="o", markersize=3)
            axes.text(len(wide) - 0.85, end, named, color=colour, va="center", fontsize=8)
        axes.set_xticks(x, [str(period) for period in wide.index])
        axes.xaxis.set_major_locator(matplotlib.ticker.FixedLocator(x[:: max(1, -(-len(x) // 8))].tolist()))
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(lambda tick, _: show_value(float(tick), style))
        axes.grid(axis="y", color=_LINE, linewidth=0.5)
        axes.tick_params(length=0, labelsize=8, labelcolor=_SOFT)
        _foot(axes, table.meta, "", below=24)
        return _save(figure, path)


@contextmanager
def _page(
    heading: str, height: float, font: str | Path, texts: Sequence[str], width: float = _WIDTH
) -> Iterator[tuple[Figure, Any]]:
    """Give a figure and its axes in the settings of every chart; nothing global is left changed."""
    file = chinese_font(font)
    check_glyphs(file, [heading, *texts])
    if not any(Path(entry.fname) == file for entry in fontManager.ttflist):
        fontManager.addfont(str(file))
    settings = {
        "font.family": [FontProperties(fname=str(file)).get_name()], "font.size": 9, "axes.unicode_minus": False,
        "svg.hashsalt": "jobmine", "svg.fonttype": "path", "text.color": _INK, "axes.edgecolor": _LINE,
        "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.spines.bottom": False,
    }  # fmt: skip
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        if heading:
            figure.suptitle(heading, x=0.008, ha="left", fontsize=10.5)
        yield figure, axes


def _as_list(axes: Any, names: Sequence[str], reach: float) -> None:
    """Set names at the left, first on top, and no axis below."""
    axes.set_yticks(np.arange(len(names)), names, fontsize=8.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, reach or 1.0)
    axes.tick_params(length=0, labelcolor=_INK)
    axes.tick_params(axis="x", labelsize=8, labelcolor=_SOFT)
    axes.xaxis.set_visible(False)


def _keys(axes: Any, keys: Sequence[tuple[str, str]]) -> None:
    """Name the colours in a line above the marks."""
    left = 0.0
    for text, colour in keys:
        axes.annotate(
            f"■ {text}", (left, 1), (0, 2), "axes fraction", "offset points", color=colour, fontsize=8.5, va="bottom"
        )
        left += (0.38 + 0.2 * len(text)) / axes.figure.get_figwidth()


def _foot(axes: Any, meta: Mapping[str, Any], text: str, *, below: float = 6) -> None:
    counted = (("n", "职位"), ("n_text", "有可读要求"))
    base = [f"{name} {meta[key]:,}" for key, name in counted if meta.get(key)]
    note = "；".join(filter(None, ["，".join(base), text]))
    axes.annotate(note, (0, 0), (0, -below), "axes fraction", "offset points", fontsize=7.5, color=_SOFT, va="top")


def _save(figure: Figure, path: str | Path | None) -> str:
    text = StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    if path is not None:
        with replacing(path) as unfinished:
            if Path(path).suffix.lower() == ".png":
                figure.savefig(unfinished, format="png", dpi=200, metadata={"Software": None})
            else:
                unfinished.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return text.getvalue()


def _rows_of(table: Table, group: str, kind: str) -> pd.DataFrame:
    frame = table.frame
    if group:
        frame = frame[[name == group for name in group_names(frame, table.meta.get("by", ()))]]
    return frame[frame["kind"] == kind] if kind else frame


def _title(table: Table) -> str:
    return str(table.meta.get("title", ""))


def _bars_height(names: Sequence[str]) -> float:
    lines = 1 + max((name.count("\n") for name in names), default=0)
    return 0.95 + len(names) * (0.1 + 0.14 * lines)


def _fold(name: Any) -> str:
    """Return a name on at most two lines."""
    lines = wrap(str(name), _LABEL_WIDTH) or [""]
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


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
