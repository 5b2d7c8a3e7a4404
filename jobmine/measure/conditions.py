"""Working conditions: how many postings of each group state them."""

# ruff: noqa: S608 - queries are built from names of the schema and checked conditions

from __future__ import annotations

from collections.abc import Sequence

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, choose_dimensions, count_with_whole, flag_small, hide_small
from jobmine.measure.dimensions import group_places
from jobmine.measure.intervals import wilson
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.table import Table


def condition_table(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the share of postings that state each condition, not denied, with its 95 % Wilson interval.

    Parameters
    ----------
    tables : Tables
        With ``postings`` and ``conditions``.
    by : str or sequence of str, optional
        Dimensions; by default those of ``config``, else industry or role.
    where : str, optional
        Condition over postings: a subset of the scope.
    config : MeasureConfig

    Returns
    -------
    Table
        A row a group and condition: ``n`` postings that state it, ``n_negated`` that only deny it, ``n_all``
        postings of the group, ``share``, ``share_low``, ``share_high`` and ``values``, the three numbers that are
        stated most often with it. A posting that is silent does not deny: shares are lower bounds.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": str(i)} for i in range(40)]
    >>> stated = [{"posting_id": str(i), "condition": "双休", "negated": False} for i in range(10)]
    >>> tables = LocalTables({
    ...     "postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"]),
    ...     "conditions": pa.Table.from_pylist(stated, schema=SCHEMAS["conditions"]),
    ... })
    >>> condition_table(tables, ()).frame[["condition", "n", "share"]].to_dict("records")
    [{'condition': '双休', 'n': 10, 'share': 0.25}]
    """
    groups = choose_dimensions(tables, by, config)
    bases, whole = count_with_whole(tables, groups, where=where)
    columns = group_columns(groups)
    frame = named(
        tables.sql(f"""{counted(tables, groups, where=where)},
stated AS (SELECT posting_id, condition, MIN(CASE WHEN negated THEN 1 ELSE 0 END) AS denied
    FROM conditions GROUP BY posting_id, condition)
SELECT {columns}, condition, SUM(1 - denied) AS n, SUM(denied) AS n_negated
    FROM counted c JOIN stated s ON s.posting_id = c.posting_id GROUP BY {columns}, condition
    ORDER BY {columns}, n DESC, condition"""),
        groups,
    )
    values = tables.sql(f"""{counted(tables, groups, where=where)}
SELECT {columns}, condition, value, COUNT(DISTINCT c.posting_id) AS times
    FROM counted c JOIN conditions s ON s.posting_id = c.posting_id WHERE value IS NOT NULL AND NOT negated
    GROUP BY {columns}, condition, value ORDER BY {columns}, condition, times DESC, value""")
    often = named(values, groups).groupby([*groups, "condition"])["value"].agg(lambda v: "、".join(v.head(3)))
    frame = frame.merge(
        bases[[*groups, "n"]].rename(columns={"n": "n_all"}), on=list(groups), how="left", validate="m:1"
    )
    frame = frame.merge(often.rename("values").reset_index(), on=[*groups, "condition"], how="left", validate="1:1")
    frame["values"] = frame["values"].fillna("")
    frame[["n", "n_negated"]] = frame[["n", "n_negated"]].astype("int64")
    frame["share"] = frame["n"] / frame["n_all"]
    frame["share_low"], frame["share_high"] = wilson(frame["n"], frame["n_all"])
    frame["flag"] = flag_small(frame["n_all"], config)
    frame = hide_small(frame, "n_all", ["share", "share_low", "share_high"], config)
    frame = frame.merge(group_places(bases, groups, "n"), on=list(groups), how="left", validate="m:1")
    frame = frame.sort_values(["place", "n", "condition"], ascending=[True, False, True])
    order = [*groups, "condition", "n", "n_negated", "n_all", "share", "share_low", "share_high", "values", "flag"]
    return as_table(
        tables, frame[order], groups, where, whole=whole, name="conditions", title="工作条件", unit="职位", own=True,
        formula="占比 = 写明该条件且未否定的职位 / 全部职位；95% Wilson 区间；未写明不等于没有",
        titles={"condition": "条件", "n_negated": "写明没有", "n_all": "职位总数", "values": "常见取值"},
    )  # fmt: skip
