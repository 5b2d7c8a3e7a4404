"""Intervals for shares, rates and ratios; every function works on whole columns.

An end that is not defined (nothing was counted) is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Interval = tuple[Floats, Floats]


def wilson(k: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the score interval of a share k / n.

    Parameters
    ----------
    k, n : array-like
        Hits and base; 0 <= k <= n.
    confidence : float
        Share of samples whose interval holds the truth.

    Returns
    -------
    low, high : ndarray
        Ends between 0 and 1.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22.

    Examples
    --------
    >>> low, high = wilson([5, 0], [10, 0])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.237, nan], [0.763, nan])
    """
    hits, base = _floats(k), _floats(n)
    z = _z(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / base
        centre = (share + z**2 / (2 * base)) / (1 + z**2 / base)
        half = z / (1 + z**2 / base) * np.sqrt(share * (1 - share) / base + z**2 / (4 * base**2))
    # Rounding must not push an end past a share of exactly 0 or 1.
    low = np.where(hits == 0, centre * 0, np.clip(centre - half, 0, 1))
    high = np.where(hits == base, centre * 0 + 1, np.clip(centre + half, 0, 1))
    return low, high


def jeffreys(k: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the equal-tailed interval of a share under Jeffreys' prior, Beta(1/2, 1/2).

    The end is exact where nothing or everything hits (Brown, Cai & DasGupta 2001).

    Examples
    --------
    >>> low, high = jeffreys([0, 5], [10, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.224], [0.217, 0.776])
    """
    hits, base = _floats(k), _floats(n)
    tail = (1 - confidence) / 2
    low = np.where(hits == 0, 0.0, special.betaincinv(hits + 0.5, base - hits + 0.5, tail))
    high = np.where(hits == base, 1.0, special.betaincinv(hits + 0.5, base - hits + 0.5, 1 - tail))
    empty = base <= 0
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def log_ratio(a: ArrayLike, b: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the interval of a ratio of two counts a / b; se of its log is sqrt(1/a + 1/b).

    Examples
    --------
    >>> low, high = log_ratio([100.0], [50.0])
    >>> low.round(3).item(), high.round(3).item()
    (1.424, 2.808)
    """
    top, bottom = _floats(a), _floats(b)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _around(top / bottom, 1 / top + 1 / bottom, confidence)


def share_ratio(a: ArrayLike, a_all: ArrayLike, b: ArrayLike, b_all: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the interval of (a / a_all) / (b / b_all); variance of its log 1/a - 1/a_all + 1/b - 1/b_all.

    Examples
    --------
    >>> low, high = share_ratio([10.0], [100.0], [20.0], [100.0])
    >>> low.round(3).item(), high.round(3).item()
    (0.247, 1.014)
    """
    x, x_all, y, y_all = map(_floats, (a, a_all, b, b_all))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _around((x / x_all) / (y / y_all), 1 / x - 1 / x_all + 1 / y - 1 / y_all, confidence)


def difference(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the interval of k1 / n1 - k2 / n2 from the two Wilson intervals (Newcombe 1998, method 10).

    Examples
    --------
    >>> low, high = difference([56], [70], [48], [80])  # the worked example of the paper
    >>> low.round(4).item(), high.round(4).item()
    (0.0524, 0.3339)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = _floats(k1) / _floats(n1), _floats(k2) / _floats(n2)
    (low1, high1), (low2, high2) = wilson(k1, n1, confidence), wilson(k2, n2, confidence)
    low = p1 - p2 - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = p1 - p2 + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return low, high


def _around(ratio: Floats, variance: Floats, confidence: float) -> Interval:
    """Return the interval of a ratio with a variance on the log; NaN where either is not defined."""
    usable = (ratio > 0) & np.isfinite(ratio) & (variance >= 0)
    spread = np.exp(_z(confidence) * np.sqrt(np.where(usable, variance, np.nan)))
    return ratio / spread, ratio * spread


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _z(confidence: float) -> float:
    return float(special.ndtri(0.5 + confidence / 2))
