"""From a block of cells to rows of the raw table and rows that cannot be used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.read.grids import Block
from jobmine.read.mapping import JOINED, ColumnPlan
from jobmine.read.masking import mask_personal
from jobmine.read.shifts import repair_shifts
from jobmine.schema import RAW_COLUMNS, SCHEMAS

EMPTY_ROW = "空行"
REPEATED_HEADER = "重复表头"
SLID_ROW = "列错位"
NO_CONTENT = "无标题和描述"
CONTENT = ("title", "text", "duties", "requirements")
MOVED = pa.schema([("source", pa.string()), ("row", pa.int32()), ("field", pa.string()),
                   ("raw", pa.string()), ("moved_to", pa.string())])  # fmt: skip
# R writes NA for what is missing; in free text it may be a word.
_NA_IS_A_WORD = (*CONTENT, "id", "company", "tags", "benefits")
_RAW_LENGTH = 5_000


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a block: kept, rejected, and the cells that were moved in them."""

    kept: pa.Table
    rejected: pa.Table
    moved: pa.Table


def rows_of_block(source: str, block: Block, plan: ColumnPlan, named: bool, platform: str | None) -> Rows:
    """Return the rows of a block; every row is kept or rejected, none is lost.

    Parameters
    ----------
    source : str
        Name of the source.
    block : Block
        Cells.
    plan : ColumnPlan
        Which columns fill which fields.
    named : bool
        Whether the header is from the file, so that it may be repeated among the rows.
    platform : str or None
        Site of the rows that do not name theirs.
    """
    fields = {field: _field(block, order, field) for field, order in plan.fields.items()}
    shared = {
        field
        for field, order in plan.fields.items()
        if any(i in other for name, other in plan.fields.items() if name != field for i in order)
    }
    single = {field: column for field, column in fields.items() if field not in shared}
    if plan.funding is not None:
        single["funding"] = block.columns[plan.funding]
    repaired, moves, slid = repair_shifts(single)
    fields |= {field: column for field, column in repaired.items() if field in fields}
    if platform:
        fields["platform"] = pc.fill_null(fields["platform"], platform) if "platform" in fields else platform
    empty = _all_null(block.columns, len(block.rows))
    none = pa.array([False] * len(block.rows), pa.bool_())
    reason = pc.case_when(
        pc.make_struct(
            empty,
            _repeats_header(block) if named else none,
            slid if single else none,
            _all_null([fields[name] for name in CONTENT if name in fields], len(block.rows)),
        ),
        EMPTY_ROW, REPEATED_HEADER, SLID_ROW, NO_CONTENT,
    )  # fmt: skip
    good = pc.is_null(reason)
    whole = [
        _constant(source, len(block.rows)),
        block.rows,
        *(
            fields.get(name) if isinstance(fields.get(name), pa.Array) else _constant(fields.get(name), len(block.rows))
            for name in RAW_COLUMNS
        ),
    ]
    kept = pa.Table.from_arrays(whole, schema=SCHEMAS["raw"])
    moved = pa.Table.from_pylist(
        [{"source": source, "row": block.rows[m.index].as_py(), "field": m.column, "raw": mask_personal(m.cell),
          "moved_to": m.field} for m in moves if good[m.index].as_py()],
        schema=MOVED,
    )  # fmt: skip
    if good.true_count < len(good):
        kept = kept.filter(good)
    return Rows(kept, _rejected(source, block, plan, reason), moved)


def _constant(value: str | None, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), length)


def _field(block: Block, order: Sequence[int], field: str) -> pa.Array:
    columns = [block.columns[i] for i in order]
    if field in JOINED:
        return reduce(lambda one, other: _join(one, other, JOINED[field]), columns)
    column = pc.coalesce(*columns) if len(columns) > 1 else columns[0]
    if field in _NA_IS_A_WORD:
        return column
    return pc.if_else(pc.equal(column, "NA"), pa.scalar(None, pa.string()), column)


def _join(one: pa.Array, other: pa.Array, separator: str) -> pa.Array:
    both = pc.binary_join_element_wise(one, other, separator, null_handling="skip")
    same = pc.or_kleene(pc.equal(one, other), pc.and_(pc.is_null(one), pc.is_null(other)))
    return pc.if_else(pc.fill_null(same, False), one, both)


def _all_null(columns: Sequence[pa.Array], length: int) -> pa.Array:
    return reduce(pc.and_, (pc.is_null(column) for column in columns), pa.array([True] * length, pa.bool_()))


def _repeats_header(block: Block) -> pa.Array:
    """Return which rows say again what the header says, in at least half of their filled cells."""
    length = len(block.rows)
    same = filled = pa.repeat(pa.scalar(0, pa.int32()), length)
    for name, column in zip(block.header, block.columns, strict=True):
        same = pc.add(same, pc.fill_null(pc.equal(column, name.strip()), False).cast(pa.int32()))
        filled = pc.add(filled, pc.is_valid(column).cast(pa.int32()))
    enough = pc.greater_equal(same, min(2, len(block.header)))
    return pc.and_(enough, pc.greater_equal(pc.multiply(same, 2), filled))


def _rejected(source: str, block: Block, plan: ColumnPlan, reason: pa.Array) -> pa.Table:
    bad = pc.is_valid(reason)
    shown = [column.filter(bad).to_pylist() for i, column in enumerate(block.columns) if i not in plan.personal]
    rows_shown = zip(*shown, strict=True) if shown else ((),) * len(block.rows)
    numbers, reasons = block.rows.filter(bad).to_pylist(), reason.filter(bad).to_pylist()
    # where cells are out of place nobody knows which one names a person: none after the first such column is shown
    safe = min(plan.personal, default=None)
    found = [
        (number, why, _raw(cells[:safe] if why == SLID_ROW else cells))
        for number, why, cells in zip(numbers, reasons, rows_shown, strict=False)
    ]
    found += [(odd.row, odd.reason, _raw(odd.cells[:safe])) for odd in block.odd]
    found.sort()
    rows, reasons, raws = zip(*found, strict=True) if found else ((), (), ())
    return pa.table([[source] * len(rows), rows, reasons, raws], schema=SCHEMAS["rejected"])


def _raw(cells: Sequence[str | None]) -> str:
    """Return a row as a JSON array, masked, cut where it is endless."""
    text = mask_personal(json.dumps([cell or "" for cell in cells], ensure_ascii=False))
    return text if len(text) <= _RAW_LENGTH else text[:_RAW_LENGTH] + "…"
