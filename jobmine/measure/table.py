"""The result of a measure: a frame with what a reader must know of it, and how it is written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jobmine.errors import JobmineError
from jobmine.measure.sheets import LAST_ROW, NOTES_SHEET, number_formats, sheet_names, weightiest, write_sheet

TITLES = {
    "n": "职位数", "n_text": "有可读要求的职位数", "n_cut": "文本被截断的职位数", "n_employers": "用人单位数",
    "share": "占比", "share_low": "占比下限", "share_high": "占比上限", "rank": "位次", "flag": "标记",
    "demand": "需求量", "counts": "需求计量", "kind": "类别", "term": "词项", "aspect": "知识分面",
}  # fmt: skip

AGAINST_TITLES = {
    "n_against": "对照组职位数", "n_text_against": "对照组可读职位数", "share_against": "对照组占比",
    "difference": "占比之差", "difference_low": "差的下限", "difference_high": "差的上限",
}  # fmt: skip

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FIXED_DATE = datetime(2020, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A frame and its metadata.

    Attributes
    ----------
    frame : DataFrame
        Rows in the order of a unique key.
    meta : dict
        ``name``, ``title`` (Chinese), ``unit``, ``formula``, ``source``, ``own`` (whether the formula
        is ours), ``direction`` (how an index reads), ``scope``, ``by``, ``n``, ``n_text``, ``n_cut``,
        ``small_cells`` (rows marked for few postings),
        ``counts`` (职位数 or 人数), ``notes`` and ``titles`` (Chinese heads of the columns).

    Examples
    --------
    >>> table = new_table(pd.DataFrame({"n": [3]}), name="posts", title="岗位", n=3)
    >>> table.meta["titles"], table.meta["counts"]
    ({'n': '职位数'}, '职位数')
    """

    frame: pd.DataFrame
    meta: dict[str, Any]

    def to_csv(self, path: str | Path) -> None:
        """Write the frame as CSV for Excel, see :func:`write_csv`."""
        write_csv(self.frame, path)

    def to_excel(self, path: str | Path) -> None:
        """Write the frame as a workbook with a sheet of notes, see :func:`write_excel`."""
        write_excel({str(self.meta.get("title") or self.meta.get("name") or "表"): self}, path)

    def _repr_html_(self) -> str:
        head = escape(str(self.meta.get("title", "")))
        counts = [f"{key} = {self.meta[key]}" for key in ("n", "n_text") if self.meta.get(key)]
        notes = "；".join([*counts, *self.meta.get("notes", [])])
        rows = self.frame.to_html(max_rows=50, index=False, float_format="{:.4g}".format)
        return f"<p><b>{head}</b></p>{rows}<p>{escape(notes)}</p>"


def new_table(
    frame: pd.DataFrame,
    *,
    name: str,
    title: str,
    unit: str = "",
    formula: str = "",
    source: str = "",
    own: bool = False,
    direction: str = "",
    scope: str = "",
    by: Sequence[str] = (),
    n: int = 0,
    n_text: int = 0,
    n_cut: int = 0,
    counts: str = "职位数",
    notes: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
) -> Table:
    """Return a table with complete metadata and a plain index.

    Examples
    --------
    >>> new_table(pd.DataFrame({"n": [1]}, index=[7]), name="a", title="表").frame.index.to_list()
    [0]
    """
    known = TITLES | dict(titles or {})
    meta = {
        "name": name, "title": title, "unit": unit, "formula": formula, "source": source, "own": own,
        "direction": direction, "scope": scope, "by": list(by), "n": int(n), "n_text": int(n_text),
        "n_cut": int(n_cut), "small_cells": _small_cells(frame), "counts": counts,
        "notes": [note for note in notes if note],
        "titles": {column: known[column] for column in frame.columns if column in known},
    }  # fmt: skip
    return Table(frame.reset_index(drop=True), meta)


def stamp(tables: Mapping[str, Table], **facts: Any) -> dict[str, Table]:
    """Return tables with facts of their run in their metadata, as the lexicon, the tagger and the settings.

    Examples
    --------
    >>> stamp({"a": new_table(pd.DataFrame({"n": [1]}), name="a", title="表")}, tagger="lexicon")["a"].meta["tagger"]
    'lexicon'
    """
    return {name: replace(table, meta={**table.meta, **facts}) for name, table in tables.items()}


def notes_frame(tables: Mapping[str, Table]) -> pd.DataFrame:
    """Return what a reader must know of each table, one row a fact: what stands beside CSV files.

    Examples
    --------
    >>> table = new_table(pd.DataFrame({"n": [1]}), name="posts", title="岗位", n=3)
    >>> notes_frame({"posts": table}).iloc[0].to_list()
    ['posts', 'name', 'posts']
    """
    return _notes(list(tables), list(tables.values()))


def _small_cells(frame: pd.DataFrame) -> int:
    return int(frame["flag"].astype(str).str.contains("样本").sum()) if "flag" in frame else 0


def write_csv(frame: pd.DataFrame, path: str | Path, *, separator: str = ",") -> None:
    """Write a frame as UTF-8 with a byte order mark, floats to nine significant digits.

    A cell that Excel would take for a formula gets a leading apostrophe unless it is a number. The
    file is written under another name and moved into place.

    Raises
    ------
    JobmineError
        If the file cannot be written, as when it is open in Excel.
    """
    safe = frame.rename(columns=lambda column: _neutral(str(column))).copy()
    for i, kind in enumerate(safe.dtypes):
        if pd.api.types.is_float_dtype(kind):
            safe.isetitem(i, _written(safe.iloc[:, i]))
        elif not pd.api.types.is_numeric_dtype(kind):
            safe.isetitem(i, safe.iloc[:, i].map(_neutral, na_action="ignore").array)
    with replacing(path) as unfinished:
        safe.to_csv(unfinished, sep=separator, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_excel(sheets: Mapping[str, Table], path: str | Path, most: int = LAST_ROW) -> None:
    """Write tables as sheets of one workbook; the last sheet, 说明, holds their metadata.

    Heads are the Chinese titles where there are any, frozen, with filters; shares look as percent, pay and
    counts have no decimals. Texts stay texts (no formulas, no links) and the
    dates of the file are fixed, so equal tables give equal bytes.

    Parameters
    ----------
    sheets : mapping of str to Table
    path : path
    most : int
        Rows of a sheet: of a longer table those with most postings stand there, see
        :func:`jobmine.measure.sheets.weightiest`, and 说明 says so.

    Raises
    ------
    JobmineError
        If the file cannot be written, as when it is open in Excel.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path) as unfinished, unfinished.open("wb") as content, xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _FIXED_DATE})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = number_formats(book)
        names = sheet_names(list(sheets))
        for name, table in zip(names, sheets.values(), strict=True):
            heads = [str(table.meta.get("titles", {}).get(column, column)) for column in table.frame.columns]
            write_sheet(book.add_worksheet(name), heads, weightiest(table.frame, most), bold, formats)
        notes = _notes(names, list(sheets.values()), most)
        write_sheet(book.add_worksheet(NOTES_SHEET), ["工作表", "项目", "内容"], notes, bold)


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a path to write to; afterwards the file there takes the place of ``path``.

    Raises
    ------
    JobmineError
        If the place cannot be written; what stood there stays.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "a.txt") as unfinished:
    ...         _ = unfinished.write_text("x")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    target = Path(path)
    unfinished = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        unfinished.replace(target)
    except OSError as error:
        reason = error.strerror or error
        raise JobmineError(
            f"cannot write {target}: {reason}; close it where it is open, or choose another place"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _written(numbers: pd.Series[float]) -> Any:
    """Return numbers as texts of nine significant digits; equal ones, of which ratios of counts have many, once."""
    codes, distinct = pd.factorize(numbers)
    texts = [f"{number:.9g}" for number in distinct.tolist()]
    known = {text: n for n, text in enumerate(dict.fromkeys(texts))}
    place = np.array([*map(known.__getitem__, texts), -1])[codes]  # the last is that of what is missing
    return pd.Categorical.from_codes(place.astype(np.int64), pd.Index(list(known)))


def _neutral(cell: Any) -> Any:
    """Return the cell with an apostrophe where a spreadsheet would run it."""
    if isinstance(cell, (list, tuple)) or hasattr(cell, "tolist"):
        cell = ";".join(map(str, cell))
    if not isinstance(cell, str) or not cell.startswith(_FORMULA_STARTS) or _is_number(cell):
        return cell
    return "'" + cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _notes(names: Sequence[str], tables: Sequence[Table], most: int = LAST_ROW) -> pd.DataFrame:
    rows = []
    for name, table in zip(names, tables, strict=True):
        rows += [(name, key, _say(value)) for key, value in table.meta.items() if value not in ("", [], {}, None)]
        if len(table.frame) > most:
            kept = len(weightiest(table.frame, most))
            rows.append((name, "rows", f"工作表列职位数最多的 {kept} 行，全表 {len(table.frame)} 行见 CSV"))
    return pd.DataFrame(rows, columns=["sheet", "key", "value"])


def _say(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return "；".join(map(str, value))
    return str(value)
