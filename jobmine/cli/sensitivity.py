"""`jobmine sensitivity`: how far shares rest on rules of counting, and on errors of extraction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import RunFolder, Where
from jobmine.cli.weights import OutFolder, write_tables


def sensitivity_cli(
    folder: RunFolder,
    out: OutFolder,
    accuracy: Annotated[
        Path | None,
        typer.Option(help="`jobmine evaluate GOLD.jsonl --json` 的输出：另给误差校正后的占比。To correct shares by."),
    ] = None,
    where: Where = None,
    top: Annotated[int | None, typer.Option(min=1, help="稳健性表的词项数。Terms of the table.")] = None,
) -> None:
    """稳健性：去重、来源、任职要求的口径；误差校正后的占比。Shares under other rules, and corrected for errors."""
    from jobmine.pipeline import open_run
    from jobmine.robustness import check_robustness

    write_tables(check_robustness(open_run(folder), where, accuracy=accuracy, top_n=top), out, "sensitivity")
