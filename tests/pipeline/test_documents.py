"""The report of a finished run: a training plan's tables beside it, sentences left out, pictures drawn anew."""

import docx
import openpyxl
import pandas as pd
import pytest

from jobmine.errors import ReadError
from jobmine.measure.table import new_table, notes_frame, write_csv
from jobmine.pipeline.documents import write_report

SENTENCE = "熟悉夹具设计者优先"


def write_aligned(folder):
    """Tables as `jobmine align` leaves them."""
    courses = pd.DataFrame(
        {
            "course": ["机械制图", "公差配合"],
            "conformity": [0.3, 1.0],
            "state": ["未开设", "符合"],
            "nearest": ["", "公差"],
        }
    )
    actions = pd.DataFrame(
        {"action": ["增"], "kind": ["skill"], "term": ["夹具设计"], "n": [9], "share": [0.225], "example": [SENTENCE]}
    )
    tables = {
        "conformity": new_table(
            courses, name="conformity", title="教学标准符合度", counts="课程数", notes=["平均 0.65"]
        ),
        "actions": new_table(actions, name="actions", title="增强减保留", n=40, titles={"example": "例句"}),
    }
    for name, table in tables.items():
        write_csv(table.frame, folder / "tables" / f"{name}.csv")
    write_csv(notes_frame(tables), folder / "tables" / "notes.csv")
    return folder


def words(path):
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


@pytest.mark.parametrize("place", ["alignment", "elsewhere"])
def test_a_plan_beside_the_standard_stands_in_the_report(tiny_copy, tmp_path, place):
    from jobmine.pipeline.runs import open_run

    folder = write_aligned((tiny_copy if place == "alignment" else tmp_path) / place)
    given = None if place == "alignment" else folder
    ((path),) = write_report(open_run(tiny_copy), formats=("docx",), alignment=given, out=tmp_path / "a.docx")
    text = words(path)
    assert "教学标准的课程中未开设的有「机械制图」。" in text
    assert "本校没有课程承担、职位要求多的有「夹具设计」（22.5%）。" in text
    assert f"{place}/tables/actions.csv" in text
    assert "〔待补充：教学标准符合度" not in text and "〔待补充：要求与课程的对应" not in text


def test_without_a_plan_the_report_says_what_would_bring_it(tiny_run, tmp_path):
    ((path),) = write_report(tiny_run, formats=("docx",), out=tmp_path / "a.docx")
    text = words(path)
    assert "〔待补充：教学标准符合度" in text and "jobmine align" in text


def test_a_folder_without_such_tables_is_an_error(tiny_run, tmp_path):
    with pytest.raises(ReadError, match=r"notes\.csv"):
        write_report(tiny_run, formats=("docx",), alignment=tmp_path, out=tmp_path / "a.docx")
    write_csv(notes_frame({}), tmp_path / "notes.csv")
    with pytest.raises(ReadError, match=r"none of conformity, alignment.*jobmine align wrote"):
        write_report(tiny_run, formats=("docx",), alignment=tmp_path, out=tmp_path / "a.docx")


@pytest.mark.parametrize("examples", [True, False])
def test_sentences_of_a_plans_table_are_left_out_with_the_others(tiny_run, tmp_path, examples):
    folder = write_aligned(tmp_path / "plan")
    page, book = write_report(
        tiny_run, formats=("html", "xlsx"), alignment=folder, examples=examples, out=tmp_path / "out"
    )
    assert (SENTENCE in page.read_text(encoding="utf-8")) == examples
    cells = [cell for row in openpyxl.load_workbook(book)["增强减保留"].iter_rows(values_only=True) for cell in row]
    assert (SENTENCE in cells) == examples


def test_pictures_are_kept_only_where_this_program_drew_them(tiny_copy, tmp_path):
    from jobmine.pipeline.runs import open_run

    def drawn():
        write_report(open_run(tiny_copy), formats=("html",), out=tmp_path / "a.html")
        return {path.name: path.stat().st_mtime_ns for path in (tiny_copy / "figures").glob("*.png")}

    first = drawn()
    assert first and drawn() == first
    (tiny_copy / "figures" / ".drawn").write_text("older", encoding="utf-8")
    again = drawn()
    assert set(again) == set(first) and not set(again.values()) & set(first.values())
    lost = min(again)
    (tiny_copy / "figures" / lost).unlink()
    third = drawn()
    assert {name for name in third if third[name] != again[name]} == {lost}
