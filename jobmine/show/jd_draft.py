"""The draft of a posting as a Word file to edit: the text to the left, what it rests on to the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Cm

from jobmine.errors import ConfigError
from jobmine.measure.table import Table
from jobmine.show.blocks import Heading, Paragraph, clean_text
from jobmine.show.word import WordFile
from jobmine.show.wordxml import rule_table

_WIDTHS = (Cm(9.6), Cm(6.2))
_UNNUMBERED = ("基本信息", "应聘方式")
_HELP = (
    "用法：【】里的内容由用人单位填写；不合适的行直接删去；右栏是市场依据，定稿时删去右栏和本说明。"
    "依据只说明市场怎么写，不说明应当怎么写；由程序从招聘启事统计而来，须由人核定。"
)


def write_jd(table: Table, path: str | Path, *, source: str = "") -> Path:
    """Write a draft.

    Parameters
    ----------
    table : Table
        From :func:`jobmine.measure.jd_draft.draft_table`.
    path : path
        A .docx file.
    source : str
        Where the market's postings come from.

    Raises
    ------
    ConfigError
        For another kind of file.
    """
    if Path(path).suffix.lower() != ".docx":
        raise ConfigError(f"--draft {str(path)!r}; allowed: a file ending in .docx")
    file = WordFile()
    file.write([Heading(str(table.meta["title"]), 1), Paragraph(_HELP, "note")])
    for part, rows in table.frame.groupby("part", sort=False):
        file.write([Heading(str(part), 2)])
        numbers = [""] * len(rows) if part in _UNNUMBERED else [f"{i}. " for i in range(1, len(rows) + 1)]
        lines = [f"{number}{line}" for number, line in zip(numbers, rows["line"], strict=True)]
        _add_lines(file.document, lines, rows["evidence"].tolist())
    n, n_text = int(table.meta["n"]), int(table.meta["n_text"])
    file.write([Paragraph(f"来源：{source}。职位 {n:,}，其中 {n_text:,} 个有可读要求；重复发布只计一次。", "note")])
    return file.save(path, str(table.meta["title"]))


def _add_lines(document: Any, lines: list[str], evidence: list[str]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    rule_table(table)
    for line, told in zip(lines, evidence, strict=True):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width, text, style in zip(row.cells, _WIDTHS, (line, told), ("Normal", "jobmine note"), strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = style
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = 0
            paragraph.add_run(clean_text(text))
