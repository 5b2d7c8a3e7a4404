"""No cell makes a parser fail or linger, whatever stands in it."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobmine.normalise.age import parse_age
from jobmine.normalise.dates import latest_day, parse_date
from jobmine.normalise.education import parse_education
from jobmine.normalise.employer import agency_flags, canonical_employer, parse_company_size, parse_company_type
from jobmine.normalise.employment import parse_employment
from jobmine.normalise.experience import parse_experience
from jobmine.normalise.headcount import parse_headcount
from jobmine.normalise.industry import parse_industry
from jobmine.normalise.parsed import Parsed
from jobmine.normalise.place import join_place, parse_place
from jobmine.normalise.salary import column_scale, join_salary, parse_salary
from jobmine.normalise.scrambled import decode_scrambled
from jobmine.normalise.seniority import seniority_of
from jobmine.normalise.sex import parse_sex
from jobmine.normalise.text import clean_text, is_complete, split_list
from jobmine.normalise.title import clean_title, normalise_title
from jobmine.read.content import looks_like, strict_kind
from jobmine.read.masking import mask_personal

TODAY = date(2025, 3, 9)
PARSERS: dict[str, Callable[[str], Parsed[Any]]] = {
    "age": parse_age,
    "company_size": parse_company_size,
    "company_type": parse_company_type,
    "dates": lambda cell: parse_date(cell, TODAY),
    "education": parse_education,
    "employer": canonical_employer,
    "employment": parse_employment,
    "experience": parse_experience,
    "headcount": parse_headcount,
    "industry": parse_industry,
    "place": parse_place,
    "salary": parse_salary,
    "sex": parse_sex,
    "title": normalise_title,
}
LABELLED = Path(__file__).parents[1] / "normalise" / "data"
SECONDS = 2.0  # of processor time, for a cell of at most some ten thousand characters


def labelled_cells() -> list[str]:
    """Return the cells whose reading the tests of the parsers hold."""
    cells = []
    for file in sorted(LABELLED.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            cells += [row["cell"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return cells


KNOWN = [
    *labelled_cells(),
    "北京-朝阳区", "广州·增城区", "「淮安·金湖县」", "异地招聘", "江苏省苏州市工业园区", "全国/远程", "吉林市·吉林省",
    "互联网/电子商务", "网络/信息安全-融资未公开-100-499人", "['计算机软件', '通信/电信']", "其他行业",
    "深圳市星辰科技有限公司", "星辰科技（深圳）有限公司宝安分公司", "某知名公司", "Co., Ltd.", "民营  |  50-150人", "B轮",
    "高薪诚聘！！数控车床操作工（包吃住）8000+", "Java开发工程师-深圳-20k", "<p>会焊接</p>&nbsp;<br>", "电话13800000000",
    "简历投hr@example.com，微信号：abc_12345", "QQ：12345678，0512-57001234转8001",
]  # fmt: skip
MARKS = "0123456789.,-~—～至到千万百kKwW元块/每天日月年周小时·*薪以上下内起+面议三五十两半零人男女招若干前今昨 ￥$:：（）()【】[]「」|丨;；<>&\t\n\xa0\u3000\ue031\ue035\uf0b7Ａ２"
PIECES = st.sampled_from(KNOWN) | st.text(MARKS, max_size=12) | st.text(max_size=12)


@st.composite
def cells(draw: st.DrawFn) -> str:
    """Draw a cell: known ones cut, joined and repeated, with anything between them."""
    cell = ""
    for piece in draw(st.lists(PIECES, max_size=4)):
        start, end = sorted((draw(st.integers(0, len(piece))), draw(st.integers(0, len(piece)))))
        kept = piece if draw(st.booleans()) else piece[start:end]
        cell += kept * draw(st.sampled_from([1, 1, 1, 1, 2, 3, 50, 1000]))
    return cell[:20_000]


def timed(work: Callable[..., Any], *cells: Any) -> Any:
    """Return what a call gives; it may not take long."""
    start = time.process_time()
    result = work(*cells)
    assert time.process_time() - start < SECONDS, "too slow"
    return result


FAST = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


@FAST
@given(cell=cells())
def test_every_parser_gives_a_value_or_a_reason(cell: str) -> None:
    for parse in PARSERS.values():
        parsed = timed(parse, cell)
        assert isinstance(parsed, Parsed)
        if parsed.value is not None:
            assert parsed.rule
            assert not parsed.reason


@FAST
@given(st.lists(st.none() | cells(), min_size=5, max_size=5), st.sampled_from([None, 1.0, 1000.0, 10000.0]))
def test_fields_in_several_columns_give_a_value_or_a_reason(row: list[str | None], scale: float | None) -> None:
    for parsed in (timed(lambda: join_salary(*row, scale=scale)), timed(join_place, *row[:3])):
        assert parsed.value is None or parsed.rule
    timed(seniority_of, row[0], 3.0)


@FAST
@given(cell=cells())
def test_masks_keep_the_length(cell: str) -> None:
    assert len(timed(mask_personal, cell)) == len(cell)


@FAST
@given(cell=cells())
def test_cleaning_twice_is_cleaning_once(cell: str) -> None:
    once = timed(clean_text, pa.array([cell]))
    assert timed(clean_text, once).to_pylist() == once.to_pylist()


@FAST
@given(cell=cells())
def test_words_of_titles_and_forms_of_cells_are_found_in_any_text(cell: str) -> None:
    timed(clean_title, cell)
    timed(strict_kind, cell)
    for kind in ("salary", "education", "experience", "place", "company_size", "date", "url"):
        timed(looks_like, cell, kind)


@FAST
@given(column=st.lists(st.none() | cells(), max_size=8))
def test_whole_columns_keep_their_length(column: list[str | None]) -> None:
    array = pa.array(column, pa.string())
    assert len(timed(decode_scrambled, column).cells) == len(column)
    assert len(timed(is_complete, array)) == len(timed(split_list, array)) == len(column)
    assert len(timed(agency_flags, array, array, array)) == len(column)
    timed(column_scale, column)
    timed(latest_day, pa.chunked_array([array]))
