"""The 职业能力分析表 as a workbook for an expert meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from math import ceil
from pathlib import Path

import xlsxwriter

from jobmine.measure.sheets import sheet_names
from jobmine.measure.table import Table, replacing
from jobmine.measure.tasks import CANDIDATE, EXPERT_COLUMNS

_WIDTHS = {
    "岗位群": 14, "岗位": 16, "编号": 6, "典型工作任务": 18, "工作内容": 46, "知识": 24, "技能": 24, "素养": 20,
    "工具/平台": 22,
    "占比": 8, "样本数": 8, "重要度": 8, "频度": 8, "难度": 8, "专家意见": 20,
}  # fmt: skip
_LINE, _HIGHEST = 16.0, 400.0  # points; Excel shows no row higher than 409
_FIXED_DATE = datetime(2000, 1, 1)
_LEGEND = (
    ("性质", CANDIDATE),
    ("编号", "典型工作任务为 1、2 …；工作内容为 1.1、1.2 …，是招聘启事的原句，供专家归纳"),
    ("能力代码", "P 职业能力（知识、技能、工具/平台）；G 通用能力；S 社会能力；D 发展能力；后接任务编号与序号"),
    (
        "知识、技能、素养、工具/平台",
        "与该任务同现的程度高于本组其他职位的要求（对数优势比 z 不小于 1.282），不是该岗位的全部要求",
    ),
    ("占比、样本数", "写明该任务的职位占本组写明职责的职位的比例，及其条数"),
    ("重要度、频度、难度、专家意见", "由专家填写"),
)


def write_abilities(table: Table, path: Path) -> None:
    """Write the table with wrapped cells, frozen heads and a sheet that explains the codes.

    Parameters
    ----------
    table : Table
        From :func:`jobmine.measure.tasks.ability_table`.
    path : Path
        The workbook.
    """
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _FIXED_DATE})
        title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
        head = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDE6F0", "valign": "vcenter"}
        )
        text = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        percent = book.add_format({"num_format": "0.0%", "border": 1, "valign": "top"})
        blank = book.add_format({"text_wrap": True, "border": 1, "bg_color": "#FFF8E1"})
        sheet = book.add_worksheet(sheet_names(["职业能力分析表"])[0])
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.write_string(0, 0, f"职业能力分析表（{CANDIDATE}）", title)
        for place, column in enumerate(table.frame.columns):
            sheet.set_column(place, place, _WIDTHS.get(column, 14))
            sheet.write_string(1, place, column, head)
        for row, values in enumerate(table.frame.itertuples(index=False), 2):
            for place, (column, value) in enumerate(zip(table.frame.columns, values, strict=True)):
                if column == "占比":
                    sheet.write_number(row, place, value, percent)
                elif column == "样本数":
                    sheet.write_number(row, place, value, text)
                else:
                    sheet.write_string(row, place, str(value), blank if column in EXPERT_COLUMNS else text)
            sheet.set_row(row, _height(table.frame.columns, values))
        sheet.freeze_panes(2, 4)
        if len(table.frame):
            sheet.autofilter(1, 0, len(table.frame) + 1, len(table.frame.columns) - 1)
        notes = book.add_worksheet("说明")
        notes.set_column(0, 0, 26)
        notes.set_column(1, 1, 90)
        for row, (what, meaning) in enumerate(_LEGEND):
            notes.write_string(row, 0, what, head)
            notes.write_string(row, 1, meaning, text)
    with replacing(path) as unfinished:
        unfinished.write_bytes(content.getvalue())


def _height(columns: Iterable[str], values: Iterable[object]) -> float:
    """Return the height of a row in points: a Chinese character is two units of a column's width."""
    lines = [
        sum(max(1, ceil(2 * len(line) / (_WIDTHS.get(column, 14) - 2))) for line in str(value).split("\n"))
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str)
    ]
    return min(_LINE * max(lines, default=1), _HIGHEST)
