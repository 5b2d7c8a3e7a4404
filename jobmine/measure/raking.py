"""Iterative proportional fitting: weights under which counts reproduce given margins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobmine.errors import ConfigError

_ROUNDS = 10_000
_CLOSE = 1e-10  # of a margin, relative

Floats = NDArray[np.float64]


def rake(counts: ArrayLike, margins: Sequence[tuple[ArrayLike, ArrayLike]]) -> Floats:
    """Return a weight for each cell so that the weighted counts add up to every margin.

    Parameters
    ----------
    counts : array-like
        Postings of each cell, above 0.
    margins : sequence of (array-like of int, array-like)
        Of each margin the category of every cell, and the total of every category. The totals of all margins
        have one sum.

    Returns
    -------
    ndarray
        Weights, so that ``sum(counts * weights)`` over the cells of a category is its total.

    Raises
    ------
    ConfigError
        If the margins cannot be met together, as where empty cells stand in the way.

    References
    ----------
    Deming & Stephan (1940), Ann. Math. Stat. 11.

    Examples
    --------
    >>> rake([10, 30, 20, 40], [([0, 0, 1, 1], [50, 50]), ([0, 1, 0, 1], [40, 60])]).round(3).tolist()
    [1.758, 1.081, 1.121, 0.689]
    """
    cells = np.asarray(counts, dtype=np.float64)
    sides = [(np.asarray(place, dtype=np.int64), np.asarray(total, dtype=np.float64)) for place, total in margins]
    weights = np.ones_like(cells)
    off = np.inf
    for _ in range(_ROUNDS):
        for place, total in sides:
            weights *= (total / np.bincount(place, cells * weights, len(total)))[place]
        off = max(
            float(np.abs(np.bincount(place, cells * weights, len(total)) / total - 1).max()) for place, total in sides
        )
        if off <= _CLOSE:
            return weights
    raise ConfigError(
        f"the margins cannot be met together: after {_ROUNDS:,} rounds one is off by {off:.2%}; "
        "too many combinations have no postings: use fewer margins or wider categories"
    )


def design_effect(counts: ArrayLike, weights: ArrayLike) -> float:
    """Return Kish's design effect of unequal weights: n sum(w^2) / sum(w)^2; the sample is worth n over it.

    Parameters
    ----------
    counts, weights : array-like
        Postings that carry each weight.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> design_effect([5, 5], [1, 1]), design_effect([1, 1], [1, 3])
    (1.0, 1.25)
    """
    n, w = np.asarray(counts, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    return float(n.sum() * (n * w**2).sum() / (n * w).sum() ** 2)
