from __future__ import annotations

import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.dimensions import DIMENSIONS, check_dimensions, codes_of, group_order, name_codes


def test_no_dimension_is_the_whole() -> None:
    assert check_dimensions(()) == ("all",)


@pytest.mark.parametrize(
    ("by", "message"), [("citi", "did you mean city"), ("city,city", "stands twice"), (["x"], "known:")]
)
def test_unknown_dimensions_are_refused(by: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        check_dimensions(by)  # type: ignore[arg-type]


def test_codes_get_their_names_and_stay_beside_them() -> None:
    frame = name_codes(pd.DataFrame({"industry": ["34", "未注明"], "n": [1, 2]}), ["industry"])
    assert frame.columns.to_list() == ["industry", "industry_code", "n"]
    assert frame["industry"].to_list() == ["通用设备制造业", "未注明"]
    assert frame["industry_code"].to_list() == ["34", "未注明"]


def test_names_of_occupations_give_the_code_of_the_lowest_level() -> None:
    assert codes_of("occupation", pd.Series(["焊工"])).to_list() == ["6-18-02-04"]


def test_experience_and_education_keep_their_natural_order() -> None:
    frame = pd.DataFrame({"experience": ["10年以上", "3-5年", "不限", "未注明"], "n": [9, 1, 1, 20]})
    assert group_order(frame, ["experience"], "n")["experience"].to_list() == ["不限", "3-5年", "10年以上", "未注明"]


def test_sizes_of_companies_go_by_their_lower_end() -> None:
    frame = pd.DataFrame({"company_size": ["1000-9999", "0-20", "未注明", "20-99"], "n": 1})
    assert group_order(frame, ["company_size"], "n")["company_size"].to_list() == [
        "0-20",
        "20-99",
        "1000-9999",
        "未注明",
    ]


def test_other_groups_start_with_the_largest_and_ties_go_by_name() -> None:
    frame = pd.DataFrame({"city": ["乙", "甲", "丙"], "n": [2, 2, 3]})
    assert group_order(frame, ["city"], "n")["city"].to_list() == ["丙", "乙", "甲"]


def test_a_second_dimension_goes_by_its_size_over_all_groups() -> None:
    frame = pd.DataFrame({"city": ["甲", "甲", "乙"], "post": ["x", "y", "y"], "n": [3, 2, 4]})
    assert group_order(frame, ["city", "post"], "n")[["city", "post"]].to_numpy().tolist() == [
        ["甲", "y"],
        ["甲", "x"],
        ["乙", "y"],
    ]


def test_every_dimension_has_a_chinese_title() -> None:
    assert all(dimension.title and not dimension.title.isascii() for dimension in DIMENSIONS.values())
