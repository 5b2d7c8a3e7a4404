"""`jobmine demand`, `jobmine scarcity`, `jobmine wordcloud`: tables and pictures of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import parse_dimensions
from jobmine.errors import ConfigError, JobmineError

if TYPE_CHECKING:
    from jobmine.config import MeasureConfig
    from jobmine.measure.table import Table
    from jobmine.pipeline.folder import Run

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="结果文件夹。A finished run folder.")]
TableFile = Annotated[Path, typer.Option("-o", "--out", help="结果文件：.csv 或 .xlsx。The table.")]
By = Annotated[str | None, typer.Option(help="分组维度。Dimensions, as industry or role,city.")]
Where = Annotated[str | None, typer.Option(help="对 postings 列的一个 SQL 表达式。One SQL expression.")]
Against = Annotated[str | None, typer.Option(help="market 或 SQL 表达式。A group to compare with.")]
Top = Annotated[int | None, typer.Option(min=1, help="每个清单的前 N 项。Rows of each list.")]
Mine = Annotated[str, typer.Option(help="自己的单位、城市、岗位或词项，连同位次列出。One's own row, with its rank.")]


def demand_cli(
    folder: RunFolder,
    out: TableFile,
    table: Annotated[
        str,
        typer.Option(help="哪张表：demand core structure likeness special term_sets breadth majors mix。Which table."),
    ] = "demand",
    by: By = None,
    where: Where = None,
    against: Against = None,
    kind: Annotated[
        str | None, typer.Option(help="只列一类：knowledge skill quality certificate major。One kind.")
    ] = None,
    areas: Annotated[str | None, typer.Option(help="special 表的优先领域。Priority areas, for special.")] = None,
    counting: Annotated[str | None, typer.Option(help="majors 表：fractional 或 full。How majors count.")] = None,
    school_level: Annotated[str | None, typer.Option(help="majors 表：只列一个办学层次。One school level.")] = None,
    top: Top = None,
    mine: Mine = "",
) -> None:
    """需求：词表、核心词、结构、相似、词集、复合、专业。What each group asks for, with shares and intervals."""
    from jobmine.measure.listing import keep_top
    from jobmine.measure.suite import DEMAND_TABLES, make_table

    run, config = open_folder(folder)
    made = make_table(
        table,
        DEMAND_TABLES,
        run,
        by=parse_dimensions(by),
        where=where,
        against=against,
        kind=kind,
        areas=parse_dimensions(areas),
        counting=counting,
        school_level=school_level,
        config=config,
    )
    write_table(keep_top(made, top, mine), out)


def scarcity_cli(
    folder: RunFolder,
    out: TableFile,
    table: Annotated[
        str,
        typer.Option(help="哪张表：scarcity portrait incidence catalogue agreement pressure。Which table."),
    ] = "scarcity",
    supply: Annotated[Path | None, typer.Option(help="供给表，替代运行时给的。A supply table, over the run's.")] = None,
    by: By = None,
    where: Where = None,
    unit: Annotated[str | None, typer.Option(help="按 post occupation role major 哪一种。What is scarce.")] = None,
    last: Annotated[Path | None, typer.Option(help="上一版目录。The last edition of the catalogue.")] = None,
    official: Annotated[Path | None, typer.Option(help="官方紧缺目录。An official list, for agreement.")] = None,
    top: Top = None,
    mine: Mine = "",
) -> None:
    """紧缺岗位、画像、目录；没有供给数据时用 --table pressure。Scarce posts; without supply ask for pressure."""
    from jobmine.measure.listing import keep_top
    from jobmine.measure.suite import SCARCE_TABLES, make_table
    from jobmine.read.forms import read_supply
    from jobmine.read.lists import read_list

    run, config = open_folder(folder)
    made = make_table(
        table,
        SCARCE_TABLES,
        run.beside(supply=read_supply(supply)) if supply else run,
        by=parse_dimensions(by),
        where=where,
        unit=unit,
        last=read_list(last, ("post", "occupation", "role", "major")).to_pandas() if last else None,
        official=read_list(official).to_pandas() if official else None,
        config=config,
    )
    write_table(keep_top(made, top, mine), out)


def wordcloud_cli(
    folder: RunFolder,
    out: Annotated[Path, typer.Option("-o", "--out", help="图片（.png）。The picture.")],
    kind: Annotated[str | None, typer.Option(help="只画一类。One kind of term.")] = None,
    where: Where = None,
    against: Annotated[
        str | None, typer.Option(help="market 或 SQL 表达式：并排画两组各自多要求什么。What either asks for more.")
    ] = None,
    font: Annotated[str, typer.Option(help="字体文件。A font file.")] = "",
    words: Annotated[int, typer.Option(help="词数。Words.")] = 100,
) -> None:
    """词云：按占比定大小；PNG 旁另存 SVG。A word cloud, words sized by their share, as PNG and SVG."""
    from jobmine.measure.demand import demand_table
    from jobmine.pipeline.runs import open_run
    from jobmine.show.clouds import draw_cloud, draw_cloud_pair

    if out.suffix.lower() not in (".png", ".svg"):
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .png; the .svg is written beside it")
    try:
        if against:
            table = demand_table(open_run(folder), ("all",), where=where, against=against, kind=kind)
            names = (where or "范围内", "范围外" if against == "market" else against)
            draw_cloud_pair(table, out.with_suffix(".png"), names=names, font=font, max_words=words)
        else:
            table = demand_table(open_run(folder), ("all",), where=where, kind=kind, top_n=words)
            draw_cloud(table, out.with_suffix(".png"), font=font, max_words=words)
    except ValueError as error:
        if isinstance(error, JobmineError):
            raise
        raise ConfigError(str(error)) from error
    typer.echo(f"{out}")


def open_folder(folder: Path) -> tuple[Run, MeasureConfig]:
    """Open a run with the settings that it was made with."""
    from jobmine.config import Config
    from jobmine.pipeline.runs import open_run

    run = open_run(folder)
    return run, Config.from_dict(run.manifest["settings"]).measure


def write_table(table: Table, out: Path) -> None:
    """Write a table as its file's ending says, and tell where."""
    if out.suffix == ".csv":
        table.to_csv(out)
    elif out.suffix == ".xlsx":
        table.to_excel(out)
    else:
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .csv or .xlsx")
    typer.echo(f"{len(table.frame)} 行 → {out}")
