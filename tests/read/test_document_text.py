"""Texts of documents of each kind, in each encoding."""

import docx
import pytest

from jobmine.errors import ReadError
from jobmine.read.document_text import read_document_text

TEXT = "苏州市人才办法\n第一条　支持领军人才创业，给予项目经费。"
READ = "苏州市人才办法\n第一条 支持领军人才创业，给予项目经费。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_any_encoding(tmp_path, encoding):
    file = tmp_path / "a.txt"
    file.write_bytes((TEXT * 3).encode(encoding))
    assert read_document_text(file).startswith(READ)


def test_a_word_file_with_its_table_in_place(tmp_path):
    document = docx.Document()
    document.add_paragraph("第一条")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "博士", "30万元"
    document.add_paragraph("第二条")
    document.save(tmp_path / "a.docx")
    assert read_document_text(tmp_path / "a.docx") == "第一条\n博士，30万元\n第二条"


def test_a_page_without_scripts_styles_and_navigation(tmp_path):
    file = tmp_path / "a.htm"
    page = (
        "<head><title>x</title></head><nav>首页</nav><script>var a</script><div>第一条&nbsp;支持<b>人才</b></div>第二条"
    )
    file.write_text(page, encoding="utf-8")
    assert read_document_text(file) == "第一条 支持人才\n第二条"


@pytest.mark.parametrize(("name", "content"), [("a.txt", b" \n"), ("a.docx", b"x"), ("a.doc", b"x"), ("a.pdf", b"x")])
def test_what_has_no_text_is_an_error_that_names_the_file(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReadError, match=name):
        read_document_text(tmp_path / name)
