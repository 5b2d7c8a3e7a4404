from __future__ import annotations

import pytest

from jobmine.normalise.salary import Pay, column_scale, join_salary, parse_salary


def test_pay_by_the_hour_follows_the_hours_of_a_month() -> None:
    assert parse_salary("25元/小时").value == Pay(4350.0, 4350.0)
    assert parse_salary("25元/小时", hours_per_month=160).value == Pay(4000.0, 4000.0)


def test_pay_by_the_day_follows_the_days_of_a_month() -> None:
    assert parse_salary("200元/天", days_per_month=26).value == Pay(5200.0, 5200.0)


def test_pay_by_the_week_follows_the_weeks_of_a_month() -> None:
    assert parse_salary("600-1200元/周", weeks_per_month=4).value == Pay(2400.0, 4800.0)


def test_yearly_pay_is_divided_by_twelve_and_months_are_kept_apart() -> None:
    assert parse_salary("24-36万/年·14薪").value == Pay(20000.0, 30000.0, 14.0)


@pytest.mark.parametrize("cell", ["10-15万", "18-36万 24小时反馈", "15-20", "150-200", "8-1.2万"])
def test_concluded_unit_is_recorded(cell: str) -> None:
    assert parse_salary(cell).rule.startswith("inferred ")


@pytest.mark.parametrize("cell", ["15-25K", "6千-1.2万", "8000-12000元", "1.5-2万/月", "200元/天", "20-30万/年"])
def test_stated_or_customary_unit_is_not_called_inferred(cell: str) -> None:
    assert not parse_salary(cell).rule.startswith("inferred")


def test_month_is_kept_where_thousands_are_written_and_large() -> None:
    assert parse_salary("90-120K").value == Pay(90000.0, 120000.0)


@pytest.mark.parametrize("cell", ["", " ", "N/A", "-"])
def test_empty_cell_has_neither_rule_nor_reason(cell: str) -> None:
    parsed = parse_salary(cell)
    assert (parsed.value, parsed.rule, parsed.reason) == (None, "", "")


@pytest.mark.parametrize(
    ("low", "high", "months", "employment", "title", "pay", "rule"),
    [
        ("7000", "12000", "13", None, "会计", Pay(7000.0, 12000.0, 13.0), "bare month"),
        ("7000.00", "12000.00", "", None, "会计", Pay(7000.0, 12000.0), "bare month"),
        ("120", "150", "", "internship", "审计助理", Pay(2610.0, 3262.5), "inferred day"),
        ("50", "100", "", None, "C++开发实习", Pay(1087.5, 2175.0), "inferred day"),
        ("20", "25", "", "part_time", "服务员", Pay(3480.0, 4350.0), "inferred hour"),
        ("30", "35", "", None, "兼职 一天200 每小时30", Pay(5220.0, 6090.0), "inferred hour"),
        ("80", "200", "", None, "高中数学教师", Pay(13920.0, 34800.0), "inferred hour"),
        ("300", "300", "", None, "送外卖 300/天", Pay(6525.0, 6525.0), "inferred day"),
        ("2.1", "7", "", None, "C++工程师", Pay(2100.0, 7000.0), "inferred thousands"),
        ("150000", "300000", "", None, "算法工程师", Pay(12500.0, 25000.0), "inferred year"),
        ("100000", "150000", "16", None, "Java技术专家", Pay(100000.0, 150000.0, 16.0), "bare month"),
        ("0", "1500", "", None, "实训", Pay(None, 1500.0), "bare month"),
        ("5000", "", "", None, "文员", Pay(5000.0, None), "bare month"),
        ("", "8000", None, None, None, Pay(None, 8000.0), "bare month"),
        ("8千", "1.2万", "13", None, "会计", Pay(8000.0, 12000.0, 13.0), "bare month"),
        ("8,000", "12,000", "13薪", None, "会计", Pay(8000.0, 12000.0, 13.0), "bare month"),
    ],
)
def test_two_columns_are_joined(
    low: str, high: str, months: str, employment: str, title: str, pay: Pay, rule: str
) -> None:
    parsed = join_salary(low, high, months, employment, title)
    assert (parsed.value, parsed.rule) == (pay, rule)


def test_scale_of_the_column_decides_over_the_size_of_the_row() -> None:
    assert join_salary("15", "30", title="Java", scale=1000.0).value == Pay(15000.0, 30000.0)
    assert join_salary("15", "30", title="Java", scale=1.0).rule == "inferred hour"


def test_scale_of_a_column_is_that_of_its_median() -> None:
    assert column_scale(["8", "12", "20", None, ""]) == 1000.0
    assert column_scale(["8000", "12000", "150", "25"]) == 1.0
    assert column_scale(["1.2", "0.8", "2.5"]) == 10000.0
    assert column_scale([]) == 1.0


@pytest.mark.parametrize(
    ("low", "high", "title", "reason"),
    [
        ("8", "15", "外卖骑手", "paid by the piece"),
        ("8", "10", "10块一单酒店配送", "paid by the piece"),
        ("9000", "8000", "会计", "low end above high end"),
    ],
)
def test_row_that_is_no_monthly_pay_has_a_reason(low: str, high: str, title: str, reason: str) -> None:
    parsed = join_salary(low, high, title=title, scale=1.0)
    assert (parsed.value, parsed.reason) == (None, reason)


def test_nought_in_both_columns_is_negotiable() -> None:
    assert join_salary("0", "0.00").rule == "negotiable"
