"""A college's own .docx as template: place-holders, also in split runs, tables, headers; materials."""

from __future__ import annotations

import logging

import docx
import pandas as pd
import pytest

from jobmine.errors import ReadError
from jobmine.show.materials import read_materials
from jobmine.show.outline import Draft
from jobmine.show.report import Report
from jobmine.show.wordreport import write_word


@pytest.fixture
def draft(demand) -> Draft:
    manifest = {"counts": {"n": 1200, "n_text": 800}, "settings": {"scope": {"major": "数控技术"}}}
    return Draft(Report("调研报告 {{单位}}", source="a.csv"), {"demand": demand}, {}, manifest)


def filled(template, draft, tmp_path):
    template.save(tmp_path / "own.docx")
    return docx.Document(
        str(write_word(draft, tmp_path / "out.docx", template=tmp_path / "own.docx", organisation="某校"))
    )


def test_a_place_holder_in_split_runs_is_filled_in_the_look_of_its_first_run(tmp_path, draft):
    template = docx.Document()
    paragraph = template.add_paragraph("共有 ")
    paragraph.add_run("{").bold = True
    paragraph.add_run("{职位")
    paragraph.add_run("数}").italic = True
    paragraph.add_run("} 个职位，{{有效职位数}} 个可读。")
    after = filled(template, draft, tmp_path).paragraphs[0]
    assert after.text == "共有 1,200 个职位，800 个可读。"
    assert [run.text for run in after.runs if run.bold] == ["1,200"]


def test_place_holders_in_tables_headers_and_footers_are_filled(tmp_path, draft):
    template = docx.Document()
    template.add_table(1, 1).rows[0].cells[0].text = "专业：{{专业}}"
    template.sections[0].header.paragraphs[0].text = "{{ 单位 }}"
    template.sections[0].footer.paragraphs[0].text = "{{来源}}"
    document = filled(template, draft, tmp_path)
    assert document.tables[0].rows[0].cells[0].text == "专业：数控技术"
    assert document.sections[0].header.paragraphs[0].text == "某校"
    assert document.sections[0].footer.paragraphs[0].text == "a.csv"


def test_a_table_takes_the_place_of_its_paragraph(tmp_path, draft):
    template = docx.Document()
    for text in ("前", "{{表:demand}}", "后"):
        template.add_paragraph(text)
    document = filled(template, draft, tmp_path)
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "前"
    assert texts[-1] == "后"
    assert not any("{{" in text for text in texts)
    assert document.tables[0].rows[1].cells[2].text == "成本核算"


def test_unknown_names_stay_and_are_named_with_the_nearest_known(tmp_path, draft, caplog):
    template = docx.Document()
    template.add_paragraph("{{职位总数}} {{职位数}}")
    with caplog.at_level(logging.WARNING):
        document = filled(template, draft, tmp_path)
    assert document.paragraphs[0].text == "{{职位总数}} 1,200"
    assert "职位总数 (did you mean 职位数?)" in caplog.text


def test_what_is_filled_in_is_not_looked_through_again(tmp_path, draft):
    template = docx.Document()
    template.add_paragraph("{{标题}}")
    assert filled(template, draft, tmp_path).paragraphs[0].text == "调研报告 {{单位}}"


def test_materials_fill_their_parts(tmp_path, draft):
    folder = tmp_path / "材料"
    folder.mkdir()
    policy = docx.Document()
    policy.add_paragraph("近三年政策如下。")
    table = policy.add_table(2, 3)
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "名称"
    table.rows[1].cells[2].text = "要求对接产业"
    policy.save(folder / "policy.docx")
    pd.DataFrame({"院校": ["甲校", "乙校"], "招生": [120, 80.5]}).to_excel(folder / "布点.xlsx", index=False)
    (folder / "毕业生.txt").write_bytes("对口率为学校调查。".encode("gb18030"))
    draft.materials = read_materials(folder)
    document = docx.Document(str(write_word(draft, tmp_path / "a.docx")))
    texts = [p.text for p in document.paragraphs]
    assert {"近三年政策如下。", "对口率为学校调查。"} <= set(texts)
    assert not any(
        text.startswith(("〔待补充：政策汇总表", "〔待补充：专业布点", "〔待补充：毕业生")) for text in texts
    )
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["名称", "", ""] in rows
    assert ["甲校", "120"] in rows
    assert ["乙校", "80.5"] in rows


def test_material_of_no_known_name_is_reported(tmp_path, caplog):
    (tmp_path / "随笔.docx").write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        assert read_materials(tmp_path) == {}
    assert "随笔.docx" in caplog.text
    assert "布点" in caplog.text


def test_a_broken_material_is_an_error_that_names_it(tmp_path):
    (tmp_path / "政策.docx").write_bytes(b"no zip")
    with pytest.raises(ReadError, match=r"政策\.docx: cannot be read"):
        read_materials(tmp_path)
