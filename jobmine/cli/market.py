"""`jobmine market`, `jobmine trends`, `jobmine compare`: supply and demand, pay, time and editions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import parse_dimensions
from jobmine.cli.tables import By, Mine, RunFolder, TableFile, Top, Where, open_folder, write_table

if TYPE_CHECKING:
    from jobmine.measure.table import Table


def market_cli(
    folder: RunFolder,
    out: TableFile,
    table: Annotated[
        str,
        typer.Option(
            help="哪张表：market flows pay conditions ladder employers types dispersion places weighs match"
            " complements。Which table."
        ),
    ] = "market",
    supply: Annotated[Path | None, typer.Option(help="供给表，替代运行时给的。A supply table, over the run's.")] = None,
    flows: Annotated[
        Path | None, typer.Option(help="流动表，替代运行时给的。People who moved, over the run's.")
    ] = None,
    by: By = None,
    where: Where = None,
    over: Annotated[
        str | None, typer.Option(help="places 表：按什么比结构，如 occupation。What structures are of.")
    ] = None,
    step: Annotated[str | None, typer.Option(help="ladder 表：experience 或 seniority。The steps.")] = None,
    top: Top = None,
    mine: Mine = "",
) -> None:
    """市场：供需比、求人倍率、流动、薪酬、条件、阶梯、行业看重什么。Supply and demand, flows, pay, ladders."""
    from jobmine.measure.listing import keep_top
    from jobmine.measure.market_suite import MARKET_TABLES
    from jobmine.measure.suite import make_table
    from jobmine.read.forms import read_flows, read_supply

    run, config = open_folder(folder)
    beside = {"supply": read_supply(supply)} if supply else {}
    beside |= {"flows": read_flows(flows)} if flows else {}
    made = make_table(
        table,
        MARKET_TABLES,
        run.beside(**beside) if beside else run,
        by=parse_dimensions(by),
        where=where,
        over=over,
        step=step,
        config=config,
    )
    _told(keep_top(made, top, mine), out)


def trends_cli(
    folder: RunFolder,
    out: TableFile,
    table: Annotated[
        str, typer.Option(help="哪张表：trends 逐期，emerging 上升与下降的要求，polarisation 薪酬三分位。Which table.")
    ] = "trends",
    by: By = None,
    where: Where = None,
    period: Annotated[str | None, typer.Option(help="起止，如 2024-10:2025-03。From and to.")] = None,
    unit: Annotated[str, typer.Option(help="month、quarter 或 year。The length of a period.")] = "month",
    expiry: Annotated[
        int | None, typer.Option(help="只见过一次的职位按在招几天计。Days open of a posting seen once.")
    ] = None,
    across: Annotated[bool, typer.Option("--across", help="跨来源变动也给增长。Growth across a break too.")] = False,
    old: Annotated[str | None, typer.Option(help="emerging、polarisation：前期。The earlier period.")] = None,
    new: Annotated[str | None, typer.Option(help="emerging、polarisation：后期。The later period.")] = None,
    within: Annotated[
        str | None, typer.Option(help="emerging：只看同一岗位群、平台等内部的变化。Changes within role, platform …")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="emerging：只看一类。One kind of term.")] = None,
    top: Top = None,
    mine: Mine = "",
) -> None:
    """趋势：恒定来源口径的新增与在招，上升与下降的要求。Flow and stock on constant sources, rising and fading terms."""
    from jobmine.measure.listing import keep_top
    from jobmine.measure.market_suite import TREND_TABLES
    from jobmine.measure.suite import make_table

    run, config = open_folder(folder)
    made = make_table(
        table,
        TREND_TABLES,
        run,
        by=by if table == "polarisation" else parse_dimensions(by),
        where=where,
        period=period,
        unit=unit,
        expiry=expiry,
        across=across or None,
        old=old,
        new=new,
        within=within,
        kind=kind,
        config=config,
    )
    _told(keep_top(made, top, mine), out)


def compare_cli(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="前一版的结果文件夹。The run of the edition before.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="本版的结果文件夹。The run of this edition.")],
    out: TableFile,
    what: Annotated[
        str, typer.Option(help="比什么：terms，或一个维度，如 post occupation city industry。What is compared.")
    ] = "terms",
    where: Where = None,
    top: Annotated[int | None, typer.Option(min=1, help="名单的长度：进出按前 N 项计。Length of the lists.")] = None,
    within: Annotated[
        str | None, typer.Option(help="terms：只看同一岗位、职业、平台内部的差。Within post, occupation, platform.")
    ] = None,
    all_sources: Annotated[
        bool, typer.Option("--all-sources", help="也计只有一版有的平台。Count platforms of one run only, too.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="词表、标注器或设置不同也比较，并注明。Compare unlike runs, and say so.")
    ] = False,
) -> None:
    """两版比较：新增、退出、位次、占比之差、薪资增幅。Two editions: entered, left, ranks, differences, pay."""
    from jobmine.pipeline.reporting import compare_runs
    from jobmine.pipeline.runs import open_run

    made = compare_runs(
        open_run(old),
        open_run(new),
        what,
        where=where,
        top_n=top,
        shared=not all_sources,
        within=within,
        anyway=anyway,
    )
    _told(made, out)


def _told(table: Table, out: Path) -> None:
    """Write a table and print its notes: a CSV has no room for them."""
    write_table(table, out)
    for note in table.meta["notes"]:
        typer.echo(f"  {note}")
