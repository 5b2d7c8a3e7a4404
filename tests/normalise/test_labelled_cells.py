"""Every labelled cell reads as its label says; the labels are in data/*.tsv, a file a field."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobmine.normalise.age import parse_age
from jobmine.normalise.dates import parse_date
from jobmine.normalise.education import parse_education
from jobmine.normalise.employment import parse_employment
from jobmine.normalise.experience import parse_experience
from jobmine.normalise.headcount import parse_headcount
from jobmine.normalise.parsed import Parsed
from jobmine.normalise.salary import join_salary, parse_salary
from jobmine.normalise.scrambled import decode_scrambled
from jobmine.normalise.sex import parse_sex
from jobmine.schema import EDUCATIONS, EMPLOYMENTS

TODAY = date(2025, 3, 9)
PARSERS: dict[str, Callable[[str], Parsed[Any]]] = {
    "age": parse_age,
    "dates": lambda cell: parse_date(cell, TODAY),
    "education": parse_education,
    "employment": parse_employment,
    "experience": parse_experience,
    "headcount": parse_headcount,
    "salary": parse_salary,
    "sex": parse_sex,
}


def rows(field: str) -> list[dict[str, str]]:
    lines = (Path(__file__).parent / "data" / f"{field}.tsv").read_text(encoding="utf-8").split("\n")
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


CELLS = [pytest.param(field, row, id=f"{field}-{row['cell']}") for field in PARSERS for row in rows(field)]


@pytest.mark.parametrize(("field", "row"), CELLS)
def test_a_labelled_cell_reads_as_its_label(field: str, row: dict[str, str]) -> None:
    parsed = PARSERS[field](row["cell"])
    columns = [name for name in row if name not in ("cell", "rule", "reason", "from")]
    if len(columns) == 1:
        read = {columns[0]: written(parsed.value)}
    else:
        read = {name: written(getattr(parsed.value, name, None)) for name in columns}
    assert read == {name: row[name] for name in columns}
    assert parsed.reason == row["reason"]
    assert "rule" not in row or parsed.rule == row["rule"]


def test_labels_cover_at_least_a_hundred_salaries_of_every_site() -> None:
    salaries = rows("salary")
    sites = {row["from"] for row in salaries} - {"written"}
    assert len(salaries) >= 100
    assert sites == {
        "51job-2018", "51job-2023", "boss-2023", "liepin-zhaopin-2024", "multi-site-2019", "zhaopin-campus-2025",
    }  # fmt: skip


ALPHABET = (
    "0123456789.,-~—～至到千万百kKwW元块/每天日月年周小时·*薪资以上下内起+面议三五十两半零"
    "经验不限应届本科大专高中硕士岁人男女招若干前今昨 ￥$:（）Ａ２\ue031\ue035"
)
TEXTS = st.text() | st.text(ALPHABET, max_size=40)


@pytest.mark.parametrize("field", PARSERS)
@settings(deadline=None)
@given(text=TEXTS)
@example(text="9" * 5000)
@example(text="三" * 5000)
@example(text="9" * 5000 + "万5年前")
@example(text="")
def test_no_parser_raises_on_any_text(field: str, text: str) -> None:
    parsed = PARSERS[field](text)
    assert isinstance(parsed, Parsed)
    if parsed.value is not None:
        assert parsed.rule
        assert not parsed.reason


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from([None, 1.0, 1000.0, 10000.0]))
def test_joining_two_columns_raises_on_no_text(low: str, high: str, months: str, title: str, scale: float) -> None:
    parsed = join_salary(low, high, months, None, title, scale=scale)
    assert parsed.value is None or parsed.rule


@settings(deadline=None)
@given(st.lists(st.none() | TEXTS, max_size=30))
def test_decoding_raises_on_no_column_and_keeps_its_length(column: list[str | None]) -> None:
    assert len(decode_scrambled(column).cells) == len(column)


@settings(deadline=None)
@given(text=TEXTS)
def test_pay_is_positive_and_in_order(text: str) -> None:
    pay = parse_salary(text).value
    if pay is not None:
        ends = [end for end in (pay.min, pay.max) if end is not None]
        assert all(end >= 0 for end in ends)
        assert ends == sorted(ends)


@settings(deadline=None)
@given(text=TEXTS)
def test_classes_are_those_of_the_schema(text: str) -> None:
    assert parse_education(text).value in (None, *EDUCATIONS)
    assert parse_employment(text).value in (None, *EMPLOYMENTS)
