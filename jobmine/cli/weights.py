"""`jobmine weights`: postings weighted to official totals."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.tables import RunFolder, Where, open_folder
from jobmine.errors import ConfigError

if TYPE_CHECKING:
    from jobmine.measure.table import Table

OutFolder = Annotated[Path, typer.Option("-o", "--out", help="结果文件夹：CSV 与工作簿。A folder for the tables.")]


def weights_cli(
    folder: RunFolder,
    totals: Annotated[
        Path,
        typer.Option(help="官方总量表：按地区、学历、行业、职业的人数。Official totals; `jobmine template totals`."),
    ],
    out: OutFolder,
    where: Where = None,
) -> None:
    """覆盖与权重：与官方总量对照，迭代比例拟合，加权与未加权占比并列。Coverage, raking weights, weighted shares."""
    from jobmine.measure.weighting import weight_tables
    from jobmine.read.forms import read_totals

    run, config = open_folder(folder)
    write_tables(weight_tables(run, read_totals(totals).to_pandas(), where, config=config), out, "weights")


def write_tables(made: Mapping[str, Table], out: Path, book: str) -> None:
    """Write tables as CSV and together as a workbook, and print their notes."""
    from jobmine.measure.table import write_excel

    if out.suffix:
        raise ConfigError(f"-o {str(out)!r}; allowed: a folder")
    said: dict[str, None] = {}
    for name, table in made.items():
        table.to_csv(out / f"{name}.csv")
        typer.echo(f"{len(table.frame)} 行 → {out / f'{name}.csv'}")
        said |= dict.fromkeys(table.meta["notes"])
    write_excel({str(table.meta["title"])[:31]: table for table in made.values()}, out / f"{book}.xlsx")
    for note in said:
        typer.echo(f"  {note}")
