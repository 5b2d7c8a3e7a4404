"""`jobmine match`: people beside the posts of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import RunFolder, Where


def match_cli(
    people: Annotated[
        Path,
        typer.Argument(metavar="PEOPLE", help="人员表，一行一人（技能、简历、专业、学历……）。A row a person."),
    ],
    folder: RunFolder,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。The folder of tables.")],
    by: Annotated[
        str, typer.Option(help="post 岗位，role 岗位群，occupation 职业。What people are matched with.")
    ] = "post",
    best: Annotated[int, typer.Option(min=1, help="每人列几个岗位，每岗列几人。Matches of each.")] = 5,
    where: Where = None,
) -> None:
    """人岗匹配（双向）、能力值与常模、培训需求；不输出姓名与编号。People and posts, abilities, training needs."""
    from jobmine.pipeline.matching import match_people
    from jobmine.pipeline.runs import open_run

    made = match_people(people, open_run(folder), by=by, where=where, best=best, out=out)
    found = made["people"].frame
    typer.echo(f"{found['person'].nunique()} 人，{len(made['norms'].frame)} 个岗位 → {out} / people, posts")
    typer.echo(f"最佳匹配度中位数 {found.loc[found['rank'] == 1, 'score'].median():.2f}；人员只以行号表示")
