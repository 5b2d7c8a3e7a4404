"""One's own posting beside the market's, on numbers worked by hand."""

import numpy as np
import pytest

from jobmine.measure.own import (
    BOTH,
    MARKETS,
    OURS,
    OwnPosting,
    own_bar_table,
    own_pay_table,
    own_terms_table,
    percentile,
)


@pytest.fixture
def tables(build, ask):
    """Forty postings: 苏州 pays 4,000 and 6,000, 南京 8,000; half ask for 焊接, all for 钳工, one for 氩弧焊."""
    postings = [
        {"city": "苏州", "salary_min": 4000.0 if i < 10 else 6000.0, "salary_max": 4000.0 if i < 10 else 6000.0,
         "experience_min": 1.0, "experience_max": 3.0, "education": "中专"}
        for i in range(20)
    ] + [
        {"city": "南京", "salary_min": 7000.0, "salary_max": 9000.0, "experience_min": 3.0, "experience_max": 5.0,
         "education": "大专"}
        for i in range(20)
    ]  # fmt: skip
    return build(postings=postings, mentions=[*ask(range(20), "焊接"), *ask(range(40), "钳工"), *ask([3], "氩弧焊")])


OWN = OwnPosting(
    {("skill", "钳工"): True, ("skill", "氩弧焊"): False, ("skill", "铸造"): True}, 6000.0, "苏州", "1-3年", "大专", 3.0
)


def test_the_percentile_counts_equals_half():
    assert percentile([4000, 6000, 8000], [10, 10, 20], 6000) == 15 / 40
    assert np.isnan(percentile([4000], [3], None))
    assert np.isnan(percentile([], [], 5000))


def test_pay_stands_by_city_and_experience_with_the_number_of_postings(tables):
    frame = own_pay_table(tables, OWN, None).frame
    assert frame[["city", "experience", "n_pay", "percentile"]].to_numpy().tolist() == [
        ["苏州", "1-3年", 20, 0.75],
        ["苏州", "全部", 20, 0.75],
        ["全部", "1-3年", 20, 0.75],
        ["全部", "全部", 40, 0.375],
    ]


def test_the_closest_cell_and_all_stand_by_size_of_the_employer(build):
    postings = [
        {"city": "苏州", "salary_min": pay, "salary_max": pay, "company_size": size}
        for pay, size in [(4000.0, "0-50"), (6000.0, "1000-5000")]
        for _ in range(10)
    ]
    frame = own_pay_table(build(postings=postings), OwnPosting(pay=5000.0, city="苏州"), None).frame
    assert frame[["city", "size_class", "n_pay", "percentile"]].to_numpy().tolist() == [
        ["苏州", "全部", 20, 0.5],
        ["苏州", "不足100人", 10, 1.0],
        ["苏州", "1000人起", 10, 0.0],
        ["全部", "全部", 20, 0.5],
        ["全部", "不足100人", 10, 1.0],
        ["全部", "1000人起", 10, 0.0],
    ]


def test_a_city_without_postings_has_no_percentile_and_says_so(tables):
    frame = own_pay_table(tables, OwnPosting(pay=5000.0, city="无锡"), None).frame
    assert frame.loc[0, "n_pay"] == 0
    assert np.isnan(frame.loc[0, "percentile"])
    assert frame.loc[0, "flag"]


def test_terms_are_told_apart_by_who_asks_for_them(tables):
    frame = own_terms_table(tables, OWN, None).frame
    assert frame[["side", "term", "own"]].to_numpy().tolist() == [
        [BOTH, "钳工", "必须"],
        [OURS, "氩弧焊", "优先"],
        [OURS, "铸造", "必须"],
        [MARKETS, "焊接", ""],
    ]
    assert frame["share"].to_list() == [1.0, 1 / 40, 0.0, 0.5]


def test_a_quality_in_other_words_is_asked_for_by_both(build, ask):
    tables = build(postings=[{} for _ in range(40)], mentions=ask(range(10), "责任心", "quality"))
    frame = own_terms_table(tables, OwnPosting({("quality", "责任感"): True, ("skill", "开车"): True}), None).frame
    assert frame[["side", "term", "near", "share"]].to_numpy().tolist() == [
        [BOTH, "责任感", "责任心", 0.25],
        [OURS, "开车", "", 0.0],
    ]


def test_a_posting_without_terms_is_compared_too(tables):
    assert set(own_terms_table(tables, OwnPosting(), None).frame["side"]) == {MARKETS}


def test_the_bar_of_education_and_years_stands_to_the_markets(tables):
    frame = own_bar_table(tables, OWN, None).frame
    assert frame[["item", "own", "n_stated", "lower", "same", "higher"]].to_numpy().tolist() == [
        ["学历", "大专", 40, 0.5, 0.5, 0.0],
        ["工作经验", "3年以上", 40, 0.5, 0.5, 0.0],
    ]


def test_what_is_not_stated_has_no_row(tables):
    assert own_bar_table(tables, OwnPosting(), None).frame.empty
