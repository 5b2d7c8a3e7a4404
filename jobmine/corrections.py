"""A person's corrections, as pure functions on tables.

A correction says what it is about (term, post, role, label, posting), which one (key, and kind for a
term or label), what to do (drop, rename, retype, merge, map) and with which value. Corrections are applied to
what the stages gave, never to their inputs, so that they can be taken back.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.errors import ConfigError
from jobmine.normalise.industry import section_of
from jobmine.schema import KINDS
from jobmine.tables import set_column

ACTIONS = {
    "term": ("drop", "rename", "retype", "merge"),
    "post": ("drop", "rename", "merge"),
    "role": ("drop", "rename", "merge"),
    "label": ("map",),
    "posting": ("drop",),
}
ACTION_NAMES = {"drop": "删除", "rename": "改名", "retype": "改类", "merge": "并入", "map": "归到"}
HEADS = {
    "what": "对象 what", "key": "名称 key", "kind": "类别 kind", "action": "动作 action", "value": "改为 value",
    "note": "备注 note",
}  # fmt: skip
COLUMNS = tuple(HEADS)
MAPPED = ("industry",)
"""Columns whose labels can be mapped: to a division of GB/T 4754, two digits."""
OTHER_ROLE = "其他"
_ACTION_OF = {
    written: action for action, name in ACTION_NAMES.items() for written in (name, f"{name} {action}", action)
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of a corrections table."""

    what: str
    key: str
    kind: str
    action: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Corrections:
    """Corrections that do not contradict each other.

    Examples
    --------
    >>> mended = Corrections((Correction("term", "WORD", "skill", "rename", "Word"),))
    >>> mentions = pa.table({"term": ["WORD", "PPT"], "kind": ["skill", "skill"]})
    >>> mended.apply_to_mentions(mentions)["term"].to_pylist()
    ['Word', 'PPT']
    """

    rows: tuple[Correction, ...] = ()

    def of(self, what: str) -> list[Correction]:
        """Return the corrections of one thing."""
        return [row for row in self.rows if row.what == what]

    def apply_to_mentions(self, mentions: pa.Table) -> pa.Table:
        """Return mentions with terms dropped, renamed, merged or given another kind."""
        for row in self.of("term"):
            hit = pc.and_(pc.equal(mentions["term"], row.key), pc.equal(mentions["kind"], row.kind))
            if row.action == "drop":
                mentions = mentions.filter(pc.invert(hit))
            else:
                column = "kind" if row.action == "retype" else "term"
                mentions = _replace(mentions, column, hit, row.value)
        return mentions

    def apply_to_postings(self, postings: pa.Table) -> pa.Table:
        """Return postings with posts renamed, merged, or (dropped) left without one, and labels mapped."""
        for row in self.of("label"):
            hit = pc.fill_null(pc.equal(postings["industry_raw"], row.key), False)
            for column, value in (("industry", row.value), ("industry_section", section_of(row.value))):
                postings = _replace(postings, column, hit, value)
        for row in self.of("post"):
            hit = pc.fill_null(pc.equal(postings["post"], row.key), False)
            postings = _replace(postings, "post", hit, None if row.action == "drop" else row.value)
        return postings

    def apply_to_roles(self, assigned: pa.Table) -> pa.Table:
        """Return the role of each posting with roles renamed, merged, or (dropped) counted as 其他."""
        for row in self.of("role"):
            hit = pc.equal(assigned["role"], row.key)
            assigned = _replace(assigned, "role", hit, OTHER_ROLE if row.action == "drop" else row.value)
        return assigned

    def keeps(self, posting_ids: pa.ChunkedArray) -> pa.ChunkedArray:
        """Return which postings are not dropped."""
        dropped = pa.array([row.key for row in self.of("posting")], pa.string())
        return pc.invert(pc.is_in(posting_ids, value_set=dropped))

    def unmatched(self, **values: pa.ChunkedArray) -> list[Correction]:
        """Return the corrections whose key stands in none of the given columns, by what they are about."""
        known = {what: set(column.unique().to_pylist()) for what, column in values.items()}
        return [row for row in self.rows if row.what in known and row.key not in known[row.what]]

    def then(self, row: Correction) -> Corrections:
        """Return these corrections and one more, whose key is a name as it is shown after them.

        What was renamed to that name before follows it, so that no two corrections contradict each other.

        Examples
        --------
        >>> mended = Corrections((Correction("role", "甲", "", "rename", "乙"),))
        >>> [(r.key, r.value) for r in mended.then(Correction("role", "乙", "", "rename", "丙")).rows]
        [('甲', '丙'), ('乙', '丙')]
        >>> [(r.key, r.value) for r in mended.then(Correction("role", "丁", "", "rename", "甲")).rows]
        [('甲', '乙'), ('丁', '甲')]
        """
        retyped = row.action == "retype"
        rows = []
        for old in self.rows:
            if old.what == row.what and _shown(old) == (row.key, row.kind) and (old.action == "retype") == retyped:
                old = replace(old, action=row.action, value=row.value)
            if old.value != (old.kind if retyped else old.key):
                rows.append(old)
        taken = any((old.what, old.key, old.kind) == (row.what, row.key, row.kind) for old in self.rows)
        return Corrections((*rows, *([] if taken else [row])))

    def to_records(self) -> list[dict[str, Any]]:
        """Return the corrections as dictionaries."""
        return [asdict(row) for row in self.rows]


def write_corrections(corrections: Corrections, path: str | Path) -> None:
    """Write corrections as the tab-separated table that :func:`read_corrections` reads."""
    rows = [[getattr(row, name) for name in COLUMNS] for row in corrections.rows]
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([COLUMNS, *rows])


def read_corrections(path: str | Path) -> Corrections:
    """Read a table of corrections, or a review workbook that a person has edited.

    Parameters
    ----------
    path : path
        ``.xlsx``: sheets with the columns of a review workbook, rows without an action and a value are no
        corrections, and what is merged into something that is renamed follows it, in whatever order the rows
        stand; else tab or comma separated, UTF-8, applied from the first row to the last. Columns: what, key,
        kind, action, value, note.

    Raises
    ------
    ConfigError
        With every row that is not understood or contradicts others, and each of those.
    """
    rows, mistakes = dict[str, Correction](), []
    for place, given in _rows_of(Path(path)):
        in_sheet = place.startswith("[")
        if any(given.get(name) for name in ("action", "value")) or (not in_sheet and any(given.values())):
            rows[place] = row = Correction(**{name: given.get(name, "") for name in COLUMNS})
            if problem := _problem(row):
                mistakes.append(f"{path}:{place}: {problem}")
    mistakes += [f"{path}:{mistake}" for mistake in (*_contradictions(rows), *_circles(rows))]
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    ordered = list(rows.values())
    if Path(path).suffix == ".xlsx":
        following = _by_key(ordered)
        ordered.sort(key=lambda row: -len(_followed(row, following)))
    return Corrections(tuple(ordered))


def _rows_of(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where each row stands, and its cells by column."""
    tables: dict[str, list[list[str]]] = {}
    try:
        if path.suffix == ".xlsx":
            from openpyxl import load_workbook

            book = load_workbook(path, read_only=False, data_only=True)
            for sheet in book.worksheets:
                cells = [["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)]
                tables[f"[{sheet.title}]"] = cells
                if sheet.merged_cells.ranges and _is_review(cells):  # a merged cell hides what stood below it
                    merged = ", ".join(sorted(map(str, sheet.merged_cells.ranges)))
                    raise ConfigError(f"{path}[{sheet.title}]: merged cells {merged}; unmerge them and fill each row")
        else:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
            delimiter = "\t" if lines and "\t" in lines[0] else ","
            tables[""] = list(csv.reader(lines, delimiter=delimiter))
    except (OSError, UnicodeDecodeError, BadZipFile, KeyError) as error:
        raise ConfigError(f"corrections {str(path)!r} cannot be read: {error}") from error
    tables = {name: rows for name, rows in tables.items() if not name or _is_review(rows)}
    if not tables:
        raise ConfigError(f"{path}: no sheet has the columns of a review: {', '.join(HEADS.values())}")
    for name, cells in tables.items():
        columns = [_column(cell) for cell in cells[0]] if cells else []
        if missing := [HEADS[column] for column in COLUMNS[:5] if column not in columns]:
            raise ConfigError(f"{path}{name}: columns {', '.join(columns)}; missing: {', '.join(missing)}")
        for number, row in enumerate(cells[1:], start=2):
            given = dict(zip(columns, (cell.strip() for cell in row), strict=False))
            given["action"] = _ACTION_OF.get(given.get("action", ""), given.get("action", ""))
            yield f"{name}{number}", given


def _is_review(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a sheet has heads of a review or, without any, its rows."""
    heads = set(map(_column, rows[0])) if rows else set()
    return len(heads & set(COLUMNS)) >= 2 or any(row and row[0] in ACTIONS for row in rows)


def _column(head: str) -> str:
    """Return the column that a head names: 动作 action and action are one."""
    return head.strip().rsplit(" ", 1)[-1]


def _problem(row: Correction) -> str:
    if row.what not in ACTIONS:
        return f"what = {row.what!r}; allowed: {', '.join(ACTIONS)}"
    if row.action not in ACTIONS[row.what]:
        return f"action = {row.action!r} for {row.what}; allowed: {', '.join(ACTIONS[row.what])}"
    if not row.key:
        return "the key is empty"
    if row.what == "term" and row.kind not in KINDS:
        return f"kind = {row.kind!r} of term {row.key!r}; allowed: {', '.join(KINDS)}"
    if row.action == "retype" and row.value not in KINDS:
        return f"value = {row.value!r}; a new kind is one of {', '.join(KINDS)}"
    if row.what == "label" and row.kind not in MAPPED:
        return f"kind = {row.kind!r} of label {row.key!r}; allowed: {', '.join(MAPPED)}"
    if row.what == "label" and section_of(row.value) is None:
        return f"value = {row.value!r}; allowed: two digits, a division of GB/T 4754 as 65"
    return "the value is empty" if row.action != "drop" and not row.value else ""


def _contradictions(rows: Mapping[str, Correction]) -> Iterator[str]:
    first: dict[tuple[str, str, str], str] = {}
    for place, row in rows.items():
        other = first.setdefault((row.what, row.key, row.kind), place)
        if (rows[other].action, rows[other].value) != (row.action, row.value):
            said = " against ".join(f"{at} {rows[at].action} {rows[at].value}".rstrip() for at in (other, place))
            yield f"{place}: {row.what} {row.key!r}: rows {said}; keep one"


def _circles(rows: Mapping[str, Correction]) -> Iterator[str]:
    """Yield what is renamed to something that, by other rows, is renamed back to it."""
    following, told = _by_key(rows.values()), set[Correction]()
    places = {row: place for place, row in rows.items()}
    for row in places:
        *_, last = circle = _followed(row, following)
        back = last.action in ("rename", "merge") and last.value == row.key
        if back and len(circle) > 1 and told.isdisjoint(circle):
            told.update(circle)
            said = ", ".join(f"{places[one]} {one.key} to {one.value}" for one in circle)
            yield f"{places[row]}: {row.what}: rows {said} go round in a circle; leave one out"


def _by_key(rows: Iterable[Correction]) -> dict[tuple[str, str, str], Correction]:
    return {(row.what, row.key, row.kind): row for row in rows}


def _followed(row: Correction, following: Mapping[tuple[str, str, str], Correction]) -> list[Correction]:
    """Return a correction and those that its new name is put under in turn, each once."""
    chain = [row]
    while row.action in ("rename", "merge"):
        row = following.get((row.what, row.value, row.kind), row)
        if row in chain:
            break
        chain.append(row)
    return chain


def _shown(row: Correction) -> tuple[str, str]:
    """Return the name and kind that something has after a correction."""
    return (row.key, row.value) if row.action == "retype" else (row.value, row.kind)


def _replace(table: pa.Table, column: str, hit: pa.ChunkedArray, value: str | None) -> pa.Table:
    return set_column(table, column, pc.if_else(hit, pa.scalar(value, pa.string()), table[column]))
