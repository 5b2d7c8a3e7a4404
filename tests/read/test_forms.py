from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from jobmine.errors import ReadError
from jobmine.read.forms import read_courses, read_flows, read_supply
from jobmine.schema import SCHEMAS


@pytest.fixture
def form(tmp_path: Path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "表.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_supply_has_its_schema(form) -> None:
    assert read_supply(form("岗位,求职人数\n焊工,120\n")).schema == SCHEMAS["supply"]


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("求职人数", "seekers"), ("求职者", "seekers"), ("投递数", "applications"), ("简历数", "applications"),
        ("毕业生人数", "graduates"), ("毕业生（人）", "graduates"), ("招生计划", "enrolment_plan"),
        ("专业布点数", "programmes"), ("从业人数", "stock"),
    ],
)  # fmt: skip
def test_header_of_the_numbers_says_the_measure(form, header: str, measure: str) -> None:
    row = read_supply(form(f"专业,{header}\n数控技术,40\n")).to_pylist()[0]
    assert (row["measure"], row["major"], row["people"]) == (measure, "数控技术", 40.0)


def test_english_headers_are_known(form) -> None:
    text = "measure,base,post,city,period,people\nseekers,same,焊工,苏州,2024,1200\n"
    row = read_supply(form(text)).to_pylist()[0]
    assert {k: v for k, v in row.items() if v is not None} == {
        "measure": "seekers", "base": "same", "post": "焊工", "city": "苏州", "period": "2024", "people": 1200.0
    }  # fmt: skip


def test_labels_are_translated(form) -> None:
    row = read_supply(form("指标,口径,专业,学校层次,人数\n毕业生,外部,会计,大专,80\n")).to_pylist()[0]
    assert (row["measure"], row["base"], row["school_level"]) == ("graduates", "external", "高职")


def test_argument_speaks_for_the_table(form) -> None:
    row = read_supply(form("岗位,人数\n焊工,120\n"), measure="求职者", base="same").to_pylist()[0]
    assert (row["measure"], row["base"]) == ("seekers", "same")


def test_two_columns_of_numbers_give_two_rows(form) -> None:
    rows = read_supply(form("岗位,求职人数,投递数\n焊工,120,\n车工,30,90\n")).to_pylist()
    assert [(r["post"], r["measure"], r["people"]) for r in rows] == [
        ("焊工", "seekers", 120.0), ("车工", "seekers", 30.0), ("车工", "applications", 90.0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "people"), [("1.2万", 12000.0), ('"3,400人"', 3400.0), ("120.0", 120.0), ("2千", 2000.0)]
)
def test_number_is_read_as_people_write_it(form, cell: str, people: float) -> None:
    assert read_supply(form(f"岗位,求职人数\n焊工,{cell}\n"))["people"].to_pylist() == [people]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("岗位,人数\n焊工,120\n", r"no column for measure \(headers .*指标.*values seekers, applications"),
        ("岗位,求职\n焊工,120\n", "no column for measure.*people"),
        ("求职人数,年份\n120,2024\n", "counted by: one of occupation, post"),
        ("岗位,求职人数\n焊工,很多\n", r"row 1 below the header, '求职人数': '很多' is not a number"),
        ("指标,岗位,人数\n人才,焊工,1\n", r"'人才' is no value of measure; allowed are seekers, applications, stock"),
        ("岗位,求职人数\n焊工,\n", "row 1 below the header has no"),
        ("岗位,求职人数\n焊工,1,200\n", "row 1 below the header has 3 cells, the header 2"),
        ("岗位,求职人数\n", "no rows"),
    ],
)
def test_supply_that_cannot_be_read_is_refused(form, text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_supply(form(text))


def test_flows_know_their_dimension_by_header_or_argument(form) -> None:
    row = read_flows(form("原行业,现行业,人数\n制造业,互联网,25\n")).to_pylist()[0]
    assert (row["origin"], row["destination"], row["dimension"], row["people"]) == (
        "制造业",
        "互联网",
        "industry",
        25.0,
    )
    assert read_flows(form("来源,去向,人数\n合肥,上海,3\n"), dimension="城市")["dimension"].to_pylist() == ["city"]


def test_flows_without_dimension_are_refused(form) -> None:
    with pytest.raises(ReadError, match=r"dimension.*values city, industry"):
        read_flows(form("来源,去向,人数\n合肥,上海,3\n"))


def test_courses_take_text_from_several_columns(form) -> None:
    text = "课程名称,课程性质,学分,总学时,开课学期,课程目标,主要教学内容\n数控编程,必修,4,64学时,3,会编程,G代码\n"
    row = read_courses(form(text, "gb18030"), origin="own", major="数控技术", school_level="高职").to_pylist()[0]
    assert row == {
        "origin": "own", "major": "数控技术", "school_level": "高职", "course": "数控编程", "course_type": "必修",
        "credits": 4.0, "hours": 64.0, "term": "3", "text": "会编程\nG代码",
    }  # fmt: skip


def test_dash_for_a_number_is_nothing(form) -> None:
    assert read_courses(form("课程,学分\n军训,—\n"))["credits"].to_pylist() == [None]


def test_form_may_stand_below_a_title_beside_other_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["填写说明"])
    sheet = book.create_sheet("供给")
    for row in (["2024年供给表"], ["岗位", "求职人数"], ["焊工", 120], [None, None]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert read_supply(tmp_path / "a.xlsx").select(["post", "people"]).to_pylist() == [
        {"post": "焊工", "people": 120.0}
    ]
