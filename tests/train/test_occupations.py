import numpy as np
import pytest

from jobmine.data import read_tsv
from jobmine.normalise.occupation import code_titles, load_model
from jobmine.train import occupations
from jobmine.train.occupations import Rows, calibrate, cross_validate, fit, folds_of, known_rows, main, read_titles

TITLES = {
    "6-18-01-01": ["车工", "数控车工", "普车工", "CNC车工", "车床工"],
    "2-05-08-01": ["护士", "门诊护士", "病房护士", "护士长", "手术室护士"],
    "4-07-05-01": ["保安", "保安员", "形象保安", "小区保安", "保安队长"],
}
SMALL = Rows(
    [title for titles in TITLES.values() for title in titles],
    [code for code, titles in TITLES.items() for _ in titles],
    [1.0] * 15,
)


@pytest.mark.parametrize(("title", "code"), [("学徒车工", "6-18-01-01"), ("急诊护士", "2-05-08-01")])
def test_fitted_model_codes_an_unseen_title_of_a_seen_kind(title, code):
    columns, _ = occupations.best_codes([title], fit(_with_more(SMALL)))
    assert fit(_with_more(SMALL)).codes[columns[0, 0]] == code


def test_weights_follow_the_dual_ridge_solution(monkeypatch):
    # two titles without a common n-gram but the ends: K = [[1, s], [s, 1]], A = (K + 0.5 I)^-1
    monkeypatch.setattr(occupations, "PENALTY", 0.5)
    features = np.array([[1.0, 0.0], [0.6, 0.8]], np.float32)
    solved = occupations._solve(_sparse(features), np.array([0, 1]), 2, np.ones(2))
    expected = np.array([[1.5, -0.6], [-0.6, 1.5]]) / (1.5**2 - 0.6**2)
    assert solved == pytest.approx(expected)


def test_low_weight_row_gets_less_of_its_own_target(monkeypatch):
    features = _sparse(np.array([[1.0]], np.float32))
    full, low = (occupations._solve(features, np.array([0]), 1, np.array([w]))[0, 0] for w in (1.0, 0.1))
    assert (full, low) == pytest.approx((1 / 1.3, 1 / 4))  # 1 / (1 + penalty 0.3 / weight)


def test_kin_share_scores_by_group_of_codes():
    kin = occupations._kinship(np.array(["6-18-01-01", "6-18-01-02", "6-18-02-01", "2-05-08-01"]))
    (_, near), (_, far) = occupations.KIN
    assert kin[0].tolist() == pytest.approx([1 + near + far, near + far, far, 0])


def test_titles_alike_once_cleaned_share_a_fold():
    first, second = folds_of(["数控车工", "【急招】数控车工（包吃住）"])
    assert first == second


def test_cross_validation_never_uses_the_title_itself():
    # every title stands alone with its code, so no model that has not seen it can give the code
    lone = Rows(["车工", "护士", "保安"], ["6-18-01-01", "2-05-08-01", "4-07-05-01"], [1.0] * 3)
    others = Rows([f"甲{i}" for i in range(6)], [f"1-0{i}-00-00" for i in range(6)], [1.0] * 6)
    best, _ = cross_validate(lone, others)
    assert not (best == np.array(lone.codes)[:, None]).any()


def test_calibration_gives_higher_chances_to_higher_scores():
    scores = np.array([[0.1, 0.1], [0.2, 0.1], [0.8, 0.2], [0.9, 0.1]] * 5, np.float32)
    intercept, height, lead = calibrate(np.array([False, False, True, True] * 5), scores)
    assert height + lead > 0 > intercept


def test_known_rows_are_names_and_usual_posts_with_codes_of_the_classification():
    codes = {row["code"] for row in read_tsv("taxonomies/occupations.tsv") if row["level"] == "4"}
    rows = known_rows()
    assert set(rows.codes) <= codes
    assert len(rows.titles) == len(set(zip(rows.titles, rows.codes, strict=True)))


def test_two_runs_write_the_same_bytes(monkeypatch, tmp_path):
    monkeypatch.setattr(occupations, "known_rows", lambda: _more())
    file = tmp_path / "titles.csv"
    # one wrong label, so that the calibration has something to learn
    rows = SMALL + Rows(["车工学徒"], ["2-05-08-01"], [1.0])
    lines = [f"{title},{code}" for title, code in zip(rows.titles, rows.codes, strict=True)]
    file.write_text("\n".join(["title,code", *lines]), encoding="utf-8-sig")
    assert read_titles(file) == rows
    for run in ("a", "b"):
        main([str(file), "-o", str(tmp_path / run)])
    first, second = ((tmp_path / run / "weights.npz").read_bytes() for run in ("a", "b"))
    assert first == second
    coded = code_titles(["数控车工"], load_model(tmp_path / "a" / "weights.npz"))
    assert coded["occupation_candidates"].to_pylist()[0][0] == "6-18-01-01"


def _more() -> Rows:
    """Return rows of further codes, so that there are five to choose from."""
    return Rows(["厨师", "会计", "律师"], ["4-03-02-01", "2-06-03-00", "2-07-04-00"], [0.5] * 3)


def _with_more(rows: Rows) -> Rows:
    return rows + _more()


def _sparse(dense):
    from scipy.sparse import csr_array

    return csr_array(dense)
