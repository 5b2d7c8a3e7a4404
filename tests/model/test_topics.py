"""Topics of mentions that are made of known ones."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone

from jobmine.model.topics import HOWS, TopicModel, coherence, documents_of, find_topics
from jobmine.schema import empty

TRADES = (("PLC", "CAD", "数控编程"), ("税法", "审计", "会计准则"), ("Java", "Spring", "MySQL"))
COUNTS = csr_matrix(np.kron(np.eye(3), np.ones((20, 3))))


def mentions_of(rows: list[tuple[str, str]]) -> pa.Table:
    frame = pd.DataFrame(rows, columns=["posting_id", "term"])
    frame = frame.assign(kind="knowledge", negated=False, aspect="tool", start=range(len(frame)))
    return pa.Table.from_pandas(frame, preserve_index=False)


@pytest.fixture(scope="module")
def mentions() -> pa.Table:
    return mentions_of([(f"p{i:03}", term) for i in range(120) for term in TRADES[i % 3]])


@pytest.mark.parametrize("how", HOWS)
def test_topics_are_those_that_the_postings_were_made_of(mentions: pa.Table, how: str) -> None:
    found = find_topics(mentions, n_topics=3, how=how)
    assert found.topics["n"].tolist() == [40, 40, 40]
    assert {frozenset(terms.split("、")[:3]) for terms in found.topics["terms"]} == set(map(frozenset, TRADES))
    assert len(found.postings) == 120


@pytest.mark.parametrize("how", HOWS)
def test_shares_of_a_posting_add_to_one_and_of_nothing_to_nothing(how: str) -> None:
    model = TopicModel(3, how=how).fit(COUNTS)
    rows = model.transform(csr_matrix(np.vstack([COUNTS.toarray()[:1], np.zeros((1, 9))])))
    assert rows.sum(axis=1) == pytest.approx([1, 0])


@pytest.mark.parametrize("how", HOWS)
def test_the_model_is_cloned_fitted_again_and_pickled_alike(how: str) -> None:
    model = TopicModel(3, how=how, random_state=5).fit(COUNTS)
    given = model.transform(COUNTS)
    assert np.array_equal(clone(model).fit(COUNTS).transform(COUNTS), given)
    assert np.array_equal(pickle.loads(pickle.dumps(model)).transform(COUNTS), given)


@pytest.mark.parametrize("how", HOWS)
def test_two_runs_and_any_order_of_mentions_agree(mentions: pa.Table, how: str) -> None:
    turned = mentions.take(np.arange(mentions.num_rows)[::-1])
    first, second = (find_topics(table, n_topics=3, how=how) for table in (mentions, turned))
    pd.testing.assert_frame_equal(first.topics, second.topics, check_exact=True)
    pd.testing.assert_frame_equal(first.postings, second.postings, check_exact=True)


def test_the_number_is_searched_and_the_most_coherent_taken(mentions: pa.Table) -> None:
    told: list[tuple[int, int]] = []
    found = find_topics(mentions, progress=lambda done, of: told.append((done, of)))
    best = found.search.sort_values(["npmi", "n_topics"], ascending=[False, True]).iloc[0]
    assert len(found.topics) == best["n_topics"]
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] == len(found.search)


def test_names_are_unique(mentions: pa.Table) -> None:
    assert find_topics(mentions, n_topics=6).topics["topic"].is_unique


def test_no_mentions_and_too_few_give_no_topics() -> None:
    assert find_topics(empty("mentions")).topics.empty
    assert find_topics(mentions_of([("a", "PLC")])).topics.empty


def test_postings_all_alike_are_one_topic() -> None:
    alike = mentions_of([(f"p{i}", term) for i in range(100) for term in TRADES[0]])
    assert find_topics(alike, n_topics=1).topics["share"].tolist() == [1.0]


def test_a_negated_term_is_in_no_document(mentions: pa.Table) -> None:
    negated = mentions.set_column(3, "negated", pa.array([True] * mentions.num_rows))
    assert documents_of(negated) == {}


def test_terms_that_always_stand_together_have_an_npmi_of_one() -> None:
    texts = [["a", "b"], ["c", "d"]] * 10
    assert coherence([["a", "b"], ["a"]], texts).round(2).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("settings", [{"how": "bert"}, {"n_topics": 0}])
def test_a_setting_that_is_not_known_is_named(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="allowed"):
        TopicModel().set_params(**settings).fit(COUNTS)
