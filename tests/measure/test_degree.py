from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from jobmine.measure.degree import estimate_scarcity, fit_gamma, unmet_share

DEMAND = np.array([40.0, 12, 100, 25, 60, 33, 18, 75])
SUPPLY = np.array([10.0, 20, 80, 2, 130, 30, 0, 60])


def minus_likelihood(logs: np.ndarray) -> float:
    a, b = np.exp(logs)
    return float(-stats.nbinom.logpmf(SUPPLY, a, b / (b + DEMAND)).sum())


def test_the_fit_is_that_of_a_general_optimiser() -> None:
    best = optimize.minimize(minus_likelihood, [0, 0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11})
    a, b = fit_gamma(SUPPLY[None, :], DEMAND)
    assert np.allclose([a[0], b[0]], np.exp(best.x), rtol=1e-5)


def test_rows_are_fitted_each_on_its_own() -> None:
    a, b = fit_gamma(np.array([SUPPLY, SUPPLY[::-1]]), DEMAND)
    alone = fit_gamma(SUPPLY[::-1][None, :], DEMAND)
    assert (a[1], b[1]) == pytest.approx((alone[0][0], alone[1][0]))


@pytest.mark.parametrize(("shape", "rate"), [(0.5, 2.0), (3.0, 3.0), (40.0, 20.0), (2.0, 50.0)])
def test_the_unmet_share_is_the_expectation(shape: float, rate: float) -> None:
    density = stats.gamma(shape, scale=1 / rate)
    expected, _ = integrate.quad(lambda x: (1 - x) * density.pdf(x), 0, 1)
    assert unmet_share([shape], [rate])[0] == pytest.approx(expected, abs=1e-8)


def test_the_degree_is_that_of_the_posterior() -> None:
    found = estimate_scarcity(SUPPLY, DEMAND)
    a, b = (value[0] for value in fit_gamma(SUPPLY[None, :], DEMAND))
    assert not found.pooled
    assert np.allclose(found.degree, unmet_share(a + SUPPLY, b + DEMAND))
    assert np.allclose(found.per_person, 1 / stats.gamma.median(a + SUPPLY, scale=1 / (b + DEMAND)))
    assert (found.low <= found.degree).all()
    assert (found.degree <= found.high).all()


def test_less_supply_is_scarcer() -> None:
    found = estimate_scarcity(SUPPLY, np.full(8, 50.0))
    assert (np.argsort(-found.degree, kind="stable") == np.argsort(SUPPLY, kind="stable")).all()


def test_fewer_than_five_posts_share_the_pooled_rate() -> None:
    found = estimate_scarcity([10, 90], [50, 50])
    assert found.pooled
    assert np.allclose(found.degree, unmet_share([100.5], [100.0])[0])
    quantiles = special.gammaincinv(100.5, [0.975, 0.025]) / 100
    assert np.allclose([found.low[0], found.high[0]], np.maximum(0, 1 - quantiles))


def test_posts_that_vary_no_more_than_chance_share_the_pooled_rate() -> None:
    assert estimate_scarcity([10, 11, 9, 10, 10, 12], [20] * 6).pooled


def test_one_post() -> None:
    found = estimate_scarcity([0], [20])
    assert found.pooled
    assert found.degree[0] == pytest.approx(unmet_share([0.5], [20.0])[0])
    assert np.isfinite(found.per_person).all()


def test_nobody_anywhere_is_defined() -> None:
    found = estimate_scarcity([0] * 8, DEMAND)
    assert found.pooled
    assert (found.degree > 0.99).all()
    assert np.isfinite([found.low, found.high, found.per_person]).all()


def test_the_seed_decides() -> None:
    one, same, other = (estimate_scarcity(SUPPLY, DEMAND, seed=seed) for seed in (1, 1, 2))
    assert (one.low == same.low).all()
    assert (one.low != other.low).any()


@pytest.mark.parametrize(("shape", "n_posts"), [(1.0, 12), (3.0, 12), (3.0, 40), (20.0, 40)])
def test_intervals_cover_the_true_unmet_share(shape: float, n_posts: int) -> None:
    random, inside = np.random.default_rng(0), []
    for seed in range(60):
        demand = random.integers(10, 200, n_posts).astype(float)
        rate = random.gamma(shape, 1 / shape, n_posts)
        found = estimate_scarcity(random.poisson(rate * demand), demand, draws=200, seed=seed)
        truth = np.maximum(0, 1 - rate)
        inside.append(((found.low <= truth) & (truth <= found.high)).mean())
    # Where nobody is short the truth is exactly 0, which an interval that starts at 0 always holds.
    assert 0.93 <= np.mean(inside) <= 0.99


@pytest.mark.slow
def test_intervals_cover_where_all_are_short() -> None:
    random, inside = np.random.default_rng(0), []
    for seed in range(150):
        demand = random.integers(10, 200, 20).astype(float)
        rate = random.gamma(4, 0.4 / 4, 20)
        found = estimate_scarcity(random.poisson(rate * demand), demand, draws=500, seed=seed)
        truth = np.maximum(0, 1 - rate)
        inside.append(((found.low <= truth) & (truth <= found.high)).mean())
    assert 0.93 <= np.mean(inside) <= 0.97


@pytest.mark.parametrize(("n_posts", "least", "most"), [(10, 0.90, 0.99), (30, 0.93, 0.97)])
@pytest.mark.parametrize(("shape", "mean"), [(4.0, 0.4), (4.0, 1.0)])
def test_coverage_by_the_number_of_posts(n_posts: int, least: float, most: float, shape: float, mean: float) -> None:
    inside, _, _ = simulate(n_posts, shape, mean, areas=60)
    assert least <= inside <= most


def test_shrinkage_lowers_the_error_of_small_posts() -> None:
    _, shrunk, raw = simulate(30, 4.0, 0.4, areas=60)
    assert shrunk < 0.9 * raw


def simulate(n_posts: int, shape: float, mean: float, areas: int) -> tuple[float, float, float]:
    """Return the share of intervals that hold the truth, and the squared errors of small posts with and without a prior."""
    random, inside, shrunk, raw = np.random.default_rng(0), [], [], []
    for seed in range(areas):
        demand = random.integers(10, 200, n_posts).astype(float)
        rate = random.gamma(shape, mean / shape, n_posts)
        supply = random.poisson(rate * demand)
        found, truth = estimate_scarcity(supply, demand, draws=200, seed=seed), np.maximum(0, 1 - rate)
        inside.append(((found.low <= truth) & (truth <= found.high)).mean())
        small = demand < 40
        shrunk.append((found.degree - truth)[small] ** 2)
        raw.append((np.maximum(0, 1 - supply / demand) - truth)[small] ** 2)
    return float(np.mean(inside)), float(np.concatenate(shrunk).mean()), float(np.concatenate(raw).mean())
