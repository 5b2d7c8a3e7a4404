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
    count_groups,
    count_with_whole,
    flag_small,
    hide_small,
    with_benchmark,
)
from jobmine.measure.dimensions import group_order
from jobmine.measure.relation import Side, benchmark, counted, group_columns, named
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
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    against: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the structure of demand of each group (ours).

    Everything is a share of requirements: pairs of a posting with readable requirements and a term
    that it asks for.

    Parameters
    ----------
    by : str or sequence of str, optional
        Dimensions; by default those of ``config``, else industry or role.
    where : str, optional
        Condition: a subset of the scope.
    against : str, optional
        ``market`` or a condition: those postings together are one more row, 对照组.

    Returns
    -------
    Table
        A row a group: ``n_text``; ``n_pairs``; ``terms_per_posting``; ``kind_<kind>``, which sum to 1;
        ``aspect_<aspect>`` of knowledge; ``must_share``; ``level_<level>`` of the mentions with a level
        (their number is ``n_levelled``; 精通 is the high end); ``general_share``, requirements on terms
        asked for in at least half of the groups; ``entropy`` and ``gini`` of the terms' weights.
    """
    groups = choose_dimensions(tables, by, config)
    counts, whole = count_with_whole(tables, groups, where=where)
    terms = count_terms(tables, groups, where=where)
    general = general_terms(terms, groups)
    frame = _structure(counts, terms, _count_levels(tables, groups, where), term_aspects(tables), general, groups)
    rest = config.against if against is None else against
    plain = (*groups, "n", "n_text", "n_pairs", "n_levelled", "flag")
    figures = [str(column) for column in frame.columns if column not in plain]
    frame = group_order(frame, groups, "n_text")
    if rest:
        frame = with_benchmark(frame, _benchmark(tables, rest, general), groups)
    frame["flag"] = flag_small(frame["n_text"], config)
    frame = hide_small(frame, "n_text", figures, config)
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
        scope="；".join(filter(None, [where, rest and f"对照：{rest}"])),
        notes=["只有一组，不分一般与特有" if general is None else ""],
        titles=_TITLES,
    )


def _structure(
    counts: pd.DataFrame,
    terms: pd.DataFrame,
    levels: pd.DataFrame,
    aspects: pd.DataFrame,
    general: pd.MultiIndex | None,
    by: Sequence[str],
) -> pd.DataFrame:
    """Return the figures of each group from its counts of postings, terms and levels."""
    keys = list(by)
    terms = terms.merge(aspects, on=["kind", "term"], how="left", validate="m:1")
    frame = counts[[*keys, "n", "n_text"]].set_index(keys)
    of_group = terms.groupby(keys)
    frame["n_pairs"] = of_group["n"].sum()
    frame["terms_per_posting"] = frame["n_pairs"] / frame["n_text"].where(frame["n_text"] > 0)
    frame = frame.join(_mix(terms, keys, "kind", KINDS)).join(
        _mix(terms[terms["kind"] == "knowledge"], keys, "aspect", ASPECTS)
    )
    frame["must_share"] = of_group["n_must"].sum() / frame["n_pairs"]
    frame = frame.join(_mix(levels, keys, "level", LEVELS)).join(levels.groupby(keys)["n"].sum().rename("n_levelled"))
    if general is None:
        frame["general_share"] = float("nan")
    else:
        is_general = pd.MultiIndex.from_frame(terms[["kind", "term"]]).isin(general)
        frame["general_share"] = terms["n"].where(is_general, 0).groupby([terms[key] for key in keys]).sum()
        frame["general_share"] /= frame["n_pairs"]
    frame["entropy"], frame["gini"] = of_group["n"].agg(entropy), of_group["n"].agg(gini)
    frame[["n_pairs", "n_levelled"]] = frame[["n_pairs", "n_levelled"]].fillna(0).astype("int64")
    return frame.reset_index()


def _benchmark(tables: Tables, against: str, general: pd.MultiIndex | None) -> pd.DataFrame:
    """Return the row of the benchmark group; what is general is what is so in the scope's groups."""
    side, where = benchmark(against)
    return _structure(
        count_groups(tables, where=where, side=side),
        count_terms(tables, where=where, side=side),
        _count_levels(tables, ("all",), where, side),
        term_aspects(tables),
        general,
        ("all",),
    )


def _mix(counts: pd.DataFrame, keys: list[str], column: str, values: Sequence[str]) -> pd.DataFrame:
    """Return each group's shares of the values of a column, in their order."""
    table = counts.pivot_table(index=keys, columns=column, values="n", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=list(values), fill_value=0)
    shares = table.div(table.sum(axis="columns"), axis="index")
    return shares.set_axis([f"{column}_{value}" for value in values], axis="columns")


def general_terms(terms: pd.DataFrame, by: Sequence[str]) -> pd.MultiIndex | None:
    """Return the terms, with their kinds, that at least half of the groups ask for; None of a single group.

    Examples
    --------
    >>> terms = pd.DataFrame({"city": ["南京", "苏州", "无锡"], "kind": "skill", "term": ["焊接", "焊接", "车工"]})
    >>> general_terms(terms, ["city"]).to_list()
    [('skill', '焊接')]
    """
    n_groups = len(terms[list(by)].drop_duplicates())
    if n_groups < 2:
        return None
    spread = terms.groupby(["kind", "term"], sort=True).size()
    return pd.MultiIndex.from_tuples(spread.index[2 * spread >= n_groups], names=["kind", "term"])


def _count_levels(tables: Tables, by: Sequence[str], where: str | None, side: Side = "scope") -> pd.DataFrame:
    """Return the mentions of each level in each group; of a posting's mentions of a term each counts."""
    groups = group_columns(by)
    if not tables.has("mentions"):
        return pd.DataFrame({**{name: pd.Series(dtype=str) for name in (*by, "level")}, "n": pd.Series(dtype=int)})
    return named(
        tables.sql(
            counted(tables, by, where=where, side=side)
            + f"""SELECT {groups}, m.level, COUNT(*) AS n
FROM counted JOIN mentions m ON m.posting_id = counted.posting_id
WHERE readable = 1 AND m.level IS NOT NULL AND NOT COALESCE(m.negated, FALSE)
GROUP BY {groups}, m.level ORDER BY {groups}, m.level"""
        ),
        by,
    )
