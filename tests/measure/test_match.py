"""People and posts by hand."""

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.match import coverage, match_tables, profile_matrices

DEMAND = pd.DataFrame(
    [
        ("焊工", "skill", "焊接", 0.8, 1.0), ("焊工", "skill", "识图", 0.2, 0.5), ("焊工", "quality", "细心", 0.4, 0.0),
        ("会计", "skill", "记账", 0.6, 1.0), ("会计", "quality", "细心", 0.4, 1.0), ("会计", "skill", "少见", 0.01, 1.0),
    ],
    columns=["post", "kind", "term", "share", "must_share"],
)  # fmt: skip
HAS = pd.DataFrame(
    [
        (0, "skill", "焊接", "精通"), (0, "skill", "焊接", "了解"), (0, "quality", "细心", None), (1, "skill", "记账", None),
        (1, "skill", "少见", "精通"),
    ],
    columns=["person", "kind", "term", "level"],
)  # fmt: skip


@pytest.fixture
def made():
    return match_tables(profile_matrices(DEMAND, "post", HAS, 3), "post", "岗位", best=2)


def test_rare_terms_are_no_part_of_a_post_and_the_highest_level_counts():
    found = profile_matrices(DEMAND, "post", HAS, 3)
    assert found.terms["term"].tolist() == ["细心", "焊接", "记账", "识图"]
    assert found.points.tolist() == [[4, 4, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0]]
    assert found.terms["part"].tolist() == ["comprehensive", "general", "general", "general"]  # one of two is half


def test_terms_of_less_than_half_of_the_posts_are_special():
    more = pd.concat([DEMAND, DEMAND[DEMAND["post"] == "会计"].assign(post="出纳")])
    parts = profile_matrices(more, "post", HAS, 3).terms.set_index("term")["part"].to_dict()
    assert parts == {"细心": "comprehensive", "焊接": "special", "识图": "special", "记账": "general"}


def test_coverage_of_must_and_elastic_requirements(made):
    first = made["people"].frame.query("person == 1 and rank == 1").iloc[0]
    assert first["post"] == "焊工"
    assert first["covered"] == pytest.approx(1.2 / 1.4)
    assert first["must"] == pytest.approx(0.8 / 0.9)  # 焊接 0.8 of 焊接 0.8 + 识图 0.1
    assert first["elastic"] == pytest.approx(0.4 / 0.5)  # 细心 0.4 of 细心 0.4 + 识图 0.1
    assert first["missing"] == "识图"


def test_ability_is_points_over_their_maximum(made):
    people = made["people"].frame.set_index(["person", "post"])
    assert people.loc[(1, "焊工"), "ability"] == pytest.approx(1.2 / 1.4)
    assert people.loc[(2, "会计"), "ability"] == pytest.approx(0.6 * 2 / 4)


def test_norms_are_over_all_people(made):
    norms = made["norms"].frame.set_index("post").loc["会计"]
    values = [0.4, 0.3, 0.0]
    assert norms["mean"] == pytest.approx(np.mean(values))
    assert norms["p90"] == pytest.approx(np.quantile(values, 0.9))


def test_training_need_is_the_missing_points_of_those_whose_best_post_it_is(made):
    need = made["training"].frame.set_index(["post", "term"])
    assert need.loc[("焊工", "识图"), "need"] == pytest.approx(0.2 * 4)
    assert ("焊工", "焊接") not in need.index
    assert need.loc[("会计", "细心"), "need"] == pytest.approx(0.4 * 4)
    assert need.loc[("会计", "记账"), "need"] == pytest.approx(0.6 * 2)


def test_who_shares_no_term_has_no_match(made):
    assert 3 not in set(made["people"].frame["person"])
    assert set(made["training"].frame["people"]) == {1}


def test_posts_name_their_people_by_row(made):
    posts = made["posts"].frame
    assert posts[posts["rank"] == 1].set_index("post")["person"].to_dict() == {"焊工": 1, "会计": 2}


def test_nothing_to_cover_has_no_coverage():
    assert np.isnan(coverage(np.ones((1, 2)), np.zeros((1, 2)))).all()
