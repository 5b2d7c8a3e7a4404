import openpyxl
import pytest

import jobmine as jm
from jobmine.corrections import read_corrections
from jobmine.errors import ConfigError
from jobmine.review import write_review


@pytest.fixture
def workbook(tiny_copy, tmp_path):
    write_review(jm.open_run(tiny_copy), tmp_path / "review.xlsx")
    return tmp_path / "review.xlsx"


def edit(path, sheet, **by_key):
    """Fill action and value of rows, by their key."""
    book = openpyxl.load_workbook(path)
    rows = book[sheet]
    columns = {cell.value.rsplit(" ", 1)[1]: cell.column for cell in rows[1]}
    for row in range(2, rows.max_row + 1):
        if (key := rows.cell(row, columns["key"]).value) in by_key:
            rows.cell(row, columns["action"]).value, rows.cell(row, columns["value"]).value = by_key[key]
    book.save(path)


def test_the_workbook_lists_what_can_be_corrected_with_counts_and_examples(workbook):
    book = openpyxl.load_workbook(workbook)
    assert [name.split(" ")[1] for name in book.sheetnames] == ["terms", "posts", "roles", "labels"]
    head, first, *_ = book["词项 terms"].iter_rows(values_only=True)
    assert head == (
        "对象 what",
        "名称 key",
        "类别 kind",
        "职位数 n",
        "例子 example",
        "动作 action",
        "改为 value",
        "备注 note",
    )
    assert first[0] == "term"
    assert first[3] >= 1
    assert first[1][:1] in first[4]


def test_an_unedited_workbook_corrects_nothing(workbook):
    assert read_corrections(workbook).rows == ()


def test_an_edited_workbook_is_applied(workbook, tiny_copy):
    terms = jm.open_run(tiny_copy).table("mentions")["term"]
    first, second = terms.value_counts().index[:2]
    edit(workbook, "词项 terms", **{first: ("删除 drop", None), second: ("改名", "改过的")})
    done = jm.apply_corrections(jm.open_run(tiny_copy), workbook)
    left = set(done.table("mentions")["term"])
    assert first not in left
    assert {"改过的"} <= left
    assert {row["action"] for row in done.manifest["corrections"]} == {"drop", "rename"}


def test_a_role_that_is_merged_keeps_its_postings(workbook, tiny_copy):
    before = jm.open_run(tiny_copy).table("posting_classes")
    role = before["role"].iloc[0]
    edit(workbook, "岗位群 roles", **{role: ("并入 merge", "全部")})
    done = jm.apply_corrections(jm.open_run(tiny_copy), workbook)
    after = done.table("posting_classes").set_index("posting_id")["role"]
    assert set(after[before.loc[before["role"] == role, "posting_id"]]) == {"全部"}
    assert "全部" in set(done.table("roles")["role"])


def test_a_workbook_is_never_overwritten(workbook, tiny_copy):
    with pytest.raises(ConfigError, match="exists"):
        write_review(jm.open_run(tiny_copy), workbook)


def test_a_deleted_column_is_named(workbook):
    book = openpyxl.load_workbook(workbook)
    book["词项 terms"].delete_cols(7)
    book.save(workbook)
    with pytest.raises(ConfigError, match="改为 value"):
        read_corrections(workbook)


def test_contradicting_and_unknown_corrections_are_listed(tmp_path):
    file = tmp_path / "c.tsv"
    file.write_text(
        "what\tkey\tkind\taction\tvalue\tnote\nrole\t甲\t\tmerge\t乙\t\nrole\t甲\t\tdrop\t\t\nlabel\t某业\tindustry\tmap\t00\t\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="merge 乙 against drop") as caught:
        read_corrections(file)
    assert "two digits" in str(caught.value)
