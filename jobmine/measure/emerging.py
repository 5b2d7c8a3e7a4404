"""Which terms are asked for more, and which less, than before."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.clusters import by_employer, cluster_variance, employers_of
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, count_whole, flag_small, hide_small, join_flags
from jobmine.measure.dimensions import DIMENSIONS, check_dimensions
from jobmine.measure.intervals import difference
from jobmine.measure.relation import counted, literal
from jobmine.measure.series import two_periods
from jobmine.measure.table import Table
from jobmine.measure.terms import CODED, SAID, check_kinds, count_terms, keep_terms, no_terms
from jobmine.measure.weights import log_odds_z
from jobmine.schema import KINDS

RISING, FADING = "上升", "下降"
ONE_EMPLOYER = "多出自一家单位"
LEAST = 10
_Z = 1.959963984540054
RATE = 0.05
SHARE_TITLES = {
    "share_old": "前期占比", "share_new": "后期占比", "difference": "占比之差", "difference_low": "差的下限",
    "difference_high": "差的上限",
}  # fmt: skip
_TITLES = {
    "n_old": "前期提及职位数", "n_new": "后期提及职位数", "n_text_old": "前期可读职位数",
    "n_text_new": "后期可读职位数",
    **SHARE_TITLES, "log_odds_z": "z", "p": "p 值", "q": "校正 p 值", "change": "变化",
}  # fmt: skip


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Return adjusted p-values: rejecting those up to 0.05 keeps the expected share of false finds at 5 %.

    NaN stay, and are not counted among the tests.

    References
    ----------
    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    values = np.asarray(p, dtype=np.float64)
    adjusted = np.full(values.size, np.nan)
    tested = np.flatnonzero(np.isfinite(values))
    order = tested[np.argsort(values[tested], kind="stable")]
    scaled = values[order] * order.size / np.arange(1, order.size + 1)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


def p_values(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return two-sided p-values of the column ``z``, for terms with at least ten mentions in both periods together.

    Examples
    --------
    >>> p_values(pd.DataFrame({"n_old": [5, 4], "n_new": [5, 5], "z": [1.96, 1.96]})).round(3).tolist()
    [0.05, nan]
    """
    enough = (frame["n_old"] + frame["n_new"] >= LEAST).to_numpy()
    return np.where(enough, erfc(np.abs(frame["z"].to_numpy(dtype=np.float64)) / np.sqrt(2)), np.nan)


def term_changes(old: pd.DataFrame, new: pd.DataFrame, n_old: int, n_new: int) -> pd.DataFrame:
    """Return how terms changed between two corpora, with the terms that rose and fell beyond chance.

    Parameters
    ----------
    old, new : DataFrame
        ``kind``, ``term`` and ``n`` postings that ask for it.
    n_old, n_new : int
        Postings with readable requirements.

    Returns
    -------
    DataFrame
        A row a kind and term: counts, shares, their difference with its interval (Newcombe 1998), ``log_odds_z``
        within the kind, ``p`` (two-sided), ``q`` (Benjamini-Hochberg over all terms with at least ten mentions
        in both together) and ``change``: 上升, 下降 or empty. z is relative to all that is asked for: what
        keeps its share of the postings while others gain does not fall, so ``change`` takes both to agree (ours).

    Examples
    --------
    >>> def terms(*n):
    ...     return pd.DataFrame({"kind": "skill", "term": ["焊接", "车工", "钳工"], "n": n})
    >>> term_changes(terms(20, 50, 50), terms(60, 50, 50), 100, 100)["change"].to_list()
    ['上升', '', '']
    """
    keys = ["kind", "term"]
    frame = (
        old[[*keys, "n"]]
        .merge(new[[*keys, "n"]], on=keys, how="outer", suffixes=("_old", "_new"))
        .fillna({"n_old": 0, "n_new": 0})
    )
    frame[["n_old", "n_new"]] = frame[["n_old", "n_new"]].astype("int64")
    kind = frame.groupby("kind", sort=False)
    totals = kind[["n_old", "n_new"]].transform("sum")
    z = log_odds_z(frame["n_new"], totals["n_new"], frame["n_old"], totals["n_old"], kind["term"].transform("size"))
    p = p_values(frame.assign(z=z))
    q = benjamini_hochberg(p)
    low, high = difference(frame["n_new"], np.full(len(frame), n_new), frame["n_old"], np.full(len(frame), n_old))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = frame["n_old"].to_numpy() / np.float64(n_old), frame["n_new"].to_numpy() / np.float64(n_new)
    more = shares[1] - shares[0]
    return frame.assign(
        share_old=shares[0],
        share_new=shares[1],
        difference=more,
        difference_low=low,
        difference_high=high,
        log_odds_z=z,
        p=p,
        q=q,
        change=np.select(
            [(q <= RATE) & (z > 0) & (more > 0), (q <= RATE) & (z < 0) & (more < 0)], [RISING, FADING], ""
        ),
    )


def within_changes(old: pd.DataFrame, new: pd.DataFrame, strata: pd.DataFrame) -> pd.DataFrame:
    """Return how terms changed within strata: between posts of one kind, not by a change of their mix.

    Parameters
    ----------
    old, new : DataFrame
        ``stratum``, ``kind``, ``term`` and ``n`` postings that ask for it.
    strata : DataFrame
        ``stratum``, ``n_text_old`` and ``n_text_new``, postings with readable requirements.

    Returns
    -------
    DataFrame
        By kind and term ``n_old``, ``n_new``, ``difference`` (Mantel-Haenszel risk difference), its interval from
        the ``variance`` of the gain, and ``z``, Cochran-Mantel-Haenszel with the correction for continuity.

    Examples
    --------
    >>> def terms(a, b):
    ...     return pd.DataFrame({"stratum": ["甲", "乙"], "kind": "skill", "term": "焊接", "n": [a, b]})
    >>> strata = pd.DataFrame({"stratum": ["甲", "乙"], "n_text_old": [20, 80], "n_text_new": [80, 20]})
    >>> within_changes(terms(10, 8), terms(40, 2), strata)[["n_old", "n_new", "difference"]].to_dict("records")
    [{'n_old': 18, 'n_new': 42, 'difference': 0.0}]
    """
    keys = ["kind", "term"]
    both = pd.concat([old.assign(new=False), new.assign(new=True)], ignore_index=True)
    both = both[both["stratum"].isin(strata["stratum"])]
    # Numbers in place of names: a large corpus has millions of cells.
    term = both.groupby(keys, sort=True).ngroup().to_numpy()
    place = pd.Index(strata["stratum"]).get_indexer(both["stratum"])
    cells, cell = np.unique(place * (term.max(initial=0) + 1) + term, return_inverse=True)
    later = both["new"].to_numpy()
    counts = [np.bincount(cell[side], both["n"].to_numpy()[side], cells.size) for side in (~later, later)]
    stratum, of_term = np.divmod(cells, term.max(initial=0) + 1)
    n0, n1 = (strata[f"n_text_{side}"].to_numpy(float)[stratum] for side in ("old", "new"))
    m, t = counts[0] + counts[1], n0 + n1
    gain = np.bincount(of_term, counts[1] - m * n1 / t)
    variance = np.bincount(of_term, n0 * n1 * m * (t - m) / (t**2 * np.maximum(t - 1, 1)))
    frame = both[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    frame["n_old"], frame["n_new"] = (np.bincount(of_term, part).astype("int64") for part in counts)
    weight = float((strata["n_text_old"] * strata["n_text_new"] / (strata["n_text_old"] + strata["n_text_new"])).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.sign(gain) * np.maximum(np.abs(gain) - 0.5, 0) / np.sqrt(variance)
        change, half = np.round(gain, 12) / weight, _Z * np.sqrt(variance) / weight
    return frame.assign(
        difference=change, difference_low=change - half, difference_high=change + half, z=z, variance=variance
    )


def hold_within(
    frame: pd.DataFrame, sides: Sequence[tuple[Tables, str | None]], within: str, kinds: Sequence[str] = KINDS
) -> pd.DataFrame:
    """Return the frame of :func:`term_changes` with the changes within strata in place of those over all postings.

    Terms that pass the test by postings are tested again with employers as the units that were sampled
    (:func:`jobmine.measure.clusters.cluster_variance`): an employer that posts the same text many times over is one
    witness. No other term could pass that, as the larger variance counts.

    Parameters
    ----------
    frame : DataFrame
    sides : pair of (Tables, condition)
        The earlier and the later postings.
    within : str
        A dimension with one value a posting.
    kinds : sequence of str

    Raises
    ------
    ConfigError
        If ``within`` is no such dimension.
    """
    stratum, *more = check_dimensions(within)
    if more or DIMENSIONS[stratum].table:
        raise ConfigError(f"within takes one dimension with one value a posting; got {within!r}")
    names = {stratum: "stratum"}
    sizes = [count_groups(tables, (stratum,), where=where)[[stratum, "n_text"]] for tables, where in sides]
    strata = sizes[0].merge(sizes[1], on=stratum, suffixes=("_old", "_new")).rename(columns=names)
    strata = strata[(strata["n_text_old"] > 0) & (strata["n_text_new"] > 0)]
    counts = [
        count_terms(tables, (stratum,), where=where, kinds=kinds).rename(columns=names)[
            ["stratum", "kind", "term", "n"]
        ]
        for tables, where in sides
    ]
    found = within_changes(counts[0], counts[1], strata).set_index(["kind", "term"])
    passed = found.index[benjamini_hochberg(p_values(found)) <= RATE]
    if len(passed):
        told, who = employers_of(sides, stratum, passed)
        both = [part[part["stratum"].isin(strata["stratum"])] for part in (told, who)]
        found = by_employer(found, cluster_variance(both[0], both[1]))
    found = found.reindex(pd.MultiIndex.from_frame(frame[["kind", "term"]]))
    z, p = found["z"].to_numpy(), p_values(found)
    q = benjamini_hochberg(p)
    ends = {name: found[name].to_numpy() for name in ("difference", "difference_low", "difference_high")}
    change = np.where(q <= RATE, np.where(z > 0, RISING, FADING), "")
    return frame.assign(**ends, log_odds_z=z, p=p, q=q, change=change)


def emerging_table(
    tables: Tables,
    where: str | None = None,
    *,
    old: str | None = None,
    new: str | None = None,
    kind: str | Sequence[str] | None = None,
    unit: str = "month",
    within: str | None = None,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the terms that are asked for more, and those asked for less, in a later period than in an earlier one.

    Only sources that stand in all periods are looked at.

    Parameters
    ----------
    where : str, optional
        Condition: a subset of the scope.
    old, new : str, optional
        Two periods, as ``2024-10:2024-12``; by default the earlier and the later half of the periods.
    kind : str or sequence of str, optional
        Kinds of terms.
    unit : {'month', 'quarter', 'year'}
        Periods in which a source must stand.
    within : str, optional
        A dimension, as ``role`` or ``platform``: changes are those between postings of one value of it, so that a
        changed mix of posts is no change of what is asked for, see :func:`within_changes`.

    Returns
    -------
    Table
        The columns of :func:`term_changes`, for the terms that were tested; those that rose come first, then those
        that fell, by |z|. A term most of whose postings come from one employer is marked.

    Raises
    ------
    ConfigError
        If only one of the periods is given, no posting has a day, or there is a single period.
    """
    kinds = check_kinds(kind)
    sides, said = two_periods(tables, where, old, new, unit, least=config.ratio_from)
    wholes = [count_whole(tables, where=side) for side in sides]
    sizes = [int(whole["n_text"]) for whole in wholes]
    counts = [count_terms(tables, where=side, kinds=kinds) for side in sides]
    frame = term_changes(counts[0], counts[1], sizes[0], sizes[1]) if tables.has("mentions") else no_terms(())
    if within is not None and tables.has("mentions"):
        frame = hold_within(frame, [(tables, side) for side in sides], within, kinds)
    frame = frame.assign(n_text_old=sizes[0], n_text_new=sizes[1], small=min(sizes))
    for name in ("n_old", "n_new", *list(_TITLES)[4:13]):
        frame[name] = frame.get(name, pd.Series(dtype=float))
    of_one = _of_one_employer(tables, sides[1], kinds) if tables.has("mentions") else no_terms(()).assign(one=0.0)
    frame = frame.merge(of_one, on=["kind", "term"], how="left")
    frame["one"] = (frame["one"].fillna(0) > frame["n_new"] / 2) & (frame["change"] == RISING)
    tested = frame["n_old"] + frame["n_new"] >= LEAST
    untested = int((~tested).sum())
    frame = frame[tested]
    frame["flag"] = join_flags(flag_small(frame["small"], config), np.where(frame["one"], ONE_EMPLOYER, ""))
    figures = [*list(_TITLES)[4:12]]
    frame = hide_small(frame, "small", figures, config)
    frame["change"] = frame["change"].where(frame["small"] >= config.ratio_from, "")
    order = frame.assign(
        place=frame["change"].map({RISING: 0, FADING: 1}).fillna(2), size=-frame["log_odds_z"].abs().fillna(0)
    )
    frame = frame.loc[order.sort_values(["place", "size", "kind", "term"]).index]
    columns = ["kind", "term", *list(_TITLES)[:13], "flag"]
    whole = pd.Series({name: wholes[0][name] + wholes[1][name] for name in ("n", "n_text", "n_cut")})
    return as_table(
        tables, frame[columns], (), where, whole=whole,
        name="emerging", title="上升与下降的要求", unit="占有可读要求职位的比例",
        formula="z：两期的对数优势比；q：Benjamini-Hochberg 校正；q ≤ 0.05 且占比同向变化，为上升或下降",
        source="Monroe, Colaresi & Quinn (2008)；Benjamini & Hochberg (1995)；差的区间：Newcombe (1998)",
        direction="z 大于 0，后期要求得更多",
        notes=[
            *said,
            f"只计同一{DIMENSIONS[check_dimensions(within)[0]].title}内部的变化" if within else "",
            "检验以用人单位为抽样单位" if within else "",
            f"检验 {len(frame)} 个词项，误报率上限 5%；另有 {untested} 个两期合计不足 {LEAST} 次，不检验",
        ],
        titles=_TITLES | ({"difference": f"{DIMENSIONS[within].title}内占比之差"} if within else {}),
    )  # fmt: skip


def _of_one_employer(tables: Tables, where: str, kinds: Sequence[str]) -> pd.DataFrame:
    """Return for each term the postings of the employer that asks for it most often."""
    keep_terms(tables)
    frame: pd.DataFrame = tables.sql(
        counted(tables, where=where)
        + f""", told AS (SELECT s.code, employer, COUNT(*) AS n FROM counted
    JOIN {SAID} s ON s.number = counted.number WHERE employer IS NOT NULL GROUP BY s.code, employer)
SELECT c.kind, c.term, MAX(n) AS one FROM told JOIN {CODED} c ON c.code = told.code
WHERE c.kind IN ({", ".join(map(literal, kinds))}) GROUP BY c.kind, c.term ORDER BY c.kind, c.term"""
    ).to_pandas()
    return frame
