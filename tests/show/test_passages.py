from __future__ import annotations

from jobmine.show.passages import find_passages, mark_spans


def test_spans_are_characters_also_behind_emoji_and_everything_is_escaped():
    text = "😀👨‍👩‍👧<b>会Excel & Word"
    start = text.index("Excel")
    assert mark_spans(text, [(start, start + 5)]) == "😀👨‍👩‍👧&lt;b&gt;会<mark>Excel</mark> &amp; Word"


def test_overlapping_spans_are_marked_once():
    assert mark_spans("数控车床", [(0, 4), (0, 2)]) == "<mark>数控</mark>车床"


def test_passages_come_page_by_page_with_their_spans(sample_run):
    first, n = find_passages(sample_run, "knowledge", "Excel", most=2)
    second, _ = find_passages(sample_run, "knowledge", "Excel", first=2, most=2)
    ids = [passage.posting_id for passage in (*first, *second)]
    assert n >= len(ids) == len(set(ids))
    assert all(passage.text[start:end] for passage in first for start, end in passage.spans)
