"""Weights of terms in groups, and how evenly weights are spread: bare functions on counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]


def log_odds_z(y: ArrayLike, n: ArrayLike, y_other: ArrayLike, n_other: ArrayLike, n_terms: ArrayLike) -> Floats:
    """Return how far a term's odds in a group stand from its odds elsewhere, in standard errors.

    z of the log-odds ratio with an informative Dirichlet prior: each term has the prior count
    ``n_terms`` times its share in both corpora together, one a term on average (this total is ours).

    Parameters
    ----------
    y, y_other : array-like
        Count of the term in the group and in the reference.
    n, n_other : array-like
        Sum of the counts of all terms there.
    n_terms : array-like
        Number of different terms.

    Returns
    -------
    ndarray
        Above 1.96 the term is typical of the group. NaN where there is no reference.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16, equations 15, 16, 22.

    Examples
    --------
    >>> log_odds_z([30, 20], [40, 40], [10, 20], [40, 40], 2).round(2).tolist()
    [5.9, 0.0]
    """
    here, total, there, total_there, size = (np.asarray(a, dtype=np.float64) for a in (y, n, y_other, n_other, n_terms))
    with np.errstate(divide="ignore", invalid="ignore"):
        prior = size * (here + there) / (total + total_there)
        odds = np.log((here + prior) / (total + size - here - prior))
        odds_there = np.log((there + prior) / (total_there + size - there - prior))
        z = (odds - odds_there) / np.sqrt(1 / (here + prior) + 1 / (there + prior))
    return np.where((total_there > 0) & np.isfinite(z), z, np.nan)


def location_quotient(k: ArrayLike, n: ArrayLike, k_all: ArrayLike, n_all: ArrayLike) -> Floats:
    """Return a share within a group over the share overall: 1 as common as overall, 2 twice as common.

    Examples
    --------
    >>> location_quotient([5], [10], [10], [40]).tolist()
    [2.0]
    """
    within, base, overall, base_all = (np.asarray(a, dtype=np.float64) for a in (k, n, k_all, n_all))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((within / base) / (overall / base_all))


def tfidf(k: ArrayLike, n: ArrayLike, k_all: ArrayLike, n_all: ArrayLike) -> Floats:
    """Return the mean TF-IDF of a term over a group's postings, each posting counting it once.

    k/n (ln((1 + n_all) / (1 + k_all)) + 1), the smoothed idf of scikit-learn.

    Examples
    --------
    >>> tfidf([5], [10], [9], [9]).tolist()
    [0.5]
    """
    hits, base, overall, base_all = (np.asarray(a, dtype=np.float64) for a in (k, n, k_all, n_all))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(hits / base * (np.log((1 + base_all) / (1 + overall)) + 1))


def class_tfidf(y: ArrayLike, n: ArrayLike, y_all: ArrayLike, mean_n: ArrayLike) -> Floats:
    """Return the class TF-IDF of a term: y/n ln(1 + mean_n / y_all).

    Parameters
    ----------
    y, n : array-like
        Count of the term in the group, and of all terms.
    y_all : array-like
        Count of the term in all groups.
    mean_n : array-like
        Mean over the groups of the count of all terms.

    References
    ----------
    Grootendorst (2022), arXiv 2203.05794.

    Examples
    --------
    >>> class_tfidf([2], [4], [2], [3.4365637]).round(3).tolist()
    [0.5]
    """
    count, total, overall, mean = (np.asarray(a, dtype=np.float64) for a in (y, n, y_all, mean_n))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(count / total * np.log1p(mean / overall))


def gini(values: ArrayLike) -> float:
    """Return the Gini coefficient of non-negative values: 0 all equal, near 1 one has all.

    Examples
    --------
    >>> gini([1, 1, 1]), gini([0, 1]), gini([])
    (0.0, 0.5, nan)
    """
    x = np.sort(np.asarray(values, dtype=np.float64))
    if not x.size or x.sum() <= 0:
        return float("nan")
    ranks = np.arange(1, x.size + 1)
    return float(max(0.0, 2 * (ranks * x).sum() / (x.size * x.sum()) - (x.size + 1) / x.size))


def entropy(values: ArrayLike) -> float:
    """Return the normalised Shannon entropy of counts: 0 one has all, 1 all equal.

    Examples
    --------
    >>> entropy([2, 2]), entropy([5]), entropy([])
    (1.0, 0.0, nan)
    """
    x = np.asarray(values, dtype=np.float64)
    x = x[x > 0]
    if x.size < 2:
        return 0.0 if x.size else float("nan")
    p = x / x.sum()
    return float(-(p * np.log(p)).sum() / np.log(x.size))


def percentile(values: ArrayLike) -> Floats:
    """Return ranks from 0 to 1, (rank - 1/2) / number; equal values share their mean rank, NaN has none.

    Examples
    --------
    >>> percentile([5.0, 1.0, 5.0, np.nan]).round(3).tolist()
    [0.667, 0.167, 0.667, nan]
    """
    numbers = np.asarray(values, dtype=np.float64)
    return np.asarray((rankdata(numbers, nan_policy="omit") - 0.5) / max(1, int(np.isfinite(numbers).sum())))
