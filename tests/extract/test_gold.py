"""The labelled sample that ships: its labels are sound, and extraction by the lexicon is as good as it was measured."""

import json
from functools import cache

import pytest

from jobmine.config import Config
from jobmine.data import path, read_tsv
from jobmine.extract.aspects import tell_aspects
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.sections import split_sections
from jobmine.extract.terms import name_folded
from jobmine.extract.texts import fold
from jobmine.measure.quality import score_mentions
from jobmine.pipeline.steps import predict_mentions
from jobmine.schema import ASPECTS, EDUCATIONS, KINDS, LEVELS, SECTIONS

FILES = ("postings", "negation")


@cache
def read(name):
    lines = path(f"gold/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def whole_postings():
    return [record for record in read("postings") if record["unit"] == "posting"]


def trades():
    return {row["key"] for row in read_tsv("lexicon/trades.tsv")}


@cache
def scores(name, tagger="lexicon"):
    config = Config().override(extract__tagger=tagger, run__workers=1)
    return score_mentions(read(name), predict_mentions(read(name), config))


@cache
def kinds_of_characters():
    """The labelled and the found section of each character that is not blank."""
    pairs = []
    for record in whole_postings():
        text, wanted, found = record["req"], [], []
        for section in record["sections"]:
            wanted += [section["kind"]] * (section["end"] - section["start"])
        for section in split_sections(text):
            found += [section.kind] * (section.end - section.start)
        pairs += [pair for *pair, c in zip(wanted, found, text, strict=True) if not c.isspace()]
    return pairs


def share_of_characters():
    pairs = kinds_of_characters()
    return sum(wanted == found for wanted, found in pairs) / len(pairs)


def requirements_f1():
    wanted, found = ([kind == "requirements" for kind in side] for side in zip(*kinds_of_characters(), strict=True))
    both = sum(w and f for w, f in zip(wanted, found, strict=True))
    return 2 * both / (sum(wanted) + sum(found))


def aspect_accuracy():
    lexicon, rows = load_lexicon(), read_tsv("gold/aspects.tsv")
    named = [name_folded(fold(row["term"]), "knowledge", lexicon) for row in rows]
    told = [known or tell_aspects([term])[0] for term, known in named]
    return sum(got == row["aspect"] for got, row in zip(told, rows, strict=True)) / len(rows)


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique(name):
    ids = [record["id"] for record in read(name)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", FILES)
def test_mentions_are_spans_of_their_text_that_do_not_overlap(name):
    for record in read(name):
        end = 0
        for m in record["mentions"]:
            assert end <= m["start"] < m["end"] <= len(record["req"]), record["id"]
            assert m["text"] == record["req"][m["start"] : m["end"]] == m["text"].strip(), record["id"]
            end = m["end"]


@pytest.mark.parametrize("name", FILES)
def test_labels_are_known_ones(name):
    for record in read(name):
        assert record["education"] in {None, *EDUCATIONS}, record["id"]
        assert record["experience_min_years"] is None or record["experience_min_years"] >= 0, record["id"]
        for m in record["mentions"]:
            assert m["type"] in KINDS and m["level"] in {None, *LEVELS}, record["id"]
            assert {type(m["preferred"]), type(m["negated"])} == {bool}, record["id"]


def test_trades_are_those_of_the_lexicon_and_many():
    of = {record["trade"] for record in read("postings")}
    assert of <= trades()
    assert len(of) >= 30


def test_sections_cover_whole_postings_without_gaps():
    for record in whole_postings():
        edges = [(s["start"], s["end"]) for s in record["sections"]]
        assert [start for start, _ in edges] == [0, *(end for _, end in edges[:-1])], record["id"]
        assert edges[-1][1] == len(record["req"]), record["id"]
        assert {s["kind"] for s in record["sections"]} <= set(SECTIONS), record["id"]


def test_mentions_of_whole_postings_stand_in_their_requirements():
    for record in whole_postings():
        asked = [s for s in record["sections"] if s["kind"] == "requirements"]
        for m in record["mentions"]:
            assert any(s["start"] <= m["start"] and m["end"] <= s["end"] for s in asked), (record["id"], m["text"])


def test_tasks_are_spans_of_the_duties():
    for record in whole_postings():
        duties = [s for s in record["sections"] if s["kind"] == "duties"]
        for task in record["tasks"]:
            assert task["text"] == record["req"][task["start"] : task["end"]] == task["text"].strip(" ，；。"), record[
                "id"
            ]
            assert any(s["start"] <= task["start"] and task["end"] <= s["end"] for s in duties), record["id"]
            assert type(task["assists"]) is bool, record["id"]


def test_aspects_are_known_ones_of_distinct_terms():
    rows = read_tsv("gold/aspects.tsv")
    assert {row["aspect"] for row in rows} == set(ASPECTS)
    assert len({row["term"] for row in rows}) == len(rows) >= 150


def test_the_sample_is_as_large_as_promised():
    assert len(read("postings")) >= 66
    assert 3 * len(whole_postings()) >= len(read("postings"))
    assert len(read("negation")) >= 150
    assert sum(m["negated"] for record in read("negation") for m in record["mentions"]) >= 60


# Floors stand 0.02 to 0.03 below what was measured on 2026-11-25, which the comments give.


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("exact", 0.89),  # 0.916: precision 0.942, recall 0.892
        ("relaxed", 0.925),  # 0.950
    ],
)
def test_mentions_of_postings_are_found(figure, floor):
    assert scores("postings")[figure]["f1"] >= floor


@pytest.mark.parametrize(
    ("tagger", "exact", "relaxed"),
    [
        ("fast", 0.89, 0.93),  # 0.914, 0.954
        ("best", 0.91, 0.945),  # 0.932, 0.966
    ],
)
def test_the_networks_find_the_mentions_of_postings(tagger, exact, relaxed):
    figures = scores("postings", tagger)
    assert figures["exact"]["f1"] >= exact
    assert figures["relaxed"]["f1"] >= relaxed


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("knowledge", 0.87),  # 0.895
        ("skill", 0.895),  # 0.922
        ("quality", 0.89),  # 0.919
        ("certificate", 0.93),  # 0.955
        ("major", 0.95),  # 0.973
    ],
)
def test_mentions_of_each_kind_are_found(kind, floor):
    assert scores("postings")["by_type"][kind]["f1"] >= floor


@pytest.mark.parametrize(
    ("attribute", "floor"),
    [
        ("level", 0.975),  # 0.999
        ("preferred", 0.97),  # 0.993
    ],
)
def test_attributes_of_found_mentions_are_right(attribute, floor):
    assert scores("postings")["attributes"][attribute] >= floor


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("p", 0.96),  # 0.983
        ("r", 0.945),  # 0.967: 59 of the 61 negated mentions that were found (82 are labelled)
    ],
)
def test_negation_of_found_mentions_is_told(figure, floor):
    assert scores("negation")["negation"][figure] >= floor


@pytest.mark.parametrize(
    ("field", "floor"),
    [
        ("education", 0.975),  # 1.000
        ("experience_min_years", 0.95),  # 0.974
    ],
)
def test_education_and_experience_are_read(field, floor):
    of = scores("postings")["fields"][field]
    assert of["accuracy"] >= floor
    assert of["invented"] == 0


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        (share_of_characters, 0.925),  # 0.948
        (requirements_f1, 0.95),  # 0.970
    ],
)
def test_sections_are_told_apart(figure, floor):
    assert figure() >= floor


def test_aspects_are_told():
    assert aspect_accuracy() >= 0.91  # 0.935; 94 of the 154 terms stand in the lexicon
