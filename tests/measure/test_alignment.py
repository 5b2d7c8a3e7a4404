"""The three-way table, 符合度, matrices and the 培养规格 draft on postings counted by hand."""

import pandas as pd
import pyarrow as pa
import pytest

from jobmine.engines.local import LocalTables
from jobmine.measure.alignment import alignment_table
from jobmine.measure.curriculum import conformity_table, matrix_table, period_table, specification_table
from jobmine.schema import SCHEMAS

TEXT = "任职要求：熟悉数控编程，能够独立操作数控车床，有责任心，服从安排。"
ASKED = {
    ("knowledge", "数控编程"): 40,
    ("quality", "责任心"): 30,
    ("quality", "服从安排"): 25,
    ("knowledge", "焊接"): 1,
}


@pytest.fixture(scope="module")
def tables():
    """A hundred readable postings; the first k of them ask for each term."""
    days = ["2024-10-05" if i < 50 else "2025-02-05" for i in range(100)]
    postings = [{"posting_id": f"{i:03}", "text": TEXT} for i in range(100)]
    mentions = [
        {"posting_id": f"{i:03}", "kind": kind, "term": term, "negated": False, "preferred": term == "责任心",
         "level": "掌握" if term == "数控编程" else None}
        for (kind, term), k in ASKED.items() for i in range(k)
    ]  # fmt: skip
    made = {
        "postings": pa.Table.from_pylist(postings, schema=SCHEMAS["postings"]),
        "sections": pa.Table.from_pylist(
            [{"posting_id": row["posting_id"], "kind": "requirements"} for row in postings], schema=SCHEMAS["sections"]
        ),
        "mentions": pa.Table.from_pylist(mentions, schema=SCHEMAS["mentions"]),
    }
    published = pa.array(pd.to_datetime(days).date, SCHEMAS["postings"].field("published").type)
    place = made["postings"].schema.get_field_index("published")
    made["postings"] = made["postings"].set_column(place, SCHEMAS["postings"].field("published"), published)
    return LocalTables(made)


@pytest.fixture(scope="module")
def courses():
    rows = [
        ("own", "数控编程"),
        ("own", "书法"),
        ("own", "思想道德"),
        ("standard", "数控编程技术"),
        ("standard", "热处理"),
    ]
    frame = pd.DataFrame(rows, columns=["origin", "course"])
    return frame.assign(course_type="专业核心课", credits=4.0, hours=64.0, text=None)


@pytest.fixture(scope="module")
def found():
    rows = [
        (0, "knowledge", "数控编程", "name text"), (1, "knowledge", "书法", "name"), (2, "quality", "责任心", "text"),
        (3, "knowledge", "数控编程", "name"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["number", "kind", "term", "how"])


@pytest.fixture(scope="module")
def aligned(tables, courses, found):
    return alignment_table(tables, courses, found)


@pytest.mark.parametrize(
    ("term", "n", "taught", "in_standard", "state", "action"),
    [
        ("数控编程", 40, True, True, "已覆盖", "强"),
        ("责任心", 30, True, False, "已覆盖", "强"),
        ("服从安排", 25, False, False, "缺失", "增"),
        ("书法", 0, True, False, "已覆盖", "保留"),  # 0 of 100 leaves up to 3.7 %
    ],
)
def test_each_term_has_its_three_sides(aligned, term, n, taught, in_standard, state, action):
    row = aligned.frame.set_index("term").loc[term]
    assert (row["n"], row["taught"], row["in_standard"], row["state"], row["action"]) == (
        n, taught, in_standard, state, action,
    )  # fmt: skip


def test_a_term_of_one_posting_that_no_plan_has_is_left_out(aligned):
    assert "焊接" not in set(aligned.frame["term"])


def test_a_missing_term_names_the_course_asked_for_together_with_it(aligned):
    row = aligned.frame.set_index("term").loc["服从安排"]
    assert row["nearest"] == "思想道德"
    assert row["association"] == pytest.approx(25**2 / (25 * 30) / 3)


def test_the_same_table_twice_is_the_same(tables, courses, found, aligned):
    pd.testing.assert_frame_equal(alignment_table(tables, courses, found).frame, aligned.frame)


def test_conformity_is_one_for_a_name_but_for_filling_words(courses, found):
    frame = conformity_table(courses, found).frame.set_index("course")
    assert frame.loc["数控编程技术", ["conformity", "state", "nearest"]].tolist() == [1.0, "符合", "数控编程"]
    assert frame.loc["热处理", ["conformity", "state", "nearest"]].tolist() == [0.0, "未开设", ""]


def test_the_draft_has_a_line_for_each_core_term(tables, aligned):
    frame = specification_table(tables, aligned).frame
    assert frame[["number", "line", "strength"]].values.tolist() == [
        ["1-1", "具有责任心", "弹性"], ["1-2", "具有服从安排", "刚性"], ["2-1", "掌握数控编程", "刚性"],
    ]  # fmt: skip


def test_the_matrix_says_how_strongly_a_course_serves_a_line(tables, aligned, courses, found):
    table = matrix_table(courses, found, specification_table(tables, aligned), indicators=True)
    assert table.frame.drop(columns="course_type").values.tolist() == [
        ["数控编程", "", "", "H"], ["书法", "", "", ""], ["思想道德", "M", "", ""],
    ]  # fmt: skip
    assert table.meta["notes"] == ["没有课程支撑的：1-2"]


def test_two_periods_are_set_side_by_side(tables, aligned):
    sides = [("2024", "published < CAST('2025-01-01' AS DATE)"), ("2025", "published >= CAST('2025-01-01' AS DATE)")]
    row = period_table(tables, aligned, sides).frame.set_index("term").loc["数控编程"]
    assert (row["share_old"], row["share_new"], row["change"]) == (0.8, 0.0, "下降")
