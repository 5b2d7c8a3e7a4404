"""A folder or a table of documents, with what is stated of each: issuer, city, year, kind."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from jobmine.errors import MissingExtraError, ReadError
from jobmine.read.document_text import READERS, read_document_text
from jobmine.read.named_columns import named_columns

HEADERS = "read/document_headers.tsv"
COLUMNS = ("document_id", "title", "issuer", "city", "year", "kind", "text")
_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".jsonl", ".parquet")
_INDEX = ("目录", "index")


class ReadDocuments(NamedTuple):
    """What was read, and what could not be: ``document_id`` and ``reason``."""

    frame: pd.DataFrame
    rejected: pd.DataFrame


def read_documents(path: str | Path) -> ReadDocuments:
    """Read a folder of documents, one document, or a table of them.

    Parameters
    ----------
    path : path
        A folder with .txt, .docx, .pdf and .html files, of which a table named 目录 or index may say more
        (columns 文件, 标题, 发文机构, 城市, 年份, 文种); or a table with a column 正文.

    Returns
    -------
    ReadDocuments
        Texts in the order of their names; cells that are not stated are empty.

    Raises
    ------
    ReadError
        If there is nothing to read, or nothing could be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_text("苏州市人才办法", encoding="utf-8")
    ...     _ = Path(folder, "b.txt").write_text("", encoding="utf-8")
    ...     frame, rejected = read_documents(folder)
    >>> frame["document_id"].to_list(), rejected.values.tolist()
    (['a.txt'], [['b.txt', 'b.txt: no text （文件没有文字）']])
    """
    place = Path(path)
    if not place.exists():
        raise ReadError(f"{path}: no such file or folder; check the path, and quote it if it has spaces")
    if place.is_file() and place.suffix.lower() in _TABLES:
        frame, rejected = _of_table(place)
    else:
        frame, rejected = _of_files(place)
    if frame.empty:
        first = f"; the first: {rejected['reason'].iloc[0]}" if len(rejected) else ""
        raise ReadError(f"{path}: no document that can be read; readable are {', '.join(READERS)}{first}")
    return ReadDocuments(frame.reset_index(drop=True), rejected)


def _of_table(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = named_columns(path, HEADERS)
    if "text" not in frame:
        raise ReadError(f"{path}: no column of texts （正文）; found {', '.join(frame.columns)}")
    frame = frame.reindex(columns=[*COLUMNS, "file"], fill_value="").fillna("")
    numbers = pd.Series([f"{row}" for row in range(1, len(frame) + 1)], index=frame.index)
    frame["document_id"] = frame["document_id"].where(frame["document_id"] != "", numbers)
    unsaid = frame["text"].str.strip() == ""
    rejected = frame.loc[unsaid, ["document_id"]].assign(reason="no text （没有正文）")
    return frame.loc[~unsaid, list(COLUMNS)], rejected.reset_index(drop=True)


def _of_files(place: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    base = place.parent if place.is_file() else place
    rows, rejected = [], []
    for file in files:
        name = file.relative_to(base).as_posix()
        known = file.suffix.lower() in (*READERS, ".doc", ".wps")
        if file.name.startswith((".", "~")) or not (known or place.is_file()):
            continue
        try:
            rows.append({"document_id": name, "text": read_document_text(file)})
        except MissingExtraError:
            raise
        except ReadError as error:
            rejected.append({"document_id": name, "reason": str(error)})
    frame = pd.DataFrame(rows, columns=["document_id", "text"])
    index = [file for file in files if file.stem.lower() in _INDEX and file.suffix.lower() in _TABLES]
    said = named_columns(index[0], HEADERS) if index else pd.DataFrame()
    if "file" in said:
        kept = [column for column in COLUMNS[1:-1] if column in said]
        frame = frame.merge(
            said.drop_duplicates("file")[["file", *kept]].rename(columns={"file": "document_id"}),
            on="document_id",
            how="left",
        )
    frame = frame.reindex(columns=list(COLUMNS), fill_value="").fillna("")
    return frame, pd.DataFrame(rejected, columns=["document_id", "reason"])
