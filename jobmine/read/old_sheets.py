"""Workbooks of Excel before 2007 (XLS) through xlrd: a damaged one is an error there, not the end of the process."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

import xlrd
from xlrd.sheet import Cell, Sheet

from jobmine.errors import ReadError

Value = int | float | str | bool | dt.date | dt.time | dt.timedelta | None
OLE = b"\xd0\xcf\x11\xe0"
"""First bytes of such a workbook."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a sheet.

    Attributes
    ----------
    name : str
    rows : list of lists
        Equally long.
    merged : list of tuple
        Top, left and bottom of the cells that span several rows.
    """

    name: str
    rows: list[list[Value]]
    merged: list[tuple[int, int, int]]


def read_old_workbook(content: bytes, where: str) -> list[Cells]:
    """Return the cells of every sheet.

    Parameters
    ----------
    content : bytes
        The file.
    where : str
        Its name, for the message.

    Raises
    ------
    ReadError
        If it is no workbook, is damaged, or has a password.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        return [_cells(sheet, book.datemode) for sheet in book.sheets()]
    except Exception as err:  # xlrd trips over damage in a dozen ways: IndexError, AssertionError, struct.error …
        if "encrypted" in str(err).lower():
            raise ReadError(f"{where}: the workbook has a password; save a copy without one") from err
        raise ReadError(f"{where}: a damaged workbook ({err}); open it in Excel and save it anew as .xlsx") from err


def _cells(sheet: Sheet, datemode: int) -> Cells:
    rows = [[_value(cell, datemode) for cell in sheet.row(number)] for number in range(sheet.nrows)]
    width = max(map(len, rows), default=0)
    merged = [(top, left, bottom - 1) for top, bottom, left, _ in sheet.merged_cells]
    return Cells(sheet.name, [row + [None] * (width - len(row)) for row in rows], merged)


def _value(cell: Cell, datemode: int) -> Value:
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: dt.datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment.time() if cell.value < 1 else moment
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    value: str | float = cell.value
    return value
