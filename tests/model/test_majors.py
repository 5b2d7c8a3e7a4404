from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.data import read_tsv
from jobmine.errors import ConfigError
from jobmine.extract.automaton import Automaton
from jobmine.extract.texts import fold
from jobmine.model.catalogue import catalogue, families, meanings_of
from jobmine.model.majors import find_majors, majors_of_postings, resolve_majors
from jobmine.model.titles import find_in_cells, without_employer
from jobmine.schema import SCHEMAS, empty
from jobmine.tables import from_columns
from jobmine.train.major_titles import derive_words


def _postings(*rows: dict[str, object]) -> pa.Table:
    columns = {
        name: pa.array([row.get(name) for row in rows], SCHEMAS["postings"].field(name).type)
        for name in ("title", "post", "education", "majors_asked")
    }
    return from_columns("postings", len(rows), {"posting_id": pa.array([f"p{n}" for n in range(len(rows))]), **columns})


def _mentions(*rows: dict[str, object]) -> pa.Table:
    given = [{"posting_id": "p0", "kind": "major", "negated": False, "preferred": False, **row} for row in rows]
    names = ("posting_id", "kind", "term", "surface", "negated", "preferred")
    return from_columns("mentions", len(given), {name: pa.array([row.get(name) for row in given]) for name in names})


def _majors(postings: pa.Table, mentions: pa.Table | None = None, level: str = "高职") -> dict[str, tuple[str, float]]:
    """Return how and weight of the majors of one school level, by name."""
    known = {major.code: major for major in catalogue()}
    rows = majors_of_postings(postings, empty("mentions") if mentions is None else mentions).to_pylist()
    at_level = [(known[row["major"]].name, row) for row in rows if known[row["major"]].school_level == level]
    return {name: (row["how"], round(row["weight"], 4)) for name, row in at_level}


# The catalogue.


@pytest.mark.parametrize(
    ("text", "level", "names"),
    [
        ("460103", "", ["数控技术"]),
        ("101101k", "", ["护理学"]),
        ("数控技术", "高职", ["数控技术"]),
        ("数控", "高职", ["数控技术"]),
        ("数控技术专业", "中职", ["数控技术应用"]),
        ("数控技术（精密方向）", "高职", ["数控技术"]),
        ("会计", "高职", ["大数据与会计"]),
        ("会计", "中职", ["会计事务"]),
        ("焊接技术与自动化", "高职", ["智能焊接技术"]),
        ("酒店管理", "高职", ["酒店管理与数字化运营"]),
        ("财务管理", "本科", ["财务管理"]),
        ("财务管理", "高职", ["大数据与财务管理"]),
    ],
)
def test_a_major_is_found_by_code_name_old_and_short_name(text: str, level: str, names: list[str]) -> None:
    found = find_majors(text, level)
    assert [major.name for major in found] == names
    assert {major.score for major in found} == {1.0}


def test_a_class_stands_for_all_of_its_majors() -> None:
    found = find_majors("机械设计制造类", "中职")
    assert {major.class_name for major in found} == {"机械设计制造类"}
    assert len(found) == 9


def test_candidates_have_a_score_below_one_and_the_best_comes_first() -> None:
    found = find_majors("数控工艺", "高职")
    assert found[0].name == "数控技术"
    assert [major.score for major in found] == sorted((major.score for major in found), reverse=True)
    assert all(major.score < 1 for major in found)


def test_what_nothing_fits_is_an_error_with_near_names() -> None:
    with pytest.raises(ConfigError, match=r"no major '数控工艺' at 高职; nearest: 460103 数控技术"):
        resolve_majors("数控工艺", "高职")


def test_a_code_of_another_level_is_an_error_that_names_the_level() -> None:
    with pytest.raises(ConfigError, match=r"'460103' at 中职.*it is taught at 高职"):
        resolve_majors("460103", "中职")


def test_an_unknown_school_level_is_an_error() -> None:
    with pytest.raises(ConfigError, match="unknown school level '大专'"):
        resolve_majors("数控技术", "大专")


def test_resolving_returns_the_majors_of_all_levels_where_none_is_given() -> None:
    assert {major.school_level for major in resolve_majors("护理")} == {"中职", "高职", "职业本科"}


@pytest.mark.parametrize(
    ("text", "whole_class", "level", "name"),
    [
        ("会计学", False, "高职", "大数据与会计"),
        ("护理学", False, "中职", "护理"),
        ("计算机相关专业", True, "高职", "软件技术"),
        ("机械类", True, "高职", "数控技术"),
        ("自动化", True, "高职", "机电一体化技术"),
        ("食品科学与工程", False, "本科", "食品科学与工程"),
    ],
)
def test_a_posting_means_by_a_name(text: str, whole_class: bool, level: str, name: str) -> None:
    (meaning,) = meanings_of(text)
    named = {(catalogue()[n].school_level, catalogue()[n].name) for n in meaning.majors}
    assert meaning.whole_class is whole_class
    assert (level, name) in named


def test_a_list_of_names_is_cut() -> None:
    assert [meaning.surface for meaning in meanings_of("护理、药学或市场营销")] == ["护理", "药学", "市场营销"]


def test_words_that_name_no_major_mean_nothing() -> None:
    assert meanings_of("专业不限") == ()


def test_families_join_names_that_differ_in_the_ending() -> None:
    assert ("护理", "护理学") in families()


# Postings.


def test_a_column_names_majors_with_equal_weights() -> None:
    postings = _postings({"majors_asked": ["护理", "药学"], "title": "销售"})
    assert _majors(postings) == {"护理": ("named", 0.5), "药学": ("named", 0.5)}


def test_a_mention_names_a_major_preferred_or_not() -> None:
    mentions = _mentions({"term": "数控", "surface": "数控", "preferred": True})
    assert _majors(_postings({"title": "普工"}), mentions) == {"数控技术": ("named", 1.0)}


def test_a_negated_mention_and_other_kinds_name_nothing() -> None:
    mentions = _mentions({"term": "数控", "negated": True}, {"term": "护理", "kind": "knowledge"})
    assert _majors(_postings({"title": "普工"}), mentions) == {}


def test_the_surface_decides_where_the_term_is_no_name() -> None:
    mentions = _mentions({"term": "我校的术语", "surface": "模具设计"})
    assert "模具设计与制造" in _majors(_postings({"title": "普工"}), mentions)


def test_a_mention_repeated_counts_once() -> None:
    mentions = _mentions({"term": "护理", "surface": "护理"}, {"term": "护理", "surface": "护理"}, {"term": "药学"})
    assert _majors(_postings({"title": "普工"}), mentions)["护理"] == ("named", 0.5)


def test_mentions_of_postings_that_are_not_there_are_left_out() -> None:
    assert _majors(_postings({"title": "普工"}), _mentions({"term": "护理", "posting_id": "other"})) == {}


def test_the_title_counts_where_no_major_is_named() -> None:
    assert _majors(_postings({"title": "急聘护士"}))["护理"][0] == "title"
    named = _postings({"title": "急聘护士", "majors_asked": ["药学"]})
    assert _majors(named) == {"药学": ("named", 1.0)}


def test_the_post_counts_as_the_title_does() -> None:
    assert _majors(_postings({"title": "操机师傅", "post": "数控车工"}))["数控技术"][0] == "title"


def test_a_whole_class_is_told_apart_and_shares_one_weight() -> None:
    found = _majors(_postings({"title": "普工", "majors_asked": ["机械类专业"], "education": "大专"}))
    assert found["数控技术"] == ("named_class", round(1 / 22, 4))


def test_the_title_goes_before_the_class_and_weighs_as_much() -> None:
    found = _majors(_postings({"title": "CNC操机", "majors_asked": ["机械类"], "education": "大专"}))
    assert found["数控技术"] == ("title", 0.5 + round(1 / 44, 4))


@pytest.mark.parametrize(
    ("education", "levels"),
    [
        ("中专", {"中职", "高职", "职业本科"}),
        ("大专", {"高职", "职业本科"}),
        ("本科", {"职业本科"}),
        (None, {"中职", "高职", "职业本科"}),
    ],
)
def test_titles_reach_the_levels_that_give_the_education_asked_for(education: str | None, levels: set[str]) -> None:
    postings = _postings({"title": "数控车工", "education": education})
    by_level = {level: _majors(postings, level=level) for level in ("中职", "高职", "职业本科")}
    assert {level for level, found in by_level.items() if any("数控" in name for name in found)} == levels


def test_a_named_major_keeps_all_levels() -> None:
    postings = _postings({"title": "工程师", "education": "硕士", "majors_asked": ["数控技术"]})
    assert _majors(postings) == {"数控技术": ("named", 1.0)}


@pytest.mark.parametrize(
    ("title", "there", "not_there"),
    [
        ("护理仪器销售", "市场营销", "护理"),
        ("汽车销售顾问", "汽车技术服务与营销", "汽车检测与维修技术"),
        ("Java开发工程师（银行项目）", "软件技术", "金融服务与管理"),
        ("区块链前端工程师", "区块链技术应用", "金融服务与管理"),
        ("英语老师", "商务英语", "市场营销"),
        ("设备维护工程师", "机电一体化技术", "护理"),
    ],
)
def test_the_head_of_a_title_says_what_is_done(title: str, there: str, not_there: str) -> None:
    found = _majors(_postings({"title": title, "education": "大专"}))
    assert there in found
    assert not_there not in found


@pytest.mark.parametrize(
    ("title", "major"),
    [
        ("CNC加工中心调机", "数控技术"),
        ("模具钳工", "模具设计与制造"),
        ("氩弧焊工", "智能焊接技术"),
        ("汽车机修学徒", "汽车检测与维修技术"),
        ("PLC工程师", "电气自动化技术"),
        ("住院部护士", "护理"),
        ("门店药师", "药学"),
        ("养老护理员", "智慧健康养老服务与管理"),
        ("总账会计", "大数据与会计"),
        ("跨境电商运营", "跨境电子商务"),
        ("仓库管理员", "现代物流管理"),
        ("西餐厨师", "烹饪工艺与营养"),
        ("酒店前厅接待", "酒店管理与数字化运营"),
        ("土建预算员", "工程造价"),
        ("幼儿园教师", "学前教育"),
        ("家装设计师", "建筑室内设计"),
    ],
)
def test_titles_of_vocational_posts_reach_their_major(title: str, major: str) -> None:
    assert major in _majors(_postings({"title": title, "education": "大专"}))


def test_the_weights_of_a_posting_add_to_one_at_each_school_level() -> None:
    postings = _postings({"title": "数控车工", "majors_asked": ["机械类", "计算机类"]})
    rows = majors_of_postings(postings, _mentions({"term": "护理", "surface": "护理"}))
    level = {major.code: major.school_level for major in catalogue()}
    sums: dict[str, float] = {}
    for row in rows.to_pylist():
        sums[level[row["major"]]] = sums.get(level[row["major"]], 0) + row["weight"]
    assert sums == pytest.approx(dict.fromkeys(("中职", "高职", "职业本科", "本科"), 1.0))


def test_a_posting_and_major_stand_once_in_the_order_of_the_postings() -> None:
    titles = ("会计", "护士", "会计/护士")
    rows = majors_of_postings(_postings(*({"title": title} for title in titles)), empty("mentions"))
    keys = list(zip(rows["posting_id"].to_pylist(), rows["major"].to_pylist(), strict=True))
    assert len(set(keys)) == len(keys)
    assert [key[0] for key in keys] == sorted(key[0] for key in keys)


def test_no_postings_give_an_empty_table() -> None:
    assert majors_of_postings(empty("postings"), empty("mentions")).equals(empty("posting_major"))


# Titles and data.


def test_the_employer_in_a_title_is_no_evidence() -> None:
    assert without_employer("匿名公司招聘电焊工") == "电焊工"
    assert without_employer("招聘专员") == "招聘专员"


def test_cells_without_a_match_and_nulls_are_skipped() -> None:
    row, pattern = find_in_cells(Automaton(["护士"]), pa.chunked_array([[None, "护士", "医生"], ["护士长"]]))
    assert (row.tolist(), pattern.tolist()) == ([1, 3], [0, 0])


def test_aliases_and_title_words_speak_of_the_catalogue_only() -> None:
    names = {major.name for major in catalogue()} | {major.class_name for major in catalogue()}
    targets = {target for row in read_tsv("taxonomies/major_aliases.tsv") for target in row["majors"].split("|")}
    titled = {row["major"] for row in read_tsv("taxonomies/major_titles.tsv")} - {"*", "-"}
    assert targets | titled <= names


def test_title_words_are_folded_distinct_and_longer_than_a_letter() -> None:
    for row in read_tsv("taxonomies/major_titles.tsv"):
        words = row["words"].split("|")
        assert words == sorted(set(words)), row["major"]
        assert all(word == fold(word) and word.strip() == word for word in words), row["major"]
        assert row["source"] in ("checked", "derived")


def test_derived_words_leave_out_doubtful_rows_generic_words_and_checked_majors() -> None:
    row = {"occupations": "", "skill_certificates": "", "doubt": ""}
    rows = [
        {**row, "name": "茶艺与茶文化", "posts": "茶艺师;设备管理;茶叶品鉴（高级）"},
        {**row, "name": "数控技术", "posts": "数控编程"},
        {**row, "name": "会展", "posts": "灯光架设", "doubt": "Y"},
    ]
    derived = derive_words(rows, {"数控技术": ["数控车工"]})
    assert derived["茶艺与茶文化"] == ["茶叶品鉴", "茶艺与茶文化", "茶艺师"]
    assert "数控技术" not in derived
    assert derived["数控技术应用"] == ["数控车工"]  # of its checked namesake
    assert derived["会展"] == []
