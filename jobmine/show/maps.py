"""Charts that set things beside each other on a field: quadrant, heat map, tree and network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobmine.measure.table import Table, replacing
from jobmine.show.cells import group_names
from jobmine.show.drawing import BAR, INK, LINE, SERIES, SOFT, fold, foot, keys_above, page, save
from jobmine.show.labels import kind_colours, label

_NAMED = 22  # points of a quadrant that carry their name
_TOO_NEAR = (0.16, 0.035)  # two names, in parts of the field
_BRANCH = 8  # characters of a line of a group's name in a tree
_SMALLEST_PART = 3  # of a network that is drawn
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
    types = [name for name in dict.fromkeys(frame["type"].fillna("")) if name]
    colours = {name: SERIES[i % len(SERIES)] for i, name in enumerate(types)}
    with page(str(table.meta.get("title", "")), 4.6, font, [*frame[unit].map(str), *types]) as (figure, axes):
        axes.axvline(middle, color=LINE, linewidth=1)
        axes.axhspan(-tau, tau, color="#f1f3f5")
        axes.scatter(
            frame["scale"], frame["degree"], s=12 + 90 * frame["n"] / max(frame["n"].max(), 1), alpha=0.75,
            c=[colours.get(name, SOFT) for name in frame["type"]], linewidths=0,
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
        keys_above(axes, [(name, colours[name]) for name in types])
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
            axes.text(column, row, f"{float(share):.0%}", ha="center", va="center", fontsize=7, color=colour)
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
    with page(title, height, font, [text for row in rows for text in row] + list(levels)) as (figure, axes):
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(len(rows) + 0.3, -1.2)
        left = (0.0, 0.24, 0.4)
        for x, level in zip(left, levels, strict=True):
            axes.text(x, -0.8, level, fontsize=8, color=SOFT, va="center")
        at = 0
        for group, parts in branches:
            middle = at + (len(parts) - 1) / 2
            name = "\n".join(wrap(group, _BRANCH)[:3])
            axes.text(left[0], middle, name, fontsize=8.5, va="center", color=BAR)
            for place in range(len(parts)):
                axes.plot([0.185, 0.21, 0.235], [middle, at + place, at + place], color=LINE, linewidth=0.9)
            for part, leaves in parts:
                axes.text(left[1], at, part, fontsize=8.5, va="center")
                axes.plot([0.35, 0.395], [at, at], color=LINE, linewidth=0.9)
                axes.text(left[2], at, "、".join(leaves), fontsize=8, va="center")
                at += 1
            axes.axhline(at - 0.5, color="#eef1f4", linewidth=0.8)
        foot(axes, {"n": n}, "括号内为占该组有可读要求职位的比例")
        return save(figure, path)


def chart_network(table: Table, path: str | Path | None = None, *, n_edges: int = 55, font: str | Path = "") -> str:
    """Draw terms that are asked for together, near each other; beside the chart lies a .gexf for Gephi.

    The layout is that of Kamada & Kawai (1989): lengths on the page follow steps in the network, nothing is random.

    Parameters
    ----------
    table : Table
        A row a pair, see :func:`jobmine.measure.pairs.pair_table`.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png and a .gexf of the same name.
    n_edges : int
        Pairs that are drawn, the closest.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG.
    """
    import networkx as nx

    graph = nx.Graph()
    for row in table.frame.to_dict("records"):
        ends = [(row[end], row[f"{end}_kind"]) for end in ("head", "tail")]
        for (term, kind), end in zip(ends, ("head", "tail"), strict=True):
            graph.add_node(f"{term}|{kind}", label=term, kind=label("kind", kind), n=int(row[f"n_{end}"]))
        graph.add_edge(*("|".join(end) for end in ends), weight=float(row["association"]), n=int(row["n"]))
    if path is not None:
        _write_gexf(graph, Path(path).with_suffix(".gexf"))
    closest = sorted(graph.edges(data="weight"), key=lambda edge: (-edge[2], edge[0], edge[1]))[:n_edges]
    shown = nx.Graph()
    shown.add_weighted_edges_from(closest)
    parts = [part for part in nx.connected_components(shown) if len(part) >= _SMALLEST_PART]
    shown = shown.subgraph(sorted(set().union(*parts)))
    names = sorted(shown.nodes)
    places = _side_by_side([_lay_out(shown.subgraph(part)) for part in parts])
    kinds = {name: name.rpartition("|")[2] for name in names}
    texts = [graph.nodes[name]["label"] for name in names]
    with page(str(table.meta.get("title", "")), 5.6, font, texts) as (figure, axes):
        axes.set_axis_off()
        for head, tail, weight in closest:
            if head in places:
                x, y = zip(places[head], places[tail], strict=True)
                axes.plot(x, y, color="#9fb0bd", linewidth=0.4 + 2.6 * weight, alpha=0.55, zorder=1)
        most = max((graph.nodes[name]["n"] for name in names), default=1)
        for name in names:
            left, up = places[name]
            size = graph.nodes[name]["n"] / most
            colour = kind_colours().get(kinds[name], SOFT)
            axes.scatter([left], [up], s=10 + 140 * size, color=colour, alpha=0.85, linewidths=0, zorder=2)
            axes.annotate(
                graph.nodes[name]["label"], (left, up), (0, 3 + 5 * size**0.5), textcoords="offset points", ha="center",
                va="bottom", fontsize=6.5 + 3.5 * size, zorder=3,
            )  # fmt: skip
        axes.margins(0.09)
        present = [kind for kind in kind_colours() if kind in set(kinds.values())]
        keys_above(axes, [(label("kind", kind), kind_colours()[kind]) for kind in present])
        foot(axes, table.meta, f"点按职位数，线按关联度；画出最紧密的 {len(closest)} 对")
        return save(figure, path)


def _lay_out(part: Any) -> dict[str, NDArray[np.float64]]:
    """Return the places of a connected part, whatever the order in which it was put together."""
    import networkx as nx

    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(part.nodes))
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in part.edges))
    places: dict[str, NDArray[np.float64]] = nx.kamada_kawai_layout(ordered, weight=None)
    return places


def _side_by_side(layouts: Sequence[Mapping[str, NDArray[np.float64]]]) -> dict[str, tuple[float, float]]:
    """Return the places of all parts of a network, the largest first, each with room by its size."""
    places, left = dict[str, tuple[float, float]](), 0.0
    for layout in sorted(layouts, key=lambda layout: (-len(layout), min(layout))):
        width = len(layout) ** 0.5
        for name, (x, y) in layout.items():
            places[name] = (left + (x + 1) / 2 * width * 1.6, y / 2 * width)
        left += width * 1.6 + 0.9
    return places


def _write_gexf(graph: Any, path: Path) -> None:
    from io import BytesIO

    import networkx as nx

    content = BytesIO()
    nx.write_gexf(graph, content)
    with replacing(path) as unfinished:
        unfinished.write_bytes(content.getvalue())


def _name_points(axes: Any, x: Sequence[float], y: Sequence[float], names: Sequence[str], reach: float) -> None:
    """Name points, the first ones first, as long as no name lies on another."""
    taken: list[tuple[float, float]] = []
    for left, up, name in zip(x, y, names, strict=True):
        near = any(abs(left - a) < _TOO_NEAR[0] and abs(up - b) / reach < _TOO_NEAR[1] for a, b in taken)
        if near or len(taken) >= _NAMED:
            continue
        taken.append((left, up))
        axes.annotate(str(name), (left, up), (4, 3), textcoords="offset points", fontsize=7.5, color=INK)
