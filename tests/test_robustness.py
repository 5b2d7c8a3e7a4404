"""What of a finished run can be counted by other rules."""

import json

import pytest

from jobmine.errors import ReadError
from jobmine.read.accuracy import read_accuracy
from jobmine.robustness import check_robustness, run_variants


@pytest.fixture(scope="module")
def tables(sample_run, tmp_path_factory):
    file = tmp_path_factory.mktemp("eval") / "eval.json"
    figures = {"p": 0.9, "r": 0.8, "predicted": 400, "gold": 450}
    file.write_text(json.dumps({"by_type": {"skill": figures, "knowledge": figures}}), encoding="utf-8")
    return check_robustness(sample_run, accuracy=file, top_n=8)


def test_duplicates_off_exact_and_near_stand_beside_each_other(tables):
    n = tables["sensitivity"].frame.groupby("variant", sort=False)["n"].first()
    off, exact, near = n.iloc[:3]
    assert off > exact > near


def test_the_rule_of_the_run_differs_by_nothing(tables):
    frame = tables["sensitivity"].frame
    assert frame.loc[frame["variant"] == "去相似的（0.9）", "difference"].abs().max() == 0


def test_each_source_is_left_out_once(sample_run):
    left_out = {variant.name for variant in run_variants(sample_run) if variant.rule == "留出一个来源"}
    assert len(left_out) == 3
    assert "不含 招聘_制造与建筑.csv" in left_out


def test_what_cannot_be_redone_is_said(tables):
    notes = tables["sensitivity"].meta["notes"]
    assert len([note for note in notes if "重新提取" in note or "另跑一次" in note]) == 2


def test_only_kinds_with_labels_are_corrected(tables):
    assert set(tables["corrected_shares"].frame["kind"]) == {"knowledge", "skill"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"by_type": {"skill": {"p": 0.9}}}',
        '{"by_type": {"skill": {"p": 2, "predicted": 5, "gold": 5}}}',
    ],
)
def test_another_file_than_evaluate_prints_is_refused(tmp_path, text):
    (tmp_path / "eval.json").write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=r"eval\.json"):
        read_accuracy(tmp_path / "eval.json")
