"""Shares corrected for errors of extraction: by hand, and whether their intervals hold the truth."""

import numpy as np
import pytest

from jobmine.measure.corrected import Accuracy, correct_shares, corrected_table


def test_a_share_is_multiplied_by_precision_over_recall():
    # 200 of 1,000; of 100 found 90 are right, of 120 labelled 90 are found: 0.2 * 0.9 / 0.75
    assert correct_shares([200], [1000], Accuracy(90, 10, 30))[0] == pytest.approx([0.24])


def test_perfect_extraction_leaves_a_share_as_it_is():
    assert correct_shares([200], [1000], Accuracy(500, 0, 0))[0] == pytest.approx([0.2])


def test_a_corrected_share_is_at_most_one():
    share, low, high = correct_shares([95], [100], Accuracy(50, 0, 50))
    assert share == high == 1
    assert low < 1 or low == 1


def test_fewer_labels_make_the_interval_wider():
    widths = [
        np.diff(correct_shares([200], [1000], a)[1:], axis=0) for a in (Accuracy(900, 90, 90), Accuracy(30, 3, 3))
    ]
    assert widths[1] > 1.5 * widths[0]


def test_a_kind_of_which_nothing_was_found_is_not_corrected():
    assert np.isnan(correct_shares([5], [100], Accuracy(0, 3, 9))).all()


@pytest.mark.parametrize(
    ("truth", "recall", "precision", "labels", "n_text"),
    [(0.30, 0.70, 0.95, 400, 2000), (0.10, 0.85, 0.70, 300, 1000), (0.05, 0.60, 0.90, 1000, 5000), (0.20, 0.90, 0.90, 150, 600)],
)  # fmt: skip
def test_intervals_hold_the_truth_in_93_to_97_of_a_hundred_samples(truth, recall, precision, labels, n_text):
    """Postings and labels drawn anew 2,000 times from an extraction with a known bias."""
    rng = np.random.default_rng(24)
    added = truth * recall * (1 - precision) / precision / (1 - truth)  # of postings that do not ask for the term
    seen = truth * recall + (1 - truth) * added
    parts = np.array([truth * recall, (1 - truth) * added, truth * (1 - recall)])
    samples = zip(rng.binomial(n_text, seen, 2000), rng.multinomial(labels, parts / parts.sum(), 2000), strict=True)
    held, raw = 0, 0
    for i, (n, labelled) in enumerate(samples):
        _, low, high = correct_shares([n], [n_text], Accuracy(*labelled.tolist()), random_state=i, draws=400)
        held += bool(low[0] <= truth <= high[0])
        raw += abs(n / n_text - truth) < 1.96 * np.sqrt(n / n_text * (1 - n / n_text) / n_text)
    assert 0.93 <= held / 2000 <= 0.97
    if abs(recall - precision) > 0.1:  # the interval of the share as found misses it
        assert raw / 2000 < 0.9


def test_the_table_has_both_shares_and_says_what_is_missing(build, ask):
    tables = build(
        postings=[{} for _ in range(40)], mentions=[*ask(range(20), "焊接"), *ask(range(5), "责任心", "quality")]
    )
    table = corrected_table(tables, {"skill": Accuracy(80, 20, 20)})
    row = table.frame.set_index("term").loc["焊接"]
    assert (row["share"], row["corrected"]) == (0.5, pytest.approx(0.5))
    assert row["corrected_high"] > row["share_high"]
    assert "没有标注而未列：quality" in table.meta["notes"]


def test_few_labels_are_marked(build, ask):
    tables = build(postings=[{} for _ in range(40)], mentions=ask(range(20), "焊接"))
    assert corrected_table(tables, {"skill": Accuracy(8, 2, 2)}).frame["flag"].to_list() == ["标注少"]
