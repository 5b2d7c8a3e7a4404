"""Mean pay by section of GB/T 4754 in two cities (北京人才发展报告（2023）, B.3 表5): one row has a shifted digit."""

from pathlib import Path

import pandas as pd

from jobmine.measure.dimensions import code_names
from jobmine.measure.growth import odd_steps

WAGES = pd.read_csv(Path(__file__).parent / "data" / "industry-wages.csv").set_index("section")


def test_sections_are_those_of_the_standard():
    assert "".join(WAGES.index) == "ABCDEFGHIJKLMNOPQRS"
    names = code_names("industry_section")
    assert [section for section, row in WAGES.iterrows() if row["industry"] != names[section]] == ["M", "N", "O"]


def test_finance_pays_best_in_beijing():
    assert {WAGES[f"beijing_{year}"].idxmax() for year in (2010, 2015, 2019)} == {"J"}


def test_the_guard_finds_the_shifted_digit_and_one_leap():
    odd = {
        (city, section): odd_steps(WAGES.loc[section, [f"{city}_{year}" for year in (2010, 2015, 2019)]])
        for city in ("beijing", "guangzhou")
        for section in WAGES.index
    }
    # 925081 | 50181 stands for 92508 | 150181; 26188 to 123310 is a leap; the absent cell of 采矿业 is none
    assert {key: places for key, places in odd.items() if places} == {
        ("guangzhou", "R"): [1, 2],
        ("guangzhou", "I"): [1],
    }
    assert odd_steps([65794, 92508, 150181]) == []
