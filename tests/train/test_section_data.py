import numpy as np

from jobmine.extract.texts import Texts
from jobmine.schema import SECTIONS
from jobmine.train.section_data import UNKNOWN, Posting, by_headings, by_mentions, by_readers, without_headings

DUTIES, REQUIREMENTS = SECTIONS.index("duties"), SECTIONS.index("requirements")
TEXT = "普工\n岗位职责：\n1、负责装配\n任职要求：\n1、能吃苦"


def sentences(labelled):
    texts, start = labelled.layout.texts, labelled.layout.start
    pieces = [texts.slice(a, b).strip() for a, b in zip(start, [*start[1:], len(texts.codes)], strict=True)]
    return list(zip(pieces, labelled.kind.tolist(), strict=True))


def test_a_heading_labels_what_stands_under_it():
    assert sentences(by_headings([Posting("a", 0, TEXT)])[0]) == [
        ("普工", UNKNOWN),
        ("岗位职责:", DUTIES),
        ("1、负责装配", DUTIES),
        ("任职要求:", REQUIREMENTS),
        ("1、能吃苦", REQUIREMENTS),
    ]


def test_columns_label_their_sentences():
    text = "装配零件\n吃苦耐劳"
    assert sentences(by_headings([Posting("a", 0, text, divide=5)])[0]) == [
        ("装配零件", DUTIES),
        ("吃苦耐劳", REQUIREMENTS),
    ]


def test_a_sentence_with_a_mention_is_a_requirement_under_any_heading():
    text = "岗位职责：\n负责装配\n有责任心"
    labelled, holds = by_mentions([{"req": text, "mentions": [{"start": text.index("责任心")}]}])
    assert sentences(labelled)[1:] == [("负责装配", DUTIES), ("有责任心", REQUIREMENTS)]
    assert holds.tolist() == [False, False, True]


def test_marks_of_readers_go_by_most_characters():
    posting = Posting("a", 0, "装配零件，会电工\n包吃住", cuts=((0, DUTIES), (5, REQUIREMENTS), (9, 2)))
    assert by_readers([posting]).kind.tolist() == [DUTIES, 2]


def test_headings_are_cut_out_and_labels_follow():
    labelled = by_headings([Posting("a", 0, TEXT)])[0]
    bare = [without_headings(labelled, np.random.default_rng(seed)) for seed in range(8)]
    assert all("要求" not in part.layout.texts.folded for part in bare)
    assert any(
        [pair for pair in sentences(part) if pair[0]]
        == [("普工", UNKNOWN), ("1、负责装配", DUTIES), ("1、能吃苦", REQUIREMENTS)]
        for part in bare
    )
    assert isinstance(bare[0].layout.texts, Texts)
