from __future__ import annotations

import xml.etree.ElementTree as ET

import networkx as nx
import pandas as pd
import pytest

from jobmine.measure.table import Table, new_table
from jobmine.show.network_charts import chart_network, chart_roles


@pytest.fixture
def pairs():
    rows = [("甲", "skill", 9, "乙", "skill", 8, 6, 0.5), ("乙", "skill", 8, "丙", "quality", 7, 5, 0.45),
            ("甲", "skill", 9, "丙", "quality", 7, 4, 0.25), ("丁", "skill", 5, "戊", "skill", 5, 3, 0.36)]  # fmt: skip
    columns = ["head", "head_kind", "n_head", "tail", "tail_kind", "n_tail", "n", "association"]
    return new_table(pd.DataFrame(rows, columns=columns), name="pairs", title="共同出现", n=20, n_text=20)


def test_network_writes_svg_png_and_a_graph_for_gephi(tmp_path, pairs):
    chart_network(pairs, tmp_path / "net.svg")
    assert {path.name for path in tmp_path.iterdir()} == {"net.svg", "net.png", "net.gexf"}
    graph = nx.read_gexf(tmp_path / "net.gexf")
    assert graph.number_of_edges() == 4
    assert graph.edges["甲|skill", "乙|skill"]["weight"] == 0.5
    assert graph.nodes["丙|quality"]["n"] == 7


def test_same_pairs_give_the_same_bytes(tmp_path, pairs):
    assert chart_network(pairs) == chart_network(pairs)
    chart_network(pairs, tmp_path / "a.svg")
    chart_network(pairs, tmp_path / "b.svg")
    assert (tmp_path / "a.gexf").read_bytes() == (tmp_path / "b.gexf").read_bytes()


def test_network_without_pairs_is_still_a_chart(pairs):
    empty = new_table(pairs.frame.head(0), name="pairs", title="共同出现")
    ET.fromstring(chart_network(empty))


def test_graph_for_gephi_holds_hostile_texts_as_text_and_no_day(tmp_path, pairs):
    hostile = "<script>alert(1)</script>{{ 7*7 }}\x07"
    frame = pairs.frame.assign(head=[hostile, "乙", hostile, "丁"])
    svg = chart_network(new_table(frame, name="pairs", title="共同出现", n=20), tmp_path / "net.svg")
    labels = {data["label"] for _, data in nx.read_gexf(tmp_path / "net.gexf").nodes(data=True)}
    assert "<script>alert(1)</script>{{ 7*7 }}" in labels
    assert "lastmodified" not in (tmp_path / "net.gexf").read_text(encoding="utf-8")
    assert not [node for node in ET.fromstring(svg).iter() if node.tag.endswith("script")]


@pytest.fixture
def transfer():
    rows = [("甲工", "乙工", 0.9, "焊接", ""), ("乙工", "丙工", 0.8, "焊接、装配", "PLC"), ("丙工", "甲工", 0.3, "", ""),
            ("丁员", "甲工", 0.1, "", "")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["role", "other", "cosine", "common", "to_learn"])
    return new_table(frame, name="transfer", title="岗位群转换", n=60, n_text=60)


@pytest.fixture
def roles():
    frame = pd.DataFrame(
        {"role": ["甲工", "乙工", "丙工", "丁员", "其他"], "n": [30, 20, 10, 5, 9], "pay_median": [6000.0, None, 5000, 1, 2],
         "family": ["机械制造加工人员", "机械制造加工人员", "电子设备装配调试人员", None, None]}
    )  # fmt: skip
    return new_table(frame, name="roles", title="岗位群", n=74)


def test_role_network_holds_each_role_with_size_family_and_pay(tmp_path, transfer, roles):
    chart_roles(transfer, roles, tmp_path / "roles.svg")
    assert {path.name for path in tmp_path.iterdir()} == {"roles.svg", "roles.png", "roles.gexf"}
    graph = nx.read_gexf(tmp_path / "roles.gexf")
    assert set(graph) == {"甲工", "乙工", "丙工", "丁员"}
    assert graph.nodes["甲工"] == {"label": "甲工", "kind": "机械制造加工", "n": 30, "pay_median": 6000.0}
    assert graph.edges["丙工", "乙工"]["weight"] == 0.8
    assert graph.edges["丙工", "乙工"]["common"] == "焊接、装配"


def test_role_network_is_the_same_for_rows_in_any_order(transfer, roles):
    turned = Table(transfer.frame[::-1], transfer.meta)
    assert chart_roles(transfer, roles) == chart_roles(turned, roles)


def test_only_the_largest_roles_and_their_nearest_are_drawn(transfer, roles):
    assert len(chart_roles(transfer, roles, n_roles=3)) < len(chart_roles(transfer, roles))


def test_role_network_without_roles_is_still_a_chart(transfer, roles):
    none = [Table(table.frame.head(0), table.meta) for table in (transfer, roles)]
    ET.fromstring(chart_roles(*none))
