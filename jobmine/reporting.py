"""A run's tables measured, drawn and written: what stands in the run folder for people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from jobmine._version import __version__
from jobmine.config import Config
from jobmine.data import path as data_path
from jobmine.engine import Tables
from jobmine.engines.workers import Workers
from jobmine.errors import ConfigError, FontError
from jobmine.folder import Run, RunFolder, file_hash, fingerprint
from jobmine.measure import scarcity
from jobmine.measure.compare import TERMS, check_alike, edition_table, mark_unlike, run_differences
from jobmine.measure.conditions import condition_table
from jobmine.measure.counting import choose_dimensions, count_whole
from jobmine.measure.demand import demand_table
from jobmine.measure.flows import flow_table
from jobmine.measure.ladder import ladder_table
from jobmine.measure.market import market_table
from jobmine.measure.market_suite import trend_tables
from jobmine.measure.overview import overview_tables
from jobmine.measure.pairs import pair_table
from jobmine.measure.pay import pay_table
from jobmine.measure.pressure import pressure_table
from jobmine.measure.role_suite import role_tables
from jobmine.measure.roles import role_table, title_table, transfer_table
from jobmine.measure.scarcity import find_unit
from jobmine.measure.structure_match import match_table
from jobmine.measure.suite import demand_tables, scarce_tables
from jobmine.measure.supply import supply_rows
from jobmine.measure.table import Table, notes_frame, stamp, write_csv, write_excel
from jobmine.measure.tasks import task_table
from jobmine.measure.weighting import weight_tables
from jobmine.read.forms import read_supply
from jobmine.show.accounts import account_tables, index_table, named_as_filed, named_sheets
from jobmine.show.chapters import build_report
from jobmine.show.examples import with_examples
from jobmine.show.figures import CREDENTIALS, plan_figures
from jobmine.show.fonts import chinese_font
from jobmine.show.report import write_html

log = logging.getLogger(__name__)
_STAMP = ".drawn"  # what drew the pictures of a folder
_POOL_FROM = 4  # fewer pictures are drawn in this process


def measure_run(tables: Tables, config: Config) -> tuple[dict[str, Table], dict[str, str]]:
    """Return every table that the inputs allow, and what is left out with what would bring it.

    Parameters
    ----------
    tables : Tables
        The tables of a run.
    config : Config
    """
    settings = config.measure
    by = choose_dimensions(tables, None, settings)
    made: dict[str, Table] = {}
    left_out: dict[str, str] = {}
    for name, table in overview_tables(tables, config=settings).items():
        made[{"post": "posts", "period": "months"}.get(name, f"overview_{name}")] = table
    if tables.has("roles"):
        made |= {"roles": role_table(tables, config=settings), "titles": title_table(tables)}
        if tables.has("mentions"):
            made["transfer"] = transfer_table(tables, config=settings)
    if tables.has("tasks") and tables.has("roles"):
        made["tasks"] = task_table(tables, config=settings, examples=config.show.examples)
    if tables.has("conditions"):
        made["conditions"] = condition_table(tables, by, config=settings)
    made["pay"] = pay_table(tables, by, config=settings)
    if tables.has("roles"):
        made["ladder"] = ladder_table(tables, config=settings)
    made |= (found := trend_tables(tables, config=settings))
    if not found:
        left_out["招聘变化、上升与下降的要求"] = "需要两个月以上的发布时间或采集日期 / needs days in two months or more"
    made |= demand_tables(
        tables, by, school_level=config.scope.school_level, config=settings, random_state=config.run.random_state
    )
    if tables.has("mentions"):
        made["pairs"] = pair_table(tables, config=settings)
        made["credentials"] = _credentials(tables, config)
    else:
        left_out["需求榜、词云、需求结构"] = "需要职位描述文本 / needs texts"
    made |= role_tables(tables, by, config=settings)
    if tables.has("supply"):
        if find_unit(supply_rows(tables)):
            made |= scarce_tables(tables, config=settings, random_state=config.run.random_state)
            if "scarcity" not in made:
                left_out["紧缺度、紧缺人才目录"] = "需要与职位同平台的求职或投递数 / needs seekers or applications"
        else:
            left_out["紧缺岗位"] = "供给表要按岗位、职业、岗位群或专业分列 / supply by post, occupation, role or major"
        made["market"] = market_table(tables, ("post",), config=settings)
        if unit := find_unit(supply_rows(tables), ("major", "occupation")):
            made["match"] = match_table(tables, unit, config=settings)
    else:
        made["pressure"] = pressure_table(tables, config=settings)
        left_out["紧缺岗位、求人倍率"] = "需要供给表 --supply（求职、投递或毕业生人数）/ needs a supply table"
    if tables.has("flows"):
        made["flows"] = flow_table(tables, config=settings)
    else:
        left_out["人员流动"] = "需要流动表 --flows / needs a flows table"
    if tables.has("totals"):
        totals = tables.sql("FROM totals").to_pandas()
        try:
            made |= weight_tables(tables, totals, config=settings)
        except ConfigError as error:
            left_out["覆盖与加权"] = str(error)
    return named_as_filed(made), left_out


def _credentials(tables: Tables, config: Config) -> Table:
    """Return the certificates and majors that the whole sample asks for."""
    asked = demand_table(tables, ("all",), kind=CREDENTIALS, against="", config=config.measure)
    return replace(asked, meta={**asked.meta, "title": "证书与专业要求"})


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
    made, manifest["left_out"] = measure_run(tables, config)
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


def draw_figures(
    made: Mapping[str, Table], folder: Path, config: Config, workers: Workers, *, anew: bool = True
) -> dict[str, Path]:
    """Draw the pictures; unless ``anew``, those that this very program drew with these settings are kept."""
    chinese_font(config.show.font)  # without any font nothing can be drawn: that is an error
    jobs = plan_figures(made, folder, config=config.show, random_state=config.run.random_state)
    _clear(folder, {path.with_suffix(end).name for path, _ in jobs.values() for end in (".svg", ".png", ".gexf")})
    stamp = fingerprint(_program(), config.show.font, config.show.cloud_words, config.run.random_state)
    drawn_by = folder / _STAMP
    anew = anew or not drawn_by.exists() or drawn_by.read_text(encoding="utf-8") != stamp
    drawn_by.unlink(missing_ok=True)  # a drawing that is broken off leaves none
    drawings = [job for path, job in jobs.values() if anew or not path.with_suffix(".png").exists()]
    if workers.count == 1 or len(drawings) < _POOL_FROM:
        drawn = [_drawn(draw) for draw in drawings]
    else:
        drawn = [drawing.result() for drawing in [workers.submit(_drawn, draw) for draw in drawings]]
    drawn_by.write_text(stamp, encoding="utf-8")
    log.info("pictures drawn: %d of %d", sum(drawn), len(jobs))
    return {name: path for name, (path, _) in jobs.items() if path.exists()}


@cache
def _program() -> str:
    """Return a hash of the code that measures and draws, and of the data that says how: what a picture depends on."""
    files = [*Path(__file__).parent.rglob("*.py"), *data_path("report").iterdir()]
    return fingerprint(__version__, *(file_hash(file) for file in sorted(files) if file.is_file()))


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
