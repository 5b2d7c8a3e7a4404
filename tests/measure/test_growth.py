from __future__ import annotations

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.growth import (
    CONVENTIONS,
    base_series,
    growth,
    leaves_band,
    odd_steps,
    read_growth,
    step_growth,
    which_convention,
)
from jobmine.measure.rounding import common_base, figure, judge


@pytest.mark.parametrize(
    ("text", "multiple"),
    [
        ("增长2.8倍", 3.8), ("增长了2倍", 3), ("增长到2.8倍", 2.8), ("增至三倍", 3), ("是2013年的2.8倍", 2.8), ("达到5倍", 5),
        ("翻一番", 2), ("翻了两番", 4), ("翻番", 2), ("增幅25%", 1.25), ("增长了12.5％", 1.125), ("减少了7.1%", 0.929),
        ("同比下降三十%", 0.7), ("占比25%", None), ("大幅增长", None),
    ],
)  # fmt: skip
def test_phrases_of_growth(text: str, multiple: float | None) -> None:
    assert read_growth(text) == (None if multiple is None else pytest.approx(multiple))


def test_one_year_apart_all_rates_are_one() -> None:
    found = [(fit.convention, fit.verdict) for fit in which_convention("52674", "55684", 5.71, 2, periods=1)]
    assert {name for name, verdict in found if verdict == "reproduces"} == {"total", "yoy", "arithmetic", "compound"}


def test_two_percentages_can_differ_by_points_or_by_per_cent() -> None:
    assert [fit.convention for fit in which_convention("28.4", "34.0", 5.6)] == ["points"]
    assert [fit.convention for fit in which_convention("28.4", "34.0", 19.7)] == ["total"]


def test_no_convention_at_all() -> None:
    assert which_convention("21.4", "23.1", 0.18, 2, periods=9) == []


@pytest.mark.parametrize("name", [name for name in CONVENTIONS if name != "points"])
def test_growth_from_nothing_is_not_defined(name: str) -> None:
    assert np.isnan(growth(0, 5, name))


@pytest.mark.parametrize(("name", "periods"), [("mean", 1), ("compound", 0), ("yoy", 2)])
def test_growth_without_a_convention_or_steps_is_refused(name: str, periods: int) -> None:
    with pytest.raises(ConfigError, match="growth"):
        growth(1, 2, name, periods)


def test_growth_does_not_cross_a_break_unless_asked() -> None:
    assert np.isnan(step_growth([100, 280, 290], [1])[1])
    assert step_growth([100, 280, 290], [1], across=True)[1] == pytest.approx(1.8)
    assert step_growth([0, 5])[1:].tolist() == pytest.approx([np.nan], nan_ok=True)


def test_a_series_that_starts_at_zero_has_no_base() -> None:
    assert np.isnan(base_series([0, 5])).all()
    assert base_series([0, 5, 10], 1).tolist() == [0, 100, 200]
    assert base_series([]).size == 0


def test_single_values_have_no_steps() -> None:
    assert odd_steps([5.0]) == []
    assert step_growth([5.0]).tolist() == pytest.approx([np.nan], nan_ok=True)
    assert leaves_band([], 0, 1, 2).tolist() == []


def test_a_figure_that_cannot_be_printed_so_fails() -> None:
    assert judge(lambda a: a, [figure("1.0")], figure("1.2")) == "fails"
    assert judge(lambda a: a, [figure("1.0")], figure("1.05")) == "within_rounding"


def test_no_shares_imply_no_base() -> None:
    assert common_base([], []) == (0.0, 0.0, [])
