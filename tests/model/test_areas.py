from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from jobmine.data import path, read_tsv
from jobmine.errors import ConfigError
from jobmine.model.areas import Area, areas_of_postings, read_areas, shipped_areas
from jobmine.schema import SCHEMAS, empty
from jobmine.tables import from_columns, set_column

WELDING = Area("焊接", ("trades",), ("C", "34"), ("6-18-02",), ("焊工证",), ("焊工",), ("焊割",), priority=1)
RETAIL = Area("零售", ("trades",), ("52",), titles=("店员",), priority=2)


def _postings(*rows: dict[str, object]) -> pa.Table:
    names = ("title", "post", "text", "company", "industry", "industry_section")
    columns = {name: pa.array([row.get(name) for row in rows], SCHEMAS["postings"].field(name).type) for name in names}
    return from_columns("postings", len(rows), {"posting_id": pa.array([f"p{n}" for n in range(len(rows))]), **columns})


def _found(
    postings: pa.Table,
    *,
    areas: tuple[Area, ...] = (WELDING, RETAIL),
    mentions: pa.Table | None = None,
    classes: pa.Table | None = None,
) -> list[tuple[str, str, str, str, float]]:
    table = areas_of_postings(
        postings,
        empty("mentions") if mentions is None else mentions,
        empty("posting_classes") if classes is None else classes,
        areas,
    )
    return [tuple(row.values()) for row in table.to_pylist()]  # type: ignore[misc]


def _occupied(code: str) -> pa.Table:
    return from_columns("posting_classes", 1, {"posting_id": pa.array(["p0"]), "occupation": pa.array([code])})


def _mention(**more: object) -> pa.Table:
    row = {"posting_id": "p0", "term": "焊工证", "preferred": False, "negated": False, **more}
    return from_columns("mentions", 1, {name: pa.array([value]) for name, value in row.items()})


@pytest.mark.parametrize(
    ("posting", "how", "evidence"),
    [
        ({"title": "电焊工"}, "title", "焊工"),
        ({"title": "学徒", "post": "焊工"}, "title", "焊工"),
        ({"company": "某焊割设备公司"}, "employer", "焊割"),
        ({"industry": "34"}, "industry", "34"),
        ({"industry": "35", "industry_section": "C"}, "industry", "c"),
    ],
)
def test_a_rule_puts_a_posting_into_the_area_with_its_evidence(
    posting: dict[str, object], how: str, evidence: str
) -> None:
    assert _found(_postings(posting)) == [("p0", "焊接", how, evidence, 1.0)]


def test_the_beginning_of_an_occupation_code_is_enough() -> None:
    assert _found(_postings({}), classes=_occupied("6-18-02-04")) == [("p0", "焊接", "occupation", "6-18-02", 1.0)]


def test_another_occupation_of_the_same_group_is_not() -> None:
    assert _found(_postings({}), classes=_occupied("6-18-01-04")) == []


def test_a_required_term_is_enough() -> None:
    assert _found(_postings({}), mentions=_mention()) == [("p0", "焊接", "term", "焊工证", 1.0)]


@pytest.mark.parametrize("softly", ["preferred", "negated"])
def test_a_preferred_or_negated_term_is_not(softly: str) -> None:
    assert _found(_postings({}), mentions=_mention(**{softly: True})) == []


def test_the_strongest_evidence_is_kept() -> None:
    posting = {"title": "焊工", "industry": "34", "company": "焊割"}
    assert _found(_postings(posting), mentions=_mention()) == [("p0", "焊接", "title", "焊工", 1.0)]


def test_a_posting_is_in_every_area_that_fits_and_shares_its_weight() -> None:
    found = _found(_postings({"title": "焊工", "industry": "52"}, {"title": "店员"}))
    weights = [(row[0], row[1], row[4]) for row in found]
    assert weights == [("p0", "焊接", 0.5), ("p0", "零售", 0.5), ("p1", "零售", 1.0)]


def test_weights_add_to_one_in_each_list_of_areas() -> None:
    scarce = Area("智能", ("scarce",), titles=("焊工",))
    found = _found(_postings({"title": "焊工"}), areas=(WELDING, scarce))
    assert [row[4] for row in found] == [1.0, 1.0]


def test_what_no_rule_fits_is_in_no_area() -> None:
    assert _found(_postings({"title": "司仪", "company": "某公司"})) == []


def test_no_postings_give_an_empty_table() -> None:
    nothing = (empty(name) for name in ("postings", "mentions", "posting_classes"))
    assert areas_of_postings(*nothing).equals(empty("posting_area"))


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("数控车工", "机械制造"),
        ("汽修学徒", "汽车服务"),
        ("SMT技术员", "电子信息"),
        ("土建施工员", "建筑工程"),
        ("护士", "医药护理"),
        ("育婴师", "养老托育"),
        ("出纳", "财会金融"),
        ("仓管员", "物流供应链"),
        ("西餐厨师", "酒店餐饮"),
        ("外贸业务员", "商贸零售电商"),
        ("小学语文教师", "教育"),
        ("养猪技术员", "农林牧渔"),
        ("服装打版师", "纺织服装"),
        ("污水处理工", "化工食品环保"),
        ("物业保安", "公共服务安保物业"),
        ("平面设计师", "文化创意设计"),
        ("高铁乘务员", "交通运输"),
        ("光伏运维", "能源电力"),
        ("Java开发", "软件互联网"),
        ("人事专员", "行政人力"),
        ("银行Java开发", "软件互联网"),
        ("酒店前台", "酒店餐饮"),
        ("服装QC", "纺织服装"),
        ("数控编程员", "机械制造"),
    ],
)
def test_each_vocational_area_has_its_titles(title: str, area: str) -> None:
    found = _found(_postings({"title": title, "post": title}), areas=shipped_areas("vocational"))
    assert area in {row[1] for row in found}


@pytest.mark.parametrize("title", ["管培生", "储备干部", "项目经理", "合伙人"])
def test_posts_of_no_trade_are_in_no_vocational_area(title: str) -> None:
    assert _found(_postings({"title": title, "post": title}), areas=shipped_areas("vocational")) == []


def test_accounts_in_a_factory_are_no_machine_building() -> None:
    posting = {
        "title": "会计",
        "post": "会计",
        "company": "某重工机械有限公司",
        "industry": "34",
        "industry_section": "C",
    }
    assert [row[1] for row in _found(_postings(posting), areas=shipped_areas("vocational"))] == ["财会金融"]


# The file of rules.


def _write(folder: Path, text: str) -> Path:
    file = folder / "areas.tsv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_of_ones_own_is_read_by_priority(tmp_path: Path) -> None:
    file = _write(tmp_path, "area\ttitles\tpriority\n烘焙\t裱花|烘焙\t2\n茶饮\t奶茶\t1\n")
    assert read_areas(file) == (Area("茶饮", titles=("奶茶",)), Area("烘焙", titles=("裱花", "烘焙"), priority=2))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("area\ttitle\n烘焙\t裱花\n", r"areas.tsv:1: header .*'title'.*allowed: area, parent"),
        ("area\ttitles\n\t裱花\n", r"areas.tsv:2: the area has no name"),
        ("area\ttitles\n烘焙\t\n", r"areas.tsv:2: area '烘焙' has no rule"),
        ("area\ttitles\tpriority\n烘焙\t裱花\t高\n", r"areas.tsv:2: priority of '烘焙'.*got '高'"),
        (
            "area\ttitles\tabout\n烘焙\t裱花\t公司\n",
            r"areas.tsv:2: '烘焙' must be about one of industry, work; got '公司'",
        ),
        ("area\tterms\tterms_needed\n烘焙\t裱花\t两\n", r"areas.tsv:2: terms_needed of '烘焙'.*got '两'"),
        ("area\ttitles\n烘焙\t裱花\n烘焙\t蛋糕\n", r"areas.tsv:3: area '烘焙' stands twice"),
    ],
)
def test_a_broken_row_is_an_error_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_areas(_write(tmp_path, text))


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read the areas of .*none\.tsv"):
        read_areas(tmp_path / "none.tsv")


def test_the_shipped_codes_stand_in_the_standards() -> None:
    industries = {row["code"] for row in read_tsv("taxonomies/industries.tsv") if len(row["code"]) <= 3}
    occupations = {row["code"] for row in read_tsv("taxonomies/occupations.tsv")}
    for area in read_areas(path("areas/areas.tsv")):
        assert set(area.industries) <= {code if len(code) == 1 else code[1:] for code in industries}, area.area
        assert all(any(code.startswith(begin) for code in occupations) for begin in area.occupations), area.area


@pytest.mark.parametrize(
    ("company", "inside"),
    [("某商贸公司", True), ("某超市公司", False), ("某焊割超市公司", True)],
)
def test_an_industry_alone_yields_to_what_the_employer_is_called(company: str, inside: bool) -> None:
    shops = Area("零售", ("trades",), ("52",), employers=("超市",), priority=2)
    found = _found(_postings({"industry": "34", "company": company}), areas=(WELDING, shops))
    assert ("焊接" in [row[1] for row in found]) == inside


def test_an_employer_of_an_area_with_the_same_industry_does_not_contradict_it() -> None:
    pipes = Area("管道", ("trades",), ("34",), employers=("管业",), priority=2)
    found = _found(_postings({"industry": "34", "company": "某管业公司"}), areas=(WELDING, pipes))
    assert [row[1] for row in found] == ["焊接", "管道"]


def test_an_employer_of_another_list_does_not_contradict_an_industry() -> None:
    shops = Area("零售", ("others",), ("52",), employers=("超市",), priority=2)
    found = _found(_postings({"industry": "34", "company": "某超市公司"}), areas=(WELDING, shops))
    assert [row[1] for row in found] == ["焊接", "零售"]


@pytest.mark.parametrize(("code", "expected"), [("2-06-03-00", []), ("2-02-07-01", ["industry"])])
def test_an_industry_alone_says_nothing_of_posts_that_every_trade_has(code: str, expected: list[str]) -> None:
    found = _found(_postings({"industry": "34"}), classes=_occupied(code))
    assert [row[2] for row in found] == expected


def test_a_post_that_every_trade_has_is_in_the_area_that_its_employer_names_too() -> None:
    found = _found(_postings({"industry": "34", "company": "某焊割公司"}), classes=_occupied("2-06-03-00"))
    assert [row[1:3] for row in found] == [("焊接", "employer")]


def test_an_occupation_alone_yields_to_the_title() -> None:
    found = _found(_postings({"title": "店员"}), classes=_occupied("6-18-02-04"))
    assert [row[1:3] for row in found] == [("零售", "title")]


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("焊接设备销售", "零售"),
        ("店铺焊接维修", "焊接"),
        ("焊接店员", "零售"),
    ],
)
def test_of_several_words_of_a_post_the_last_tells_the_work(title: str, area: str) -> None:
    welding = Area("焊接", ("trades",), titles=("焊接",), about="work")
    shops = Area("零售", ("trades",), titles=("店铺", "店员", "销售"), about="work")
    found = _found(_postings({"title": title, "post": title}), areas=(welding, shops))
    assert [row[1] for row in found] == [area]


def test_an_industry_has_the_postings_of_every_word() -> None:
    banks, software = Area("金融", ("key",), titles=("银行",)), Area("软件", ("key",), titles=("java",))
    found = _found(_postings({"post": "银行Java开发"}), areas=(banks, software))
    assert [row[1] for row in found] == ["金融", "软件"]


def test_words_of_the_post_come_before_those_in_brackets() -> None:
    teaching = Area("教育", ("trades",), titles=("课程",), about="work")
    smart = Area("智能", ("trades",), titles=("ai",), about="work")
    found = _found(_postings({"title": "课程顾问（AI）", "post": "课程顾问"}), areas=(teaching, smart))
    assert [row[1] for row in found] == ["教育"]


@pytest.mark.parametrize(("title", "area"), [("服装质检", "纺织"), ("质检员", "机械"), ("质检（服装）", "机械")])
def test_a_word_with_a_tilde_yields_to_the_other_words_of_the_post(title: str, area: str) -> None:
    metal = Area("机械", ("trades",), titles=("~质检",), about="work")
    cloth = Area("纺织", ("trades",), titles=("服装",), about="work")
    found = _found(_postings({"title": title, "post": title.partition("（")[0]}), areas=(metal, cloth))
    assert [row[1] for row in found] == [area]


@pytest.mark.parametrize(
    ("title", "areas"), [("电工", ["电力"]), ("机电工程师", ["机械"]), ("设备维护工程师", []), ("电工作业", ["机械"])]
)
def test_what_ends_in_a_worker_is_not_found_in_an_engineer(title: str, areas: list[str]) -> None:
    power, metal = Area("电力", titles=("电工", "护工")), Area("机械", titles=("机电", "电"))
    found = _found(_postings({"title": title}), areas=(power, metal))
    assert [row[1] for row in found] == areas


TRADES = (
    Area("焊接", ("trades",), titles=("焊工",), texts=("焊接", "焊缝"), employers=("焊割",), about="work"),
    Area("零售", ("trades",), titles=("店员",), texts=("顾客", "收银"), employers=("超市",), about="work"),
)


@pytest.mark.parametrize(
    ("posting", "expected"),
    [
        ({"title": "焊工", "company": "某超市", "text": "为顾客服务"}, [("焊接", "title")]),
        ({"title": "学徒", "company": "某超市", "text": "学习焊接"}, [("焊接", "text")]),
        ({"title": "学徒", "company": "某超市"}, [("零售", "employer")]),
        ({"title": "学徒", "company": "某公司", "text": "焊接，检查焊缝，接待顾客"}, [("焊接", "text")]),
        ({"title": "学徒", "text": "焊接，接待顾客"}, [("焊接", "text"), ("零售", "text")]),
    ],
)
def test_of_areas_about_work_the_first_evidence_that_tells_any_decides(
    posting: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert [row[1:3] for row in _found(_postings(posting), areas=TRADES)] == expected


def test_words_of_titles_tell_in_a_text_too() -> None:
    found = _found(_postings({"title": "学徒", "text": "跟焊工学习"}), areas=TRADES)
    assert [row[1:4] for row in found] == [("焊接", "text", "焊工")]


def test_an_area_without_words_of_texts_is_not_found_in_a_text() -> None:
    assert _found(_postings({"title": "学徒", "text": "跟焊工学习"})) == []


def test_the_text_tells_nothing_where_three_areas_share_the_lead() -> None:
    third = Area("教育", ("trades",), texts=("学员",), about="work")
    found = _found(_postings({"text": "焊接，接待顾客、学员"}), areas=(*TRADES, third))
    assert found == []


@pytest.mark.parametrize(("score", "expected"), [(0.9, ["焊接"]), (0.4, [])])
def test_an_occupation_that_is_a_guess_tells_nothing(score: float, expected: list[str]) -> None:
    classes = set_column(_occupied("6-18-02-04"), "occupation_score", pa.array([score]))
    assert [row[1] for row in _found(_postings({}), classes=classes)] == expected


@pytest.mark.parametrize(
    ("terms", "inside"), [(("焊工证",), False), (("焊工证", "焊工证"), False), (("焊工证", "氩弧焊"), True)]
)
def test_as_many_different_terms_as_are_needed_tell_an_area(terms: tuple[str, ...], inside: bool) -> None:
    area = Area("焊接", terms=("焊工证", "氩弧焊"), terms_needed=2)
    mentions = from_columns(
        "mentions", len(terms), {"posting_id": pa.array(["p0"] * len(terms)), "term": pa.array(terms)}
    )
    assert bool(_found(_postings({}), areas=(area,), mentions=mentions)) == inside


@pytest.mark.parametrize("posting", [{"company": "某焊割公司"}, {"industry": "34"}])
def test_the_name_and_industry_of_an_agency_tell_nothing(posting: dict[str, object]) -> None:
    classes = from_columns("posting_classes", 1, {"posting_id": pa.array(["p0"]), "agency": pa.array([True])})
    assert _found(_postings(posting), classes=classes) == []


def test_the_employer_tells_nothing_of_work_that_every_trade_has() -> None:
    found = _found(_postings({"company": "某焊割公司"}), classes=_occupied("2-06-03-00"), areas=TRADES)
    assert found == []


def test_what_begins_with_a_dash_hides_what_stands_in_it() -> None:
    chemists = Area("化工", titles=("化工", "-化工程"))
    postings = _postings({"title": "变化工程师"}, {"title": "化工技术员"})
    assert [row[:2] for row in _found(postings, areas=(chemists,))] == [("p1", "化工")]


@pytest.mark.parametrize(
    ("title", "inside"), [("护工", True), ("住院护工", True), ("继电保护工程师", False), ("设备维护工程师", False)]
)
def test_carers_are_not_found_in_maintenance(title: str, inside: bool) -> None:
    found = _found(_postings({"title": title}), areas=shipped_areas("vocational"))
    assert ("养老托育" in [row[1] for row in found]) == inside
