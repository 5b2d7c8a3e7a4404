"""Industry labels of the sites against GB/T 4754-2017."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from jobmine.data import read_tsv
from jobmine.normalise.industry import Industry, parse_industry


@pytest.mark.parametrize(
    ("written", "division", "section"),
    [
        ("计算机软件", "65", "I"),
        ("互联网/电子商务", "64", "I"),
        ("电子技术/半导体/集成电路", "39", "C"),
        ("仪器仪表/工业自动化", "40", "C"),
        ("交通/运输/物流", "54", "G"),
        ("教育/培训/院校", "83", "P"),
        ("医疗/护理/卫生", "84", "Q"),
        ("农/林/牧/渔", "01", "A"),
        ("汽车丨出行", "54", "G"),
        ("物业管理/商业中心", "70", "K"),
        ("专业服务(咨询、人力资源、财会)", "72", "L"),
        ("专业服务（咨询、人力资源、财会）", "72", "L"),
    ],
)
def test_a_label_of_a_site_maps_to_its_division(written, division, section):
    assert parse_industry(written).value == Industry(division, section)
    assert parse_industry(written).rule == "label"


@pytest.mark.parametrize(
    ("written", "division"),
    [
        ("互联网/电子商务 计算机软件", "64"),
        ("计算机服务(系统、数据服务、维修) 计算机硬件", "65"),
        ("其他,移动互联网", "64"),
        ("不限 教育", "83"),
    ],
)
def test_of_several_labels_the_first_that_maps_decides(written, division):
    assert parse_industry(written).value.division == division


def test_a_chip_string_is_read_without_financing_and_size():
    assert parse_industry("网络/信息安全-融资未公开-100-499人").value == Industry("65", "I")


def test_a_part_of_an_unknown_label_decides_where_the_label_does_not():
    parsed = parse_industry("某某/银行")
    assert (parsed.value.division, parsed.rule) == ("66", "part")


def test_a_name_of_the_standard_is_understood():
    assert parse_industry("渔业").value == Industry("04", "A")
    assert parse_industry("软件和信息技术服务业").rule == "name"


@pytest.mark.parametrize("written", ["其他", "其他行业-50-99人", "不限"])
def test_a_stated_other_has_a_rule_and_no_value(written):
    assert (parse_industry(written).value, parse_industry(written).rule) == (None, "no_industry")


def test_an_unknown_label_is_a_reason():
    assert "星际旅行" in parse_industry("星际旅行").reason


@pytest.mark.parametrize("written", ["", "N/A", " "])
def test_an_empty_cell_gives_an_empty_parse(written):
    assert (parse_industry(written).rule, parse_industry(written).reason) == ("", "")


def test_mark_up_around_a_label_is_ignored():
    assert parse_industry("计算机软件</p><button class='x'>").value.division == "65"


def test_every_label_points_at_a_division_of_the_standard():
    divisions = {row["code"][1:] for row in read_tsv("taxonomies/industries.tsv") if row["level"] == "2"}
    assert len(divisions) == 97
    assert {row["division"] for row in read_tsv("taxonomies/industry_labels.tsv")} - {""} <= divisions


def test_no_label_stands_twice():
    labels = [row["label"] for row in read_tsv("taxonomies/industry_labels.tsv")]
    assert len(labels) == len(set(labels))


JUDGED = Path(__file__).parents[2] / "benchmarks" / "judged" / "industries.tsv"


def judged() -> list[dict[str, str]]:
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("draw", ["first", "second"])
def test_of_200_labels_drawn_by_seed_at_least_190_were_judged_right(draw):
    verdicts = [row["verdict"] for row in judged() if row["draw"] == draw]
    assert len(verdicts) == 200
    assert verdicts.count("right") >= 190


@pytest.mark.parametrize("row", [pytest.param(row, id=row["label"]) for row in judged()])
def test_labels_judged_right_stay_and_those_judged_wrong_are_mended(row):
    value = parse_industry(row["label"]).value
    same = (value.division if value else "") == row["division"]
    assert same == (row["verdict"] != "wrong")


@pytest.mark.parametrize("group", ["多元化业务集团公司", "跨领域经营"])
def test_a_group_of_companies_stands_back_behind_a_trade(group):
    assert parse_industry(f"{group} 机械/设备/重工").value.division == "34"
    assert parse_industry(group).value.division == "72"
