from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from jobmine.data import read_tsv
from jobmine.errors import ConfigError, ReadError
from jobmine.model.catalogue import catalogue
from jobmine.model.major_map import Link, join_links, majors_of_work, read_links, shipped_links
from jobmine.model.majors import majors_of_postings
from jobmine.schema import SCHEMAS, empty
from jobmine.show.forms import write_form
from jobmine.tables import from_columns, set_column
from jobmine.train.major_map import CHANCES

CNC, LATHE = "460103", "6-18-01-01"


def link(major: str = CNC, occupation: str = LATHE, role: str = "", weight: float = 0.8) -> Link:
    return Link(major, occupation, "", role, weight, "standard")


def own(folder: Path, text: str) -> Path:
    file = folder / "map.tsv"
    file.write_text(text, encoding="utf-8")
    return file


def majors_of(*codes: str | None, links: list[Link]) -> list[list[str]]:
    row, major, _, _ = majors_of_work(pa.array(codes, pa.string()), pa.nulls(len(codes), pa.string()), links)
    return [[catalogue()[n].code for n in major[row == at]] for at in range(len(codes))]


# What ships.


def test_shipped_links_speak_of_known_codes_with_weights_and_sources() -> None:
    majors = {major.code for major in catalogue()}
    occupations = {row["code"] for row in read_tsv("taxonomies/occupations.tsv")}
    divisions = {row["code"][1:] for row in read_tsv("taxonomies/industries.tsv") if len(row["code"]) == 3}
    for found in shipped_links():
        assert found.major in majors
        assert bool(found.occupation) != bool(found.industry)
        assert found.occupation in occupations | {""}
        assert found.industry in divisions | {""}
        assert 0 < found.weight <= 1
        assert set(found.source.split("|")) <= set(CHANCES)


def test_a_pair_stands_once() -> None:
    pairs = [(found.major, found.occupation, found.industry) for found in shipped_links()]
    assert len(pairs) == len(set(pairs))


def test_a_list_full_of_slips_is_never_the_only_source() -> None:
    assert not [found for found in shipped_links() if found.source == "pairs"]


@pytest.mark.parametrize(
    ("major", "occupation"),
    [
        (CNC, "6-18-01-07"),  # 多工序数控机床操作调整工
        ("520201", "2-05-08-01"),  # 内科护士
        ("530701", "4-01-06-01"),  # 电子商务师
        ("530302", "2-06-03-00"),  # 会计专业人员
        ("740201", "4-03-02-01"),  # 中式烹调师
        ("500211", "4-12-01-01"),  # 汽车维修工
    ],
)
def test_common_majors_lead_to_their_occupations(major: str, occupation: str) -> None:
    assert occupation in [found.occupation for found in shipped_links() if found.major == major][:5]


def test_nurses_are_no_nail_stylists() -> None:
    assert "4-10-03-03" not in {found.occupation for found in shipped_links() if found.major == "520201"}


# A user's own.


def test_own_rows_take_the_place_of_all_shipped_rows_of_a_major(tmp_path: Path) -> None:
    links = join_links([own(tmp_path, "专业\t办学层次\t职业\n数控技术\t高职\t车工\n")])
    assert [(found.occupation, found.source) for found in links if found.major == CNC] == [(LATHE, "own")]
    assert [found for found in links if found.major == "520201"] == [f for f in shipped_links() if f.major == "520201"]


def test_a_weight_of_nothing_takes_a_link_away(tmp_path: Path) -> None:
    file = own(tmp_path, "专业\t办学层次\t职业\t权重\n数控技术\t高职\t车工\t0\n")
    assert not [found for found in join_links([file]) if found.major == CNC]


def test_a_name_without_a_level_stands_for_all_levels(tmp_path: Path) -> None:
    found = read_links(own(tmp_path, "major\toccupation\n护理\t2-05-08-01\n"))
    assert sorted(one.major for one in found) == ["320201", "520201", "720201"]


@pytest.mark.parametrize("suffix", ["xlsx", "tsv"])
def test_the_filled_row_of_the_blank_form_is_read(tmp_path: Path, suffix: str) -> None:
    write_form("major_map", tmp_path / f"form.{suffix}")
    assert [(found.major, found.occupation) for found in read_links(tmp_path / f"form.{suffix}")] == [(CNC, LATHE)]


def test_a_table_of_majors_alone_is_no_map(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no column of major with occupation or code or role or industry beside it"):
        read_links(own(tmp_path, "专业\n数控技术\n"))


def test_a_role_is_enough(tmp_path: Path) -> None:
    (found,) = read_links(own(tmp_path, "专业\t岗位群\t办学层次\n数控技术\t数控操作\t高职\n"))
    assert (found.role, found.occupation, found.weight) == ("数控操作", "", 1.0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("数控工艺\t高职\t车工\t1", "row 1: the catalogue has no major '数控工艺'"),
        ("数控技术\t高职\t车床师傅\t1", "row 1: the 职业分类大典 has no occupation '车床师傅'"),
        ("数控技术\t高职\t车工\t7", "row 1: weight '7'; allowed: 0 to 1"),
        ("数控技术\t高职\t车工\t高", "row 1: could not convert"),
        ("数控技术\t高职\t\t1", "row 1: '数控技术' leads nowhere"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_links(own(tmp_path, f"专业\t办学层次\t职业\t权重\n{row}\n"))


# Occupations to majors.


def test_an_occupation_leads_to_its_majors_and_nothing_to_none() -> None:
    assert majors_of(LATHE, None, "2-05-08-01", links=[link()]) == [[CNC], [], []]


def test_majors_far_below_the_best_of_their_level_are_left_out() -> None:
    links = [link(), link("460104", weight=0.39), link("460110", weight=0.4), link("660102", weight=0.31)]
    assert majors_of(LATHE, links=links) == [["660102", CNC, "460110"]]


def test_a_weak_link_alone_leads_nowhere() -> None:
    assert majors_of(LATHE, links=[link(weight=0.29)]) == [[]]


def test_a_group_of_occupations_weighs_half_for_each() -> None:
    assert majors_of(LATHE, links=[link(occupation="6-18-01", weight=0.6)]) == [[CNC]]
    assert majors_of(LATHE, links=[link(occupation="6-18-01", weight=0.5)]) == [[]]


# Postings.


def _postings(**columns: list[object]) -> pa.Table:
    n = len(columns["title"])
    arrays = {name: pa.array(values, SCHEMAS["postings"].field(name).type) for name, values in columns.items()}
    return from_columns("postings", n, {"posting_id": pa.array([f"p{i}" for i in range(n)]), **arrays})


def _classes(*occupations: str | None, role: str | None = None) -> pa.Table:
    n = len(occupations)
    ids = pa.array([f"p{i}" for i in range(n)])
    roles = pa.array([role] * n, pa.string())
    return from_columns("posting_classes", n, {"posting_id": ids, "occupation": pa.array(occupations), "role": roles})


def _found(postings: pa.Table, classes: pa.Table, links: list[Link]) -> list[tuple[str, str, str, str, float]]:
    rows = majors_of_postings(postings, empty("mentions"), classes, links).to_pylist()
    return [(r["posting_id"], r["major"], r["how"], r["evidence"], round(r["weight"], 3)) for r in rows]


def test_a_posting_that_tells_no_major_is_mapped_by_its_occupation() -> None:
    links = [link(), link("460104")]
    found = _found(_postings(title=["操作工"]), _classes(LATHE), links)
    assert found == [("p0", CNC, "mapped", LATHE, 0.5), ("p0", "460104", "mapped", LATHE, 0.5)]


def test_a_posting_that_names_a_major_is_not_mapped() -> None:
    found = _found(_postings(title=["操作工"], majors_asked=[["药学"]]), _classes(LATHE), [link()])
    assert {how for _, _, how, _, _ in found} == {"named"}


def test_a_role_of_a_users_map_counts() -> None:
    found = _found(_postings(title=["操作工"]), _classes(None, role="机加工"), [link(occupation="", role="机加工")])
    assert found == [("p0", CNC, "mapped", "机加工", 1.0)]


def test_majors_below_the_education_asked_for_are_not_mapped() -> None:
    assert _found(_postings(title=["操作工"], education=["本科"]), _classes(LATHE), [link()]) == []


@pytest.mark.parametrize(("score", "n"), [(0.49, 0), (0.5, 1)])
def test_an_occupation_that_is_not_sure_leads_nowhere(score: float, n: int) -> None:
    classes = set_column(_classes(LATHE), "occupation_score", pa.array([score]))
    assert len(_found(_postings(title=["操作工"]), classes, [link()])) == n


def test_without_classes_nothing_is_mapped() -> None:
    assert majors_of_postings(_postings(title=["操作工"]), empty("mentions")).num_rows == 0
