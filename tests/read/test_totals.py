"""Official totals as people write them."""

import pytest

from jobmine.errors import ReadError
from jobmine.read.forms import read_totals
from jobmine.show.forms import write_form


def write(tmp_path, text):
    path = tmp_path / "总量.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_margins_stand_in_one_table(tmp_path):
    rows = read_totals(write(tmp_path, '地区,学历,年份,就业人员\n江苏,,2023,1.2万\n,大专,2023,"3,400"\n')).to_pylist()
    assert [(row["region"], row["education"], row["period"], row["people"]) for row in rows] == [
        ("江苏", None, "2023", 12000.0),
        (None, "大专", "2023", 3400.0),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("地区,人数\n江苏,许多\n", "row 1 below the header, '人数': '许多' is not a number"),
        ("地区,人数\n江苏,\n", "row 1 below the header has no people"),
        ("地区,面积\n江苏,10\n", "no column for people"),
        ("颜色,人数\n红,10\n", "no column of what is counted by"),
    ],
)
def test_a_table_that_cannot_be_read_names_its_cell(tmp_path, text, message):
    with pytest.raises(ReadError, match=message):
        read_totals(write(tmp_path, text))


def test_the_blank_form_is_read_back(tmp_path):
    write_form("totals", tmp_path / "totals.xlsx")
    assert read_totals(tmp_path / "totals.xlsx").to_pylist()[0]["region"] == "苏州"
