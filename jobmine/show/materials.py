"""A college's own texts and tables, taken from a folder into the places that a report keeps for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from jobmine.data import read_tsv
from jobmine.errors import ReadError
from jobmine.show.blocks import Block, Paragraph, Sheet
from jobmine.show.cells import show_value
from jobmine.show.word import read_blocks

log = logging.getLogger(__name__)

_SHEETS, _TEXTS = (".xlsx", ".xls", ".csv"), (".txt", ".md")
_ENCODINGS = ("utf-8-sig", "gb18030")


def read_materials(folder: str | Path) -> dict[str, list[Block]]:
    """Return the parts that a folder's files fill.

    Parameters
    ----------
    folder : path
        Files are known by their names, see report/materials.tsv: policy.docx or 政策.docx, 布点.xlsx,
        毕业生.xlsx … Several files of one part are set one after the other, by name.

    Returns
    -------
    dict
        By key of the part. Files of no known name are reported in a warning that lists the known ones.

    Raises
    ------
    ReadError
        If the folder or one of its files cannot be read.
    """
    place = Path(folder)
    if not place.is_dir():
        raise ReadError(f"materials {str(place)!r}: no such folder; allowed: a folder of .docx, .xlsx, .csv, .txt")
    parts: dict[str, list[Block]] = {}
    unknown = []
    for path in sorted(place.iterdir()):
        row = next((row for row in read_tsv("report/materials.tsv") if _is_named(path.stem, row["names"])), None)
        if path.name.startswith((".", "~$")) or path.is_dir():
            continue
        if row is None or path.suffix.lower() not in (".docx", *_SHEETS, *_TEXTS):
            unknown.append(path.name)
            continue
        parts.setdefault(row["key"], []).extend(_blocks(path, row["title"]))
    if unknown:
        names = "、".join(row["names"].split()[0] for row in read_tsv("report/materials.tsv"))
        log.warning("materials not used: %s; files are known by names that begin with %s", "、".join(unknown), names)
    return parts


def _is_named(stem: str, names: str) -> bool:
    return any(stem.lower().startswith(name.lower()) for name in names.split())


def _blocks(path: Path, title: str) -> Iterator[Block]:
    suffix = path.suffix.lower()
    try:
        if suffix == ".docx":
            yield from read_blocks(path, title)
        elif suffix in _TEXTS:
            yield from (Paragraph(line.strip()) for line in _text(path).splitlines() if line.strip())
        else:
            yield from _sheets(path, title)
    except (OSError, ValueError, KeyError) as error:
        raise ReadError(f"materials {path.name}: cannot be read: {error}; save it anew as .docx or .xlsx") from error
    yield Paragraph(f"来源：学校提供，{path.name}。", "note")


def _sheets(path: Path, title: str) -> Iterator[Block]:
    if path.suffix.lower() == ".csv":
        frames = {"": pd.read_csv(path, dtype=str, keep_default_na=False, encoding=_encoding(path))}
    else:
        frames = pd.read_excel(path, sheet_name=None, engine="calamine", keep_default_na=False)
    for name, frame in frames.items():
        if frame.empty:
            continue
        heads = ["" if str(head).startswith("Unnamed:") else str(head) for head in frame.columns]
        rows = [[show_value(cell, "plain") for cell in row] for row in frame.to_numpy(dtype=object).tolist()]
        yield Sheet(title if len(frames) == 1 else f"{title}：{name}", heads, rows)


def _text(path: Path) -> str:
    return path.read_text(encoding=_encoding(path))


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            path.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ValueError("its characters are neither UTF-8 nor GB18030")
