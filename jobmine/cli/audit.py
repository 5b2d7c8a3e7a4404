"""`jobmine audit`: printed figures and sentences against the figures that they rest on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.errors import ConfigError


def audit_cli(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="论断表（kind、inputs、printed）或数字表（人数与占比等）。Claims, or figures."
        ),
    ],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="结果文件：.csv 或 .xlsx。The findings.")] = None,
    tables: Annotated[
        Path | None, typer.Option(help="@表名 所在的文件夹，默认与论断表同一文件夹。Where tables named by @ lie.")
    ] = None,
) -> None:
    """核查：合计、占比、增幅、位次、趋势、文字中的分数与倍数。Audit of printed figures and sentences."""
    if out is not None and out.suffix not in (".xlsx", ".csv"):
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .xlsx or .csv")
    from jobmine.cli.tables import write_table
    from jobmine.measure.audit.claims import audit_table
    from jobmine.measure.audit.words import HOLDS
    from jobmine.read.plain_tables import read_frame, read_named

    made = audit_table(read_frame(file), read_named(tables or file.parent))
    for found in made.frame[made.frame["verdict"] != HOLDS].to_dict("records"):
        name = found.get("item") or found.get("id") or found["kind"]
        computed = f"，算得 {found['computed']}" if found["computed"] else ""
        fits = f"，相符的是 {found['fits']}" if found["fits"] else ""
        verdict = {"flag": "存疑", "fails": "不符"}.get(found["verdict"], "无法核对")
        typer.echo(f"{verdict} {found['cell']}（{name}）：{found['printed']}{computed}{fits}——{found['reason']}")
    typer.echo(made.meta["notes"][0])
    if out is not None:
        write_table(made, out)
