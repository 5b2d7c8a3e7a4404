"""How scarce people are for the posts of an area: a Gamma-Poisson model of people per vacancy.

Supply S of a post is Poisson with mean l D, where D is its demand and l, people per vacancy, is
Gamma(a, b) over the area's posts. The degree of scarcity is the part of demand that is expected to
find nobody: E max(0, 1 - l), given the post's own S and D.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

SMALLEST_FIT = 5
_SHAPES = (np.log(1e-3), np.log(1e6))  # beyond them posts are wildly unlike, or as alike as chance makes them
_BISECTIONS, _MEAN_STEPS = 28, 4


@dataclass(frozen=True, slots=True)
class Scarcity:
    """Estimates for the posts of one area, in their order.

    Attributes
    ----------
    degree, low, high : ndarray
        Degree of scarcity, 0 to 1, and its interval.
    per_person : ndarray
        Posterior median of 1 / l: vacancies per person.
    pooled : bool
        Whether one rate stands for all posts: fewer than five, or no more variance than chance makes.
    """

    degree: Floats
    low: Floats
    high: Floats
    per_person: Floats
    pooled: bool


def estimate_scarcity(
    supply: ArrayLike, demand: ArrayLike, *, draws: int = 500, confidence: float = 0.95, seed: int | tuple[int, ...] = 0
) -> Scarcity:
    """Return the degree of scarcity of each post of an area, with its interval.

    Ours. (a, b) maximises the marginal (negative binomial) likelihood; the posterior of l is
    Gamma(a + S, b + D). The interval is a parametric bootstrap over (a, b): supply is drawn anew from
    the fit, (a, b) fitted again, l drawn from the posterior that this leaves, and quantiles are taken
    of max(0, 1 - l) (Laird & Louis 1987). Where posts are fewer than five or vary no more than chance, they
    share the pooled rate, with the interval of Jeffreys' prior, Gamma(1/2 + sum S, sum D).

    Parameters
    ----------
    supply, demand : array-like
        People and vacancies of each post; demand above 0.
    draws : int
        Bootstrap draws.
    confidence : float
        Of the interval.
    seed : int or tuple of int
        Of the draws.

    Examples
    --------
    >>> scarce = estimate_scarcity([0, 40], [20, 20])
    >>> scarce.pooled, scarce.degree.round(3).tolist()
    (True, [0.057, 0.057])
    """
    people, vacancies = np.asarray(supply, dtype=np.float64), np.asarray(demand, dtype=np.float64)
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    if people.size < SMALLEST_FIT or not _is_overdispersed(people, vacancies):
        shape, rate = np.full(people.size, people.sum() + 0.5), np.full(people.size, vacancies.sum())
        low, high = (np.maximum(0, 1 - special.gammaincinv(shape, tail) / rate) for tail in reversed(tails))
        return Scarcity(unmet_share(shape, rate), low, high, rate / special.gammaincinv(shape, 0.5), pooled=True)
    a, b = (float(value[0]) for value in fit_gamma(people[None, :], vacancies))
    random = np.random.default_rng(seed)
    drawn = random.poisson(random.gamma(a, 1 / b, (draws, people.size)) * vacancies).astype(np.float64)
    a_drawn, b_drawn = fit_gamma(drawn, vacancies)
    rates = random.gamma(a_drawn[:, None] + people, 1 / (b_drawn[:, None] + vacancies))
    low, high = np.quantile(np.maximum(0, 1 - rates), tails, axis=0)
    degree = unmet_share(a + people, b + vacancies)
    # The mean of a distribution that is mostly 0 can lie above its upper quantile.
    return Scarcity(
        degree,
        np.minimum(low, degree),
        np.maximum(high, degree),
        (b + vacancies) / special.gammaincinv(a + people, 0.5),
        pooled=False,
    )


def unmet_share(shape: ArrayLike, rate: ArrayLike) -> Floats:
    """Return E max(0, 1 - l) for l ~ Gamma(shape, rate): P(shape, rate) - shape/rate P(shape + 1, rate).

    P is the regularised lower incomplete gamma function.

    Examples
    --------
    >>> unmet_share([1.0], [1.0]).round(6).tolist()  # exponential: 1/e
    [0.367879]
    """
    a, b = np.asarray(shape, dtype=np.float64), np.asarray(rate, dtype=np.float64)
    return np.asarray(np.clip(special.gammainc(a, b) - a / b * special.gammainc(a + 1, b), 0, 1))


def fit_gamma(supply: Floats, demand: ArrayLike) -> tuple[Floats, Floats]:
    """Return shape and rate of the Gamma prior by maximum marginal likelihood, one fit a row.

    The likelihood is profiled over the mean; its slope over log shape is bisected, for all rows at
    once, so that a bootstrap costs little more than a fit.

    Parameters
    ----------
    supply : ndarray
        Rows of S, one value a post.
    demand : array-like
        D of each post.

    Examples
    --------
    >>> a, b = fit_gamma(np.array([[0.0, 5, 20, 1, 9, 30]]), [10, 10, 10, 10, 10, 10])
    >>> a.round(2).item(), (a / b).round(2).item()
    (0.66, 1.08)
    """
    people, vacancies = np.atleast_2d(np.asarray(supply, dtype=np.float64)), np.asarray(demand, dtype=np.float64)
    low, high = (np.full(len(people), end) for end in _SHAPES)
    mean = np.maximum(people.sum(axis=1) / vacancies.sum(), 1e-12)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        mean = _best_mean(people, vacancies, np.exp(middle), mean)
        rising = _slope(people, vacancies, np.exp(middle), mean) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    shape = np.exp((low + high) / 2)
    return shape, shape / _best_mean(people, vacancies, shape, mean)


def _best_mean(people: Floats, vacancies: Floats, shape: Floats, mean: Floats) -> Floats:
    """Return the mean of l that fits best for given shapes: sum w (S - m D) = 0 with w = 1 / (a + m D)."""
    for _ in range(_MEAN_STEPS):
        weight = 1 / (shape[:, None] + mean[:, None] * vacancies)
        mean = np.maximum((weight * people).sum(axis=1) / (weight * vacancies).sum(axis=1), 1e-12)
    return mean


def _slope(people: Floats, vacancies: Floats, shape: Floats, mean: Floats) -> Floats:
    """Return the derivative of the log-likelihood by the shape at a given mean."""
    a, expected = shape[:, None], mean[:, None] * vacancies
    terms = (
        special.digamma(a + people) - special.digamma(a) - np.log1p(expected / a) + (expected - people) / (a + expected)
    )
    return np.asarray(terms.sum(axis=1))


def _is_overdispersed(people: Floats, vacancies: Floats) -> bool:
    """Whether the likelihood rises from the pooled rate towards posts that differ (score at 1/a = 0)."""
    expected = people.sum() / vacancies.sum() * vacancies
    return bool(((people - expected) ** 2 - people).sum() > 0)
