"""Rules and tags in sentences that no table has."""

import pytest

from jobmine.extract.policy_clauses import find_clauses
from jobmine.extract.policy_conditions import find_conditions
from jobmine.extract.policy_tags import find_tags
from jobmine.normalise.numerals import fold


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("18至45周岁", ["年龄>=18", "年龄<=45"]),
        ("男性未满四十周岁", ["男年龄<40"]),
        ("具有副高级以上职称", ["职称>=副高级"]),
        ("高级技师(一级)以上职业技能等级", ["技能等级>=高级技师(一级)"]),
        ("博士研究生或正高级职称人员", ["学历=博士|职称=正高级"]),
        ("年薪50万元以上的人才", ["年薪>=50万元"]),
        ("在本市连续缴纳社会保险且没有住房", ["社保", "无自有住房"]),
        ("人才服务、人才公寓和引进政策", []),
    ],
)
def test_conditions(text, conditions):
    assert find_conditions(fold(text)) == conditions


def test_respectively_makes_a_rule_of_each_level_in_the_order_of_the_text():
    found = find_clauses("对博士、硕士、本科分别给予10、5、1万元安家补贴。")
    assert [(c.conditions, c.amount) for c in found] == [
        (("学历=博士",), 10.0), (("学历=硕士",), 5.0), (("学历=本科",), 1.0)
    ]  # fmt: skip


def test_a_later_part_overrides_the_same_condition_and_keeps_the_others():
    found = find_clauses("毕业3年内的博士，给予购房补贴30万元，硕士给予购房补贴15万元。")
    assert [c.conditions for c in found] == [("毕业3年内", "学历=博士"), ("毕业3年内", "学历=硕士")]


def test_a_span_is_the_sentence_in_the_text():
    text = "第一条 总则。\n第二条　对博士，按每月2000元发放租房补贴。"
    [clause] = find_clauses(text)
    assert text[clause.start : clause.end] == "第二条　对博士，按每月2000元发放租房补贴"


@pytest.mark.parametrize("text", ["", "完善落户政策，优化服务。", "人才是第一资源。", "本办法自发布之日起施行。"])
def test_what_grants_nothing_is_no_rule(text):
    assert find_clauses(text) == []


@pytest.mark.parametrize(
    ("text", "bound"), [("最高8万元", "max"), ("8万元以内", "max"), ("不低于8万元", "min"), ("8万元", "")]
)
def test_bounds_of_amounts(text, bound):
    [clause] = find_clauses(f"给予购房补贴{text}。")
    assert (clause.amount, clause.unit, clause.bound) == (8.0, "万元", bound)


def test_the_longest_tag_counts_and_stands_where_it_says():
    text = "支持海外高层次人才和国际金融人才。"
    found = [tag for tag in find_tags(text) if tag.kind in ("target", "field")]
    assert [tag.tag for tag in found] == ["海外高层次人才", "国际金融人才"]
    assert [text[tag.start : tag.end] for tag in found] == ["海外高层次人才", "国际金融人才"]
