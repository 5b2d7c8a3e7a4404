"""Charts of networks: terms that are asked for together, roles that ask for the same; beside each a graph for Gephi."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jobmine.measure.table import Table, replacing
from jobmine.show.blocks import clean_text
from jobmine.show.drawing import SERIES, SOFT, foot, keys_above, page, save
from jobmine.show.labels import kind_colours, label

_SMALLEST_PART = 3  # of a network that is drawn
_NO_FAMILY = "未归入"
_KEYS = 24  # characters of the names of families in a line above a network
_Edge = tuple[str, str, float]


def chart_network(
    table: Table,
    path: str | Path | None = None,
    *,
    n_edges: int = 55,
    font: str | Path = "",
    drawn: str = "点按职位数，线按关联度",
) -> str:
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
    drawn : str
        What points and lines are sized by, for the foot.

    Returns
    -------
    str
        The chart as SVG.
    """
    import networkx as nx

    graph = nx.Graph()
    for row in table.frame.to_dict("records"):
        ends = [(clean_text(row[end]), row[f"{end}_kind"]) for end in ("head", "tail")]
        for (term, kind), end in zip(ends, ("head", "tail"), strict=True):
            graph.add_node(f"{term}|{kind}", label=term, kind=label("kind", kind), n=int(row[f"n_{end}"]))
        graph.add_edge(*("|".join(end) for end in ends), weight=float(row["association"]), n=int(row["n"]))
    closest = _by_weight(graph)[:n_edges]
    colours = {label("kind", kind): colour for kind, colour in kind_colours().items()}
    said = f"{drawn}；画出最紧密的 {len(closest)} 对"
    return _draw_network(graph, closest, colours, said, table, path, font)


def chart_roles(
    transfer: Table,
    roles: Table,
    path: str | Path | None = None,
    *,
    n_roles: int = 36,
    nearest: int = 2,
    font: str | Path = "",
) -> str:
    """Draw roles that ask for the same near each other; beside the chart lies a .gexf with all roles.

    Parameters
    ----------
    transfer : Table
        See :func:`jobmine.measure.roles.transfer_table`.
    roles : Table
        See :func:`jobmine.measure.roles.role_table`: size, family and pay of each role.
    path : str or Path, optional
        The file to write: an .svg, and beside it a .png and a .gexf of the same name.
    n_roles : int
        Roles that are drawn, the largest.
    nearest : int
        Lines that a role brings: to the roles most like it.
    font : str or Path
        A font file; empty takes an installed Chinese font.

    Returns
    -------
    str
        The chart as SVG; colours are the largest families of occupations.
    """
    import networkx as nx

    graph = nx.Graph()
    listed = set(transfer.frame["role"]) | set(transfer.frame["other"])
    known = roles.frame[roles.frame["role"].isin(listed)]
    for row in known.to_dict("records"):
        family, pay = row.get("family"), row.get("pay_median")
        kind = _short_family(family) if isinstance(family, str) else _NO_FAMILY
        paid = {"pay_median": float(pay)} if pay is not None and pay == pay else {}
        graph.add_node(clean_text(row["role"]), label=clean_text(row["role"]), kind=kind, n=int(row["n"]), **paid)
    for row in transfer.frame.to_dict("records"):
        ends = clean_text(row["role"]), clean_text(row["other"])
        graph.add_edge(*ends, weight=float(row["cosine"]), common=clean_text(row["common"]))
    largest = sorted(graph.nodes, key=lambda name: (-graph.nodes[name].get("n", 0), name))[:n_roles]
    between = _by_weight(graph.subgraph(largest))
    brought = [[edge for edge in between if name in edge[:2]][:nearest] for name in largest]
    drawn = sorted({edge for edges in brought for edge in edges}, key=lambda edge: (-edge[2], *edge[:2]))
    colours = _family_colours(known)
    said = f"点按职位数，线按要求的余弦；最大的 {len(largest)} 个岗位群，各连最近的 {nearest} 个"
    return _draw_network(graph, drawn, colours, said, transfer, path, font)


def _short_family(family: str) -> str:
    return clean_text(re.sub("(?:工程)?(?:技术|专业)?人员$", "", family) or family)


def _family_colours(roles: pd.DataFrame) -> dict[str, str]:
    """Return colours for the largest families, as many as one line of keys has room for."""
    sizes = roles.dropna(subset=["family"]).groupby("family")["n"].sum().sort_values(ascending=False, kind="stable")
    names = [_short_family(family) for family in sizes.index[: len(SERIES) - 1]]
    return {name: SERIES[i] for i, name in enumerate(names) if sum(map(len, names[: i + 1])) <= _KEYS}


def _by_weight(graph: Any) -> list[_Edge]:
    """Return the edges, the heaviest first; the two ends of an edge in alphabetical order."""
    edges = [(*sorted(ends), weight) for *ends, weight in graph.edges(data="weight")]
    return sorted(edges, key=lambda edge: (-edge[2], edge[0], edge[1]))


def _draw_network(
    graph: Any,
    edges: Sequence[_Edge],
    colours: Mapping[str, str],
    said: str,
    table: Table,
    path: str | Path | None,
    font: str | Path,
) -> str:
    """Draw some edges of a graph whose nodes have a label, a kind and a number; write the whole for Gephi."""
    import networkx as nx
    from matplotlib.patheffects import withStroke

    if path is not None:
        _write_gexf(graph, Path(path).with_suffix(".gexf"))
    shown = nx.Graph()
    shown.add_weighted_edges_from(edges)
    parts = [part for part in nx.connected_components(shown) if len(part) >= _SMALLEST_PART]
    shown = shown.subgraph(sorted(set().union(*parts)))
    names = sorted(shown.nodes)
    places = _side_by_side([_lay_out(shown.subgraph(part)) for part in parts])
    texts = [*(graph.nodes[name]["label"] for name in names), *colours]
    with page(str(table.meta.get("title", "")), 5.6, font, texts) as (figure, axes):
        axes.set_axis_off()
        for head, tail, weight in edges:
            if head in places:
                x, y = zip(places[head], places[tail], strict=True)
                axes.plot(x, y, color="#9fb0bd", linewidth=0.4 + 2.6 * weight, alpha=0.55, zorder=1)
        most = max((graph.nodes[name]["n"] for name in names), default=1)
        halo = [withStroke(linewidth=2, foreground="white", alpha=0.85)]
        for name in names:
            size = graph.nodes[name]["n"] / most
            colour = colours.get(graph.nodes[name]["kind"], SOFT)
            axes.scatter(*places[name], s=10 + 140 * size, color=colour, alpha=0.85, linewidths=0, zorder=2)
            axes.annotate(
                graph.nodes[name]["label"], places[name], (0, 3 + 5 * size**0.5), textcoords="offset points",
                ha="center", va="bottom", fontsize=6.5 + 3.5 * size, zorder=3, path_effects=halo,
            )  # fmt: skip
        axes.margins(0.09)
        present = {graph.nodes[name]["kind"] for name in names}
        keys_above(axes, [(kind, colour) for kind, colour in colours.items() if kind in present])
        foot(axes, table.meta, said)
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
    import networkx as nx

    content = BytesIO()
    nx.write_gexf(graph, content)
    undated = re.sub(rb' lastmodifieddate="[^"]*"', b"", content.getvalue(), count=1)  # equal tables, equal bytes
    with replacing(path) as unfinished:
        unfinished.write_bytes(undated)
