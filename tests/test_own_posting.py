"""One's own posting read, compared with a run and written as one page."""

import re

import docx
import pytest

from jobmine.errors import ConfigError, ReadError
from jobmine.own_posting import read_jd, write_own

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


@pytest.mark.parametrize(
    ("options", "message"),
    [({"pay": "8元/单"}, "--pay"), ({"city": "火星"}, "--city"), ({"city": "江苏"}, "no city")],
)
def test_pay_and_city_that_cannot_be_read_are_refused(sample_run, post, jd, tmp_path, options, message):
    with pytest.raises(ConfigError, match=message):
        write_own(sample_run, "post", post, jd, tmp_path / "a.html", **options)


def test_an_unknown_post_and_another_kind_of_file_are_refused(sample_run, post, jd, tmp_path):
    with pytest.raises(ConfigError, match="there are"):
        write_own(sample_run, "post", "宇航员领航", jd, tmp_path / "a.html")
    with pytest.raises(ConfigError, match="allowed with --jd"):
        write_own(sample_run, "post", post, jd, tmp_path / "a.png")
