"""Headline shares under other rules of counting."""

import pytest

from jobmine.measure.sensitivity import Variant, sensitivity_table


@pytest.fixture
def tables(build, ask):
    postings = [{"source": "a.csv" if i < 20 else "b.csv"} for i in range(40)]
    return build(postings=postings, mentions=[*ask(range(5, 25), "焊接"), *ask(range(4), "钳工")])


def test_a_source_left_out_shows_its_share_beside_that_of_the_run(tables):
    table = sensitivity_table(tables, [Variant("来源", "不含 a.csv", tables, "source <> 'a.csv'")])
    row = table.frame.set_index("term").loc["焊接"]
    assert row[["n_term", "n_text", "share", "share_run", "difference"]].to_list() == [5, 20, 0.25, 0.5, -0.25]


def test_a_term_that_a_variant_lacks_has_no_rank(tables):
    table = sensitivity_table(tables, [Variant("来源", "不含 a.csv", tables, "source <> 'a.csv'")])
    row = table.frame.set_index("term").loc["钳工"]
    assert row["n_term"] == 0
    assert row.isna()["rank"]


def test_the_run_itself_differs_by_nothing_and_the_widest_is_said(tables):
    table = sensitivity_table(tables, [Variant("无", "本次运行", tables)], undone=["标注器不能重做"])
    assert table.frame["difference"].abs().max() == 0
    assert table.meta["notes"][-1] == "标注器不能重做"
    assert len(sensitivity_table(tables, [Variant("无", "本次运行", tables)], top_n=1).frame) == 1


def test_a_sample_stands_beside_the_run_on_the_same_postings(tables, build, ask):
    sample = build(postings=[{} for _ in range(10)], mentions=[*ask(range(5, 10), "焊接")])
    other = build(postings=[{} for _ in range(10)], mentions=[*ask(range(4, 10), "焊接")])
    row = (
        sensitivity_table(tables, [Variant("重新提取", "fast", other, against=sample)])
        .frame.set_index("term")
        .loc["焊接"]
    )
    assert row[["n_term", "n_text", "share", "share_run"]].to_list() == [6, 10, 0.6, 0.5]
    assert row["difference"] == pytest.approx(0.1)
