"""How a workbook looks: frozen heads with filters, shares as percent, pay and counts without decimals, metadata."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from jobmine.errors import JobmineError
from jobmine.measure.table import new_table, write_excel


@pytest.fixture
def sheet(tmp_path):
    frame = pd.DataFrame({"city": ["苏州"], "n": [1200], "share": [0.1234], "p50": [6543.6], "difference": [0.05],
                          "index": [0.4567], "note": ["=1+1"]})  # fmt: skip
    write_excel({"薪酬": new_table(frame, name="pay", title="薪酬", n=1200, formula="x / y")}, tmp_path / "a.xlsx")
    return openpyxl.load_workbook(tmp_path / "a.xlsx")


def test_heads_are_frozen_with_filters(sheet):
    assert sheet["薪酬"].freeze_panes == "A2"
    assert sheet["薪酬"].auto_filter.ref == "A1:G2"


@pytest.mark.parametrize(
    ("cell", "value", "look"),
    [("B2", 1200, "#,##0"), ("C2", 0.1234, "0.0%"), ("D2", 6543.6, "#,##0"), ("E2", 0.05, "+0.0%;-0.0%;0.0%"),
     ("F2", 0.4567, "#,##0.00##")],
)  # fmt: skip
def test_numbers_keep_their_value_and_look_as_readers_expect(sheet, cell, value, look):
    assert sheet["薪酬"][cell].value == value
    assert sheet["薪酬"][cell].number_format == look


def test_texts_are_no_formulas(sheet):
    assert sheet["薪酬"]["G2"].value == "=1+1"
    assert sheet["薪酬"]["G2"].data_type != "f"


def test_notes_hold_the_metadata(sheet):
    rows = list(sheet["说明"].iter_rows(values_only=True))
    assert ("薪酬", "formula", "x / y") in rows
    assert ("薪酬", "n", "1200") in rows


def test_rows_of_all_blocks_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr("jobmine.measure.sheets._BLOCK", 2)
    frame = pd.DataFrame({"post": ["焊工", "焊工", None, "车工", "钳工"], "share": [0.5, None, 0.5, 1 / 3, 0.0],
                          "mixed": [True, 1, "x", ["a", "b"], None]})  # fmt: skip
    write_excel({"岗位": new_table(frame, name="posts", title="岗位")}, tmp_path / "a.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["岗位"].iter_rows(min_row=2, values_only=True))
    assert rows == [
        ("焊工", 0.5, "是"),
        ("焊工", None, 1),
        (None, 0.5, "x"),
        ("车工", 0.333333333, "a;b"),
        ("钳工", 0, None),
    ]


def test_a_workbook_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(JobmineError, match=r"cannot write .*a\.xlsx"):
        write_excel({"岗位": new_table(pd.DataFrame({"n": [1]}), name="posts", title="岗位")}, tmp_path / "a.xlsx")
