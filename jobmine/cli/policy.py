"""`jobmine cowords`, `jobmine policy`: documents to co-words, tags, rules and what a profile may have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import parse_dimensions
from jobmine.errors import ConfigError

if TYPE_CHECKING:
    from jobmine.measure.table import Table

Documents = Annotated[
    Path,
    typer.Argument(
        metavar="DOCS", help="文件夹（txt、docx、html、文本 PDF）或有“正文”列的表。A folder or a table of documents."
    ),
]
Folder = Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。The folder of results.")]
About = Annotated[
    str | None,
    typer.Option(help="相关文件至少要有其中一个词，如 人才,引进。Words of which a relevant document has one."),
]


def cowords_cli(
    docs: Documents,
    out: Folder,
    unit: Annotated[str, typer.Option(help="共现单位：document paragraph sentence window。The unit.")] = "paragraph",
    rule: Annotated[str, typer.Option(help="计数：binary 一个单位记一次，product 次数相乘。The rule.")] = "binary",
    window: Annotated[int, typer.Option(help="窗口的词数。Words of a window.")] = 10,
    top_n: Annotated[int, typer.Option(min=2, help="关键词数。Keywords.")] = 60,
    min_df: Annotated[int, typer.Option(min=1, help="关键词至少出现在几篇。Documents of a keyword at least.")] = 2,
    min_weight: Annotated[int, typer.Option(min=1, help="连线至少共现几次。Weight of a pair at least.")] = 2,
    about: About = None,
    words: Annotated[
        Path | None, typer.Option(help="不可切开的词与同义词，两列。Whole words, and what each counts as.")
    ] = None,
    stop_words: Annotated[Path | None, typer.Option(help="另加的停用词，一行一个。More stop words.")] = None,
    by: Annotated[str, typer.Option(help="比较哪些组的用词：year 或 city。Between which groups words shift.")] = "year",
    split: Annotated[str | None, typer.Option(help="分期的年份，如 2016,2020。First years of later periods.")] = None,
    font: Annotated[str, typer.Option(help="字体文件。A font file.")] = "",
) -> None:
    """共词：频次、共现、关联系数、网络、用词变化；另存 Gephi 文件和图。Co-words of documents, with a network."""
    years = parse_dimensions(split) or ()
    if not all(year.isdigit() for year in years):
        raise ConfigError(f"--split {split!r}; wanted are years, as 2016,2020")
    from jobmine.pipeline.policies import write_cowords

    made = write_cowords(
        docs, out, unit=unit, rule=rule, window=window, top_n=top_n, min_df=min_df, min_weight=min_weight,
        about=parse_dimensions(about) or (), words=words, stop_words=stop_words, by=by,
        split=[int(year) for year in years], font=font,
    )  # fmt: skip
    _say(made["documents"])
    _say(made["keywords"])
    typer.echo(f"关键词 {len(made['keywords'].frame)}，连线 {len(made['pairs'].frame)} → {out} / keywords, pairs")


def policy_cli(
    docs: Documents,
    out: Folder,
    profile: Annotated[
        Path | None, typer.Option(help="个人或单位的情况（学历、年龄、社保……）。A person or employer.")
    ] = None,
    about: About = None,
) -> None:
    """政策文本：标签（对象、领域、方式、服务）、条款、符合哪些条款。Tags and rules of policy texts; who meets them."""
    from jobmine.pipeline.policies import write_policies

    made = write_policies(docs, out, profile=profile, about=parse_dimensions(about) or ())
    _say(made["documents"])
    typer.echo(f"标签 {len(made['tags'].frame)} 种，条款 {len(made['clauses'].frame)} 条 → {out} / tags, rules")
    if "eligibility" in made:
        counts = made["eligibility"].frame["verdict"].value_counts()
        typer.echo("，".join(f"{name} {counts[name]} 条" for name in counts.index))


def _say(table: Table) -> None:
    for note in table.meta["notes"][:1]:
        typer.echo(note)
