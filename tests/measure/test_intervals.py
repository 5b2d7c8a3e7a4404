from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from jobmine.measure.intervals import difference, jeffreys, log_ratio, share_ratio, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(0, 20, 0.0, 0.1611), (10, 50, 0.1124, 0.3304), (20, 20, 0.8389, 1.0)]
)
def test_wilson_by_hand(k: int, n: int, low: float, high: float) -> None:
    assert np.allclose(wilson(k, n), (low, high), atol=5e-5)


@pytest.mark.parametrize("n", [30, 200])
def test_wilson_covers_the_truth_as_often_as_it_says(n: int) -> None:
    shares = np.linspace(0.05, 0.95, 91)
    low, high = wilson(np.arange(n + 1), n)
    inside = (low <= shares[:, None]) & (shares[:, None] <= high)
    coverage = (stats.binom.pmf(np.arange(n + 1), n, shares[:, None]) * inside).sum(axis=1)
    assert 0.93 <= coverage.mean() <= 0.97


@pytest.mark.parametrize("n", [30, 200])
def test_wilson_covers_simulated_shares(n: int) -> None:
    random = np.random.default_rng(0)
    shares = np.repeat(np.linspace(0.05, 0.95, 19), 2000)
    low, high = wilson(random.binomial(n, shares), np.full(shares.size, n))
    assert 0.93 <= ((low <= shares) & (shares <= high)).mean() <= 0.97


@pytest.mark.parametrize("interval", [wilson, jeffreys])
def test_no_base_no_interval(interval) -> None:  # type: ignore[no-untyped-def]
    low, high = interval([0], [0])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_jeffreys_agrees_with_the_beta_quantiles() -> None:
    low, high = jeffreys(3, 12)
    assert np.allclose((low, high), stats.beta.ppf([0.025, 0.975], 3.5, 9.5))


def test_log_ratio_by_hand() -> None:
    spread = np.exp(1.959964 * np.sqrt(1 / 16 + 1 / 4))
    assert np.allclose(log_ratio(16, 4), (4 / spread, 4 * spread))


def test_log_ratio_of_nobody_has_no_interval() -> None:
    assert np.isnan(log_ratio([4, 0], [0, 4])).all()


def test_share_ratio_of_everything_is_exact() -> None:
    assert np.allclose(share_ratio(10, 10, 20, 20), (1, 1))


def test_difference_is_antisymmetric() -> None:
    low, high = difference(5, 40, 20, 50)
    other_low, other_high = difference(20, 50, 5, 40)
    assert np.allclose((low, high), (-other_high, -other_low))
