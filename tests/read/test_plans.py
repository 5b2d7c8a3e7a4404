"""Training plans: the layouts that colleges hand in, sums as a check, and what is no plan."""

import csv
from pathlib import Path

import docx
import pytest

from jobmine.data import path as data
from jobmine.errors import ReadError
from jobmine.read.plans.plan import read_plan
from jobmine.read.plans.tables import PlanTable, read_table

HERE = Path(__file__).parent
COLUMNS = ["course", "course_type", "credits", "hours", "term"]
TYPES = ("公共基础课", "专业基础课", "专业核心课", "专业拓展课", "实践")


def expected(name):
    with (HERE / "plans" / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [{**row, "credits": float(row["credits"]), "hours": float(row["hours"])} for row in rows]


def read(path):
    return read_plan(path).courses.select(COLUMNS).to_pylist()


def make_pdf(path, lines):
    """Write words at places, (x, y, text), in the font that every reader of PDF has for Chinese."""
    words = "".join(f"BT /F1 9 Tf 1 0 0 1 {x} {y} Tm <{text.encode('gbk').hex()}> Tj ET\n" for x, y, text in lines)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words.encode()),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 859"
        b"/Descent -140/CapHeight 683/StemV 80>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    path.write_bytes(content)
    return path


def cnc_lines():
    """A 教学进程表 as it is printed: two rows of heads, types beside the middle of their rows, sums."""
    y = 760
    lines = [(40, 790, "表3 数控技术专业教学进程表"), (360, y, "按学期分配")]
    heads = zip((40, 110, 240, 280, 330), ("课程类别", "课程名称", "学分", "总学时", "学期"), strict=True)
    lines += [(x, y - 14, text) for x, text in heads]
    y -= 32
    for kind in TYPES:
        rows = [row for row in expected("cnc") if row["course_type"] == kind]
        lines.append((40, y - 16 * (len(rows) // 2) + 8 * (len(rows) % 2 == 0), kind))
        for row in rows:
            lines += [(110, y, row["course"]), (245, y, f"{row['credits']:g}"), (285, y, f"{row['hours']:g}")]
            lines.append((335, y, row["term"]))
            y -= 16
        lines += [(110, y, "小计"), (245, y, f"{sum(r['credits'] for r in rows):g}")]
        lines.append((285, y, f"{sum(r['hours'] for r in rows):g}"))
        y -= 16
    return lines


@pytest.mark.parametrize(("file", "name"), [("护理.docx", "nursing"), ("电子商务.xlsx", "ecommerce")])
def test_merged_cells_and_heads_in_rows_are_read_whole(file, name):
    assert read(data(f"sample/人才培养方案_{file}")) == expected(name)


def test_a_text_pdf_is_read_by_where_its_words_stand(tmp_path):
    pytest.importorskip("pypdf")
    assert read(make_pdf(tmp_path / "方案.pdf", cnc_lines())) == expected("cnc")


@pytest.mark.parametrize("file", ["护理.docx", "电子商务.xlsx"])
def test_sums_that_add_up_are_not_flagged(file):
    assert read_plan(data(f"sample/人才培养方案_{file}")).notes == []


def test_texts_of_another_table_join_the_course():
    rows = read_plan(data("sample/人才培养方案_护理.docx")).courses.to_pylist()
    assert next(row["text"] for row in rows if row["course"] == "药理学").startswith("常用药物的作用")


def test_the_same_plan_is_read_the_same_twice():
    file = data("sample/人才培养方案_护理.docx")
    assert read_plan(file).courses.equals(read_plan(file).courses)


def test_a_course_named_twice_is_kept_and_flagged(tmp_path):
    file = tmp_path / "方案.csv"
    file.write_text("课程名称,学分,学时\n制图,2,32\n制图,3,48\n", encoding="utf-8")
    plan = read_plan(file)
    assert plan.courses["hours"].to_pylist() == [32, 48]
    assert plan.notes == ["方案.csv：课程“制图”出现不止一次，各行都保留"]


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ("制图,2,32,16,8", "方案.csv 第2行“制图”的学时为 32，理论与实践相加为 24"),
        ("制图,2,32,16,16\n小计,3,32,16,16", "方案.csv 第3行“小计”的学分为 3，所列各课相加为 2"),
        ("制图,2,32,16,16\n,2,32,16,16", "方案.csv 第3行没有课程名称，未列入：2｜32｜16"),
    ],
)
def test_what_does_not_add_up_is_flagged(tmp_path, rows, note):
    file = tmp_path / "方案.csv"
    file.write_text(f"课程名称,学分,总学时,理论学时,实践学时\n{rows}\n", encoding="utf-8")
    assert read_plan(file).notes == [note]


def test_a_card_of_one_course_is_read():
    rows = [
        ["课程名称", "机械制图", "学分", "4", "学时", "64"],
        ["课程目标", *["能读懂零件图"] * 5],
        ["主要内容", *["三视图、剖视图"] * 5],
    ]
    (course,) = read_table(PlanTable("表1", "专业基础课", rows)).courses
    assert (course.name, course.credits, course.hours, course.texts) == (
        "机械制图", 4, 64, ["能读懂零件图", "三视图、剖视图"],
    )  # fmt: skip


def test_a_line_across_the_table_gives_the_type():
    rows = [["课程", "学时"], ["（一）公共基础课程"] * 2, ["体育", "32"], ["（二）专业核心课程"] * 2, ["焊接", "64"]]
    assert [c.course_type for c in read_table(PlanTable("表1", "", rows)).courses] == ["公共基础课", "专业核心课"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("方案.doc", b"\xd0\xcf\x11\xe0", "另存为 .docx"),
        ("方案.docx", b"no zip", "not a .docx file"),
        ("方案.csv", "姓名,电话\n张三,1\n".encode(), "no table of courses in 1 tables; sought a table with 课程名称"),
        ("方案.txt", b"x", "no kind of plan"),
    ],
)
def test_what_is_no_plan_is_an_error_that_says_what_to_do(tmp_path, name, content, message):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ReadError, match=message):
        read_plan(file)


def test_a_word_file_without_a_course_table_says_what_was_sought(tmp_path):
    document = docx.Document()
    document.add_paragraph("人才培养方案")
    document.save(tmp_path / "方案.docx")
    with pytest.raises(ReadError, match="no table of courses in 0 tables"):
        read_plan(tmp_path / "方案.docx")


def test_a_scan_is_told_from_a_text(tmp_path):
    pytest.importorskip("pypdf")
    with pytest.raises(ReadError, match="扫描件"):
        read_plan(make_pdf(tmp_path / "扫描.pdf", []))
