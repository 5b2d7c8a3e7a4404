"""`jobmine review`: the workbook of a run that a person corrects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import RunFolder


def review_cli(
    folder: RunFolder,
    out: Annotated[Path, typer.Option("-o", "--out", help="新文件 .xlsx，不会覆盖已有的。A new .xlsx file.")] = Path(
        "review.xlsx"
    ),
) -> None:
    """列出词项、岗位、岗位群和未归并的标签供人工更正。Terms, posts, roles and labels for a person to correct."""
    from jobmine.pipeline.review import write_review
    from jobmine.pipeline.runs import open_run

    write_review(open_run(folder), out)
    typer.echo(f"{out}：填好“动作”和“改为”后，用 jobmine run … --resume --corrections {out} 重做")
