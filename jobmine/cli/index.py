"""`jobmine index`: a composite index from data and an indicator tree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import Mine, TableFile, Top
from jobmine.errors import ConfigError


def index_cli(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="数据：一行一个单位，一列一个指标。A row a unit.")],
    tree: Annotated[
        Path, typer.Argument(metavar="TREE", help="指标体系：维度、指标、方向、数据来源[、权重]。The indicator tree.")
    ],
    out: TableFile,
    weights: Annotated[str, typer.Option(help="权重：critic correlation equal given。Weights.")] = "critic",
    method: Annotated[str, typer.Option(help="合成：topsis 或 sum。How indicators are joined.")] = "topsis",
    unit: Annotated[str, typer.Option(help="单位名称所在的列，默认第一列。The column of names.")] = "",
    within: Annotated[str, typer.Option(help="另给组内位次的列，如 国家。Rank inside its groups too.")] = "",
    top: Top = None,
    mine: Mine = "",
) -> None:
    """综合指数：得分、位次、组内位次和全部权重。A composite index: scores, ranks, and every weight."""
    if out.suffix not in (".xlsx", ".csv"):
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .xlsx or .csv")
    from jobmine.measure.index_table import index_tables
    from jobmine.measure.listing import keep_top
    from jobmine.measure.table import write_excel
    from jobmine.read.indicators import read_tree, read_units

    rows = read_tree(tree)
    made = index_tables(read_units(data, rows, unit, within), rows, weights=weights, method=method, within=within)
    made["scores"] = keep_top(made["scores"], top, mine)
    if out.suffix == ".xlsx":
        write_excel({str(table.meta["title"]): table for table in made.values()}, out)
    else:
        beside = out.with_name(f"{out.stem}_权重.csv")
        made["scores"].to_csv(out)
        made["weights"].to_csv(beside)
        typer.echo(f"{len(made['weights'].frame)} 行 → {beside}")
    typer.echo(f"{len(made['scores'].frame)} 行 → {out}")
    for note in made["scores"].meta["notes"]:
        typer.echo(f"  {note}")
