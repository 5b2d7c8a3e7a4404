"""`jobmine majors`: what a major leads to, and advice on majors by rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.tables import RunFolder, Where, open_folder
from jobmine.errors import ConfigError

if TYPE_CHECKING:
    from jobmine.measure.table import Table


def majors_cli(
    folder: RunFolder,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件夹：CSV 与 majors.xlsx。A folder for the tables.")],
    major: Annotated[str, typer.Option(help="专业名称或代码：给职业面向。A major, by name or code.")] = "",
    school_level: Annotated[str, typer.Option(help="中职、高职、职业本科、本科。School level.")] = "",
    plan: Annotated[
        Path | None, typer.Option(help="两期招生计划（专业、办学层次、时期、招生计划）：给设置建议。Enrolment plans.")
    ] = None,
    where: Where = None,
) -> None:
    """专业：职业面向（附代码与证据）、专业与职业对照、设置建议。Careers of a major with codes; advice by rule."""
    if not major and not school_level:
        raise ConfigError("give --major, --school-level, or both")
    if out.suffix:
        raise ConfigError(f"-o {str(out)!r}; allowed: a folder")
    from jobmine.measure.advice import advice_table
    from jobmine.measure.career import career_table, map_table
    from jobmine.measure.majors import major_table
    from jobmine.measure.table import write_excel
    from jobmine.read.forms import read_supply

    run, config = open_folder(folder)
    tables = run.beside(supply=read_supply(plan)) if plan else run
    made: dict[str, tuple[str, Table]] = {}
    if major:
        made["career"] = ("职业面向", career_table(tables, major, school_level, where, config=config))
        made["major_map"] = ("专业与职业对照", map_table(major, school_level))
    if school_level:
        made["majors"] = ("专业需求", major_table(tables, where=where, school_level=school_level, config=config))
        if plan or tables.has("supply"):
            made["advice"] = ("设置建议", advice_table(tables, school_level, where, config=config))
    for name, (_, table) in made.items():
        table.to_csv(out / f"{name}.csv")
        typer.echo(f"{len(table.frame)} 行 → {out / f'{name}.csv'}")
        for note in table.meta["notes"]:
            typer.echo(f"  {note}")
    write_excel(dict(made.values()), out / "majors.xlsx")
