from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobmine.errors import ReadError
from jobmine.read import delimited
from jobmine.read.delimited import open_delimited
from jobmine.read.grids import Grid
from jobmine.read.sources import Source


def open_text(text: str | bytes, name: str = "a.csv", encoding: str | None = None) -> Grid:
    data = text if isinstance(text, bytes) else text.encode()
    source = Source(name, name, "delimited", len(data), True, lambda: io.BytesIO(data))
    return open_delimited(source, lambda rows: 0, encoding)


def rows(grid: Grid) -> dict[int, list[str | None]]:
    return {
        number: list(cells)
        for block in grid.blocks
        for number, cells in zip(
            block.rows.to_pylist(), zip(*(c.to_pylist() for c in block.columns), strict=True), strict=True
        )
    }


def odd(grid: Grid) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(o.row, o.reason, o.cells) for block in grid.blocks for o in block.odd]


def test_cells_are_text() -> None:
    assert rows(open_text("编号,薪资\n001,8000.0\n")) == {0: ["001", "8000.0"]}


def test_quoted_line_breaks_stay_in_the_cell_as_line_feeds() -> None:
    assert rows(open_text('标题,描述\r\n会计,"一\r\n二"\r\n')) == {0: ["会计", "一\n二"]}


def test_row_of_another_width_is_odd_and_keeps_its_number() -> None:
    text = "标题,描述\n会计,a\n出纳,b,c\n司机,d\n"
    assert rows(open_text(text)) == {0: ["会计", "a"], 2: ["司机", "d"]}
    assert odd(open_text(text)) == [(1, "列数不符", ("出纳", "b", "c"))]


def test_short_row_is_odd() -> None:
    assert odd(open_text("标题,描述\n会计\n")) == [(0, "列数不符", ("会计",))]


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    assert rows(open_text("标题,描述\n会计,a,,\n出纳,b\n")) == {0: ["会计", "a"], 1: ["出纳", "b"]}


def test_columns_without_name_at_the_end_may_be_missing() -> None:
    assert rows(open_text("标题,描述,\n会计,a\n出纳,b,\n")) == {0: ["会计", "a", None], 1: ["出纳", "b", None]}


def test_blank_line_is_an_empty_row() -> None:
    assert rows(open_text("标题,描述\n\n会计,a\n")) == {0: [None, None], 1: ["会计", "a"]}


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t"), ("a.csv", "|")]
)
def test_delimiter_is_found(name: str, mark: str) -> None:
    text = mark.join(["标题", "描述"]) + "\n" + mark.join(["会计", '"做账, 报税"']) + "\n"
    assert rows(open_text(text, name)) == {0: ["会计", "做账, 报税"]}


def test_numbers_of_rows_without_header_are_a_column() -> None:
    assert rows(open_text('"标题","描述"\n"1","会计","a"\n"2","出纳","b"\n')) == {
        0: ["1", "会计", "a"],
        1: ["2", "出纳", "b"],
    }


def test_lines_above_the_header_are_no_rows() -> None:
    data = "岗位需求表\n2024年\n标题,描述\n会计,a\n".encode()
    source = Source("a.csv", "a.csv", "delimited", len(data), True, lambda: io.BytesIO(data))
    assert rows(open_delimited(source, lambda rows: 2)) == {0: ["会计", "a"]}


def test_odd_row_without_header_keeps_its_number() -> None:
    data = "会计,a\n出纳,b,c\n司机,d\n".encode()
    source = Source("a.csv", "a.csv", "delimited", len(data), True, lambda: io.BytesIO(data))
    assert odd(open_delimited(source, lambda rows: None)) == [(1, "列数不符", ("出纳", "b", "c"))]


def test_cell_longer_than_the_buffer_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_BUFFER", 1_000)
    long = "长" * 200_000
    assert rows(open_text(f"标题,描述\n会计,a\n出纳,{long}\n司机,b\n"))[1] == ["出纳", long]


def test_quotation_mark_that_is_never_closed_is_refused() -> None:
    with pytest.raises(ReadError, match="record 2"):
        rows(open_text('标题,描述\n会计,a\n出纳,"b\n司机,c\n'))


def test_quotation_mark_inside_a_cell_is_harmless() -> None:
    assert rows(open_text('标题,描述\n会计,屏幕5"\n')) == {0: ["会计", '屏幕5"']}


def test_bytes_that_do_not_fit_a_named_encoding_are_replaced() -> None:
    data = "标题,描述\n会计,做账\n".encode("gb18030") + b"\xff\xff,a\n"
    assert rows(open_text(data, encoding="gb18030"))[1] == ["\ufffd\ufffd", "a"]


PIECES = st.sampled_from(["a", '"', ",", "\n", "\r\n", "\r", " ", '""', "会"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30), st.sampled_from([16, 8 << 20]))
def test_every_record_of_the_csv_module_is_read(pieces: list[str], buffer: int) -> None:
    text = "标题,描述\n" + "".join(pieces)
    want = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"))))[1:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_BUFFER", buffer)
        try:
            grid = open_text(text)
            blocks = list(grid.blocks)
        except ReadError as err:
            assert "never closed" in str(err)
            return
    numbers = [n for b in blocks for n in b.rows.to_pylist()] + [o.row for b in blocks for o in b.odd]
    assert sorted(numbers) == list(range(len(want)))
    for block in blocks:
        for number, *cells in zip(block.rows.to_pylist(), *(c.to_pylist() for c in block.columns), strict=True):
            assert cells == [cell.strip() or None for cell in (want[number] or ["", ""])[:2]]
