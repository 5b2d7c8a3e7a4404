"""Files of training plans to their tables: Word, workbooks, CSV and text PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jobmine.errors import ReadError
from jobmine.read.plain_tables import read_cells
from jobmine.read.plans.pdf import read_pdf
from jobmine.read.plans.tables import PlanTable
from jobmine.read.plans.word import read_word

_CONVERT = "open it in Word or WPS and save it as .docx （用 Word 或 WPS 另存为 .docx）"


def read_plan_tables(path: Path) -> list[PlanTable]:
    """Return every table of a file, with the heading above it.

    Raises
    ------
    ReadError
        If there is no such file, it is of another kind, or it cannot be read.
    """
    readers: dict[str, Callable[[Path], list[PlanTable]]] = {
        ".docx": read_word, ".pdf": read_pdf,
        ".xlsx": _read_sheets, ".xls": _read_sheets, ".csv": _read_sheets, ".tsv": _read_sheets,
    }  # fmt: skip
    if not path.is_file():
        raise ReadError(f"no plan file {str(path)!r}; wanted is one of {', '.join(readers)}")
    kind = path.suffix.lower()
    if kind in (".doc", ".wps"):
        raise ReadError(f"{path}: an old Word file ({kind}); {_CONVERT}, or: soffice --convert-to docx {path.name}")
    if kind not in readers:
        raise ReadError(f"{path}: {kind or 'no ending'} is no kind of plan; allowed: {', '.join(readers)}")
    return readers[kind](path)


def _read_sheets(path: Path) -> list[PlanTable]:
    sheets = read_cells(path)
    return [
        PlanTable(sheet.source, Path(sheet.source).name, [[(cell or "").strip() for cell in row] for row in sheet.rows])
        for sheet in sheets
    ]
