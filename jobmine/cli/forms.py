"""`jobmine template` and `jobmine config`: what a user fills in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.config import Config
from jobmine.errors import ConfigError


def template_cli(
    name: Annotated[
        str,
        typer.Argument(
            help="供给 supply、流动 flows、课程 courses、官方总量 totals、更正 corrections、词表 lexicon、"
            "指标体系 indicators、论断 claims、专业与职业对照 major_map。"
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="结果文件（.xlsx 或 .tsv）。Default NAME.xlsx.")
    ] = None,
) -> None:
    """生成空白表格（含一行示例）。Write a blank form with one filled row."""
    from jobmine.show.forms import FORMS, write_form

    if name not in FORMS:
        raise ConfigError(f"template {name!r}; allowed: {', '.join(FORMS)}")
    target = out or Path(f"{name}.xlsx")
    write_form(name, target)
    typer.echo(f"{target}")


def config_cli(
    out: Annotated[Path | None, typer.Option("-o", "--out", help="写入文件。Write to a file.")] = None,
) -> None:
    """显示全部设置及默认值（TOML）。Every setting with its default, as TOML."""
    if out is None:
        typer.echo(Config().to_toml())
    else:
        out.write_text(Config().to_toml(), encoding="utf-8")
        typer.echo(f"{out}")
