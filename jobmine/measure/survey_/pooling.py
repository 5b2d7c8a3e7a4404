"""Shares of groups pooled to shares of all, with bounds for what a printed list leaves out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def pooled_share(shares: ArrayLike, sizes: ArrayLike) -> float:
    """Return the share of all from those of groups, sum(n_g p_g) / sum(n_g).

    Examples
    --------
    >>> round(pooled_share([59.8, 51.0, 40.9, 52.0], [508, 1431, 413, 25]), 2)
    51.14
    """
    n = np.asarray(sizes, dtype=np.float64)
    return float(np.asarray(shares, dtype=np.float64) @ n / n.sum())


def pooled_bounds(shares: ArrayLike, sizes: ArrayLike, at_most: ArrayLike) -> tuple[float, float]:
    """Return between which ends the share of all lies where some groups print only their first options.

    An option outside a group's printed first k has there at least 0 and at most the k-th share.

    Parameters
    ----------
    shares : array-like
        NaN where the group does not print the option.
    sizes : array-like
        Answers of each group.
    at_most : array-like
        The last share that the group prints; read where the share is NaN.

    Examples
    --------
    >>> low, high = pooled_bounds([62.6, 51.6, 37.3, np.nan], [508, 1431, 413, 25], [np.nan, np.nan, np.nan, 24])
    >>> round(low, 2), round(high, 2)
    (50.92, 51.18)
    """
    given, bound = np.asarray(shares, dtype=np.float64), np.asarray(at_most, dtype=np.float64)
    lacking = np.isnan(given)
    low, high = np.where(lacking, 0.0, given), np.where(lacking, bound, given)
    return pooled_share(low, sizes), pooled_share(high, sizes)


def poststratify(sample: ArrayLike, population: ArrayLike) -> Floats:
    """Return the weight of each group that brings a sample to the shares of the population.

    Examples
    --------
    >>> poststratify([508, 1431, 413, 25], [23.8, 61.2, 13.8, 1.2]).round(3).tolist()
    [1.114, 1.017, 0.794, 1.141]
    """
    n, whole = np.asarray(sample, dtype=np.float64), np.asarray(population, dtype=np.float64)
    return np.asarray((whole / whole.sum()) / (n / n.sum()))
