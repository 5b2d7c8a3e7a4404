"""The Word report of the sample: outline, captions, contents, and every number a cell of a table."""

from __future__ import annotations

import math
import re
import shutil
import subprocess

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn

from jobmine.errors import ConfigError, ReadError
from jobmine.measure.table import new_table
from jobmine.pipeline.documents import write_report
from jobmine.show.cards import role_advice, role_card
from jobmine.show.outline import Draft, templates, whole_document
from jobmine.show.report import Report
from jobmine.show.wordreport import write_word

NUMBER = re.compile(r"(?<![A-Za-z0-9.\-_/])[-+]?\d[\d,]*(?:\.\d+)?(?![A-Za-z0-9_\-/.]|\d)%?")
# Settings that sentences name: the cuts of small cells, the 95 % of intervals, where classes begin.
SETTINGS = {30.0, 29.0, 10.0, 95.0}


@pytest.fixture(scope="module")
def report_file(sample_run, tmp_path_factory):
    out = tmp_path_factory.mktemp("word") / "report.docx"
    write_report(sample_run, formats=("docx",), out=out, organisation="示例职业学院")
    return out


@pytest.fixture(scope="module")
def document(report_file):
    return docx.Document(str(report_file))


def fields(document) -> list[str]:
    return [element.text.strip() for element in document.element.body.iter(qn("w:instrText"))]


def paragraphs(document, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == style]


def test_six_chapters_and_annexes_stand_in_order(document):
    titles = [text.partition("、")[2] for text in paragraphs(document, "Heading 1")]
    assert titles == [
        "报告说明",
        "产业发展与环境",
        "行业人才需求",
        "专业人才培养现状",
        "供需匹配分析",
        "优化建议",
        "附表",
    ]


def test_contents_are_a_field_that_is_filled_and_updated_on_opening(document):
    assert any(code.startswith("TOC") for code in fields(document))
    listed = [p.text for p in document.paragraphs if p.style.name.startswith("toc ")]
    # the text of a link is not among a paragraph's runs
    listed = (
        listed
        if any(listed)
        else [
            "".join(t.text for t in p._p.iter(qn("w:t")))
            for p in document.paragraphs
            if p.style.name.startswith("toc ")
        ]
    )
    assert [text for text in listed if text.startswith("三、")] == ["三、行业人才需求"]
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_captions_are_numbered_by_fields(document):
    captions = paragraphs(document, "Caption")
    for label in ("表", "图"):
        numbers = [int(m.group(1)) for text in captions if (m := re.match(rf"{label} (\d+)  ", text))]
        assert numbers == list(range(1, len(numbers) + 1))
        assert fields(document).count(f"SEQ {label} \\* ARABIC") == len(numbers) > 3


def test_every_table_of_the_run_has_its_source_and_base_below(document):
    notes = paragraphs(document, "jobmine note")
    assert sum("样本：484 个职位" in note and "来源：" in note for note in notes) > 10


def test_what_is_absent_is_asked_for_in_its_place_and_listed(document):
    missing = [text for text in paragraphs(document, "jobmine missing") if text.startswith("〔待补充：政策汇总表")]
    assert len(missing) == 1
    assert any(table.rows[1].cells[0].text.startswith("学校与专业基本情况") for table in document.tables)


def test_chinese_fonts_are_set_for_east_asian_text(document):
    for name in ("Normal", "Heading 1", "Caption", "jobmine cell"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def known_numbers(run) -> list[float]:
    """Every number in the tables of a run, also those within texts of cells."""
    found = set(SETTINGS)
    for path in (run.path / "tables").glob("*.csv"):
        frame = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False)
        for name in frame.columns:
            for cell in frame[name].unique():
                for text in re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", cell):
                    found |= {float(text), -float(text)}
    return sorted(found)


def is_known(text: str, known: list[float]) -> bool:
    """Whether a number is that of a cell, rounded as it is printed."""
    percent, digits = text.endswith("%"), text.rstrip("%").replace(",", "").replace("+", "")
    decimals = len(digits.partition(".")[2])
    half = 0.5 * 10.0**-decimals * (0.01 if percent else 1) * 1.0001
    value = float(digits) * (0.01 if percent else 1)
    return any(math.isclose(value, cell, abs_tol=half) for cell in known)


def test_every_number_is_a_cell_of_a_table(document, sample_run):
    known = known_numbers(sample_run)
    texts = []
    for part in document.iter_inner_content():
        if isinstance(part, docx.text.paragraph.Paragraph):
            if part.style.name in ("Normal", "List Bullet"):
                texts.append(part.text)
            continue
        head = [cell.text for cell in part.rows[0].cells]
        if head[0] not in ("表", "项目与版本", "内容") and "版本或校验值" not in head:
            texts += [cell.text for row in part.rows[1:] for cell in row.cells]
    names = set(sample_run.table("postings")["source"])
    checked = 0
    for text in texts:
        bare = re.sub("|".join(map(re.escape, names)) + r"|tables/\S+?\.csv|\d{4}-\d\d(-\d\d)?", "", text)
        for number in NUMBER.findall(bare):
            checked += 1
            assert is_known(number, known), (number, text)
    assert checked > 500


def test_a_wrong_number_would_be_found(sample_run):
    known = known_numbers(sample_run)
    assert is_known("484", known)
    assert not is_known("123,457", known)
    assert not is_known("48.4321%", known)


def test_texts_of_postings_stay_texts(tmp_path, hostile):
    table = new_table(
        hostile.frame.assign(n=5), name="demand", title=hostile.meta["title"], by=["role"], n=50, n_text=50
    )
    draft = Draft(Report(hostile.frame["term"][0]), {"demand": table}, {}, {"inputs": [{"name": "{{ 7*7 }}.csv"}]})
    path = write_word(draft, tmp_path / "a.docx")
    document = docx.Document(str(path))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert set(hostile.frame["term"]) <= cells
    assert not [code for code in fields(document) if "HYPERLINK" in code.upper()]
    assert list(document.part.rels.values()) == [rel for rel in document.part.rels.values() if not rel.is_external]


def test_control_characters_are_left_out(tmp_path):
    frame = pd.DataFrame({"post": ["焊\x00工\x1b[31m\u202e"], "n": [40], "share": [1.0]})
    table = new_table(frame, name="posts", title="岗位", by=["post"], n=40)
    path = write_word(Draft(Report("报告"), {"posts": table}, {}, {}), tmp_path / "a.docx")
    assert "焊工[31m" in {cell.text for t in docx.Document(str(path)).tables for row in t.rows for cell in row.cells}


def test_equal_drafts_give_equal_bytes(tmp_path, demand):
    draft = Draft(Report("报告"), {"demand": demand}, {}, {})
    first, second = (write_word(draft, tmp_path / name).read_bytes() for name in ("a.docx", "b.docx"))
    assert first == second


@pytest.mark.parametrize("template", templates())
def test_a_run_without_anything_gives_a_short_stated_report(template):
    blocks = whole_document(Draft(Report("报告"), {}, {}, {}), template)
    texts = [getattr(block, "text", "") for block in blocks]
    assert any("没有职位描述文本" in text or "待补充" in text for text in texts)


def test_a_list_without_texts_says_so(tmp_path):
    from jobmine.pipeline.runs import run
    from jobmine.testing import quick_config

    file = tmp_path / "名单.csv"
    file.write_text("职位名称,公司名称,薪资,工作地点\n" + "焊工,甲公司,6-8千/月,苏州\n" * 12, encoding="utf-8")
    done = run(file, tmp_path / "out", config=quick_config())
    ((path),) = write_report(done, formats=("docx",), out=tmp_path / "a.docx")
    text = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    assert "所给文件没有职位描述文本" in text
    assert "〔待补充：需求榜、词云" in text


def test_unknown_template_and_format_are_errors(sample_run, tmp_path):
    with pytest.raises(ConfigError, match="调研报告、专业设置论证、岗位画像"):
        write_report(sample_run, formats=("docx",), template="年报", out=tmp_path / "a.docx")
    with pytest.raises(ConfigError, match="allowed: html, docx, xlsx"):
        write_report(sample_run, formats=("pdf",))
    with pytest.raises(ConfigError, match="the one format"):
        write_report(sample_run, out=tmp_path / "a.docx")
    with pytest.raises(ReadError, match="no such folder"):
        write_report(sample_run, formats=("docx",), materials=tmp_path / "none", out=tmp_path / "a.docx")


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice")
def test_libreoffice_opens_it_and_makes_a_pdf(report_file, tmp_path):
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(report_file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "report.pdf").stat().st_size > 100_000


def test_a_run_by_role_has_the_cards_of_roles_whole(demand, pay):
    roles = pd.DataFrame({"role": ["会计", "电工"], "n": [100, 20], "share": [0.83, 0.17]})
    by_role = new_table(
        pay.frame.rename(columns={"city": "role"}).assign(role=["会计", "电工"], n_employers=[9, 3]),
        name="pay", title="薪酬分布", by=["role"], n=48,
    )  # fmt: skip
    tables = {"roles": new_table(roles, name="roles", title="岗位群", n=120), "demand": demand, "pay": by_role}
    card = dict(role_card(tables, "会计"))
    assert card["知识"] == "成本核算（40.0%）、Excel（20.0%）"
    assert card["薪酬"].startswith("中位数 6,544 元/月")
    assert [one.table for one in role_advice(tables, "会计")] == ["demand"]
