from __future__ import annotations

import networkx
import numpy as np
import pytest

from jobmine.measure.centrality import page_rank


def test_page_rank_is_that_of_networkx() -> None:
    random = np.random.default_rng(0)
    pairs = {(int(a), int(b)) for a, b in np.sort(random.integers(0, 30, (200, 2)), axis=1) if a != b}
    pairs |= {(i, i + 1) for i in range(29)}
    edges = [(a, b, float(random.integers(1, 9))) for a, b in sorted(pairs)]
    graph = networkx.Graph()
    graph.add_weighted_edges_from(edges)
    expected = networkx.pagerank(graph, tol=1e-14, max_iter=1000)
    assert page_rank(*zip(*edges, strict=True)) == pytest.approx(np.array([expected[i] for i in range(30)]))


def test_ranks_sum_to_one() -> None:
    assert page_rank([0, 1], [1, 2], [3, 1]).sum() == pytest.approx(1)
