"""One's own posting read, compared with a run and written as one page."""

import re

import docx
import pytest

from jobmine.errors import ConfigError, ReadError
from jobmine.pipeline.own_posting import read_jd, write_draft, write_own

JD = "岗位职责：\n负责数控车床的编程与操作\n任职要求：\n1、中专以上学历，35岁以下，男性优先\n2、熟悉数控编程，会看机械图纸，有责任心\n3、三年以上工作经验"


@pytest.fixture
def jd(tmp_path):
    path = tmp_path / "启事.txt"
    path.write_text(JD, encoding="gb18030")
    return path


@pytest.fixture(scope="module")
def post(sample_run):
    return sample_run.table("postings")["post"].value_counts().index[0]


def test_a_page_in_html_marks_the_risky_spans(sample_run, post, jd, tmp_path):
    path, tables = write_own(sample_run, "post", post, jd, tmp_path / "a.html", pay="6-8K", city="苏州")
    page = path.read_text(encoding="utf-8")
    assert re.findall("<mark>(.*?)</mark>", page) == ["35岁以下", "男性优先"]
    assert tables["own_pay"].frame["own_pay"].iloc[0] == 7000
    assert "://" not in page
    assert "招聘人数" in page


def test_the_same_page_in_word(sample_run, post, jd, tmp_path):
    path, _ = write_own(sample_run, "post", post, jd, tmp_path / "a.docx", pay="6-8K")
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("【35岁以下】" in cell for cell in cells)
    assert "劳动报酬" in cells


def test_a_posting_in_word_is_read(tmp_path):
    document = docx.Document()
    for line in JD.split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "jd.docx"))
    assert read_jd(tmp_path / "jd.docx").split("\n")[0] == "岗位职责："


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.txt", "We are looking for a senior welder with five years of experience.", "not in Chinese"),
        ("a.txt", "招焊工", "only 3 characters"),
        ("a.png", "", "scan"),
        ("a.txt", "", "no text"),
    ],
)
def test_what_is_no_posting_in_chinese_is_refused(tmp_path, name, text, message):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        read_jd(tmp_path / name)


def test_a_scan_in_pdf_is_said_to_be_one(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(str(tmp_path / "scan.pdf"))
    with pytest.raises(ReadError, match="scan"):
        read_jd(tmp_path / "scan.pdf")


def test_a_posting_without_duties_says_so(sample_run, post, tmp_path):
    (tmp_path / "jd.txt").write_text("任职要求：\n1、大专以上学历\n2、有责任心，会使用办公软件", encoding="utf-8")
    page = write_own(sample_run, "post", post, tmp_path / "jd.txt", tmp_path / "a.html")[0].read_text(encoding="utf-8")
    assert "没有识别出岗位职责" in page
    assert "工作内容" in page.partition("招聘启事应有而未见")[2].partition("。")[0]


def test_conditions_and_duties_stand_on_the_page(sample_run, post, jd, tmp_path):
    path, tables = write_own(sample_run, "post", post, jd, tmp_path / "a.html")
    page = path.read_text(encoding="utf-8")
    assert "工作任务（占写明职责的职位）" in page
    assert "条件（占全部职位）" in page
    assert set(tables["own_tasks"].frame["side"]) <= {"都写明", "只有我们写明", "只有市场写明"}


def test_only_the_postings_of_some_employers_are_compared_with(sample_run, post, jd, tmp_path):
    frame = sample_run.table("postings")
    employer = frame.loc[(frame["post"] == post) & frame["employer"].notna(), "employer"].iloc[0]
    path, tables = write_own(sample_run, "post", post, jd, tmp_path / "a.html", employers=[employer])
    assert tables["own_terms"].meta["n"] < (frame["post"] == post).sum()
    assert f"{post}（{employer}）" in path.read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match="employer"):
        write_own(sample_run, "post", post, jd, tmp_path / "a.html", employers=["没有这家公司"])


@pytest.mark.parametrize(
    ("pay", "yuan"),
    [("9-12K", 10500), ("15万/年", 12500), ("200元/天", 4350), ("30元/小时", 5220), ("8千-1万", 9000)],
)
def test_pay_in_other_units_is_pay_a_month(sample_run, post, jd, tmp_path, pay, yuan):
    tables = write_own(sample_run, "post", post, jd, tmp_path / "a.html", pay=pay)[1]
    assert tables["own_pay"].frame["own_pay"].iloc[0] == yuan


def test_a_draft_in_word_has_blanks_and_evidence(sample_run, post, tmp_path):
    path, table = write_draft(sample_run, "post", post, tmp_path / "草稿.docx", city="苏州")
    cells = [cell.text for t in docx.Document(str(path)).tables for row in t.rows for cell in row.cells]
    assert "工作地点：苏州【区县、详细地址】" in cells
    assert "用人单位：【单位全称】" in cells
    assert len(table.frame) == len(cells) / 2
    assert path.read_bytes() == write_draft(sample_run, "post", post, tmp_path / "b.docx", city="苏州")[0].read_bytes()


def test_a_draft_is_for_a_role_or_post_and_in_word(sample_run, post, tmp_path):
    with pytest.raises(ConfigError, match="--role or --post"):
        write_draft(sample_run, "employer", "甲", tmp_path / "a.docx")
    with pytest.raises(ConfigError, match=r"\.docx"):
        write_draft(sample_run, "post", post, tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pay": "8元/单"}, "by the piece"),
        ({"pay": "3000美元/月"}, "not in yuan"),
        ({"pay": "面议"}, "states no amount"),
        ({"pay": "12-9K"}, "low end"),
        ({"pay": "高薪"}, "not a pay"),
        ({"city": "火星"}, "--city"),
        ({"city": "江苏"}, "no city"),
    ],
)
def test_pay_and_city_that_cannot_be_read_are_refused(sample_run, post, jd, tmp_path, options, message):
    with pytest.raises(ConfigError, match=message):
        write_own(sample_run, "post", post, jd, tmp_path / "a.html", **options)


def test_an_unknown_post_and_another_kind_of_file_are_refused(sample_run, post, jd, tmp_path):
    with pytest.raises(ConfigError, match="there are"):
        write_own(sample_run, "post", "宇航员领航", jd, tmp_path / "a.html")
    with pytest.raises(ConfigError, match="allowed with --jd"):
        write_own(sample_run, "post", post, jd, tmp_path / "a.png")
