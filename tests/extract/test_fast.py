import shutil

import numpy as np
import pyarrow as pa
import pytest

from jobmine import data
from jobmine.errors import ModelError
from jobmine.extract import fast
from jobmine.extract.lines import GAP, N_FEATURES, describe_characters, distinct_lines, inside_of
from jobmine.extract.mentions import extract_batch, extract_text
from jobmine.extract.sections import classify_sentences
from jobmine.extract.texts import Texts
from jobmine.extract.vocabulary import load_vocabulary

SENTENCE = "熟悉供应链管理，具备良好的沟通能力，有责任心，持有C1驾照，会计、财务管理等相关专业优先"


def lines_of(*texts):
    joined = Texts.join(texts)
    wanted, required = joined.codes != ord("\n"), np.full(len(texts), True)
    return distinct_lines(joined, wanted, classify_sentences(joined), required)


@pytest.fixture
def model_copy(tmp_path, monkeypatch):
    """A copy of the model's folder that the tagger reads from."""
    folder = tmp_path / "model"
    shutil.copytree(data.path(fast.FOLDER), folder)
    monkeypatch.setattr(fast, "FOLDER", str(folder))
    fast.load_network.cache_clear()
    yield folder
    fast.load_network.cache_clear()


def test_each_kind_is_found():
    assert {m.surface: m.kind for m in extract_text(SENTENCE, tagger="fast")} == {
        "供应链管理": "knowledge",
        "沟通能力": "skill",
        "责任心": "quality",
        "C1驾照": "certificate",
        "会计": "major",
        "财务管理": "major",
    }


def test_a_term_that_the_lexicon_lacks_is_found():
    assert [m.surface for m in extract_text("熟悉QWERT3D建模软件", tagger="fast")] == ["QWERT3D建模软件"]


def test_mentions_say_that_the_tagger_found_them():
    assert {(m.by, 0 < m.score <= 1) for m in extract_text(SENTENCE, tagger="fast")} == {("tagger", True)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "A" * 5000,
        "requirements: Python and C++, 3 years",
        "熟悉\ud83d的供应链管理",
        "😀熟悉CAD😀，\u3000有责任心",
    ],
)
def test_offsets_are_those_of_the_text_whatever_it_is(text):
    for section in ("all", "requirements"):
        for found in extract_text(text, tagger="fast", section=section):
            assert text[found.start : found.end].replace("\ud83d", "\ufffd") == found.surface


def test_a_line_of_5000_characters_is_read_to_its_end():
    text = "熟悉供应链管理和成本核算流程以及各种相关工作，" * 220 + "有责任心"
    found = extract_text(text, tagger="fast")
    assert (found[-1].surface, found[-1].end) == ("责任心", len(text))


def test_what_is_found_does_not_depend_on_the_texts_beside_it():
    texts = [SENTENCE, "要求：\n1、会开叉车\n2、身体健康", "", "任职要求：熟悉Java", SENTENCE]
    table = pa.RecordBatch.from_pydict({"posting_id": [str(i) for i in range(5)], "text": texts})
    together = extract_batch(table, tagger="fast")["mentions"].to_pylist()
    alone = [extract_batch(table.slice(i, 1), tagger="fast")["mentions"].to_pylist()[0] for i in range(5)]
    assert together == alone


def test_how_texts_are_cut_into_chunks_changes_no_score(monkeypatch):
    lines = lines_of(*(SENTENCE[i:] for i in range(30)))
    slots = describe_characters(lines, load_vocabulary())
    whole = fast.score_lines(fast.load_network(), lines, slots)
    monkeypatch.setattr(fast, "_CHUNK", 50)
    inside = inside_of(lines) > 0
    assert np.allclose(fast.score_lines(fast.load_network(), lines, slots)[inside], whole[inside], atol=1e-4)


def test_equal_lines_under_one_heading_are_looked_at_once():
    lines = lines_of("会Java\n会C", "会C", "会Java")
    assert (lines.of.tolist(), lines.length.tolist()) == ([0, 1, 1, 0], [5, 2])


def test_lines_are_laid_out_with_gaps():
    lines = lines_of("会C", "懂PLC")
    assert lines.start.tolist() == [GAP, GAP + 2 + GAP]
    assert inside_of(lines).sum() == 6
    assert "".join(map(chr, lines.codes[lines.start[1] : lines.start[1] + 4])) == "懂plc"


def test_a_character_falls_into_the_same_slots_wherever_its_line_stands():
    alone, among = lines_of("熟悉供应链管理"), lines_of("会C", "熟悉供应链管理", "x")
    vocabulary = load_vocabulary()
    of_alone = describe_characters(alone, vocabulary)[:, GAP : GAP + 7]
    start = among.start[1]
    assert (describe_characters(among, vocabulary)[:, start : start + 7] == of_alone).all()
    assert of_alone.shape == (N_FEATURES, 7)


@pytest.mark.parametrize("name", ["weights.npz", "SHA256SUMS"])
def test_a_missing_file_is_named(model_copy, name):
    (model_copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        extract_text("熟悉CAD", tagger="fast")
    assert extract_text("熟悉CAD", tagger="lexicon")


def test_a_damaged_file_is_named(model_copy):
    whole = (model_copy / "weights.npz").read_bytes()
    (model_copy / "weights.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match=r"weights\.npz"):
        extract_text("熟悉CAD", tagger="fast")
