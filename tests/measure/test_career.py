from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobmine.errors import ConfigError
from jobmine.measure.career import CERTIFICATE, INDUSTRY, OCCUPATION, POST, UNSEEN, career_table, map_table
from jobmine.model.major_map import read_links, shipped_links

Build = Callable[..., Any]
CNC = "460103"


@pytest.fixture
def tables(build: Build, ask: Callable[..., Any]) -> Any:
    """Fifty postings, forty of 数控技术: thirty turners in 34, ten designers; one of 36; ten nurses of no major."""
    text = "任职要求：持有车工证，熟悉数控编程，能看懂机械图纸。"
    return build(
        postings=[
            {
                "post": "数控车工" if i < 30 else "结构设计" if i < 40 else "护士",
                "industry": "34" if i < 30 else "36" if i == 30 else None,
                "text": text,
            }
            for i in range(50)
        ],
        posting_classes=[
            {
                "posting_id": f"p{i}",
                "occupation": "6-18-01-01" if i < 30 else "2-02-07-01" if i < 40 else "2-05-08-01",
                "in_scope": True,
            }
            for i in range(50)
        ],
        posting_major=[
            {"posting_id": f"p{i}", "major": CNC, "how": "named" if i < 5 else "title", "weight": 1.0}
            for i in range(40)
        ],
        sections=[{"posting_id": f"p{i}", "kind": "requirements", "start": 0, "end": 26} for i in range(50)],
        mentions=[*ask(range(20), "车工证", "certificate"), *ask([20], "焊工证", "certificate", negated=True)],
    )


def rows(table: Any, item: str) -> list[tuple[str, str, int]]:
    frame = table.frame[(table.frame["item"] == item) & (table.frame["n"] > 0)]
    return list(zip(frame["code"], frame["name"], frame["n"], strict=True))


def test_class_and_category_have_the_codes_of_the_catalogue(tables: Any) -> None:
    first = career_table(tables, "数控技术", "高职").frame.iloc[:2]
    assert first[["code", "name", "n", "n_named"]].to_numpy().tolist() == [
        ["46", "装备制造大类", 40, 5],
        ["4601", "机械设计制造类", 40, 5],
    ]


def test_occupations_are_counted_by_their_group(tables: Any) -> None:
    found = rows(career_table(tables, CNC), OCCUPATION)
    assert found == [("6-18-01", "机械冷加工人员", 30), ("2-02-07", "机械工程技术人员", 10)]


def test_posts_and_industries_are_those_of_the_majors_postings(tables: Any) -> None:
    table = career_table(tables, CNC)
    assert rows(table, POST) == [("", "数控车工", 30), ("", "结构设计", 10)]
    assert ("34", "通用设备制造业", 30) in rows(table, INDUSTRY)


def test_shares_are_of_the_majors_postings_and_of_readable_ones_for_certificates(tables: Any) -> None:
    frame = career_table(tables, CNC).frame.set_index("name")
    assert frame.loc["数控车工", ["base", "share"]].to_list() == [40, 0.75]
    assert frame.loc["车工证", ["item", "base", "share"]].to_list() == [CERTIFICATE, 40, 0.5]
    assert "焊工证" not in frame.index


def test_what_a_standard_has_and_no_posting_shows_is_marked(tables: Any) -> None:
    frame = career_table(tables, CNC).frame
    unseen = frame[frame["flag"] == UNSEEN]
    assert (unseen["n"] == 0).all()
    assert "2-02-29" in unseen["code"].to_list()  # 质量管理工程技术人员 of the teaching standard


def test_the_source_of_the_map_stands_beside_a_code(tables: Any) -> None:
    frame = career_table(tables, CNC).frame.set_index("code")
    assert "教学标准" in frame.loc["2-02-07", "source"]


def test_a_single_posting_is_listed_only_where_the_map_has_it(tables: Any) -> None:
    listed = [code for code, _, n in rows(career_table(tables, CNC), INDUSTRY) if n == 1]
    mapped = {link.industry for link in shipped_links() if link.major == CNC}
    assert set(listed) <= mapped


def test_few_postings_show_counts_only(build: Build) -> None:
    few = build(
        postings=[{"post": "数控车工"} for _ in range(5)],
        posting_major=[{"posting_id": f"p{i}", "major": CNC, "how": "title", "weight": 1.0} for i in range(5)],
    )
    frame = career_table(few, CNC).frame
    assert frame["share"].isna().all()


def test_an_unknown_major_and_a_run_without_majors_are_errors(build: Build, tables: Any) -> None:
    with pytest.raises(ConfigError, match="no major '数控工艺'"):
        career_table(tables, "数控工艺", "高职")
    with pytest.raises(ConfigError, match="no posting leads to a major"):
        career_table(build(postings=[{}]), CNC)


def test_the_map_written_as_csv_is_a_map_of_ones_own(tmp_path: Path) -> None:
    map_table("护理", "高职").to_csv(tmp_path / "own.csv")
    own = {(link.occupation, link.industry, link.weight) for link in read_links(tmp_path / "own.csv")}
    assert own == {(s.occupation, s.industry, s.weight) for s in shipped_links() if s.major == "520201"}
