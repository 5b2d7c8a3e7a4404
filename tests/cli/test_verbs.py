import json
import subprocess
import sys

import pandas as pd
import pyarrow.parquet as pq
import pytest

from jobmine.testing import ROWS, write_sample


def jobmine(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "jobmine", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        **options,
    )


def test_read_writes_postings_and_ends_with_its_counts(tmp_path):
    done = jobmine("read", write_sample(tmp_path), "-o", tmp_path / "postings.parquet")
    assert done.stdout.splitlines()[-1] == "read 12, kept 12, rejected 0, duplicates 1"
    assert "职位描述 → text" in done.stdout
    assert pq.read_table(tmp_path / "postings.parquet").num_rows == 12


def test_read_says_how_many_rows_it_rejected(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(
        "职位名称,公司名称,薪资\n焊工,甲公司,5千\n,,\n职位名称,公司名称,薪资\n电工,乙公司,6千\n", encoding="gb18030"
    )
    done = jobmine("read", file, "-o", tmp_path / "p.parquet")
    assert done.stdout.splitlines()[-1] == "read 4, kept 2, rejected 2, duplicates 0"
    rejected = pd.read_csv(tmp_path / "p.rejected.csv", encoding="utf-8-sig")
    assert set(rejected["reason"]) == {"空行", "重复表头"}


def test_columns_override_the_mapping(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("职位名称,说明一,说明二\n焊工,会氩弧焊,会电焊\n", encoding="utf-8")
    jobmine("read", file, "-o", tmp_path / "p.parquet", "--columns", "text=说明二", check=True)
    assert pq.read_table(tmp_path / "p.parquet")["text"].to_pylist() == ["会电焊"]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx", "parquet"])
def test_extract_keeps_ids_and_offsets_of_the_text_as_given(tmp_path, suffix):
    texts = pd.DataFrame({"id": ["a", "b"], "text": ["  熟悉ＰＬＣ\n ", "持电工证，<b>有责任心</b>"]})
    file = tmp_path / f"t.{suffix}"
    {
        "jsonl": lambda: texts.to_json(file, orient="records", lines=True, force_ascii=False),
        "csv": lambda: texts.to_csv(file, index=False, encoding="utf-8"),
        "xlsx": lambda: texts.to_excel(file, index=False),
        "parquet": lambda: texts.to_parquet(file),
    }[suffix]()
    jobmine("extract", file, "-o", tmp_path / "m.jsonl", "--section", "all", check=True)
    found = [json.loads(line) for line in (tmp_path / "m.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in found] == ["a", "b"]
    for row, text in zip(found, texts["text"], strict=True):
        assert row["mentions"]
        assert all(text[m["start"] : m["end"]] == m["text"] for m in row["mentions"])
    assert set(found[0]) >= {"id", "education", "experience_min_years", "mentions"}
    assert set(found[0]["mentions"][0]) >= {
        "type",
        "start",
        "end",
        "text",
        "term",
        "aspect",
        "level",
        "preferred",
        "negated",
    }


def test_extract_gives_the_mentions_table(tmp_path):
    file = write_sample(tmp_path)
    jobmine("extract", file, "-o", tmp_path / "m.parquet", check=True)
    table = pq.read_table(tmp_path / "m.parquet")
    assert "PLC" in table["term"].to_pylist()


def test_evaluate_prints_the_figures(tmp_path):
    gold = [
        {"id": "a", "req": "熟悉PLC", "education": None, "experience_min_years": None,
         "mentions": [{"type": "knowledge", "start": 2, "end": 5, "level": "熟悉"}]},
        {"id": "b", "unit": "posting", "req": "岗位职责：负责焊接\n任职要求：会CAD", "education": None, "experience_min_years": None,
         "mentions": [{"type": "knowledge", "start": 16, "end": 19, "level": "了解"}]},
    ]  # fmt: skip
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in gold), encoding="utf-8")
    done = jobmine("evaluate", file, "--json", "--workers", 1, check=True)
    figures = json.loads(done.stdout)
    assert figures["exact"]["f1"] == 1.0
    assert figures["attributes"]["level"] == 1.0
    assert {name: of["gold"] for name, of in figures["by_source"].items()} == {"": 2}
    assert sum(of["mentions"] for of in figures["by_origin"].values()) == 2


def test_evaluate_compares_with_what_it_kept(tmp_path):
    gold = tmp_path / "gold.jsonl"
    row = {"id": "a", "req": "熟悉PLC", "mentions": [{"type": "knowledge", "start": 2, "end": 5}]}
    gold.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    jobmine("evaluate", gold, "--save", tmp_path / "now.jsonl", "--workers", 1, check=True)
    (tmp_path / "old.jsonl").write_text('{"id": "a", "mentions": []}\n', encoding="utf-8")
    for old, gain in (("now.jsonl", 0.0), ("old.jsonl", 1.0)):
        done = jobmine("evaluate", gold, "--compare", tmp_path / old, "--json", "--workers", 1, check=True)
        assert json.loads(done.stdout)["compared"]["difference"] == gain
    assert "按来源文件" in jobmine("evaluate", gold, "--workers", 1, check=True).stdout


def test_tables_of_a_finished_run(tiny_run, tmp_path):
    jobmine("demand", tiny_run.path, "-o", tmp_path / "d.csv", "--by", "all", "--kind", "skill", check=True)
    assert set(pd.read_csv(tmp_path / "d.csv", encoding="utf-8-sig")["kind"]) == {"skill"}
    jobmine("demand", tiny_run.path, "-o", tmp_path / "d.xlsx", check=True)
    assert (tmp_path / "d.xlsx").stat().st_size > 1000


def test_a_word_cloud_of_a_finished_run(sample_run, tmp_path):
    jobmine("wordcloud", sample_run.path, "-o", tmp_path / "c.png", "--words", 30, check=True)
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["supply", "flows", "courses", "totals", "corrections", "lexicon"])
def test_forms_are_written(tmp_path, name):
    jobmine("template", name, "-o", tmp_path / f"{name}.xlsx", check=True)
    jobmine("template", name, "-o", tmp_path / f"{name}.tsv", check=True)
    assert len(pd.read_excel(tmp_path / f"{name}.xlsx", engine="calamine")) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (bytes(range(256)) * 40, "binary.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "picture.csv"),
        ("颜色,数量\n红,3\n蓝,4\n".encode(), "neither.csv"),
        (b"PK\x03\x04broken", "broken.xlsx"),
        (None, "missing.csv"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(tmp_path, content, name):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    done = jobmine("run", file, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.startswith("jobmine: error: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert name in done.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--region", "南极"], "region"),
        (["--where", "1; select 2"], "where"),
        (["--by", "colour"], "colour"),
        (["--columns", "text"], "FIELD=HEADER"),
        (["--columns", "text=没有这列"], "没有这列"),
        (["--tagger", "magic"], "tagger"),
        (["--school-level", "大学"], "school_level"),
        (["--major", "不存在的专业名称"], "不存在的专业名称"),
        (["--config", "none.toml"], "none.toml"),
        (["--corrections", "none.tsv"], "none.tsv"),
        (["--supply", "none.csv"], "none.csv"),
        (["--period", "去年"], "period"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_code_2(tmp_path, options, message):
    done = jobmine("run", write_sample(tmp_path), "-o", tmp_path / "out", "--workers", 1, *options)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert message in done.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_the_output_must_be_a_folder(tmp_path):
    (tmp_path / "out").write_text("x")
    done = jobmine("run", write_sample(tmp_path), "-o", tmp_path / "out")
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)


def test_a_killed_run_leaves_no_finished_looking_folder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "jobmine", "demo", "-o", str(tmp_path / "out")], stdout=subprocess.DEVNULL
    )
    while not (tmp_path / "out" / ".stages").exists() and process.poll() is None:
        pass
    process.kill()
    process.wait()
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_the_sample_rows_are_a_dozen():
    assert len(ROWS) == 12
