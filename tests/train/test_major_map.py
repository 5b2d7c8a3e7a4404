from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from jobmine.schema import SCHEMAS
from jobmine.tables import from_columns
from jobmine.train.major_map import Evidence, from_postings, from_profiles, join_evidence
from jobmine.train.major_postings import pairs_of, typical_pairs

CNC, LATHE = "460103", "6-18-01-01"


def _profile(**cells: str) -> dict[str, str]:
    columns = ("occupations", "posts", "occupation_codes_weak", "occupation_codes_standard", "industry_text", "doubt")
    return {"code": CNC, **dict.fromkeys(columns, ""), **cells}


def _pairs(*evidence: Evidence) -> dict[str, tuple[float, str]]:
    frame = join_evidence(evidence).query("major == @CNC")
    return {row.occupation or row.industry: (row.weight, row.source) for row in frame.itertuples()}


def test_names_of_a_doubtful_profile_are_left_out_and_codes_of_the_standard_stay() -> None:
    found = list(from_profiles([_profile(occupations="车工", occupation_codes_standard=LATHE, doubt="Y")]))
    assert found == [Evidence(CNC, LATHE, "standard", 0.8)]


def test_the_industry_of_a_profile_is_a_division() -> None:
    found = list(from_profiles([_profile(industry_text="通用设备制造业")]))
    assert [(e.target, e.source) for e in found] == [("34", "profile")]


def test_a_group_with_several_occupations_stays_a_group() -> None:
    found = list(from_profiles([_profile(occupation_codes_standard="6-18-01;2-06-03")]))
    assert [e.target for e in found] == ["6-18-01", "2-06-03-00"]


def test_sources_add_up_as_independent() -> None:
    found = _pairs(Evidence(CNC, LATHE, "standard", 0.8), Evidence(CNC, LATHE, "titles", 0.5))
    assert found == {LATHE: (0.9, "standard|titles")}


def test_a_list_full_of_slips_counts_for_nothing_alone() -> None:
    assert _pairs(Evidence(CNC, LATHE, "pairs", 0.08)) == {}


def test_names_outside_of_the_standard_weigh_less() -> None:
    found = _pairs(Evidence(CNC, "2-02-07-02", "standard", 0.8), Evidence(CNC, LATHE, "titles", 0.5))
    assert found[LATHE] == (0.3, "titles")


def test_a_profile_that_agrees_with_nothing_is_taken_for_a_slip() -> None:
    found = _pairs(Evidence(CNC, LATHE, "standard", 0.8), Evidence(CNC, "4-10-06-01", "profile", 0.6))
    assert set(found) == {LATHE}


def test_a_group_of_the_standard_lifts_its_occupations_that_others_name() -> None:
    found = _pairs(Evidence(CNC, "6-18-01", "standard", 0.8), Evidence(CNC, LATHE, "titles", 0.5))
    assert found == {LATHE: (0.7, "standard|titles")}  # 1 - (1 - 0.4) (1 - 0.5), and stands for the group


def test_namesakes_lend_what_their_standards_say() -> None:
    frame = join_evidence([Evidence("660103", LATHE, "standard", 0.8)])  # 数控技术应用 of 中职
    lent = frame[frame["major"] == CNC]
    assert lent[["occupation", "weight", "source"]].to_numpy().tolist() == [[LATHE, 0.24, "kin"]]


def _postings(n: int, major: str, title: str, education: str = "大专") -> list[dict[str, object]]:
    return [
        {"majors_asked": [major], "title": title, "education": education, "employer": f"{major}{i}", "industry": "34"}
        for i in range(n)
    ]


def _table(rows: list[dict[str, object]]) -> pa.Table:
    names = ("title", "education", "majors_asked", "employer", "industry")
    columns = {name: pa.array([row[name] for row in rows], SCHEMAS["postings"].field(name).type) for name in names}
    ids = pa.array([f"p{i}" for i in range(len(rows))])
    numbers = pa.array(range(len(rows)), pa.int32())
    return from_columns("postings", len(rows), {"posting_id": ids, "row": numbers, **columns})


def _no_mentions() -> pa.Table:
    return SCHEMAS["mentions"].empty_table()


def test_pairs_count_postings_that_name_a_major_once() -> None:
    rows = _postings(3, "数控技术", "车工")
    counts = pairs_of(_table([*rows, rows[0]]), _no_mentions())
    own = counts[(counts["major"] == CNC)]
    assert own.set_index("kind")["n"].to_dict() == {"occupation": 3, "industry": 3}


@pytest.mark.parametrize(("education", "kinds"), [("大专", {"occupation", "industry"}), ("硕士", {"industry"})])
def test_occupations_count_within_the_reach_of_the_level(education: str, kinds: set[str]) -> None:
    counts = pairs_of(_table(_postings(3, "数控技术", "车工", education)), _no_mentions())
    assert set(counts.loc[counts["major"] == CNC, "kind"]) == kinds


def test_a_pair_needs_five_postings_and_odds_above_the_others() -> None:
    rows = [(CNC, LATHE, 40), (CNC, "4-01-02-01", 50), (CNC, "6-18-01-02", 4), ("460104", "4-01-02-01", 50)]
    counts = pd.DataFrame(rows, columns=["major", "target", "n"]).assign(kind="occupation")
    found = typical_pairs(counts)
    assert set(zip(found["major"], found["target"], strict=True)) == {(CNC, LATHE), ("460104", "4-01-02-01")}


def test_industries_are_pooled_over_a_class() -> None:
    rows = [(CNC, "34", 60), ("530302", "72", 60)]
    counts = pd.DataFrame(rows, columns=["major", "target", "n"]).assign(kind="industry")
    found = {(e.major, e.target, e.source) for e in from_postings(counts)}
    assert ("460104", "34", "class") in found  # 机械制造及自动化 is of the class of 数控技术
