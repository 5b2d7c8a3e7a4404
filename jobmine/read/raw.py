"""Files to one table of strings: the door of the room.

Reasons of rejection: ``空行`` (no cell is filled), ``重复表头`` (the header again), ``列数不符`` (more or
fewer cells than columns), ``列错位`` (cells stand under other headers), ``无标题和描述`` (neither a title
nor a text), ``不是JSON对象`` (a line or member that is no object).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa

from jobmine.errors import ReadError
from jobmine.read.cells import CONTENT, EMPTY_ROW, MOVED, rows_of_block
from jobmine.read.files import find_sources
from jobmine.read.grids import Grid
from jobmine.read.mapping import ColumnPlan, MappedColumn, check_given, find_header, plan_columns
from jobmine.read.opening import open_grids
from jobmine.read.sources import Limits, PathLike, Source
from jobmine.schema import SCHEMAS

_LOG = logging.getLogger(__name__)
Columns = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Rows of one source as they come.

    Attributes
    ----------
    source, format, encoding : str
        Where they come from; ``encoding`` is empty for formats that have none.
    table, rejected, moved : pyarrow.Table
        Rows that are used, rows that cannot be, and cells that were put into another field.
    mapping : tuple of MappedColumn
        What the columns were taken for; in the first batch of a header, empty after it.
    note : str
        Why a source was passed over, which then has no rows.
    """

    source: str
    format: str
    encoding: str
    table: pa.Table
    rejected: pa.Table
    moved: pa.Table
    mapping: tuple[MappedColumn, ...] = ()
    note: str = ""

    @property
    def report(self) -> SourceReport:
        """What was read, in numbers."""
        counts = self.table.num_rows, self.rejected.num_rows
        return SourceReport(self.source, self.format, self.encoding, *counts, self.note)


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was read of one source."""

    source: str
    format: str
    encoding: str
    kept: int = 0
    rejected: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """What files hold, before anything is interpreted.

    Attributes
    ----------
    table : pyarrow.Table
        Rows that are used, schema ``raw``: every cell a string, null where empty.
    rejected : pyarrow.Table
        Rows that cannot be used, with the reason, schema ``rejected``.
    moved : pyarrow.Table
        Cells that had slid into a neighbouring column and were put back.
    mapping : tuple of MappedColumn
        What every column was taken for, and why.
    sources : tuple of SourceReport
        Format, encoding and counts of every source, also of those that were passed over.
    """

    table: pa.Table
    rejected: pa.Table
    moved: pa.Table
    mapping: tuple[MappedColumn, ...]
    sources: tuple[SourceReport, ...]

    @property
    def n_read(self) -> int:
        """Rows in the files: kept and rejected."""
        return int(self.table.num_rows + self.rejected.num_rows)


def read_raw(
    paths: PathLike | Iterable[PathLike],
    columns: Columns | None = None,
    platform: str | None = None,
    *,
    encoding: str | None = None,
    max_rejected: float = 0.5,
    limits: Limits | None = None,
) -> Raw:
    r"""Read files into one table.

    Parameters
    ----------
    paths : path, or several
        Files (CSV, TSV, XLSX, XLS, JSON, JSON Lines, Parquet, ZIP), folders, patterns.
    columns : mapping of field to header, optional
        Decides for the fields named: ``{"text": "职位描述"}``. Several headers: the first that is
        filled counts. ``"#2"`` is the second column.
    platform : str, optional
        Site of the rows that do not name theirs.
    encoding : str, optional
        Encoding of the text files; bytes that do not fit it become U+FFFD. Detected when left out.
    max_rejected : float, default 0.5
        Share of the rows, empty ones aside, from which the input is refused.
    limits : Limits, optional
        Bounds on workbooks, JSON arrays and archives.

    Raises
    ------
    ReadError
        If an input is missing, empty, locked, too large or not a table; if it has neither a title
        nor a text; if too many rows are unusable.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "会计.csv")
    ...     _ = path.write_text("职位名称,薪酬\n会计,6-8千\n,,\n", encoding="gb18030")
    ...     raw = read_raw(path)
    >>> raw.table.select(["row", "title", "salary"]).to_pylist()
    [{'row': 0, 'title': '会计', 'salary': '6-8千'}]
    >>> raw.rejected["reason"].to_pylist(), raw.sources[0].encoding
    (['空行'], 'gb18030')
    """
    batches = list(iter_raw(paths, columns, platform, encoding=encoding, max_rejected=max_rejected, limits=limits))
    return Raw(
        pa.concat_tables([SCHEMAS["raw"].empty_table(), *(b.table for b in batches)]),
        pa.concat_tables([SCHEMAS["rejected"].empty_table(), *(b.rejected for b in batches)]),
        pa.concat_tables([MOVED.empty_table(), *(b.moved for b in batches)]),
        tuple(dict.fromkeys(column for b in batches for column in b.mapping)),
        sum_reports(b.report for b in batches),
    )


def sum_reports(reports: Iterable[SourceReport]) -> tuple[SourceReport, ...]:
    """Return one report a source for those of its batches."""
    sums: dict[SourceReport, SourceReport] = {}
    for one in reports:
        key = replace(one, kept=0, rejected=0)
        before = sums.get(key, key)
        sums[key] = replace(key, kept=before.kept + one.kept, rejected=before.rejected + one.rejected)
    return tuple(sums.values())


def iter_raw(
    paths: PathLike | Iterable[PathLike],
    columns: Columns | None = None,
    platform: str | None = None,
    *,
    encoding: str | None = None,
    max_rejected: float = 0.5,
    limits: Limits | None = None,
) -> Iterator[RawBatch]:
    """Read files in batches of some thousand rows, in the order of files and rows.

    Parameters and errors are those of :func:`read_raw`; an input with too many unusable rows is
    refused after its last batch.

    Yields
    ------
    RawBatch
        The next rows.
    """
    bounds = limits or Limits()
    given = {field: (names,) if isinstance(names, str) else tuple(names) for field, names in (columns or {}).items()}
    check_given(given)
    counts: Counter[str] = Counter()
    notes: dict[str, str] = {}
    unseen = {name for names in given.values() for name in names}
    for source in find_sources(paths, bounds):
        for batch in _batches(source, given, platform, encoding, bounds):
            if batch.note:
                notes[batch.source] = batch.note
                _LOG.warning("%s: passed over: %s", batch.source, batch.note)
            unseen -= {column.column for column in batch.mapping if column.why.startswith("given")}
            counts["kept"] += batch.table.num_rows
            counts.update(batch.rejected["reason"].to_pylist())
            yield batch
    _check_counts(counts, notes, max_rejected)
    if unseen:
        raise ReadError(f"columns: no source has a column {', '.join(map(repr, sorted(unseen)))}")


def _check_counts(counts: Counter[str], notes: Mapping[str, str], max_rejected: float) -> None:
    if not counts.total():
        raise ReadError("no usable rows: " + "; ".join(f"{name}: {note}" for name, note in list(notes.items())[:5]))
    reasons = Counter({reason: n for reason, n in counts.items() if reason not in ("kept", EMPTY_ROW)})
    filled = reasons.total() + counts["kept"]
    if reasons.total() > max_rejected * filled:
        commonest = ", ".join(f"{reason} {n}" for reason, n in reasons.most_common(3))
        raise ReadError(
            f"{reasons.total()} of {filled} rows cannot be used, more than the allowed share of {max_rejected:g}: "
            f"{commonest}; check the header and the delimiter, name the columns, or raise max_rejected"
        )


def _batches(
    source: Source, given: Mapping[str, Sequence[str]], platform: str | None, encoding: str | None, limits: Limits
) -> Iterator[RawBatch]:
    if not source.size:
        yield _passed_over(Grid(source.name, "", "", False, iter(())), "the file is empty")
        return
    header = partial(find_header, wanted=[name for names in given.values() for name in names])
    grids = open_grids(source, header, encoding, limits)
    for grid in grids:
        plans: dict[tuple[str, ...], ColumnPlan] = {}
        for block in grid.blocks:
            mapping: tuple[MappedColumn, ...] = ()
            if block.header not in plans:
                plan = plan_columns(grid.source, block.header, block.columns, grid.named, given)
                if not plans and not any(field in plan.fields for field in CONTENT):
                    if source.asked and len(grids) == 1:
                        raise ReadError(f"{source.where}: {_no_content(block.header)}")
                    yield _passed_over(grid, _no_content(block.header))
                    break
                plans[block.header], mapping = plan, plan.mapped
            rows = rows_of_block(grid.source, block, plans[block.header], grid.named, platform)
            yield RawBatch(grid.source, grid.format, grid.encoding, rows.kept, rows.rejected, rows.moved, mapping)
        else:
            if not plans:
                yield _passed_over(grid, "no rows below the header")


def _passed_over(grid: Grid, note: str) -> RawBatch:
    nothing = SCHEMAS["raw"].empty_table(), SCHEMAS["rejected"].empty_table(), MOVED.empty_table()
    return RawBatch(grid.source, grid.format, grid.encoding, *nothing, note=note)


def _no_content(header: Sequence[str]) -> str:
    return (
        f"neither a title nor a text among the columns {', '.join(header)}; "
        'name one, as columns={"title": "…"} or columns={"text": "…"}'
    )
