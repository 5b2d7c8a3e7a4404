"""Tables of databases through SQLAlchemy (extra ``db``), read row by row as the server sends them.

A database is named by its SQLAlchemy URL with what to read behind it: ``?table=jobs``, or
``?query=SELECT …``. Names and messages show the kind, the host and the name of a database; never who
logs in, nor the other settings of the URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobmine.errors import MissingExtraError, ReadError
from jobmine.read.documents import value_text
from jobmine.read.grids import BLOCK_ROWS, Block, Grid, blocks_of_rows
from jobmine.read.sheets import cell_text

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Executable

_URL = re.compile(r"[a-z][\w+]*://", re.ASCII)


def is_database(path: str | PathLike[str]) -> bool:
    """Whether an input is the URL of a database and no file.

    Examples
    --------
    >>> is_database("sqlite:///jobs.db?table=jobs"), is_database("招聘.csv")
    (True, False)
    """
    return isinstance(path, str) and _URL.match(path) is not None


def name_database(address: str) -> str:
    """Return how a database and what is read of it are called.

    Raises
    ------
    MissingExtraError
        If SQLAlchemy is not installed.
    ReadError
        If the URL cannot be read, or does not say what to read.
    """
    return _parse(address)[1]


def open_database(address: str) -> Grid:
    """Open a table or the answer to a query.

    Parameters
    ----------
    address : str
        A URL as :func:`is_database` tells it.

    Raises
    ------
    MissingExtraError
        If SQLAlchemy or the driver of the database is not installed.
    ReadError
        If the database cannot be opened, or the URL does not say what to read.
    """
    url, name, wanted = _parse(address)
    return Grid(name, "database", "", True, _blocks(url, name, wanted))


def _parse(address: str) -> tuple[URL, str, dict[str, str]]:
    try:
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as err:
        raise MissingExtraError("reading a database needs SQLAlchemy: pip install 'jobmine[db]'") from err
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a ValueError for a port that is no number
        raise ReadError("the URL of a database cannot be read; wanted is driver://user:password@host/name") from None
    shown = f"{url.get_backend_name()}:{url.host or ''}/{Path(url.database or '').name}"
    wanted = {name: value for name in ("table", "query") if isinstance(value := url.query.get(name), str)}
    if len(wanted) != 1:
        raise ReadError(f"{shown}: add what to read, either ?table=NAME or ?query=SELECT …")
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        raise ReadError(f"{shown}: no such file; check the path")
    return url.difference_update_query(["table", "query"]), f"{shown}/{wanted.get('table', 'query')}", wanted


def _blocks(url: URL, where: str, wanted: dict[str, str]) -> Iterator[Block]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

    try:
        engine = create_engine(url)
    except (ImportError, NoSuchModuleError) as err:
        raise MissingExtraError(f"{where}: no driver {url.drivername!r} is installed; install it with pip") from err
    try:
        with engine.connect().execution_options(stream_results=True, max_row_buffer=BLOCK_ROWS) as connection:
            result = connection.execute(_statement(connection, wanted))
            header, done = tuple(result.keys()), 0
            for part in result.partitions(BLOCK_ROWS):
                yield from blocks_of_rows(header, [tuple(map(_cell, row)) for row in part], done)
                done += len(part)
    except SQLAlchemyError as err:
        raise ReadError(f"{where}: cannot be read: {_told(err, url)}") from None  # the cause repeats the URL
    finally:
        engine.dispose()


def _cell(value: Any) -> str:
    return value_text(value) if isinstance(value, (list, dict)) else cell_text(value)


def _told(err: Exception, url: URL) -> str:
    """Return what the driver says in one line, without what the URL keeps secret."""
    told = " ".join(f"{type(err).__name__}: {getattr(err, 'orig', None) or err}".split())
    secrets = (str(url.password or ""), url.username or "", *chain.from_iterable(url.normalized_query.values()))
    for secret in filter(None, secrets):
        told = told.replace(secret, "***")
    return told


def _statement(connection: Connection, wanted: dict[str, str]) -> Executable:
    from sqlalchemy import column, inspect, select, table, text

    if "query" in wanted:
        return text(wanted["query"])
    schema, _, name = wanted["table"].rpartition(".")
    columns = inspect(connection).get_columns(name, schema or None)
    return select(*(column(one["name"]) for one in columns)).select_from(table(name, schema=schema or None))
