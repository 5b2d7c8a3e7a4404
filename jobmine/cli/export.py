"""`jobmine export`: what of a run may be handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import RunFolder
from jobmine.errors import ConfigError


def export_cli(
    folder: RunFolder, out: Annotated[Path, typer.Option("-o", "--out", help="写到的文件夹。A folder for the files.")]
) -> None:
    """再利用：不含原文的提取结果、编码表、方法说明（中英）、引用格式。Mentions without texts, methods, citation."""
    if out.suffix:
        raise ConfigError(f"-o {str(out)!r}; allowed: a folder")
    from jobmine.pipeline.export import export_run
    from jobmine.pipeline.runs import open_run

    for path in export_run(open_run(folder), out):
        typer.echo(f"{path}")
