import pyarrow as pa
import pytest

from jobmine.corrections import Correction, Corrections, read_corrections
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
        ("role\ta\t\tdrop\t\t\nrole\ta\t\trename\tb\t", "role 'a': drop  against rename b"),
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
