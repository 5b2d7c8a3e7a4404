"""`jobmine survey`: the tables of a questionnaire."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.options import parse_dimensions
from jobmine.errors import ConfigError


def survey_cli(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="问卷导出，一行一份答卷（问卷星 xlsx、csv）。A row an answer.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。The folder of tables.")],
    questions: Annotated[
        Path | None, typer.Option(help="核对过的题目表，默认用结果文件夹里的 题目.xlsx。Confirmed question types.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="分组题的题号，如 1,2。Questions that make groups.")] = None,
    logit: Annotated[str, typer.Option(help="logit 因变量的题号，矩阵题写 7:条目。The outcome.")] = "",
    cut: Annotated[str, typer.Option(help="因变量的分界：达到该分数（或选该项）记 1。Where 1 begins.")] = "",
    predictors: Annotated[str | None, typer.Option(help="自变量的题号，如 1,2,5。Predictors.")] = None,
    part: Annotated[
        str, typer.Option(help="调查对象，决定报告里的位置：毕业生、用人单位、访谈。Who was asked.")
    ] = "毕业生",
) -> None:
    """问卷：单选、多选、量表、排序、交叉表与检验、logit。Tables of a survey, cross tables with tests, a logit."""
    if bool(logit) != bool(cut):
        raise ConfigError("--logit 与 --cut 要一起给。--logit and --cut go together, as --logit 8 --cut 5")
    from jobmine.pipeline.surveys import QUESTIONS, write_survey

    made = write_survey(
        file,
        out,
        questions=questions,
        by=parse_dimensions(by) or (),
        logit=logit,
        cut=cut,
        predictors=parse_dimensions(predictors) or (),
        part=part,
    )
    for row in made["survey_questions"].frame.to_dict("records"):
        doubt = f"（请核对：{row['doubt']}）" if row["doubt"] else ""
        typer.echo(f"{row['question']} {row['title']}：{row['kind']}，答 {row['n']}，未答 {row['missing']}{doubt}")
    for note in made["survey_logit"].meta["notes"] if "survey_logit" in made else ():
        typer.echo(f"  {note}")
    typer.echo(f"{len(made)} 张表 → {out}；题型若有误，改 {out / QUESTIONS} 后重做")
