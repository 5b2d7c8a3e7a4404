import pyarrow as pa
import pytest

from jobmine.corrections import Correction, Corrections, read_corrections, write_corrections
from jobmine.errors import ConfigError

HEAD = "what\tkey\tkind\taction\tvalue\tnote\n"
MENTIONS = pa.table({"term": ["WORD", "销售", "PPT"], "kind": ["skill", "knowledge", "skill"]})


def test_terms_are_dropped_renamed_and_retyped():
    rows = [
        Correction("term", "WORD", "skill", "rename", "Word"),
        Correction("term", "PPT", "skill", "drop", ""),
        Correction("term", "销售", "knowledge", "retype", "skill"),
    ]
    assert Corrections(tuple(rows)).apply_to_mentions(MENTIONS).to_pylist() == [
        {"term": "Word", "kind": "skill"},
        {"term": "销售", "kind": "skill"},
    ]


def test_posts_roles_and_postings():
    mended = Corrections(
        (
            Correction("post", "车工", "", "rename", "数控车工"),
            Correction("role", "A", "", "merge", "B"),
            Correction("role", "C", "", "drop", ""),
            Correction("posting", "p2", "", "drop", ""),
        )
    )
    assert mended.apply_to_postings(pa.table({"post": ["车工", None]}))["post"].to_pylist() == ["数控车工", None]
    assert mended.apply_to_roles(pa.table({"role": ["A", "C"]}))["role"].to_pylist() == ["B", "其他"]
    assert mended.keeps(pa.chunked_array([["p1", "p2"]])).to_pylist() == [True, False]


def test_a_file_is_read_back(tmp_path):
    file = tmp_path / "c.tsv"
    file.write_text(HEAD + "term\tWORD\tskill\trename\tWord\t\n\n", encoding="utf-8-sig")
    assert read_corrections(file).rows == (Correction("term", "WORD", "skill", "rename", "Word"),)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("thing\ta\t\tdrop\t\t", "what = 'thing'"),
        ("role\ta\t\tretype\tb\t", "action = 'retype' for role"),
        ("term\ta\tnoun\tdrop\t\t", "kind = 'noun'"),
        ("role\ta\t\trename\t\t", "the value is empty"),
        ("role\t\t\tdrop\t\t", "the key is empty"),
        ("role\ta\t\tdrop\t\t\nrole\ta\t\trename\tb\t", "rows 2 drop against 3 rename b"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path, row, message):
    file = tmp_path / "c.tsv"
    file.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_corrections(file)
    assert message in str(caught.value)


def test_corrections_that_match_nothing_are_named():
    mended = Corrections(
        (Correction("term", "WORD", "skill", "drop", ""), Correction("term", "无此词", "skill", "drop", ""))
    )
    assert [row.key for row in mended.unmatched(term=MENTIONS["term"])] == ["无此词"]


def test_contradictions_name_both_rows(tmp_path):
    file = tmp_path / "c.tsv"
    file.write_text(
        HEAD + "post\t车工\t\trename\t甲\t\nrole\ta\t\tdrop\t\t\npost\t车工\t\trename\t乙\t\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"c.tsv:4: post '车工': rows 2 rename 甲 against 4 rename 乙"):
        read_corrections(file)


def test_a_row_given_twice_is_no_contradiction(tmp_path):
    file = tmp_path / "c.tsv"
    file.write_text(HEAD + "post\t车工\t\trename\t甲\t\n" * 2, encoding="utf-8")
    assert read_corrections(file).apply_to_postings(pa.table({"post": ["车工"]}))["post"].to_pylist() == ["甲"]


def test_names_that_go_round_in_a_circle_are_an_error_with_the_rows(tmp_path):
    file = tmp_path / "c.tsv"
    file.write_text(
        HEAD + "role\t甲\t\trename\t乙\t\nrole\t乙\t\tmerge\t丙\t\nrole\t丙\t\trename\t甲\t\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="rows 2 甲 to 乙, 3 乙 to 丙, 4 丙 to 甲 go round") as caught:
        read_corrections(file)
    assert str(caught.value).count("circle") == 1


@pytest.mark.parametrize(
    ("steps", "rows"),
    [
        ([("甲", "rename", "乙"), ("乙", "rename", "丙")], [("甲", "丙"), ("乙", "丙")]),
        ([("甲", "rename", "乙"), ("乙", "rename", "甲")], [("乙", "甲")]),
        ([("甲", "merge", "乙"), ("乙", "drop", "")], [("甲", ""), ("乙", "")]),
        ([("甲", "rename", "乙"), ("丁", "rename", "甲")], [("甲", "乙"), ("丁", "甲")]),
    ],
)
def test_a_correction_of_a_shown_name_carries_earlier_ones_along(tmp_path, steps, rows):
    mended = Corrections()
    for key, action, value in steps:
        mended = mended.then(Correction("role", key, "", action, value))
    assert [(row.key, row.value) for row in mended.rows] == rows
    write_corrections(mended, tmp_path / "c.tsv")
    assert read_corrections(tmp_path / "c.tsv") == mended
