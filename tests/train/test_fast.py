"""The student network learns, and its arrays say what it says. Needs the extra `train`."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from jobmine.extract.fast import network_of, score_lines  # noqa: E402 - after the guard
from jobmine.extract.lines import GAP, distinct_lines, inside_of  # noqa: E402
from jobmine.extract.sections import classify_sentences  # noqa: E402
from jobmine.extract.texts import Texts  # noqa: E402
from jobmine.extract.vocabulary import load_vocabulary  # noqa: E402
from jobmine.train import fast  # noqa: E402

TEXT = "熟悉供应链管理，有责任心\n会计等相关专业优先"


def record(text, *mentions):
    spans = [{"start": text.index(m), "end": text.index(m) + len(m), "type": kind} for m, kind in mentions]
    return {"req": text, "mentions": spans}


@pytest.fixture
def lesson():
    mentions = ("供应链管理", "knowledge"), ("责任心", "quality"), ("会计", "major")
    return fast.describe([record(TEXT, *mentions)] * 2, load_vocabulary())


def test_equal_postings_are_one_lesson_with_labels_where_the_mentions_stand(lesson):
    assert lesson.length.tolist() == [12, 9]
    labelled = np.flatnonzero(lesson.label > 0) - GAP
    assert labelled.tolist() == [2, 3, 4, 5, 6, 9, 10, 11, 12 + GAP, 13 + GAP]


def test_the_arrays_score_as_the_network_does(lesson):
    torch.manual_seed(0)
    student = fast.Student(np.full(1 << fast.BITS, True)).eval()
    texts = Texts.join([TEXT])
    lines = distinct_lines(texts, texts.codes != ord("\n"), classify_sentences(texts), np.array([True]))
    inside = inside_of(lines)
    with torch.no_grad():
        wanted = student(torch.from_numpy(lesson.slots.T.copy()).long(), torch.from_numpy(inside)).numpy()
    found = score_lines(network_of(student.arrays()), lines, lesson.slots)
    assert np.abs(found - wanted)[inside > 0].max() < 0.02


def test_it_learns_what_it_is_shown(lesson, monkeypatch):
    monkeypatch.setattr(fast, "_FEWEST", 1)
    monkeypatch.setattr(fast, "_BATCH", 60)
    *_, student = fast.train([lesson], [400], 4, random_state=0)
    mentions = ("供应链管理", "knowledge"), ("责任心", "quality"), ("会计", "major")
    assert fast.measure(network_of(student.arrays()), [record(TEXT, *mentions)], load_vocabulary())["f1"] == 1.0
