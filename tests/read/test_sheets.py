from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from jobmine.errors import ReadError
from jobmine.read.raw import Raw, read_raw
from jobmine.read.sources import Limits

HEADER = ["职位名称", "薪资", "公司名称"]


def save(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def titles(raw: Raw) -> list[str | None]:
    return list(raw.table["title"].to_pylist())


def test_numbers_and_dates_read_as_they_are_shown(tmp_path: Path) -> None:
    header = ["职位名称", "最低薪资", "几薪", "发布时间", "记录更新日期"]
    cells = ["会计", 8000.0, 13.5, dt.datetime(2024, 10, 9), dt.datetime(2024, 10, 9, 21, 45, 38)]
    row = read_raw(save(tmp_path / "a.xlsx", 表=[header, cells])).table.to_pylist()[0]
    assert (row["salary_min"], row["salary_months"]) == ("8000", "13.5")
    assert (row["published"], row["last_seen"]) == ("2024-10-09", "2024-10-09 21:45:38")


def test_sheets_have_their_own_headers_and_sources(tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx", 一=[HEADER, ["会计", "6-8千", "甲公司"]], 二=[["薪酬", "招聘岗位"], ["5-6千", "出纳"]]
    )
    raw = read_raw(path)
    assert raw.table.select(["source", "row", "title", "salary"]).to_pylist() == [
        {"source": "a.xlsx/一", "row": 0, "title": "会计", "salary": "6-8千"},
        {"source": "a.xlsx/二", "row": 0, "title": "出纳", "salary": "5-6千"},
    ]


def test_empty_sheet_does_not_change_the_name_of_the_source(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path / "a.xlsx", 一=[HEADER, ["会计", "6-8千", "甲公司"]], Sheet2=[]))
    assert raw.table["source"].to_pylist() == ["a.xlsx"]


def test_sheet_without_postings_is_passed_over_with_a_note(tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx", 说明=[["本表由人社局提供"], ["2024年"]], 岗位=[HEADER, ["会计", "6-8千", "甲公司"]]
    )
    raw = read_raw(path)
    assert titles(raw) == ["会计"]
    assert "neither a title nor a text" in raw.sources[0].note


def test_title_above_the_header_is_no_row(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path / "a.xlsx", 表=[["苏州市岗位需求表"], [], HEADER, ["会计", "6-8千", "甲公司"]]))
    assert raw.table.select(["row", "title"]).to_pylist() == [{"row": 0, "title": "会计"}]


def test_merged_cell_holds_for_every_row(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", 表=[HEADER, ["会计", "6-8千", "甲公司"], ["出纳", "5-6千", None]])
    book = openpyxl.load_workbook(path)
    book["表"].merge_cells("C2:C3")
    book.save(path)
    assert read_raw(path).table["company"].to_pylist() == ["甲公司", "甲公司"]


def test_formatted_rows_below_the_last_posting_are_no_rows(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", 表=[HEADER, ["会计", "6-8千", "甲公司"], *[["", "", " "]] * 50])
    assert read_raw(path).n_read == 1


def test_headerless_sheet_is_read_by_content(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["https://jobs.example.com/1", "客服专员", "甲科技有限公司", "6-8千/月", "上海-徐汇区", "50-150人", "04-20"],
        ["https://jobs.example.com/2", "采购助理", "乙贸易有限公司", "4.5-6千/月", "上海-奉贤区", "少于50人", "04-21"],
    ]
    raw = read_raw(save(tmp_path / "a.xlsx", 表=rows))
    assert {m.column: m.field for m in raw.mapping} == {
        "#1": "url", "#2": "title", "#3": "company", "#4": "salary", "#5": "place", "#6": "company_size",
        "#7": "published",
    }  # fmt: skip
    assert raw.table["row"].to_pylist() == [0, 1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04" + b"\0" * 600, "damaged"),
        (b"<html><body><table><tr><td>a</td></tr></table></body></html>", "web page"),
    ],
)
def test_unreadable_workbook_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=message):
        read_raw(path)


def test_tab_separated_text_named_xls_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes("职位名称\t薪资\n会计\t6-8千\n".encode("gb18030"))
    assert titles(read_raw(path)) == ["会计"]


def test_workbook_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", 表=[HEADER, ["会计", "6-8千", "甲公司"]])
    with pytest.raises(ReadError, match=r"limit of 1,000.*limits\.whole"):
        read_raw(path, limits=Limits(whole=1_000))


def test_workbook_without_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no filled cell"):
        read_raw(save(tmp_path / "a.xlsx", 表=[]))


def test_stray_cell_far_away_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(ReadError, match="over 17,179,869,184 cells, nearly all empty"):
        read_raw(path)


def test_stray_cell_far_below_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(["会计", "6-8千", "甲公司"])
    book.active["A100200"] = "出纳"
    book.save(path)
    assert titles(read_raw(path)) == ["会计", "出纳"]
