"""Ids: unique, stable under row order, the site's own where it has one."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from jobmine.normalise.identity import hash_strings, name_hashes, posting_ids

Row = tuple[str | None, str | None, str | None, str | None, str | None]


def _ids(*rows: Row) -> list[str]:
    ids, source, *named = (pa.array(column, pa.string()) for column in zip(*rows, strict=True))
    return posting_ids(ids, source, name_hashes(source, *named)).to_pylist()


def test_a_site_s_own_id_is_kept():
    assert _ids(("BOSS_1a", "f", "焊工", "甲", "x"), ("BOSS_2b", "f", "焊工", "甲", "x")) == ["BOSS_1a", "BOSS_2b"]


def test_an_id_that_two_rows_of_a_source_share_is_no_id():
    first, second = _ids(("A1", "f", "焊工", "甲", "x"), ("A1", "f", "电工", "甲", "y"))
    assert first != second
    assert len(first) == len(second) == 16


def test_an_id_that_comes_again_in_another_source_is_numbered():
    assert _ids(("A1", "f", "焊工", "甲", "x"), ("A1", "g", "焊工", "甲", "x")) == ["A1", "A1-2"]


def test_a_running_number_is_no_id():
    ids = _ids(("1", "f", "焊工", "甲", "x"), ("2", "f", "电工", "乙", "y"), ("1", "g", "车工", "丙", "z"))
    assert not {"1", "2"} & set(ids)


def test_long_numbers_are_ids():
    assert _ids(("31043439071", "f", "焊工", "甲", "x")) == ["31043439071"]


def test_equal_rows_are_numbered_in_row_order():
    first, second, third = _ids(*[(None, "f", "焊工", "甲", "x")] * 3)
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_a_number_that_is_taken_is_skipped():
    ids = _ids(("A1", "f", "焊工", "甲", "x"), ("A1", "g", "焊工", "甲", "x"), ("A1-2", "f", "电工", "乙", "y"))
    assert ids == ["A1", "A1-3", "A1-2"]


def test_no_rows_have_no_ids():
    nothing = pa.array([], pa.string())
    assert posting_ids(nothing, nothing, name_hashes(*[nothing] * 4)).to_pylist() == []


def test_hashes_do_not_depend_on_how_an_array_is_cut():
    cells = pa.array(["焊工", None, "电工", ""])
    assert hash_strings(cells.slice(2)).tolist() == hash_strings(cells).tolist()[2:]


_CELL = st.one_of(st.none(), st.sampled_from(["", "a", "b", "a-2", "1", "2"]))


@given(st.lists(st.tuples(_CELL, _CELL, _CELL, _CELL, _CELL), min_size=1, max_size=12), st.randoms())
def test_ids_are_unique_strings_and_the_same_set_in_any_order(rows, random):
    ids = _ids(*rows)
    assert len(set(ids)) == len(rows)
    assert all(isinstance(name, str) and name for name in ids)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert set(_ids(*shuffled)) == set(ids)
