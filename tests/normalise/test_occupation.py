import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import csr_array

from jobmine.normalise.occupation import (
    OccupationModel,
    chance_of,
    code_titles,
    gram_keys,
    load_model,
    occupation_name,
    occupations_of,
    save_model,
    title_features,
)

CODES = ["2-05-08-01", "4-03-02-01", "6-18-01-01", "6-18-01-02", "6-18-01-04", "8-00-00-00"]


def key(gram: str) -> int:
    return int.from_bytes(gram.encode("utf-16-be"), "big")


@pytest.fixture
def model() -> OccupationModel:
    grams = np.array(sorted(key(gram) for gram in ("车", "铣", "工")), np.uint64)
    weights = np.zeros((3, 6), np.float32)
    weights[grams == key("车"), 2] = 1
    weights[grams == key("铣"), 3] = 1
    weights[grams == key("工"), 2:5] = 0.5, 0.5, 0.25
    return OccupationModel(np.array(CODES), grams, np.ones(3, np.float32), csr_array(weights), (0.0, 1.0, 0.0), 0.65)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("普通车床车工", "6-18-01-01"),
        ("【急招】电焊工（包吃住）", "6-18-02-04"),
        ("口腔护士", "2-05-08-07"),
        ("初中数学老师", "2-08-02-03"),
        ("叉车司机", "6-30-05-01"),
        ("外卖骑手", "4-10-08-01"),
        ("保安", "4-07-05-01"),
    ],
)
def test_plain_posts_get_their_occupation(title, code):
    assert occupations_of(pa.array([title]))["occupation"].to_pylist() == [code]


def test_table_has_the_columns_and_types_of_posting_classes():
    assert occupations_of(pa.array(["护士"])).schema == pa.schema(
        {
            "occupation": pa.string(),
            "occupation_score": pa.float64(),
            "occupation_candidates": pa.list_(pa.string()),
        }
    )


def test_null_title_has_nothing():
    row = occupations_of(pa.array([None, "护士"])).to_pylist()[0]
    assert row == {"occupation": None, "occupation_score": None, "occupation_candidates": None}


@pytest.mark.parametrize("titles", [pa.array([], pa.string()), pa.chunked_array([], pa.string())])
def test_no_titles_give_an_empty_table(titles):
    assert occupations_of(titles).num_rows == 0


def test_chunks_and_repeats_are_coded_like_single_titles():
    chunks = pa.chunked_array([["护士", None], ["数控车工", "护士"]])
    single = [occupations_of(pa.array([t], pa.string())).to_pylist()[0] for t in chunks.to_pylist()]
    assert occupations_of(chunks).to_pylist() == single


def test_five_different_candidates_start_with_the_best_code():
    row = occupations_of(pa.array(["数控车工"])).to_pylist()[0]
    assert row["occupation_candidates"][0] == row["occupation"]
    assert len(set(row["occupation_candidates"])) == 5


def test_low_score_hides_the_code_and_keeps_the_candidates(model):
    # the row has length one, so the best score is the weight 0.5 and the chance 1 / (1 + e^-0.5) = 0.62
    row = code_titles(["工"], model).to_pylist()[0]
    assert row["occupation"] is None
    assert row["occupation_score"] < model.threshold
    assert row["occupation_candidates"] == ["6-18-01-01", "6-18-01-02", "6-18-01-04"]


def test_title_without_known_characters_has_score_zero_and_no_candidates(model):
    row = code_titles(["???"], model).to_pylist()[0]
    assert row == {"occupation": None, "occupation_score": 0.0, "occupation_candidates": []}


def test_equal_scores_stand_in_the_order_of_codes(model):
    assert code_titles(["工"], model)["occupation_candidates"].to_pylist()[0][:2] == ["6-18-01-01", "6-18-01-02"]


def test_features_have_length_one_and_weigh_known_grams_by_idf(model):
    features = title_features(["车工", "铣"], model.grams, np.array([1, 2, 2], np.float32)).toarray()
    assert np.linalg.norm(features, axis=1).tolist() == pytest.approx([1, 1])
    work, turner = (int(np.flatnonzero(model.grams == key(c))[0]) for c in "工车")
    assert features[0, turner] / features[0, work] == pytest.approx(2 / 1)


def test_gram_keys_keep_texts_apart_and_fold_width_and_case():
    rows, keys = gram_keys(["Ｊａ", "ja"])
    assert rows.tolist().count(0) == rows.tolist().count(1) == 4 + 3 + 2 + 1
    assert sorted(keys[rows == 0].tolist()) == sorted(keys[rows == 1].tolist())


@pytest.mark.parametrize("text", ["a\0b", "𠮷工", "\ud800"])
def test_odd_characters_neither_fail_nor_shift_rows(text):
    rows, _ = gram_keys([text, "x"])
    assert set(rows.tolist()) == {0, 1}


def test_chance_rises_with_score_and_lead():
    chance = chance_of(np.array([[0.2, 0.1], [0.4, 0.3], [0.4, 0.1]], np.float32), (-1.0, 2.0, 3.0))
    assert chance.tolist() == sorted(chance.tolist())
    assert chance[0] == pytest.approx(1 / (1 + np.exp(0.3)))  # -1 + 2 * 0.2 + 3 * 0.1


def test_written_model_codes_like_the_one_in_memory(model, tmp_path):
    save_model(model, tmp_path / "weights.npz")
    loaded = load_model(tmp_path / "weights.npz")
    titles = ["车工", "铣工", "工"]
    assert code_titles(titles, loaded)["occupation_candidates"] == code_titles(titles, model)["occupation_candidates"]
    assert np.abs(loaded.weights - model.weights).max() <= 1 / 127 / 2 + 1e-6


@pytest.mark.parametrize(("code", "name"), [("6-18-01-01", "车工"), ("6-18-01", "机械冷加工人员")])
def test_codes_of_all_levels_have_names(code, name):
    assert occupation_name(code) == name


def test_unknown_code_has_no_name():
    with pytest.raises(KeyError):
        occupation_name("9-99-99-99")
