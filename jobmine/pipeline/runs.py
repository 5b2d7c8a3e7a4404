"""The rooms composed: files in, a run folder out."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jobmine._version import __version__
from jobmine.config import Config, Scope
from jobmine.corrections import Corrections, read_corrections
from jobmine.engine import Engine
from jobmine.engines.local import LocalEngine, Progress
from jobmine.engines.workers import Workers
from jobmine.errors import ConfigError
from jobmine.extract.fast import FOLDER, load_network
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.model_files import model_id
from jobmine.extract.taggers import choose_tagger
from jobmine.measure.margins import read_margins
from jobmine.measure.scope import Scoped, apply_scope
from jobmine.model.areas import Area, areas_of_postings, read_areas, shipped_areas
from jobmine.model.major_map import join_links
from jobmine.model.majors import majors_of_postings
from jobmine.model.role_names import describe_roles
from jobmine.model.roles import assign_roles
from jobmine.normalise.classes import classify_postings
from jobmine.normalise.duplicates import find_duplicates
from jobmine.pipeline.folder import Run, RunFolder, file_hash, fingerprint
from jobmine.pipeline.job import Job
from jobmine.pipeline.reporting import write_outputs
from jobmine.pipeline.steps import Paths, Postings, extract_mentions, read_postings
from jobmine.read.files import list_databases, list_files
from jobmine.read.forms import read_flows, read_supply, read_totals
from jobmine.schema import SCHEMA_VERSION, codebook, empty
from jobmine.tables import lookup, set_column


def run(
    paths: Paths,
    out: str | Path,
    *,
    scope: Scope | None = None,
    supply: str | Path | None = None,
    flows: str | Path | None = None,
    totals: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    config: Config | None = None,
    corrections: str | Path | None = None,
    refit: bool = False,
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
    totals : path, optional
        Official numbers of people to weight postings by, see :func:`jobmine.measure.weighting.weight_tables`.
    columns : mapping from field to header, optional
    config : Config, optional
    corrections : path, optional
        A person's corrections, see :func:`jobmine.corrections.read_corrections`.
    refit : bool
        Whether roles are found anew in the corrected tables; else every posting keeps the role it would
        have without corrections, and only names and counts follow from them.
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
        "totals": read_totals(totals) if totals else empty("totals"),
    }
    read_margins(people["totals"].to_pandas())  # a table that cannot be used is refused before the work
    mended = read_corrections(corrections) if corrections else Corrections()
    raw_files = list_files(paths)
    inputs = [{"name": path.name, "sha256": file_hash(path)} for path in raw_files]
    # a database has no hash: when it was read keeps such a stage from being taken up again
    inputs += [{"name": name, "read": datetime.now(UTC).isoformat()} for name in list_databases(paths)]
    with RunFolder(Path(out)) as folder, Workers(config.run.workers) as workers:
        workers.prepare("jobmine.extract.mentions")
        job = Job(folder, config, workers, resume=resume, progress=progress)
        with job.stage("read", inputs, dict(columns or {}), config.read, config.normalise, keep=True) as stage:
            stage.tables = stage.found or _read_stage(paths, columns, config, _today(raw_files), job.engine())
        typed = stage.tables
        with job.stage("extract", stage.fingerprint, config.extract, *_ids(config), keep=True) as stage:
            stage.tables = stage.found or _extract_stage(typed, config, job.engine())
        extracted = stage.tables
        again = mended if refit else Corrections()
        workers.prepare("jobmine.pipeline.measuring")
        with job.stage("roles", stage.fingerprint, config.roles, again, config.run.random_state, keep=True) as stage:
            stage.tables = stage.found or _roles_stage(typed, extracted, again, config)
        return _finish(job, typed, extracted, stage.tables["assigned"], people, mended, {"inputs": inputs})


def open_run(path: str | Path) -> Run:
    """Open a finished run folder.

    Raises
    ------
    ReadError
        If the folder is no finished run.
    """
    return Run(Path(path), LocalEngine())


def apply_corrections(done: Run, corrections: str | Path, *, refit: bool = False) -> Run:
    """Redo what follows from a person's corrections, in the same folder.

    Parameters
    ----------
    done : Run
    corrections : path
        See :func:`jobmine.corrections.read_corrections`.
    refit : bool
        As for :func:`run`.
    """
    mended = read_corrections(corrections)
    config = Config.from_file(done.path / "config.toml")
    given = ("supply", "flows", "totals")
    people = {name: done.sql(f"FROM {name}") if done.has(name) else empty(name) for name in given}
    facts = {"inputs": done.manifest["inputs"]}
    with RunFolder(done.path) as folder, Workers(config.run.workers) as workers:
        job = Job(folder, config, workers)
        kept = [tables for name in ("read", "extract", "roles") if (tables := folder.find_stage(name, None))]
        if len(kept) < 3:
            raise ConfigError(f"{str(done.path)!r} has lost its finished stages; run it again with --corrections")
        typed, extracted, roles = kept
        if refit:
            roles = _roles_stage(typed, extracted, mended, config)
        return _finish(job, typed, extracted, roles["assigned"], people, mended, facts)


def _read_stage(
    paths: Paths, columns: Mapping[str, str] | None, config: Config, today: date, engine: Engine
) -> dict[str, pa.Table]:
    read = read_postings(paths, columns=columns, config=config, today=today, engine=engine)
    duplicates = find_duplicates(read.table, config.normalise.near_duplicates)
    return {
        "postings": read.table,
        "parses": read.parses,
        "rejected": read.rejected,
        "sections": read.sections,
        "moved": read.moved,
        "mapping": pa.Table.from_pylist([asdict(column) for column in read.mapping]),
        "sources": pa.Table.from_pylist([asdict(source) for source in read.sources]),
        "duplicates": pa.table({"posting_id": read.table["posting_id"], "duplicate_of": duplicates}),
    }


def _extract_stage(typed: Mapping[str, pa.Table], config: Config, engine: Engine) -> dict[str, pa.Table]:
    postings = Postings(*(typed[name] for name in ("postings", "rejected", "parses", "sections", "moved")))
    found = extract_mentions(postings, tagger=config.extract.tagger, config=config, engine=engine)
    tables = {name: getattr(found, name) for name in ("postings", "sections", "mentions", "tasks", "conditions")}
    return {**tables, "classes": classify_postings(found.postings, typed["duplicates"]["duplicate_of"])}


def _roles_stage(
    typed: Mapping[str, pa.Table], extracted: Mapping[str, pa.Table], mended: Corrections, config: Config
) -> dict[str, pa.Table]:
    postings = mended.apply_to_postings(extracted["postings"])
    mentions = mended.apply_to_mentions(extracted["mentions"])
    duplicates = typed["duplicates"]["duplicate_of"]
    seed = config.run.random_state
    return {"assigned": assign_roles(postings, mentions, extracted["sections"], duplicates, config.roles, seed)}


def _finish(
    job: Job,
    typed: dict[str, pa.Table],
    extracted: dict[str, pa.Table],
    assigned: pa.Table,
    people: Mapping[str, pa.Table],
    mended: Corrections,
    facts: dict[str, Any],
) -> Run:
    """Group, scope, measure and show what was read and extracted; those tables are emptied when they are written."""
    config, folder = job.config, job.folder
    with job.stage("model") as stage:
        postings = mended.apply_to_postings(extracted["postings"])
        mentions = mended.apply_to_mentions(extracted["mentions"])
        roles_of = mended.apply_to_roles(assigned)
        classes = set_column(extracted["classes"], "role", lookup(roles_of, "role", postings))
        stage.tables = {
            "postings": postings,
            "mentions": mentions,
            **{name: extracted[name] for name in ("sections", "tasks", "conditions")},
            "parses": typed["parses"],
            "roles": describe_roles(roles_of, postings, classes),
            "terms": load_lexicon(*config.extract.lexicons).describe(mentions),
            "posting_major": majors_of_postings(postings, mentions, classes, join_links(config.majors.files)),
            "posting_area": areas_of_postings(postings, mentions, classes, _areas(config)),
            **people,
        }
    with job.stage("scope") as stage_scope:
        scoped = apply_scope(job.engine().open({**stage.tables, "posting_classes": classes}), config.scope)
        classes = _mark(classes, scoped, mended)
        stage.tables["posting_classes"] = stage_scope.tables["posting_classes"] = classes
    for name, table in stage.tables.items():
        folder.write(name, table)
    folder.write_text("config.toml", config.to_toml())

    tagger = choose_tagger(config.extract.tagger, extracted["postings"].num_rows, config.extract.model)
    manifest: dict[str, Any] = {
        "jobmine": __version__,
        "schema_version": SCHEMA_VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "settings": config.to_dict(),
        **facts,
        "sources": typed["sources"].to_pylist(),
        "mapping": typed["mapping"].to_pylist(),
        "period": _period(classes, postings),
        "read": _read_counts(typed),
        "scope": scoped.funnel.to_dict("records"),
        "lexicon": _lexicon_id(config),
        "tagger": tagger,
        "model": _model_id(config) if tagger == "fast" else "",
        "corrections": mended.to_records(),
        "corrections_unmatched": [
            asdict(row)
            for row in mended.unmatched(
                term=extracted["mentions"]["term"],
                post=extracted["postings"]["post"],
                role=assigned["role"],
                posting=extracted["postings"]["posting_id"],
            )
        ],
        "stages": job.record,
    }
    rejected = typed["rejected"]
    for written in (typed, extracted, stage.tables, stage_scope.tables):
        written.clear()  # whoever still holds them: the report reads the files, and needs the room
    del postings, mentions, classes, roles_of, scoped
    pa.default_memory_pool().release_unused()
    with job.stage("report"):
        tables = job.engine().open(folder.paths())
        write_outputs(
            folder,
            tables,
            config,
            manifest,
            rejected=rejected,
            codebook=codebook([*folder.paths()]),
            workers=job.workers,
        )
    folder.finish(manifest)
    return Run(folder.path, job.engine())


def _areas(config: Config) -> list[Area]:
    own = [area for file in config.areas.files for area in read_areas(file)]
    return own or list(shipped_areas(*config.areas.lists))


def _mark(classes: pa.Table, scoped: Scoped, mended: Corrections) -> pa.Table:
    flags = pc.and_(lookup(scoped.in_scope, "in_scope", classes), mended.keeps(classes["posting_id"]))
    return set_column(classes, "in_scope", flags)


def _read_counts(typed: Mapping[str, pa.Table]) -> dict[str, int]:
    kept, rejected = typed["postings"].num_rows, typed["rejected"].num_rows
    duplicates = kept - typed["duplicates"]["duplicate_of"].null_count
    moved = typed["moved"].num_rows
    return {"read": kept + rejected, "kept": kept, "rejected": rejected, "duplicates": duplicates, "moved_cells": moved}


def _period(classes: pa.Table, postings: pa.Table) -> str:
    """Return the first and last day of publication in scope, or of first sight; empty where none is known."""
    days = pc.coalesce(postings["published"], postings["first_seen"]).filter(classes["in_scope"])
    ends = pc.min_max(days).as_py()
    return f"{ends['min']}—{ends['max']}" if ends["min"] else ""


def _ids(config: Config) -> list[str]:
    """Return what mentions depend on beside the settings: the lexicon, and a model of one's own."""
    return [_lexicon_id(config), *([_model_id(config)] if config.extract.model else [])]


def _model_id(config: Config) -> str:
    """Return the id of the model of ``fast``, after a look at its files."""
    load_network(config.extract.model)
    return model_id(Path(config.extract.model) if config.extract.model else FOLDER)


def _lexicon_id(config: Config) -> str:
    return fingerprint(*map(repr, load_lexicon(*config.extract.lexicons).entries))


def _today(files: Sequence[Path]) -> date:
    """Return the day that 今天 refers to: that of the newest file."""
    return max((date.fromtimestamp(path.stat().st_mtime) for path in files), default=date.today())
