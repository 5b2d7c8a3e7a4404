"""`jobmine discover` and `jobmine lexicon add`, from postings to a run that finds what was added."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.cli.discover import of_run
from jobmine.pipeline.runs import open_run

RUNNER = CliRunner()
VERBS = ("熟悉", "掌握", "精通", "了解")


def invoke(*arguments):
    done = RUNNER.invoke(app, list(map(str, arguments)))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def read_sheet(path):
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def postings(tmp_path_factory):
    here = tmp_path_factory.mktemp("discover")
    rows = [
        {"职位名称": "植保员", "公司名称": f"示例农业{n}号有限公司",
         "职位描述": f"任职要求：\n1、{VERBS[n % 4]}星云植保系统；\n2、有责任心，会用电脑，编号{n}的岗位。\n负责星云巡检的安排"}
        for n in range(8)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(here / "招聘.csv", index=False)
    return here / "招聘.csv"


@pytest.fixture(scope="module")
def sheet(postings):
    out = postings.with_name("新词.tsv")
    invoke("discover", postings, "-o", out, "--tagger", "lexicon", "--workers", 1)
    return out


def test_a_new_term_is_listed_with_examples_and_an_empty_action(sheet):
    table = read_sheet(sheet)
    row = table[table["词项 term"] == "星云植保系统"].iloc[0]
    assert (row["类别 kind"], row["动作 action"], row["职位数 n"]) == ("knowledge", "", "8")
    assert "【星云植保系统】" in row["例句 example_1"]


def test_an_edited_sheet_becomes_a_lexicon_and_the_run_finds_its_terms(postings, sheet, tmp_path):
    table = read_sheet(sheet)
    table.loc[table["词项 term"] == "星云植保系统", ["动作 action", "改为 value"]] = ["加入 add", "能力"]
    table.loc[len(table)] = {**dict.fromkeys(table.columns, ""), "词项 term": "星云巡检", "类别 kind": "skill",
                             "动作 action": "同义 synonym", "改为 value": "星云植保系统"}  # fmt: skip
    table[table.columns[::-1]].to_csv(tmp_path / "填好.csv", index=False, encoding="gb18030")  # as Excel saves it

    said = invoke("lexicon", "add", tmp_path / "填好.csv", "-o", tmp_path / "own.tsv")
    assert said.startswith("加入 1，同义 1，丢弃 0，")

    again = ["--lexicon", tmp_path / "own.tsv", "--tagger", "lexicon", "--workers", 1]
    invoke("discover", postings, "-o", tmp_path / "再查.tsv", *again)
    assert "星云植保系统" not in set(read_sheet(tmp_path / "再查.tsv")["词项 term"])

    invoke("run", postings, "-o", tmp_path / "out", *again)
    run = open_run(tmp_path / "out")
    mentions = run.table("mentions")
    own = mentions[mentions["term"] == "星云植保系统"]
    assert set(own["kind"]) == {"skill"}
    assert set(own["by"]) == {"lexicon"}
    assert own["posting_id"].nunique() == 8
    assert run.manifest["settings"]["extract"]["lexicons"] == [str(tmp_path / "own.tsv")]
    assert of_run(tmp_path / "out")[0].num_rows == 8
    invoke("discover", tmp_path / "out", "-o", tmp_path / "三查.tsv")  # a run knows its lexicons
    assert "星云植保系统" not in set(read_sheet(tmp_path / "三查.tsv")["词项 term"])


def test_a_finished_run_gives_the_same_candidates_as_its_files(postings, sheet, tmp_path):
    invoke("run", postings, "-o", tmp_path / "out", "--tagger", "lexicon", "--workers", 1)
    invoke("discover", tmp_path / "out", "-o", tmp_path / "b.tsv")
    assert (tmp_path / "b.tsv").read_bytes() == sheet.read_bytes()


def test_nothing_is_quoted_without_examples(postings, tmp_path):
    out = tmp_path / "a.tsv"
    invoke("discover", postings, "-o", out, "--tagger", "lexicon", "--workers", 1, "--no-examples")
    assert "编号" not in out.read_text(encoding="utf-8-sig")


def test_lexicon_add_extends_the_file(tmp_path):
    for number in (1, 2):
        file = tmp_path / f"{number}.tsv"
        file.write_text(f"term\tkind\taction\n虚构术语{number}\tskill\tadd\n", encoding="utf-8")
        invoke("lexicon", "add", file, "-o", tmp_path / "own.tsv")
    assert list(pd.read_csv(tmp_path / "own.tsv", sep="\t")["term"]) == ["虚构术语1", "虚构术语2"]


def test_a_bad_sheet_leaves_the_lexicon_as_it_was(tmp_path):
    own = tmp_path / "own.tsv"
    own.write_text("term\tkind\n虚构\tskill\n", encoding="utf-8")
    (tmp_path / "a.tsv").write_text("term\tkind\taction\n虚构\tquality\tadd\n", encoding="utf-8")
    done = RUNNER.invoke(app, ["lexicon", "add", str(tmp_path / "a.tsv"), "-o", str(own)])
    assert "a.tsv:2: '虚构'" in str(done.exception)
    assert own.read_text(encoding="utf-8") == "term\tkind\n虚构\tskill\n"


@pytest.mark.parametrize(
    "arguments", [["discover", "x.csv", "-o", "a.xlsx"], ["lexicon", "add", "x.tsv", "-o", "a.csv"]]
)
def test_another_kind_of_file_is_refused(arguments):
    assert "allowed: a file ending in .tsv" in str(RUNNER.invoke(app, arguments).exception)
