import pickle

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone

from jobmine.config import RolesConfig
from jobmine.model import RoleClusterer
from jobmine.model.role_features import demand_features
from jobmine.model.role_names import OTHER, describe_roles, name_roles
from jobmine.model.roles import assign_roles, find_nearest
from jobmine.schema import SCHEMAS

TRADES = {"焊工": ("焊接", "氩弧焊"), "护士": ("静脉输液", "无菌操作"), "Java开发工程师": ("Java", "Spring")}


def make(rows):
    """Tables of (post, terms), one posting each; every fifth posting of a post repeats none."""
    ids = [f"p{i:03d}" for i in range(len(rows))]
    texts = [f"会{'、'.join(terms)}" for _, terms in rows]
    postings = pa.table({"posting_id": ids, "post": [post for post, _ in rows], "text": texts})
    pairs = [(i, term) for i, (_, terms) in zip(ids, rows, strict=True) for term in terms]
    mentions = pa.table(
        {
            "posting_id": [i for i, _ in pairs],
            "kind": ["knowledge"] * len(pairs),
            "term": [term for _, term in pairs],
            "aspect": ["technique"] * len(pairs),
            "negated": [False] * len(pairs),
        }
    )
    sections = SCHEMAS["sections"].empty_table()
    return postings, mentions, sections, pa.chunked_array([pa.nulls(len(rows), pa.string())])


def roles_of(rows, duplicate_of=None, **settings):
    postings, mentions, sections, nothing = make(rows)
    repeats = nothing if duplicate_of is None else pa.chunked_array([pa.array(duplicate_of, pa.string())])
    assigned = assign_roles(postings, mentions, sections, repeats, RolesConfig(**settings), 0)
    classes = pa.table({"posting_id": postings["posting_id"], "duplicate_of": repeats, "occupation": nothing})
    by_id = dict(zip(assigned["posting_id"].to_pylist(), assigned["role"].to_pylist(), strict=True))
    return [by_id[i] for i in sorted(by_id)], describe_roles(assigned, postings, classes).to_pandas()


@pytest.fixture(scope="module")
def mixed():
    return [(post, terms) for post, terms in TRADES.items() for _ in range(20)]


def test_a_role_is_named_by_its_commonest_post(mixed):
    given, table = roles_of(mixed)
    assert given == [post for post in TRADES for _ in range(20)]
    assert set(table["role"]) == set(TRADES)
    assert table["n"].tolist() == [20, 20, 20]


def test_roles_do_not_depend_on_the_order_of_postings(mixed):
    postings, *others = make(mixed)
    backwards = postings.take(pa.array(range(len(mixed) - 1, -1, -1)))
    first, second = (assign_roles(p, *others, RolesConfig(), 0) for p in (postings, backwards))
    assert first.equals(second)


def test_small_posts_go_to_the_rest(mixed):
    given, table = roles_of([*mixed, ("殡仪服务员", ("遗体防腐",))])
    assert given[-1] == OTHER
    assert table["role"].iloc[-1] == OTHER


def test_duplicates_have_a_role_but_do_not_count(mixed):
    given, table = roles_of(mixed, ["p000" if i in (1, 2) else None for i in range(len(mixed))])
    assert given[:3] == ["焊工"] * 3
    assert table.set_index("role")["n"]["焊工"] == 18


@pytest.mark.parametrize("rows", [[("焊工", ("焊接",))], [("焊工", ("焊接",))] * 20, [("", ())] * 20])
def test_one_posting_or_postings_all_alike_are_one_role_or_the_rest(rows):
    given, _ = roles_of(rows, min_postings=1)
    assert len(set(given)) == 1


def test_without_titles_a_role_is_named_by_its_terms(mixed):
    _, table = roles_of([("", terms) for _, terms in mixed])
    assert len(table) == 3
    assert any("Java" in name for name in table["role"])


def test_the_number_of_roles_can_be_given(mixed):
    _, table = roles_of(mixed, n_clusters=2)
    assert len(table) == 2


def test_clusterer_keeps_the_contract_of_scikit_learn():
    rows = csr_matrix(np.repeat(np.eye(6), 5, axis=0) + 0.1)
    clusterer = RoleClusterer(n_clusters=3, random_state=1)
    assert clone(clusterer).get_params() == {"n_clusters": 3, "random_state": 1}
    once, twice = clusterer.fit(rows).labels_.tolist(), clusterer.fit(rows).labels_.tolist()
    assert once == twice
    assert pickle.loads(pickle.dumps(clusterer)).predict(rows).tolist() == once


def test_rows_of_nothing_are_like_no_centre():
    nowhere = np.full(3, -1)
    nearest = find_nearest(csr_matrix((2, 3)), csr_matrix(np.eye(3)), nowhere[:2], nowhere)
    assert nearest.similarity.tolist() == [0, 0]
    assert not pd.isna(nearest.silhouette).any()


def test_levels_of_one_post_are_one_role():
    rows = [(post, ("采购", "供应商")) for post in ("采购专员", "采购助理", "采购员") for _ in range(6)]
    rows += [("护士", ("静脉输液",))] * 10
    given, _ = roles_of(rows)
    assert len(set(given)) == 2
    assert len(set(given[:18])) == 1


def test_posts_of_different_occupations_stay_apart_whatever_they_ask_for():
    given, _ = roles_of([(post, ("Office", "制图")) for post in ("护士", "焊工") for _ in range(10)])
    assert given == ["护士"] * 10 + ["焊工"] * 10


def test_a_title_that_names_only_a_level_leads_no_role(mixed):
    given, _ = roles_of([*mixed, *[("经理", ())] * 10])
    assert given[-10:] == [OTHER] * 10


def test_where_no_post_prevails_the_one_that_most_titles_hold_names_the_role():
    posts = ["电焊工甲", "电焊工乙", "电焊工丙", "电焊工丁", "电焊工戊", "电焊工己", "电焊工"]
    frame = pd.DataFrame({"post": posts * 2, "cluster": 0, "kept": True})
    frame["posting_id"] = [f"p{i}" for i in frame.index]
    assert name_roles(frame, make([])[1])[0] == "电焊工"


def test_roles_of_a_given_number_keep_names_of_their_own():
    frame = pd.DataFrame({"post": ["焊工", "焊工", "焊工", "钳工"], "cluster": [0, 0, 1, 1], "kept": True})
    frame["posting_id"] = [f"p{i}" for i in frame.index]
    assert len(set(name_roles(frame, make([])[1], unique=True).values())) == 3


def test_demands_read_from_coded_columns_are_those_from_strings():
    postings, mentions, *_ = make([(post, terms) for post, terms in TRADES.items() for _ in range(3)])
    coded = mentions.set_column(0, "posting_id", mentions["posting_id"].dictionary_encode())
    ids = postings["posting_id"].combine_chunks()
    assert (demand_features(coded, ids) != demand_features(mentions, ids)).nnz == 0
    assert demand_features(mentions, ids).shape == (9, 6)


def test_negated_demands_do_not_count():
    postings, mentions, *_ = make([("焊工", ("焊接",))] * 4)
    denied = mentions.set_column(mentions.column_names.index("negated"), "negated", pa.array([True] * 4))
    assert demand_features(denied, postings["posting_id"].combine_chunks()).nnz == 0
