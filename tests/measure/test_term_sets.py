from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobmine.config import MeasureConfig
from jobmine.errors import ConfigError
from jobmine.measure.term_sets import TermSet, read_term_sets, set_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]
GREEN = TermSet("绿色", ("EHS",), ("环保", "光伏"), ("环保意识",))


@pytest.mark.parametrize(
    ("term", "inside"),
    [("EHS", True), ("ehs", True), ("ＥＨＳ", True), ("节能环保", True), ("环保意识", False), ("焊接", False)],
)
def test_terms_of_a_set(term: str, inside: bool) -> None:
    assert GREEN.has(term) is inside


def test_a_posting_counts_once_for_a_set(build: Build, ask: Ask) -> None:
    mentions = [*ask(range(10), "光伏", "knowledge"), *ask(range(5, 15), "EHS", "knowledge"), *ask(range(20), "焊接")]
    tables = build(postings=[{"city": "南京" if i < 20 else "苏州"} for i in range(40)], mentions=mentions)
    frame = set_table(tables, "city", sets=[GREEN]).frame
    assert frame[["city", "n", "n_text", "share"]].to_numpy().tolist() == [["南京", 15, 20, 0.75], ["苏州", 0, 20, 0.0]]
    assert frame["location_quotient"].to_list() == [2.0, 0.0]
    assert (frame["n_terms"].iloc[0], frame["examples"].iloc[0]) == (2, "EHS、光伏")


def test_a_set_that_no_posting_asks_for_is_a_row_of_zeros(build: Build) -> None:
    row = set_table(build(postings=[{}] * 30), (), sets=[GREEN]).frame.iloc[0]
    assert (row["n"], row["share"], row["n_terms"]) == (0, 0.0, 0)


def test_a_group_without_texts_has_no_share(build: Build) -> None:
    row = set_table(build(postings=[{"text": ""}] * 30), (), sets=[GREEN]).frame.iloc[0]
    assert (row["n_text"], row["flag"]) == (0, "样本过少，只列计数")


def test_own_sets_stand_beside_the_shipped_ones_and_in_their_place(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("set\tterms\tcontains\twithout\n智能建造\tBIM|装配式建筑\t\t\n绿色\t\t低碳\t\n", encoding="utf-8")
    sets = {one.name: one for one in read_term_sets([file])}
    assert list(sets) == ["数字", "国际化", "绿色", "创新改进", "人工智能", "智能建造"]
    assert sets["绿色"] == TermSet("绿色", (), ("低碳",))


def test_the_setting_names_own_files(tmp_path: Path, build: Build, ask: Ask) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("set\tterms\n焊\t焊接\n", encoding="utf-8")
    tables = build(postings=[{}] * 30, mentions=ask(range(30), "焊接"))
    frame = set_table(tables, (), config=MeasureConfig(term_sets=(str(file),))).frame.set_index("set")
    assert frame.loc["焊", "n"] == 30


@pytest.mark.parametrize("text", ["name\tterms\nx\ty\n", "set\tterms\n\tBIM\n", "set\tterms\n绿色\t\n"])
def test_a_file_that_is_no_list_of_sets_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"bad\.tsv"):
        read_term_sets([file])
    with pytest.raises(ConfigError, match="cannot be read"):
        read_term_sets([tmp_path / "absent.tsv"])
