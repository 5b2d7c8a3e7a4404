import json
import re

import pandas as pd
import pytest

import jobmine as jm
from jobmine.errors import ConfigError, JobmineError, ReadError
from jobmine.pipeline.folder import MANIFEST
from jobmine.pipeline.runs import run
from jobmine.schema import SCHEMAS
from jobmine.testing import ROWS, quick_config, write_sample

SMALL = quick_config()


def test_no_row_vanishes(sample_run):
    read = sample_run.manifest["read"]
    assert read["read"] == read["kept"] + read["rejected"]
    assert read["kept"] == len(sample_run.table("postings"))
    assert read["rejected"] >= 6
    assert read["duplicates"] >= 18


def test_the_folder_has_what_the_design_names(sample_run):
    names = {p.relative_to(sample_run.path).as_posix() for p in sample_run.path.rglob("*")}
    assert names >= {
        MANIFEST, "config.toml", "codebook.csv", "rejected.csv", "tables.xlsx", "report.html", "tables/demand.csv",
        "tables/scarcity.csv", "tables/market.csv", "tables/flows.csv", "tables/pay.csv", "tables/roles.csv", "tables/structure.csv",
    }  # fmt: skip
    assert list((sample_run.path / "figures").glob("cloud-*.png"))


def test_tables_keep_the_contract_and_those_without_rows_leave_no_file(tiny_run):
    files = {p.stem for p in tiny_run.path.glob("*.parquet")}
    assert files <= set(SCHEMAS)
    assert {"postings", "mentions", "sections", "roles", "posting_classes", "parses", "terms"} <= files
    assert not {"supply", "flows", "people"} & files


def test_every_mention_is_the_text_between_its_offsets(sample_run):
    rows = sample_run.sql(
        'SELECT p.text, m.surface, m.start, m."end" FROM mentions m JOIN postings p USING (posting_id)'
    )
    assert rows.num_rows > 2000
    assert all(row["text"][row["start"] : row["end"]] == row["surface"] for row in rows.to_pylist())


def test_reposts_are_counted_once(tiny_run):
    postings = tiny_run.table("postings").set_index("posting_id")
    assert postings.loc["p11", "duplicate_of"] == "p01"
    assert tiny_run.table("roles")["n"].sum() == len(ROWS) - 1


def test_columns_win_over_texts_and_texts_fill_gaps(tiny_run):
    postings = tiny_run.table("postings").set_index("posting_id")
    assert postings.loc["p02", "education"] == "不限"  # the column
    assert postings.loc["p06", "experience_min"] == 0.0  # 不要求经验, in the text


def test_personal_data_are_masked_in_everything_written(sample_run):
    number = re.compile(r"13800000000|@example\.com")
    for name in ("postings", "mentions"):
        assert not sample_run.table(name).astype(str).apply(lambda column: column.str.contains(number)).any().any()
    for file in [*sample_run.path.rglob("*.csv"), sample_run.path / "report.html"]:
        assert not number.search(file.read_text(encoding="utf-8-sig")), file.name


def test_scope_marks_rows_and_tells_its_funnel(tmp_path):
    done = run(
        write_sample(tmp_path), tmp_path / "out", config=SMALL, scope=jm.Scope(region="江苏", school_level="中职")
    )
    postings = done.table("postings")
    assert len(postings) == len(ROWS)
    assert set(postings.loc[postings["in_scope"], "posting_id"]) == {"p01", "p02", "p08", "p11"}
    assert [row["rule"] for row in done.manifest["scope"]] == ["read", "region", "school_level"]


def test_a_scope_by_major_says_how_postings_were_mapped(tmp_path):
    done = run(
        write_sample(tmp_path), tmp_path / "out", config=SMALL, scope=jm.Scope(major="数控技术", school_level="高职")
    )
    inside = done.table("postings").query("in_scope")["posting_id"]
    assert {"p01", "p02"} <= set(inside)
    assert "p03" not in set(inside)
    assert set(done.table("posting_major").query("posting_id == 'p01'")["how"]) & {"named", "named_class", "title"}


def test_a_scope_that_keeps_nothing_names_the_rule(tmp_path):
    with pytest.raises(ConfigError, match="region = '西藏' removed all 12"):
        run(write_sample(tmp_path), tmp_path / "out", config=SMALL, scope=jm.Scope(region="西藏"))
    assert not (tmp_path / "out" / MANIFEST).exists()


@pytest.mark.parametrize(
    "where",
    [
        "1; DROP TABLE postings",
        "education = '大专' UNION SELECT 1",
        "length(read_text('/etc/passwd')) > 0",
        "nonsense(",
        "no_column = 1",
    ],
)
def test_where_is_one_expression_over_the_postings(tmp_path, where):
    with pytest.raises(ConfigError):
        run(write_sample(tmp_path), tmp_path / "out", config=SMALL, scope=jm.Scope(where=where))


def test_postings_without_texts_run_and_say_what_is_left_out(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("职位名称,薪资,地区\n" + "".join(f"焊工,{5 + i}-9千,苏州\n" for i in range(12)), encoding="gb18030")
    done = run(file, tmp_path / "out", config=SMALL)
    assert "需求榜、词云、需求结构" in done.manifest["left_out"]
    assert "紧缺" not in re.sub(
        r"紧缺岗位、求人倍率", "", (tmp_path / "out/report.html").read_text(encoding="utf-8").split("</nav>")[0]
    )
    assert (tmp_path / "out/tables/pay.csv").exists()


def test_resume_takes_up_stages_whose_inputs_are_the_same(tmp_path):
    file = write_sample(tmp_path)
    run(file, tmp_path / "out", config=SMALL)
    again = run(file, tmp_path / "out", config=SMALL, resume=True)
    assert [again.manifest["stages"][name]["resumed"] for name in ("read", "extract")] == [True, True]
    changed = SMALL.override(normalise__mask_personal=False)
    redone = run(file, tmp_path / "out", config=changed, resume=True)
    assert redone.manifest["stages"]["read"]["resumed"] is False


def test_corrections_redo_what_follows_from_them(tiny_copy, tmp_path):
    file = tmp_path / "corrections.tsv"
    rows = [
        "term\tExcel\tskill\trename\t电子表格\t",
        "post\t出纳\t\trename\t出纳员\t",
        "posting\tp09\t\tdrop\t\t",
        "term\t无此词\tskill\tdrop\t\t",
    ]
    file.write_text("what\tkey\tkind\taction\tvalue\tnote\n" + "\n".join(rows), encoding="utf-8")
    done = jm.apply_corrections(jm.open_run(tiny_copy), file)
    assert "电子表格" in set(done.table("mentions")["term"])
    assert "Excel" not in set(done.table("terms")["term"])
    postings = done.table("postings").set_index("posting_id")
    assert postings.loc["p04", "post"] == "出纳员"
    assert not postings.loc["p09", "in_scope"]
    assert [row["key"] for row in done.manifest["corrections_unmatched"]] == ["无此词"]


def test_a_finished_run_reopens_and_an_unfinished_one_does_not(tiny_copy):
    again = jm.open_run(tiny_copy)
    assert len(again.table("postings")) == len(ROWS)
    assert isinstance(again.table("pay"), pd.DataFrame)
    with pytest.raises(KeyError, match="no table 'nothing'"):
        again.table("nothing")
    (tiny_copy / MANIFEST).unlink()
    with pytest.raises(ReadError, match="no finished run"):
        jm.open_run(tiny_copy)


def test_a_run_of_another_schema_is_refused(tiny_copy):
    manifest = json.loads((tiny_copy / MANIFEST).read_text(encoding="utf-8"))
    (tiny_copy / MANIFEST).write_text(json.dumps(manifest | {"schema_version": "0"}), encoding="utf-8")
    with pytest.raises(ReadError, match="schema '0'"):
        jm.open_run(tiny_copy)


def test_a_full_disk_leaves_no_finished_looking_folder(tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device", "report.html")

    monkeypatch.setattr("jobmine.pipeline.reporting.write_html", full)
    with pytest.raises((OSError, JobmineError)):
        run(write_sample(tmp_path), tmp_path / "out", config=SMALL)
    assert not (tmp_path / "out" / MANIFEST).exists()


def test_without_examples_no_sentence_of_a_posting_is_quoted(tmp_path):
    quoted = "有爱心、耐心，沟通能力好"
    file = write_sample(tmp_path)
    config = SMALL.override(measure__by=("all",))
    run(file, tmp_path / "with", config=config)
    run(file, tmp_path / "without", config=config.override(show__examples=False))
    strip = re.compile(r"<[^>]+>")
    text = [
        strip.sub("", (tmp_path / name / "report.html").read_text(encoding="utf-8")) for name in ("with", "without")
    ]
    assert quoted in text[0]
    assert quoted not in text[1]


def test_hostile_text_comes_out_as_text(tmp_path):
    file = tmp_path / "hostile.jsonl"
    attack = "任职要求：熟悉PLC<script>alert(1)</script>，{{7*7}}责任心强"
    rows = [
        {"职位名称": '=HYPERLINK("http://x")', "公司名称": f"甲{i}公司", "职位描述": attack, "地区": "苏州"}
        for i in range(12)
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    done = run(file, tmp_path / "out", config=SMALL.override(measure__by=("all",)))
    html = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert "49责任心" not in html
    for csv in (tmp_path / "out/tables").glob("*.csv"):
        assert not re.search(r'(^|,)"?=', csv.read_text(encoding="utf-8-sig"), re.M), csv.name
    assert len(done.table("postings")) == 12
