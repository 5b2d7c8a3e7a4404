"""Workbooks of labels read back: every mistake with its cell, and what was labelled as records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from jobmine.errors import ReadError
from jobmine.extract.decisions import KIND_NAMES
from jobmine.pipeline import label_form as form

_YES = {"是", "对", "y", "yes", "√", "✓", "1"}
_NO = {"", "否", "n", "no", "×", "0"}
_MOST = 30  # mistakes that are listed

Say = Callable[[str, str], None]


class Sheet(NamedTuple):
    """A sheet: its name, the letter of each column by its head, and its rows as number and cells by head."""

    name: str
    letter: dict[str, str]
    rows: list[tuple[int, dict[str, str]]]

    def cell(self, row: int, head: str) -> str:
        """Return the address of a cell, as 标注!C7."""
        return f"{self.name}!{self.letter[head]}{row}"


class Text(NamedTuple):
    """A posting as it was written: its id, title, source and text, and where requirements begin if it is known."""

    posting_id: str
    title: str
    source: str
    text: str
    split: int | None


def read_labels(path: str | Path) -> list[dict[str, Any]]:
    """Return the postings that are marked as read in a workbook of :func:`jobmine.pipeline.labelling.write_labels`.

    Columns are found by their heads and rows by the numbers of posting and line, wherever they stand.

    Parameters
    ----------
    path : path
        The workbook; it is only read.

    Returns
    -------
    list of dict
        ``id``, ``src``, ``title``, ``unit``, ``req``, ``split`` and ``mentions`` (``type``, ``start``, ``end``,
        ``text``), as :func:`jobmine.pipeline.steps.predict_mentions` takes them.

    Raises
    ------
    ReadError
        With every mistake and its cell: a head that is missing, a text that is no longer what was written, a line
        that is missing, a term that does not stand in its line or shares characters with another; or if no posting
        is marked as read.
    """
    marks, texts = _sheets(Path(path))
    mistakes: list[str] = []

    def say(cell: str, what: str) -> None:
        mistakes.append(f"{path}：{cell}：{what}")

    written = _texts(texts, say)
    lines: dict[int, list[tuple[int, int, dict[str, str]]]] = {number: [] for number in written}
    for row, cells in marks.rows:
        number, line = (_number(cells[head]) for head in (form.POSTING, form.LINE))
        if number in written and line is not None:
            lines[number].append((line, row, cells))
        elif any(cells.values()):
            given = f"{cells[form.POSTING]!r}、{cells[form.LINE]!r}"
            say(marks.cell(row, form.POSTING), f"启事与行是 {given}，无此启事或行；新写的词填在它所在的那一行")
    records = [_record(written[number], sorted(of, key=lambda r: r[:2]), marks, say) for number, of in lines.items()]
    if mistakes:
        more = f"\n……共 {len(mistakes)} 处" if len(mistakes) > _MOST else ""
        raise ReadError("\n".join(mistakes[:_MOST]) + more)
    read = [record for record in records if record is not None]
    if not read:
        raise ReadError(f"{path}：没有一条启事的“{form.READ}”是“{form.YES}”；核对完一条就在它的标题行选“{form.YES}”")
    return read


def _sheets(path: Path) -> tuple[Sheet, Sheet]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, data_only=True)
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise ReadError(f"{path}：读不出工作簿（另存为 .xlsx 再试）: {error}") from error
    if missing := [name for name in (form.MARKS, form.TEXTS) if name not in book.sheetnames]:
        raise ReadError(f"{path}：没有工作表 {'、'.join(missing)}；应是 jobmine label 写出的工作簿")
    heads = (form.MARK_HEADS[:-1], form.TEXT_HEADS)
    marks, texts = (_sheet(path, book[name], of) for name, of in zip((form.MARKS, form.TEXTS), heads, strict=True))
    return marks, texts


def _sheet(path: Path, sheet: Any, needed: Sequence[str]) -> Sheet:
    if sheet.merged_cells.ranges:
        merged = "、".join(sorted(map(str, sheet.merged_cells.ranges)))
        raise ReadError(f"{path}：{sheet.title}!{merged}：合并的单元格；请取消合并")
    cells = [[_text(cell.value) for cell in row] for row in sheet.iter_rows()]
    first = [cell.strip() for cell in cells[0]] if cells else []
    for head in needed:
        if first.count(head) != 1:
            found = "、".join(filter(None, first)) or "空的"
            problem = "有两列" if head in first else "没有列"
            raise ReadError(f"{path}：{sheet.title}!A1：{problem}“{head}”；第一行是：{found}")
    letter = {head: sheet.cell(1, first.index(head) + 1).column_letter for head in needed}
    rows = [({head: row[first.index(head)] for head in needed}, at) for at, row in enumerate(cells[1:], start=2)]
    return Sheet(sheet.title, letter, [(at, row) for row, at in rows if any(row.values())])


def _text(value: Any) -> str:
    return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(cell: str) -> int | None:
    return int(cell) if cell.strip().isdecimal() else None


def _texts(sheet: Sheet, say: Say) -> dict[int, Text]:
    """Return the postings by number; the sum beside each says whether it is what was written."""
    written: dict[int, Text] = {}
    for row, cells in sheet.rows:
        number, text, split = _number(cells[form.POSTING]), cells[form.TEXT], cells[form.SPLIT]
        if number is None or number in written:
            say(sheet.cell(row, form.POSTING), f"启事的号是 {cells[form.POSTING]!r}；每条一个号，不重复")
        elif form.check_of(cells[form.ID], text, split) != cells[form.CHECK]:
            say(sheet.cell(row, form.TEXT), "原文、编号或要求起点与写出时不同；位置对不上，请从写出的工作簿恢复")
        else:
            written[number] = Text(cells[form.ID], cells[form.TITLE], cells[form.SOURCE], text, _number(split))
    return written


def _record(
    posting: Text, rows: Sequence[tuple[int, int, Mapping[str, str]]], sheet: Sheet, say: Say
) -> dict[str, Any] | None:
    """Return a posting with its mentions, None if it was not read; a changed text is said in either case."""
    if not rows or rows[0][0] != 0:
        where = sheet.cell(rows[0][1] if rows else 1, form.POSTING)
        say(where, f"启事 {posting.title!r} 的标题行不见了")
        return None
    _, row, cells = rows[0]
    answer = cells[form.READ].strip().lower()
    if answer not in _YES | _NO:
        say(sheet.cell(row, form.READ), f"{form.READ}是 {cells[form.READ]!r}；可填：{form.YES}、{form.NO}")
    if filled := [head for head in KIND_NAMES.values() if cells[head].strip()]:
        say(sheet.cell(row, filled[0]), "标题行不标；写到它所在的那一行")
    places = list(_places(posting, rows[1:], sheet, say))
    if answer in _NO:
        return None
    spans = sorted(
        (at + start, at + end, kind)
        for at, row, cells in places
        for start, end, kind in _mentions(row, cells, sheet, say)
    )
    mentions = [{"type": kind, "start": s, "end": e, "text": posting.text[s:e]} for s, e, kind in spans]
    record = {"id": posting.posting_id, "src": posting.source, "title": posting.title, "unit": "posting"}
    return {**record, "req": posting.text, "split": posting.split, "mentions": mentions}


def _places(
    posting: Text, rows: Sequence[tuple[int, int, Mapping[str, str]]], sheet: Sheet, say: Say
) -> Iterator[tuple[int, int, Mapping[str, str]]]:
    """Yield where the lines of a posting begin in its text; only blanks stand between them."""
    at = 0
    for line, row, cells in rows:
        start = posting.text.find(cells[form.TEXT], at) if cells[form.TEXT].strip() else -1
        if start < 0:
            say(sheet.cell(row, form.TEXT), "这一行的原文与写出时不同，或同一行有两份；请从“启事”一页恢复")
            return
        if lost := posting.text[at:start].strip():
            say(sheet.cell(row, form.LINE), f"第 {line} 行之前少了一行：{lost[:20]!r}；没有要标的行也请留着")
            return
        yield start, row, cells
        at = start + len(cells[form.TEXT])
    if lost := posting.text[at:].strip():
        last = rows[-1][1] if rows else 1
        say(sheet.cell(last, form.LINE), f"这一行之后少了一行：{lost[:20]!r}；没有要标的行也请留着")


def _mentions(row: int, cells: Mapping[str, str], sheet: Sheet, say: Say) -> list[tuple[int, int, str]]:
    """Return start, end and kind of what is marked in a line."""
    line = cells[form.TEXT]
    marked = [(kind, term) for kind, head in KIND_NAMES.items() for term in form.split_terms(cells[head], line)]
    found = []
    for (kind, term), (start, end) in zip(marked, form.place_terms(line, [t for _, t in marked]), strict=True):
        cell = sheet.cell(row, KIND_NAMES[kind])
        if start < 0:
            say(cell, f"{term!r} 不在这一行里；写法要与原文一致，几项用“{form.SEPARATOR}”隔开")
        elif start == end:
            say(cell, f"{term!r} 与同一行的另一项重叠；只留最长的一项，或删去重复的")
        else:
            found.append((start, end, kind))
    return found
