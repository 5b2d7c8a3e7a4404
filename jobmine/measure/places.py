"""How people, posts and trades lie over places: bare functions on counts and shares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class RankSize(NamedTuple):
    """The line ln(rank) = c - q ln(size) and how well it fits."""

    q: float
    c: float
    r_squared: float


def shares_of(values: ArrayLike) -> Floats:
    """Return values over their sum; NaN where that is not above zero.

    Examples
    --------
    >>> shares_of([1, 3]).tolist()
    [0.25, 0.75]
    """
    x = np.asarray(values, dtype=np.float64)
    return x / x.sum() if x.sum() > 0 else x * np.nan


def density(people: ArrayLike, base: ArrayLike, per: float = 100) -> Floats:
    """Return people per ``per`` units of a base: employed persons, square kilometres, postings.

    The density of talents (人才密度) is talents / employed x 100. NaN without a base.

    Examples
    --------
    >>> density([796.8], [1132.1]).round(1).tolist()
    [70.4]
    """
    part, whole = np.asarray(people, dtype=np.float64), np.asarray(base, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, per * part / whole, np.nan)


def return_rate(returned: ArrayLike, admitted: ArrayLike) -> Floats:
    """Return the 回流率 in per cent: those insured in their home county over those admitted from it to colleges.

    Base and formula are those of 长三角县域人才困境与服务品质提升研究——以海宁市为例.

    Examples
    --------
    >>> return_rate([1142], [3256]).round(1).tolist()
    [35.1]
    """
    return density(returned, admitted)


def retention_rate(stayed: ArrayLike, graduated: ArrayLike) -> Floats:
    """Return the 留存率 in per cent: graduates who stay in the place of their college over all its graduates.

    Examples
    --------
    >>> retention_rate([6021], [10000]).tolist()
    [60.21]
    """
    return density(stayed, graduated)


def hhi(values: ArrayLike) -> float:
    """Return the Herfindahl-Hirschman index, the sum of squared shares: 1/n all equal, 1 one has all.

    Examples
    --------
    >>> hhi([1, 1, 2]), hhi([0])
    (0.375, nan)
    """
    shares = shares_of(values)
    return float((shares**2).sum())


def concentration(values: ArrayLike, k: int = 4) -> float:
    """Return CR_k, the share of the ``k`` largest.

    Examples
    --------
    >>> concentration([5, 3, 1, 1], k=2)
    0.8
    """
    return float(np.sort(shares_of(values))[::-1][:k].sum())


def structural_deviation(output_share: ArrayLike, employment_share: ArrayLike) -> Floats:
    """Return output share / employment share - 1 of each sector: below 0 holds more people than output.

    Standard (结构偏离度). Both in the same unit.

    Examples
    --------
    >>> structural_deviation([0.3, 81.7], [2.3, 81.0]).round(3).tolist()
    [-0.87, 0.009]
    """
    return density(output_share, employment_share, per=1) - 1


def rank_size(sizes: ArrayLike) -> RankSize:
    """Return the rank-size line ln(rank) = c - q ln(size) by least squares; equal sizes keep their order.

    q near 1 is Zipf's rule; the smaller q, the more even the sizes. NaN below three sizes.

    Examples
    --------
    >>> line = rank_size([100, 50, 100 / 3, 25])
    >>> round(line.q, 6), round(line.r_squared, 6)
    (1.0, 1.0)
    """
    x = np.sort(np.asarray(sizes, dtype=np.float64))[::-1]
    x = x[x > 0]
    if x.size < 3 or x[0] == x[-1]:
        return RankSize(float("nan"), float("nan"), float("nan"))
    size, rank = np.log(x), np.log(np.arange(1, x.size + 1))
    slope, constant = np.polyfit(size, rank, 1)
    return RankSize(float(-slope), float(constant), float(np.corrcoef(size, rank)[0, 1] ** 2))


def place_similarity(x: ArrayLike, y: ArrayLike) -> float:
    """Return how alike two places are in their structure: sum(xy) / sqrt(sum x² sum y²), 0 to 1.

    Ours for occupations; for industries the coefficient of 产业结构相似系数. The order of both is the same.

    Examples
    --------
    >>> place_similarity([1, 1], [2, 2]), place_similarity([1, 0], [0, 3])
    (1.0, 0.0)
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    length = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return round(float((a * b).sum()) / length, 12) if length > 0 else float("nan")


def krugman(x: ArrayLike, y: ArrayLike) -> float:
    """Return Krugman's index of specialisation, sum|share x - share y|: 0 alike, 2 nothing in common.

    References
    ----------
    Krugman (1991), Geography and Trade.

    Examples
    --------
    >>> krugman([1, 1], [3, 1]), krugman([1, 0], [0, 1])
    (0.5, 2.0)
    """
    return float(np.abs(shares_of(x) - shares_of(y)).sum())


def complement(here: pd.Series, there: pd.Series, tau: float = 0.1) -> list[str]:
    """Return the occupations that are short here and in surplus there: what the other place could send.

    Ours.

    Parameters
    ----------
    here, there : Series
        Supply over demand by occupation; occupations that one of the places lacks are left out.
    tau : float
        Half width of balance: short below 1 / (1 + tau), surplus above 1 + tau.

    Examples
    --------
    >>> here, there = pd.Series({"焊工": 0.5, "车工": 0.8}), pd.Series({"焊工": 1.5, "车工": 1.0})
    >>> complement(here, there)
    ['焊工']
    """
    both = pd.concat([here.rename("here"), there.rename("there")], axis="columns", join="inner").dropna()
    return sorted(both.index[(both["here"] < 1 / (1 + tau)) & (both["there"] > 1 + tau)])
