"""Blank forms of the tables that a user hands in, each with one filled row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from jobmine.corrections import ACTIONS, COLUMNS
from jobmine.errors import ConfigError
from jobmine.measure.table import replacing
from jobmine.schema import ASPECTS, EDUCATIONS, KINDS, SCHEMA_VERSION, SCHEMAS, SCHOOL_LEVELS, description

_ROWS = 1000  # rows of a form that have drop-downs


class Form(NamedTuple):
    """A form: its columns, one filled row, what each column means and may hold."""

    columns: Sequence[str]
    example: Sequence[str | float]
    help: Sequence[str]
    choices: dict[str, Sequence[str]]


def _of_schema(name: str, example: dict[str, str | float], choices: dict[str, Sequence[str]]) -> Form:
    columns = SCHEMAS[name].names
    return Form(columns, [example.get(c, "") for c in columns], [description(name, c) for c in columns], choices)


FORMS: dict[str, Form] = {
    "supply": _of_schema(
        "supply",
        {"measure": "applications", "base": "same", "post": "数控车工", "city": "苏州",
         "period": "2025-01:2025-06", "people": 120},
        {
            "measure": ("seekers", "applications", "stock", "graduates", "enrolment_plan", "programmes"),
            "base": ("same", "external"),
            "school_level": SCHOOL_LEVELS,
            "education": EDUCATIONS,
        },
    ),
    "flows": _of_schema(
        "flows",
        {"origin": "南通", "destination": "苏州", "dimension": "city", "period": "2025", "people": 35},
        {"dimension": ("city", "industry")},
    ),
    "courses": _of_schema(
        "courses",
        {"origin": "own", "major": "数控技术", "school_level": "高职", "course": "数控编程", "course_type": "专业核心",
         "credits": 4, "hours": 64, "term": "3", "text": "手工编程与自动编程"},
        {"origin": ("own", "standard", "other"), "school_level": SCHOOL_LEVELS},
    ),
    "totals": _of_schema(
        "totals", {"region": "苏州", "period": "2024", "people": 120000}, {"education": EDUCATIONS[1:]}
    ),
    "major_map": Form(
        ("专业", "办学层次", "职业", "岗位群", "行业", "权重"),
        ("数控技术", "高职", "车工", "", "", 1),
        ("name or code of the major", "for a name that is taught at several", "name or code of the 职业分类大典",
         "or a role of the run", "or a division of GB/T 4754", "0 to 1; 0: no link"),
        {"办学层次": SCHOOL_LEVELS},
    ),
    "corrections": Form(
        COLUMNS,
        ("term", "WORD", "skill", "rename", "Word", "统一写法"),
        ("term, post, role, posting", "what is corrected", "kind of a term", "what to do", "new name or kind",
         "for you"),
        {"what": tuple(ACTIONS), "kind": KINDS, "action": ("drop", "rename", "retype", "merge")},
    ),
    "indicators": Form(
        ("维度", "指标", "方向", "数据来源", "权重", "下限", "上限"),
        ("生态健康", "PM2.5", "负向", "城市统计公告", "", "", ""),
        ("dimension", "the name of its column in the data", "whether large values are good", "where values are from",
         "optional, for all or none", "lowest value of the scale, optional", "highest value of the scale, optional"),
        {"方向": ("正向", "负向")},
    ),
    "claims": Form(
        ("id", "item", "kind", "inputs", "printed"),
        ("1", "毕业生总数", "sum", "84+11+5+2", "102"),
        ("for you", "for you", "see docs/audit.md", "the figures it rests on, as printed", "the claim, as printed"),
        {},  # there are more kinds than a drop-down of Excel can hold
    ),
    "lexicon": Form(
        ("term", "kind", "synonyms", "aspect", "trades", "source"),
        ("五轴加工", "knowledge", "五轴联动加工|5轴加工", "technique", "machining", "own"),
        ("canonical term", "kind", "other surfaces, separated by |", "of knowledge", "keys of trades.tsv", "source"),
        {"kind": KINDS, "aspect": ASPECTS},
    ),
}  # fmt: skip


def write_form(name: str, path: str | Path) -> None:
    """Write a blank form.

    Parameters
    ----------
    name : str
        One of :data:`FORMS`.
    path : path
        ``.xlsx``: with drop-downs and a sheet that explains the columns; ``.tsv``: header and one row.

    Raises
    ------
    ConfigError
        For another kind of file.
    """
    form = FORMS[name]
    suffix = Path(path).suffix
    if suffix not in (".xlsx", ".tsv"):
        raise ConfigError(f"-o {str(path)!r}; allowed: a file ending in .xlsx or .tsv")
    with replacing(path) as unfinished:
        if suffix == ".tsv":
            lines = ["\t".join(form.columns), "\t".join(map(str, form.example))]
            Path(unfinished).write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
        else:
            _write_workbook(name, form, unfinished)


def _write_workbook(name: str, form: Form, path: str | Path) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (head, cell) in enumerate(zip(form.columns, form.example, strict=True)):
            sheet.write(0, column, head, bold)
            sheet.write(1, column, cell)
            sheet.set_column(column, column, max(12, len(head) + 2))
            if head in form.choices:
                sheet.data_validation(
                    1, column, _ROWS, column, {"validate": "list", "source": list(form.choices[head])}
                )
        notes = book.add_worksheet("说明")
        notes.write_row(0, 0, ("列 column", "含义 meaning", "可填 allowed"), bold)
        for row, (head, text) in enumerate(zip(form.columns, form.help, strict=True), start=1):
            notes.write_row(row, 0, (head, text, ", ".join(form.choices.get(head, ()))))
        notes.write(len(form.columns) + 2, 0, f"schema {SCHEMA_VERSION}")
