"""Seniority from titles and experience."""

from __future__ import annotations

import math

import pytest

from jobmine.normalise.seniority import seniority_of


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("初级Java开发工程师", "初级"),
        ("初中级python开发工程师", "初级"),
        ("会计助理", "初级"),
        ("销售管理培训生", "初级"),
        ("2025届校招-产品经理", "初级"),
        ("Java开发实习生", "初级"),
        ("中级全栈工程师", "中级"),
        ("中高级前端开发工程师", "中级"),
        ("高级数据分析师", "高级"),
        ("资深3d场景设计师", "高级"),
        ("Java架构师", "高级"),
        ("Senior Test Engineer", "高级"),
        ("主任工程师", "高级"),
        ("生产主管", "管理"),
        ("人力资源经理/总监", "管理"),
        ("储备店长", "初级"),
        ("客房领班", "管理"),
        ("高级经理", "管理"),
    ],
)
def test_level_words_decide(title, level):
    assert seniority_of(title) == level


@pytest.mark.parametrize(
    "title",
    [
        "产品经理",
        "客户经理",
        "项目经理",
        "总经理助理",
        "班主任",
        "主管护师",
        "物业管理员",
        "市场专员（接受应届生）",
        "普工（无经验可）",
    ],
)
def test_words_that_only_sound_like_a_level_do_not_decide(title):
    assert seniority_of(title) is None


@pytest.mark.parametrize(
    ("years", "level"), [(0, "初级"), (1, "初级"), (2.9, "初级"), (3, "中级"), (4, "中级"), (5, "高级"), (10, "高级")]
)
def test_experience_decides_where_no_word_does(years, level):
    assert seniority_of("焊工", years) == level


def test_words_go_before_experience():
    assert seniority_of("会计助理", 5) == "初级"


@pytest.mark.parametrize("years", [None, math.nan])
def test_nothing_known_is_none(years):
    assert seniority_of("焊工", years) is None
    assert seniority_of(None, years) is None
