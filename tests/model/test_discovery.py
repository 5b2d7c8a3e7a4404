"""Candidates for new terms: what is counted, what is left out, in which order."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from jobmine.extract.lexicon import Entry, Lexicon
from jobmine.model.branching import count_strings
from jobmine.model.discovery import COLUMNS, discover_terms
from jobmine.model.termhood import c_values

NOTHING = Lexicon.of([])


def found(texts, surfaces, *, employers=None, kind="knowledge", score=1.0, negated=False):
    """Return postings and one mention of each surface, at its first place in the text of the same number."""
    ids = [f"p{number:02d}" for number in range(len(texts))]
    employers = employers or [f"单位{number}" for number in range(len(texts))]
    postings = pa.table({"posting_id": ids, "text": texts, "employer": pa.array(employers, pa.string())})
    rows = [
        {"posting_id": i, "kind": kind, "aspect": "tool" if kind == "knowledge" else None, "term": s.upper(), "surface": s,
         "start": text.index(s), "end": text.index(s) + len(s), "negated": negated, "score": score}
        for i, text, s in zip(ids, texts, surfaces, strict=True) if s
    ]  # fmt: skip
    schema = pa.schema([
        ("posting_id", pa.string()), ("kind", pa.string()), ("aspect", pa.string()), ("term", pa.string()),
        ("surface", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("negated", pa.bool_()), ("score", pa.float64()),
    ])  # fmt: skip
    return postings, pa.Table.from_pylist(rows, schema=schema)


def test_occurrences_and_branching_entropy():
    counts = count_strings(["甲乙丙", "丁乙丙", "甲乙", "乙乙"], ["乙", "乙丙"])
    assert counts.n.tolist() == [5, 2]
    # left of 乙: 甲 甲 丁 (letters), the start of a text, 乙; right: 丙 丙, two ends of texts, 乙
    left = -(2 / 5) * math.log(2 / 5) - 3 / 5 * math.log(1 / 5)
    right = -(2 / 5) * math.log(2 / 5) - 3 / 5 * math.log(1 / 5)
    assert counts.freedom[0] == pytest.approx(min(left, right))
    assert counts.freedom[1] == pytest.approx(math.log(2))  # 甲 and 丁 before, two ends behind
    assert counts.size == 3 + 3 + 2 + 2 + 4


def test_a_latin_word_is_not_found_within_another():
    assert count_strings(["JavaScript and Java"], ["java"]).n.tolist() == [1]


def test_counts_do_not_depend_on_blocks(monkeypatch):
    texts = ["会虚构植保", "懂虚构植保作业"] * 5
    whole = count_strings(texts, ["虚构", "植保"])
    monkeypatch.setattr("jobmine.model.branching._BLOCK", 7)
    pieces = count_strings(texts, ["虚构", "植保"])
    assert (whole.n.tolist(), whole.size) == (pieces.n.tolist(), pieces.size)
    assert whole.freedom == pytest.approx(pieces.freedom)


def test_c_value_takes_off_what_stands_within_longer_candidates():
    # 甲乙: by itself 1, within 甲乙丙 3: 4 less 3; Latin words are one unit, and not found inside others
    assert c_values(["甲乙"], {"甲乙": 1, "甲乙丙": 3}) == pytest.approx([math.log2(3) * 1])
    assert c_values(["ce"], {"ce": 2, "process": 9}) == pytest.approx([math.log2(2) * 2])


def test_columns_and_counts():
    texts = ["会虚构植保", "懂虚构植保，虚构植保", "要虚构植保吗"]
    table = discover_terms(*found(texts, ["虚构植保"] * 3, score=0.8), lexicon=NOTHING)
    assert tuple(table.columns) == COLUMNS
    row = table.iloc[0]
    assert (row["term"], row["kind"], row["aspect"], row["n"], row["n_employers"]) == (
        "虚构植保",
        "knowledge",
        "tool",
        3,
        3,
    )
    assert row["taken"] == pytest.approx(3 / 4)
    assert row["confidence"] == pytest.approx(0.8)
    assert row["cohesion"] == pytest.approx(1.0)  # 4 wholes, 4 halves: ln(size / 4) / ln(size / 4)
    # before 会 懂 ， 要, each once: ln 4; behind: two ends, a comma, 吗: ln 4
    assert row["freedom"] == pytest.approx(math.log(4))
    free = math.log(4) / (1 + math.log(4))
    assert row["score"] == pytest.approx(math.log2(4) * 0.75 * 0.8 * 1 * free)


def test_what_the_lexicon_knows_under_any_kind_is_no_candidate():
    texts = ["会虚构植保", "懂虚构植保", "要虚构植保"]
    known = Lexicon.of([Entry("植保", "skill", ("虚构植保",))])
    assert discover_terms(*found(texts, ["虚构植保"] * 3), lexicon=known).empty


def test_the_longest_known_term_inside_is_named():
    texts = ["会虚构植保软件", "懂虚构植保软件", "要虚构植保软件"]
    known = Lexicon.of([Entry("植保", "skill"), Entry("植物保护", "knowledge", ("虚构植保",))])
    assert discover_terms(*found(texts, ["虚构植保软件"] * 3), lexicon=known)["near"].tolist() == ["植物保护"]


def test_a_misspelt_word_is_set_beside_the_known_one():
    texts = ["会mangodb，", "懂mangodb；", "要mangodb。"]
    known = Lexicon.of([Entry("MongoDB", "knowledge"), Entry("MySQL", "knowledge")])
    assert discover_terms(*found(texts, ["mangodb"] * 3), lexicon=known)["near"].tolist() == ["MongoDB"]


def test_what_is_said_not_to_be_needed_is_no_candidate():
    texts = ["会虚构植保", "懂虚构植保", "要虚构植保"]
    assert discover_terms(*found(texts, ["虚构植保"] * 3, negated=True), lexicon=NOTHING).empty


@pytest.mark.parametrize(
    ("surface", "kind", "kept"),
    [
        ("植保、喷药", "knowledge", False), ("植保和喷药", "knowledge", False), ("亲和力", "quality", True),
        ("植保相关软件", "knowledge", False), ("植保及其自动化", "major", True), ("无不良记录", "quality", False),
        ("无损检测", "knowledge", True), ("植保等软件", "knowledge", False),
    ],
)  # fmt: skip
def test_several_in_a_row_and_vague_words_are_no_term(surface, kind, kept):
    texts = [f"会{surface}", f"懂{surface}", f"要{surface}"]
    assert len(discover_terms(*found(texts, [surface] * 3, kind=kind), lexicon=NOTHING)) == kept


def test_ways_of_writing_are_one_row():
    texts = ["会Abc，懂", "懂ABC。要", "要ABC；会"]
    table = discover_terms(*found(texts, ["Abc", "ABC", "ABC"]), lexicon=NOTHING)
    assert table[["term", "n"]].to_numpy().tolist() == [["ABC", 3]]


def test_the_repeats_of_one_employer_do_not_count():
    texts = ["会虚构植保", "懂虚构植保", "要虚构植保"]
    assert discover_terms(*found(texts, ["虚构植保"] * 3, employers=["甲"] * 3), lexicon=NOTHING).empty


def test_a_sentence_copied_by_many_employers_counts_once():
    texts = ["任职者需会虚构植保作业的操作"] * 3 + ["会虚构喷药作业", "懂虚构喷药施工", "要虚构喷药安排"]
    table = discover_terms(*found(texts, ["虚构植保"] * 3 + ["虚构喷药"] * 3), lexicon=NOTHING)
    assert table["n_employers"].tolist() == [3, 3]
    assert table["term"].tolist() == ["虚构喷药", "虚构植保"]
    assert table.loc[1, "score"] == 0  # one surrounding, so no freedom either


def test_without_employers_postings_count():
    texts = ["会虚构植保", "懂虚构植保", "要虚构植保"]
    postings, mentions = found(texts, ["虚构植保"] * 3)
    nameless = postings.set_column(2, "employer", pa.nulls(3, pa.string()))
    assert discover_terms(nameless, mentions, lexicon=NOTHING)["n"].tolist() == [3]


def test_a_word_that_the_tagger_mostly_leaves_falls_behind():
    texts = [f"{verb}虚构植保，{verb}管理；管理{verb}，管理" for verb in "会懂要能"]
    postings, planted = found(texts, ["虚构植保"] * 4)
    _, common = found(texts, ["管理"] * 4)
    table = discover_terms(postings, pa.concat_tables([planted, common]), lexicon=NOTHING)
    assert table["term"].tolist() == ["虚构植保", "管理"]
    assert table["taken"].tolist() == pytest.approx([1.0, 1 / 3])


def test_examples_are_of_different_employers_and_masked():
    texts = [f"联系13800138000，会虚构植保{n}" for n in range(4)]
    table = discover_terms(*found(texts, ["虚构植保"] * 4, employers=["甲", "甲", "乙", "丙"]), lexicon=NOTHING)
    quoted = table.loc[0, ["example_1", "example_2", "example_3"]].tolist()
    assert quoted == [f"联系***********，会【虚构植保】{n}" for n in (0, 2, 3)]


def test_without_examples_nothing_is_quoted():
    texts = ["会虚构植保", "懂虚构植保", "要虚构植保"]
    table = discover_terms(*found(texts, ["虚构植保"] * 3), lexicon=NOTHING, examples=False)
    assert set(table[["example_1", "example_2", "example_3"]].to_numpy().ravel()) == {""}


def test_nothing_found_is_an_empty_table():
    table = discover_terms(*found(["没有"], [""]), lexicon=NOTHING)
    assert table.empty
    assert tuple(table.columns) == COLUMNS


def test_order_of_the_rows_makes_no_difference():
    texts = [f"{verb}虚构植保，{verb}虚构喷药" for verb in "会懂要能"]
    postings, first = found(texts, ["虚构植保"] * 4)
    mentions = pa.concat_tables([first, found(texts, ["虚构喷药"] * 4)[1]])
    backward = [pa.Table.from_pylist(table.to_pylist()[::-1], schema=table.schema) for table in (postings, mentions)]
    assert discover_terms(*backward, lexicon=NOTHING).equals(discover_terms(postings, mentions, lexicon=NOTHING))
