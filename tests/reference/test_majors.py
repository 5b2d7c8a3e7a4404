"""Bands of demand and enrolment plans of majors (北京人才发展报告（2023）, B.10, text and 表3)."""

from pathlib import Path

import pandas as pd
import pytest

from jobmine.measure.advice import move_seats
from jobmine.measure.majors import BANDS, GAP, LARGE, SMALL, WARNING, band_of, bare_name, join_plan
from jobmine.measure.printed import whole_starts

DATA = Path(__file__).parent / "data"
BAND_ROWS = pd.read_csv(DATA / "major-demand-bands.csv")
PLAN = pd.read_csv(DATA / "enrolment-plan-majors.csv")
OURS = {"ample": LARGE, "small": SMALL}


def test_the_bounds_are_those_of_the_bands():
    assert [100 * bound for bound in BANDS] == [5, 0.5]
    beyond = BAND_ROWS["demand_share_bound_pct"] / 100 + BAND_ROWS["bound"].map({"above": 1e-6, "below": -1e-6})
    assert band_of(beyond).tolist() == BAND_ROWS["band"].map(OURS).tolist()


def test_names_lose_their_brackets():
    assert BAND_ROWS["major"].map(bare_name).tolist() == BAND_ROWS["major_bare"].tolist()


def test_five_majors_stand_in_both_tables_and_two_are_read():
    demand = BAND_ROWS[["major"]].assign(band=BAND_ROWS["band"].map(OURS))
    found = join_plan(demand, PLAN[["major"]].assign(plan_change=PLAN["printed_change_pct"] / 100))
    assert {row.major: (row.band, round(100 * row.plan_change), row.reading) for row in found.itertuples()} == {
        "市场营销(新媒体营销)": (LARGE, 5, ""),
        "工商企业管理(金融管理)": (LARGE, 21, ""),
        "人工智能技术应用": (LARGE, 61, ""),
        "大数据与会计": (LARGE, -24, GAP),
        "安全技术与管理": (SMALL, 108, WARNING),
    }


def test_seats_that_move_keep_the_caps_of_the_text():
    warned = PLAN["major"].eq("安全技术与管理")
    demand = PLAN["plan_2021"].mask(warned, 1)
    moved = move_seats(PLAN["plan_2021"], demand, warned)
    assert (
        moved[warned].sum() == -129
    )  # 131 seats; a demand of 1 in 3883 gives it 1.03 of 4013, 129 whole ones too many
    moved = move_seats(PLAN["plan_2021"], demand.mask(PLAN["major"].eq("学前教育"), 1), PLAN["rank"] > 0)
    assert -moved.min() == moved.clip(0).sum() == 401  # a tenth of 4013
    assert (moved < 0).sum() == 1  # a twentieth of twenty majors


def test_plans_descend_and_sum():
    assert PLAN["rank"].tolist() == list(range(1, 21))
    assert PLAN["plan_2021"].is_monotonic_decreasing
    assert PLAN["plan_2021"].sum() == 4013


def test_every_change_starts_from_a_whole_number_and_eleven_from_one_only():
    starts = [whole_starts(*row) for row in PLAN[["plan_2021", "printed_change_pct"]].itertuples(index=False)]
    assert all(starts)
    assert sum(len(found) == 1 for found in starts) == 11


@pytest.mark.parametrize(("major", "start"), [("社会体育", 27), ("安全技术与管理", 63)])
def test_starts_that_are_unique(major, start):
    row = PLAN[PLAN["major"] == major].iloc[0]
    assert whole_starts(row["plan_2021"], row["printed_change_pct"]) == [start]
