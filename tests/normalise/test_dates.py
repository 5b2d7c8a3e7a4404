from __future__ import annotations

from datetime import date

import pytest

from jobmine.normalise.dates import parse_date


@pytest.mark.parametrize(("today", "day"), [(date(2023, 3, 8), date(2023, 3, 7)), (date(2023, 3, 6), date(2022, 3, 7))])
def test_day_without_a_year_is_the_last_one_up_to_today(today: date, day: date) -> None:
    assert parse_date("03-07发布", today).value == day


def test_year_that_is_not_stated_is_recorded_as_inferred() -> None:
    assert parse_date("04-20", date(2018, 5, 1)).rule == "inferred year"


def test_time_with_a_zone_counts_in_chinese_time() -> None:
    assert parse_date("2025-02-18T16:00:00Z", date(2025, 3, 1)).value == date(2025, 2, 19)
    assert parse_date("2025-02-18T15:59:59Z", date(2025, 3, 1)).value == date(2025, 2, 18)


def test_leap_day_without_a_year_goes_back_to_a_leap_year() -> None:
    assert parse_date("02-29", date(2023, 3, 1)).value == date(2020, 2, 29)


def test_excel_serial_counts_from_the_end_of_1899() -> None:
    assert parse_date("1", date(2025, 1, 1)).value is None
    assert parse_date("45658", date(2025, 1, 1)).value == date(2025, 1, 1)


def test_placeholder_of_1970_is_refused() -> None:
    assert parse_date("1970-01-01T16:01:28+08:00", date(2025, 1, 1)).reason == "day out of range"
