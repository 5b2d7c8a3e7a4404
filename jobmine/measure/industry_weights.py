"""What an industry weighs in people: education, certificates, knowledge, experience, against other industries."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, choose_dimensions, count_with_whole, flag_small, hide_small
from jobmine.measure.dimensions import UNSTATED, group_order
from jobmine.measure.relation import counted, group_columns, literal, named
from jobmine.measure.table import Table
from jobmine.measure.terms import count_terms
from jobmine.schema import EDUCATIONS

BACHELOR = EDUCATIONS[EDUCATIONS.index("本科") :]
WEIGHED = {
    "bachelor_share": "本科及以上占比",
    "certificates": "每职位证书数",
    "knowledge": "每职位知识数",
    "experience": "平均经验下限（年）",
}


def weighs_table(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how strongly each industry looks at education, certificates, knowledge and experience.

    Ours. Each figure's z is over the groups with at least ``plain_from`` readable postings, each counting once:
    (figure - mean) / standard deviation.

    Parameters
    ----------
    by : str or sequence of str, optional
        Dimensions; by default those of ``config``, else industry or role.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Table
        A row a group: ``bachelor_share`` (of the postings that state an education, 不限 among them),
        ``certificates`` and ``knowledge`` terms per readable posting, ``experience`` (mean of the least years, of the
        postings that state any), each with its ``z_…``; ``weighs`` names the largest z of at least 1.
    """
    groups = choose_dimensions(tables, by, config)
    counts, whole = count_with_whole(tables, groups, where=where)
    keys = list(groups)
    asked = _asked(tables, groups, where)
    frame = counts[[*keys, "n", "n_text"]].merge(asked, on=keys, how="left", validate="1:1")
    terms = count_terms(tables, groups, where=where, kinds=("certificate", "knowledge"))
    sums = terms.pivot_table(index=keys, columns="kind", values="n", aggfunc="sum", fill_value=0)
    sums = sums.reindex(columns=["certificate", "knowledge"], fill_value=0).reset_index()
    frame = frame.merge(sums, on=keys, how="left")
    readable = frame["n_text"].where((frame["n_text"] > 0) & tables.has("mentions"))
    frame["certificates"] = frame["certificate"].fillna(0) / readable
    frame["knowledge"] = frame["knowledge"].fillna(0) / readable
    frame["flag"] = flag_small(frame["n_text"], config)
    frame = hide_small(frame, "n_text", list(WEIGHED), config)
    compared = (frame["n_text"] >= config.plain_from) & ~frame[keys].isin([UNSTATED]).any(axis="columns")
    for name in WEIGHED:
        values = frame[name].where(compared)
        spread = values.std(ddof=0)
        frame[f"z_{name}"] = (values - values.mean()) / (spread if spread > 0 else np.nan)
    scores = frame[[f"z_{name}" for name in WEIGHED]].set_axis(list(WEIGHED.values()), axis="columns")
    best = scores.max(axis="columns")
    frame["weighs"] = [
        str(row.idxmax()) if top >= 1 else "" for (_, row), top in zip(scores.iterrows(), best.fillna(0), strict=True)
    ]
    columns = [*keys, "n", "n_text", *WEIGHED, *(f"z_{name}" for name in WEIGHED), "weighs", "flag"]
    return as_table(
        tables, group_order(frame, groups, "n")[columns], groups, where, whole=whole,
        name="weighs", title="各组看重什么", unit="占比、个、年；z 为标准差数",
        formula="z = (本组 - 各组均值) / 各组标准差", own=True, direction="z 越大，相对其他组越看重",
        notes=[f"z 在可读职位不少于 {config.plain_from} 条的 {int(compared.sum())} 组之间计算，每组权重相同"],
        titles={**WEIGHED, **{f"z_{name}": f"{title} z" for name, title in WEIGHED.items()}, "weighs": "最看重"},
    )  # fmt: skip


def _asked(tables: Tables, by: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return each group's share of 本科 and above and its mean least experience, over the postings that state them."""
    groups = group_columns(by)
    high = f"education IN ({', '.join(map(literal, BACHELOR))})"
    sums = named(
        tables.sql(
            counted(tables, by, where=where)
            + f"""SELECT {groups}, COUNT(education) AS n_education,
    CAST(COALESCE(SUM(CASE WHEN {high} THEN 1 ELSE 0 END), 0) AS BIGINT) AS n_bachelor,
    COUNT(experience_min) AS n_experience,
    CAST(ROUND(COALESCE(SUM(1000 * experience_min), 0)) AS BIGINT) AS thousandths
    FROM counted GROUP BY {groups} ORDER BY {groups}"""
        ),
        by,
    )
    bachelor = sums["n_bachelor"] / sums["n_education"].where(sums["n_education"] > 0)
    experience = sums["thousandths"] / 1000 / sums["n_experience"].where(sums["n_experience"] > 0)
    return sums[list(by)].assign(bachelor_share=bachelor, experience=experience)
