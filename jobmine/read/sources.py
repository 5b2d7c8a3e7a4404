"""A file that can be opened, the bounds on it, and what kind of file it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO

from jobmine.errors import ReadError

PathLike = str | os.PathLike[str]

SUFFIXES = {
    ".csv": "delimited", ".tsv": "delimited", ".txt": "delimited",
    ".xlsx": "workbook", ".xlsm": "workbook", ".xls": "workbook", ".xlsb": "workbook", ".ods": "workbook",
    ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".parquet": "parquet", ".zip": "zip",
}  # fmt: skip
IN_FOLDERS = SUFFIXES.keys() - {".txt"}  # a folder's text files are notes more often than tables
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
)
_NOT_TABLES = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"), (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"), (b"SQLite format 3", "an SQLite database (give sqlite:///FILE?table=NAME)"),
)  # fmt: skip
_HTML = (b"<html", b"<table", b"<!doctype", b"<?xml", b"<meta", b"<style")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is held in memory.

    Attributes
    ----------
    whole : int
        Bytes of a file that cannot be read in pieces: a workbook (unpacked), a JSON array.
    unpacked : int
        Bytes of an archive when unpacked.
    """

    whole: int = 300_000_000
    unpacked: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be opened, on disk or inside an archive.

    ``asked`` is false for files that were found in a folder, a pattern or an archive: one of them
    may be passed over where a file asked for by name is an error. ``address`` is the URL of a database,
    which is never shown.
    """

    name: str
    where: str
    format: str
    size: int
    asked: bool
    open: Callable[[], BinaryIO]
    address: str = field(default="", repr=False)


def sniff_format(source: Source) -> str:
    """Return the kind of a file by its first bytes, and by its suffix where they do not say.

    Raises
    ------
    ReadError
        If the file is a picture, a document, or a web page.
    """
    with source.open() as file:
        head = file.read(512)
    suffix = Path(source.name).suffix.lower()
    for magic, what in _NOT_TABLES:
        if head.startswith(magic):
            raise ReadError(f"{source.where}: this is {what}, not a table; readable are {', '.join(sorted(SUFFIXES))}")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return "zip" if suffix == ".zip" else kind
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_HTML):
        raise ReadError(
            f"{source.where}: this is a web page, as some sites export it; open it in Excel and save it as .xlsx"
        )
    kind = SUFFIXES.get(suffix, "delimited")
    if kind in ("zip", "parquet"):
        raise ReadError(f"{source.where}: not a valid {suffix} file: it is damaged or has the wrong suffix")
    return "delimited" if kind == "workbook" else kind  # tab-separated text is often named .xls


def is_hidden(path: PurePath) -> bool:
    """Whether a path is of the system's making, as ``~$name.xlsx`` beside a workbook that is open."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
