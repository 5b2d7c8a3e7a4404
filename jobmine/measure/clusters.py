"""Postings of one employer are alike: what a change within strata varies by when employers were sampled."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import csr_array

from jobmine.engine import Tables
from jobmine.measure.relation import counted
from jobmine.measure.terms import CODED, SAID, keep_terms

_TERM = ["kind", "term"]


def cluster_variance(told: pd.DataFrame, sizes: pd.DataFrame) -> pd.Series:
    """Return the variance of the gain of terms within strata, with employers as the units that were sampled.

    The gain is sum over strata h of (later postings with the term - m_h N1_h / t_h), see
    :func:`jobmine.measure.emerging.within_changes`; an employer's part of it is
    u = sum (side - N1_h / t_h)(y - m_h / t_h) over its postings, and the variance is k/(k-1) sum u², k the employers
    that ask for the term. A term of one employer alone has an infinite variance.

    Parameters
    ----------
    told : DataFrame
        ``kind``, ``term``, ``stratum``, ``who``, ``n_old`` and ``n_new`` postings that ask for the term.
    sizes : DataFrame
        ``stratum``, ``who``, ``n_old`` and ``n_new`` postings with readable requirements.

    References
    ----------
    Liang & Zeger (1986), Biometrika 73.

    Examples
    --------
    Of two employers one only ever asks for the term, later; the other never does.

    >>> told = pd.DataFrame({"kind": "skill", "term": "焊接", "stratum": "甲", "who": ["a"], "n_old": 0, "n_new": [10]})
    >>> sizes = pd.DataFrame({"stratum": "甲", "who": ["a", "b"], "n_old": [0, 10], "n_new": [10, 0]})
    >>> cluster_variance(told, sizes).to_list()
    [inf]
    """
    strata = sizes.groupby("stratum", sort=True)[["n_old", "n_new"]].sum()
    size = strata.sum(axis="columns").to_numpy()
    later = strata["n_new"].to_numpy() / size
    who = pd.Index(sizes["who"].unique())
    term = pd.MultiIndex.from_frame(told[_TERM].drop_duplicates().sort_values(_TERM))

    def moved(frame: pd.DataFrame, place: np.ndarray) -> np.ndarray:
        moves: np.ndarray = frame["n_new"].to_numpy() * (1 - later[place]) - frame["n_old"].to_numpy() * later[place]
        return moves

    at = strata.index.get_indexer(pd.Index(told["stratum"]))
    row = term.get_indexer(pd.MultiIndex.from_frame(told[_TERM]))
    own = who.get_indexer(pd.Index(told["who"]))
    asked = csr_array((moved(told, at), (row, own)), shape=(len(term), len(who)))
    all_at = strata.index.get_indexer(pd.Index(sizes["stratum"]))
    whole = csr_array(
        (moved(sizes, all_at), (who.get_indexer(pd.Index(sizes["who"])), all_at)), shape=(len(who), len(strata))
    )
    mentions = told[["n_old", "n_new"]].sum(axis="columns").to_numpy()
    share = csr_array((mentions / size[at], (row, at)), shape=(len(term), len(strata)))
    # sum u² with u = asked - share whole', without the table of terms by employers that the difference would fill.
    sums = (
        asked.power(2).sum(axis=1)
        - 2 * (asked @ whole).multiply(share).sum(axis=1)
        + (share @ (whole.T @ whole)).multiply(share).sum(axis=1)
    )
    k = np.bincount(np.unique(np.stack([row, own]), axis=1)[0], minlength=len(term)).astype(float)
    with np.errstate(divide="ignore"):
        variance = np.where(k > 1, np.maximum(sums, 0) * k / np.maximum(k - 1, 1), np.inf)
    return pd.Series(variance, term)


def by_employer(found: pd.DataFrame, variance: pd.Series) -> pd.DataFrame:
    """Return changes within strata with the larger of their own variance and that by employers, in z and interval.

    Examples
    --------
    >>> key = pd.MultiIndex.from_tuples([("skill", "焊接")], names=["kind", "term"])
    >>> found = pd.DataFrame({"difference": [0.1], "difference_low": 0.0, "difference_high": 0.2}, key)
    >>> by_employer(found.assign(z=4.0, variance=9.0), pd.Series([36.0], key)).round(3).to_dict("records")
    [{'difference': 0.1, 'difference_low': -0.1, 'difference_high': 0.3, 'z': 2.0, 'variance': 36.0}]
    """
    larger = np.fmax(found["variance"], variance.reindex(found.index))
    wider = np.sqrt(larger / found["variance"]).fillna(1)
    middle = found["difference"]
    return found.assign(
        difference_low=middle - (middle - found["difference_low"]) * wider,
        difference_high=middle + (found["difference_high"] - middle) * wider,
        z=found["z"] / wider,
        variance=larger,
    )


def employers_of(
    sides: Sequence[tuple[Tables, str | None]], stratum: str, wanted: pd.Index
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what :func:`cluster_variance` takes, for some terms; postings without an employer are each their own."""
    names = pa.table({name: pa.array(wanted.get_level_values(name), pa.string()) for name in _TERM})
    told, sizes = [], []
    for name, (tables, where) in zip(("n_old", "n_new"), sides, strict=True):
        keep_terms(tables)
        opening = counted(tables, (stratum,), where=where) + (
            ", each_own AS (SELECT number, g0 AS stratum, COALESCE(employer, posting_id) AS who FROM counted"
            " WHERE readable = 1)"
        )
        sizes.append(
            tables.sql(
                f"{opening} SELECT stratum, who, COUNT(*) AS {name} FROM each_own"
                " GROUP BY stratum, who ORDER BY stratum, who"
            ).to_pandas()
        )
        told.append(
            tables.sql(
                f"""{opening} SELECT c.kind, c.term, stratum, who, COUNT(*) AS {name} FROM each_own
JOIN {SAID} s ON s.number = each_own.number JOIN {CODED} c ON c.code = s.code
JOIN wanted w ON w.kind = c.kind AND w.term = c.term
GROUP BY c.kind, c.term, stratum, who ORDER BY c.kind, c.term, stratum, who""",
                wanted=names,
            ).to_pandas()
        )
    return _merged(told, [*_TERM, "stratum", "who"]), _merged(sizes, ["stratum", "who"])


def _merged(parts: Sequence[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    return parts[0].merge(parts[1], on=keys, how="outer").fillna({"n_old": 0, "n_new": 0})
