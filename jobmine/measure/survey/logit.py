"""Binary logistic regression by maximum likelihood, with its tests; separation is found, not fitted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special, stats

from jobmine.errors import ConfigError

Floats = NDArray[np.float64]
_STEPS, _SMALL_STEP = 50, 1e-10
_GROUPS = 10  # of Hosmer and Lemeshow


class Logit(NamedTuple):
    """A fitted model: coefficients, the constant first, and what they rest on.

    ``odds_ratio``, ``low`` and ``high`` are exp(beta) with a 95 % interval exp(beta +- 1.96 se); ``wald`` is
    (beta / se)^2 and ``p`` its upper tail of chi-square with one degree of freedom.
    """

    beta: Floats
    se: Floats
    wald: Floats
    p: Floats
    odds_ratio: Floats
    low: Floats
    high: Floats
    log_likelihood: float
    fitted: Floats


class Fit(NamedTuple):
    """How well a model fits: against the constant alone, by deciles of risk, and in cases told right."""

    n: int
    events: int
    log_likelihood: float
    null_log_likelihood: float
    lr_chi2: float
    lr_df: int
    lr_p: float
    mcfadden: float
    nagelkerke: float
    hl_chi2: float
    hl_df: int
    hl_p: float
    correct: float
    correct_null: float


def separating(x: ArrayLike, y: ArrayLike) -> list[int]:
    """Return columns that part the two outcomes without a doubtful case, as few as do it; empty where none do.

    Parameters
    ----------
    x : array-like
        A matrix with the constant first.
    y : array-like
        0 or 1.

    Notes
    -----
    By a linear programme (Konis 2007): a direction b with (2y - 1) x b >= 0 for all and > 0 for some.

    Examples
    --------
    >>> separating([[1, 1], [1, 2], [1, 3], [1, 4]], [0, 0, 1, 1])
    [1]
    >>> separating([[1, 1], [1, 2], [1, 3], [1, 4]], [0, 1, 0, 1])
    []
    """
    design, outcome = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    kept = list(range(design.shape[1]))
    if not _is_separated(design, outcome):
        return []
    for j in kept[:0:-1]:  # what is not needed for it is left out again
        others = [i for i in kept if i != j]
        if _is_separated(design[:, others], outcome):
            kept = others
    return kept[1:] or [0]


def _is_separated(design: Floats, outcome: Floats) -> bool:
    scale = np.abs(design).max(axis=0)
    signed = (2 * outcome - 1)[:, None] * design / np.where(scale > 0, scale, 1)
    found = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs"
    )
    return bool(found.success and -found.fun > 1e-7)


def fit_logit(x: ArrayLike, y: ArrayLike) -> Logit:
    """Return the maximum-likelihood fit, by Newton's method.

    Parameters
    ----------
    x : array-like
        A matrix with the constant first; columns must not depend on each other.
    y : array-like
        0 or 1.

    Raises
    ------
    ConfigError
        If outcomes do not vary, columns depend on each other, or some part the outcomes, see :func:`separating`:
        no finite coefficient exists then.

    Examples
    --------
    >>> x = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    >>> fit_logit(x, [0, 0, 0, 1, 0, 1, 1, 1]).odds_ratio.round(4).tolist()  # (3/1) / (1/3)
    [0.3333, 9.0]
    """
    design, outcome = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if not 0 < outcome.sum() < len(outcome):
        raise ConfigError(f"the outcome is {outcome[:1].tolist()} for all {len(outcome)} answers; choose another cut")
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ConfigError(
            "a predictor follows from the others, or there are more predictors than answers; leave one out"
        )
    if separating(design, outcome):
        raise ConfigError("predictors part the outcomes perfectly: no finite odds ratio exists")
    beta = np.zeros(design.shape[1])
    beta[0] = special.logit(outcome.mean())
    for _ in range(_STEPS):
        fitted = special.expit(design @ beta)
        hessian = design.T @ (design * (fitted * (1 - fitted))[:, None])
        step = np.linalg.solve(hessian, design.T @ (outcome - fitted))
        size = 1.0
        while (
            _likelihood(design, outcome, beta + size * step) < _likelihood(design, outcome, beta) - 1e-9 and size > 1e-4
        ):
            size /= 2
        beta = beta + size * step
        if np.abs(step).max() < _SMALL_STEP:
            break
    fitted = special.expit(design @ beta)
    covariance = np.linalg.inv(design.T @ (design * (fitted * (1 - fitted))[:, None]))
    return _with_tests(beta, np.sqrt(np.diag(covariance)), _likelihood(design, outcome, beta), fitted)


def wald_tests(beta: ArrayLike, se: ArrayLike) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return Wald, p, odds ratio and the ends of its 95 % interval.

    Examples
    --------
    >>> [column.round(3).tolist() for column in wald_tests([0.502], [0.2045])]
    [[6.026], [0.014], [1.652], [1.106], [2.467]]
    """
    b, s = np.asarray(beta, dtype=np.float64), np.asarray(se, dtype=np.float64)
    wald = (b / s) ** 2
    z = float(special.ndtri(0.975))
    return wald, np.asarray(stats.chi2.sf(wald, 1)), np.exp(b), np.exp(b - z * s), np.exp(b + z * s)


def check_fit(model: Logit, y: ArrayLike) -> Fit:
    """Return the likelihood-ratio test, pseudo R squared, Hosmer and Lemeshow's test, and the cases told right.

    Nagelkerke (1991), Hosmer & Lemeshow (1980); a case is told right where its fitted chance is above one half and
    it happened, or not above and it did not.

    Examples
    --------
    >>> x, y = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]]), [0, 0, 0, 1, 0, 1, 1, 1]
    >>> fit = check_fit(fit_logit(x, y), y)
    >>> round(float(fit.lr_chi2), 4), round(fit.lr_p, 4), fit.correct
    (2.093, 0.148, 0.75)
    """
    outcome = np.asarray(y, dtype=np.float64)
    n, events = len(outcome), int(outcome.sum())
    share = events / n
    null = events * np.log(share) + (n - events) * np.log(1 - share)
    lr = max(0.0, 2 * (model.log_likelihood - null))
    df = len(model.beta) - 1
    snell = 1 - np.exp(-lr / n)
    hl, hl_df = hosmer_lemeshow(model.fitted, outcome)
    return Fit(
        n, events, model.log_likelihood, float(null), lr, df, float(stats.chi2.sf(lr, df)) if df else float("nan"),
        1 - model.log_likelihood / float(null), float(snell / (1 - np.exp(2 * null / n))),
        hl, hl_df, float(stats.chi2.sf(hl, hl_df)) if hl_df > 0 else float("nan"),
        float(((model.fitted > 0.5) == (outcome == 1)).mean()), max(share, 1 - share),
    )  # fmt: skip


def hosmer_lemeshow(fitted: ArrayLike, y: ArrayLike, groups: int = _GROUPS) -> tuple[float, int]:
    """Return the statistic over groups of alike fitted chance, and its degrees of freedom (groups - 2).

    Equal chances stay in one group, so there may be fewer groups than asked for.

    Examples
    --------
    >>> hosmer_lemeshow([0.25] * 4 + [0.75] * 4, [0, 0, 0, 1, 0, 1, 1, 1])
    (0.0, 0)
    """
    chance, outcome = np.asarray(fitted, dtype=np.float64).round(12), np.asarray(y, dtype=np.float64)
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, groups + 1)[1:-1], method="inverted_cdf"))
    of = np.searchsorted(edges, chance, side="left")
    total = 0.0
    names = np.unique(of)
    for group in names:
        here = of == group
        n, expected = here.sum(), chance[here].sum()
        total += (outcome[here].sum() - expected) ** 2 / (expected * (1 - expected / n))
    return float(total), len(names) - 2


def tolerances(x: ArrayLike) -> Floats:
    """Return 1 - R^2 of each column on the others; VIF is one over it. 0 where it follows from them.

    Examples
    --------
    >>> tolerances([[1, 2], [2, 1], [3, 4], [4, 3]]).round(2).tolist()  # r = 0.6
    [0.64, 0.64]
    """
    values = np.asarray(x, dtype=np.float64)
    centred = values - values.mean(axis=0)
    found = []
    for j in range(values.shape[1]):
        own, others = centred[:, j], np.delete(centred, j, axis=1)
        left = own - others @ np.linalg.lstsq(others, own, rcond=None)[0] if others.shape[1] else own
        found.append(float(left @ left) / float(own @ own) if own.any() else 0.0)
    return np.array(found)


def _likelihood(design: Floats, outcome: Floats, beta: Floats) -> float:
    linear = design @ beta
    return float((outcome * linear - np.logaddexp(0, linear)).sum())


def _with_tests(beta: Floats, se: Floats, likelihood: float, fitted: Floats) -> Logit:
    wald, p, ratio, low, high = wald_tests(beta, se)
    return Logit(beta, se, wald, p, ratio, low, high, likelihood, fitted)
