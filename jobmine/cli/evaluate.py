"""`jobmine evaluate`: mentions against labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from jobmine.cli.options import ConfigFile, Model, Tagger, Workers, load_config
from jobmine.config import Config
from jobmine.errors import ReadError

_ALL = {"all": "全部"}
_TITLES = {
    "exact": "位置与类别全同 exact",
    "boundary": "位置相同 boundary",
    "relaxed": "类别同、重叠过半 relaxed",
    "negation": "否定 negated",
}


def evaluate_cli(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="LABELS", help="标注好的工作簿（jobmine label）或 JSON lines。A workbook of labels, or JSON lines."
        ),
    ],
    tagger: Tagger = None,
    model: Model = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="结果表：.csv 或 .xlsx。The figures as a table.")
    ] = None,
    errors: Annotated[int, typer.Option(help="列出最常见的 N 个漏标与误标。Print the commonest N errors.")] = 0,
    save: Annotated[
        Path | None, typer.Option(help="存下本次提取结果，供日后比较。Keep what was extracted, to compare with later.")
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(help="与以前存下的结果比较（成对自助法）。Compare with what --save kept: a paired bootstrap."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。Print JSON.")] = False,
    config: ConfigFile = None,
    workers: Workers = None,
) -> None:
    """用标注数据检验提取质量（P、R、F1）。Precision, recall and F1 against labelled postings."""
    settings = load_config(config).override(extract__tagger=tagger, extract__model=model, run__workers=workers)
    from jobmine.measure.quality import compare_mentions, score_mentions
    from jobmine.pipeline.steps import predict_mentions

    book = gold.suffix.lower() == ".xlsx"
    labelled = _labels(gold) if book else read_records(gold, {"id", "req", "mentions"})
    predicted = predict_mentions(labelled, settings)
    figures = score_mentions(labelled, predicted)
    if book:  # a workbook has spans and kinds only
        figures = {name: of for name, of in figures.items() if name not in ("attributes", "fields", "negation")}
    missed, false = figures.pop("missed"), figures.pop("false")
    if compare:
        old = {row["id"]: row for row in read_records(compare, {"id", "mentions"})}
        figures["compared"] = compare_mentions(labelled, old, predicted)
    if save:
        lines = [json.dumps(row, ensure_ascii=False) for row in predicted.values()]
        save.write_text("\n".join([*lines, ""]), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    if book or out:
        _tell_table(labelled, predicted, settings, out)
    if not book:
        typer.echo("\n".join(_lines(figures)))
    elif compare:
        typer.echo(_compared(figures["compared"]))
    if errors:
        typer.echo("\n".join(["漏标 missed", *_errors(missed.most_common(errors))]))
        typer.echo("\n".join(["误标 false", *_errors(false.most_common(errors))]))


def _labels(book: Path) -> list[dict[str, Any]]:
    from jobmine.pipeline.labelled import read_labels

    return read_labels(book)


def _tell_table(labelled: list[dict[str, Any]], predicted: dict[str, Any], settings: Config, out: Path | None) -> None:
    """Write the figures by kind as a table, or print it."""
    from jobmine.cli.tables import write_table
    from jobmine.extract.taggers import choose_tagger
    from jobmine.measure.accuracy import accuracy_table
    from jobmine.pipeline.tuning import learned_from
    from jobmine.show.labels import label

    model = settings.extract.model
    tagger = choose_tagger(settings.extract.tagger, len(labelled), model)
    known = learned_from(model, labelled) if model else 0
    note = f"其中 {known} 条启事这个模型学过，分数偏高 (the model learned from {known} of them)" if known else ""
    table = accuracy_table(labelled, predicted, tagger=f"{tagger} {model}".strip(), notes=[note])
    typer.echo(f"标注的启事 {len(labelled)} 条；{table.meta['scope']}；{table.meta['source']}")
    if out:
        write_table(table, out)
    else:
        kinds = [_ALL.get(kind) or label("kind", kind) for kind in table.frame["kind"]]
        shown = table.frame.assign(kind=kinds).rename(columns=table.meta["titles"])
        typer.echo(shown.to_string(index=False, float_format="{:.3f}".format, na_rep="—"))
    for line in table.meta["notes"]:
        typer.echo(f"  {line}")


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    yield f"标注单元 units  {figures['units']}"
    for name, title in _TITLES.items():
        if not figures[name]["gold"] and not figures[name]["predicted"]:
            continue
        interval = figures[name].get("ci95")
        yield _line(title, figures[name]) + ("  95% [{:.3f}, {:.3f}]".format(*interval) if interval else "")
    for heading, key in (("按类别 by kind", "by_type"), ("按来源文件 by source", "by_source")):
        yield heading
        yield from (_line(f"  {name}", row) for name, row in figures[key].items() if row["gold"] or row["predicted"])
    yield "按提取方式 by origin"
    for name, of in figures["by_origin"].items():
        yield f"  {name}  {of['mentions']} 条 mentions  P {of['precision']:.3f}"
    yield "属性 attributes  " + "  ".join(f"{name} {_share(of)}" for name, of in figures["attributes"].items())
    for name, of in figures["fields"].items():
        yield f"{name}  {_share(of['accuracy'])} ({of['units']})  凭空 invented {of['invented']}/{of['silent']}"
    if "compared" in figures:
        yield _compared(figures["compared"])


def _compared(of: Mapping[str, Any]) -> str:
    return (
        f"与旧结果比较 compared  F1 {of['old']:.3f} → {of['new']:.3f}  差 difference {of['difference']:+.3f} "
        f"[{of['ci95'][0]:+.3f}, {of['ci95'][1]:+.3f}]  更好的比例 better {of['better']:.1%}"
    )


def _line(title: str, of: Mapping[str, Any]) -> str:
    return f"{title}  P {of['p']:.3f}  R {of['r']:.3f}  F1 {of['f1']:.3f}  ({of['gold']})"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _errors(rows: Iterable[tuple[tuple[str, str], int]]) -> Iterator[str]:
    for (text, kind), n in rows:
        yield f"  {n}  {text}  {kind}"


def read_records(path: Path, keys: set[str]) -> list[dict[str, Any]]:
    """Return the records of a file of JSON lines; each must have the keys."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: cannot be read as JSON lines: {error}") from error
    if not rows or not all(isinstance(row, dict) and keys <= row.keys() for row in rows):
        raise ReadError(f"{path}: every line needs {', '.join(sorted(keys))}")
    return rows
