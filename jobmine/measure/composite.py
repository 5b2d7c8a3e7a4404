"""Composite indices: indicators brought to one scale and direction, weighed, and joined to one score.

Rows are the units that are compared, columns the indicators. Weights are arguments or results, never hidden.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobmine.errors import ConfigError

Floats = NDArray[np.float64]
LOW, HIGH = 50.0, 100.0
BENEFIT, COST = "benefit", "cost"


def unit_scale(
    values: ArrayLike, direction: str = BENEFIT, *, low: float | None = None, high: float | None = None
) -> Floats:
    """Return values from 0, the worst, to 1, the best.

    Parameters
    ----------
    values : array-like
        One indicator, or a matrix with one a column.
    direction : {'benefit', 'cost'}
        Whether large values are good or bad.
    low, high : float, optional
        Ends of the scale; by default the smallest and the largest value of each column.

    Returns
    -------
    ndarray
        0 throughout where all values are equal: nothing tells the units apart.

    Examples
    --------
    >>> unit_scale([10, 20, 40]).round(2).tolist(), unit_scale([10, 20, 40], "cost").round(2).tolist()
    ([0.0, 0.33, 1.0], [1.0, 0.67, 0.0])
    """
    x = np.asarray(values, dtype=np.float64)
    if direction not in (BENEFIT, COST):
        raise ConfigError(f"direction {direction!r}; allowed: {BENEFIT}, {COST}")
    start = np.nanmin(x, axis=0) if low is None else low
    end = np.nanmax(x, axis=0) if high is None else high
    width = np.asarray(end - start, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x - start) / width if direction == BENEFIT else (end - x) / width
    return np.where(np.isnan(x) | (width > 0), z, 0.0)


def rescale(values: ArrayLike, low: float = LOW, high: float = HIGH) -> Floats:
    """Return values stretched so that the smallest is ``low`` and the largest ``high``.

    Examples
    --------
    >>> rescale([0.2, 0.6, 0.4]).round(6).tolist()
    [50.0, 100.0, 75.0]
    """
    return low + (high - low) * unit_scale(values)


def equal_weights(z: ArrayLike) -> Floats:
    """Return one over the number of indicators for each.

    Examples
    --------
    >>> equal_weights([[0, 1], [1, 0]]).tolist()
    [0.5, 0.5]
    """
    n = _matrix(z).shape[1]
    return np.full(n, 1 / n)


def critic_weights(z: ArrayLike) -> Floats:
    """Return CRITIC weights: spread of an indicator times its conflict with the others, sigma_j sum_k (1 - r_jk).

    Parameters
    ----------
    z : array-like
        A matrix of indicators from 0 to 1, see :func:`unit_scale`.

    Returns
    -------
    ndarray
        They sum to 1. An indicator that does not vary has weight 0; where none is in conflict with another
        (a single one, or all say the same) weights are equal.

    References
    ----------
    Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22.

    Examples
    --------
    >>> critic_weights([[0, 0, 1], [0.5, 0.5, 0], [1, 1, 0.5]]).round(3).tolist()
    [0.25, 0.25, 0.5]
    """
    x = _matrix(z)
    spread = x.std(axis=0, ddof=1)
    content = spread * (1 - _correlations(x)).sum(axis=1)
    content[spread == 0] = 0.0
    return content / content.sum() if content.sum() > 1e-12 else equal_weights(x)


def correlation_weights(z: ArrayLike) -> Floats:
    """Return weights by independence: w_j proportional to 1 / R_j, the multiple correlation with the others.

    Parameters
    ----------
    z : array-like
        A matrix of indicators; each must vary, and there must be more units than indicators.

    Returns
    -------
    ndarray
        They sum to 1: the less the others tell of an indicator, the more it counts.

    Raises
    ------
    ConfigError
        If there are too few units, or an indicator is free of the others, so that its weight has no bound.

    Examples
    --------
    >>> correlation_weights([[1, 1, 4], [2, 3, 1], [3, 2, 3], [4, 5, 2], [5, 4, 6]]).round(3).tolist()
    [0.314, 0.319, 0.367]
    """
    x = _matrix(z)
    n, k = x.shape
    if n <= k:
        raise ConfigError(f"weights by multiple correlation of {k} indicators need more than {k} units; got {n}")
    if k == 1:
        return np.ones(1)
    squares = np.array([_explained(x[:, j], np.delete(x, j, axis=1)) for j in range(k)])
    if (squares < 1e-12).any():
        raise ConfigError(
            f"indicator {int(np.argmin(squares)) + 1} of {k} does not vary or has nothing in common with the others, "
            "so 1/R has no bound; leave it out or take other weights"
        )
    inverse = 1 / np.sqrt(squares)
    return np.asarray(inverse / inverse.sum())


def topsis(z: ArrayLike, weights: ArrayLike) -> Floats:
    """Return how near each unit is to the best of all, between 0 and 1.

    D- / (D+ + D-), the distances to the unit that is worst and to the one that is best in everything, with
    coordinates w_j z_j.

    Parameters
    ----------
    z : array-like
        A matrix of indicators from 0 to 1.
    weights : array-like
        One an indicator, none below 0; their sum does not matter.

    References
    ----------
    Hwang & Yoon (1981), Multiple Attribute Decision Making.

    Examples
    --------
    >>> topsis([[1, 1], [0, 0], [1, 0]], [0.5, 0.5]).round(3).tolist()
    [1.0, 0.0, 0.5]
    """
    x, w = _matrix(z), check_weights(weights, _matrix(z).shape[1])
    best = np.sqrt(((w * (1 - x)) ** 2).sum(axis=1))
    worst = np.sqrt(((w * x) ** 2).sum(axis=1))
    return np.asarray(worst / (best + worst))


def weighted_sum(z: ArrayLike, weights: ArrayLike) -> Floats:
    """Return sum_j w_j z_j with weights brought to the sum 1.

    Examples
    --------
    >>> weighted_sum([[1, 1], [1, 0]], [3, 1]).tolist()
    [1.0, 0.75]
    """
    x = _matrix(z)
    w = check_weights(weights, x.shape[1])
    return np.asarray(x @ (w / w.sum()))


def competition_ranks(values: ArrayLike, groups: ArrayLike | None = None) -> Floats:
    """Return ranks from the largest: equal values share one, and the next is as many places on.

    Parameters
    ----------
    values : array-like
        Equal to nine significant digits is equal. NaN has no rank.
    groups : array-like, optional
        Rank each value within its group.

    Examples
    --------
    >>> competition_ranks([9, 7, 7, 5]).tolist()
    [1.0, 2.0, 2.0, 4.0]
    >>> competition_ranks([9, 7, 7, 5], ["甲", "乙", "甲", "乙"]).tolist()
    [1.0, 1.0, 2.0, 2.0]
    """
    x = np.array([float(f"{value:.9g}") for value in np.asarray(values, dtype=np.float64)])
    of = np.zeros(x.size) if groups is None else np.asarray(groups, dtype=object)
    ranks = np.full(x.size, np.nan)
    for group in dict.fromkeys(of.tolist()):
        here = (of == group) & ~np.isnan(x)
        ordered = np.sort(x[here])
        ranks[here] = 1 + ordered.size - np.searchsorted(ordered, x[here], side="right")
    return ranks


def check_weights(weights: ArrayLike, n: int) -> Floats:
    """Return weights, checked: as many as indicators, none below 0, not all 0."""
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (n,) or not np.isfinite(w).all() or (w < 0).any() or w.sum() <= 0:
        raise ConfigError(f"weights {w.tolist()}; needed are {n} numbers from 0 up, not all 0")
    return w


def _matrix(z: ArrayLike) -> Floats:
    x = np.asarray(z, dtype=np.float64)
    if x.ndim != 2 or np.isnan(x).any() or x.shape[0] < 2:
        raise ConfigError(f"an index compares two units or more without gaps; got a matrix of shape {x.shape}")
    return x


def _correlations(x: Floats) -> Floats:
    """Return correlations of columns; one that does not vary is taken as free of the others."""
    centred = x - x.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    units = centred / np.where(length > 0, length, 1.0)
    found: NDArray[Any] = units.T @ units
    np.fill_diagonal(found, 1.0)
    return found


def _explained(y: Floats, others: Floats) -> float:
    """Return the share of the variance of y that a linear function of the others explains."""
    centred = y - y.mean()
    total = float(centred @ centred)
    if total == 0:
        return 0.0
    design = others - others.mean(axis=0)
    fitted = design @ np.linalg.lstsq(design, centred, rcond=None)[0]
    return min(1.0, float(fitted @ fitted) / total)
