"""Printed growth is reproduced by a convention that is named; the sources mix them.

Growth of single figures and of six teams of talents (北京人才发展报告（2023）, B.1 表1, B.7, B.10, B.12, B.13, B.15, B.17;
京津冀人才一体化发展十周年回顾与展望), graduates by kind (B.1 表2).
"""

from pathlib import Path

import pandas as pd
import pytest

from jobmine.measure.growth import growth, which_convention
from jobmine.measure.rounding import FAILS, REPRODUCES, WITHIN_ROUNDING, figure, judge

DATA = Path(__file__).parent / "data"
HIDDEN = ["status", "convention", "periods"]  # the answers
CHECKS = pd.concat(
    [
        pd.read_csv(DATA / f"{name}.csv", dtype=str).drop(columns=HIDDEN)
        for name in ("growth-checks", "growth-checks-more")
    ]
).reset_index(drop=True)
TEAMS = pd.read_csv(DATA / "talent-teams-beijing.csv", dtype=str).set_index("team")
GRADUATES = pd.read_csv(DATA / "graduates-beijing.csv", dtype=str)

ANNUAL = {
    ("人才资源总量", "B.1"): ("arithmetic", 10, REPRODUCES),
    ("技术合同成交额", "B.1"): ("arithmetic", 10, WITHIN_ROUNDING),
    ("人才资源总量", "B.15"): ("compound", 8, REPRODUCES),
    ("京津冀人才资源总量", ""): ("compound", 5, REPRODUCES),
    ("京津冀协同创新指数", ""): ("compound", 9, REPRODUCES),
}
TOTAL_EXCEPTIONS = {
    ("信息传输、软件和信息技术服务业从业人员", "28.5"): WITHIN_ROUNDING,
    ("高技能人才", "155.7"): FAILS,
    ("中高端人才平均月薪（英文摘要）", "-0.55"): FAILS,
    ("申请高级技能鉴定人数", "-60.59"): FAILS,
}


def rows(printed_as):
    return [row for _, row in CHECKS[CHECKS["printed_as"] == printed_as].iterrows()]


def decimals(printed):
    return len(printed.partition(".")[2])


def given(row):
    start = row["start_value"]  # an index of 100 and a multiple of 1 are exact bases
    return (float(start) if start in ("100", "1") else start), row["end_value"]


@pytest.mark.parametrize("row", rows("annual"), ids=lambda row: row["item"])
def test_a_yearly_rate_has_one_convention(row):
    steps = int(row["end_year"]) - int(row["start_year"])
    fits = which_convention(*given(row), float(row["printed_pct"]), decimals(row["printed_pct"]), steps)
    expected = ANNUAL[(row["item"], row["source"].partition(", ")[2])]
    best = [fit for fit in fits if fit.verdict == fits[0].verdict]
    assert [(fit.convention, fit.periods, fit.verdict) for fit in best] == [expected]


@pytest.mark.parametrize("row", rows("total"), ids=lambda row: row["item"])
def test_a_rise_over_the_whole_span(row):
    verdict = judge(
        lambda a, b: 100 * growth(a, b, "total"),
        [figure(row["start_value"]), figure(row["end_value"])],
        figure(row["printed_pct"]),
    )
    assert verdict == TOTAL_EXCEPTIONS.get((row["item"], row["printed_pct"]), REPRODUCES)


@pytest.mark.parametrize("row", rows("points"), ids=lambda row: row["item"])
def test_percentage_points(row):
    assert round(growth(float(row["start_value"]), float(row["end_value"]), "points"), 1) == float(row["printed_pct"])


def test_a_ratio_was_printed_as_a_rise():
    assert [fit.convention for fit in which_convention("73.4", "114.3", 155.7)] == ["ratio"]
    assert round(100 * growth(73.4, 114.3, "total"), 1) == 55.7


def test_a_lost_sign_and_a_cut_digit():
    assert round(100 * growth(55684, 55992, "total"), 2) == 0.55
    assert round(100 * growth(59548, 23462, "total"), 2) == -60.60


@pytest.mark.parametrize("team", TEAMS.index)
def test_yearly_growth_of_a_team_divides_nine_steps_by_ten(team):
    row = TEAMS.loc[team]
    printed = row["printed_annual_growth_pct"]
    fits = which_convention(row["y2013"], row["y2022"], float(printed), decimals(printed), periods=9)
    exact = [(fit.convention, fit.periods) for fit in fits if fit.verdict == REPRODUCES]
    if team == "党政人才":  # 0.79 by the arithmetic mean, 0.85 compound; printed 0.18
        assert fits == []
    else:
        assert ("arithmetic", 10) in exact
        assert (("compound", 9) in exact) == (team == "企业经营管理人才")


def test_the_teams_are_not_additive():
    last = TEAMS.drop(columns="printed_annual_growth_pct").astype(float)["y2022"]
    assert round(last.sum(), 1) == 908.2


def test_parts_of_the_graduates_add_up():
    numbers = GRADUATES.assign(**{y: GRADUATES[y].astype(int) for y in ("graduates_2013", "graduates_2022")})
    of_type = numbers.groupby("row_type").get_group
    for year in ("graduates_2013", "graduates_2022"):
        parts = of_type("part").groupby("group")[year].sum()
        assert parts.to_dict() == of_type("subtotal").set_index("group")[year].to_dict()
        assert parts.sum() == of_type("total")[year].item()


@pytest.mark.parametrize("place", GRADUATES.index)
def test_change_of_the_graduates(place):
    row = GRADUATES.loc[place]
    verdict = judge(
        lambda a, b: 100 * growth(a, b, "total"),
        [figure(float(row["graduates_2013"])), figure(float(row["graduates_2022"]))],
        figure(row["printed_change_pct"]),
    )
    misprints = {("普通本科、专科生", "专科"): -26.6, ("研究生", "博士"): 48.7}
    mended = misprints.get((row["group"], row["category"]))
    assert verdict == (REPRODUCES if mended is None else FAILS)
    if mended is not None:
        assert round(100 * growth(float(row["graduates_2013"]), float(row["graduates_2022"]), "total"), 1) == mended
