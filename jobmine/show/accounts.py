"""Tables that account for a run: the rows read and what became of them, the funnel, what tables there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from jobmine.measure.table import Table, new_table

_SAMPLE = {
    "read": "读入的行", "rejected": "剔除的行", "kept": "保留的职位", "duplicates": "其中重复发布",
    "n": "范围内职位（去重）", "n_text": "有可读任职要求", "n_cut": "文本被截断", "n_employers": "用人单位",
}  # fmt: skip


def account_tables(manifest: Mapping[str, Any]) -> dict[str, Table]:
    """Return the counts of a run as tables, ``sample`` and ``funnel``, so that each has a cell to stand in.

    Examples
    --------
    >>> account_tables({"read": {"read": 9, "kept": 8}, "counts": {"n": 7}})["sample"].frame["n"].to_list()
    [9, 8, 7]
    """
    counts = manifest.get("counts", {})
    known, n = {**manifest.get("read", {}), **counts}, int(counts.get("n", 0))
    rows = [(title, int(known[name])) for name, title in _SAMPLE.items() if name in known]
    sample = pd.DataFrame(rows, columns=["item", "n"])
    funnel = pd.DataFrame(manifest.get("scope", []), columns=["rule", "value", "kept", "removed"])
    heads = {"rule": "规则", "value": "值", "kept": "剩余职位", "removed": "减少"}
    note = "每一步的剩余职位含重复发布"
    return {
        "sample": new_table(sample, name="sample", title="样本", n=n, titles={"item": "项目", "n": "数量"}),
        "funnel": new_table(funnel, name="funnel", title="样本漏斗", n=n, titles=heads, notes=[note]),
    }


def index_table(made: Mapping[str, Table]) -> Table:
    """Return what tables there are, with their rows and bases.

    Examples
    --------
    >>> index_table(account_tables({"counts": {"n": 7}})).frame["name"].to_list()
    ['sample', 'funnel']
    """
    rows = [
        (name, *(table.meta.get(key) for key in ("title", "n", "n_text")), len(table.frame))
        for name, table in made.items()
    ]
    frame = pd.DataFrame(rows, columns=["name", "title", "n", "n_text", "rows"])
    return new_table(frame, name="index", title="表目", titles={"name": "文件", "title": "表", "rows": "行数"})


def named_sheets(made: Mapping[str, Table]) -> dict[str, Table]:
    """Return the tables by the names of their sheets: their titles, with their own names where two are alike.

    Examples
    --------
    >>> tables = account_tables({})
    >>> list(named_sheets({"a": tables["sample"], "b": tables["sample"], "c": tables["funnel"]}))
    ['样本 a', '样本 b', '样本漏斗']
    """
    titles = [str(table.meta["title"]) for table in made.values()]
    return {
        title if titles.count(title) == 1 else f"{title} {name}": table
        for title, (name, table) in zip(titles, made.items(), strict=True)
    }


def named_as_filed(made: Mapping[str, Table]) -> dict[str, Table]:
    """Return the tables that have rows, each called what its file is called.

    Examples
    --------
    >>> {name: table.meta["name"] for name, table in named_as_filed(account_tables({"counts": {"n": 7}})).items()}
    {'sample': 'sample'}
    """
    return {name: replace(table, meta={**table.meta, "name": name}) for name, table in made.items() if len(table.frame)}
