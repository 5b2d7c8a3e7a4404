"""`jobmine label` and `jobmine tune`: labels of one's own, and a model that learns from them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.options import Columns, ConfigFile, Inputs, Model, Tagger, Workers, load_config, parse_columns

Seed = Annotated[int | None, typer.Option(help="随机种子。Seed; another one draws others.")]


def label_cli(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="新文件 .xlsx，不会覆盖已有的。A new .xlsx file.")],
    postings: Annotated[int, typer.Option(min=1, max=2000, help="抽多少条启事。How many postings.")] = 50,
    blank: Annotated[
        bool, typer.Option("--blank", help="不预填：慢一些，但分数不受程序影响。Fill in no suggestions.")
    ] = False,
    columns: Columns = None,
    tagger: Tagger = None,
    model: Model = None,
    seed: Seed = None,
    config: ConfigFile = None,
    workers: Workers = None,
) -> None:
    """抽取自己行当的启事，写成可在 Excel 里标注的工作簿。A workbook in which to label postings of your own."""
    settings = load_config(config).override(
        extract__tagger=tagger, extract__model=model, run__workers=workers, run__random_state=seed
    )
    from jobmine.pipeline.labelling import write_labels

    n = write_labels(inputs, out, n=postings, suggest=not blank, columns=parse_columns(columns), config=settings)
    few = f"（只有 {n} 条可标）" if n < postings else ""
    typer.echo(f"{n} 条启事{few} → {out}：先读“说明”页；核对完一条选“是”，再用 jobmine evaluate {out}")


def tune_cli(
    labels: Annotated[list[Path], typer.Argument(metavar="LABELS.xlsx...", help="标注好的工作簿。Labelled workbooks.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="模型文件夹，新的或空的。A new folder for the model.")],
    seed: Seed = None,
    config: ConfigFile = None,
) -> None:
    """用自己的标注续学 fast 标注器，得到自己的模型。Teach the tagger fast some more by labels of your own."""
    settings = load_config(config).override(run__random_state=seed)
    from jobmine.pipeline.tuning import tune_model

    made = tune_model(labels, out, random_state=settings.run.random_state)
    typer.echo(f"学自 {made.postings} 条启事、{made.mentions} 处标注 → {out}（模型 {made.model}）")
    typer.echo(
        f"没学过的自己的启事（五分之一轮流留出）F1 {made.own_before:.3f} → {made.own_after:.3f}，"
        f"差 {made.own_after - made.own_before:+.3f} [{made.gain_low:+.3f}, {made.gain_high:+.3f}]；"
        f"随包样例 F1 {made.sample_before:.3f} → {made.sample_after:.3f}"
    )
    if made.gain_high < 0:
        typer.echo("  在您的启事上变差了：请用自带的模型 (worse on your postings: use the shipped model)")
    elif made.gain_low <= 0:
        typer.echo("  区间含 0：还看不出更好；可再标一些，或仍用自带的模型 (not surely better than the shipped model)")
    typer.echo(f"  用法 / use: --tagger fast --model {out}，或设置 extract.model")
