"""Co-words on texts counted by hand."""

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.extract.keywords import count_keywords, cut_words
from jobmine.measure.coword_network import coword_tables
from jobmine.measure.cowords import count_cowords, shift_table

TEXTS = ["支持创业，支持培养。支持创业", "创业培养"]


def weights(unit, rule, **more):
    found = count_cowords(cut_words(TEXTS, unit=unit), unit=unit, rule=rule, min_df=1, **more)
    return {f"{a}{b}": w for a, b, w in found.pairs[["node_a", "node_b", "weight"]].values.tolist()}


@pytest.mark.parametrize(
    ("unit", "rule", "wanted"),
    [
        ("document", "binary", {"创业支持": 1, "培养支持": 1, "创业培养": 2}),
        ("document", "product", {"创业支持": 6, "培养支持": 3, "创业培养": 3}),
        ("sentence", "binary", {"创业支持": 2, "培养支持": 1, "创业培养": 2}),
        ("sentence", "product", {"创业支持": 3, "培养支持": 2, "创业培养": 2}),
    ],
)
def test_weights_by_unit_and_rule(unit, rule, wanted):
    assert weights(unit, rule) == wanted


def test_cosine_of_products_is_that_of_the_vectors():
    # sentences: 支持 2 1 0, 创业 1 1 1
    found = count_cowords(cut_words(TEXTS, unit="sentence"), unit="sentence", rule="product", min_df=1).pairs
    pair = found.query("node_a == '创业' and node_b == '支持'").iloc[0]
    assert pair["cosine"] == pytest.approx(3 / np.sqrt(5 * 3))
    assert (pair["frequency_a"], pair["frequency_b"]) == (3, 3)


def test_windows_of_two_words_pair_neighbours():
    # 支持 创业 支持 培养 支持 创业: five windows; 创业 培养: one
    assert weights("window", "binary", window=2) == {"创业支持": 3, "培养支持": 2, "创业培养": 1}


def test_a_document_shorter_than_a_window_is_one_window():
    words = cut_words(["创业培养", "支持创业"], unit="window")
    counts = count_keywords(words, np.arange(len(words.names)), window=5)
    assert counts.sum(axis=1)[counts.sum(axis=1) > 0].tolist() == [2, 2]


def test_weight_is_at_most_the_lower_frequency_by_a_binary_unit():
    for unit in ("document", "sentence", "window"):
        found = count_cowords(cut_words(TEXTS * 3, unit=unit), unit=unit).pairs
        assert (found["weight"] <= found[["frequency_a", "frequency_b"]].min(axis="columns")).all()


def test_edges_are_the_heaviest_pair_of_each_keyword():
    made = coword_tables(count_cowords(cut_words(TEXTS, unit="sentence"), unit="sentence", min_df=1))
    assert made["edges"].frame.set_index("keyword")["edge"].to_dict() == {
        "创业": "创业-培养", "培养": "创业-培养", "支持": "创业-支持"
    }  # fmt: skip
    assert made["pairs"].frame["in_forest"].sum() == 2


def test_synonyms_are_merged_and_stay_whole_and_stop_words_go():
    words = cut_words(["引才和社保"], synonyms={"引才": "引进"}, stop_words=["社会保险"])
    assert words.names == ["引进"]


def test_shift_is_highest_for_what_only_one_group_says():
    words = cut_words(["出入境 引进"] * 5 + ["人工智能 引进"] * 5)
    made = shift_table(words, ["a"] * 5 + ["b"] * 5, by="year").frame
    assert made.groupby("year")["keyword"].first().to_dict() == {"a": "出入境", "b": "人工智能"}
    assert made.query("keyword == '引进'")["log_odds_z"].abs().max() < 1e-9


@pytest.mark.parametrize("wrong", [{"unit": "page"}, {"rule": "sum"}, {"unit": "window", "window": 1}])
def test_unknown_units_and_rules_are_refused(wrong):
    with pytest.raises(ConfigError, match="allowed"):
        count_cowords(cut_words(TEXTS), **wrong)


def test_too_few_keywords_are_an_error():
    with pytest.raises(ConfigError, match="0 keywords"):
        count_cowords(cut_words(["的了", "和"], unit="sentence"), unit="sentence")
