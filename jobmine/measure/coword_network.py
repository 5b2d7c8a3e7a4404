"""The network of co-words: degree, betweenness, components, communities, and its maximum spanning forest."""

from __future__ import annotations

from typing import Any

import pandas as pd

from jobmine.measure.cowords import TITLES, Cowords
from jobmine.measure.table import Table, new_table


def build_graph(pairs: pd.DataFrame) -> Any:
    """Return the undirected weighted graph of pairs ``node_a``, ``node_b``, ``weight``.

    Examples
    --------
    >>> build_graph(pd.DataFrame({"node_a": ["激励"], "node_b": ["培养"], "weight": [3]})).edges(data=True)
    EdgeDataView([('培养', '激励', {'weight': 3})])
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(sorted({*pairs["node_a"], *pairs["node_b"]}))
    for head, tail, weight in sorted(zip(pairs["node_a"], pairs["node_b"], pairs["weight"].tolist(), strict=True)):
        graph.add_edge(head, tail, weight=weight)
    return graph


def node_frame(graph: Any) -> pd.DataFrame:
    """Return the measures of each node.

    Parameters
    ----------
    graph : networkx.Graph

    Returns
    -------
    DataFrame
        ``keyword``, ``degree``, ``weighted_degree``, ``betweenness`` (unweighted shortest paths, each pair of nodes
        once, not normalised; Freeman 1977), ``component`` and ``community`` (greedy modularity of the weights;
        Clauset, Newman & Moore 2004), both from 1, the largest first.

    Examples
    --------
    >>> pairs = pd.DataFrame({"node_a": ["甲", "乙"], "node_b": ["乙", "丙"], "weight": [3, 1]})
    >>> node_frame(build_graph(pairs)).values.tolist()[1]
    ['乙', 2, 4, 1.0, 1, 1]
    """
    import networkx as nx

    between = nx.betweenness_centrality(graph, normalized=False)
    parts = {"component": nx.connected_components(graph)}
    if graph.number_of_edges():
        parts["community"] = nx.community.greedy_modularity_communities(graph, weight="weight")
    numbers: dict[str, dict[str, int]] = {}
    for name, groups in parts.items():
        ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
        numbers[name] = {node: number for number, group in enumerate(ordered, start=1) for node in group}
    degree, weighted = dict(graph.degree()), dict(graph.degree(weight="weight"))
    rows = [
        (node, degree[node], weighted[node], between[node], numbers["component"][node],
         numbers.get("community", numbers["component"])[node])
        for node in graph
    ]  # fmt: skip
    columns = ["keyword", "degree", "weighted_degree", "betweenness", "component", "community"]
    return pd.DataFrame(rows, columns=columns)


def spanning_forest(graph: Any) -> set[tuple[str, str]]:
    """Return the edges of the maximum spanning forest (Kruskal), each with its ends in order; of equals the first.

    Examples
    --------
    >>> pairs = pd.DataFrame({"node_a": ["a", "b", "a"], "node_b": ["b", "c", "c"], "weight": [3, 2, 1]})
    >>> sorted(spanning_forest(build_graph(pairs)))
    [('a', 'b'), ('b', 'c')]
    """
    import networkx as nx

    return {(min(pair), max(pair)) for pair in nx.maximum_spanning_edges(graph, data=False)}


def coword_tables(found: Cowords) -> dict[str, Table]:
    """Return keywords, pairs, and the edge of each keyword as tables.

    Returns
    -------
    dict of Table
        ``keywords`` with the measures of the network; ``pairs`` with associations and whether a pair is in the
        maximum spanning forest; ``edges`` with the columns keyword, frequency, edge, weight: the heaviest pair of
        each keyword, as the source prints it.
    """
    graph = build_graph(found.pairs)
    forest = spanning_forest(graph)
    keywords = found.keywords.merge(node_frame(graph), on="keyword", how="left")
    whole = ["degree", "weighted_degree", "component", "community"]
    keywords[whole] = keywords[whole].astype("Int64")
    pairs = found.pairs.assign(
        in_forest=[pair in forest for pair in zip(found.pairs["node_a"], found.pairs["node_b"], strict=True)]
    )
    unit = f"共现单位 {found.unit}，计数 {found.rule}；有关键词的单位 {found.n_units:,} 个"
    bound = "" if found.rule == "binary" else "按乘积计数时共现次数可以大于频次，系数中的 a、b 为各单位次数的平方和"
    source = "北京人才发展报告（2023）B.2；Callon, Courtial & Laville (1991)"
    counts = "单位数" if found.rule == "binary" else "词次"
    return {
        "keywords": new_table(
            keywords, name="keywords", title="关键词", unit=unit, counts=counts, titles=TITLES,
            source="Freeman (1977)；Clauset, Newman & Moore (2004)",
            notes=[unit, "中介中心度按不加权最短路径，未标准化"],
        ),
        "pairs": new_table(
            pairs, name="pairs", title="共词", unit=unit, counts=counts, titles=TITLES, source=source,
            formula="包容 w/min(a,b)；Jaccard w/(a+b−w)；余弦 w/√(ab)；等价 w²/(ab)；Dice 2w/(a+b)",
            notes=[unit, bound],
        ),
        "edges": new_table(
            _edges(found), name="edges", title="关键词与最强连线", unit=unit, counts=counts, titles=TITLES,
            source=source, notes=[unit],
        ),
    }  # fmt: skip


def _edges(found: Cowords) -> pd.DataFrame:
    """Return the heaviest pair of each keyword, in the order of frequency."""
    pairs = found.pairs
    ends = pd.concat([pairs.assign(keyword=pairs[side]) for side in ("node_a", "node_b")])
    ends = ends.sort_values(["weight", "node_a", "node_b"], ascending=[False, True, True]).drop_duplicates("keyword")
    ends = ends.assign(edge=ends["node_a"] + "-" + ends["node_b"])
    joined = found.keywords.merge(ends[["keyword", "edge", "weight"]], on="keyword")
    return joined[["keyword", "frequency", "edge", "weight"]]
