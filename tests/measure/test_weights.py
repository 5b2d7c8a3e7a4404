from __future__ import annotations

import math

import numpy as np
import pytest

from jobmine.measure.weights import class_tfidf, entropy, gini, location_quotient, log_odds_z, percentile, tfidf


def test_log_odds_z_by_hand() -> None:
    # prior 2 * 40/80 = 1; odds 31/11 against 11/31
    expected = 2 * math.log(31 / 11) / math.sqrt(1 / 31 + 1 / 11)
    assert log_odds_z(30, 40, 10, 40, 2) == pytest.approx(expected)


def test_log_odds_z_changes_sign_with_the_groups() -> None:
    assert log_odds_z(30, 50, 10, 40, 7) == pytest.approx(-log_odds_z(10, 40, 30, 50, 7))


def test_without_a_reference_there_is_no_z() -> None:
    assert np.isnan(log_odds_z(30, 40, 0, 0, 2))


def test_a_single_term_has_no_odds() -> None:
    assert np.isnan(log_odds_z(5, 5, 3, 3, 1))


def test_location_quotient_by_hand() -> None:
    assert location_quotient(3, 4, 4, 8) == pytest.approx(1.5)


def test_tfidf_by_hand() -> None:
    assert tfidf(2, 4, 3, 7) == pytest.approx(0.5 * (math.log(8 / 4) + 1))


def test_class_tfidf_by_hand() -> None:
    assert class_tfidf(2, 4, 5, 10) == pytest.approx(0.5 * math.log(3))


def test_gini_by_hand() -> None:
    # mean absolute difference of 1, 3: half the pairs differ by 2; 1 / (2 * mean) = 0.25
    assert gini([1, 3]) == pytest.approx(0.25)


def test_entropy_by_hand() -> None:
    p = np.array([0.75, 0.25])
    assert entropy([3, 1]) == pytest.approx(-(p * np.log2(p)).sum())


def test_a_single_value_stands_in_the_middle() -> None:
    assert percentile([7.0]).tolist() == [0.5]
