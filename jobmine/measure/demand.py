"""What postings ask for: weights of terms by group, with intervals and what is typical of each group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.centrality import term_centrality
from jobmine.measure.counting import (
    DEFAULTS,
    as_table,
    choose_dimensions,
    count_whole,
    count_with_whole,
    flag_small,
    hide_small,
)
from jobmine.measure.dimensions import DIMENSIONS, group_places
from jobmine.measure.intervals import difference, wilson
from jobmine.measure.relation import MARKET, benchmark
from jobmine.measure.table import AGAINST_TITLES, Table
from jobmine.measure.terms import check_kinds, count_terms, term_aspects
from jobmine.measure.weights import class_tfidf, location_quotient, log_odds_z, tfidf
from jobmine.schema import KINDS

__all__ = ["CO_OCCURRING", "MARKET", "demand_table"]

# Rarer terms are left out of networks: with all of them pairs would grow with the square of the lexicon.
CO_OCCURRING = 0.005

_TITLES = {
    "tfidf": "TF-IDF", "class_tfidf": "类 TF-IDF", "location_quotient": "区位商", "log_odds_z": "对数优势比 z",
    "must_share": "刚性要求占比", "core": "核心", "centrality": "共现中心度", "rank_all": "总位次",
    **AGAINST_TITLES,
}  # fmt: skip
_COUNTS = (
    "kind",
    "aspect",
    "term",
    "n",
    "n_text",
    "share",
    "share_low",
    "share_high",
    "rank",
    "rank_all",
    "must_share",
)
_WEIGHTS = ("core", "log_odds_z", "location_quotient", "tfidf", "class_tfidf", "centrality")
_AGAINST = ("n_against", "n_text_against", "share_against", "difference", "difference_low", "difference_high")
_BENCHMARK = ["share_against", "difference", "difference_low", "difference_high", "log_odds_z"]
_FIGURES = ("share", "share_low", "share_high", "must_share", *_WEIGHTS[1:], *_AGAINST[3:])


def demand_table(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    against: str | None = None,
    kind: str | Sequence[str] | None = None,
    top_n: int | None = None,
    config: MeasureConfig = DEFAULTS,
    *,
    centrality: bool = False,
) -> Table:
    """Return how often the postings of each group ask for each term.

    The weight of a term is its share: postings with readable requirements that mention it at least
    once, not negated, over all postings with readable requirements (ours). Beside it stand document
    frequency, TF-IDF, class TF-IDF, location quotient and the z of the log-odds ratio.

    Parameters
    ----------
    tables : Tables
        With ``postings``, ``sections`` and ``mentions``.
    by : str or sequence of str, optional
        Dimensions; by default those of ``config``, else industry or role. ``()`` is one group.
    where : str, optional
        Condition: a subset of the scope.
    against : str, optional
        ``market`` sets all postings out of scope beside each group, a condition those that fulfil it in
        or out of scope; by default ``config.against``.
    kind : str or sequence of str, optional
        Kinds of terms; all by default.
    top_n : int, optional
        Rows for each group and kind; all by default.
    config : MeasureConfig
        Cuts of small cells and of core terms.
    centrality : bool
        Add PageRank in the group's network of terms asked for together, those with a share of at least 0.005.

    Returns
    -------
    Table
        A row a group, kind and term: ``n``, ``n_text``, ``share`` with its 95 % Wilson interval,
        ``rank`` in the kind and ``rank_all`` over all kinds (ties share a rank), ``must_share`` (of the
        ``n``, those that require it), ``core`` (share and z at least as set; by share alone where there
        is nothing to compare with). Figures of groups under ``ratio_from`` are empty.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> text = "任职要求：熟悉数控编程，能够独立操作数控车床。"
    >>> rows = [{"posting_id": str(i), "text": text} for i in range(40)]
    >>> asked = [{"posting_id": str(i), "kind": "skill", "term": "数控编程"} for i in range(20)]
    >>> tables = LocalTables({
    ...     "postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"]),
    ...     "sections": pa.Table.from_pylist([{"posting_id": r["posting_id"], "kind": "requirements"} for r in rows],
    ...                                      schema=SCHEMAS["sections"]),
    ...     "mentions": pa.Table.from_pylist(asked, schema=SCHEMAS["mentions"]),
    ... })
    >>> demand_table(tables, ()).frame[["term", "n", "n_text", "share"]].to_dict("records")
    [{'term': '数控编程', 'n': 20, 'n_text': 40, 'share': 0.5}]
    """
    groups = choose_dimensions(tables, by, config)
    kinds = check_kinds(kind)
    bases, whole = count_with_whole(tables, groups, where=where)
    frame = count_terms(tables, groups, where=where, kinds=kinds)
    frame = frame.merge(bases[[*groups, "n_text"]], on=list(groups), how="left", validate="m:1")
    if any(DIMENSIONS[name].table for name in groups):  # a posting can be in several groups
        overall = count_terms(tables, where=where, kinds=kinds).rename(columns={"n": "n_overall"})
        frame = frame.merge(overall[["kind", "term", "n_overall"]], on=["kind", "term"], how="left", validate="m:1")
    else:
        frame["n_overall"] = frame.groupby(["kind", "term"])["n"].transform("sum")
    frame = frame.merge(term_aspects(tables), on=["kind", "term"], how="left", validate="m:1")
    frame = _add_weights(frame, groups, int(whole["n_text"]))
    rest = config.against if against is None else against
    if rest:
        frame = _add_against(frame, groups, tables, rest, kinds)
        small = frame["n_text_against"] < config.ratio_from
        frame[_BENCHMARK] = frame[_BENCHMARK].mask(small)
    if centrality:
        usual = frame.loc[frame["share"] >= CO_OCCURRING, [*groups, "kind", "term"]]
        found = term_centrality(tables, groups, usual, where=where)
        frame = frame.merge(found, on=[*groups, "kind", "term"], how="left", validate="1:1")
    frame["core"] = (frame["share"] >= config.core_share) & (
        (frame["log_odds_z"] >= config.core_z) | _alone(bases, rest)
    )
    frame["core"] &= frame["n_text"] >= config.ratio_from
    frame["flag"] = flag_small(frame["n_text"], config)
    figures = [name for name in _FIGURES if name in frame]
    frame = _ordered(hide_small(frame, "n_text", figures, config), groups, bases)
    if top_n is not None:
        frame = frame[frame.groupby([*groups, "kind"], sort=False).cumcount() < top_n]
    silent = [" ".join(key) for key in bases.loc[bases["n_text"] == 0, list(groups)].itertuples(index=False, name=None)]
    readable = bool((bases["n_text"] > 0).any())
    return as_table(
        tables,
        frame[_columns(frame, groups)],
        groups,
        where,
        whole=whole,
        name="demand",
        title="需求词表",
        unit="占有可读要求职位的比例",
        formula=f"share = n / n_text；核心：share ≥ {config.core_share} 且 z ≥ {config.core_z}",
        source="z: Monroe, Colaresi & Quinn (2008)；类 TF-IDF: Grootendorst (2022)；区间: Wilson (1927)",
        own=True,
        direction="share 越大，要求越普遍；区位商大于 1、z 大于 1.96 为本组特有",
        scope="；".join(filter(None, [where, rest and f"对照：{rest}"])),
        notes=[
            "" if readable else "没有可读要求的文本，本表为空",
            f"没有可读要求的组：{_first(silent)}" if silent and readable else "",
            "只有一组且无对照：核心只按占比判定" if readable and _alone(bases, rest) else "",
            "z 以对照组为参照" if rest else "",
        ],
        titles=_TITLES,
    )


def _add_weights(frame: pd.DataFrame, by: Sequence[str], n_text: int) -> pd.DataFrame:
    """Return the frame with shares, their intervals and the weights that compare groups."""
    kind = frame.groupby("kind", sort=False)
    total = frame.groupby([*by, "kind"], sort=False)["n"].transform("sum")
    in_kind = kind["n"].transform("sum")
    in_groups = frame.groupby(["kind", "term"], sort=False)["n"].transform("sum")
    n_groups = frame["kind"].map(frame[[*by, "kind"]].drop_duplicates().groupby("kind").size()).astype(float)
    low, high = wilson(frame["n"], frame["n_text"])
    return frame.assign(
        share=frame["n"] / frame["n_text"],
        share_low=low,
        share_high=high,
        tfidf=tfidf(frame["n"], frame["n_text"], frame["n_overall"], n_text),
        class_tfidf=class_tfidf(frame["n"], total, in_groups, in_kind / n_groups),
        location_quotient=location_quotient(frame["n"], frame["n_text"], frame["n_overall"], n_text),
        log_odds_z=log_odds_z(
            frame["n"], total, in_groups - frame["n"], in_kind - total, kind["term"].transform("nunique")
        ),
        must_share=frame["n_must"] / frame["n"],
    )


def _add_against(
    frame: pd.DataFrame, by: Sequence[str], tables: Tables, against: str, kinds: Sequence[str]
) -> pd.DataFrame:
    """Return the frame with the benchmark group's counts beside each row; z is then against it."""
    side, where = benchmark(against)
    n_text = int(count_whole(tables, where=where, side=side)["n_text"])
    there = count_terms(tables, where=where, side=side, kinds=kinds)
    sums = there.groupby("kind")["n"].sum()
    joint = pd.concat([frame[["kind", "term"]], there[["kind", "term"]]]).drop_duplicates().groupby("kind").size()
    frame = frame.merge(
        there[["kind", "term", "n"]].rename(columns={"n": "n_against"}), on=["kind", "term"], how="left", validate="m:1"
    )
    n_against = frame["n_against"].fillna(0).astype("int64")
    low, high = difference(frame["n"], frame["n_text"], n_against, np.full(len(frame), n_text))
    total = frame.groupby([*by, "kind"], sort=False)["n"].transform("sum")
    share = n_against / n_text if n_text else np.nan
    return frame.assign(
        n_against=n_against,
        n_text_against=n_text,
        share_against=share,
        difference=frame["share"] - share,
        difference_low=low,
        difference_high=high,
        log_odds_z=log_odds_z(
            frame["n"], total, n_against, frame["kind"].map(sums).fillna(0), frame["kind"].map(joint)
        ),
    )


def _first(names: Sequence[str], most: int = 10) -> str:
    """Return the first names, and how many there are."""
    return "、".join(names[:most]) + (f" 等 {len(names)} 组" if len(names) > most else "")


def _alone(bases: pd.DataFrame, against: str) -> bool:
    return not against and int((bases["n_text"] > 0).sum()) < 2


def _ordered(frame: pd.DataFrame, by: Sequence[str], bases: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by group, kind, n and term, with ranks."""
    frame = frame.merge(group_places(bases, by, "n_text"), on=list(by), how="left", validate="m:1")
    frame["kind place"] = frame["kind"].map(KINDS.index)
    frame = frame.sort_values(["place", "kind place", "n", "term"], ascending=[True, True, False, True])
    frame["rank"] = (
        frame.groupby(["place", "kind"], sort=False)["n"].rank(method="min", ascending=False).astype("int64")
    )
    frame["rank_all"] = frame.groupby("place", sort=False)["n"].rank(method="min", ascending=False).astype("int64")
    return frame


def _columns(frame: pd.DataFrame, by: Sequence[str]) -> list[str]:
    columns = (*_COUNTS, *_WEIGHTS, *_AGAINST, "flag")
    return [*by, *(column for column in columns if column in frame)]
