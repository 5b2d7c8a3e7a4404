"""Charts of the market: the index of new postings over time, and scarce posts of each area by type and degree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.ticker import FixedLocator

from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.scarcity import TYPES, UNITS
from jobmine.measure.table import Table
from jobmine.show.cells import group_names
from jobmine.show.drawing import BAR, INK, LINE, SERIES, SOFT, as_list, bars_height, fold, foot, keys_above, page, save

TYPE_COLOURS = dict(zip(TYPES.values(), SERIES, strict=False))


def chart_trend(table: Table, path: str | Path | None = None, *, font: str | Path = "") -> str:
    """Draw the index of new postings by period with its interval, of the constant sources and of all sources.

    Parameters
    ----------
    table : Table
        Of one group, from :func:`jobmine.measure.trends.trends_table`.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    frame = table.frame[table.frame["period"] != UNSTATED]
    periods = [str(period) for period in frame["period"]]
    x = np.arange(len(frame))
    with page(str(table.meta.get("title", "")), 2.9, font, periods) as (figure, axes):
        axes.axhline(100, color=LINE, linewidth=1)
        axes.fill_between(x, frame["index_low"], frame["index_high"], color=BAR, alpha=0.15, linewidth=0)
        apart = bool((frame["index_all"] - frame["index"]).abs().gt(0.05).any())
        if apart:
            axes.plot(x, frame["index_all"], color=SOFT, linewidth=1.2, linestyle="--")
        axes.plot(x, frame["index"], color=BAR, linewidth=1.6, marker="o", markersize=3)
        for at, value in zip(x, frame["index"], strict=True):
            axes.annotate(
                f"{value:.0f}" if np.isfinite(value) else "", (at, value if np.isfinite(value) else 0), (0, 6),
                "data", "offset points", ha="center", fontsize=8, color=BAR,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
            )  # fmt: skip
        axes.set_xticks(x, periods)
        axes.xaxis.set_major_locator(FixedLocator(x[:: max(1, -(-len(x) // 8))].tolist()))
        axes.set_ylim(bottom=0)
        axes.grid(axis="y", color=LINE, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.tick_params(length=0, labelsize=8, labelcolor=SOFT)
        keys_above(axes, [("恒定来源", BAR), ("全部来源（虚线）", SOFT)] if apart else [])
        foot(axes, table.meta, "日均新增职位，首个完整期为 100；带为 95% 区间", below=24)
        return save(figure, path)


def chart_types(table: Table, path: str | Path | None = None, *, top_n: int = 15, font: str | Path = "") -> str:
    """Draw how many posts of each area are scarce, divided by type, with the median degree of scarcity.

    Parameters
    ----------
    table : Table
        A row an area and post with ``type`` and ``degree``, see :func:`jobmine.measure.scarcity.scarcity_table`.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    top_n : int
        Areas at most, those with the most scarce posts.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    frame = table.frame[table.frame["type"].isin(list(TYPES.values()))]
    by = [name for name in table.meta.get("by", ()) if name not in UNITS]
    grouped = frame.assign(_area=group_names(frame, by)).groupby("_area", sort=False)
    counts = grouped["type"].value_counts().unstack(fill_value=0)
    order = counts.sum(axis="columns").sort_values(ascending=False, kind="stable").index[:top_n]
    counts, degrees = counts.loc[order], grouped["degree"].median()[order]
    types = [name for name in TYPES.values() if name in counts]
    names = [fold(area) for area in order]
    with page(f"{table.meta.get('title', '')}：各领域的类型与紧缺度", bars_height(names), font, [*names, *types]) as (
        figure,
        axes,
    ):
        left = np.zeros(len(names))
        for name in types:
            widths = counts[name].to_numpy(float)
            axes.barh(
                np.arange(len(names)), widths, left=left, height=0.62, color=TYPE_COLOURS[name], ec="white", lw=0.8
            )
            for row in np.flatnonzero(widths):
                axes.text(
                    left[row] + widths[row] / 2, row, f"{widths[row]:.0f}", va="center", ha="center", fontsize=8,
                    color="white",
                )  # fmt: skip
            left += widths
        reach = float(left.max(initial=1))
        for place, (end, degree) in enumerate(zip(left, degrees, strict=True)):
            axes.text(end + reach * 0.012, place, f"紧缺度中位 {degree:.2f}", va="center", fontsize=8, color=INK)
        as_list(axes, names, reach * 1.28)
        keys_above(axes, [(name, TYPE_COLOURS[name]) for name in types])
        foot(axes, table.meta, "数字为岗位数，只计判定了类型的岗位")
        return save(figure, path)
