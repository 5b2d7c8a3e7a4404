"""Breadth 复合 of what postings ask for: over how many trades the knowledge of one posting spreads."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.data import read_tsv
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, choose_dimensions, count_with_whole, flag_small, hide_small
from jobmine.measure.dimensions import group_order
from jobmine.measure.intervals import wilson
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.table import Table
from jobmine.measure.terms import CODED, SAID, keep_terms

GENERAL, TRADES = "general", "said_trades"
_N_PAIRS = 5
_TITLES = {
    "n_trades": "有行当知识的职位数", "breadth": "平均复合度", "several": "跨行当职位数",
    "several_share": "跨行当占比", "several_share_low": "跨行当占比下限", "several_share_high": "跨行当占比上限",
    "pairs": "最常见的行当组合",
}  # fmt: skip


def breadth_table(
    tables: Tables, by: str | Sequence[str] | None = None, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return how far the knowledge that postings ask for spreads over trades (ours).

    A posting's breadth is exp(entropy) of the trades of its knowledge terms: 1 all of one trade, 2 two
    trades alike. Terms that are at home in no trade, in several or everywhere do not count.

    Parameters
    ----------
    by : str or sequence of str, optional
        Dimensions; by default those of ``config``, else industry or role.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Table
        A row a group: ``n_text``; ``n_trades``, postings with a term of some trade; mean ``breadth`` of these;
        ``several`` of them with two trades or more, with share and Wilson interval; the commonest ``pairs``
        of trades with their postings.
    """
    groups = choose_dimensions(tables, by, config)
    counts, whole = count_with_whole(tables, groups, where=where)
    frame = counts[[*groups, "n", "n_text"]]
    known = tables.has("mentions") and tables.has("terms")
    found = _spread(tables, groups, where) if known else None
    if found is None:
        frame = frame.assign(n_trades=0, breadth=np.nan, several=0, pairs="")
    else:
        frame = frame.merge(found, on=list(groups), how="left", validate="1:1")
        frame[["n_trades", "several"]] = frame[["n_trades", "several"]].fillna(0).astype("int64")
        frame = frame.merge(_pairs(tables, groups, where), on=list(groups), how="left", validate="1:1")
        frame["pairs"] = frame["pairs"].fillna("")
    low, high = wilson(frame["several"], frame["n_trades"])
    share = frame["several"] / frame["n_trades"].where(frame["n_trades"] > 0)
    frame = frame.assign(several_share=share, several_share_low=low, several_share_high=high)
    frame["flag"] = flag_small(frame["n_trades"], config)
    figures = ["breadth", "several_share", "several_share_low", "several_share_high"]
    frame = group_order(hide_small(frame, "n_trades", figures, config), groups, "n_text")
    return as_table(
        tables,
        frame[[*groups, "n", "n_text", "n_trades", "breadth", "several", *figures[1:], "pairs", "flag"]],
        groups,
        where,
        whole=whole,
        name="breadth",
        title="复合程度",
        unit="行当数",
        formula="exp(-Σ p ln p)，p 为一个职位的知识词项在各行当中的比例；表列各职位的平均",
        own=True,
        direction="1 为单一行当，越大越复合",
        notes=["" if known else "没有可读要求的文本", "只计归属一个行当的知识词项"],
        titles=_TITLES,
    )


def _keep_trades(tables: Tables) -> None:
    """Keep how many terms ``w`` of each trade each readable posting asks for: terms at home in one trade only."""
    keep_terms(tables)
    tables.keep(
        TRADES,
        f"""SELECT s.number, home.trade, COUNT(*) AS w FROM {SAID} s JOIN (
    SELECT c.code, MIN(trade) AS trade FROM (SELECT term, UNNEST(trades) AS trade FROM terms WHERE kind = 'knowledge') t
    JOIN {CODED} c ON c.kind = 'knowledge' AND c.term = t.term
    WHERE trade <> '{GENERAL}' GROUP BY c.code HAVING COUNT(DISTINCT trade) = 1) home ON home.code = s.code
GROUP BY s.number, home.trade""",
    )


def _spread(tables: Tables, by: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return for each group its postings with trades, those with several, and their mean breadth."""
    groups = group_columns(by)
    _keep_trades(tables)
    # Postings are counted by number of terms and sum of w ln w, which are few, so that sums have one order.
    parts = named(
        tables.sql(
            counted(tables, by, where=where)
            + f""", spread AS (SELECT number, COUNT(*) AS trades, CAST(SUM(w) AS BIGINT) AS total,
    ROUND(SUM(w * LN(w)), 9) AS wlnw FROM {TRADES} GROUP BY number)
SELECT {groups}, trades, total, wlnw, COUNT(*) AS n FROM counted JOIN spread ON spread.number = counted.number
GROUP BY {groups}, trades, total, wlnw ORDER BY {groups}, trades, total, wlnw"""
        ),
        by,
    )
    breadth = np.exp(np.log(parts["total"]) - parts["wlnw"] / parts["total"])
    parts = parts.assign(breadth=breadth * parts["n"], several=parts["n"].where(parts["trades"] > 1, 0))
    sums = parts.groupby(list(by), as_index=False, sort=True)[["n", "breadth", "several"]].sum()
    return sums.assign(breadth=sums["breadth"] / sums["n"]).rename(columns={"n": "n_trades"})


def _pairs(tables: Tables, by: Sequence[str], where: str | None) -> pd.DataFrame:
    """Return for each group the commonest pairs of trades in one posting, as text."""
    groups = group_columns(by)
    pairs = named(
        tables.sql(
            counted(tables, by, where=where)
            + f"""SELECT {groups}, a.trade AS one, b.trade AS other, COUNT(*) AS n
FROM counted JOIN {TRADES} a ON a.number = counted.number JOIN {TRADES} b ON b.number = a.number AND a.trade < b.trade
GROUP BY {groups}, a.trade, b.trade ORDER BY {groups}, n DESC, one, other"""
        ),
        by,
    )
    names = {row["key"]: row["name"] for row in read_tsv("lexicon/trades.tsv")}
    one, other = (pairs[name].map(lambda key: names.get(key, key)) for name in ("one", "other"))
    pairs["pairs"] = one + "+" + other + " " + pairs["n"].astype(str)
    first = pairs.groupby(list(by), sort=False).head(_N_PAIRS)
    return first.groupby(list(by), sort=True)["pairs"].agg("；".join).reset_index()
