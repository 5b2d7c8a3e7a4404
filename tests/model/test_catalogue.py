"""The catalogue of majors itself: codes, school levels, classes and other names agree with each other."""

from __future__ import annotations

from collections import defaultdict

import pytest

from jobmine.data import read_tsv
from jobmine.model.catalogue import catalogue, find_majors
from jobmine.schema import SCHOOL_LEVELS

# The first digit of a vocational code tells the school level.
LEVEL_OF_DIGIT = {"6": "中职", "7": "中职", "5": "高职", "4": "高职", "3": "职业本科", "2": "职业本科"}


def test_every_code_stands_once() -> None:
    codes = [major.code for major in catalogue()]
    assert len(codes) == len(set(codes)) == 2334


def test_the_levels_have_the_majors_of_the_published_lists() -> None:
    counts = {level: sum(m.school_level == level for m in catalogue()) for level in SCHOOL_LEVELS}
    assert counts == {"中职": 368, "高职": 801, "职业本科": 321, "本科": 844}


def test_the_first_digit_of_a_vocational_code_is_that_of_its_level() -> None:
    vocational = [major for major in catalogue() if major.school_level != "本科"]
    assert [m.code for m in vocational if LEVEL_OF_DIGIT[m.code[0]] != m.school_level] == []


@pytest.mark.parametrize(("digits", "attribute"), [(2, "category"), (4, "class_name")])
def test_codes_that_begin_alike_are_of_one_category_and_class(digits: int, attribute: str) -> None:
    names = defaultdict(set)
    for major in catalogue():
        names[major.school_level == "本科", major.code[:digits]].add(getattr(major, attribute))
    assert {key: found for key, found in names.items() if len(found) > 1} == {}


def test_a_class_is_of_one_category_in_each_of_the_two_catalogues() -> None:
    categories = defaultdict(set)
    for major in catalogue():
        categories[major.school_level == "本科", major.class_name].add(major.category)
    assert {name for name, found in categories.items() if len(found) > 1} == set()


def test_a_name_stands_once_at_a_level() -> None:
    keys = [(major.school_level, major.name) for major in catalogue()]
    assert len(keys) == len(set(keys))


def test_an_other_name_stands_once() -> None:
    names = [row["alias"] for row in read_tsv("taxonomies/major_aliases.tsv")]
    assert len(names) == len(set(names))


def test_fields_speak_of_categories() -> None:
    named = {c for row in read_tsv("taxonomies/major_fields.tsv") for c in row["categories"].split("|")}
    assert named <= {major.category for major in catalogue()}


@pytest.mark.parametrize(
    ("old", "level", "new"),
    [
        ("酒店管理", "高职", "酒店管理与数字化运营"),
        ("焊接技术与自动化", "高职", "智能焊接技术"),
        ("云计算技术与应用", "高职", "云计算技术应用"),
    ],
)
def test_an_old_name_leads_to_the_new_one(old: str, level: str, new: str) -> None:
    assert [major.name for major in find_majors(old, level)] == [new]
