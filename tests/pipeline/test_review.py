import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

import jobmine as jm
from jobmine.corrections import read_corrections
from jobmine.errors import ConfigError
from jobmine.pipeline.review import write_review


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
    with pytest.raises(ConfigError, match="rows 2 merge 乙 against 3 drop") as caught:
        read_corrections(file)
    assert "two digits" in str(caught.value)


def test_merged_cells_are_named(workbook):
    book = openpyxl.load_workbook(workbook)
    book["岗位 posts"].merge_cells("F2:F4")
    book.save(workbook)
    with pytest.raises(ConfigError, match=r"岗位 posts\]: merged cells F2:F4; unmerge"):
        read_corrections(workbook)


@pytest.mark.parametrize("columns", [(1, 2), (6,), (1, 6, 2)])
def test_deleted_columns_are_named_however_few_are_left(workbook, columns):
    book = openpyxl.load_workbook(workbook)
    for column in sorted(columns, reverse=True):
        book["岗位群 roles"].delete_cols(column)
    book.save(workbook)
    with pytest.raises(ConfigError, match=r"岗位群 roles.*missing"):
        read_corrections(workbook)


def test_a_deleted_row_of_heads_is_an_error(workbook):
    book = openpyxl.load_workbook(workbook)
    book["岗位群 roles"].delete_rows(1)
    book.save(workbook)
    with pytest.raises(ConfigError, match=r"岗位群 roles.*missing"):
        read_corrections(workbook)


@pytest.mark.parametrize("action", ["删掉", "DROP!", ""])
def test_an_unknown_or_forgotten_action_is_named_with_its_row(workbook, tiny_copy, action):
    role = jm.open_run(tiny_copy).table("roles")["role"].iloc[0]
    edit(workbook, "岗位群 roles", **{role: (action or None, "新名")})
    with pytest.raises(ConfigError, match=rf"roles\]\d+: action = '{action}' for role; allowed: drop, rename, merge"):
        read_corrections(workbook)


def test_what_is_merged_into_a_renamed_role_follows_it_in_any_order(workbook, tiny_copy):
    posts = jm.open_run(tiny_copy).table("postings")["post"].dropna().unique()[:2].tolist()
    for first, second in (posts, posts[::-1]):
        edit(workbook, "岗位 posts", **{first: ("并入 merge", second), second: ("改名 rename", "新岗位")})
        renamed = read_corrections(workbook).apply_to_postings(pa.table({"post": posts}))
        assert renamed["post"].to_pylist() == ["新岗位", "新岗位"]


def test_all_roles_merged_into_one_keep_every_posting(workbook, tiny_copy):
    before = jm.open_run(tiny_copy)
    roles = before.table("roles")["role"]
    edit(workbook, "岗位群 roles", **dict.fromkeys(roles, ("并入 merge", "全部岗位")))
    done = jm.apply_corrections(before, workbook)
    assert set(done.table("posting_classes")["role"]) == {"全部岗位"}
    counted = done.sql("SELECT count(*) AS n FROM posting_classes WHERE duplicate_of IS NULL").to_pandas()["n"][0]
    assert done.table("roles")[["role", "n"]].to_numpy().tolist() == [["全部岗位", counted]]


def test_tables_agree_after_corrections(workbook, tiny_copy):
    run = jm.open_run(tiny_copy)
    term, role = run.table("mentions")["term"].value_counts().index[0], run.table("roles")["role"].iloc[0]
    edit(workbook, "词项 terms", **{term: ("改名 rename", "换过的词")})
    edit(workbook, "岗位群 roles", **{role: ("改名 rename", "换过的群")})
    done = jm.apply_corrections(run, workbook)
    in_scope = done.sql("SELECT count(*) AS n FROM posting_classes WHERE in_scope AND duplicate_of IS NULL")
    assert done.table("roles")["n"].sum() == in_scope.to_pandas()["n"][0]
    assert "换过的群" in set(done.table("roles")["role"])
    for file in sorted((done.path / "tables").glob("*.csv")):
        cells = pd.read_csv(file, dtype=str, encoding="utf-8-sig").stack().str.split("、").explode()
        assert not {term, role} & set(cells), file.name
