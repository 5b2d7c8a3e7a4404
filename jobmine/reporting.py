"""A run's tables measured, drawn and written: what stands in the run folder for people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from jobmine.config import Config
from jobmine.engine import Tables
from jobmine.errors import ConfigError, FontError
from jobmine.folder import Run, RunFolder
from jobmine.measure import scarcity
from jobmine.measure.counting import choose_dimensions, count_whole
from jobmine.measure.demand import demand_table
from jobmine.measure.flows import flow_table
from jobmine.measure.market import market_table
from jobmine.measure.overview import overview_tables
from jobmine.measure.pay import pay_table
from jobmine.measure.pressure import pressure_table
from jobmine.measure.scarcity import find_unit
from jobmine.measure.structure import structure_table
from jobmine.measure.supply import supply_rows
from jobmine.measure.table import Table, new_table, write_csv, write_excel
from jobmine.read.forms import read_supply
from jobmine.show.chapters import build_report
from jobmine.show.examples import find_examples
from jobmine.show.figures import plan_figures
from jobmine.show.fonts import chinese_font
from jobmine.show.report import write_html

log = logging.getLogger(__name__)
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
    made["roles"] = _roles(tables)
    made["pay"] = pay_table(tables, by, config=settings)
    if tables.has("mentions"):
        made["demand"] = demand_table(tables, by, against=settings.against or None, config=settings)
        made["structure"] = structure_table(tables, by, config=settings)
    else:
        left_out["需求榜、词云、需求结构"] = "需要职位描述文本 / needs texts"
    if tables.has("supply"):
        if find_unit(supply_rows(tables)):
            table = scarcity.scarcity_table(tables, config=settings, random_state=config.run.random_state)
            made[table.meta["name"]] = table
        else:
            left_out["紧缺岗位"] = "供给表要按岗位、职业、岗位群或专业分列 / supply by post, occupation, role or major"
        made["market"] = market_table(tables, ("post",), config=settings)
    else:
        made["pressure"] = pressure_table(tables, config=settings)
        left_out["紧缺岗位、求人倍率"] = "需要供给表 --supply（求职、投递或毕业生人数）/ needs a supply table"
    if tables.has("flows"):
        made["flows"] = flow_table(tables, config=settings)
    else:
        left_out["人员流动"] = "需要流动表 --flows / needs a flows table"
    return {name: table for name, table in made.items() if len(table.frame)}, left_out


def write_outputs(
    folder: RunFolder,
    tables: Tables,
    config: Config,
    manifest: dict[str, Any],
    *,
    rejected: pa.Table,
    codebook: pa.Table,
    workers: int,
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
    workers : int
        Processes that draw.
    """
    manifest["counts"] = count_whole(tables)[["n", "n_text", "n_cut", "n_employers"]].astype(int).to_dict()
    made, manifest["left_out"] = measure_run(tables, config)
    _clear(folder.path / "tables", {f"{name}.csv" for name in made})
    for name, table in made.items():
        write_csv(table.frame, folder.path / "tables" / f"{name}.csv")
    write_excel({str(table.meta["title"]): table for table in made.values()}, folder.path / "tables.xlsx")
    write_csv(codebook.to_pandas(), folder.path / "codebook.csv")
    (folder.path / "rejected.csv").unlink(missing_ok=True)
    if rejected.num_rows:
        write_csv(rejected.to_pandas(), folder.path / "rejected.csv")
    figures = _draw(made, folder.path / "figures", config, workers)
    examples = find_examples(tables, made["demand"]) if config.show.examples and "demand" in made else None
    write_html(build_report(made, figures, manifest, examples), folder.path / "report.html")
    return made


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


def write_report(
    done: Run, *, formats: Sequence[str] = ("html",), title: str = "", examples: bool = True
) -> list[Path]:
    """Write the report of a finished run anew.

    Parameters
    ----------
    done : Run
    formats : sequence of str
        ``html``.
    title : str
        Title of the report; empty keeps that of the run.
    examples : bool
        Whether sentences of postings are quoted.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    ConfigError
        If a format is unknown.
    """
    if unknown := set(formats) - {"html"}:
        raise ConfigError(f"report format {', '.join(sorted(unknown))}; allowed: html")
    settings = done.manifest["settings"]
    config = Config.from_dict(settings).override(show__title=title or None)
    made, _ = measure_run(done, config)
    figures = _draw(made, done.path / "figures", config, workers=1)
    sentences = find_examples(done, made["demand"]) if examples and "demand" in made else None
    manifest = {**done.manifest, "settings": config.to_dict()}
    write_html(build_report(made, figures, manifest, sentences), done.path / "report.html")
    return [done.path / "report.html"]


def _draw(made: Mapping[str, Table], folder: Path, config: Config, workers: int) -> dict[str, Path]:
    chinese_font(config.show.font)  # without any font nothing can be drawn: that is an error
    jobs = plan_figures(made, folder, config=config.show, random_state=config.run.random_state)
    _clear(folder, {path.name for path, _ in jobs.values()})
    drawings = [job for _, job in jobs.values()]
    if workers == 1 or len(jobs) < _POOL_FROM:
        drawn = [_drawn(draw) for draw in drawings]
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            drawn = list(pool.map(_drawn, drawings))
    return {name: path for (name, (path, _)), done in zip(jobs.items(), drawn, strict=True) if done}


def _drawn(draw: Callable[[], Any]) -> bool:
    """Draw one picture; a character that the font lacks costs this picture, not the run."""
    try:
        draw()
    except FontError as error:
        log.warning("a picture is left out: %s", error)
        return False
    return True


def _roles(tables: Tables) -> Table:
    frame = tables.sql("FROM roles ORDER BY n DESC, role").to_pandas() if tables.has("roles") else pd.DataFrame()
    if "typical_posts" in frame:
        frame["typical_posts"] = frame["typical_posts"].map("、".join)
    return new_table(
        frame.drop(columns=["family", "nearest_postings"], errors="ignore"),
        name="roles", title="岗位群", unit="职位", own=True,
        formula="岗位名称与要求的向量降维后作 K 均值聚类；群数按轮廓系数选定",
        n=int(frame["n"].sum()) if "n" in frame else 0,
        titles={"role": "岗位群", "silhouette": "轮廓系数", "typical_posts": "典型岗位"},
    )  # fmt: skip


def _clear(folder: Path, keep: set[str]) -> None:
    """Remove what an earlier run left in a folder of ours and this one does not write again."""
    for path in folder.iterdir():
        if path.name not in keep and path.suffix in (".csv", ".png", ".svg"):
            path.unlink()
