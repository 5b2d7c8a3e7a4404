"""`jobmine sensitivity`: how far shares rest on rules of counting, and on errors of extraction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.options import Workers
from jobmine.cli.tables import RunFolder, Where
from jobmine.cli.weights import OutFolder, write_tables


def sensitivity_cli(
    folder: RunFolder,
    out: OutFolder = None,
    accuracy: Annotated[
        Path | None,
        typer.Option(help="`jobmine evaluate GOLD.jsonl --json` 的输出：另给误差校正后的占比。To correct shares by."),
    ] = None,
    where: Where = None,
    top: Annotated[int | None, typer.Option(min=1, help="稳健性表的词项数。Terms of the table.")] = None,
    sample: Annotated[
        int,
        typer.Option(
            min=0, max=50_000, help="重新提取这么多职位，并列各部分全文与其他标注器。Postings extracted anew."
        ),
    ] = 0,
    workers: Workers = None,
) -> None:
    """稳健性：去重、来源、要求的口径、标注器；误差校正后的占比。Shares under other rules, and corrected for errors."""
    from jobmine.pipeline.robustness import check_robustness
    from jobmine.pipeline.runs import open_run

    run = open_run(folder)
    made = check_robustness(
        run, where, accuracy=accuracy, top_n=top, sample=sample, workers=1 if workers is None else workers
    )
    write_tables(run, made, out, "sensitivity")
