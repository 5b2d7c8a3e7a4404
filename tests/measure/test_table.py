from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from jobmine.errors import JobmineError
from jobmine.measure.table import Table, new_table, notes_frame, stamp, write_csv, write_excel


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def test_csv_starts_with_a_byte_order_mark_so_that_excel_reads_chinese(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"岗位": ["焊工"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == "\ufeff岗位\r\n焊工\r\n".encode()


@pytest.mark.parametrize(
    ("value", "written"),
    [(1 / 3, "0.333333333"), (1234567.891234, "1234567.89"), (float("nan"), ""), (float("inf"), "inf"), (2.0, "2")],
)
def test_floats_have_nine_significant_digits(tmp_path: Path, value: float, written: str) -> None:
    write_csv(pd.DataFrame({"x": [value, 0.5]}), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv")[1] == [written]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-熟悉", "'-熟悉"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-3.5", "-3.5"),
        ("+12", "+12"),
        ("C++", "C++"),
    ],
)
def test_a_cell_that_starts_a_formula_is_neutralised_unless_it_is_a_number(
    tmp_path: Path, cell: str, written: str
) -> None:
    write_csv(pd.DataFrame({"x": [cell]}), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv")[1] == [written]


def test_a_head_that_starts_a_formula_is_neutralised(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"=x": [1]}), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv")[0] == ["'=x"]


def test_lists_are_joined(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"x": [["a", "b"], np.array(["c"])]}), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv")[1:] == [["a;b"], ["c"]]


def test_the_frame_given_is_left_as_it_was(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": ["=1"]})
    write_csv(frame, tmp_path / "a.csv")
    assert frame["x"].to_list() == ["=1"]


def test_an_unwritable_place_is_named_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(JobmineError, match=r"cannot write .*a\.csv"):
        write_csv(pd.DataFrame({"x": [1]}), tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_folders_are_made(tmp_path: Path) -> None:
    new_table(pd.DataFrame({"n": [1]}), name="a", title="表").to_csv(tmp_path / "tables" / "a.csv")
    assert (tmp_path / "tables" / "a.csv").exists()


def table() -> Table:
    frame = pd.DataFrame(
        {"term": ["=1+1", "http://x.cn"], "n": [3, 4], "share": [1 / 3, np.inf], "core": [True, False]}
    )
    return new_table(frame, name="demand", title="需求/词表", n=7, notes=["第一条", ""])


def test_excel_keeps_texts_as_texts_and_heads_are_chinese(tmp_path: Path) -> None:
    write_excel({"需求/词表": table()}, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["需求_词表"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("词项", "职位数", "占比", "core")
    assert rows[1] == ("=1+1", 3, 0.333333333, "是")
    assert rows[2] == ("http://x.cn", 4, "∞", "否")
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].hyperlink is None
    assert sheet.freeze_panes == "A2"


def test_excel_has_a_sheet_of_notes(tmp_path: Path) -> None:
    table().to_excel(tmp_path / "a.xlsx")
    notes = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["说明"].iter_rows(values_only=True))
    assert ("需求_词表", "n", "7") in notes
    assert ("需求_词表", "notes", "第一条") in notes


def test_equal_tables_give_equal_workbooks(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        table().to_excel(tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_table_can_be_written(tmp_path: Path) -> None:
    empty = new_table(pd.DataFrame({"term": pd.Series(dtype=str)}), name="a", title="空")
    empty.to_excel(tmp_path / "a.xlsx")
    empty.to_csv(tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv") == [["term"]]


def test_html_escapes_what_postings_say() -> None:
    shown = new_table(pd.DataFrame({"term": ["<script>"]}), name="a", title="<b>", notes=["<i>"])._repr_html_()
    assert "<script>" not in shown
    assert "&lt;b&gt;" in shown
    assert "&lt;i&gt;" in shown


def test_metadata_is_complete() -> None:
    assert set(new_table(pd.DataFrame(), name="a", title="表").meta) == {
        "name", "title", "unit", "formula", "source", "own", "direction", "scope", "by", "n", "n_text", "n_cut",
        "small_cells", "counts", "notes", "titles",
    }  # fmt: skip


def test_rows_with_few_postings_are_counted() -> None:
    frame = pd.DataFrame({"n": [5, 20, 40], "flag": ["样本过少，只列计数", "样本少；供给为零", ""]})
    assert new_table(frame, name="a", title="表").meta["small_cells"] == 2


def test_facts_of_the_run_go_with_every_table_and_into_the_notes() -> None:
    made = stamp({"a": new_table(pd.DataFrame({"n": [1]}), name="a", title="表")}, lexicon="1f", settings={"top_n": 20})
    notes = notes_frame(made).set_index("key")["value"]
    assert (notes["lexicon"], notes["settings"]) == ("1f", "top_n=20")


def test_a_long_sheet_has_the_rows_with_most_postings_and_says_so(tmp_path: Path) -> None:
    frame = pd.DataFrame({"term": [f"t{i}" for i in range(9)], "n": [5, 1, 7, 1, 1, 1, 9, 1, 2]})
    write_excel({"需求": new_table(frame, name="demand", title="需求")}, tmp_path / "a.xlsx", most=4)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [row[1] for row in book["需求"].iter_rows(min_row=2, values_only=True)] == [5, 7, 9, 2]
    notes = list(book["说明"].iter_rows(values_only=True))
    assert ("需求", "rows", "工作表列职位数最多的 4 行，全表 9 行见 CSV") in notes
