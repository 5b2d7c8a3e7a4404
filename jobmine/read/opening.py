"""A file of any format to its grids."""

from __future__ import annotations

from jobmine.read.databases import open_database
from jobmine.read.delimited import open_delimited
from jobmine.read.documents import open_json, open_parquet
from jobmine.read.grids import FindHeader, Grid
from jobmine.read.sheets import open_workbook
from jobmine.read.sources import Limits, Source


def open_grids(source: Source, find_header: FindHeader, encoding: str | None, limits: Limits) -> list[Grid]:
    """Return the tables of a file; their cells are read as their blocks are asked for.

    Parameters
    ----------
    source : Source
        The file.
    find_header : callable
        From the first rows to the index of the header, None where there is none.
    encoding : str or None
        Encoding of text files, detected when None.
    limits : Limits
        Bounds on what is held in memory.
    """
    if source.format == "database":
        return [open_database(source.address)]
    if source.format == "workbook":
        return list(open_workbook(source, find_header, limits))
    if source.format == "json":
        return [open_json(source, limits, encoding)]
    if source.format == "parquet":
        return [open_parquet(source)]
    return [open_delimited(source, find_header, encoding)]
