"""Networks for Gephi and other programs: GEXF and GraphML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from jobmine.measure.coword_network import build_graph
from jobmine.measure.table import Table, new_table, replacing

_DATED = re.compile(rb' lastmodifieddate="[^"]*"')


def write_network(keywords: pd.DataFrame, pairs: pd.DataFrame, stem: Path) -> list[Path]:
    """Write a network beside ``stem`` as .gexf and .graphml; equal tables give equal bytes.

    Parameters
    ----------
    keywords : DataFrame
        ``keyword`` and its measures, which become attributes of the nodes.
    pairs : DataFrame
        ``node_a``, ``node_b``, ``weight`` and associations, which become attributes of the edges.
    stem : Path
        The files' name without ending.

    Returns
    -------
    list of Path
    """
    import networkx as nx

    graph = build_graph(pairs)
    for row in keywords.to_dict("records"):
        graph.add_node(row["keyword"], label=row["keyword"], **_plain(row, "keyword"))
    for row in pairs.to_dict("records"):
        graph.edges[row["node_a"], row["node_b"]].update(_plain(row, "node_a", "node_b"))
    paths = []
    for ending, write in (("gexf", nx.write_gexf), ("graphml", nx.write_graphml_xml)):
        content = BytesIO()
        write(graph, content)
        path = stem.with_suffix(f".{ending}")
        with replacing(path) as unfinished:
            unfinished.write_bytes(_DATED.sub(b"", content.getvalue(), count=1))
        paths.append(path)
    return paths


def for_chart(keywords: Table, pairs: Table) -> Table:
    """Return pairs as :func:`jobmine.show.network_charts.chart_network` draws them, by equivalence."""
    frame = pairs.frame
    drawn = pd.DataFrame(
        {
            "head": frame["node_a"], "head_kind": "", "n_head": frame["frequency_a"],
            "tail": frame["node_b"], "tail_kind": "", "n_tail": frame["frequency_b"],
            "n": frame["weight"], "association": frame["equivalence"],
        }
    )  # fmt: skip
    drawn = drawn.sort_values(["association", "n", "head", "tail"], ascending=[False, False, True, True])
    return new_table(drawn, name="cowords", title="共词网络", notes=keywords.meta["notes"][:1])


def _plain(row: Mapping[Any, Any], *but: str) -> dict[str, Any]:
    """Return a row's filled cells as the types that both formats know."""
    cells = {name: value for name, value in row.items() if name not in but and not pd.isna(value)}
    return {name: value if isinstance(value, (bool, str)) else float(value) if value % 1 else int(value)
            for name, value in cells.items()}  # fmt: skip
