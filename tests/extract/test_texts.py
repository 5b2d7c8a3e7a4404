import pytest

from jobmine.extract.texts import Texts, fold


@pytest.mark.parametrize(
    ("given", "folded"),
    [("ＪＡＶＡ", "java"), ("電氣焊", "电气焊"), ("Ａ１　B", "a1 b"), ("\ud800x", "\ufffdx"), ("😀C", "😀c"), ("", "")],
)
def test_folding_keeps_the_length(given, folded):
    assert fold(given) == folded
    assert len(fold(given)) == len(given)


def test_positions_belong_to_their_text():
    texts = Texts.join(["ab", "", "c"])
    assert texts.starts.tolist() == [0, 3, 4, 6]
    assert texts.owner(texts.starts[:-1]).tolist() == [0, 1, 2]
    assert texts.slice(4, 5) == "c"


def test_a_text_alone_folds_as_in_a_batch_whatever_its_characters():
    every = "".join(chr(code) for code in range(0x110000) if code != ord("\n"))
    assert fold(every) == Texts.join([every]).folded[:-1]
