from __future__ import annotations

import duckdb
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.counting import check_expression


@pytest.mark.parametrize(
    "text",
    [
        "city = '南京'",
        "salary_min >= 5000 and not education in ('硕士', '博士')",
        "title like '%焊%' or contains(title, '钳')",
        "list_contains(clusters, '长三角城市群')",
        "published between date '2024-10-01' and '2025-03-31'",
        "agency",
        "agency is not true",
        "(city is null)",
        "coalesce(experience_min, 0) < 3",
        "year(published) = 2024 and length(title) > 2",
        "starts_with(industry_section, 'C')",
        "regexp_matches(title, '焊|钳')",
        "role = '数控' and seniority <> '管理'",
    ],
)
def test_conditions_over_columns_are_allowed(text: str) -> None:
    assert check_expression(check_expression(text)) == check_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "city",
        "salary_min + 1",
        "city = '南京'; drop table postings",
        "select 1",
        "(select 1) = 1",
        "exists (select 1 from postings)",
        "posting_id in (select posting_id from mentions)",
        "read_csv('/etc/passwd') = 1",
        "read_text('x') = 'a'",
        "getenv('HOME') = 'x'",
        "current_setting('access_mode') = 'x'",
        "count(*) > 1",
        "row_number() over () = 1",
        "columns('.*') = 'x'",
        "$1 = city",
        "? = city",
        "p.city = 'x'",
        "postings.city = 'x'",
        "cityy = 'x'",
        "cast(city as json) = 'x'",
        "list_transform(clusters, x -> x) = clusters",
        "1 = 1) or (1 = 1",
        "city = 'x' union select 1",
        "copy postings to 'x'",
        "query('select 1') = 1",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="allowed is one condition"):
        check_expression(text)


def test_the_nearest_column_is_named() -> None:
    with pytest.raises(ConfigError, match="did you mean city"):
        check_expression("cityy = 'x'")


def test_only_the_columns_given_are_known() -> None:
    with pytest.raises(ConfigError, match="unknown column in_scope"):
        check_expression("in_scope", ["city"])


def test_a_comment_cannot_swallow_what_follows() -> None:
    checked = check_expression("city = '南京' -- ")
    assert duckdb.execute(f"SELECT count(*) FROM (SELECT '上海' AS city) WHERE ({checked}) AND TRUE").fetchone() == (0,)


def test_a_quote_in_a_text_stays_in_the_text() -> None:
    checked = check_expression("city = 'a'' or ''1''=''1'")
    assert duckdb.execute(f"SELECT count(*) FROM (SELECT 'b' AS city) WHERE {checked}").fetchone() == (0,)
