"""Cells that slid into a neighbouring column, as exporters write them when a page lacks an item.

Sites print some items in one line ("3-4年经验 | 本科 | 03-07发布", "B轮 | 20-99人 | 互联网"). Where one is
missing the others move up. Within such a line cells are put back by their form; a cell of another
line means that the whole row has slid, and nothing in it can be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.read.content import looks_like, strict_kind

_KIND_OF = {"published": "date"}
_FIELD_OF = {"date": "published"}
_FREE = "industry"
_LINES = (("experience", "education", "published"), ("funding", "company_size", "company_type", _FREE))
_WATCHED = (*_LINES[0], *_LINES[1][:3], "place", "salary")


@dataclass(frozen=True, slots=True)
class Move:
    """A cell that was put into another field, or dropped (``field`` empty) where that is filled."""

    index: int
    column: str
    cell: str
    field: str


def repair_shifts(columns: Mapping[str, pa.Array]) -> tuple[dict[str, pa.Array], list[Move], pa.Array]:
    """Put back slid cells.

    Parameters
    ----------
    columns : mapping of field to array
        Columns of single items, equally long; ``funding`` may be among them.

    Returns
    -------
    columns : dict
        The same fields, repaired.
    moves : list of Move
        What was moved.
    slid : pyarrow.Array of bool
        Rows that cannot be repaired.

    Examples
    --------
    >>> columns = {"experience": pa.array(["本科", "2年"]), "education": pa.array([None, "大专"])}
    >>> repaired, moves, _ = repair_shifts(columns)
    >>> repaired["education"].to_pylist(), moves[0].cell
    (['本科', '大专'], '本科')
    """
    foreign = {field: _foreign_kinds(columns[field], field) for field in _WATCHED if field in columns}
    length = len(next(iter(columns.values()))) if columns else 0
    slid = [False] * length
    cells: dict[str, list[str | None]] = {}
    moves: list[Move] = []
    rows = sorted({i for kinds in foreign.values() for i in kinds})
    for i in rows:
        found = {field: kinds[i] for field, kinds in foreign.items() if i in kinds}
        line = next((line for line in _LINES if all(f in line and k in line for f, k in found.items())), None)
        if line is None:
            slid[i] = True
            continue
        present = [field for field in line if field in columns]
        before = {field: columns[field][i].as_py() for field in present}
        after, moved = _settle(before, found)
        moves += [Move(i, field, str(before[field]), target) for field, target in moved.items()]
        for field in present:
            cells.setdefault(field, columns[field].to_pylist())[i] = after.get(field)
    repaired = {
        field: pa.array(cells[field], pa.string()) if field in cells else column for field, column in columns.items()
    }
    return repaired, moves, pa.array(slid, pa.bool_())


def _foreign_kinds(column: pa.Array, field: str) -> dict[int, str]:
    """Return the rows whose cell has the form of another field, with that field."""
    coded = column.dictionary_encode()
    kinds = [_foreign_kind(cell, field) for cell in coded.dictionary.to_pylist()]
    if not any(kinds):
        return {}
    codes = [code for code, kind in enumerate(kinds) if kind]
    rows = pc.indices_nonzero(pc.is_in(coded.indices, value_set=pa.array(codes, coded.indices.type))).to_pylist()
    return {i: kind for i in rows if (kind := kinds[coded.indices[i].as_py()])}


def _foreign_kind(cell: str, field: str) -> str | None:
    own = _KIND_OF.get(field, field)
    first = cell.split("|")[0].strip()
    if looks_like(cell, own) or looks_like(first, own):
        return None
    kind = strict_kind(first)
    return _FIELD_OF.get(kind, kind) if kind else None


def _settle(before: Mapping[str, str | None], found: Mapping[str, str]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the cells of a line, each in the field whose form it has, and which field went where.

    A cell of free form that is in the way belongs to the free field of the line.
    """
    after = {field: cell for field, cell in before.items() if field not in found}
    moved = dict.fromkeys(found, "")
    for field, kind in found.items():
        held = after.get(kind)
        if held and not looks_like(held, _KIND_OF.get(kind, kind)) and _FREE in before and not after.get(_FREE):
            after[_FREE], held = held, None
            moved[kind] = _FREE
        if held is None and kind in before:
            after[kind] = before[field]
            moved[field] = kind
    return after, moved
