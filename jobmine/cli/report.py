"""`jobmine report` and `jobmine profile`: documents of a finished run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import RunFolder
from jobmine.errors import ConfigError


def report_cli(
    folder: RunFolder,
    formats: Annotated[
        str, typer.Option("--format", help="html、docx、xlsx，逗号隔开。Which files.")
    ] = "html,docx,xlsx",
    template: Annotated[
        str,
        typer.Option(help="调研报告、专业设置论证、岗位画像，或带占位符的 .docx。Outline or own file."),
    ] = "",
    materials: Annotated[
        Path | None,
        typer.Option(help="自备材料的文件夹：政策.docx、布点.xlsx、毕业生.xlsx。Your own parts."),
    ] = None,
    alignment: Annotated[
        Path | None,
        typer.Option(help="jobmine align 的结果文件夹；默认用结果文件夹里的 alignment。What `jobmine align` wrote."),
    ] = None,
    title: Annotated[str, typer.Option(help="标题。Title.")] = "",
    organisation: Annotated[str, typer.Option(help="编制单位。Who hands it in.")] = "",
    no_examples: Annotated[bool, typer.Option("--no-examples", help="不引用招聘原文。Quote no postings.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="文件夹，或一种格式的文件；默认写进结果文件夹。Where to.")
    ] = None,
) -> None:
    """报告：HTML、Word（调研报告六章）、Excel。The report of a finished run."""
    from jobmine.pipeline.documents import write_report
    from jobmine.pipeline.runs import open_run

    kinds = tuple(part.strip() for part in formats.split(",") if part.strip())
    for path in write_report(
        open_run(folder),
        formats=kinds,
        template=template,
        materials=materials,
        alignment=alignment,
        title=title,
        organisation=organisation,
        examples=not no_examples,
        out=out,
    ):
        typer.echo(f"{path}")


def profile_cli(
    folder: RunFolder,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="结果文件：.html、.docx 或 .png。The profile.")
    ] = None,
    role: Annotated[str, typer.Option(help="岗位群。A role.")] = "",
    post: Annotated[str, typer.Option(help="岗位。A post.")] = "",
    employer: Annotated[str, typer.Option(help="用人单位。An employer.")] = "",
    jd: Annotated[
        Path | None,
        typer.Option("--jd", help="自己的招聘启事（.docx、.txt、.pdf）：与市场对照并检查。Your own posting."),
    ] = None,
    pay: Annotated[str, typer.Option(help="自己的薪资，如 9-12K。Its pay, with --jd.")] = "",
    city: Annotated[str, typer.Option(help="自己的工作城市。Its city, with --jd or --draft.")] = "",
    employers: Annotated[
        str, typer.Option(help="只与这些用人单位的职位对照，逗号隔开。Compare with these employers only.")
    ] = "",
    draft: Annotated[
        Path | None, typer.Option(help="可改的招聘启事草稿（.docx），每行注明市场占比。A posting to edit.")
    ] = None,
) -> None:
    """岗位画像：一页纸；--jd 自己的启事与市场对照；--draft 启事草稿。A vacancy profile, your posting, or a draft."""
    from jobmine.pipeline.documents import write_profile
    from jobmine.pipeline.own_posting import write_draft, write_own
    from jobmine.pipeline.runs import open_run

    asked = {name: value for name, value in (("role", role), ("post", post), ("employer", employer)) if value}
    if len(asked) != 1:
        raise ConfigError(f"--role, --post, --employer: {len(asked)} given; needed: exactly one")
    if not (out or draft) or (jd and not out):
        raise ConfigError("-o FILE is needed: where the page goes" if jd else "-o FILE or --draft FILE.docx is needed")
    if (pay and not jd) or ((city or employers) and not (jd or draft)):
        raise ConfigError("--pay goes with --jd, a posting of your own; --city, --employers with --jd or --draft")
    ((dimension, value),) = asked.items()
    names = tuple(name.strip() for name in re.split("[,，、]", employers) if name.strip())
    run = open_run(folder)
    if draft:
        typer.echo(f"{write_draft(run, dimension, value, draft, city=city, employers=names)[0]}")
    if jd and out:
        typer.echo(f"{write_own(run, dimension, value, jd, out, pay=pay, city=city, employers=names)[0]}")
    elif out:
        typer.echo(f"{write_profile(run, dimension, value, out)}")
