"""The Word annex of a training plan: tables that a teacher pastes into the plan's own document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from jobmine.measure.table import Table
from jobmine.show.blocks import Block, Heading, Paragraph, Sheet
from jobmine.show.cells import shown_columns, shown_rows
from jobmine.show.word import WordFile

_WIDEST = 22  # columns that stand on a page
# Table: the columns that are printed (none is all), and how many rows at most.
_PRINTED: dict[str, tuple[tuple[str, ...], int]] = {
    "specification": (("number", "group", "line", "strength", "share", "n", "own_courses"), 60),
    "indicators": ((), 120),
    "conformity": (("course", "course_type", "nearest", "credits", "hours", "conformity", "state", "lacking"), 80),
    "actions": (("action", "kind", "term", "share", "n", "own_courses", "nearest", "example"), 80),
    "periods": (("kind", "term", "share_old", "share_new", "difference", "change", "own_courses"), 30),
    "courses": (("origin", "course", "course_type", "credits", "hours", "term"), 200),
}


def write_annex(tables: Mapping[str, Table], path: str | Path, title: str) -> Path:
    """Write the annex; equal tables give equal bytes.

    Parameters
    ----------
    tables : mapping
        From :func:`jobmine.pipeline.curricula.align_plan`.
    path : path
        A .docx file.
    title : str
    """
    file = WordFile()
    file.write([Paragraph(title, "title"), *_blocks(tables)])
    return file.save(path, title)


def _blocks(tables: Mapping[str, Table]) -> Iterator[Block]:
    for name, (wanted, limit) in _PRINTED.items():
        if name not in tables:
            continue
        table = tables[name]
        columns = [column for column in shown_columns(table) if not wanted or column.name in wanted]
        columns.sort(key=lambda column: wanted.index(column.name) if column.name in wanted else 0)
        columns = columns[:_WIDEST]
        cells = [
            [f"{cell.text} {cell.interval}".strip().replace("—", "") for cell in row]
            for row in shown_rows(table, columns, limit)
        ]
        yield Heading(str(table.meta["title"]))
        if cells:
            numeric = [column.is_number for column in columns]
            yield Sheet(str(table.meta["title"]), [column.title for column in columns], cells, name, numeric)
        yield Paragraph("。".join(_notes(table, len(cells), len(columns))), "note")


def _notes(table: Table, rows: int, columns: int) -> Iterator[str]:
    meta = table.meta
    yield from (
        f"{head}：{meta[key]}" for key, head in (("formula", "算法"), ("n_text", "有可读要求的职位")) if meta[key]
    )
    if meta["own"]:
        yield "本工具自定的指标，调研候选，待专家确认"
    yield from map(str, meta["notes"])
    if rows < len(table.frame) or columns == _WIDEST:
        yield f"此处列 {rows} 行 {columns} 列，全表见 tables/{meta['name']}.csv"
