"""The network of ``fast`` learns some more: gradients are right, lessons are learned, the same way each time."""

import numpy as np
import pytest

from jobmine.extract import learning
from jobmine.extract.fast import Layer, Network, arrays_of, load_network, network_of
from jobmine.extract.learning import Manner, learn
from jobmine.extract.lessons import IGNORED, count_right, describe
from jobmine.extract.vocabulary import load_vocabulary

TEXT = "熟悉蓝墨云班课，会绕线打样，有定力"
MENTIONS = (("蓝墨云班课", "knowledge"), ("绕线打样", "knowledge"), ("定力", "quality"))


def record(text, *mentions):
    spans = [{"start": text.index(m), "end": text.index(m) + len(m), "type": kind} for m, kind in mentions]
    return {"req": text, "mentions": spans}


@pytest.fixture(scope="module")
def lesson():
    return describe([record(TEXT, *MENTIONS)], load_vocabulary())


def test_the_gradient_is_that_of_the_loss():
    """Beside differences of the loss, in a small network of full precision."""
    random = np.random.default_rng(0)
    n, n_hidden, n_rows, label = 9, 5, 6, np.array([0, 1, 2, IGNORED, 0, 2, 1, 1, IGNORED])
    layers = tuple(Layer(random.normal(size=(3, n_hidden, n_hidden)), random.normal(size=n_hidden), d) for d in (1, 3))
    out, out_bias = random.normal(size=(n_hidden, 3)), random.normal(size=3)
    network = Network(None, None, random.normal(size=n_hidden), layers, out, out_bias)
    rows = random.normal(size=(n_rows, n_hidden))
    slot = random.integers(0, n_rows, (n, 4))
    bags = learning._bags(slot, np.ones(slot.shape), n_rows)
    weight = (label >= 0)[:, None] / (label >= 0).sum()
    seen = [random.integers(0, 2, (n, n_hidden)).astype(float) for _ in range(3)]

    def loss(rows):
        inside = (label >= 0)[:, None]
        hidden = np.maximum(rows[slot].sum(axis=1) + network.bias, 0) * inside
        for layer, drawn in zip(layers, seen, strict=False):
            padded = np.pad(hidden * drawn, ((3, 3), (0, 0)))
            near = [padded[3 + step * layer.distance :][:n] @ layer.weights[step + 1] for step in (-1, 0, 1)]
            hidden = (hidden + np.maximum(sum(near) + layer.bias, 0)) * inside
        scores = (hidden * seen[-1]) @ out + out_bias
        log = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return -log[np.arange(n), label.clip(0)][label >= 0].mean()

    slope = learning._slope(network, rows, bags, label, weight, seen)
    for at in np.ndindex(rows.shape):
        step = np.zeros_like(rows)
        step[at] = 1e-6
        assert slope[at] == pytest.approx((loss(rows + step) - loss(rows - step)) / 2e-6, abs=1e-6)


def test_it_learns_what_it_is_shown(lesson):
    shown, vocabulary = [record(TEXT, *MENTIONS)], load_vocabulary()
    before = count_right(load_network(), shown, vocabulary)[0].tolist()
    tuned = learn(load_network(), lesson, Manner(steps=60, rate=0.02, way=1.0))
    assert before[0] < 3
    assert count_right(tuned, shown, vocabulary)[0].tolist() == [3, 3, 3]


def test_what_is_rehearsed_is_learned_too(lesson):
    other = [record("会弹弦子书，有灵气", ("弹弦子书", "knowledge"), ("灵气", "quality"))]
    rehearsal = describe(other, load_vocabulary())
    tuned = learn(load_network(), lesson, Manner(steps=60, rate=0.02, way=1.0), rehearsal=rehearsal)
    found = count_right(tuned, [record(TEXT, *MENTIONS), *other], load_vocabulary())
    assert found.tolist() == [[3, 3, 3], [2, 2, 2]]


def test_the_same_lesson_and_seed_give_the_same_network_and_another_seed_another(lesson):
    one, again, other = (learn(load_network(), lesson, Manner(steps=3), seed) for seed in (0, 0, 1))
    assert np.array_equal(one.table, again.table)
    assert np.array_equal(one.unit, again.unit)
    assert not np.array_equal(one.table, other.table)


def test_only_rows_that_the_lines_use_move(lesson):
    shipped = load_network()
    tuned = learn(shipped, lesson, Manner(steps=3))
    moved = np.abs(tuned.table * tuned.unit - shipped.table * shipped.unit).max(axis=1)
    rest = np.setdiff1d(np.arange(len(moved)), lesson.slots)
    assert moved[rest].max() <= tuned.unit.max()  # a rounding
    assert moved.max() > 0.001
    assert tuned.out is shipped.out


def test_arrays_give_the_network_again():
    shipped = load_network()
    again = network_of(arrays_of(shipped))
    assert np.array_equal(again.table, shipped.table)
    assert [layer.distance for layer in again.layers] == [layer.distance for layer in shipped.layers]


def test_right_found_and_labelled_are_counted_by_posting():
    vocabulary = load_vocabulary()
    postings = [record("熟悉税法", ("税法", "knowledge")), record("熟悉税法", ("熟悉", "skill")), record("包吃")]
    assert count_right(load_network(), postings, vocabulary).tolist() == [[1, 1, 1], [0, 1, 1], [0, 0, 0]]
