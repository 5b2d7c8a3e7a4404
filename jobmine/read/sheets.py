"""Workbooks, every sheet with its own header: XLSX, XLSB and ODS through calamine, XLS through xlrd."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from jobmine.errors import ReadError
from jobmine.read.archives import DAMAGED
from jobmine.read.grids import FindHeader, Grid, blocks_of_rows, position_names
from jobmine.read.old_sheets import OLE, Cells, Value, read_old_workbook
from jobmine.read.sources import Limits, Source

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# References behind column Z or row 99,999: calamine lays out a sheet as far as they reach.
_FAR = re.compile(rb'r="(?:([A-Z]{2,3})(\d+)|[A-Z](\d{6,7}))"')
_PIECE = 1 << 22
_BYTES_PER_CELL = 8  # no filled cell is written shorter


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
        try:
            size, cells = _measure(file, limits) if zipfile.is_zipfile(file) else (source.size, 0)
        except DAMAGED as err:
            raise _damaged(source, err) from err
        if size > limits.whole:
            raise ReadError(
                f"{source.where}: a workbook of {size:,} bytes unpacked, over the limit of {limits.whole:,}; "
                "save it as CSV, which is read in pieces, or raise limits.whole"
            )
        if cells > limits.whole // _BYTES_PER_CELL:
            raise ReadError(
                f"{source.where}: a sheet that reaches over {cells:,} cells, nearly all empty; delete the rows "
                "below and the columns beside the table, or copy the table to a new workbook"
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
        raise _damaged(source, err) from err


def _damaged(source: Source, why: Exception) -> ReadError:
    return ReadError(f"{source.where}: a damaged workbook ({why}); open it in Excel and save it anew")


def _measure(file: BinaryIO, limits: Limits) -> tuple[int, int]:
    """Return the bytes of a workbook unpacked, and over how many cells its largest sheet may reach."""
    with zipfile.ZipFile(file) as packed:
        size, cells = sum(info.file_size for info in packed.infolist()), 0
        if size <= limits.whole:
            for name in filter(_SHEET.fullmatch, packed.namelist()):
                with packed.open(name) as sheet:
                    cells = max(cells, _reach(sheet))
    return size, cells


def _reach(sheet: IO[bytes]) -> int:
    """Return how many cells there may be in the rectangle that holds a sheet: at least 26 times 99,999."""
    columns, rows, tail = 26, 99_999, b""
    while piece := sheet.read(_PIECE):
        for letters, row, other in set(_FAR.findall(tail + piece)):
            columns = max(columns, _column_number(letters))
            rows = max(rows, int(row or other))
        tail = piece[-20:]
    return columns * rows


def _column_number(letters: bytes) -> int:
    """Return the number of a column by its letters.

    Examples
    --------
    >>> _column_number(b"A"), _column_number(b"AA"), _column_number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


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
    return [tuple([cell if type(cell) is str else cell_text(cell) for cell in row]) for row in cells]


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
