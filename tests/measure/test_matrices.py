from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from jobmine.measure.matrices import term_matrices

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


def test_rows_are_postings_and_columns_the_terms_of_the_group(build: Build, ask: Ask) -> None:
    mentions = [*ask([0, 1], "焊接"), *ask([0, 3], "识图"), *ask([1], "识图", negated=True), *ask([3, 4], "会计")]
    tables = build(postings=[{"city": "南京"}] * 3 + [{"city": "苏州"}] * 3, mentions=mentions)
    rows = [("南京", "识图"), ("南京", "焊接"), ("苏州", "会计")]
    terms = pd.DataFrame([(city, "skill", term) for city, term in rows], columns=["city", "kind", "term"])
    found = term_matrices(tables, ["city"], terms)
    columns, matrix = found[("南京",)]
    order = columns["term"].to_list()
    assert sorted(order) == ["焊接", "识图"]
    asked = pd.DataFrame(matrix.toarray(), columns=order)
    assert asked["焊接"].to_list() == [1, 1]  # p2 asks for neither and has no row
    assert asked["识图"].to_list() == [1, 0]
    assert found[("苏州",)][1].toarray().tolist() == [[1], [1]]


def test_without_terms_or_mentions_there_is_no_matrix(build: Build) -> None:
    terms = pd.DataFrame({"all": ["全部"], "kind": ["skill"], "term": ["焊接"]})
    assert term_matrices(build(postings=[{}]), ["all"], terms) == {}
    assert term_matrices(build(postings=[{}]), ["all"], terms[:0]) == {}
