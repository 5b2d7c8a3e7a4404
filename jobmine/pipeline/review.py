"""The workbook in which a person corrects a run: terms, posts, roles and labels, with counts and examples."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xlsxwriter

from jobmine.corrections import ACTION_NAMES, ACTIONS, HEADS, MAPPED
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.sheets import write_sheet
from jobmine.measure.table import replacing

_EXTRA = {"n": "职位数 n", "example": "例子 example"}
_ORDER = ("what", "key", "kind", "n", "example", "action", "value", "note")
# By sheet: the table that it needs, and the query.
_SHEETS = {
    "词项 terms": (
        "mentions",
        """
        SELECT 'term' AS what, term AS key, kind, n,
               replace(substr(text, greatest(start - 15, 0) + 1, 40), chr(10), ' ') AS example
        FROM (SELECT kind, term, count(DISTINCT posting_id) AS n, min(posting_id) AS posting_id,
                     arg_min(start, posting_id) AS start FROM mentions GROUP BY kind, term)
        JOIN (SELECT posting_id, text FROM postings) USING (posting_id) ORDER BY n DESC, kind, term""",
    ),
    "岗位 posts": (
        "postings",
        """
        SELECT 'post' AS what, post AS key, '' AS kind, count(*) AS n,
               array_to_string(list_slice(list(DISTINCT title ORDER BY title), 1, 3), '；') AS example
        FROM postings WHERE post IS NOT NULL GROUP BY post ORDER BY n DESC, post""",
    ),
    "岗位群 roles": (
        "roles",
        """
        SELECT 'role' AS what, role AS key, '' AS kind, n, array_to_string(typical_posts, '；') AS example
        FROM roles ORDER BY n DESC, role""",
    ),
    "行业标签 labels": (
        "parses",
        """
        SELECT 'label' AS what, raw AS key, "column" AS kind, count(*) AS n, min(reason) AS example
        FROM parses WHERE "column" IN ({mapped}) AND value IS NULL AND raw IS NOT NULL
        GROUP BY raw, "column" ORDER BY n DESC, raw""",
    ),
}


def write_review(tables: Tables, path: str | Path, *, most: int = 2000) -> None:
    """Write what a person may correct; the edited workbook is given to ``--corrections``.

    Parameters
    ----------
    tables : Tables
        Of a finished run.
    path : path
        An ``.xlsx`` that does not exist yet: an edited workbook is never overwritten.
    most : int
        Rows of a sheet.

    Raises
    ------
    ConfigError
        If the file exists or is of another kind.
    """
    if Path(path).suffix != ".xlsx":
        raise ConfigError(f"-o {str(path)!r}; allowed: a file ending in .xlsx")
    if Path(path).exists():
        raise ConfigError(f"{str(path)!r} exists and may hold your edits; choose another name")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path) as unfinished, xlsxwriter.Workbook(str(unfinished), options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, (needed, query) in _SHEETS.items():
            if tables.has(needed):
                _write(book, name, _select(tables, query, most), bold)


def _select(tables: Tables, query: str, most: int) -> pd.DataFrame:
    mapped = ", ".join(f"'{column}'" for column in MAPPED)
    frame: pd.DataFrame = tables.sql(query.replace("{mapped}", mapped) + f" LIMIT {most:d}").to_pandas()
    return frame.assign(action="", value="", note="")[list(_ORDER)]


def _write(book: xlsxwriter.Workbook, name: str, frame: pd.DataFrame, bold: object) -> None:
    sheet = book.add_worksheet(name)
    write_sheet(sheet, [(HEADS | _EXTRA)[column] for column in _ORDER], frame, bold)
    if len(frame):
        allowed = [f"{ACTION_NAMES[action]} {action}" for action in ACTIONS[frame["what"].iloc[0]]]
        column = _ORDER.index("action")
        sheet.data_validation(1, column, len(frame), column, {"validate": "list", "source": allowed})
