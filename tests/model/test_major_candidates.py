from __future__ import annotations

import pytest

from jobmine.model.major_candidates import SURE, major_candidates


def names(text: str, level: str = "", first: int = 3) -> list[str]:
    return [found.name for found in major_candidates(text, level)[:first]]


def test_a_short_name_has_several_readings_and_no_single_guess() -> None:
    found = major_candidates("机电")
    assert {"机电一体化技术", "机电技术应用", "机械电子工程"} <= {c.name for c in found if c.score > SURE}


def test_the_very_name_comes_first_and_scores_1() -> None:
    first = major_candidates("市场营销")[0]
    assert (first.name, first.kind, first.score) == ("市场营销", "major", 1.0)
    assert first.school_levels == ("中职", "高职", "职业本科", "本科")


def test_a_code_stands_for_its_major() -> None:
    assert names("460103", first=1) == ["数控技术"]


@pytest.mark.parametrize(
    ("text", "name"), [("机械类", "机械类"), ("财会", "财务会计类"), ("计算机相关专业", "计算机类")]
)
def test_a_class_is_a_candidate_of_its_own_kind(text: str, name: str) -> None:
    first = major_candidates(text)[0]
    assert (first.name, first.kind) == (name, "class")
    assert len(first.majors) > 5


@pytest.mark.parametrize("text", ["理工科", "理工类", "工科专业优先"])
def test_a_field_is_a_candidate_of_its_own_kind(text: str) -> None:
    first = major_candidates(text)[0]
    assert (first.name, first.kind) == ("工学", "category")


@pytest.mark.parametrize(
    ("text", "level", "name"),
    [
        ("会计学", "高职", "大数据与会计"),
        ("护理学", "中职", "护理"),
        ("电气工程及其自动化", "高职", "电气自动化技术"),
        ("机械设计制造类", "本科", "机械类"),
    ],
)
def test_a_school_level_has_the_equivalents_of_a_name(text: str, level: str, name: str) -> None:
    found = major_candidates(text, level)
    assert name in [c.name for c in found[:3]]
    assert {m.school_level for c in found for m in c.majors} == {level}


def test_a_list_gives_the_best_of_each_name_in_turn() -> None:
    found = major_candidates("护理、药学或市场营销")
    assert [(c.surface, c.name) for c in found[:3]] == [(name, name) for name in ("护理", "药学", "市场营销")]


@pytest.mark.parametrize("text", ["专业不限", "相关专业", "信息暂无", "不限专业", "", "、"])
def test_words_that_name_nothing_have_no_candidates(text: str) -> None:
    assert major_candidates(text) == []


def test_what_only_looks_alike_scores_low() -> None:
    assert 0 < major_candidates("市政公用")[0].score < SURE


def test_parts_of_a_compound_are_candidates() -> None:
    assert "材料类" in names("材料冶金")


def test_scores_never_rise_down_the_list_of_a_name() -> None:
    scores = [c.score for c in major_candidates("供应链")]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 5
