"""People: what they can, not who they are."""

import pytest

from jobmine.errors import ReadError
from jobmine.read.people import read_people


def test_names_and_numbers_are_not_read(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text(
        "学号,姓名,电话,技能,简历\n2301,某人,13800000000,焊接|CAD,会识图\n2302,另一人,,,\n", encoding="utf-8"
    )
    rows = read_people(file).to_pylist()
    assert [row["person_id"] for row in rows] == ["1", "2"]
    assert [row["terms"] for row in rows] == [["焊接", "CAD"], []]
    assert not any("某人" in str(row) or "2301" in str(row) or "138" in str(row) for row in rows)


@pytest.mark.parametrize("text", ["姓名,电话\n某人,1\n", "技能,学历\n"])
def test_a_table_without_abilities_or_rows_is_refused(tmp_path, text):
    file = tmp_path / "p.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError):
        read_people(file)
