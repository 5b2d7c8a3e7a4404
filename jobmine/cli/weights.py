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
    from jobmine.pipeline.folder import Run

OutFolder = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", help="结果文件夹：CSV 与工作簿；不给时存入运行结果，由报告编入。Default: kept in the run."
    ),
]


def weights_cli(
    folder: RunFolder,
    totals: Annotated[
        Path,
        typer.Option(help="官方总量表：按地区、学历、行业、职业的人数。Official totals; `jobmine template totals`."),
    ],
    out: OutFolder = None,
    where: Where = None,
) -> None:
    """覆盖与权重：与官方总量对照，迭代比例拟合，加权与未加权占比并列。Coverage, raking weights, weighted shares."""
    from jobmine.measure.weighting import weight_tables
    from jobmine.read.forms import read_totals

    run, config = open_folder(folder)
    write_tables(run, weight_tables(run, read_totals(totals).to_pandas(), where, config=config), out, "weights")


def write_tables(run: Run, made: Mapping[str, Table], out: Path | None, book: str) -> None:
    """Write tables as CSV and together as a workbook, or keep them in the run, and print their notes."""
    from jobmine.measure.table import write_excel
    from jobmine.pipeline.kept_tables import keep_tables

    if out and out.suffix:
        raise ConfigError(f"-o {str(out)!r}; allowed: a folder")
    if out:
        for name, table in made.items():
            table.to_csv(out / f"{name}.csv")
        write_excel({str(table.meta["title"])[:31]: table for table in made.values()}, out / f"{book}.xlsx")
    paths = [out / f"{name}.csv" for name in made] if out else keep_tables(run, made)
    said: dict[str, None] = {}
    for path, table in zip(paths, made.values(), strict=True):
        typer.echo(f"{len(table.frame)} 行 → {path}")
        said |= dict.fromkeys(table.meta["notes"])
    if not out:
        typer.echo(f"jobmine report {run.path} 把它们编入报告和工作簿。The next report takes them up.")
    for note in said:
        typer.echo(f"  {note}")
