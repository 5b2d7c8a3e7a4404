"""Sentences and figures that read a run's tables out: key figures, the funnel, what each chapter opens with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jobmine.config import MeasureConfig
from jobmine.measure.table import Table
from jobmine.schema import KINDS
from jobmine.show.cells import group_names, show_value
from jobmine.show.labels import label

_GROUPS_READ_OUT, _TERMS_READ_OUT = 3, 3


def read_facts(tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the key figures of a run as label and value.

    Examples
    --------
    >>> list(read_facts({}, {"counts": {"n": 1200, "n_text": 800}}))
    [('职位（去重）', '1,200'), ('有可读要求', '800')]
    """
    n, n_text = _base(tables, manifest)
    roles = tables.get("roles")
    figures = {
        "职位（去重）": n,
        "有可读要求": n_text,
        "岗位群": len(roles.frame) if roles else 0,
        "重复发布": manifest.get("read", {}).get("duplicates", 0),
        "来源文件": len(manifest.get("inputs", ())),
    }
    yield from ((name, show_value(value, "whole")) for name, value in figures.items() if value)


def read_funnel(manifest: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Give the rules of the scope and what each left.

    Examples
    --------
    >>> list(read_funnel({"scope": [{"rule": "read", "kept": 90}, {"rule": "region", "value": "江苏", "kept": 40}]}))
    [('读入', 90), ('地区：江苏', 40)]
    """
    for step in manifest.get("scope", ()):
        rule, value = label("rule", str(step["rule"])), str(step.get("value") or "")
        yield f"{rule}：{value}" if value else rule, int(step["kept"])


def read_about(tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> Iterator[str]:
    """Give the sentences on how to read the report."""
    n, n_text = _base(tables, manifest)
    measure = manifest.get("settings", {}).get("measure", {})
    plain, ratio = (measure.get(name, getattr(MeasureConfig(), name)) for name in ("plain_from", "ratio_from"))
    if n:
        yield (
            f"本报告统计 {n:,} 个职位，重复发布的职位只计一次；"
            f"其中 {n_text:,} 个有可读的任职要求，要求的占比以后者为分母。"
        )
    yield (
        f"样本不少于 {plain} 的直接列出；{ratio} 至 {plain - 1} 的标「样本少」，请连同区间阅读；"
        f"不足 {ratio} 的只列计数，不列比例和薪酬。"
    )
    yield (
        "招聘职位是用人需求的样本，不是全部岗位：不在网上招聘的岗位不在其中，各平台覆盖的行业和地区也不同。"
        "职位数不是人数。由职位得出的任务与要求是候选，须经专业人员确认后采用。"
    )


def read_demand(table: Table) -> Iterator[str]:
    """Give for the largest groups the terms asked for most, one sentence a group.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"city": ["苏州"], "kind": ["skill"], "term": ["焊接"], "share": [0.4]})
    >>> list(read_demand(Table(frame, {"by": ["city"]})))
    ['「苏州」要求最多的：能力有焊接（40.0%）。']
    """
    frame = table.frame.dropna(subset=["share"])
    grouped = frame.assign(_group=group_names(frame, table.meta.get("by", ()))).groupby("_group", sort=False)
    for group, rows in list(grouped)[:_GROUPS_READ_OUT]:
        parts = []
        for kind in KINDS:
            of_kind = rows[rows["kind"] == kind].sort_values(["share", "term"], ascending=[False, True])
            head = of_kind.head(_TERMS_READ_OUT)
            terms = "、".join(f"{term}（{share:.1%}）" for term, share in zip(head["term"], head["share"], strict=True))
            parts += [f"{label('kind', kind)}有{terms}"] if terms else []
        if parts:
            yield f"「{group}」要求最多的：{'；'.join(parts)}。"


def _base(tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> tuple[int, int]:
    """Return the postings that count, and those with readable requirements."""
    counts = manifest.get("counts") or (tables["demand"].meta if "demand" in tables else {})
    return int(counts.get("n", 0)), int(counts.get("n_text", 0))
