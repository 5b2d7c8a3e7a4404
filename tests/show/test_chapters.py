from __future__ import annotations

import pandas as pd
import pytest

from jobmine.measure.table import Table, new_table
from jobmine.show.chapters import build_report
from jobmine.show.report import write_html

MANIFEST = {
    "inputs": [{"name": "a.csv", "sha256": "00"}],
    "settings": {"show": {"title": "我的报告"}, "scope": {"major": "大数据与会计", "where": ""}},
    "scope": [{"rule": "read", "value": "", "kept": 160}, {"rule": "major", "value": "大数据与会计", "kept": 150}],
    "left_out": {"流动": "没有 flows 文件"},
}


def posts(name: str) -> Table:
    return new_table(pd.DataFrame({"post": ["焊工"], "n": [40]}), name=name, title=name, formula="x", n=40)


def headings(report) -> list[str]:
    return [c.title for c in report.chapters] + [str(t.meta["title"]) for c in report.chapters for t in c.tables]


def test_chapters_stand_in_order_and_empty_ones_are_left_out_with_a_reason(demand, pay):
    report = build_report({"pay": pay, "demand": demand}, manifest=MANIFEST)
    titles = [c.title for c in report.chapters]
    assert titles == ["报告说明", "知识·能力·素养·证书·专业需求", "薪酬与条件", "说明与定义"]
    assert report.notes == (
        "未设「岗位与职业群」一章：缺少职位名称。",
        "未设「供求关系」一章：缺少供给数据（求职人数、投递数、毕业生数等）。",
    )


def test_demand_is_listed_over_all_kinds_and_by_kind(demand):
    tables = build_report({"demand": demand}).chapters[1].tables
    assert [t.meta["title"].partition("：")[2] for t in tables] == ["各类合并", "知识", "能力", "证书"]
    assert tables[0].frame["term"].to_list() == ["成本核算", "沟通能力", "Excel", "低压电工证", "Excel"]
    pairs = list(zip(tables[1].frame["role"], tables[1].frame["term"], strict=True))
    assert pairs == [("会计", "成本核算"), ("会计", "Excel"), ("电工", "Excel")]


def test_lists_are_cut_as_set_and_say_where_the_rest_is(demand):
    settings = {"measure": {"top_n": 1}, "show": {"clouds": 1}}
    joint = build_report({"demand": demand}, manifest={"settings": settings}).chapters[1].tables[0]
    assert joint.frame["term"].to_list() == ["成本核算"]
    assert joint.meta["notes"] == ["列最大的 1 组，每组前 1 项；全表 5 行见 tables/demand.csv"]


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["pressure"], "招聘压力"),
        (["scarcity", "pressure"], "紧缺岗位、招聘压力"),
        (["relative_scarcity"], "相对紧缺岗位"),
        (["market_city"], "供求比"),
    ],
)
def test_chapter_on_supply_is_called_by_what_is_in_it(names, title):
    assert title in headings(build_report({name: posts(name) for name in names}))


def test_no_heading_calls_posts_scarce_without_supply(demand, pay):
    report = build_report({"demand": demand, "pay": pay, "pressure": posts("pressure")}, manifest=MANIFEST)
    assert not [heading for heading in headings(report) if "紧缺" in heading]


def test_every_table_has_a_question(demand, pay):
    report = build_report({"demand": demand, "pay": pay, "roles": posts("roles")}, manifest=MANIFEST)
    assert all(table.meta["question"] for chapter in report.chapters for table in chapter.tables)


def test_question_names_the_dimension(pay):
    assert build_report({"pay": pay}).chapters[1].tables[0].meta["question"] == "各城市的薪酬在什么范围？"


def test_figures_stand_in_the_chapter_of_their_name(demand, tmp_path):
    report = build_report({"demand": demand}, {"cloud:会计": tmp_path / "a.png", "pay": tmp_path / "b.svg"})
    assert [[f.title for f in c.figures] for c in report.chapters] == [[], ["需求词云：会计"], ["薪酬分布"], []]


def test_definitions_tell_own_formulas_from_published_ones(demand):
    tables = build_report({"demand": demand, "roles": posts("roles")}, manifest=MANIFEST).chapters[-1].tables
    assert tables[0].frame["性质"].to_list() == ["自定义", "已发表"]
    assert dict(tables[-1].frame.to_numpy())["流动"] == "没有 flows 文件"


def test_unknown_table_is_named_in_the_notes():
    assert "表 riddle 未编入本报告，见 tables 文件夹。" in build_report({"riddle": posts("riddle")}).notes


def test_facts_funnel_and_heads_come_from_the_manifest(demand):
    report = build_report({"demand": demand}, manifest=MANIFEST)
    assert (report.title, report.subtitle, report.source) == ("我的报告", "大数据与会计", "a.csv")
    assert report.funnel == (("读入", 160), ("专业：大数据与会计", 150))
    assert ("有可读要求", "120") in report.facts


def test_first_chapter_reads_out_the_base_and_the_cuts(demand):
    text = "".join(build_report({"demand": demand}).chapters[0].text)
    assert "本报告统计 150 个职位" in text
    assert "10 至 29 的标「样本少」" in text


def test_nothing_at_all_still_makes_a_report(tmp_path):
    assert write_html(build_report({}), tmp_path / "a.html").stat().st_size > 0
