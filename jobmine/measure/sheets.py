"""Sheets of a workbook, written cell by cell so that a text stays a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd

from jobmine.data import read_tsv

NOTES_SHEET = "说明"
LAST_ROW = 1_048_575

# What a number looks like, by the style of its column.
NUMBER_FORMATS = {
    "percent": "0.0%", "points": "+0.0%;-0.0%;0.0%", "whole": "#,##0", "yuan": "#,##0", "decimal": "#,##0.00##",
    "plain": "General",
}  # fmt: skip

_CELL_CHARACTERS = 32_767
_FIRST = 200  # cells that a column is as wide as
_BLOCK = 10_000  # rows in memory as Python values


def sheet_names(names: Sequence[str]) -> list[str]:
    r"""Return names that Excel allows: at most 31 characters, none of ``[]:*?/\'``, all different.

    Examples
    --------
    >>> sheet_names(["供给/需求", "供给:需求", ""])
    ['供给_需求', '供给_需求-2', '表']
    """
    clean, taken = [], {NOTES_SHEET}
    for name in names:
        base = "".join("_" if c in "[]:*?/\\'" else c for c in name)[:31] or "表"
        unique, number = base, 2
        while unique.lower() in taken:
            unique, number = f"{base[: 30 - len(str(number))]}-{number}", number + 1
        taken.add(unique.lower())
        clean.append(unique)
    return clean


def column_style(name: str, values: pd.Series[Any]) -> str:
    """Return how a column is written: by its name, see report/columns.tsv, else by its values.

    Examples
    --------
    >>> column_style("must_share", pd.Series([0.5])), column_style("city", pd.Series(["苏州"]))
    ('percent', 'text')
    """
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return "text"
    for row in read_tsv("report/columns.tsv"):
        if fnmatchcase(name, row["pattern"]):
            return row["style"]
    return "whole" if (values.dropna() % 1 == 0).all() else "decimal"


def weightiest(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the rows with most postings, in their order: no more than so many, equal ones together.

    A frame without postings, or with equal ones all over, gives its first rows.

    Examples
    --------
    >>> frame = pd.DataFrame({"term": ["a", "b", "c", "d"], "n": [1, 9, 3, 1]})
    >>> weightiest(frame, 3)["term"].to_list(), weightiest(frame, 4)["term"].to_list()
    (['b', 'c'], ['a', 'b', 'c', 'd'])
    """
    if len(frame) <= most:
        return frame
    if "n" in frame:
        kept: pd.DataFrame = frame[frame["n"] > frame["n"].nlargest(most + 1).iloc[-1]]
        if len(kept):
            return kept
    return frame.head(most)


def number_formats(book: Any) -> dict[str, Any]:
    """Return a workbook's formats by the style of a column: shares as percent, pay and counts without decimals."""
    return {style: book.add_format({"num_format": code}) for style, code in NUMBER_FORMATS.items()}


def write_sheet(
    sheet: Any,
    heads: Sequence[str],
    frame: pd.DataFrame,
    head_format: Any,
    formats: Mapping[str, Any] | None = None,
) -> None:
    """Write a frame below a frozen head with filters; columns as wide as their first cells.

    Rows past Excel's last are left out. Numbers look as ``formats`` says, by the style of their column. Rows are
    written in order, as a workbook in constant memory needs them.
    """
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, min(len(frame), LAST_ROW), len(heads) - 1)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, head_format)
        cells = excel_cells(frame.iloc[:_FIRST, column])
        width = max(text_width(str(cell)) for cell in [head, *cells] if cell is not None)
        sheet.set_column(column, column, min(60, max(8, width + 2)))
    columns = [frame.iloc[:LAST_ROW, column] for column in range(len(heads))]
    styles = [column_style(str(values.name), values) for values in columns]
    looks = [(formats or {}).get(style) for style in styles]
    write_string, write_number = sheet.write_string, sheet.write_number
    for start in range(0, min(len(frame), LAST_ROW), _BLOCK):
        block = [excel_cells(values.iloc[start : start + _BLOCK]) for values in columns]
        for row, line in enumerate(zip(*block, strict=True), start=start + 1):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    write_string(row, column, cell)
                elif cell is not None:
                    write_number(row, column, cell, looks[column])


def excel_cells(values: pd.Series[Any]) -> list[str | float | None]:
    """Return a column as :func:`excel_cell` returns each of its values; equal values are looked at once.

    Examples
    --------
    >>> excel_cells(pd.Series([1 / 3, float("nan"), 1 / 3])), excel_cells(pd.Series(["焊接", None]))
    ([0.333333333, None, 0.333333333], ['焊接', None])
    """
    cells = values.tolist()
    kinds = set(map(type, cells))
    if kinds & {list, dict, np.ndarray} or (bool in kinds and len(kinds) > 1):  # no hash; True is 1
        return [excel_cell(cell) for cell in cells]
    known = {cell: excel_cell(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def excel_cell(cell: Any) -> str | float | None:
    """Return a value as a text or a number of nine significant digits; None leaves the cell empty.

    Examples
    --------
    >>> [excel_cell(v) for v in (1 / 3, 3, float("inf"), float("nan"), True, ["a", "b"])]
    [0.333333333, 3, '∞', None, '是', 'a;b']
    """
    if isinstance(cell, (list, tuple, np.ndarray)):
        return ";".join(map(str, cell))[:_CELL_CHARACTERS]
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, (bool, np.bool_)):
        return "是" if cell else "否"
    if isinstance(cell, (int, np.integer)):
        return int(cell)
    if isinstance(cell, (float, np.floating)):
        return float(f"{cell:.9g}") if np.isfinite(cell) else "∞" if cell > 0 else "-∞"
    return (str(cell.isoformat()) if hasattr(cell, "isoformat") else str(cell))[:_CELL_CHARACTERS]


def text_width(text: str) -> int:
    """Return the columns that a text takes; a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)
