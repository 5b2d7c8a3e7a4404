"""The rooms composed: files in, a run folder out."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jobmine._version import __version__
from jobmine.config import Config, Scope
from jobmine.corrections import Corrections, read_corrections
from jobmine.engine import Engine
from jobmine.engines.local import LocalEngine, Progress
from jobmine.errors import ConfigError
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.mentions import extract_batch
from jobmine.folder import Run, RunFolder, file_hash, fingerprint
from jobmine.measure.quality import score_mentions, to_record
from jobmine.measure.scope import Scoped, apply_scope
from jobmine.model.areas import areas_of_postings
from jobmine.model.majors import majors_of_postings
from jobmine.model.roles import assign_roles
from jobmine.normalise.classes import classify_postings
from jobmine.normalise.dates import latest_day
from jobmine.normalise.duplicates import exact_duplicates, near_duplicates
from jobmine.normalise.postings import type_postings
from jobmine.read.files import Limits, list_files
from jobmine.read.forms import read_flows, read_supply
from jobmine.read.mapping import MappedColumn
from jobmine.read.raw import read_raw
from jobmine.reporting import write_outputs
from jobmine.schema import SCHEMA_VERSION, codebook, empty
from jobmine.stages import Job
from jobmine.tables import explode, lookup, set_column

Paths = str | Path | Sequence[str | Path]


@dataclass(frozen=True)
class Postings:
    """Typed postings of one or several files.

    Attributes
    ----------
    table, rejected, parses, sections : pyarrow.Table
        As in the schema; ``sections`` holds those known from columns.
    mapping : tuple of MappedColumn
        What each column of the files was taken for, and why.
    """

    table: pa.Table
    rejected: pa.Table
    parses: pa.Table
    sections: pa.Table
    mapping: tuple[MappedColumn, ...] = ()

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


def read_postings(
    paths: Paths, *, columns: Mapping[str, str] | None = None, config: Config | None = None, today: date | None = None
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

    Raises
    ------
    ReadError
        If a file cannot be read as a table of postings.
    """
    config = config or Config()
    limits = Limits(whole=config.read.max_workbook_mb * 10**6)
    raw = read_raw(paths, columns, max_rejected=config.read.max_rejected, limits=limits)
    stated = latest_day(*(raw.table[name] for name in ("published", "first_seen", "last_seen", "collected")))
    typed = type_postings(raw.table, config.normalise, stated or today or date.today())
    return Postings(typed.postings, raw.rejected, typed.parses, typed.sections, tuple(raw.mapping))


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
    tagger : {"auto", "lexicon"}
        How mentions are found.
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
    found = extract_texts(_texts_to_extract(postings), section, config, engine)
    return Extraction(
        _fill_gaps(postings.table, found),
        explode(found, "sections", "sections"),
        explode(found, "mentions", "mentions"),
    )


def extract_texts(texts: pa.Table, section: str, config: Config, engine: Engine) -> pa.Table:
    """Extract from a table of texts; one row a text, what it contains as lists.

    Parameters
    ----------
    texts : pyarrow.Table
        ``posting_id``, ``text`` and optionally ``split``, see :func:`jobmine.extract.mentions.extract_batch`.
    section : {"requirements", "all"}
    config : Config
    engine : Engine
    """
    return engine.map_batches(partial(extract_batch, section=section, lexicons=config.extract.lexicons), texts)


def evaluate_mentions(gold: Sequence[Mapping[str, Any]], config: Config) -> dict[str, Any]:
    """Extract from labelled texts and score what was found, see :func:`jobmine.measure.quality.score_mentions`.

    Parameters
    ----------
    gold : sequence of mapping
        Labelled postings; whole ones are told by ``"unit": "posting"``, the others are requirement texts.
    config : Config
    """
    predicted: dict[str, dict[str, Any]] = {}
    for section, whole in (("requirements", True), ("all", False)):
        units = [unit for unit in gold if (unit.get("unit") == "posting") == whole]
        if units:
            texts = pa.table({"posting_id": [unit["id"] for unit in units], "text": [unit["req"] for unit in units]})
            found = extract_texts(texts, section, config, LocalEngine(config.run.workers)).to_pylist()
            predicted |= {row["posting_id"]: to_record(row) for row in found}
    return score_mentions(gold, predicted)


def run(
    paths: Paths,
    out: str | Path,
    *,
    scope: Scope | None = None,
    supply: str | Path | None = None,
    flows: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    config: Config | None = None,
    corrections: str | Path | None = None,
    resume: bool = False,
    progress: Callable[[str], Progress] | None = None,
) -> Run:
    """Read, extract, group, measure and show: the main job.

    Parameters
    ----------
    paths : path or sequence of paths
        Files of postings.
    out : path
        The run folder.
    scope : Scope, optional
        Which postings the tables count; default that of ``config``.
    supply, flows : path, optional
        Tables of people on the other side, and of people who moved.
    columns : mapping from field to header, optional
    config : Config, optional
    corrections : path, optional
        A person's corrections.
    resume : bool
        Take up finished stages of an earlier run whose inputs and settings are the same.
    progress : callable, optional
        From the name of a stage to a function of rows done and rows in all.

    Returns
    -------
    Run
    """
    config = config or Config()
    if scope is not None:
        config = Config.from_dict({**config.to_dict(), "scope": {n: getattr(scope, n) for n in scope.__slots__}})
    people = {
        "supply": read_supply(supply) if supply else empty("supply"),
        "flows": read_flows(flows) if flows else empty("flows"),
    }
    mended = read_corrections(corrections) if corrections else Corrections()
    raw_files = list_files(paths)
    inputs = [{"name": path.name, "sha256": file_hash(path)} for path in raw_files]
    job = Job(RunFolder(Path(out)), config, resume=resume, progress=progress)

    with job.stage("read", inputs, dict(columns or {}), config.read, config.normalise, keep=True) as stage:
        stage.tables = stage.found or _read_stage(paths, columns, config, _today(raw_files))
    typed = stage.tables
    with job.stage("extract", stage.fingerprint, config.extract, _lexicon_id(config), keep=True) as stage:
        stage.tables = stage.found or _extract_stage(typed, config, job.engine("extract"))
    return _finish(job, typed, stage.tables, people, mended, {"inputs": inputs})


def open_run(path: str | Path) -> Run:
    """Open a finished run folder.

    Raises
    ------
    ReadError
        If the folder is no finished run.
    """
    return Run(Path(path), LocalEngine())


def apply_corrections(done: Run, corrections: str | Path) -> Run:
    """Redo what follows from a person's corrections, in the same folder.

    Parameters
    ----------
    done : Run
    corrections : path
        A table with the columns what, key, kind, action, value, note.
    """
    mended = read_corrections(corrections)
    config = Config.from_file(done.path / "config.toml")
    people = {name: done.sql(f"FROM {name}") if done.has(name) else empty(name) for name in ("supply", "flows")}  # noqa: S608
    facts = {"inputs": done.manifest["inputs"]}
    job = Job(RunFolder(done.path), config)
    kept = {name: job.folder.find_stage(name, None) for name in ("read", "extract")}
    if kept["read"] is None or kept["extract"] is None:
        raise ConfigError(f"{str(done.path)!r} has lost its finished stages; run it again with --corrections")
    return _finish(job, kept["read"], kept["extract"], people, mended, facts)


def _read_stage(
    paths: Paths, columns: Mapping[str, str] | None, config: Config, today: date
) -> dict[str, pa.Table]:
    read = read_postings(paths, columns=columns, config=config, today=today)
    duplicates = exact_duplicates(read.table)
    if config.normalise.near_duplicates < 1:
        duplicates = near_duplicates(read.table, cut=config.normalise.near_duplicates)
    mapping = pa.Table.from_pylist([{f: getattr(c, f) for f in c.__slots__} for c in read.mapping])
    return {
        "postings": read.table,
        "parses": read.parses,
        "rejected": read.rejected,
        "sections": read.sections,
        "mapping": mapping,
        "duplicates": pa.table({"posting_id": read.table["posting_id"], "duplicate_of": duplicates}),
    }


def _extract_stage(typed: Mapping[str, pa.Table], config: Config, engine: Engine) -> dict[str, pa.Table]:
    postings = Postings(typed["postings"], typed["rejected"], typed["parses"], typed["sections"])
    found = extract_mentions(postings, tagger=config.extract.tagger, config=config, engine=engine)
    return {"postings": found.postings, "sections": found.sections, "mentions": found.mentions}


def _finish(
    job: Job,
    typed: Mapping[str, pa.Table],
    extracted: Mapping[str, pa.Table],
    people: Mapping[str, pa.Table],
    mended: Corrections,
    facts: dict[str, Any],
) -> Run:
    """Group, scope, measure and show what was read and extracted."""
    config, folder = job.config, job.folder
    with job.stage("model") as stage:
        postings = mended.apply_to_postings(extracted["postings"])
        mentions = mended.apply_to_mentions(extracted["mentions"])
        duplicate_of = typed["duplicates"]["duplicate_of"]
        kept = pc.is_null(duplicate_of).to_pylist()
        roles_of, roles = assign_roles(postings, mentions, kept, config.roles, config.run.random_state)
        roles_of = mended.apply_to_roles(roles_of)
        classes = set_column(classify_postings(postings, duplicate_of), "role", lookup(roles_of, "role", postings))
        stage.tables = {
            "postings": postings,
            "mentions": mentions,
            "sections": extracted["sections"],
            "parses": typed["parses"],
            "roles": roles,
            "terms": load_lexicon(*config.extract.lexicons).describe(mentions),
            "posting_major": majors_of_postings(postings, mentions),
            "posting_area": areas_of_postings(postings, mentions, classes),
            **people,
        }
    with job.stage("scope") as stage_scope:
        scoped = apply_scope(job.engine().open({**stage.tables, "posting_classes": classes}), config.scope)
        classes = _mark(classes, scoped, mended)
        stage.tables["posting_classes"] = stage_scope.tables["posting_classes"] = classes
    for name, table in stage.tables.items():
        folder.write(name, table)
    folder.write_text("config.toml", config.to_toml())

    manifest: dict[str, Any] = {
        "jobmine": __version__,
        "schema_version": SCHEMA_VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "settings": config.to_dict(),
        **facts,
        "mapping": typed["mapping"].to_pylist(),
        "read": _read_counts(typed),
        "scope": scoped.funnel.to_dict("records"),
        "lexicon": _lexicon_id(config),
        "tagger": "lexicon",
        "corrections": mended.to_records(),
        "corrections_unmatched": [
            asdict(row) for row in mended.unmatched(
                term=extracted["mentions"]["term"], post=extracted["postings"]["post"], role=roles_of["role"],
                posting=extracted["postings"]["posting_id"],
            )
        ],
        "stages": job.record,
    }
    with job.stage("report"):
        tables = job.engine().open(folder.paths())
        write_outputs(folder, tables, config, manifest, rejected=typed["rejected"],
                      codebook=codebook([*folder.paths()]), workers=job.engine().workers)
    folder.finish(manifest)
    return Run(folder.path, job.engine())


def _texts_to_extract(postings: Postings) -> pa.Table:
    known = postings.sections.filter(pc.equal(postings.sections["kind"], "requirements"))
    texts = postings.table.select(["posting_id", "text"])
    return texts.append_column("split", lookup(known, "start", texts))


def _fill_gaps(postings: pa.Table, found: pa.Table) -> pa.Table:
    """Fill education and experience from the texts; where a column says something it wins."""
    for name in ("education", "experience_min"):
        postings = set_column(postings, name, pc.coalesce(postings[name], found[name]))
    return postings


def _mark(classes: pa.Table, scoped: Scoped, mended: Corrections) -> pa.Table:
    flags = pc.and_(lookup(scoped.in_scope, "in_scope", classes), mended.keeps(classes["posting_id"]))
    return set_column(classes, "in_scope", flags)


def _read_counts(typed: Mapping[str, pa.Table]) -> dict[str, int]:
    kept, rejected = typed["postings"].num_rows, typed["rejected"].num_rows
    duplicates = kept - typed["duplicates"]["duplicate_of"].null_count
    return {"read": kept + rejected, "kept": kept, "rejected": rejected, "duplicates": duplicates}


def _lexicon_id(config: Config) -> str:
    return fingerprint(*map(repr, load_lexicon(*config.extract.lexicons).entries))


def _today(files: Sequence[Path]) -> date:
    """Return the day that 今天 refers to: that of the newest file."""
    return max((date.fromtimestamp(path.stat().st_mtime) for path in files), default=date.today())
