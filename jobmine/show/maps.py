"""Charts that set things beside each other on a field: quadrant, heat map and tree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jobmine.measure.table import Table
from jobmine.show.cells import group_names
from jobmine.show.drawing import BAR, INK, LINE, SOFT, fold, foot, keys_above, lines_of, page, save
from jobmine.show.labels import kind_colours, label
from jobmine.show.market_charts import TYPE_COLOURS

_NAMED = 22  # points of a quadrant that carry their name
_TOO_NEAR = (0.16, 0.035)  # two names, in parts of the field
_BRANCH, _LEAF = 14, 82  # columns of a line of a group's name in a tree, and of what stands under it
_LIGHT, _DARK = np.array([0xFF, 0xFF, 0xFF]), np.array([0x0B, 0x4F, 0x8A])


def chart_quadrant(
    table: Table, path: str | Path | None = None, *, middle: float = 0.5, tau: float = 0.1, font: str | Path = ""
) -> str:
    """Draw posts by the scale of their demand and by their gap, coloured by type of scarcity.

    Parameters
    ----------
    table : Table
        A row a post with ``scale``, ``degree``, ``type`` and ``n``.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    middle, tau : float
        Where a scale counts as large and a degree as short.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    frame = table.frame.dropna(subset=["scale", "degree"])
    unit = next(name for name in ("post", "occupation", "role", "major", "area") if name in frame)
    frame = frame.sort_values(["n", unit], ascending=[False, True], kind="stable").drop_duplicates(unit)
    types = [name for name in TYPE_COLOURS if name in set(frame["type"])]
    with page(str(table.meta.get("title", "")), 4.6, font, [*frame[unit].map(str), *types]) as (figure, axes):
        axes.axvline(middle, color=LINE, linewidth=1)
        axes.axhspan(-tau, tau, color="#f1f3f5")
        axes.scatter(
            frame["scale"], frame["degree"], s=12 + 90 * frame["n"] / max(frame["n"].max(), 1), alpha=0.75,
            c=[TYPE_COLOURS.get(name, SOFT) for name in frame["type"]], linewidths=0,
        )  # fmt: skip
        low, high = min(-0.1, frame["degree"].min() - 0.05), max(0.1, frame["degree"].max() + 0.1)
        axes.set_xlim(-0.03, 1.12)
        axes.set_ylim(low, high)
        marked = frame.assign(far=(frame["degree"].abs() + 1) * frame["n"]).nlargest(_NAMED * 2, "far")
        _name_points(axes, marked["scale"].tolist(), marked["degree"].tolist(), marked[unit].tolist(), high - low)
        axes.set_xlabel("需求规模（位次，0 至 1）", fontsize=8.5, color=SOFT)
        axes.set_ylabel("紧缺度（大于 0 为短缺）", fontsize=8.5, color=SOFT)
        axes.tick_params(length=0, labelsize=8, labelcolor=SOFT)
        axes.grid(color=LINE, linewidth=0.4)
        axes.set_axisbelow(True)
        keys_above(axes, [(name, TYPE_COLOURS[name]) for name in types])
        foot(axes, table.meta, "点的大小按职位数；灰带为供需平衡", below=36)
        return save(figure, path)


def chart_heatmap(
    table: Table,
    path: str | Path | None = None,
    *,
    n_groups: int = 10,
    n_terms: int = 24,
    kinds: Sequence[str] = ("knowledge", "skill", "quality", "certificate"),
    font: str | Path = "",
) -> str:
    """Draw groups by terms, darker the larger the share, with the share in each cell.

    Parameters
    ----------
    table : Table
        A demand table by one or more dimensions.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    n_groups, n_terms : int
        At most: the first groups, and the terms with the largest mean share.
    kinds : sequence of str
        Which kinds of terms.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    frame = table.frame.dropna(subset=["share"])
    frame = frame[frame["kind"].isin(kinds)]
    frame = frame.assign(_group=group_names(frame, table.meta.get("by", ())))
    groups = list(dict.fromkeys(frame["_group"]))[:n_groups]
    wide = frame[frame["_group"].isin(groups)].pivot_table(
        index=["term", "kind"], columns="_group", values="share", aggfunc="max", fill_value=0.0
    )[groups]
    wide = wide.loc[wide.mean(axis="columns").sort_values(ascending=False, kind="stable").index[:n_terms]]
    terms, marks = [str(term) for term, _ in wide.index], [kind_colours().get(kind, INK) for _, kind in wide.index]
    names = [fold(group) for group in groups]
    with page(f"{table.meta.get('title', '')}：组与要求", 1.4 + 0.21 * len(wide), font, [*names, *terms]) as (
        figure,
        axes,
    ):
        values = wide.to_numpy(float)
        part = (values / max(values.max(initial=0), 1e-9))[..., None]
        axes.imshow((_LIGHT + (_DARK - _LIGHT) * part).astype(np.uint8), aspect="auto", interpolation="nearest")
        for row, column in np.argwhere(values > 0):
            share = values[row, column]
            colour = "white" if part[row, column, 0] > 0.5 else INK
            shown = f"{float(share):.0%}" if share >= 0.005 else "<1%"
            axes.text(column, row, shown, ha="center", va="center", fontsize=7, color=colour)
        axes.set_xticks(range(len(names)), names, fontsize=7.5, rotation=35, ha="left", rotation_mode="anchor")
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(terms)), terms, fontsize=8)
        for text, colour in zip(axes.get_yticklabels(), marks, strict=True):
            text.set_color(colour)
        axes.tick_params(length=0)
        present = [kind for kind in kind_colours() if kind in {kind for _, kind in wide.index}]
        said = "，".join(label("kind", kind) for kind in present)
        foot(axes, table.meta, f"格内为占有可读要求职位的比例；词的颜色按类别（{said}）")
        return save(figure, path)


def chart_tree(
    branches: Sequence[tuple[str, Sequence[tuple[str, Sequence[str]]]]],
    path: str | Path | None = None,
    *,
    title: str = "岗位图谱",
    levels: Sequence[str] = ("岗位群", "类别", "要求"),
    n: int = 0,
    font: str | Path = "",
) -> str:
    """Draw a tree from left to right: a group, its parts, and what stands under each, in a line.

    Parameters
    ----------
    branches : sequence of (group, sequence of (part, sequence of leaf))
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png of the same name.
    title : str
    levels : sequence of str
        Heads of the columns.
    n : int
        Postings, named in the foot.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    rows = [(group, part, "、".join(leaves)) for group, parts in branches for part, leaves in parts]
    height = 1.0 + 0.24 * len(rows)
    texts = [text for row in rows for text in row] + list(levels)
    with page(title, height, font, texts, layout=None) as (figure, axes):
        # The whole page, as texts run to its edge.
        axes.set_position((0.008, 0.0, 0.984, 0.97 - 0.25 / height))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(len(rows) + 1.0, -1.2)
        left = (0.0, 0.17, 0.255)
        for x, level in zip(left, levels, strict=True):
            axes.text(x, -0.8, level, fontsize=8, color=SOFT, va="center")
        at = 0
        for group, parts in branches:
            middle = at + (len(parts) - 1) / 2
            name = "\n".join(lines_of(group, _BRANCH)[:3])
            axes.text(left[0], middle, name, fontsize=8.5, va="center", color=BAR)
            for place in range(len(parts)):
                axes.plot([0.145, 0.155, 0.166], [middle, at + place, at + place], color=LINE, linewidth=0.9)
            for part, leaves in parts:
                axes.text(left[1], at, part, fontsize=8.5, va="center")
                axes.plot([0.222, 0.25], [at, at], color=LINE, linewidth=0.9)
                axes.text(left[2], at, _fitting(leaves), fontsize=8, va="center")
                at += 1
            axes.axhline(at - 0.5, color="#eef1f4", linewidth=0.8)
        note = f"职位 {n:,}；括号内为占该组有可读要求职位的比例"
        axes.text(0, len(rows) + 0.3, note, fontsize=7.5, color=SOFT, va="center")
        return save(figure, path)


def _fitting(leaves: Sequence[str]) -> str:
    """Return as many leaves as a line has room for, at least the first."""
    lines = [lines_of("、".join(leaves[:most]), _LEAF) for most in range(len(leaves), 0, -1)]
    return next((line[0] for line in lines if len(line) == 1), lines[-1][0] if lines else "")


def _name_points(axes: Any, x: Sequence[float], y: Sequence[float], names: Sequence[str], reach: float) -> None:
    """Name points, the first ones first, as long as no name lies on another."""
    taken: list[tuple[float, float]] = []
    for left, up, name in zip(x, y, names, strict=True):
        near = any(abs(left - a) < _TOO_NEAR[0] and abs(up - b) / reach < _TOO_NEAR[1] for a, b in taken)
        if near or len(taken) >= _NAMED:
            continue
        taken.append((left, up))
        axes.annotate(str(name), (left, up), (4, 3), textcoords="offset points", fontsize=7.5, color=INK)
