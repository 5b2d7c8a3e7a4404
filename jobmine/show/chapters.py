"""The chapters of a report, put together from a run's tables and pictures.

What stands where, the questions and the English heads are in report/tables.tsv and
report/chapters.tsv. A chapter without a table is left out, and the notes say which input brings it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from jobmine.config import MeasureConfig, ShowConfig
from jobmine.data import read_tsv
from jobmine.measure.dimensions import DIMENSIONS
from jobmine.measure.table import Table, new_table
from jobmine.schema import KINDS
from jobmine.show.cells import group_names
from jobmine.show.labels import label
from jobmine.show.readings import read_about, read_demand, read_facts, read_funnel
from jobmine.show.report import Chapter, Example, Figure, Report
from jobmine.show.statements import read_table

_LISTED = ("term", "aspect", "share", "share_low", "share_high", "n", "n_text", "must_share", "location_quotient",
           "core", "share_against", "difference", "difference_low", "difference_high", "flag")  # fmt: skip
_VERSIONS = ("jobmine", "schema_version", "lexicon", "tagger", "python")
# What the chapter on scarce posts is called, by the tables in it.
_SCARCE = {
    "scarcity": "紧缺岗位",
    "relative_scarcity": "相对紧缺岗位",
    "market": "供求比",
    "flows": "人员流动",
    "pressure": "招聘压力",
}


def build_report(
    tables: Mapping[str, Table],
    figures: Mapping[str, Path] | None = None,
    manifest: Mapping[str, Any] | None = None,
    examples: Mapping[tuple[str, str], Sequence[Example]] | None = None,
) -> Report:
    """Return the report of a run.

    Parameters
    ----------
    tables : mapping of str to Table
        By name, as ``demand``, ``pay`` or ``demand_city``; what is missing is skipped.
    figures : mapping of str to Path
        By name, as ``pay`` or ``cloud:会计`` (the group after a colon), see
        :func:`jobmine.show.figures.plan_figures`.
    manifest : mapping
        What is known of the run, as far as it is: ``inputs`` (``name``), ``settings``, ``scope`` (the
        funnel: ``rule``, ``value``, ``kept``), ``read`` (``duplicates``), ``period``, ``generated_at``,
        ``left_out`` (what and why), ``jobmine``, ``schema_version``, ``lexicon``, ``tagger``.
    examples : mapping of (kind, term) to sequence of Example
        Sentences shown under terms; None quotes no posting.

    Returns
    -------
    Report
        With the chapters for which there are tables or pictures.

    Examples
    --------
    >>> pay = new_table(pd.DataFrame({"city": ["苏州"], "p50": [6500.0]}), name="pay", title="薪酬分布", n=40)
    >>> [chapter.title for chapter in build_report({"pay": pay}).chapters]
    ['报告说明', '薪酬与条件', '说明与定义']
    """
    manifest = manifest or {}
    settings = manifest.get("settings", {})
    filled = {name: table for name, table in tables.items() if len(table.frame)}
    pictures = [(row, name, path) for name, path in (figures or {}).items() if (row := place_of(name))]
    drawn = [
        (
            row["chapter"],
            Figure(_figure_title(row, name, filled), path, _in_words(name, row, filled), wide=":" not in name),
        )
        for row, name, path in pictures
    ]
    measured = list(_placed(filled, settings))
    rows = read_tsv("report/chapters.tsv")
    empty = [row for row in rows if row["needs"] and row["key"] not in {"about", *dict(measured), *dict(drawn)}]
    left_out = {_title(row, filled): f"缺少{row['needs']}" for row in empty}
    every = [*measured, *_definitions(filled, manifest, {**left_out, **manifest.get("left_out", {})})]
    chapters = []
    for row in rows:
        inside = tuple(table for key, table in every if key == row["key"])
        beside = tuple(figure for key, figure in drawn if key == row["key"])
        if inside or beside or row["key"] == "about":
            text = (row["lead"], *_text(row["key"], filled, manifest))
            chapters.append(Chapter(_title(row, filled), row["english"], text, inside, beside))
    return Report(
        title=str(settings.get("show", {}).get("title") or ShowConfig().title),
        subtitle="，".join(str(value) for value in settings.get("scope", {}).values() if value),
        chapters=tuple(chapters),
        facts=tuple(read_facts(filled, manifest)),
        funnel=tuple(read_funnel(manifest)),
        notes=(
            *(f"未设「{title}」一章：{reason}。" for title, reason in left_out.items()),
            *(f"表 {name} 未编入本报告，见 tables 文件夹。" for name in filled if not place_of(name)),
        ),
        source="、".join(str(entry["name"]) for entry in manifest.get("inputs", ())),
        period=str(manifest.get("period") or ""),
        generated_at=str(manifest.get("generated_at") or ""),
        examples=examples or {},
    )


def place_of(name: str) -> dict[str, str] | None:
    """Return the row of report/tables.tsv for a table or picture, by the longest name that it begins with."""
    stem = name.partition(":")[0]
    rows = [row for row in read_tsv("report/tables.tsv") if stem == row["name"] or stem.startswith(row["name"] + "_")]
    return max(rows, key=lambda row: len(row["name"]), default=None)


def _title(row: Mapping[str, str], tables: Mapping[str, Table]) -> str:
    """Return the title of a chapter; without supply no post is called 紧缺."""
    return (scarce_title(tables) if row["key"] == "scarce" else "") or row["title"]


def scarce_title(tables: Iterable[str]) -> str:
    """Return what the chapter on scarce posts is called, by the names of the tables that there are.

    Examples
    --------
    >>> scarce_title(["pressure", "pay"])
    '招聘压力'
    """
    present = {place["name"] for name in tables if (place := place_of(name))}
    return "、".join(title for name, title in _SCARCE.items() if name in present)


def _figure_title(row: Mapping[str, str], name: str, tables: Mapping[str, Table]) -> str:
    stem, _, group = name.partition(":")
    title = str(tables[stem].meta.get("title") or "") if stem in tables else ""
    return "：".join(filter(None, [row["figure"] or title or row["english"], group]))


def _in_words(name: str, row: Mapping[str, str], tables: Mapping[str, Table]) -> str:
    """Return what a picture shows, for those who do not see it."""
    said = [statement.text for statement in read_table(name, tables[name])] if name in tables else []
    return "。".join([_figure_title(row, name, tables), *(said or filter(None, [row["question"]]))])


def _text(key: str, tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> Iterator[str]:
    if key == "about":
        yield from read_about(tables, manifest)
    if key == "demand" and "demand" in tables:
        yield from read_demand(tables["demand"])


def _placed(tables: Mapping[str, Table], settings: Mapping[str, Any]) -> Iterator[tuple[str, Table]]:
    """Give each table with its chapter and question, in the order of report/tables.tsv."""
    places = [row["name"] for row in read_tsv("report/tables.tsv")]
    known = [(places.index(row["name"]), name, row) for name in tables if (row := place_of(name))]
    for _, name, row in sorted(known, key=lambda entry: entry[:2]):
        parts = _demand_lists(tables[name], settings) if row["name"] == "demand" else [tables[name]]
        for table in parts:
            yield row["chapter"], with_question(table, name)


def with_question(table: Table, name: str) -> Table:
    """Return the table with its question and English head beside its metadata."""
    row = place_of(name) or {"english": "", "question": ""}
    dimensions = [DIMENSIONS[by].title for by in table.meta.get("by", []) if by in DIMENSIONS]
    question = row["question"].replace("{by}", "、".join(dimensions) or "组")
    # What demand says is told group by group at the head of its chapter.
    reading = [] if str(table.meta.get("name")).startswith("demand") else [one.text for one in read_table(name, table)]
    return replace(table, meta={"english": row["english"], "question": question, "reading": reading, **table.meta})


def _demand_lists(table: Table, settings: Mapping[str, Any]) -> Iterator[Table]:
    """Give the head of a demand table over all kinds, then a list a kind, for the largest groups."""
    top_n = int(settings.get("measure", {}).get("top_n") or MeasureConfig().top_n)
    most = int(settings.get("show", {}).get("clouds") or ShowConfig().clouds)
    by = [name for name in table.meta.get("by", []) if name in table.frame]
    frame = table.frame.dropna(subset=["share"])
    names = group_names(frame, by)
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    frame = frame.assign(_group=[places[name] for name in names])
    frame = frame[frame["_group"] < most].sort_values(["_group", "share", "term"], ascending=[True, False, True])
    for kind in ("", *KINDS):
        of_kind = frame[frame["kind"] == kind] if kind else frame
        head = of_kind.groupby("_group", sort=False).head(top_n)
        if head.empty:
            continue
        listed = _LISTED if kind else [name for name in _LISTED if name != "aspect"]
        columns = [*by, "kind", *(name for name in listed if name in head)]
        title = f"{table.meta.get('title', '')}：{label('kind', kind) if kind else '各类合并'}"
        whole = f"全表 {len(table.frame):,} 行见 tables/{table.meta.get('name')}.csv"
        notes = [*table.meta.get("notes", []), f"列最大的 {most} 组，每组前 {top_n} 项；{whole}"]
        yield Table(head[columns].reset_index(drop=True), {**table.meta, "title": title, "notes": notes})


def _definitions(
    tables: Mapping[str, Table], manifest: Mapping[str, Any], left_out: Mapping[str, str]
) -> Iterator[tuple[str, Table]]:
    """Give the tables of the last chapter: formulas, versions, settings, what was left out."""
    formulas = [
        (*(meta.get(key) for key in ("title", "formula", "unit", "direction")), _origin(meta), meta.get("source"))
        for meta in (table.meta for table in tables.values())
        if meta.get("formula")
    ]
    versions = [(name, manifest[name]) for name in _VERSIONS if manifest.get(name)]
    versions += [(entry["name"], entry.get("sha256")) for entry in manifest.get("inputs", ())]
    parts = manifest.get("settings", {}).items()
    settings = [(f"{name}.{key}", value) for name, part in parts for key, value in part.items()]
    sheets: dict[str, tuple[str, list[str], list[tuple[Any, ...]]]] = {
        "formulas": ("指标定义", ["表", "公式", "单位", "读法", "性质", "出处"], formulas),
        "versions": ("版本与输入", ["项目", "版本或校验值"], versions),
        "settings": ("设置", ["设置", "值"], settings),
        "left_out": ("未做的内容", ["内容", "原因与所缺资料"], list(left_out.items())),
    }
    for name, (title, heads, rows) in sheets.items():
        if rows:
            frame = pd.DataFrame([tuple(_flat(cell) for cell in row) for row in rows], columns=heads)
            yield "definitions", with_question(new_table(frame, name=name, title=title, counts=""), name)


def _origin(meta: Mapping[str, Any]) -> str:
    return "自定义" if meta.get("own") else "已发表"


def _flat(cell: Any) -> str:
    if isinstance(cell, (list, tuple)):
        return "、".join(map(str, cell))
    return "" if cell is None else str(cell)
