"""A person's decisions on candidate terms, and the lexicon that follows from them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from jobmine.errors import LexiconError
from jobmine.extract.decisions import HEADS, Decision, read_decisions
from jobmine.extract.lexicon import Entry, Lexicon, load_lexicon, read_lexicon
from jobmine.extract.mentions import extract_text
from jobmine.extract.own_lexicon import apply_decisions, write_lexicon

ROWS = [
    {
        "term": "虚构翻样",
        "kind": "knowledge",
        "aspect": "technique",
        "action": "add",
        "value": "",
        "synonyms": "虚构 翻样",
    },
    {"term": "虚构下料", "kind": "knowledge", "action": "同义 synonym", "value": "虚构翻样"},
    {"term": "虚构眼力", "kind": "knowledge", "action": "加入", "value": "能力"},
    {"term": "虚构之物", "kind": "skill", "action": "drop", "value": ""},
    {"term": "虚构未定", "kind": "skill", "action": "", "value": ""},
]


def write(path: Path, rows=ROWS, columns=tuple(HEADS)):
    columns = list(columns)
    frame = pd.DataFrame([{name: row.get(name, "") for name in columns} for row in rows]).rename(columns=HEADS)
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".csv":
        frame.to_csv(path, index=False, encoding="gb18030")
    else:
        frame.to_csv(path, index=False, sep="\t", encoding="utf-8-sig")
    return path


def decided(path: Path):
    return [(row.term, row.kind, row.action, row.value) for row in read_decisions(path) if row.action]


DECIDED = [
    ("虚构翻样", "knowledge", "add", ""), ("虚构下料", "knowledge", "synonym", "虚构翻样"), ("虚构眼力", "skill", "add", ""),
    ("虚构之物", "skill", "drop", ""),
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.tsv", "a.csv", "a.xlsx"])
def test_a_sheet_is_read_as_excel_saves_it(tmp_path, name):
    assert decided(write(tmp_path / name)) == DECIDED


def test_a_workbook_under_the_name_of_a_tsv_is_read(tmp_path):
    assert decided(write(tmp_path / "a.xlsx").rename(tmp_path / "a.tsv")) == DECIDED


def test_unicode_text_of_excel_is_read(tmp_path):
    text = write(tmp_path / "a.tsv").read_text(encoding="utf-8-sig")
    (tmp_path / "b.tsv").write_text(text, encoding="utf-16")
    assert decided(tmp_path / "b.tsv") == DECIDED


def test_moved_columns_are_told_by_their_heads(tmp_path):
    assert decided(write(tmp_path / "a.tsv", columns=reversed(HEADS))) == DECIDED


@pytest.mark.parametrize(
    ("action", "kind", "value"),
    [("add as skill", "skill", ""), ("ADD", "knowledge", ""), ("加入 能力", "skill", ""), ("同义 CAD", "knowledge", "CAD"),
     ("synonym of CAD", "knowledge", "CAD"), ("丢弃 drop", "knowledge", "")],
)  # fmt: skip
def test_the_value_may_stand_with_the_action(tmp_path, action, kind, value):
    file = write(tmp_path / "a.tsv", [{"term": "虚构", "kind": "knowledge", "action": action}])
    assert [(row.kind, row.value) for row in read_decisions(file)] == [(kind, value)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"term": "甲乙", "kind": "skill", "action": "keep"}], "a.tsv:2: action 'keep'; allowed: 加入 add"),
        ([{"term": "甲乙", "kind": "ability", "action": "add"}], "a.tsv:2: kind 'ability' of '甲乙'; allowed: 知识"),
        ([{"term": "甲乙", "kind": "skill", "action": "add", "value": "x"}], "a.tsv:2: kind 'x' of '甲乙'"),
        ([{"term": "甲乙", "kind": "knowledge", "action": "add", "aspect": "x"}], "a.tsv:2: aspect 'x'"),
        ([{"term": "", "kind": "skill", "action": "add"}], "a.tsv:2: term ''"),
        ([{"term": "甲|乙", "kind": "skill", "action": "add"}], "a.tsv:2: term '甲|乙'"),
        ([{"term": "甲乙", "kind": "skill", "action": "synonym"}], "a.tsv:2: '甲乙' is a synonym of what?"),
        ([{"term": "甲乙", "kind": "skill", "action": "synonym", "value": "甲乙"}], "a.tsv:2: '甲乙' is a synonym of itself"),
        ([{"term": "甲乙", "kind": "skill", "action": "drop", "value": "x"}], "a.tsv:2: value 'x'"),
        ([{"term": "甲乙", "kind": "skill", "value": "CAD"}], "a.tsv:2: value 'CAD' without an action"),
        ([{"term": "甲乙", "kind": "skill", "action": "add skill", "value": "知识"}], "a.tsv:2: action 'add skill' against"),
        (
            [{"term": "ABC", "kind": "skill", "action": "add"}, {"term": "abc", "kind": "skill", "action": "drop"}],
            "a.tsv:3: 'abc': drop, but",
        ),
        (
            [{"term": "ABC", "kind": "skill", "action": "add"}, {"term": "ABC", "kind": "quality", "action": "add"}],
            "a.tsv:3: 'ABC': add quality, but",
        ),
        (
            [
                {"term": "甲乙", "kind": "skill", "action": "synonym", "value": "丙丁"},
                {"term": "丙丁", "kind": "skill", "action": "drop"},
            ],
            "which {folder}/a.tsv:3 drops",
        ),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(tmp_path, rows, message):
    with pytest.raises(LexiconError) as caught:
        read_decisions(write(tmp_path / "a.tsv", rows))
    assert message.format(folder=tmp_path) in str(caught.value)


def test_all_bad_rows_are_named_at_once(tmp_path):
    rows = [{"term": "甲乙", "kind": "x", "action": "add"}, {"term": "丙丁", "kind": "skill", "action": "x"}]
    with pytest.raises(LexiconError) as caught:
        read_decisions(write(tmp_path / "a.tsv", rows))
    assert ":2: " in str(caught.value)
    assert ":3: " in str(caught.value)


@pytest.mark.parametrize("text", ["一\t二\n1\t2\n", "term\tkind\nCAD\tskill\n"])
def test_a_sheet_without_the_columns_is_named(tmp_path, text):
    file = tmp_path / "a.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"a\.tsv: no column .*action.*; found "):
        read_decisions(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LexiconError, match="none"):
        read_decisions(tmp_path / "none.tsv")


def test_a_mark_against_formulas_is_taken_off(tmp_path):
    file = write(tmp_path / "a.tsv", [{"term": "'-虚构", "kind": "skill", "action": "add"}])
    assert [row.term for row in read_decisions(file)] == ["-虚构"]


def test_decisions_become_entries(tmp_path):
    entries = apply_decisions(read_decisions(write(tmp_path / "a.tsv")))
    assert [(e.term, e.kind, e.synonyms, e.aspect) for e in entries] == [
        ("虚构翻样", "knowledge", ("虚构 翻样", "虚构下料"), "technique"),
        ("虚构眼力", "skill", (), ""),
    ]


def test_deciding_the_same_again_changes_nothing(tmp_path):
    rows = read_decisions(write(tmp_path / "a.tsv"))
    once = apply_decisions(rows)
    assert apply_decisions(rows, once) == once


def test_a_shipped_entry_keeps_its_surfaces_when_it_gets_a_synonym():
    shipped = next(e for e in load_lexicon().entries if e.term == "JavaScript")
    (entry,) = apply_decisions([Decision("", "虚构脚本", "knowledge", "", (), "synonym", "js")])
    assert entry.term == "JavaScript"
    assert entry.synonyms == (*shipped.synonyms, "虚构脚本")


def test_a_synonym_of_nothing_is_named_with_what_is_near():
    with pytest.raises(LexiconError, match=r"a:2: '虚构' as a synonym of 'JavaScriptx', .*javascript"):
        apply_decisions([Decision("a:2", "虚构", "knowledge", "", (), "synonym", "JavaScriptx")])


def test_what_contradicts_the_lexicon_so_far_is_named():
    own = [Entry("虚构", "quality")]
    with pytest.raises(LexiconError, match=r"a:2: '虚构' is a surface of '虚构' \(quality\)"):
        apply_decisions([Decision("a:2", "虚构", "knowledge", "", (), "add", "")], own)


def test_a_lexicon_is_read_as_it_was_written(tmp_path):
    entries = [Entry("虚构", "knowledge", ("甲", "乙"), "tool", ("software",), "own"), Entry("丙丁", "skill")]
    write_lexicon(entries, tmp_path / "own.tsv")
    assert read_lexicon(tmp_path / "own.tsv") == entries


@pytest.mark.parametrize("name", ["own.xlsx", "own.csv"])
def test_a_lexicon_may_be_a_workbook_or_a_csv_of_excel(tmp_path, name):
    frame = pd.DataFrame({"term": ["虚构"], "kind": ["skill"], "synonyms": ["甲|乙"]})
    file = tmp_path / name
    if name.endswith("xlsx"):
        frame.to_excel(file, index=False)
    else:
        frame.to_csv(file, index=False, encoding="gb18030")
    assert read_lexicon(file) == [Entry("虚构", "skill", ("甲", "乙"))]


def test_a_surface_of_ones_own_stands_for_nothing_else():
    shipped = [Entry("甲", "knowledge"), Entry("乙", "knowledge", ("甲乙",))]
    lexicon = Lexicon.of(shipped, [Entry("甲", "skill"), Entry("丙", "knowledge", ("甲乙",))])
    named = {s: [(lexicon.entries[n].term, lexicon.entries[n].kind) for n in ns] for s, ns in lexicon.surfaces.items()}
    assert named == {
        "甲": [("甲", "skill")], "丙": [("丙", "knowledge")], "甲乙": [("丙", "knowledge")], "乙": [("乙", "knowledge")],
    }  # fmt: skip


@pytest.mark.parametrize("tagger", ["lexicon", "best"])
def test_a_lexicon_of_ones_own_overrides_the_shipped_one(tmp_path, tagger):
    write_lexicon([Entry("Excel", "knowledge", ("虚构表格",), "tool")], tmp_path / "own.tsv")
    text = "熟练使用Excel，会虚构表格"
    found = extract_text(text, lexicons=(str(tmp_path / "own.tsv"),), tagger=tagger)
    assert [(m.surface, m.term, m.kind) for m in found] == [
        ("Excel", "Excel", "knowledge"),
        ("虚构表格", "Excel", "knowledge"),
    ]


def test_entries_serve_as_well_as_their_file(tmp_path):
    entries = (Entry("虚构术语", "knowledge", aspect="tool"),)
    write_lexicon(entries, tmp_path / "own.tsv")
    text = "熟悉虚构术语"
    assert extract_text(text, lexicons=(entries,)) == extract_text(text, lexicons=(str(tmp_path / "own.tsv"),))
