"""`jobmine align`: a training plan beside demand and the teaching standard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.tables import RunFolder, Where
from jobmine.errors import ConfigError

_SHOWN = 12  # courses printed to confirm


def align_cli(
    folder: RunFolder,
    plan: Annotated[list[Path], typer.Option(help="人才培养方案：docx、xlsx、csv、文本 PDF，可给几个。Own plans.")],
    major: Annotated[str, typer.Option(help="专业名称或代码。The major, by name or code.")],
    school_level: Annotated[str, typer.Option(help="中职|高职|职业本科|本科。School level.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。The folder of tables.")],
    standard: Annotated[
        list[Path] | None, typer.Option(help="专业教学标准；不给时用随附的课程名。The standard, over the shipped one.")
    ] = None,
    other: Annotated[list[Path] | None, typer.Option(help="其他学校的方案。Plans of other colleges.")] = None,
    periods: Annotated[
        str | None, typer.Option(help="比较的两期，如 2024-10:2024-12,2025-01:2025-03。Two periods.")
    ] = None,
    where: Where = None,
    no_examples: Annotated[bool, typer.Option("--no-examples", help="不引用招聘原文。Quote no postings.")] = False,
) -> None:
    """方案对照：课程、三方对照、符合度、矩阵、培养规格草案、增强减保留。A plan beside demand and standard."""
    from jobmine.pipeline.curricula import align_plan
    from jobmine.pipeline.runs import open_run

    pair = tuple(part.strip() for part in periods.split(",")) if periods else None
    if pair is not None and len(pair) != 2:
        raise ConfigError(f"--periods {periods!r}; wanted are two, as 2024-10:2024-12,2025-01:2025-03")
    made = align_plan(
        open_run(folder),
        plan,
        standard=standard,
        other=other,
        major=major,
        school_level=school_level,
        where=where,
        periods=(pair[0], pair[1]) if pair else None,
        examples=not no_examples,
        out=out,
    )
    typer.echo("读入的列 / columns understood:")
    for row in made["understood"].frame.drop_duplicates(["head", "role"]).to_dict("records"):
        typer.echo(f"  {row['head']} → {row['role']}")
    own = made["courses"].frame.query("origin == 'own'")
    typer.echo(
        f"课程 {len(own)} 门，学分 {own['credits'].sum():g}，学时 {own['hours'].sum():g} / courses, credits, hours:"
    )
    for row in own.head(_SHOWN).fillna("").to_dict("records"):
        cells = (row[name] for name in ("course", "course_type", "credits", "hours", "term"))
        typer.echo("  " + "｜".join(f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in cells))
    if len(own) > _SHOWN:
        typer.echo(f"  … 全表 / all: {out / 'tables' / 'courses.csv'}")
    for name in ("courses", "conformity"):
        for note in made[name].meta["notes"]:
            typer.echo(f"  {note}")
    states = made["alignment"].frame["action"].value_counts()
    typer.echo(
        f"增 {states.get('增', 0)}，强 {states.get('强', 0)}，减 {states.get('减', 0)}，保留 {states.get('保留', 0)}"
        f"；{len(made)} 张表与附件 → {out} / tables and annex"
    )
