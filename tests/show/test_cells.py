from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.table import Table
from jobmine.show.cells import column_style, show_value, shown_columns, shown_rows


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        (0.4567, "percent", "45.7%"),
        (1234567, "whole", "1,234,567"),
        (6543.6, "yuan", "6,544"),
        (0.0523, "points", "+5.2 百分点"),
        (1.005, "decimal", "1.00"),
        (0.00042, "decimal", "0.0004"),
        (2024, "plain", "2024"),
        (float("inf"), "decimal", "∞"),
        (float("nan"), "percent", "—"),
        (pd.NA, "whole", "—"),
        (None, "text", "—"),
        ("", "text", "—"),
        (np.bool_(False), "text", "否"),
        (datetime.date(2024, 5, 6), "text", "2024-05-06"),
        (np.array(["双休", "五险一金"]), "text", "双休、五险一金"),
    ],
)
def test_values_are_shown(value, style, shown):
    assert show_value(value, style) == shown


@pytest.mark.parametrize(
    ("name", "values", "style"),
    [
        ("share", [0.5], "percent"),
        ("must_share", [0.5], "percent"),
        ("p50", [6500.5], "yuan"),
        ("year", [2024], "plain"),
        ("rank_all", [1], "plain"),
        ("difference_low", [0.1], "points"),
        ("gini", [0.5], "decimal"),
        ("visits", [5, 6], "whole"),
        ("term", ["焊接"], "text"),
        ("core", [True], "text"),
    ],
)
def test_style_follows_from_name_and_values(name, values, style):
    assert column_style(name, pd.Series(values)) == style


def test_interval_stands_in_brackets_beside_its_figure(demand):
    columns = shown_columns(demand)
    titles = [column.title for column in columns]
    assert titles == ["岗位群", "类别", "词项", "职位数", "有可读要求的职位数", "占比", "标记"]
    cell = shown_rows(demand, columns, 1)[0][5]
    assert (cell.text, cell.interval, cell.key) == ("40.0%", "[30.9%, 49.8%]", "0.4")


def test_hidden_figure_has_no_interval():
    frame = pd.DataFrame({"share": [None], "share_low": [0.1], "share_high": [0.2]}, dtype=float)
    table = Table(frame, {})
    cell = shown_rows(table, shown_columns(table), 5)[0][0]
    assert (cell.text, cell.interval, cell.key) == ("—", "", "")


def test_columns_that_say_nothing_are_left_out():
    frame = pd.DataFrame({"all": ["全部"], "kind": ["skill"], "n": [1], "counts": ["职位数"], "flag": [""]})
    assert [column.name for column in shown_columns(Table(frame, {}))] == ["n"]


def test_coded_values_are_shown_in_chinese():
    frame = pd.DataFrame({"kind": ["skill", "major"]})
    table = Table(frame, {})
    assert [row[0].text for row in shown_rows(table, shown_columns(table), 5)] == ["能力", "专业"]
