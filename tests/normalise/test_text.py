"""Cells to clean text, and cells that are too long to be one."""

from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.normalise.parsed import LONGEST_CELL, Parsed, parse_column
from jobmine.normalise.text import LONGEST_TEXT, clean_text, is_complete


@pytest.mark.parametrize(
    ("cell", "clean"),
    [
        ("<p>会焊接</p><br>能看图", "会焊接\n能看图"),
        ("会焊接_x000D_\r\n\r\n能看图", "会焊接\n能看图"),
        ("薪资&lt;1万&nbsp;面议", "薪资<1万\xa0面议"),
        ("\u3000会焊接 ", "会焊接"),
    ],
)
def test_mark_up_and_blank_lines_go(cell: str, clean: str) -> None:
    assert clean_text(pa.array([cell])).to_pylist() == [clean]


def test_an_endless_text_is_cut_and_no_longer_complete() -> None:
    texts = clean_text(pa.array(["会焊接。" * LONGEST_TEXT, "会焊接。", None]))
    assert pa.compute.utf8_length(texts).to_pylist() == [LONGEST_TEXT, 4, None]
    assert is_complete(texts).to_pylist() == [False, True, None]


def test_an_endless_cell_of_a_field_is_not_parsed_and_says_why() -> None:
    column = parse_column(pa.array(["3", "3" * (LONGEST_CELL + 1)]), lambda cell: Parsed(int(cell), "digits"))
    assert column.values(int, pa.int64()).to_pylist() == [3, None]
    assert column.reasons().to_pylist() == [None, "longer than 32,767 characters"]
