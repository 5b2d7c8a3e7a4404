"""What of a finished run can be counted by other rules."""

import json

import pytest

from jobmine.errors import ReadError
from jobmine.pipeline.extraction_variants import _lowest
from jobmine.pipeline.robustness import check_robustness, run_variants
from jobmine.read.accuracy import read_accuracy


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
    assert "--sample" in tables["sensitivity"].meta["notes"][-1]


def test_a_sample_extracted_anew_with_the_same_tagger_differs_by_nothing(sample_run):
    frame = check_robustness(sample_run, top_n=8, sample=40)["sensitivity"].frame
    anew = frame[frame["rule"] == "重新提取（样本 40）"]
    own = str(sample_run.manifest["tagger"])
    assert anew["variant"].unique().tolist() == [f"{own}（本次运行的标注器）", f"{own}，各部分全文", "best", "fast"]
    assert set(anew["n_text"]) == {40}
    assert anew.loc[anew["variant"] == f"{own}（本次运行的标注器）", "difference"].abs().max() == 0


def test_a_larger_sample_holds_a_smaller_one(sample_run):
    ids = [set(_lowest(sample_run, n, None)["posting_id"].to_pylist()) for n in (5, 20)]
    assert len(ids[0]) == 5
    assert ids[0] < ids[1]


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
