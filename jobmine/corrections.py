"""A person's corrections, as pure functions on tables.

A correction says what it is about (term, post, role, posting), which one (key, and kind for a
term), what to do (drop, rename, retype, merge) and with which value. Corrections are applied to
what the stages gave, never to their inputs, so that they can be taken back.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.errors import ConfigError
from jobmine.schema import KINDS
from jobmine.tables import set_column

ACTIONS = {
    "term": ("drop", "rename", "retype", "merge"),
    "post": ("drop", "rename", "merge"),
    "role": ("drop", "rename", "merge"),
    "posting": ("drop",),
}
COLUMNS = ("what", "key", "kind", "action", "value", "note")
OTHER_ROLE = "其他"


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
        """Return postings with posts renamed, merged, or (dropped) left without one."""
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

    def to_records(self) -> list[dict[str, Any]]:
        """Return the corrections as dictionaries."""
        return [asdict(row) for row in self.rows]


def read_corrections(path: str | Path) -> Corrections:
    """Read a table of corrections.

    Parameters
    ----------
    path : path
        Tab or comma separated, UTF-8, with the columns what, key, kind, action, value, note.

    Raises
    ------
    ConfigError
        With every row that is not understood or contradicts another.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"corrections {str(path)!r} cannot be read: {error}") from error
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    table = list(csv.reader(lines, delimiter=delimiter))
    if not table or not set(COLUMNS[:4]) <= set(table[0]):
        raise ConfigError(f"{path}: header {table[0] if table else []}; needed: {', '.join(COLUMNS)}")
    rows, mistakes = [], []
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            given = dict(zip(table[0], cells, strict=False))
            row = Correction(**{name: given.get(name, "").strip() for name in COLUMNS})
            rows.append(row)
            if problem := _problem(row):
                mistakes.append(f"{path}:{number}: {problem}")
    mistakes += _contradictions(path, rows)
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return Corrections(tuple(rows))


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
    return "the value is empty" if row.action != "drop" and not row.value else ""


def _contradictions(path: str | Path, rows: Sequence[Correction]) -> list[str]:
    seen: dict[tuple[str, str, str], Correction] = {}
    found = []
    for row in rows:
        first = seen.setdefault((row.what, row.key, row.kind), row)
        if (first.action, first.value) != (row.action, row.value):
            found.append(
                f"{path}: {row.what} {row.key!r}: {first.action} {first.value} against {row.action} {row.value}"
            )
    return found


def _replace(table: pa.Table, column: str, hit: pa.ChunkedArray, value: str | None) -> pa.Table:
    return set_column(table, column, pc.if_else(hit, pa.scalar(value, pa.string()), table[column]))
