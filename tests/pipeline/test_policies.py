"""Documents to folders: co-words, tags, rules, profiles; and what is done with bad input."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.data import path as data_path
from jobmine.errors import ConfigError, ReadError
from jobmine.pipeline.policies import read_corpus, write_cowords, write_policies

RUNNER = CliRunner()
SAMPLE = data_path("sample/政策")
PERSON = data_path("sample/政策_个人情况.csv")


def folder_of(place: Path, **texts: str) -> Path:
    place.mkdir(exist_ok=True)
    for name, text in texts.items():
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    return place


def test_the_ten_samples_are_read_with_city_year_issuer_and_kind():
    documents = read_corpus(SAMPLE).documents
    assert len(documents) == 10
    assert {row["document_id"][:2] for row in documents.to_dict("records")} == set(documents["city"])
    assert documents["year"].between(2017, 2022).all()
    assert documents["issuer"].str.endswith("市样例人才办公室").all()
    assert set(documents["kind"]) == {"通知"}


def test_policy_writes_tags_rules_and_who_meets_them(tmp_path):
    done = RUNNER.invoke(app, ["policy", str(SAMPLE), "--profile", str(PERSON), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    made = {name: pd.read_csv(tmp_path / "out" / f"{name}.csv") for name in ("tags", "clauses", "eligibility")}
    assert len(made["clauses"]) == 42
    assert {"北京", "上海", "广州", "深圳"} <= set(made["tags"].columns)
    assert set(made["eligibility"]["verdict"]) == {"符合", "不符合", "无法判断"}
    met = made["eligibility"].query("verdict == '符合' and city == '合肥' and benefit == '租房补贴'")
    assert met["amount"].tolist() == [1.5]


def test_cowords_writes_tables_network_and_picture(tmp_path):
    arguments = ["cowords", str(SAMPLE), "-o", str(tmp_path), "--unit", "sentence", "--min-weight", "1", "--by", "city"]
    done = RUNNER.invoke(app, arguments)
    assert done.exit_code == 0, done.output
    edges = pd.read_csv(tmp_path / "edges.csv", encoding="utf-8-sig")
    assert list(edges.columns) == ["keyword", "frequency", "edge", "weight"]
    assert (edges["weight"] <= edges["frequency"]).all()
    for name in ("cowords.gexf", "cowords.graphml", "network.svg"):
        ET.parse(tmp_path / name)
    assert (tmp_path / "network.png").stat().st_size > 1000
    assert "共现单位 sentence" in done.output


def test_two_runs_are_equal_byte_by_byte(tmp_path):
    for name in ("a", "b"):
        write_cowords(SAMPLE, tmp_path / name, unit="sentence")
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name


def test_irrelevant_and_repeated_documents_are_dropped_and_counted(tmp_path):
    long = "支持人才创新创业，给予项目经费和生活补贴。" * 5
    corpus = read_corpus(folder_of(tmp_path, a=long, b=long + "！", c="道路养护办法", d=""), about=["人才"])
    assert corpus.table.meta["notes"] == ["读到 4 篇：保留 1，不相关 1，重复 1，读不出 1"]
    assert corpus.table.frame["reason"].tolist()[:3] == ["", "重复", "不相关"]


def test_one_document_has_no_cowords_by_document_but_by_sentence(tmp_path):
    text = "支持青年人才培养。支持青年人才创业。鼓励创业。"
    docs = folder_of(tmp_path / "docs", a=text)
    with pytest.raises(ConfigError, match="paragraph 或 sentence"):
        write_cowords(docs, tmp_path / "out", unit="document")
    made = write_cowords(docs, tmp_path / "out", unit="sentence", min_weight=1)
    assert made["shift"].frame.empty
    assert made["shift"].meta["notes"] == ["只有一组，没有可比的"]


def test_a_scan_and_a_broken_file_are_named_with_their_reason(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    docs = folder_of(tmp_path / "docs", a="支持人才。")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(docs / "b.pdf")
    (docs / "c.docx").write_bytes(b"PK")
    (docs / "d.doc").write_bytes(b"\xd0\xcf")
    reasons = read_corpus(docs).table.frame.set_index("document_id")["reason"]
    assert "扫描件" in reasons["b.pdf"]
    assert "not a .docx file" in reasons["c.docx"]
    assert "另存为 .docx" in reasons["d.doc"]


def test_nothing_readable_is_an_error(tmp_path):
    with pytest.raises(ReadError, match=r"no text"):
        read_corpus(folder_of(tmp_path, a=""))
    with pytest.raises(ReadError, match="no such file"):
        read_corpus(tmp_path / "nowhere")
    done = RUNNER.invoke(app, ["cowords", str(SAMPLE), "-o", str(tmp_path), "--split", "早期"])
    assert isinstance(done.exception, ConfigError)


def test_a_table_of_documents_keeps_what_it_states(tmp_path):
    file = tmp_path / "政策.csv"
    file.write_text("标题,城市,发布日期,正文\n甲办法,苏州市,2019-03-01,支持人才。\n乙,,,\n", encoding="utf-8")
    corpus = read_corpus(file)
    assert corpus.documents[["title", "city", "year", "kind"]].to_numpy().tolist() == [["甲办法", "苏州", 2019, "办法"]]
    assert len(corpus.table.frame) == 2


def test_an_index_beside_the_files_says_more_of_them(tmp_path):
    folder_of(tmp_path, a="支持人才。")
    (tmp_path / "目录.csv").write_text("文件,城市,年份,发文机构\na.txt,南京,2015,某局\n", encoding="utf-8")
    row = read_corpus(tmp_path).documents.iloc[0]
    assert (row["city"], row["year"], row["issuer"]) == ("南京", 2015, "某局")


def test_keywords_shift_between_periods(tmp_path):
    said = {"2015": "支持引进海外人才，完善出入境服务。", "2021": "支持数字经济和人工智能，完善互联网服务。"}
    texts = {  # the last words keep documents from being the same
        f"{place}_{year}年": text * 2 + "".join(chr(0x4E00 + place * 977 + i * 31) for i in range(30))
        for year, text in said.items() for place in range(int(year) % 10, int(year) % 10 + 4)
    }  # fmt: skip
    made = write_cowords(folder_of(tmp_path / "d", **texts), tmp_path / "o", split=[2018], min_weight=1)
    first = made["shift"].frame.groupby("year").head(3).groupby("year")["keyword"].agg(set)
    assert first["2018年前"] & {"海外人才", "出入境", "引进"}
    assert first["2018年起"] & {"数字经济", "人工智能", "互联网"}


def test_a_profile_without_known_fields_is_refused(tmp_path):
    (tmp_path / "p.csv").write_text("爱好,籍贯\n跑步,无锡\n", encoding="utf-8")
    with pytest.raises(ReadError, match="no column that a rule asks for"):
        write_policies(SAMPLE, tmp_path / "out", profile=tmp_path / "p.csv")
