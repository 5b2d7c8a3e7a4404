"""How the demand of a group is built: kinds, aspects, levels, and how evenly it spreads over terms."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import (
    DEFAULTS,
    as_table,
    choose_dimensions,
    count_with_whole,
    flag_small,
    hide_small,
)
from jobmine.measure.dimensions import group_order
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.table import Table
from jobmine.measure.terms import count_terms, term_aspects
from jobmine.measure.weights import entropy, gini
from jobmine.schema import ASPECTS, KINDS, LEVELS

_TITLES = {
    "n_pairs": "要求数", "terms_per_posting": "每职位要求数", "must_share": "刚性占比",
    "n_levelled": "有程度词的提及数", "general_share": "一般要求占比", "entropy": "标准化熵", "gini": "基尼系数",
    "kind_knowledge": "知识占比", "kind_skill": "能力占比", "kind_quality": "素养占比", "kind_certificate": "证书占比",
    "kind_major": "专业占比", "aspect_theory": "知识中理论占比", "aspect_technique": "知识中技能业务占比",
    "aspect_tool": "知识中工具软件占比", "aspect_equipment": "知识中设备材料占比",
    "aspect_standard": "知识中标准法规占比", "aspect_domain": "知识中行业领域占比",
    **{f"level_{level}": f"{level}占比" for level in LEVELS},
}  # fmt: skip


def structure_table(
    tables: Tables, by: str | Sequence[str] | None = None, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return the structure of demand of each group (ours).

    Everything is a share of requirements: pairs of a posting with readable requirements and a term
    that it asks for.

    Returns
    -------
    Table
        A row a group: ``n_text``; ``n_pairs``; ``terms_per_posting``; ``kind_<kind>``, which sum to 1;
        ``aspect_<aspect>`` of knowledge; ``must_share``; ``level_<level>`` of the mentions with a level
        (their number is ``n_levelled``; 精通 is the high end); ``general_share``, requirements on terms
        asked for in at least half of the groups; ``entropy`` and ``gini`` of the terms' weights.
    """
    groups = choose_dimensions(tables, by, config)
    keys = list(groups)
    terms = count_terms(tables, groups, where=where).merge(
        term_aspects(tables), on=["kind", "term"], how="left", validate="m:1"
    )
    counts, whole = count_with_whole(tables, groups, where=where)
    frame = counts[[*keys, "n", "n_text"]].set_index(keys)
    of_group = terms.groupby(keys)
    frame["n_pairs"] = of_group["n"].sum()
    frame["terms_per_posting"] = frame["n_pairs"] / frame["n_text"].where(frame["n_text"] > 0)
    frame = frame.join(_mix(terms, keys, "kind", KINDS)).join(
        _mix(terms[terms["kind"] == "knowledge"], keys, "aspect", ASPECTS)
    )
    frame["must_share"] = of_group["n_must"].sum() / frame["n_pairs"]
    levels = _count_levels(tables, groups, where)
    frame = frame.join(_mix(levels, keys, "level", LEVELS)).join(levels.groupby(keys)["n"].sum().rename("n_levelled"))
    frame["general_share"] = _general(terms, keys) / frame["n_pairs"]
    frame["entropy"], frame["gini"] = of_group["n"].agg(entropy), of_group["n"].agg(gini)
    frame[["n_pairs", "n_levelled"]] = frame[["n_pairs", "n_levelled"]].fillna(0).astype("int64")
    frame = frame.reset_index()
    frame["flag"] = flag_small(frame["n_text"], config)
    plain = (*keys, "n", "n_text", "n_pairs", "n_levelled", "flag")
    figures = [str(column) for column in frame.columns if column not in plain]
    frame = group_order(hide_small(frame, "n_text", figures, config), groups, "n_text")
    return as_table(
        tables,
        frame,
        groups,
        where,
        whole=whole,
        name="structure",
        title="需求结构",
        unit="占要求（职位与词项对）的比例",
        formula="各类要求数 / 全部要求数",
        own=True,
        direction="熵越大越分散，基尼系数越大越集中",
        notes=["只有一组，不分一般与特有" if terms[keys].drop_duplicates().shape[0] < 2 else ""],
        titles=_TITLES,
    )


def _mix(counts: pd.DataFrame, keys: list[str], column: str, values: Sequence[str]) -> pd.DataFrame:
    """Return each group's shares of the values of a column, in their order."""
    table = counts.pivot_table(index=keys, columns=column, values="n", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=list(values), fill_value=0)
    shares = table.div(table.sum(axis="columns"), axis="index")
    return shares.set_axis([f"{column}_{value}" for value in values], axis="columns")


def _general(terms: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return the requirements of each group on terms that at least half of the groups ask for."""
    n_groups = len(terms[keys].drop_duplicates())
    spread = terms.groupby(["kind", "term"])["n"].transform("size")
    general = terms["n"].where(2 * spread >= n_groups, 0) if n_groups > 1 else terms["n"] * float("nan")
    return general.groupby([terms[key] for key in keys]).sum(min_count=1)


def _count_levels(tables: Tables, by: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return the mentions of each level in each group; of a posting's mentions of a term each counts."""
    groups = group_columns(by)
    if not tables.has("mentions"):
        return pd.DataFrame({**{name: pd.Series(dtype=str) for name in (*by, "level")}, "n": pd.Series(dtype=int)})
    return named(
        tables.sql(
            counted(tables, by, where=where)
            + f"""SELECT {groups}, m.level, COUNT(*) AS n
FROM counted JOIN mentions m ON m.posting_id = counted.posting_id
WHERE readable = 1 AND m.level IS NOT NULL AND NOT COALESCE(m.negated, FALSE)
GROUP BY {groups}, m.level ORDER BY {groups}, m.level"""
        ),
        by,
    )
