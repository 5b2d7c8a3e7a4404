"""The labelled terms of a published study of one major are typed as printed, but for named exceptions.

29 knowledge, 26 skill and 30 quality terms of
数字化设计与制造技术 (北京人才发展报告（2023）, B.10). The exceptions are those that the labelling guideline reads otherwise.
"""

import csv
from pathlib import Path

import pytest

from jobmine import extract_text
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.texts import fold

DATA = Path(__file__).parent / "data"
FRAMES = {"knowledge": "熟悉{}。", "skill": "具备较强的{}。", "quality": "具备良好的{}。"}


def rows(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


PRINTED = {row["term"]: row["type"] for row in rows("labelled-terms-digital-manufacturing.csv")}
EXCEPTIONS = {row["term"]: row for row in rows("labelled-terms-exceptions.csv")}


def found_in(text):
    return [(mention.surface, mention.kind) for mention in extract_text(text, section="all")]


def of_class(name):
    return sorted(term for term, row in EXCEPTIONS.items() if row["class"] == name)


def test_the_list_has_85_terms_and_25_exceptions():
    assert len(PRINTED) == 85
    assert EXCEPTIONS.keys() <= PRINTED.keys()
    assert len(EXCEPTIONS) == 25


@pytest.mark.parametrize("term", sorted(PRINTED.keys() - EXCEPTIONS.keys()))
def test_a_term_has_its_printed_kind(term):
    frame = "善于{}。" if term == "思考" else FRAMES[PRINTED[term]]
    assert found_in(frame.format(term)) == [(term, PRINTED[term])]


@pytest.mark.parametrize("term", of_class("context"))
def test_a_term_of_two_kinds_is_told_by_its_context(term):
    if EXCEPTIONS[term]["by_guideline"] == "major":
        assert found_in(f"{term}相关专业。") == [(term, "major")]
        assert found_in(f"熟悉{term}。") == [(term, "knowledge")]
    else:
        assert found_in(f"熟悉{term}设计。") == [(f"{term}设计", "knowledge")]


@pytest.mark.parametrize("term", of_class("no_term"))
def test_what_asks_nothing_is_no_term(term):
    assert fold(term) not in load_lexicon().surfaces


@pytest.mark.parametrize("term", of_class("weak"))
def test_a_bare_activity_is_no_term_and_a_complete_one_is(term):
    complete = EXCEPTIONS[term]["form"].split(",")[0]
    assert fold(term) not in load_lexicon().surfaces
    assert found_in(f"熟悉{complete}。") == [(complete, "knowledge")]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("具备良好的抗压性。", [("抗压性", "quality")]),
        ("工作认真负责。", [("认真负责", "quality")]),
        ("具备良好的个人修养与道德品质。", [("个人修养", "quality"), ("道德品质", "quality")]),
        ("具备英语听说读写能力。", [("英语听说读写能力", "skill")]),
        ("善于总结。", [("总结", "skill")]),
    ],
)
def test_form_and_kind_of_the_others(text, mentions):
    assert found_in(text) == mentions
