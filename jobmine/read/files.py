"""Finding files: paths, folders, patterns; databases stand among them by their URL."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from glob import has_magic
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from jobmine.errors import ReadError
from jobmine.read.archives import open_archive
from jobmine.read.databases import is_database, name_database
from jobmine.read.sources import IN_FOLDERS, PathLike, Source, is_hidden, sniff_format
from jobmine.read.sources import Limits as Limits


def find_sources(paths: PathLike | Iterable[PathLike], limits: Limits) -> Iterator[Source]:
    """Yield the databases among the inputs, and the files that paths, folders and patterns name, by their names.

    Parameters
    ----------
    paths : path, or several
        Files, folders, patterns with ``*``, or URLs of databases.
    limits : Limits
        Bounds for archives.

    Raises
    ------
    ReadError
        If a path does not exist, or a folder or pattern holds nothing readable.
    """
    paths = _given(paths)
    for address in _databases(paths):
        name = name_database(address)
        yield Source(name, name, "database", 1, True, BytesIO, address)
    found = _expand_all(paths)
    names = _distinct_names({file: name for file, (name, _) in found.items()})
    for file, (_, asked) in found.items():
        yield from _sources_of(file, names[file], asked, limits)


def list_files(paths: PathLike | Iterable[PathLike]) -> list[Path]:
    """Return the files that paths, folders and patterns name; archives are one file.

    Raises
    ------
    ReadError
        As :func:`find_sources`.
    """
    return list(_expand_all(paths))


def list_databases(paths: PathLike | Iterable[PathLike]) -> list[str]:
    """Return the names of the databases among the inputs, without anything secret."""
    return list(map(name_database, _databases(paths)))


def _given(paths: PathLike | Iterable[PathLike]) -> list[PathLike]:
    return [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)


def _databases(paths: PathLike | Iterable[PathLike]) -> list[str]:
    return [str(path) for path in _given(paths) if is_database(path)]


def _expand_all(paths: PathLike | Iterable[PathLike]) -> dict[Path, tuple[str, bool]]:
    """Return each file once, with its name and whether it was asked for by name."""
    given = _given(paths)
    if not given:
        raise ReadError("no input: give at least one file, folder or pattern")
    found: dict[Path, tuple[str, bool]] = {}
    for path in given:
        if is_database(path):
            continue
        for file, name, asked in _expand(Path(path)):
            found.setdefault(file, (name, asked))
    return found


def _expand(path: Path) -> list[tuple[Path, str, bool]]:
    if path.is_file():
        return [(path.resolve(), path.name, True)]
    if path.is_dir():
        base, files = path, sorted(p for p in path.rglob("*") if p.is_file())
    elif has_magic(str(path)):
        files = sorted(p for p in Path(path.anchor).glob(str(path.relative_to(path.anchor))) if p.is_file())
        base = Path(os.path.commonpath([p.parent for p in files])) if files else path
    else:
        raise ReadError(f"{path}: no such file or folder; check the path, and quote it if it has spaces")
    usable = [p for p in files if p.suffix.lower() in IN_FOLDERS and not is_hidden(p.relative_to(base))]
    if not usable:
        raise ReadError(
            f"{path}: no readable file among {len(files)} found; readable are {', '.join(sorted(IN_FOLDERS))}"
        )
    return [(p.resolve(), p.relative_to(base).as_posix(), False) for p in usable]


def _distinct_names(names: dict[Path, str]) -> dict[Path, str]:
    """Put folders in front of names until no two files share one."""
    depth = 1
    while clashes := {name for name, n in Counter(names.values()).items() if n > 1}:
        depth += 1
        names = {path: "/".join(path.parts[-depth:]) if name in clashes else name for path, name in names.items()}
    return names


def _sources_of(path: Path, name: str, asked: bool, limits: Limits) -> Iterator[Source]:
    size = path.stat().st_size
    source = Source(name, str(path), "", size, asked, partial(_open_path, path))
    if not size:
        if asked:
            raise ReadError(f"{path}: the file is empty")
        yield source
        return
    kind = sniff_format(source)
    if kind == "zip":
        yield from open_archive(source, limits)
    else:
        yield replace(source, format=kind)


def _open_path(path: Path) -> BinaryIO:
    return path.open("rb")
