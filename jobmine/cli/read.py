"""`jobmine read`: files of any size to typed postings."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import Columns, ConfigFile, Inputs, Workers, load_config, parse_columns, progress_bars

if TYPE_CHECKING:
    from jobmine.config import Config


def read_cli(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件（.parquet）。The postings table.")],
    columns: Columns = None,
    config: ConfigFile = None,
    workers: Workers = None,
    show_duplicates: Annotated[
        Path | None,
        typer.Option(help="近似重复的例子（.csv），供选择 near_duplicates 的界限。Examples of near duplicates by cut."),
    ] = None,
) -> None:
    """读入并规范招聘文件。Read files and type every field; rejected rows and repeats stand beside the result."""
    settings = load_config(config).override(run__workers=workers)
    read(inputs, out, parse_columns(columns), settings, show_duplicates)


def read(inputs: list[str], out: Path, columns: dict[str, str], config: Config, show_duplicates: Path | None) -> None:
    """Read, write the postings, the rejected rows and what repeats what; say what was taken for what."""
    import pyarrow as pa

    from jobmine.engines.local import LocalEngine
    from jobmine.measure.table import replacing, write_csv
    from jobmine.normalise.duplicates import example_pairs, find_duplicates
    from jobmine.pipeline.steps import read_files
    from jobmine.tables import write_parquet

    with progress_bars() as progress, TemporaryDirectory(prefix=".jobmine-", dir=out.parent) as folder:
        engine = LocalEngine(config.run.workers, progress("read"))
        found = read_files(inputs, Path(folder), columns=columns, config=config, engine=engine)
        postings = found.dataset("postings")
        duplicate_of = find_duplicates(postings, config.normalise.near_duplicates)
        with replacing(out) as unfinished:
            write_parquet(postings, unfinished)
        ids = postings.to_table(columns=["posting_id"])["posting_id"]
        repeats = pa.table({"posting_id": ids, "duplicate_of": duplicate_of}).filter(duplicate_of.is_valid())
        rejected = found.table("rejected")
        pairs = example_pairs(postings) if show_duplicates else None
    for name, table in (("rejected", rejected), ("duplicates", repeats)):
        beside = out.with_name(f"{out.stem}.{name}.csv")
        beside.unlink(missing_ok=True)
        if table.num_rows:
            write_csv(table.to_pandas(), beside)
    if show_duplicates and pairs is not None:
        write_csv(pairs.to_pandas(), show_duplicates)
    for column in found.mapping:
        typer.echo(f"{column.source}: {column.column} → {column.field or '（忽略 ignored）'}  {column.why}")
    kept, bad = len(ids), rejected.num_rows
    typer.echo(f"read {kept + bad}, kept {kept}, rejected {bad}, duplicates {repeats.num_rows}")
