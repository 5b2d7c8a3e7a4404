"""Headline shares under other rules of counting, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, count_whole, hide_small
from jobmine.measure.demand import demand_table
from jobmine.measure.intervals import wilson
from jobmine.measure.table import Table
from jobmine.measure.terms import count_terms

_HEADS = {
    "rule": "改动", "variant": "口径", "n_term": "要求该词项的职位数", "share_run": "本次运行的占比",
    "difference": "与本次运行之差", "rank_run": "本次运行的位次",
}  # fmt: skip


class Variant(NamedTuple):
    """Another rule of counting.

    Attributes
    ----------
    rule, name : str
        What is changed, and to what.
    tables : Tables
        The run, counted by it.
    where : str
        A condition, empty for none.
    against : Tables, optional
        What it stands beside in place of the run: a sample of the run, where the variant is one.
    """

    rule: str
    name: str
    tables: Tables
    where: str = ""
    against: Tables | None = None


def sensitivity_table(
    tables: Tables,
    variants: Sequence[Variant],
    where: str | None = None,
    *,
    top_n: int | None = None,
    undone: Sequence[str] = (),
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the shares of the commonest terms as the run counts them and by every variant.

    Parameters
    ----------
    tables : Tables
        The run.
    variants : sequence of Variant
    where : str, optional
        Condition: a subset of the scope, for the run and every variant.
    top_n : int, optional
        Terms, over all kinds; by default as set.
    undone : sequence of str
        What cannot be varied without extraction anew, as notes.
    config : MeasureConfig

    Returns
    -------
    Table
        A row a term and variant: ``n_term``, ``n_text``, ``share`` with its interval, ``share_run``,
        ``difference``, ``rank`` and ``rank_run`` among all terms; of a variant with something to stand ``against``,
        share and rank of the run are those there.
    """
    head = demand_table(tables, (), where, config=config).frame
    head = head.sort_values(["rank_all", "kind", "term"]).head(top_n or config.top_n)
    run = head.rename(columns={"share": "share_run", "rank_all": "rank_run"})[["kind", "term", "share_run", "rank_run"]]
    run = run.reset_index(drop=True)
    parts = [_counted(run, variant, where) for variant in variants]
    frame = pd.concat(parts, ignore_index=True)
    frame["difference"] = frame["share"] - frame["share_run"]
    figures = ["share", "share_low", "share_high", "difference"]
    columns = ["kind", "term", "rule", "variant", "n", "n_term", "n_text", *figures, "share_run", "rank", "rank_run"]
    widest = _widest(frame)
    return as_table(
        tables, hide_small(frame, "n_text", figures, config)[columns], (), where, name="sensitivity",
        title="稳健性：换一种口径的占比", unit="占有可读要求职位的比例", formula="share = n_term / n_text", own=True,
        direction="差越小越稳健", notes=[*widest, *undone], titles=_HEADS,
    )  # fmt: skip


def _counted(run: pd.DataFrame, variant: Variant, where: str | None) -> pd.DataFrame:
    both = " AND ".join(f"({part})" for part in (where, variant.where) if part) or None
    if variant.against is not None:
        beside = _terms(run, variant.against, both)
        run = run.assign(share_run=beside["share"], rank_run=beside["rank"])
    frame = run.join(_terms(run, variant.tables, both))
    low, high = wilson(frame["n_term"], frame["n_text"])
    return frame.assign(rule=variant.rule, variant=variant.name, share_low=low, share_high=high)


def _terms(run: pd.DataFrame, tables: Tables, where: str | None) -> pd.DataFrame:
    """Return, for the terms of the run in their order, how they are counted in some tables."""
    whole = count_whole(tables, where=where)
    terms = count_terms(tables, where=where)
    terms["rank"] = terms["n"].rank(method="min", ascending=False).astype("int64")
    frame = run[["kind", "term"]].merge(terms, on=["kind", "term"], how="left", validate="1:1")
    n_text = int(whole["n_text"])
    n_term = frame["n"].fillna(0).astype("int64")
    counts = {"n": int(whole["n"]), "n_term": n_term, "n_text": n_text, "rank": frame["rank"].astype("Int64")}
    return pd.DataFrame({**counts, "share": n_term / n_text if n_text else float("nan")}, index=frame.index)


def _widest(frame: pd.DataFrame) -> list[str]:
    """Return for each rule the largest difference, in words."""
    said = []
    for rule, rows in frame.assign(size=frame["difference"].abs()).groupby("rule", sort=False):
        if rows["difference"].notna().any():
            row = rows.nlargest(1, "size").iloc[0]
            said.append(
                f"{rule}：差最大的是 {row['term']}（{row['variant']}，{row['difference']:+.1%}），"
                f"平均绝对差 {rows['size'].mean():.1%}"
            )
    return said
