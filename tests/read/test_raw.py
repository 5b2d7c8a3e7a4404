from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobmine.errors import ReadError
from jobmine.read.raw import iter_raw, read_raw
from jobmine.schema import SCHEMAS


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def test_tables_have_their_schemas(tmp_path: Path) -> None:
    raw = read_raw(write(tmp_path / "a.csv", "职位名称,薪资\n会计,6-8千\n"))
    assert raw.table.schema == SCHEMAS["raw"]
    assert raw.rejected.schema == SCHEMAS["rejected"]


def test_every_row_is_kept_or_rejected(tmp_path: Path) -> None:
    lines = [
        "职位名称,学历,描述",
        "会计,大专,做账",
        ",,",
        "职位名称,学历,描述",
        ",大专,",
        "出纳,大专",
        "焊工,50-150人,焊接",
        "司机,,开车",
    ]
    raw = read_raw(write(tmp_path / "a.csv", "\n".join(lines) + "\n"), max_rejected=1)
    assert raw.table.select(["row", "title"]).to_pylist() == [{"row": 0, "title": "会计"}, {"row": 6, "title": "司机"}]
    assert raw.rejected.select(["row", "reason"]).to_pylist() == [
        {"row": 1, "reason": "空行"}, {"row": 2, "reason": "重复表头"}, {"row": 3, "reason": "无标题和描述"},
        {"row": 4, "reason": "列数不符"}, {"row": 5, "reason": "列错位"},
    ]  # fmt: skip
    assert raw.n_read == 7
    assert (raw.sources[0].kept, raw.sources[0].rejected) == (2, 5)


def test_text_alone_makes_a_posting(tmp_path: Path) -> None:
    assert read_raw(write(tmp_path / "a.csv", "职位名称,任职要求\n,熟悉税法\n")).table.num_rows == 1


def test_rejected_row_is_masked_and_without_personal_columns(tmp_path: Path) -> None:
    text = "职位名称,备注,联系人\n,电话13800138000,张三\n会计,,李四\n,a,王五,x\n出纳,,\n"
    raw = read_raw(write(tmp_path / "a.csv", text))
    assert [json.loads(cell) for cell in raw.rejected["raw"].to_pylist()] == [["", "电话***********"], ["", "a"]]
    assert "李四" not in str(raw.table.to_pylist())


def test_html_stays_in_the_cell(tmp_path: Path) -> None:
    raw = read_raw(write(tmp_path / "a.csv", '职位名称,公司类型\n会计,"国企  </p><p class=""int"">"\n'))
    assert raw.table["company_type"].to_pylist() == ['国企  </p><p class="int">']


def test_what_exporters_write_for_nothing_is_empty_and_words_stay(tmp_path: Path) -> None:
    text = "职位名称,公司,学历,福利\nNA,nan,NA,NULL\nNULL,N/A,None,NA\nNaN经理,Null公司,本科,无\n"
    raw = read_raw(write(tmp_path / "a.csv", text))
    assert raw.table.select(["title", "company", "education", "benefits"]).to_pylist() == [
        {"title": "NA", "company": None, "education": None, "benefits": None},
        {"title": "NaN经理", "company": "Null公司", "education": "本科", "benefits": "无"},
    ]
    assert raw.rejected["row"].to_pylist() == [1]


def test_moved_cells_are_listed(tmp_path: Path) -> None:
    raw = read_raw(write(tmp_path / "a.csv", "职位名称,工作经验,学历\n会计,本科,\n"))
    assert raw.table.select(["experience", "education"]).to_pylist() == [{"experience": None, "education": "本科"}]
    assert raw.moved.to_pylist() == [
        {"source": "a.csv", "row": 0, "field": "experience", "raw": "本科", "moved_to": "education"}
    ]


def test_second_column_of_a_list_is_added_and_of_a_text_repeats_nothing(tmp_path: Path) -> None:
    text = "职位名称,技能,标签,岗位要求,任职要求\n会计,税务,Excel,细心,细心\n出纳,税务,,细心,耐心\n"
    raw = read_raw(write(tmp_path / "a.csv", text))
    assert raw.table["tags"].to_pylist() == ["税务,Excel", "税务"]
    assert raw.table["requirements"].to_pylist() == ["细心", "细心\n耐心"]


def test_platform_fills_rows_that_do_not_name_theirs(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "职位名称,发布平台\n会计,BOSS\n出纳,\n")
    assert read_raw(path, platform="51job").table["platform"].to_pylist() == ["BOSS", "51job"]
    path = write(tmp_path / "b.csv", "职位名称\n会计\n")
    assert read_raw(path, platform="51job").table["platform"].to_pylist() == ["51job"]


def test_given_column_wins(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "名称,备注\n会计,做账\n")
    raw = read_raw(path, {"title": "名称", "text": ["备注"]})
    assert raw.table.select(["title", "text"]).to_pylist() == [{"title": "会计", "text": "做账"}]


def test_given_column_that_no_source_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no source has a column '正文'"):
        read_raw(write(tmp_path / "a.csv", "职位名称\n会计\n"), {"text": "正文"})


def test_table_without_postings_is_refused_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="neither a title nor a text among the columns 姓名, 工号"):
        read_raw(write(tmp_path / "a.csv", "姓名,工号\n张三,1\n"))


def test_file_with_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no rows below the header"):
        read_raw(write(tmp_path / "a.csv", "职位名称,薪资\n"))


def test_input_with_too_many_bad_rows_is_refused_with_the_commonest_reasons(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "职位名称,薪资\n会计,1\n" + ",2\n" * 3 + "a,b,c\n" * 2)
    with pytest.raises(ReadError, match=r"5 of 6 rows .* 0\.5: 无标题和描述 3, 列数不符 2"):
        read_raw(path)
    assert read_raw(path, max_rejected=0.9).table.num_rows == 1


def test_empty_rows_do_not_count_as_bad(tmp_path: Path) -> None:
    assert read_raw(write(tmp_path / "a.csv", "职位名称,薪资\n会计,1\n" + ",\n" * 50)).rejected.num_rows == 50


def test_other_tables_in_a_folder_are_passed_over_with_a_note(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "职位名称\n会计\n")
    write(tmp_path / "b.csv", "姓名,工号\n张三,1\n")
    raw = read_raw(tmp_path)
    assert raw.table["source"].to_pylist() == ["a.csv"]
    assert "姓名" in next(s.note for s in raw.sources if s.source == "b.csv")


def test_encodings_are_reported(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "职位名称\n会计\n", "gb18030")
    write(tmp_path / "b.csv", "职位名称\n出纳\n", "utf-16")
    assert {s.source: s.encoding for s in read_raw(tmp_path).sources} == {"a.csv": "gb18030", "b.csv": "utf-16"}


def test_batches_hold_the_same_rows_as_the_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "\n".join(f'{{"title": "会计{i}"}}' for i in range(12_000)))
    batches = list(iter_raw(path))
    assert len(batches) > 1
    assert [t for b in batches for t in b.table["title"].to_pylist()] == read_raw(path).table["title"].to_pylist()
    assert [bool(b.mapping) for b in batches] == [True] + [False] * (len(batches) - 1)


def test_headerless_file_numbers_its_rows_from_the_first(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "会计,6-8千/月,苏州\n出纳,5-6千/月,上海\n")
    assert read_raw(path).table.select(["row", "title", "salary", "place"]).to_pylist() == [
        {"row": 0, "title": "会计", "salary": "6-8千/月", "place": "苏州"},
        {"row": 1, "title": "出纳", "salary": "5-6千/月", "place": "上海"},
    ]


def test_headerless_file_may_end_in_a_row_of_another_width(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = ["数控车床操作工,6-8千,苏州甲公司", "会计,5-6千,无锡乙公司", "出纳,4-6千,南京丙公司", "司机,8千"]
    path.write_text("\n".join(rows), encoding="utf-8")
    raw = read_raw(path)
    assert (raw.table.num_rows, raw.rejected["row"].to_pylist()) == (3, [3])
