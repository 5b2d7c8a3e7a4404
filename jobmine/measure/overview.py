"""Counts that open a report: who asks, where, when, for what education and experience, and the top posts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import (
    DEFAULTS,
    FEW,
    PEOPLE,
    POSTINGS,
    as_table,
    count_each,
    count_groups,
    count_whole,
    count_with_whole,
    each_posting,
    flag_small,
    join_flags,
)
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, check_dimensions, group_order, name_codes
from jobmine.measure.intervals import difference, wilson
from jobmine.measure.pay import count_pay, count_pay_each
from jobmine.measure.relation import benchmark
from jobmine.measure.table import AGAINST_TITLES, Table

REPORTED = (
    "education", "experience", "company_type", "size_class", "industry", "province", "city", "period", "seniority",
    "platform", "source", "post",
)  # fmt: skip


def mix_table(
    tables: Tables,
    by: str | Sequence[str],
    where: str | None = None,
    against: str | None = None,
    *,
    top_n: int | None = None,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how the postings divide over a dimension: counts, shares, employers, median pay.

    Parameters
    ----------
    by : str or sequence of str
        Dimensions. Those with a natural order keep it, others start with the largest group.
    where : str, optional
        Condition: a subset of the scope.
    against : str, optional
        ``market`` or a condition: the shares of those postings stand beside, with the difference.
    top_n : int, optional
        Rows; all by default. 未注明 stays.

    Returns
    -------
    Table
        A row a group: ``n``, ``share`` of all postings with its Wilson interval (the shares of a dimension
        with several values a posting sum to more than 1), ``n_employers``, ``people`` where headcounts count,
        ``n_pay`` and ``median_pay`` (yuan a month).

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": str(i), "education": "大专" if i % 2 else "不限"} for i in range(40)]
    >>> tables = LocalTables({"postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"])})
    >>> mix_table(tables, "education").frame[["education", "n", "share"]].to_dict("records")
    [{'education': '不限', 'n': 20, 'share': 0.5}, {'education': '大专', 'n': 20, 'share': 0.5}]
    """
    groups = check_dimensions(by)
    counts, whole = count_with_whole(tables, groups, where=where)
    table = _mix(tables, groups, where, counts, count_pay(tables, groups, where=where), whole, top_n, config)
    rest = config.against if against is None else against
    return _add_against(table, tables, groups, rest, config) if rest else table


def overview_tables(tables: Tables, where: str | None = None, *, config: MeasureConfig = DEFAULTS) -> dict[str, Table]:
    """Return the mix over each dimension that the postings fill, by its name, and the top ``post``.

    Dimensions without a single value are left out.
    """
    counts, paid = count_each(tables, REPORTED, where=where), count_pay_each(tables, REPORTED, where=where)
    whole = count_whole(tables, where=where)
    return {
        name: _mix(tables, (name,), where, found, paid[name], whole, config.top_n if name == "post" else None, config)
        for name, found in counts.items()
        if (found[name] != UNSTATED).any()
    }


def _add_against(table: Table, tables: Tables, groups: Sequence[str], against: str, config: MeasureConfig) -> Table:
    """Return the table with the benchmark's shares and how far these stand above them."""
    side, where = benchmark(against)
    there = count_groups(tables, groups, where=where, side=side)
    n = int(count_whole(tables, where=where, side=side)["n"])
    there = name_codes(there, groups)[[*groups, "n"]].rename(columns={"n": "n_against"})
    frame = table.frame.merge(there, on=list(groups), how="left", validate="1:1")
    frame["n_against"] = frame["n_against"].fillna(0).astype("int64")
    low, high = difference(frame["n"], np.full(len(frame), table.meta["n"]), frame["n_against"], np.full(len(frame), n))
    share = frame["n_against"] / n if n >= config.ratio_from else np.nan
    frame = frame.assign(share_against=share, difference=frame["share"] - share)
    frame = frame.assign(difference_low=low, difference_high=high)
    frame.loc[frame["difference"].isna(), ["difference_low", "difference_high"]] = np.nan
    titles = {name: title for name, title in AGAINST_TITLES.items() if name in frame}
    scope = "；".join(filter(None, [table.meta["scope"], f"对照：{against}（{n} 条职位）"]))
    return Table(frame, {**table.meta, "scope": scope, "titles": {**table.meta["titles"], **titles}})


def _mix(
    tables: Tables,
    groups: Sequence[str],
    where: str | None,
    counts: pd.DataFrame,
    paid: pd.DataFrame,
    whole: pd.Series,
    top_n: int | None,
    config: MeasureConfig,
) -> Table:
    low, high = wilson(counts["n"], np.full(len(counts), whole["n"]))
    frame = counts.assign(share=counts["n"] / max(1, whole["n"]), share_low=low, share_high=high)
    summary = each_posting(paid).groupby(list(groups))["pay"].agg(["size", "median"])
    summary = summary.set_axis(["n_pay", "median_pay"], axis="columns").reset_index()
    frame = frame.merge(summary, on=list(groups), how="left", validate="1:1")
    frame["n_pay"] = frame["n_pay"].fillna(0).astype("int64")
    frame["median_pay"] = frame["median_pay"].where(frame["n_pay"] >= config.ratio_from)
    by_people = whole["counts"] == PEOPLE
    if whole["n"] < config.ratio_from:
        frame[["share", "share_low", "share_high"]] = np.nan
    few_paid = (frame["n_pay"] >= config.ratio_from) & (frame["n_pay"] < config.plain_from)
    small = flag_small(np.full(len(frame), whole["n"]), config)
    frame["flag"] = join_flags(small, np.where(few_paid, f"薪资{FEW}", ""))
    head, tail = [*groups, "n", "share", "share_low", "share_high", "n_employers"], ["n_pay", "median_pay", "flag"]
    columns = [*head, "people", *tail] if by_people else [*head, *tail]
    frame = group_order(frame, groups, "n").loc[:, columns]
    notes = []
    if top_n is not None:
        last = frame[groups[-1]] == UNSTATED
        notes = [f"列出最多的 {top_n} 组，共 {int((~last).sum())} 组"]
        frame = pd.concat([frame[~last].head(top_n), frame[last]])
    title = "、".join(DIMENSIONS[name].title for name in groups)
    return as_table(
        tables,
        frame,
        groups,
        where,
        name="mix_" + "_".join(groups),
        title=f"{title}分布",
        unit="占职位数的比例",
        formula="share = n / 全部职位数",
        source="区间：Wilson (1927)",
        direction="越大职位越多",
        whole=whole,
        counts=PEOPLE if by_people else POSTINGS,
        notes=notes,
        titles={"people": "招聘人数", "n_pay": "写明薪资的职位数", "median_pay": "薪资中位数（元/月）"},
    )
