"""The rooms composed step by step: files to postings, postings to mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jobmine.config import Config
from jobmine.engine import Engine
from jobmine.engines.local import LocalEngine
from jobmine.extract.conditions import conditions_of_columns
from jobmine.extract.mentions import extract_batch
from jobmine.extract.taggers import WEIGHTS, choose_tagger
from jobmine.measure.quality import to_record
from jobmine.normalise.spool import Stream, TypedFiles, type_files
from jobmine.read.files import Limits
from jobmine.read.mapping import MappedColumn
from jobmine.read.raw import SourceReport, iter_raw
from jobmine.tables import explode, lookup, set_column

Paths = str | Path | Sequence[str | Path]


@dataclass(frozen=True)
class Postings:
    """Typed postings of one or several files.

    Attributes
    ----------
    table, rejected, parses, sections : pyarrow.Table
        As in the schema; ``sections`` holds those known from columns.
    moved : pyarrow.Table
        Cells that had slid into a neighbouring column and were put back.
    mapping : tuple of MappedColumn
        What each column of the files was taken for, and why.
    sources : tuple of SourceReport
        Format, encoding and counts of every file and sheet.
    """

    table: pa.Table
    rejected: pa.Table
    parses: pa.Table
    sections: pa.Table
    moved: pa.Table
    mapping: tuple[MappedColumn, ...] = ()
    sources: tuple[SourceReport, ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """The postings as a DataFrame."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame


@dataclass(frozen=True)
class Extraction:
    """What was found in the texts, as tables of the schema."""

    postings: pa.Table
    sections: pa.Table
    mentions: pa.Table
    tasks: pa.Table
    conditions: pa.Table


def read_postings(
    paths: Paths,
    *,
    columns: Mapping[str, str] | None = None,
    config: Config | None = None,
    today: date | None = None,
    engine: Stream | None = None,
) -> Postings:
    """Read files of postings and type every field.

    Parameters
    ----------
    paths : path or sequence of paths
        Files, folders or globs: CSV, TSV, XLSX, XLS, JSON, JSONL, Parquet, ZIP of these.
    columns : mapping from field to header, optional
        Overrides what the headers and contents say.
    config : Config, optional
    today : date, optional
        The day that 今天 and days without a year refer to in files that state no full day; default today.
    engine : Stream, optional
        What types the rows; one process by default.

    Raises
    ------
    ReadError
        If a file cannot be read as a table of postings.
    """
    with TemporaryDirectory(prefix="jobmine-") as folder:
        read = read_files(paths, Path(folder), columns=columns, config=config, today=today, engine=engine)
        return Postings(
            table=read.table("postings"),
            rejected=read.table("rejected"),
            parses=read.table("parses"),
            sections=read.table("sections"),
            moved=read.table("moved"),
            mapping=read.mapping,
            sources=read.sources,
        )


def read_files(
    paths: Paths,
    folder: Path,
    *,
    columns: Mapping[str, str] | None = None,
    config: Config | None = None,
    today: date | None = None,
    engine: Stream | None = None,
) -> TypedFiles:
    """Do what :func:`read_postings` does, into files: memory stays the same for any number of rows.

    Parameters
    ----------
    paths, columns, config, today, engine
        As for :func:`read_postings`.
    folder : Path
        Where the files go.
    """
    config = config or Config()
    limits = Limits(whole=config.read.max_workbook_mb * 10**6)
    raw = iter_raw(paths, columns, max_rejected=config.read.max_rejected, limits=limits)
    return type_files(raw, folder, config.normalise, engine or LocalEngine(1), today)


def extract_mentions(
    postings: Postings,
    *,
    tagger: str = "auto",
    workers: int = 1,
    section: str = "requirements",
    config: Config | None = None,
    engine: Engine | None = None,
) -> Extraction:
    """Find in every text its sections and what it asks for.

    Parameters
    ----------
    postings : Postings
    tagger : {"auto", "best", "fast", "lexicon"}
        How mentions are found, see :mod:`jobmine.extract.taggers`.
    workers : int
        Processes.
    section : {"requirements", "all"}
        Whether texts are whole postings or requirement texts only.
    config, engine : optional

    Returns
    -------
    Extraction
        Postings have gaps in education and experience filled from their texts.
    """
    config = (config or Config()).override(extract__tagger=tagger)
    engine = engine or LocalEngine(workers)
    found = extract_texts(texts_to_extract(postings), section, config, engine)
    return Extraction(
        _fill_gaps(postings.table, found),
        explode(found, "sections", "sections"),
        explode(found, "mentions", "mentions"),
        explode(found, "tasks", "tasks"),
        pa.concat_tables([explode(found, "conditions", "conditions"), conditions_of_columns(postings.table)]),
    )


def extract_texts(texts: pa.Table, section: str, config: Config, engine: Engine) -> pa.Table:
    """Extract from a table of texts; one row a text, what it contains as lists. Equal texts are read once.

    Parameters
    ----------
    texts : pyarrow.Table
        ``posting_id``, ``text`` and optionally ``split``, see :func:`jobmine.extract.mentions.extract_batch`.
    section : {"requirements", "all"}
    config : Config
    engine : Engine
    """
    distinct, which = _distinct(texts)
    tagger = choose_tagger(config.extract.tagger, texts.num_rows, config.extract.model)
    extract = partial(
        extract_batch, section=section, lexicons=config.extract.lexicons, tagger=tagger, model=config.extract.model
    )
    found = engine.map_batches(extract, distinct, weight=WEIGHTS[tagger])
    return set_column(found.take(which), "posting_id", texts["posting_id"].cast(pa.string()))


def predict_mentions(gold: Sequence[Mapping[str, Any]], config: Config) -> dict[str, dict[str, Any]]:
    """Extract from labelled texts, for :func:`jobmine.measure.quality.score_mentions`.

    Parameters
    ----------
    gold : sequence of mapping
        Labelled postings; whole ones are told by ``"unit": "posting"``, the others are requirement texts. ``split``
        says where requirements begin in a text whose file has them apart.
    config : Config

    Returns
    -------
    dict
        What was extracted, in the form of the labels, by id.
    """
    predicted: dict[str, dict[str, Any]] = {}
    for section, whole in (("requirements", True), ("all", False)):
        units = [unit for unit in gold if (unit.get("unit") == "posting") == whole]
        if units:
            split = pa.array([unit.get("split") for unit in units], pa.int32())
            columns = {"posting_id": [unit["id"] for unit in units], "text": [unit["req"] for unit in units]}
            texts = pa.table({**columns, "split": split})
            found = extract_texts(texts, section, config, LocalEngine(config.run.workers)).to_pylist()
            predicted |= {row["posting_id"]: to_record(row) for row in found}
    return predicted


def texts_to_extract(postings: Postings) -> pa.Table:
    """Return the text of every posting and, where its file has requirements apart, where they begin."""
    known = postings.sections.filter(pc.equal(postings.sections["kind"], "requirements"))
    texts = postings.table.select(["posting_id", "text"])
    return texts.append_column("split", lookup(known, "start", texts))


def _distinct(texts: pa.Table) -> tuple[pa.Table, pa.Array]:
    """Return the rows that differ in text or split, and for every row which of them it equals."""
    text = texts["text"].cast(pa.large_string()).combine_chunks()  # all texts together may pass 2 GB
    codes = [pc.fill_null(text.dictionary_encode().indices, -1).to_numpy()]
    if "split" in texts.column_names:
        codes.append(pc.fill_null(texts["split"], -1).to_numpy())
    _, first, which = np.unique(np.stack(codes), axis=1, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # in the order of the table
    return texts.take(np.sort(first)), pa.array(rank[which])


def _fill_gaps(postings: pa.Table, found: pa.Table) -> pa.Table:
    """Fill education and experience from the texts; where a column says something it wins."""
    for name in ("education", "experience_min"):
        postings = set_column(postings, name, pc.coalesce(postings[name], found[name]))
    return postings
