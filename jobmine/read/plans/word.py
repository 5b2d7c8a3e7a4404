"""Tables of a Word file with the headings above them; the reading adapter of python-docx."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from jobmine.errors import ReadError
from jobmine.read.plans.tables import PlanTable

_LONGEST_HEADING = 40


def read_word(path: Path) -> list[PlanTable]:
    """Return the tables of a .docx file; a merged cell fills all that it spans.

    Raises
    ------
    ReadError
        If it is no .docx file.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(str(path))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise ReadError(f"{path}: not a .docx file ({error}); open it in Word and save it anew") from error
    tables: list[PlanTable] = []
    heading = ""
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            text = part.text.strip()
            heading = text if 0 < len(text) <= _LONGEST_HEADING else heading
        else:
            tables.append(PlanTable(f"{path.name} 表{len(tables) + 1}", heading, _grid(part)))
    return tables


def _grid(table: Any) -> list[list[str]]:
    rows = []
    for row in table.rows:
        cells = [cell.text.strip() for cell in row.cells]
        rows.append([""] * row.grid_cols_before + cells + [""] * row.grid_cols_after)
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
