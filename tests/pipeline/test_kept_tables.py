"""Tables asked for after a run: in its folder, in the API, in the next report and workbook."""

import pandas as pd
import pytest

from jobmine.pipeline.documents import write_report
from jobmine.pipeline.kept_tables import keep_tables, kept_tables
from jobmine.pipeline.robustness import check_robustness
from jobmine.pipeline.runs import open_run


@pytest.fixture
def done(tiny_copy):
    run = open_run(tiny_copy)
    keep_tables(run, check_robustness(run, top_n=3))
    return run


def test_the_api_finds_them(done):
    assert done.table("sensitivity")["term"].nunique() == 3
    assert kept_tables(done)["sensitivity"].meta["title"] == "稳健性：换一种口径的占比"
    assert kept_tables(done, besides=["sensitivity"]) == {}


def test_their_notes_stand_beside_those_of_the_run_once(done):
    keep_tables(done, kept_tables(done))
    notes = pd.read_csv(done.path / "tables" / "notes.csv", encoding="utf-8-sig")
    assert (notes["sheet"] == "pay").any()
    assert ((notes["sheet"] == "sensitivity") & (notes["key"] == "title")).sum() == 1


def test_the_next_report_and_workbook_take_them_up(done, tmp_path):
    write_report(done, formats=("html", "xlsx"), out=tmp_path)
    assert "换一种口径" in (tmp_path / "report.html").read_text(encoding="utf-8")
    with pd.ExcelFile(tmp_path / "tables.xlsx", engine="calamine") as book:
        assert "稳健性：换一种口径的占比" in book.sheet_names
