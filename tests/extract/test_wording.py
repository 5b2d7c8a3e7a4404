"""Wording at risk and the elements of a posting."""

import pytest

from jobmine.extract.wording import ELEMENTS, RISKS, check_elements, find_risks


@pytest.mark.parametrize(
    ("text", "kind", "surface"),
    [
        ("任职要求：限女性，熟悉办公软件", "sex", "限女性"),
        ("大专以上学历，男士优先", "sex", "男士优先"),
        ("性别：男", "sex", "性别：男"),
        ("1、女。会开车", "sex", "女"),
        ("男≤45岁", "sex", "男"),
        ("女身高：158-165厘米", "sex", "女身高"),
        ("１８－３５周岁，身体健康", "age", "１８－３５周岁"),
        ("年龄要求18-28。", "age", "年龄要求18-28"),
        ("1.35岁以下", "age", "35岁以下"),
        ("年龄不超过40周岁", "age", "不超过40周岁"),
        ("25岁以上", "age", "25岁以上"),
        ("90后优先", "age", "90后优先"),
        ("已婚已育优先", "marriage", "已婚已育优先"),
        ("有子女者优先", "marriage", "有子女者"),
        ("本市户口优先", "household", "本市户口优先"),
        ("限上海户籍", "household", "限上海户籍"),
        ("上海本地人优先", "household", "本地人优先"),
        ("985/211院校毕业", "school", "985/211"),
        ("6.985211本科", "school", "985211"),
        ("双一流高校全日制本科", "school", "双一流高校"),
        ("统招一本及以上", "school", "统招一本"),
    ],
)
def test_risky_wording_is_found_with_its_span(text, kind, surface):
    found = [risk for risk in find_risks(text) if risk.kind == kind]
    assert [text[risk.start : risk.end] for risk in found] == [surface] == [risk.surface for risk in found]


@pytest.mark.parametrize(
    "text",
    [
        "男女不限，性别不限，年龄不限",
        "年满18周岁，身体健康",
        "男女均可",
        "三年以上女装销售经验，熟悉男鞋面料",
        "了解3-6岁儿童的心理",
        "面向25-35岁用户的产品",
        "团队平均年龄28岁，都是90后",
        "享婚假、产假，结婚礼金，生育保险",
        "单身公寓，单身联谊",
        "解决北京户口，户籍不限，带户口本",
        "用户口碑好",
        "团队成员来自985高校",
        "电话211-8850",
        "看过一本书",
        "",
    ],
)
def test_other_uses_of_the_same_words_are_passed(text):
    assert find_risks(text) == []


def test_spans_are_in_order_and_of_known_kinds():
    risks = find_risks("985院校，男，35岁以下，未婚，本地户口优先")
    assert [risk.kind for risk in risks] == ["school", "sex", "age", "marriage", "household"]
    assert {risk.kind for risk in risks} == set(RISKS)


def test_a_complete_posting_tells_every_element():
    text = (
        "苏州精工有限公司招聘5名数控车工\n岗位职责：\n负责数控车床的操作与保养\n任职要求：\n中专以上学历，会看图纸\n"
        "薪资：6000-8000元/月\n工作地点：苏州吴江\n有效期至2025年6月30日"
    )
    assert [element.name for element in check_elements(text) if element.told] == list(ELEMENTS)


@pytest.mark.parametrize(
    ("text", "element", "told"),
    [
        ("base：上海，可出差", "place", True),
        ("熟悉Hbase、couchebase", "place", False),
        ("办公室位于天河区林和西", "place", True),
        ("外派驻场北京", "place", True),
        ("中级Java 1人要求：两年经验", "number", True),
        ("带领5-8人小组", "number", False),
        ("招顾问若干枚", "number", True),
        ("临时工308一天", "pay", True),
        ("薪资面议", "pay", False),
        ("我们成立于2017年7月", "employer", True),
        ("负责大型集团公司的审计", "employer", False),
        ("招聘截止时间：2025-01-01", "validity", True),
    ],
)
def test_an_element_is_told_by_its_words(text, element, told):
    assert {found.name: found.told for found in check_elements(text)}[element] is told


def test_what_stands_beside_the_text_counts_as_told():
    told = {element.name: element.told for element in check_elements("任职要求：\n会看图纸", given=frozenset({"pay"}))}
    assert told["pay"]
    assert not told["place"]
