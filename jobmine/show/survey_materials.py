"""A survey's tables as the sheets that a report takes over, see :mod:`jobmine.show.materials`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xlsxwriter

from jobmine.measure.sheets import column_style, write_sheet
from jobmine.measure.table import Table, replacing
from jobmine.show.cells import show_value

# What a reader of the report needs of each table.
_COLUMNS = {
    "survey_single": ("title", "option", "count", "share"),
    "survey_several": ("title", "option", "count", "share", "answer_share"),
    "survey_scales": ("title", "item", "n", "mean", "top_share"),
    "survey_ranking": ("title", "option", "score", "first_share"),
    "importance_gap": ("group", "element", "importance", "satisfaction", "gap", "top_gap"),
}


def write_survey_materials(tables: Mapping[str, Table], path: str | Path) -> None:
    """Write the tables of a survey that a report shows as one workbook, every cell as it is read.

    Parameters
    ----------
    tables : mapping
        Of a survey; those that are empty or of no use to a reader are left out.
    path : path
        Named for the part of the report that it fills: 毕业生…, 用人单位…
    """
    shown = {table.meta["title"]: _shown(table) for table in tables.values() if table.meta["name"] in _COLUMNS}
    filled = {title: frame for title, frame in shown.items() if len(frame)}
    with replacing(path) as unfinished, xlsxwriter.Workbook(str(unfinished)) as book:
        bold = book.add_format({"bold": True})
        for title, frame in filled.items():
            write_sheet(book.add_worksheet(title), list(frame.columns), frame, bold)
        if not filled:
            book.add_worksheet("问卷")


def _shown(table: Table) -> pd.DataFrame:
    columns = [name for name in _COLUMNS[table.meta["name"]] if name in table.frame]
    titles = table.meta["titles"]
    return pd.DataFrame(
        {
            titles.get(name, name): [
                show_value(cell, column_style(name, table.frame[name])) for cell in table.frame[name]
            ]
            for name in columns
        },
        dtype=str,
    )
