import shutil

import numpy as np
import pyarrow as pa
import pytest

from jobmine import data
from jobmine.errors import ModelError
from jobmine.extract import best
from jobmine.extract.mentions import extract_batch, extract_text
from jobmine.extract.taggers import choose_tagger

SENTENCE = "熟悉供应链管理，具备良好的沟通能力，有责任心，持有C1驾照，会计、财务管理等相关专业优先"


def kinds(text, **options):
    return {m.surface: m.kind for m in extract_text(text, tagger="best", **options)}


@pytest.fixture
def model_copy(tmp_path, monkeypatch):
    """A copy of the model's folder that the tagger reads from."""
    folder = tmp_path / "model"
    shutil.copytree(data.path(best.FOLDER), folder)
    monkeypatch.setattr(best, "FOLDER", str(folder))
    best.load_encoder.cache_clear()
    yield folder
    best.load_encoder.cache_clear()


def test_each_kind_is_found():
    assert kinds(SENTENCE) == {
        "供应链管理": "knowledge",
        "沟通能力": "skill",
        "责任心": "quality",
        "C1驾照": "certificate",
        "会计": "major",
        "财务管理": "major",
    }


def test_a_term_that_the_lexicon_lacks_is_found():
    assert kinds("熟练掌握格罗弗波尔仿真软件的使用").keys() == {"格罗弗波尔仿真软件"}


def test_mentions_say_that_the_tagger_found_them():
    assert {(m.by, 0 < m.score <= 1) for m in extract_text(SENTENCE, tagger="best")} == {("tagger", True)}


def test_the_lexicon_names_what_the_tagger_found():
    (found,) = extract_text("熟悉ＪＡＶＡ", tagger="best")
    assert (found.surface, found.term, found.aspect) == ("ＪＡＶＡ", "Java", "tool")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "A" * 5000,
        "requirements: Python and C++, 3 years",
        "熟悉\ud83d的供应链管理",
        "😀熟悉CAD😀，\u3000有责任心",
        "1" * 3000 + "熟悉PLC",
        "▁<s></s>熟悉CAD",
    ],
)
def test_offsets_are_those_of_the_text_whatever_it_is(text):
    for section in ("all", "requirements"):
        for found in extract_text(text, tagger="best", section=section):
            assert text[found.start : found.end].replace("\ud83d", "\ufffd") == found.surface


def test_a_line_of_5000_characters_is_read_to_its_end():
    text = "熟悉供应链管理和成本核算流程以及各种相关工作" * 230 + "有责任心"
    found = extract_text(text, tagger="best")
    assert (found[-1].surface, found[-1].end) == ("责任心", len(text))


def test_what_is_found_does_not_depend_on_the_texts_beside_it():
    texts = [SENTENCE, "要求：\n1、会开叉车\n2、身体健康", "", "任职要求：熟悉Java", SENTENCE]
    table = pa.RecordBatch.from_pydict({"posting_id": [str(i) for i in range(5)], "text": texts})
    together = extract_batch(table, tagger="best")["mentions"].to_pylist()
    alone = [extract_batch(table.slice(i, 1), tagger="best")["mentions"].to_pylist()[0] for i in range(5)]
    assert together == alone


def test_benefits_are_not_read():
    text = "任职要求：\n熟悉CAD，有责任心\n福利待遇：\n五险一金，提供英语培训和驾照补贴"
    assert kinds(text, section="requirements").keys() == {"CAD", "责任心"}


def test_a_term_of_ones_own_lexicon_counts(tmp_path):
    own = tmp_path / "own.tsv"
    own.write_text("term\tkind\n岗位要求\tknowledge\n", encoding="utf-8")
    text = "我们的岗位要求是吃苦耐劳"
    assert "岗位要求" not in kinds(text)
    found = extract_text(text, tagger="best", lexicons=(str(own),))
    assert {m.surface: m.by for m in found} == {"岗位要求": "lexicon", "吃苦耐劳": "tagger"}


@pytest.mark.parametrize("name", ["encoder.onnx", "pieces.tsv", "SHA256SUMS"])
def test_a_missing_file_is_named(model_copy, name):
    (model_copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        extract_text("熟悉CAD", tagger="best")
    assert extract_text("熟悉CAD", tagger="lexicon")


@pytest.mark.parametrize("name", ["encoder.onnx", "pieces.tsv"])
def test_a_damaged_file_is_named(model_copy, name):
    whole = (model_copy / name).read_bytes()
    (model_copy / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match=name):
        extract_text("熟悉CAD", tagger="best")


@pytest.mark.parametrize(
    ("tagger", "postings", "chosen"),
    [("auto", 10_000, "best"), ("auto", 10_001, "fast"), ("lexicon", 5, "lexicon"), ("best", 10**6, "best")],
)
def test_the_tagger_follows_from_the_number_of_postings(tagger, postings, chosen):
    assert choose_tagger(tagger, postings) == chosen


def test_scores_have_two_digits():
    scores = np.array([m.score for m in extract_text(SENTENCE, tagger="best")])
    assert (scores == scores.round(2)).all()
