"""The logit against known odds, against another library, and against outcomes that predictors part perfectly."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from jobmine.errors import ConfigError
from jobmine.measure.survey.logit import check_fit, fit_logit, hosmer_lemeshow, separating, tolerances, wald_tests

DATA = Path(__file__).parent.parent / "reference" / "data"
TRUTH = np.array([-0.6, 0.8, -0.5, 0.3])


def drawn(seed, n=500):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.integers(0, 2, n), rng.integers(1, 6, n) - 3.0, rng.normal(size=n)])
    return x, (rng.random(n) < special.expit(x @ TRUTH)).astype(float)


def test_known_odds_are_recovered_as_often_as_the_interval_says():
    inside = []
    for seed in range(100):
        x, y = drawn(seed)
        model = fit_logit(x, y)
        inside.append(np.abs(model.beta - TRUTH) <= 2 * model.se)
    assert 0.92 <= np.mean(inside) <= 0.985  # 95.4 % expected of two standard errors


def test_equal_to_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    x, y = drawn(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = sm.Logit(y, x).fit(disp=0)
    model, fit = fit_logit(x, y), check_fit(fit_logit(x, y), y)
    assert model.beta == pytest.approx(other.params, abs=1e-7)
    assert model.se == pytest.approx(other.bse, abs=1e-6)
    assert np.column_stack([model.low, model.high]) == pytest.approx(np.exp(other.conf_int()), abs=1e-5)
    assert (fit.lr_chi2, fit.lr_p, fit.mcfadden) == pytest.approx((other.llr, other.llr_pvalue, other.prsquared))


def test_a_two_by_two_table():
    x = np.column_stack([np.ones(100), np.repeat([0, 1], 50)])
    y = np.concatenate([np.repeat([0, 1], [40, 10]), np.repeat([0, 1], [20, 30])])
    model = fit_logit(x, y)
    assert model.odds_ratio[1] == pytest.approx(30 / 20 / (10 / 40))
    assert model.se[1] == pytest.approx(np.sqrt(1 / 40 + 1 / 10 + 1 / 20 + 1 / 30))
    fit = check_fit(model, y)
    assert (fit.correct, fit.correct_null) == (0.7, 0.6)
    assert fit.hl_chi2 == pytest.approx(0)


def test_large_values_do_not_matter():
    x, y = drawn(5)
    scaled = x * np.array([1, 1, 1, 1e5])
    assert fit_logit(scaled, y).beta[3] * 1e5 == pytest.approx(fit_logit(x, y).beta[3], rel=1e-6)


@pytest.mark.parametrize(
    ("x", "y", "columns"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], [1]),
        ([1, 2, 2, 3], [0, 0, 1, 1], [1]),  # all but for a tie
        ([0, 0, 0, 1], [0, 1, 0, 1], [1]),  # one group always answers yes
        ([1, 2, 3, 4], [0, 1, 0, 1], []),
    ],
)
def test_separation_is_found(x, y, columns):
    design = np.column_stack([np.ones(4), x])
    assert separating(design, y) == columns
    if columns:
        with pytest.raises(ConfigError, match="no finite odds ratio"):
            fit_logit(design, y)


def test_outcomes_and_predictors_that_allow_no_model():
    with pytest.raises(ConfigError, match="another cut"):
        fit_logit(np.ones((5, 1)), np.ones(5))
    with pytest.raises(ConfigError, match="follows from the others"):
        fit_logit(np.ones((5, 2)), [0, 1, 0, 1, 0])


def test_tolerance_of_a_column_that_follows_from_others():
    x = np.random.default_rng(0).normal(size=(20, 2))
    assert tolerances(np.column_stack([x, x.sum(axis=1)])) == pytest.approx(0, abs=1e-12)
    assert tolerances(x[:, :1]).tolist() == [1.0]


def test_hosmer_lemeshow_by_hand():
    chance, y = np.repeat([0.2, 0.5, 0.8], 10), np.concatenate([np.repeat([0, 1], k) for k in ([7, 3], [5, 5], [1, 9])])
    chi2, df = hosmer_lemeshow(chance, y)
    assert chi2 == pytest.approx(1 / (2 * 0.8) + 0 + 1 / (8 * 0.2))
    assert df == 1


@pytest.fixture(scope="module")
def printed():
    """北京人才发展报告（2023）, B.16, 表13."""
    return pd.read_csv(DATA / "logit-willingness.csv")


def test_printed_odds_ratios_intervals_and_p(printed):
    assert len(printed) == 16
    beta = printed["beta"].to_numpy()
    wald, p, ratio, low, high = wald_tests(beta, np.abs(beta) / np.sqrt(printed["wald"]))
    assert wald == pytest.approx(printed["wald"].to_numpy())
    assert np.abs(ratio - printed["or"]).max() <= 0.0015
    assert np.abs(p - printed["p"]).max() <= 0.001
    assert np.abs(low / printed["ci_low"] - 1).max() <= 0.005
    assert np.abs(high / printed["ci_high"] - 1).max() <= 0.005
    assert np.sqrt(printed["ci_low"] * printed["ci_high"]).to_numpy() == pytest.approx(
        printed["or"].to_numpy(), abs=0.002
    )


def test_rounding_of_beta_and_wald_explains_every_printed_digit(printed):
    """Each printed figure lies between the ends that the rounding of beta and Wald allows."""
    decimals = pd.read_csv(DATA / "logit-willingness.csv", dtype=str)

    def half(name):
        return 0.5 * 10.0 ** -decimals[name].str.partition(".")[2].str.len().to_numpy()

    ends = []
    for shift in (-1, 1):
        for turn in (-1, 1):
            beta = printed["beta"].to_numpy() + shift * half("beta")
            wald = printed["wald"].to_numpy() + turn * half("wald")
            _, _, ratio, low, high = wald_tests(beta, np.abs(beta) / np.sqrt(wald))
            ends.append([ratio, low, high, stats.chi2.sf(wald, 1)])
    least, most = np.min(ends, axis=0), np.max(ends, axis=0)
    for name, a, b in zip(("or", "ci_low", "ci_high", "p"), least, most, strict=True):
        assert (a <= printed[name] + half(name) + 1e-9).all()
        assert (b >= printed[name] - half(name) - 1e-9).all()
