"""Vectors keep the contract of scikit-learn on a table of mentions, and weigh as stated."""

from __future__ import annotations

import pickle
from math import log, sqrt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.sparse import csr_matrix, isspmatrix_csr
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from jobmine.model.vectors import WEIGHTS, KindVectorizer, cosines, group_vectors
from jobmine.schema import empty


def make(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Mentions of (posting, kind, term) and optionally level, preferred, negated."""
    names = ["posting_id", "kind", "term", "level", "preferred", "negated"]
    filled = [(*row, *(None, False, False)[len(row) - 3 :]) for row in rows]
    return pd.DataFrame(filled, columns=names).assign(aspect="tool")


MENTIONS = make(
    ("a", "knowledge", "PLC", "精通"), ("a", "knowledge", "PLC"), ("a", "knowledge", "CAD", None, True),
    ("b", "knowledge", "CAD"), ("b", "quality", "责任心"), ("b", "knowledge", "ROS", None, False, True),
)  # fmt: skip
CLASSES = ["x", "y"]


@pytest.fixture(params=WEIGHTS)
def vectors(request: pytest.FixtureRequest) -> KindVectorizer:
    return KindVectorizer(["knowledge", "quality"], weight=request.param)


def test_a_clone_has_the_parameters_and_no_fit(vectors: KindVectorizer) -> None:
    copy = clone(vectors.fit(MENTIONS, CLASSES))
    assert copy.get_params() == vectors.get_params()
    with pytest.raises(NotFittedError):
        copy.transform(MENTIONS)


def test_a_second_fit_forgets_the_first(vectors: KindVectorizer) -> None:
    once = clone(vectors).fit_transform(MENTIONS, CLASSES)
    again = vectors.fit(make(("z", "knowledge", "焊接")), ["x"]).fit_transform(MENTIONS, CLASSES)
    assert (once != again).nnz == 0


def test_what_is_pickled_gives_the_same_vectors(vectors: KindVectorizer) -> None:
    given = vectors.fit_transform(MENTIONS, CLASSES)
    assert (pickle.loads(pickle.dumps(vectors)).transform(MENTIONS) != given).nnz == 0


def test_the_order_of_mentions_changes_nothing(vectors: KindVectorizer) -> None:
    given = vectors.fit_transform(MENTIONS, CLASSES, postings=["a", "b"])
    turned = clone(vectors).fit_transform(MENTIONS[::-1], CLASSES, postings=["a", "b"])
    assert np.array_equal(given.toarray(), turned.toarray())


def test_the_rows_are_sparse_and_the_terms_their_columns(vectors: KindVectorizer) -> None:
    given = vectors.fit_transform(pa.Table.from_pandas(MENTIONS), CLASSES)
    assert isspmatrix_csr(given)
    assert given.shape == (2, 3)
    assert vectors.get_feature_names_out().tolist() == ["knowledge:CAD", "knowledge:PLC", "quality:责任心"]


def test_no_mentions_give_rows_of_nothing(vectors: KindVectorizer) -> None:
    given = vectors.fit_transform(empty("mentions"), CLASSES, postings=["a", "b"])
    assert given.shape == (2, 0)


def test_one_posting_is_one_row(vectors: KindVectorizer) -> None:
    assert vectors.fit_transform(MENTIONS[:3], ["x"]).shape == (1, 2)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"weight": "count"}, [1, 2]),
        ({"weight": "binary"}, [1, 1]),
        ({"weight": "binary", "preferred": 0.5}, [0.5, 1]),
        ({"weight": "count", "preferred": 0, "levels": {"精通": 4}}, [0, 5]),
        ({"weight": "binary", "levels": {"精通": 4}}, [1, 4]),
    ],
)
def test_preferred_and_level_weigh_as_set(settings: dict[str, object], expected: list[float]) -> None:
    fitted = KindVectorizer().set_params(**settings).fit(MENTIONS, postings=["a", "b"])
    row = dict(
        zip(fitted.get_feature_names_out(), fitted.transform(MENTIONS, postings=["a"]).toarray()[0], strict=True)
    )
    assert [row.get("CAD", 0), row["PLC"]] == expected


def test_tfidf_is_smoothed_and_of_length_one() -> None:
    cad, plc = 1.0, log(3 / 2) + 1
    row = KindVectorizer().fit_transform(MENTIONS).toarray()[0]
    assert row == pytest.approx([cad / sqrt(cad**2 + plc**2), plc / sqrt(cad**2 + plc**2)])


def test_class_tfidf_takes_the_mean_size_of_a_class() -> None:
    fitted = KindVectorizer(weight="class-tfidf").fit(MENTIONS, CLASSES)
    assert fitted.idf_ == pytest.approx([log(1 + 1.5 / 2), log(1 + 1.5 / 1)])


def test_class_tfidf_without_classes_says_so() -> None:
    with pytest.raises(ValueError, match="needs y, the class of each of the 2 postings"):
        KindVectorizer(weight="class-tfidf").fit(MENTIONS)


def test_the_cosine_of_a_weighted_union_is_the_weighted_mean_of_cosines() -> None:
    mentions = make(
        ("a", "knowledge", "CAD"), ("a", "quality", "责任心"), ("b", "knowledge", "CAD"), ("b", "quality", "耐心")
    )
    rows = KindVectorizer({"knowledge": 3, "quality": 1}, weight="binary").fit_transform(mentions)
    assert cosines(rows)[0, 1] == pytest.approx(0.75)


@pytest.mark.parametrize(
    "settings", [{"kind": "hobby"}, {"weight": "bm25"}, {"aspect": "x"}, {"levels": {"高": 1}}, {"preferred": -1}]
)
def test_a_setting_that_is_not_known_is_named(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="allowed"):
        KindVectorizer().set_params(**settings).fit(MENTIONS)


def test_postings_without_a_group_are_in_none() -> None:
    names, means = group_vectors(csr_matrix(np.eye(3)), ["苏州", None, "苏州"])
    assert names == ["苏州"]
    assert means.toarray().tolist() == [[0.5, 0.0, 0.5]]
