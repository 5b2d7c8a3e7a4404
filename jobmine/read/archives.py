"""ZIP archives: their members as sources, and a bound on what they unpack to."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from jobmine.errors import ReadError
from jobmine.read.sources import IN_FOLDERS, Limits, Source, is_hidden, sniff_format

DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip
"""What zipfile raises for bytes that are no archive, or no longer one."""


def open_archive(archive: Source, limits: Limits) -> Iterator[Source]:
    """Yield the readable members of an archive by name; archives within are left alone.

    Parameters
    ----------
    archive : Source
        A ZIP file.
    limits : Limits
        ``unpacked`` bounds the members together.

    Raises
    ------
    ReadError
        If the archive is damaged, locked, too large, or holds nothing readable.
    """
    try:
        with archive.open() as file, zipfile.ZipFile(file) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
    except DAMAGED as err:
        raise ReadError(f"{archive.where}: not a valid ZIP archive ({err})") from err
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked:
        raise ReadError(
            f"{archive.where}: unpacks to {unpacked:,} bytes, more than the limit of {limits.unpacked:,}; "
            "unpack it yourself and give the files, or raise limits.unpacked"
        )
    if any(info.flag_bits & 1 for info in infos):
        raise ReadError(f"{archive.where}: the archive has a password; unpack it and give the files")
    members = {name: info for info in infos if info.file_size and _is_readable(name := _member_name(info))}
    if not members:
        raise ReadError(f"{archive.where}: the archive holds no readable file among {len(infos)}")
    for name, info in sorted(members.items()):
        source = Source(
            f"{archive.name}/{name}", f"{archive.where}/{name}", "", info.file_size, False,
            partial(_open_member, archive, info),
        )  # fmt: skip
        yield replace(source, format=sniff_format(source))


def _is_readable(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in IN_FOLDERS - {".zip"} and not is_hidden(path)


def _open_member(archive: Source, info: zipfile.ZipInfo) -> BinaryIO:
    # zipfile reads no more than the declared size, which open_archive has bounded
    try:
        with archive.open() as file, zipfile.ZipFile(file) as opened:
            return io.BytesIO(opened.read(info))
    except DAMAGED as err:
        raise ReadError(f"{archive.where}: {_member_name(info)} cannot be unpacked ({err})") from err


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name, also where Windows wrote it in GBK."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
