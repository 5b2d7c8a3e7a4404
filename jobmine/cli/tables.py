"""`jobmine demand`, `jobmine scarcity`, `jobmine wordcloud`: tables and pictures of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import parse_dimensions
from jobmine.errors import ConfigError

if TYPE_CHECKING:
    from jobmine.measure.table import Table

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="结果文件夹。A finished run folder.")]
TableFile = Annotated[Path, typer.Option("-o", "--out", help="结果文件：.csv 或 .xlsx。The table.")]
By = Annotated[str | None, typer.Option(help="分组维度。Dimensions, as industry or role,city.")]
Where = Annotated[str | None, typer.Option(help="对 postings 列的一个 SQL 表达式。One SQL expression.")]


def demand_cli(
    folder: RunFolder,
    out: TableFile,
    by: By = None,
    where: Where = None,
    against: Annotated[str | None, typer.Option(help="market 或 SQL 表达式。A group to compare with.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="只列一类：knowledge skill quality certificate major。One kind.")
    ] = None,
    top: Annotated[int | None, typer.Option(help="每组前 N 项。Rows of a list.")] = None,
) -> None:
    """需求清单：各组要求什么、占比与区间。What each group asks for, with shares and intervals."""
    from jobmine.measure.demand import demand_table
    from jobmine.pipeline import open_run

    _write(
        demand_table(open_run(folder), parse_dimensions(by), where=where, against=against, kind=kind, top_n=top), out
    )


def scarcity_cli(
    folder: RunFolder,
    out: TableFile,
    supply: Annotated[Path | None, typer.Option(help="供给表，替代运行时给的。A supply table, over the run's.")] = None,
    by: By = None,
) -> None:
    """紧缺岗位（有供给数据时）。Scarce posts, where there is supply."""
    from jobmine.pipeline import open_run
    from jobmine.reporting import scarcity_table

    _write(scarcity_table(open_run(folder), supply, parse_dimensions(by) or "area"), out)


def wordcloud_cli(
    folder: RunFolder,
    out: Annotated[Path, typer.Option("-o", "--out", help="图片（.png）。The picture.")],
    kind: Annotated[str | None, typer.Option(help="只画一类。One kind of term.")] = None,
    where: Where = None,
    font: Annotated[str, typer.Option(help="字体文件。A font file.")] = "",
    words: Annotated[int, typer.Option(help="词数。Words.")] = 100,
) -> None:
    """词云：按占比定大小。A word cloud, words sized by their share."""
    from jobmine.measure.demand import demand_table
    from jobmine.pipeline import open_run
    from jobmine.show import draw_cloud

    table = demand_table(open_run(folder), ("all",), where=where, kind=kind, top_n=words)
    draw_cloud(table, out, font=font, max_words=words)
    typer.echo(f"{out}")


def _write(table: Table, out: Path) -> None:
    if out.suffix == ".csv":
        table.to_csv(out)
    elif out.suffix == ".xlsx":
        table.to_excel(out)
    else:
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .csv or .xlsx")
    typer.echo(f"{len(table.frame)} 行 → {out}")
