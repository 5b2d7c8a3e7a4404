"""`jobmine tasks`: typical tasks and the 职业能力分析表 of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import RunFolder, Where
from jobmine.errors import ConfigError


def tasks_cli(
    folder: RunFolder,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件：.xlsx（职业能力分析表）或 .csv（任务清单）。")],
    by: Annotated[str, typer.Option(help="role 岗位群，post 岗位。Whose tasks.")] = "role",
    where: Where = None,
) -> None:
    """典型工作任务与职业能力分析表（候选）。Typical tasks, and the table for an expert meeting."""
    if out.suffix not in (".xlsx", ".csv"):
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .xlsx or .csv")
    from jobmine.measure.tasks import ability_table, task_table
    from jobmine.pipeline.runs import open_run
    from jobmine.show.abilities import write_abilities

    done = open_run(folder)
    if not done.has("tasks"):
        raise ConfigError(f"{str(folder)!r} has no tasks: its postings state no duties, or have no texts")
    if out.suffix == ".csv":
        made = task_table(done, by, where)
        made.to_csv(out)
    else:
        made = ability_table(done, by, where)
        write_abilities(made, out)
    typer.echo(f"{len(made.frame)} 行 → {out}")
