"""Titles: noise off, level words off, one name for a post."""

from __future__ import annotations

import re

import pytest

from jobmine.data import read_tsv
from jobmine.normalise.title import clean_title, normalise_title


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("JAVA工程师 (MJ001976)", "JAVA工程师"),
        ("Php程序员 (职位编号：106)", "Php程序员"),
        ("保洁员/双休/五险一金", "保洁员"),
        ("呼入客服专员（双休底薪5000）", "呼入客服专员"),
        ("普工 月薪6000-8000元+包吃住", "普工"),
        ("2025届校招-产品经理", "产品经理"),
        ("Java开发-广州", "Java开发"),
        ("java开发工程师（上海）", "java开发工程师"),
        ("软件开发工程师/13薪/节日福利", "软件开发工程师"),
        ("会计（成本）", "会计(成本)"),
        ("新媒体运营", "新媒体运营"),
        ("招聘专员", "招聘专员"),
    ],
)
def test_noise_goes_and_the_post_stays(title, clean):
    assert clean_title(title) == clean


@pytest.mark.parametrize(
    "title", ["数控车工（包吃住）", "CNC车工", "诚聘数控车工", "急招 数控车床操作工", "数控车工-包食宿"]
)
def test_ways_to_ask_for_a_lathe_operator_are_one_post(title):
    assert normalise_title(title).value == "数控车工"


@pytest.mark.parametrize(
    "title",
    [
        "JAVA开发工程师",
        "java",
        "Java 开发",
        "高级Java后端开发工程师",
        "Java中高级工程师",
        "Java开发实习生",
        "资深Java软件工程师(J10054)",
    ],
)
def test_spelling_level_and_suffix_of_a_language_are_one_post(title):
    assert normalise_title(title).value == "Java开发工程师"


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("C/C++软件工程师", "C++开发工程师"),
        (".NET开发工程师", ".NET开发工程师"),
        ("C#/MES/ERP开发工程师", "C#开发工程师"),
        ("JavaScript", "前端开发工程师"),
        ("Java架构师", "Java架构师"),
        ("Java讲师", "Java讲师"),
        ("React Native开发工程师", "React Native开发工程师"),
    ],
)
def test_languages_are_neither_cut_nor_mixed_up(title, post):
    assert normalise_title(title).value == post


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("会计（成本）", "成本会计"),
        ("教师（数学）", "数学教师"),
        ("软件工程师（Python方向）", "Python开发工程师"),
        ("焊工（包吃住）", "焊工"),
        ("储备店长（全国）", "储备店长"),
        ("销售经理（化妆品）", "销售经理"),
    ],
)
def test_a_specialism_in_brackets_narrows_only_a_wide_post(title, post):
    assert normalise_title(title).value == post


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("盒马鲜生招聘陈列员", "陈列员"),
        ("招普工/操作工-月入7000（包住）", "普工"),
        ("成都研发中心-高级算法工程师", "算法工程师"),
        ("包装员/品管员/操作工", "包装工"),
        ("PM Engineer / 项目管理工程师", "项目管理工程师"),
        ("Senior Test Engineer资深测试工程师", "测试工程师"),
        ("【急招】", None),
        ("双休/五险一金", None),
    ],
)
def test_the_first_thing_that_is_a_post_counts(title, post):
    assert normalise_title(title).value == post


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("清洁工", "保洁员"),
        ("保安", "保安员"),
        ("仓管员", "仓库管理员"),
        ("电焊工", "焊工"),
        ("人事专员", "人力资源专员"),
        ("小学英语老师", "小学英语教师"),
    ],
)
def test_synonyms_of_a_trade_are_one_post(title, post):
    assert normalise_title(title).value == post
    assert normalise_title(title).rule in {"synonym", "pattern"}


def test_a_title_of_slogans_is_a_reason_and_an_empty_one_is_nothing():
    assert "双休" in normalise_title("双休/五险一金").reason
    assert normalise_title("  ").reason == ""


@pytest.mark.parametrize(
    "row", [row for row in read_tsv("taxonomies/title_words.tsv") if row["kind"] == "synonym"][::25]
)
def test_a_synonym_leads_to_a_name_that_leads_to_itself(row):
    assert normalise_title(row["plain"]).value == row["plain"]


def test_every_pattern_compiles():
    kinds = {"pattern", "number", "pay", "year", "recruit", "tail", "level", "lead", "head"}
    for row in read_tsv("taxonomies/title_words.tsv"):
        if row["kind"] in kinds:
            re.compile(row["word"])


def test_an_endless_cell_is_read_as_far_as_a_title_goes():
    assert normalise_title("会计/" * 100_000).value == "会计"
