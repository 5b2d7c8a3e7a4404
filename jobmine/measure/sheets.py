"""Sheets of a workbook, written cell by cell so that a text stays a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

NOTES_SHEET = "说明"
LAST_ROW = 1_048_575

_CELL_CHARACTERS = 32_767


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


def write_sheet(sheet: Any, heads: Sequence[str], frame: pd.DataFrame, head_format: Any) -> None:
    """Write a frame below a frozen head; columns as wide as their first cells. Rows past Excel's last are left out."""
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, head_format)
        cells = [excel_cell(cell) for cell in frame.iloc[:LAST_ROW, column]]
        for row, cell in enumerate(cells, start=1):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)
        width = max(_width(str(cell)) for cell in [head, *cells[:200]] if cell is not None)
        sheet.set_column(column, column, min(60, max(8, width + 2)))


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


def _width(text: str) -> int:
    """Return the columns that a text takes; a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)
