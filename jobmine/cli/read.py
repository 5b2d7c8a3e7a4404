"""`jobmine read`: files to typed postings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.options import Columns, ConfigFile, Inputs, load_config, parse_columns


def read_cli(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件（.parquet）。The postings table.")],
    columns: Columns = None,
    config: ConfigFile = None,
) -> None:
    """读入并规范招聘文件。Read files and type every field; rejected rows stand beside the result."""
    read(inputs, out, columns, config)


def read(inputs: list[Path], out: Path, columns: str | None, config: Path | None) -> None:
    """Read, write the postings and the rejected rows, say what was taken for what."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from jobmine.measure.table import replacing, write_csv
    from jobmine.normalise.duplicates import exact_duplicates
    from jobmine.steps import read_postings

    postings = read_postings(inputs, columns=parse_columns(columns), config=load_config(config))
    with replacing(out) as unfinished:
        pq.write_table(postings.table, unfinished, compression="zstd")
    rejected = out.with_name(f"{out.stem}.rejected.csv")
    rejected.unlink(missing_ok=True)
    if postings.rejected.num_rows:
        write_csv(postings.rejected.to_pandas(), rejected)
    for column in postings.mapping:
        typer.echo(f"{column.source}: {column.column} → {column.field or '（忽略 ignored）'}  {column.why}")
    kept, bad = postings.table.num_rows, postings.rejected.num_rows
    duplicates = len(postings.table) - pc.sum(pc.is_null(exact_duplicates(postings.table))).as_py() if kept else 0
    typer.echo(f"read {kept + bad}, kept {kept}, rejected {bad}, duplicates {duplicates}")
