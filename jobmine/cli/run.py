"""`jobmine run` and `jobmine demo`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import (
    Columns,
    ConfigFile,
    Inputs,
    Lexicons,
    Model,
    Tagger,
    Workers,
    lexicon_paths,
    load_config,
    parse_columns,
    parse_dimensions,
    progress_bars,
)
from jobmine.config import ENGINES

if TYPE_CHECKING:
    from jobmine.pipeline.folder import Run

Out = Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。The run folder.")]
DEMO_FILES = ("招聘_制造与建筑.csv", "招聘_服务业_无表头.xlsx", "招聘_教育医药财会IT.jsonl")


def run_cli(
    inputs: Inputs,
    out: Out,
    supply: Annotated[
        Path | None, typer.Option(help="供给表（求职、投递、毕业生…）。People on the other side.")
    ] = None,
    flows: Annotated[Path | None, typer.Option(help="流动表。People who moved.")] = None,
    totals: Annotated[
        Path | None, typer.Option(help="官方总量表：另给覆盖、权重与加权占比。Official totals to weight by.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="分组维度，如 industry 或 role,city。Dimensions of the tables.")
    ] = None,
    major: Annotated[str | None, typer.Option(help="专业名称或代码。Scope: a major, by name or code.")] = None,
    school_level: Annotated[str | None, typer.Option(help="中职|高职|职业本科|本科。Scope: school level.")] = None,
    region: Annotated[str | None, typer.Option(help="省、市或城市群。Scope: province, city or city cluster.")] = None,
    period: Annotated[str | None, typer.Option(help="时期，如 2024-10:2025-03。Scope: days of publication.")] = None,
    where: Annotated[
        str | None, typer.Option(help="对 postings 列的一个 SQL 表达式。Scope: one SQL expression.")
    ] = None,
    against: Annotated[str | None, typer.Option(help="market 或 SQL 表达式：对照组。A group to compare with.")] = None,
    columns: Columns = None,
    tagger: Tagger = None,
    model: Model = None,
    lexicon: Lexicons = None,
    config: ConfigFile = None,
    workers: Workers = None,
    engine: Annotated[str | None, typer.Option(help=f"引擎：{'、'.join(ENGINES)}。Where the work is done.")] = None,
    master: Annotated[
        str | None, typer.Option(help="Spark 主节点，如 local[2]、spark://host:7077。Master of Spark.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="沿用已完成的阶段。Take up finished stages.")] = False,
    corrections: Annotated[
        Path | None, typer.Option(help="人工更正表，或填好的 review.xlsx。A person's corrections.")
    ] = None,
    refit: Annotated[bool, typer.Option("--refit", help="更正后重新聚类。Find the roles anew.")] = False,
    no_examples: Annotated[bool, typer.Option("--no-examples", help="报告不引用招聘原文。Quote no postings.")] = False,
) -> None:
    """招聘文件 → 词项、岗位、紧缺岗位、词云与报告。The main job: files in, a run folder with a report out."""
    from jobmine.pipeline.runs import run

    settings = load_config(config).override(
        measure__by=parse_dimensions(by),
        measure__against=against,
        scope__major=major,
        scope__school_level=school_level,
        scope__region=region,
        scope__period=period,
        scope__where=where,
        extract__tagger=tagger,
        extract__model=model,
        extract__lexicons=lexicon_paths(lexicon),
        run__workers=workers,
        run__engine=engine,
        run__master=master,
        show__examples=False if no_examples else None,
    )
    with progress_bars() as progress:
        done = run(
            inputs,
            out,
            supply=supply,
            flows=flows,
            totals=totals,
            columns=parse_columns(columns),
            config=settings,
            corrections=corrections,
            refit=refit,
            resume=resume,
            progress=progress,
        )
    tell(done)


def demo_cli(
    out: Out = Path("demo-out"),
    workers: Workers = None,
    config: ConfigFile = None,
) -> None:
    """用自带的虚构样例运行全部流程。The main job on the bundled, invented sample."""
    from jobmine.data import path
    from jobmine.pipeline.runs import run

    sample = path("sample")
    with progress_bars() as progress:
        done = run(
            [sample / name for name in DEMO_FILES],
            out,
            supply=sample / "供给_求职申请.csv",
            flows=sample / "流动.csv",
            config=load_config(config).override(run__workers=workers),
            progress=progress,
        )
    tell(done)


def tell(done: Run) -> None:
    """Print what a run read, found and left, and where the report is."""
    read = done.manifest["read"]
    typer.echo(
        f"读入 {read['read']} 行：保留 {read['kept']}，剔除 {read['rejected']}，其中重复 {read['duplicates']}；"
        f"范围内 {done.manifest['scope'][-1]['kept']} 条"
    )
    typer.echo(
        "用时 " + "，".join(f"{name} {stage['seconds']:.1f} 秒" for name, stage in done.manifest["stages"].items())
    )
    for name, reason in done.manifest["left_out"].items():
        typer.echo(f"未生成 / left out: {name}：{reason}")
    typer.echo(f"报告 / report: {done.path / 'report.html'}")
