"""`jobmine evaluate`: mentions against labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from jobmine.cli.options import ConfigFile, Tagger, Workers, load_config
from jobmine.errors import ReadError


def evaluate_cli(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="标注文件。Labelled postings, JSON lines.")],
    tagger: Tagger = None,
    errors: Annotated[int, typer.Option(help="列出最常见的 N 个漏标与误标。Print the commonest N errors.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。Print JSON.")] = False,
    config: ConfigFile = None,
    workers: Workers = None,
) -> None:
    """用标注数据检验提取质量（P、R、F1）。Precision, recall and F1 against labelled postings."""
    settings = load_config(config).override(extract__tagger=tagger, run__workers=workers)
    from jobmine.steps import evaluate_mentions

    figures = evaluate_mentions(read_gold(gold), settings)
    missed, false = figures.pop("missed"), figures.pop("false")
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name in ("exact", "boundary", "relaxed"):
        typer.echo(f"{name:<12} {figures[name]}")
    for kind, of in figures["by_type"].items():
        typer.echo(f"  {kind:<12} {of}")
    typer.echo(f"{'attributes':<12} {figures['attributes']}")
    typer.echo(f"{'fields':<12} {figures['fields']}")
    if errors:
        typer.echo(f"{'missed':<12} {missed.most_common(errors)}")
        typer.echo(f"{'false':<12} {false.most_common(errors)}")


def read_gold(path: Path) -> list[dict[str, Any]]:
    """Return the labelled postings of a file: id, req, mentions."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: cannot be read as JSON lines: {error}") from error
    if not rows or not all({"id", "req", "mentions"} <= row.keys() for row in rows):
        raise ReadError(f"{path}: every line needs id, req and mentions")
    return rows
