"""Conditions and duties of one's own posting beside the market's, on numbers worked by hand."""

import pytest

from jobmine.measure.own import OwnPosting
from jobmine.measure.own_offer import own_conditions_table, own_tasks_table

BOTH, OURS, MARKETS = "都写明", "只有我们写明", "只有市场写明"


def duty(number, surface, verb, thing):
    return {"posting_id": f"p{number}", "surface": surface, "verb": verb, "object": thing, "start": 0, "end": 6}


@pytest.fixture
def tables(build):
    """Forty postings: half offer 双休, one a bus; half keep accounts, ten file taxes in two wordings."""
    stated = [{"posting_id": f"p{i}", "condition": "双休", "negated": False, "source": "text"} for i in range(20)]
    stated += [{"posting_id": "p0", "condition": "班车", "negated": False, "source": "text"}]
    stated += [{"posting_id": f"p{i}", "condition": "年终奖", "negated": False, "source": "text"} for i in range(4)]
    tasks = [duty(i, "编制财务报表", "编制", "财务报表") for i in range(20)]
    tasks += [duty(i, "申报税务" if i % 2 else "税务的申报", "申报", "税务") for i in range(20, 30)]
    return build(postings=[{} for _ in range(40)], conditions=stated, tasks=tasks)


def test_conditions_are_told_apart_by_who_states_them(tables):
    own = OwnPosting(conditions={"双休": "", "班车": "", "试用期": "3个月", "加班": "-"})
    frame = own_conditions_table(tables, own, None).frame
    assert frame[["side", "condition", "own", "n", "n_all"]].to_numpy().tolist() == [
        [BOTH, "双休", "写明", 20, 40],
        [OURS, "班车", "写明", 1, 40],
        [OURS, "加班", "写明没有", 0, 40],
        [OURS, "试用期", "写明（3个月）", 0, 40],
        [MARKETS, "年终奖", "", 4, 40],
    ]
    assert frame["share"].to_list() == [0.5, 1 / 40, 0, 0, 0.1]


def test_a_run_without_conditions_shows_those_of_the_posting(build):
    frame = own_conditions_table(build(postings=[{}] * 30), OwnPosting(conditions={"双休": ""}), None).frame
    assert frame[["side", "condition", "n", "n_all"]].to_numpy().tolist() == [[OURS, "双休", 0, 30]]


def test_duties_are_told_apart_in_any_wording(tables):
    own = OwnPosting(tasks=(("财务报表编制", "编制", "财务报表"), ("照顾盆栽", "照顾", "盆栽")))
    frame = own_tasks_table(tables, own, None).frame
    assert frame[["side", "own", "n", "n_tasks"]].to_numpy().tolist() == [
        [BOTH, "财务报表编制", 20, 30],
        [OURS, "照顾盆栽", 0, 30],
        [MARKETS, "", 10, 30],
    ]
    assert frame["share"].to_list() == [2 / 3, 0, 1 / 3]


def test_a_posting_without_duties_is_compared_too(tables):
    assert set(own_tasks_table(tables, OwnPosting(), None).frame["side"]) == {MARKETS}


def test_a_run_without_duties_has_a_table_of_the_own_ones(build):
    frame = own_tasks_table(build(postings=[{}]), OwnPosting(tasks=(("照顾盆栽", "照顾", "盆栽"),)), None).frame
    assert frame[["side", "n", "n_tasks"]].to_numpy().tolist() == [[OURS, 0, 0]]
