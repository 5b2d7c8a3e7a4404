"""The chapters of a paged report, in the order that colleges file it: blocks from tables, pictures and materials.

Which block stands where is in report/outline.tsv. What is absent is asked for in its place,
〔待补充：what, where to get it〕; nothing is estimated in its stead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from jobmine.data import read_tsv
from jobmine.measure.table import Table
from jobmine.show import prose
from jobmine.show.blocks import Block, Contents, Heading, PageBreak, Paragraph, Picture, Sheet
from jobmine.show.cards import role_advice, role_card, role_names, stands_for
from jobmine.show.cells import shown_columns, shown_rows
from jobmine.show.chapters import place_of, scarce_title, with_question
from jobmine.show.report import Report, chinese_numeral, file_of, table_notes
from jobmine.show.statements import Statement, read_table

_ROWS = 30
_CLOUDS = 6
_GROUPS = 2
_UNDER_PICTURE = 3  # source, base, definition
_APPENDIX = ("demand_role", "months", "occupations", "quality")


@dataclass
class Draft:
    """What a report is made from, and what gathers while it is made.

    Attributes
    ----------
    report : Report
        Title, source and period, for the notes under tables.
    tables, figures : mapping
        By name, as :func:`jobmine.show.chapters.build_report` takes them.
    manifest : mapping
        What is known of the run.
    materials : mapping of str to sequence of Block
        The college's own parts, by the key of report/materials.tsv.
    statements : list of Statement
        Every sentence that reads a table: the evidence.
    pending : list of (str, str)
        What is absent, and where to get it.
    """

    report: Report
    tables: Mapping[str, Table]
    figures: Mapping[str, Path]
    manifest: Mapping[str, Any]
    materials: Mapping[str, Sequence[Block]] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    pending: list[tuple[str, str]] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)


def templates() -> list[str]:
    """Return the names of the templates that ship.

    Examples
    --------
    >>> templates()
    ['调研报告', '专业设置论证', '岗位画像']
    """
    return list(dict.fromkeys(row["template"] for row in read_tsv("report/outline.tsv")))


def whole_document(draft: Draft, template: str, organisation: str = "") -> list[Block]:
    """Return a report from its title page to its evidence."""
    body = chapters(draft, template)
    day = draft.report.generated_at
    whom = organisation or "〔待补充：编制单位，用 --organisation 给出〕"
    lines = filter(None, [draft.report.subtitle, template, whom, day])
    cover = [Paragraph(draft.report.title, "title"), *(Paragraph(text, "subtitle") for text in lines)]
    return [*cover, PageBreak(), Paragraph("目录", "contents"), Contents(), PageBreak(), *body]


def chapters(draft: Draft, template: str) -> list[Block]:
    """Return the chapters of a template, as far as there are tables, pictures or materials for them."""
    rows = [row for row in read_tsv("report/outline.tsv") if row["template"] == template]
    titles = list(_numbered(rows, scarce_title(draft.tables) or "紧缺岗位"))
    # What is missing is known once everything else is written.
    order = sorted(range(len(rows)), key=lambda i: "list:pending" in rows[i]["blocks"])
    written = {i: list(_section(draft, rows[i])) for i in order}
    return [block for i, title in enumerate(titles) for block in (title, *written[i])]


def _numbered(rows: Sequence[Mapping[str, str]], scarce: str) -> Iterator[Heading]:
    chapter = section = 0
    for row in rows:
        level = int(row["level"])
        chapter, section = (chapter + 1, 0) if level == 1 else (chapter, section + 1)
        number = f"{chinese_numeral(chapter)}、" if level == 1 else f"（{chinese_numeral(section)}）"
        yield Heading(number + row["title"].replace("{scarce}", scarce), level)


def _section(draft: Draft, row: Mapping[str, str]) -> Iterator[Block]:
    written = [block for token in row["blocks"].split() for block in _block(draft, token)]
    what, _, where = row["missing"].partition("|")
    yield from written or (ask_for(draft, what, where) if what else ())


def ask_for(draft: Draft, what: str, where: str) -> Iterator[Block]:
    """Give the line that stands where something is absent."""
    if (what, where) not in draft.pending:
        draft.pending.append((what, where))
    yield Paragraph(f"〔待补充：{what}，来源：{where}〕", "missing")


def show(draft: Draft, name: str) -> Iterator[Block]:
    """Give what a table shows: the question, its picture and rows, what they say, and where they come from."""
    name = stands_for(draft.tables, name)
    if name in draft.tables:
        asked = with_question(draft.tables[name], name)
        yield Paragraph(asked.meta["question"], "question")
        yield from _pictures(draft, name)
        read = read_table(name, asked)
        draft.statements += read
        yield from (Paragraph(statement.text) for statement in read)
        if use := _row(name).get("use"):
            yield Paragraph(f"对教学的意义：{use}")
        yield from sheet(draft, name)
    elif name in draft.figures:
        place = place_of(name)
        yield Paragraph((place or {}).get("question") or "", "question")
        yield from _pictures(draft, name)


def sheet(draft: Draft, name: str) -> Iterator[Block]:
    """Give a table with its notes: the columns and rows of report/word.tsv, the rest is in its file."""
    name = stands_for(draft.tables, name)
    if name not in draft.tables or name in draft.printed:
        return
    draft.printed.add(name)
    table, row = draft.tables[name], _row(name)
    head = _head(table, row)
    by = [column for column in table.meta.get("by", []) if column in table.frame]
    wanted = [part for word in row.get("columns", "").split() for part in (by if word == "{by}" else [word])]
    columns = [column for column in shown_columns(table) if not wanted or column.name in wanted][: len(wanted) or 8]
    columns.sort(key=lambda column: wanted.index(column.name) if wanted else 0)
    limit = int(row.get("rows") or _ROWS)
    cells = [
        [
            ""
            if column.name == "flag" and not cell.key
            else f"{cell.text} {cell.interval}".strip()
            if column.low in wanted
            else cell.text
            for column, cell in zip(columns, line, strict=True)
        ]
        for line in shown_rows(head, columns, limit)
    ]
    numeric = [column.is_number for column in columns]
    yield Sheet(str(table.meta["title"]), [column.title for column in columns], cells, name, numeric)
    notes = [f"{head}：{text}" for head, text in table_notes(table, draft.report)]
    if len(table.frame) > len(cells):
        each = (row.get("each") or "").rpartition("=")[2]
        few = f"，每组至多 {each} 行" if each else ""
        notes.append(f"此处列 {len(cells)} 行{few}，全表 {len(table.frame):,} 行见 {file_of(name, table)}")
    yield Paragraph("。".join(notes) + "。", "note")


def _block(draft: Draft, token: str) -> Iterator[Block]:
    kind, _, name = token.partition(":")
    if kind == "text":
        yield from (
            Paragraph(text, "missing" if text.startswith("〔") else "body")
            for text in prose.TEXTS[name](draft.tables, draft.manifest)
        )
    elif kind == "table":
        yield from sheet(draft, name)
    elif kind == "show":
        yield from show(draft, name)
    elif kind == "material":
        yield from _material(draft, name)
    else:
        yield from _LISTS[name](draft)


def _material(draft: Draft, key: str) -> Iterator[Block]:
    if found := draft.materials.get(key):
        yield from found
        return
    row = next(row for row in read_tsv("report/materials.tsv") if row["key"] == key)
    if row["instead"] not in draft.tables:
        yield from ask_for(draft, f"{row['title']}（{row['what']}）", row["where"])


def _pictures(draft: Draft, name: str) -> Iterator[Block]:
    """Give the picture of a table, or those of its first groups."""
    grouped = [key for key in draft.figures if key.startswith(f"{name}:")][:_GROUPS]
    for key in [name] if name in draft.figures else grouped:
        picture, place = draft.figures[key].with_suffix(".png"), place_of(key) or {}
        if not picture.exists():
            continue
        title = str(draft.tables[name].meta["title"]) if name in draft.tables else place.get("figure", key)
        yield Picture("：".join(filter(None, [title, key.partition(":")[2]])), picture, name=key)
        if name in draft.tables:
            notes = table_notes(draft.tables[name], draft.report)[:_UNDER_PICTURE]
            yield Paragraph("。".join(f"{head}：{text}" for head, text in notes) + "。", "note")


def _clouds(draft: Draft) -> Iterator[Block]:
    names = [name for name in draft.figures if name.startswith("cloud:")][:_CLOUDS]
    if names:
        yield Paragraph("哪些要求提得最多？", "question")
        yield Paragraph("字号按占有可读要求职位的比例，颜色按类别；只帮助浏览，数值以需求榜为准。")
    for name in names:
        yield Picture(f"需求词云：{name.partition(':')[2]}", draft.figures[name].with_suffix(".png"), width=0.8)


def _roles(draft: Draft) -> Iterator[Block]:
    for number, role in enumerate(role_names(draft.tables), start=1):
        if rows := role_card(draft.tables, role):
            yield Heading(f"{number}. {role}", 3)
            yield Sheet(f"岗位图谱分析表：{role}", ["项目", "内容"], rows, f"card{number}")
    if draft.tables.get("roles"):
        yield Paragraph(
            "括号内为占该岗位群有可读要求职位的比例；样本过少时列职位数。任务与能力是候选，须经实践专家确认。", "note"
        )


def _advice(draft: Draft) -> Iterator[Block]:
    given = [statement for role in role_names(draft.tables, 4) for statement in role_advice(draft.tables, role)]
    draft.statements += given
    if given:
        yield Paragraph("以下建议由数据按规则列出，是讨论的起点；采纳与否由专业建设委员会决定。")
    yield from (Paragraph(f"{statement.text}（依据：tables/{statement.table}.csv）", "bullet") for statement in given)


def _pending(draft: Draft) -> Iterator[Block]:
    if draft.pending:
        yield Paragraph("下列内容没有数据，正文中留有位置；补充后用 --materials 再次生成。")
        yield Sheet("待补充材料", ["内容", "来源"], draft.pending, "pending")


def _appendix(draft: Draft) -> Iterator[Block]:
    for name in _APPENDIX:
        yield from sheet(draft, name)


def _definitions(draft: Draft) -> Iterator[Block]:
    chapter = draft.report.chapters[-1] if draft.report.chapters else None
    for table in chapter.tables if chapter else ():
        if table.meta["name"] in ("formulas", "versions"):
            columns = [name for name in map(str, table.frame.columns) if name not in ("单位", "性质")]
            texts = table.frame[columns].astype(str).to_numpy().tolist()
            yield Sheet(str(table.meta["title"]), columns, texts, str(table.meta["name"]))


def _evidence(draft: Draft) -> Iterator[Block]:
    known = list(dict.fromkeys(draft.statements))
    rows = [
        (one.text, f"{_titled(draft, one.table)}\n{_filed(draft, one.table)}", f"{one.n:,}" if one.n else "—")
        for one in known
    ]
    if rows:
        yield Sheet("证据表", ["结论", "依据", "样本 n"], rows, "evidence", [False, False, True])


def _head(table: Table, row: Mapping[str, str]) -> Table:
    """Return the rows that a page has room for: those with the figure that counts, the largest of each group."""
    frame = table.frame
    if (needed := row.get("filled")) and needed in frame and frame[needed].notna().any():
        is_flag = pd.api.types.is_bool_dtype(frame[needed])
        frame = frame[frame[needed]] if is_flag and frame[needed].any() else frame.dropna(subset=[needed])
    by, _, each = (row.get("each") or "").rpartition("=")
    by = by or (str(table.meta["by"][0]) if table.meta.get("by") else "")
    if each:
        size = "share" if "share" in frame and "term" in frame else "n"
        place = frame[by].map({name: i for i, name in enumerate(dict.fromkeys(frame[by]))}) if by in frame else 0
        frame = frame.assign(_place=place).sort_values(["_place", size], ascending=[True, False], kind="stable")
        frame = frame.groupby("_place", sort=False).head(int(each)).drop(columns="_place")
    return replace(table, frame=frame)


def _titled(draft: Draft, name: str) -> str:
    return str(draft.tables[name].meta["title"]) if name in draft.tables else name


def _filed(draft: Draft, name: str) -> str:
    return file_of(name, draft.tables.get(name)).removeprefix("tables/")


def _row(name: str) -> Mapping[str, str]:
    """Return the row of report/word.tsv for a table, by the longest name that it begins with."""
    rows: Iterable[dict[str, str]] = read_tsv("report/word.tsv")
    fit = [row for row in rows if name == row["name"] or name.startswith(row["name"] + "_")]
    return max(fit, key=lambda row: len(row["name"]), default={})


_LISTS: dict[str, Callable[[Draft], Iterator[Block]]] = {
    "pending": _pending,
    "roles": _roles,
    "clouds": _clouds,
    "advice": _advice,
    "appendix": _appendix,
    "definitions": _definitions,
    "evidence": _evidence,
}


def block_lists() -> dict[str, Callable[[Draft], Iterator[Block]]]:
    """Return the lists that a place-holder can name, by that name.

    Examples
    --------
    >>> list(block_lists())
    ['岗位图谱', '词云', '建议', '待补充', '定义', '证据表']
    """
    names = {"岗位图谱": "roles", "词云": "clouds", "建议": "advice", "待补充": "pending", "定义": "definitions",
             "证据表": "evidence"}  # fmt: skip
    return {name: _LISTS[key] for name, key in names.items()}
