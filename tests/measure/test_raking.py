"""Raking and the design effect, on numbers worked by hand."""

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.raking import design_effect, rake


def test_a_square_of_two_margins_agrees_with_its_closed_form():
    # 7 9 / 12 7 to rows 5 and 15, columns 10 and 10: the odds ratio 49/108 stays, so 59 a^2 + 1275 a - 2450 = 0
    counts = np.array([7.0, 9.0, 12.0, 7.0])
    fitted = counts * rake(counts, [([0, 0, 1, 1], [5, 15]), ([0, 1, 0, 1], [10, 10])])
    a = (-1275 + np.sqrt(1275**2 + 4 * 59 * 2450)) / 118
    assert fitted == pytest.approx([a, 5 - a, 10 - a, 5 + a], abs=1e-8)


def test_a_four_by_four_table_of_the_textbooks():
    seed = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]], dtype=float)
    row, column = np.indices(seed.shape)
    weights = rake(seed.ravel(), [(row.ravel(), [150, 300, 400, 150]), (column.ravel(), [200, 300, 400, 100])])
    fitted = seed * weights.reshape(seed.shape)
    assert fitted.round(2).tolist() == [
        [64.56, 46.23, 35.38, 3.82],
        [49.97, 68.16, 156.5, 25.37],
        [56.72, 144.43, 145.08, 53.77],
        [28.75, 41.18, 63.03, 17.03],
    ]
    assert fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0]) == pytest.approx(40 * 50 / (30 * 35))


def test_margins_are_met_to_a_millionth():
    draws = np.random.default_rng(4)
    counts = draws.integers(1, 200, 5 * 7 * 3)
    places = [index.ravel() for index in np.indices((5, 7, 3))]
    totals = [draws.dirichlet(np.full(size, 8.0)) for size in (5, 7, 3)]
    weights = rake(counts, list(zip(places, totals, strict=True)))
    for place, total in zip(places, totals, strict=True):
        assert np.bincount(place, counts * weights) == pytest.approx(total, rel=1e-6)


def test_margins_that_empty_cells_forbid_are_refused():
    with pytest.raises(ConfigError, match="cannot be met together"):
        rake([10, 10], [([0, 1], [0.9, 0.1]), ([0, 1], [0.1, 0.9])])


def test_equal_weights_cost_nothing_and_unequal_ones_do():
    assert design_effect([30, 70], [2, 2]) == pytest.approx(1)
    # one half weighs 3, the other 1: mean 2, mean of squares 5
    assert design_effect([50, 50], [3, 1]) == pytest.approx(1.25)
