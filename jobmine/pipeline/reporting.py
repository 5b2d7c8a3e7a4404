"""A run's tables measured, drawn and written: what stands in the run folder for people."""

from __future__ import annotations

import json
import logging
import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from jobmine._version import __version__
from jobmine.config import Config
from jobmine.data import path as data_path
from jobmine.engine import Tables
from jobmine.engines.workers import Workers
from jobmine.errors import FontError
from jobmine.measure import scarcity
from jobmine.measure.compare import TERMS, check_alike, edition_table, mark_unlike, run_differences
from jobmine.measure.counting import count_whole
from jobmine.measure.table import Table, notes_frame, replacing, stamp, write_csv, write_excel
from jobmine.pipeline.folder import Run, RunFolder, file_hash, fingerprint
from jobmine.pipeline.measuring import measure_run
from jobmine.read.forms import read_supply
from jobmine.show.accounts import account_tables, index_table, named_sheets
from jobmine.show.chapters import build_report
from jobmine.show.examples import with_examples
from jobmine.show.figures import plan_figures
from jobmine.show.fonts import chinese_font
from jobmine.show.report import write_html

log = logging.getLogger(__name__)
_STAMPS = ".drawn"  # what each picture of a folder was drawn from and by
_POOL_FROM = 4  # fewer pictures are drawn in this process


def write_outputs(
    folder: RunFolder,
    tables: Tables,
    config: Config,
    manifest: dict[str, Any],
    *,
    rejected: pa.Table,
    codebook: pa.Table,
    workers: Workers,
) -> dict[str, Table]:
    """Measure a run and write tables, pictures, workbook and report into its folder.

    Parameters
    ----------
    folder : RunFolder
    tables : Tables
    config : Config
    manifest : dict
        What is known of the run; what was left out is added to it.
    rejected, codebook : pyarrow.Table
        Written beside the tables.
    workers : Workers
        The processes that draw.
    """
    manifest["counts"] = count_whole(tables)[["n", "n_text", "n_cut", "n_employers"]].astype(int).to_dict()
    files = folder.paths() if config.run.engine == "local" else None  # Spark measures by itself
    made, manifest["left_out"] = measure_run(tables, config, files, workers)
    made |= account_tables(manifest)
    made["index"] = index_table(made)
    made = stamp(made, **_facts(manifest, config))
    with ThreadPoolExecutor(1) as beside:  # other processes draw; this one writes meanwhile
        drawing = beside.submit(draw_figures, made, folder.path / "figures", config, workers)
        _clear(folder.path / "tables", {f"{name}.csv" for name in (*made, "notes")})
        write_csv(notes_frame(made), folder.path / "tables" / "notes.csv")
        for name, table in made.items():
            write_csv(table.frame, folder.path / "tables" / f"{name}.csv")
        write_excel(named_sheets(made), folder.path / "tables.xlsx", config.show.sheet_rows)
        write_csv(codebook.to_pandas(), folder.path / "codebook.csv")
        (folder.path / "rejected.csv").unlink(missing_ok=True)
        if rejected.num_rows:
            write_csv(rejected.to_pandas(), folder.path / "rejected.csv")
        figures = drawing.result()
    report = build_report(made, figures, manifest)
    write_html(with_examples(report, tables) if config.show.examples else report, folder.path / "report.html")
    return made


def _facts(manifest: Mapping[str, Any], config: Config) -> dict[str, Any]:
    """Return what of a run goes with each of its tables."""
    return {name: manifest.get(name) for name in ("lexicon", "tagger")} | {"settings": asdict(config.measure)}


def scarcity_table(
    done: Run, supply: str | Path | None = None, by: str | Sequence[str] = "area", **options: Any
) -> Table:
    """Return the scarce posts of a run, see :func:`jobmine.measure.scarcity.scarcity_table`.

    Parameters
    ----------
    done : Run
    supply : path, optional
        A supply table in place of that of the run.
    by : str or sequence of str
        What posts are compared within.
    **options
        Further options of the measure.
    """
    tables = done.beside(supply=read_supply(supply)) if supply else done
    return scarcity.scarcity_table(tables, by, **options)


def compare_runs(
    old: Run,
    new: Run,
    what: str = TERMS,
    where: str | None = None,
    *,
    top_n: int | None = None,
    shared: bool = True,
    within: str | None = None,
    anyway: bool = False,
) -> Table:
    """Return what changed from one run to another, see :func:`jobmine.measure.compare.edition_table`.

    Parameters
    ----------
    old, new : Run
    what : str
        ``terms``, or a dimension: ``post``, ``occupation``, ``city``, ``industry`` …
    where : str, optional
        Condition: a subset of both scopes.
    top_n : int, optional
        Length of the list that items enter and leave.
    shared : bool
        Count only the platforms that both runs have.
    within : str, optional
        For terms: only changes within ``post``, ``occupation``, ``platform`` …
    anyway : bool
        Compare runs that were not made alike, with a mark in every row.

    Raises
    ------
    ConfigError
        If lexicon, tagger, extraction, normalisation or scope differ, period excepted, or no platform is in both.
    """
    settings = Config.from_dict(new.manifest["settings"]).measure
    found = run_differences(old.manifest, new.manifest)
    said = check_alike(found, what, anyway=anyway)
    table = edition_table(old, new, what, where, top_n=top_n, shared=shared, within=within, config=settings)
    return mark_unlike(table, found, said)


def draw_figures(made: Mapping[str, Table], folder: Path, config: Config, workers: Workers) -> dict[str, Path]:
    """Draw the pictures; those that this very program drew of the same rows are kept."""
    chinese_font(config.show.font)  # without any font nothing can be drawn: that is an error
    jobs = plan_figures(made, folder, config=config.show, random_state=config.run.random_state)
    _clear(folder, {path.with_suffix(end).name for path, _ in jobs.values() for end in (".svg", ".png", ".gexf")})
    record = folder / _STAMPS
    before = _read_stamps(record)
    stamps = {path.stem: sha256(_program() + pickle.dumps(draw)).hexdigest() for path, draw in jobs.values()}
    kept = {
        path.stem: stamps[path.stem]
        for path, _ in jobs.values()
        if before.get(path.stem) == stamps[path.stem] and path.with_suffix(".png").exists()
    }
    _write_stamps(record, kept)  # what is broken off from here on is drawn anew next time
    left = {path.stem: draw for path, draw in jobs.values() if path.stem not in kept}
    if workers.count == 1 or len(left) < _POOL_FROM:
        drawn = {name: _drawn(draw) for name, draw in left.items()}
    else:
        begun = {name: workers.submit(_drawn, draw) for name, draw in left.items()}
        drawn = {name: drawing.result() for name, drawing in begun.items()}
    _write_stamps(record, {name: stamp for name, stamp in stamps.items() if drawn.get(name, True)})
    log.info("pictures drawn: %d of %d", sum(drawn.values()), len(jobs))
    return {name: path for name, (path, _) in jobs.items() if path.exists()}


def _read_stamps(record: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _write_stamps(record: Path, stamps: Mapping[str, str]) -> None:
    with replacing(record) as unfinished:
        unfinished.write_text(json.dumps(stamps, ensure_ascii=False, indent=0), encoding="utf-8")


@cache
def _program() -> bytes:
    """Return a hash of the code that measures and draws, and of the data that says how: what a picture depends on."""
    files = [*Path(__file__).parents[1].rglob("*.py"), *data_path("report").iterdir()]
    return fingerprint(__version__, *(file_hash(file) for file in sorted(files) if file.is_file())).encode()


def _drawn(draw: Callable[[], Any]) -> bool:
    """Draw one picture; a character that the font lacks costs this picture, not the run."""
    try:
        draw()
    except FontError as error:
        log.warning("a picture is left out: %s", error)
        return False
    return True


def _clear(folder: Path, keep: set[str]) -> None:
    """Remove what an earlier run left in a folder of ours and this one does not write again."""
    for path in folder.iterdir():
        if path.name not in keep and path.suffix in (".csv", ".png", ".svg", ".gexf"):
            path.unlink()
