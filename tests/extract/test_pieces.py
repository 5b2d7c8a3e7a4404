import numpy as np
import pytest

from jobmine.extract.labels import LABELS, decode, label_spans
from jobmine.extract.pieces import BEGIN, END, MARK, UNKNOWN, cut_windows, index_pieces, tokenise
from jobmine.extract.texts import Texts

PIECES = [BEGIN, END, UNKNOWN, MARK, "▁C", "AD", "▁20", "23", "沟", "通", "沟通", "。", "熟"]
KNOWN = index_pieces(PIECES, [-1.0] * len(PIECES))


def tokens_of(*texts):
    joined = Texts.join(texts)
    tokens = tokenise(joined, texts, KNOWN)
    return tokens, joined.owner(tokens.start)


def strings(text):
    tokens, _ = tokens_of(text)
    return [(text + "\n")[s:e] for s, e in zip(tokens.start, tokens.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("会CAD", ["会", "C", "AD", "\n"]),
        ("2023年", ["20", "23", "年", "\n"]),
        ("a b", ["a", "b", "\n"]),
        ("沟 通", ["沟", " ", "通", "\n"]),
        ("沟  CAD ", ["沟", "C", "AD", "\n"]),
        ("沟\n\n通", ["沟", "\n", "通", "\n"]),
        ("C++", ["C", "+", "+", "\n"]),
        ("", ["\n"]),
    ],
)
def test_a_character_is_a_token_and_a_latin_word_its_parts(text, parts):
    assert strings(text) == parts


def test_a_token_knows_the_word_that_covers_it():
    tokens, _ = tokens_of("熟沟通")
    assert [PIECES[row] for row in tokens.word] == ["熟", "沟通", "沟通", END]
    assert tokens.place.tolist() == [0, 1, 3, 0]


def test_full_width_capitals_are_capitals():
    assert tokens_of("ＣＡＤ")[0].piece.tolist() == tokens_of("CAD")[0].piece.tolist()


@pytest.mark.parametrize("text", ["沟通。" * 300, "沟" * 1000, "沟\n" * 500, "沟", ""])
def test_windows_cover_every_token_once_and_stay_short(text):
    tokens, owner = tokens_of(text, "熟", text)
    windows = list(cut_windows(tokens, owner, KNOWN, np.full(3, 50)))
    covered = np.concatenate([np.arange(w.begin, w.stop) for w in windows])
    assert covered.tolist() == list(range(len(owner)))
    assert all(w.first <= w.begin < w.stop <= w.last and w.stop - w.begin <= 50 for w in windows)
    assert all(len(set(owner[w.first : w.last].tolist())) == 1 for w in windows)


def test_windows_end_where_sentences_end():
    tokens, owner = tokens_of("沟通沟通沟通。" * 20)
    windows = list(cut_windows(tokens, owner, KNOWN, np.array([50])))
    assert {PIECES[tokens.piece[w.stop - 1]] for w in windows} <= {"。", END}


def test_a_cut_in_mid_sentence_is_seen_from_both_sides():
    tokens, owner = tokens_of("沟" * 120)
    one, *_, last = cut_windows(tokens, owner, KNOWN, np.array([50]))
    assert one.last > one.stop
    assert last.first < last.begin


def test_labels_give_back_their_spans():
    tokens, _ = tokens_of("会CAD和沟通")
    spans = np.array([[1, 4, 0], [5, 7, 1]])
    scores = np.where(np.arange(len(LABELS)) == label_spans(tokens, spans)[:, None], 0, -9).astype(np.float32)
    found = decode(tokens, scores, tokens.piece == 1)
    assert np.stack(found[:3], axis=1).tolist() == spans.tolist()


def test_no_mention_reaches_over_a_line_end():
    tokens, _ = tokens_of("沟\n通")
    scores = np.full((4, len(LABELS)), -5, dtype=np.float32)
    scores[:, LABELS.index("I-skill")] = 0
    scores[0, LABELS.index("B-skill")] = 1
    assert all(end - start == 1 for start, end, *_ in zip(*decode(tokens, scores, tokens.piece == 1), strict=True))
