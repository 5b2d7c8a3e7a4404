"""Workbooks, every sheet with its own header: XLSX, XLSB and ODS through calamine, XLS through xlrd."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from jobmine.errors import ReadError
from jobmine.read.grids import FindHeader, Grid, blocks_of_rows, position_names
from jobmine.read.old_sheets import OLE, Cells, Value, read_old_workbook
from jobmine.read.sources import Limits, Source

_LOCKED = "EncryptedPackage".encode("utf-16-le")


def open_workbook(source: Source, find_header: FindHeader, limits: Limits) -> Iterator[Grid]:
    """Yield the sheets of a workbook that are not empty.

    Parameters
    ----------
    source : Source
        The file.
    find_header : callable
        From the first rows to the index of the header, None where there is none.
    limits : Limits
        Bounds on the size, packed and unpacked.

    Raises
    ------
    ReadError
        If the workbook is damaged, has a password, is too large, or has no cells.
    """
    filled = [(sheet.name, rows) for sheet in _load(source, limits) if (rows := _rows(sheet))]
    if not filled:
        raise ReadError(f"{source.where}: the workbook has no filled cell")
    for name, rows in filled:
        at = find_header(rows[:20])
        header = position_names(len(rows[0])) if at is None else rows[at]
        yield Grid(
            f"{source.name}/{name}" if len(filled) > 1 else source.name,
            "workbook",
            "",
            at is not None,
            blocks_of_rows(header, rows if at is None else rows[at + 1 :]),
        )


def _load(source: Source, limits: Limits) -> list[Cells]:
    with source.open() as file:
        size = source.size
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                size = sum(info.file_size for info in packed.infolist())
        if size > limits.whole:
            raise ReadError(
                f"{source.where}: a workbook of {size:,} bytes unpacked, over the limit of {limits.whole:,}; "
                "save it as CSV, which is read in pieces, or raise limits.whole"
            )
        file.seek(0)
        content = file.read()
    if content.startswith(OLE):
        if _LOCKED in content:
            raise ReadError(f"{source.where}: the workbook has a password; save a copy without one")
        return read_old_workbook(content, source.where)
    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(content))
        return [_cells(workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
    except CalamineError as err:
        if "password" in str(err).lower():
            raise ReadError(f"{source.where}: the workbook has a password; save a copy without one") from err
        raise ReadError(f"{source.where}: a damaged workbook ({err}); open it in Excel and save it anew") from err


def _cells(sheet: CalamineSheet) -> Cells:
    merged = [(top, left, bottom) for (top, left), (bottom, _) in sheet.merged_cell_ranges or ()]
    return Cells(sheet.name, sheet.to_python(skip_empty_area=False), merged)


def _rows(sheet: Cells) -> list[tuple[str, ...]]:
    """Return the cells as text, down to the last row that has any."""
    cells = sheet.rows
    while cells and not any(cell_text(cell).strip() for cell in cells[-1]):
        cells.pop()
    for top, left, bottom in sheet.merged:
        # a merged cell holds for every row that it spans: one employer beside several posts
        for row in range(top + 1, min(bottom + 1, len(cells))):
            cells[row][left] = cells[top][left]
    return [tuple(map(cell_text, row)) for row in cells]


def cell_text(cell: Value) -> str:
    """Return a cell as it is shown: whole numbers without a point, midnight without a time.

    Examples
    --------
    >>> [cell_text(cell) for cell in (8000.0, 1.5, True, None, dt.datetime(2024, 10, 9))]
    ['8000', '1.5', 'True', '', '2024-10-09']
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return str(cell.date())
    return str(cell)
