"""The page as a person uses it, in Chromium; skipped where Streamlit or the browser is missing."""

from __future__ import annotations

import json
import zipfile

import pytest

from jobmine.data import path
from jobmine.testing import ROWS

pytestmark = pytest.mark.slow
SCRIPT = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
EMOJI = "😀🎉"


@pytest.fixture(scope="module")
def finished(page, tmp_path_factory):
    """The page after a run of a small file: columns confirmed, 高职 and a major chosen."""
    rows = [{**ROWS[3], "id": f"c{n}", "公司名称": f"长沙示例{n}商贸有限公司"} for n in range(12)]
    rows[1] = {**rows[1], "公司名称": f"长沙{SCRIPT}有限公司"}
    rows[0] = {**rows[0], "职位描述": f"任职要求：{EMOJI}{SCRIPT}会计专业，熟练使用用友财务软件和Excel；细心、诚信。"}
    file = tmp_path_factory.mktemp("files") / "会计 招聘.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (*ROWS, *rows)), encoding="utf-8")
    page.open()
    page.put("files", file)
    page.click("read")
    assert "读到 24 条职位" in page.wait(lambda: page.all('[data-testid="stAlert"]'))[0].text
    page.click("confirm")
    page.choose("level", "高职")
    page.choose("major-", "大数据与会计")
    kept = [row.text.split()[-2:] for row in page.wait(lambda: page.all(".jm tbody tr"))]
    assert kept[0] == ["24", "0"]
    assert int(kept[2][0]) >= 12
    page.pick("tagger", "快速")
    page.click("run")
    page.wait(lambda: page.all(".st-key-docx button"), 180)
    page.settle()
    return page


def test_documents_are_downloaded_and_open(finished):
    from docx import Document
    from openpyxl import load_workbook

    finished.go("概况")
    words = [p.text for p in Document(finished.download("docx", ".docx")).paragraphs]
    assert any("岗位" in text for text in words)
    assert len(load_workbook(finished.download("xlsx", ".xlsx")).sheetnames) > 3


def test_a_term_opens_postings_with_the_term_marked_by_characters(finished):
    finished.go("词项")
    finished.press("kind", "能力")
    finished.choose("term-skill", "Excel")
    marks = finished.wait(lambda: finished.all(".jm-text mark"))
    assert {mark.text for mark in marks} == {"Excel"}
    assert finished.driver.execute_script("return window.hit === undefined")


def test_every_page_is_shown_without_error_or_outside_request_at_two_widths(finished):
    for width, height in ((1280, 1000), (390, 844)):
        finished.driver.set_window_size(width, height)
        for title in ("概况", "岗位", "词项", "任务", "紧缺", "薪酬", "词云", "质量"):
            finished.go(title)
            assert not finished.all('[data-testid="stException"]'), title
            assert finished.all(".stCode, [data-testid='stExpander']"), title
            overflow = "return document.documentElement.scrollWidth - window.innerWidth"
            assert finished.driver.execute_script(overflow) <= 0, (title, width)
    finished.driver.set_window_size(1280, 1000)
    assert finished.driver.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in finished.driver.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith((finished.address, "data:", "blob:"))] == []


def test_a_plan_is_put_in_and_set_beside_what_is_asked_for(finished):
    from openpyxl import load_workbook

    finished.go("课程")
    finished.put("plan", path("sample/人才培养方案_电子商务.xlsx"))
    finished.click("align")
    finished.wait(lambda: finished.all('[class*="st-key-align-tables"]'), 120)
    finished.settle()
    assert not finished.all('[data-testid="stException"]')
    assert load_workbook(finished.download("align-tables", "tables.xlsx")).sheetnames


def test_two_tabs_do_not_mix(finished):
    driver, first = finished.driver, finished.driver.current_window_handle
    finished.go("概况")
    address = driver.current_url
    driver.switch_to.new_window("tab")
    finished.open()
    assert "选择招聘文件" in finished.text
    driver.close()
    driver.switch_to.window(first)
    finished.go("词项")
    finished.go("概况")
    assert driver.current_url == address
    assert finished.all(".st-key-docx button")


def test_a_role_is_renamed_in_place_and_the_run_redone(finished):
    finished.go("岗位")
    finished.write("mend-role-name", "财务岗位群")
    finished.click("mend-role-add")
    finished.click("redo")
    heads = "return [...document.querySelectorAll('.jm tbody td:first-child')].map(cell => cell.textContent)"
    finished.wait(lambda: "财务岗位群" in finished.driver.execute_script(heads), 180)


def test_the_run_is_found_again_by_its_address_and_by_the_list(finished):
    address = finished.driver.current_url
    finished.open()
    finished.wait(lambda: "会计 招聘.jsonl" in finished.text)
    assert "完成" in finished.text
    finished.driver.get(address)
    finished.wait(lambda: finished.all(".st-key-page button"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图片.csv", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("空.csv", b""),
        ("坏.xlsx", b"PK\x03\x04" + bytes(50)),
    ],
    ids=["picture", "empty", "damaged"],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(page, tmp_path, name, content):
    refused(page, tmp_path / name, content)


def test_an_archive_that_unpacks_to_far_more_is_refused(page, tmp_path):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(2100):
            member.write(bytes(1_000_000))
    refused(page, bomb, None)


def test_a_workbook_with_macros_and_a_million_empty_rows_is_read_for_its_cells_alone(page, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [tuple(ROWS[0]), *(tuple(row.values()) for row in ROWS)]:
        sheet.append(row)
    sheet.cell(1_048_576, 3).value = " "
    book.save(tmp_path / "plain.xlsx")
    bad = tmp_path / "宏.xlsm"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as macros:
        for name in plain.namelist():
            macros.writestr(name, plain.read(name))
        macros.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    page.open()
    page.put("files", bad)
    page.click("read")
    told = page.wait(lambda: page.all('[data-testid="stAlert"]'), 120)[0].text
    assert f"读到 {len(ROWS)} 条职位" in told


def test_a_file_over_the_limit_is_refused(page, tmp_path):
    large = tmp_path / "large.csv"
    large.write_bytes(bytes(6_000_000))
    page.open()
    page.put("files", large)
    page.wait(lambda: "5.0MB" in page.text)
    assert not page.all(".st-key-read")


def refused(page, file, content):
    if content is not None:
        file.write_bytes(content)
    page.open()
    page.put("files", file)
    page.click("read")
    (told,) = page.wait(lambda: page.all('[data-testid="stAlert"]'))
    assert told.text.startswith("读不了这些文件")
    assert "\n" not in told.text
    assert "/input/" not in told.text
    assert not page.all(".st-key-confirm")
