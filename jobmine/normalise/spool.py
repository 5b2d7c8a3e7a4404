"""Files of any size to typed files: raw rows pass through a file, an engine types them batch by batch.

What a row cannot tell by itself is gathered between the two from the few columns that it needs: which
ids are unique in their source, the latest day stated, units and digits of pay. Memory holds these
columns and a few batches, whatever the length of the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from jobmine.config import NormaliseConfig
from jobmine.engine import BatchFunction
from jobmine.normalise.dates import latest_day
from jobmine.normalise.identity import Hashes, name_hashes, posting_ids
from jobmine.normalise.pay import PAY_COLUMNS, gather_scales
from jobmine.normalise.postings import Context, type_batch
from jobmine.read.cells import MOVED
from jobmine.read.mapping import MappedColumn
from jobmine.read.raw import RawBatch, SourceReport, sum_reports
from jobmine.schema import SCHEMAS
from jobmine.tables import unpack

_DAYS = ("published", "first_seen", "last_seen", "collected")
_BATCH_ROWS = 5_000
_SCHEMAS = {name: SCHEMAS[name] for name in ("postings", "parses", "sections", "rejected")} | {"moved": MOVED}


_Write = Callable[[pa.Table | pa.RecordBatch], None]


class Stream(Protocol):
    """The part of an engine that maps batches one by one, see :class:`jobmine.engines.local.LocalEngine`."""

    def map_stream(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch], rows: int
    ) -> Iterator[pa.RecordBatch]:
        """Yield the function's batches, in order."""


@dataclass(frozen=True, slots=True)
class TypedFiles:
    """Typed postings in a folder: Arrow files ``postings``, ``parses``, ``sections``, ``rejected`` and ``moved``.

    Attributes
    ----------
    folder : Path
    mapping : tuple of MappedColumn
        What each column of the inputs was taken for, and why.
    sources : tuple of SourceReport
        Format, encoding and counts of every file and sheet.
    """

    folder: Path
    mapping: tuple[MappedColumn, ...]
    sources: tuple[SourceReport, ...]

    def dataset(self, name: str) -> ds.Dataset:
        """Return a table as a dataset, of which columns and batches can be asked for."""
        return ds.dataset(_path(self.folder, name), format="arrow")

    def table(self, name: str) -> pa.Table:
        """Return a table in memory."""
        with pa.OSFile(str(_path(self.folder, name)), "rb") as file:
            return pa.ipc.open_file(file).read_all()


def type_files(
    raw: Iterable[RawBatch], folder: Path, config: NormaliseConfig, engine: Stream, today: date | None = None
) -> TypedFiles:
    """Type raw rows into files of a folder.

    Parameters
    ----------
    raw : iterable of RawBatch
        See :func:`jobmine.read.raw.iter_raw`.
    folder : Path
        Where the files are written; it needs about twice the size of the input.
    config : NormaliseConfig
    engine : Stream
        Types the batches.
    today : date, optional
        The day that 今天 and days without a year refer to where no row states a full day; default today.
    """
    with ExitStack() as files:
        write = {name: _open_writer(files, folder, name, schema) for name, schema in _SCHEMAS.items()}
        spooled = _spool(raw, folder, write)
        whole = ds.dataset(spooled.path, format="arrow").to_table(columns=["id", *PAY_COLUMNS, *_DAYS])
        stated = latest_day(*(whole[name] for name in _DAYS))
        context = Context(stated or today or date.today(), gather_scales(whole))
        ids = posting_ids(whole["id"], whole["source"], spooled.names)
        del whole
        type_rows = partial(type_batch, config=config, context=context)
        for packed in engine.map_stream(type_rows, _with_ids(spooled.path, ids), len(ids)):
            for name, batch in unpack(packed).items():
                write[name](batch)
    spooled.path.unlink()
    return TypedFiles(folder, spooled.mapping, spooled.sources)


@dataclass(frozen=True, slots=True)
class _Spooled:
    path: Path
    names: Hashes
    mapping: tuple[MappedColumn, ...]
    sources: tuple[SourceReport, ...]


def _spool(raw: Iterable[RawBatch], folder: Path, write: Mapping[str, _Write]) -> _Spooled:
    """Write raw rows to a file as they come, and the hash that names each of them beside them."""
    path, names = _path(folder, "raw"), [np.array([], np.uint64)]
    mapping: dict[MappedColumn, None] = {}
    reports = []
    with ExitStack() as files:
        write_raw = _open_writer(files, folder, "raw", SCHEMAS["raw"])
        for batch in raw:
            rows = batch.table
            text = pc.coalesce(rows["text"], _both(rows["duties"], rows["requirements"]))
            names.append(name_hashes(rows["source"], rows["title"], rows["company"], text))
            write_raw(rows)
            write["rejected"](batch.rejected)
            write["moved"](batch.moved)
            mapping |= dict.fromkeys(batch.mapping)
            reports.append(batch.report)
    return _Spooled(path, np.concatenate(names), tuple(mapping), sum_reports(reports))


def _both(duties: pa.ChunkedArray, requirements: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.coalesce(pc.binary_join_element_wise(duties, requirements, "\n"), duties, requirements)


def _with_ids(spool: Path, ids: pa.Array) -> Iterator[pa.RecordBatch]:
    """Yield raw rows with their ids, small batches put together."""
    done, held = 0, list[pa.RecordBatch]()
    with pa.OSFile(str(spool), "rb") as file:
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            held.append(reader.get_batch(number))
            count = sum(batch.num_rows for batch in held)
            if count >= _BATCH_ROWS or number == reader.num_record_batches - 1:
                rows = pa.Table.from_batches(held).append_column("posting_id", ids.slice(done, count))
                yield from rows.combine_chunks().to_batches()
                done, held = done + count, []


def _open_writer(files: ExitStack, folder: Path, name: str, schema: pa.Schema) -> _Write:
    sink = files.enter_context(pa.OSFile(str(_path(folder, name)), "wb"))
    writer = files.enter_context(pa.ipc.new_file(sink, schema))

    def write(rows: pa.Table | pa.RecordBatch) -> None:
        if rows.num_rows:
            writer.write(rows.cast(schema))

    return write


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.arrow"
