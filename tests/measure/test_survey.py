"""A 问卷星-shaped workbook of 500 invented answers: bases, means, tests, and known odds that are recovered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.errors import ConfigError
from jobmine.measure.survey.answers import several_table
from jobmine.measure.survey.cross import chi_square, cross_tables, holm
from jobmine.measure.survey.model import logit_tables
from jobmine.pipeline.surveys import write_survey
from jobmine.read.survey.export import read_survey
from jobmine.read.survey.questions import Question, Survey
from jobmine.show.materials import read_materials

RUNNER = CliRunner()
N = 500
TRUTH = {"您的性别：女": 0.7, "您对薪酬的满意程度": 0.5}
NEEDS = {"落户": 0.5, "子女入学": 0.4, "能力培训": 0.3, "税收优惠": 0.2}


def export(path):
    rng = np.random.default_rng(2026)
    sex, pay = rng.choice(["男", "女"], N), rng.integers(1, 6, N)
    sex[0] = "男"  # what comes first is what others are compared with
    chance = 1 / (1 + np.exp(-(-0.4 + 0.7 * (sex == "女") + 0.5 * (pay - 3))))
    # as many say yes in each cell as the odds demand, so that luck does not decide whether they are recovered
    would = pd.Series(rng.random(N)).groupby([sex, pay]).rank().sub(0.5) < chance * pd.Series(pay).groupby(
        [sex, pay]
    ).transform("size")
    needs = ["┋".join(name for name, share in NEEDS.items() if rng.random() < share) or "(空)" for _ in range(N)]
    frame = pd.DataFrame(
        {
            "序号": range(1, N + 1), "提交答卷时间": "2026/3/1 10:00:00", "来源": "微信", "来自IP": "0.0.0.0",
            "1、您的性别": sex,
            "2、您的年龄": rng.choice(["25岁以下", "25~40岁", "41岁以上"], N),
            "3、您对薪酬的满意程度": pay,
            "4、您留下的意愿": np.where(would, rng.choice(["愿意", "非常愿意"], N), rng.choice(["不愿意", "一般"], N)),
            "5、您需要哪些政策[多选题]": needs,
            "6、请按看重的程度排序[排序题]": ["→".join(rng.permutation(["薪酬", "发展", "环境"])) for _ in range(N)],
            "7、重要性—住房": rng.choice(["重要", "一般"], N), "7、重要性—通勤": rng.choice(["重要", "一般"], N),
            "8、满意度—住房": rng.choice(["满意", "一般"], N), "8、满意度—通勤": rng.choice(["满意", "一般"], N),
            "9、您的建议": [f"建议{i}" for i in range(N)],
        }
    )  # fmt: skip
    frame.loc[:9, "4、您留下的意愿"] = "(跳过)"
    frame.to_excel(path, index=False)
    return frame


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("survey")
    frame = export(folder / "问卷.xlsx")
    return folder, frame, write_survey(folder / "问卷.xlsx", folder / "out", logit="4", cut="4", predictors=("1", "3"))


def test_kinds_of_the_questions(made):
    kinds = made[2]["survey_questions"].frame["kind"].tolist()
    assert kinds == ["单选", "单选", "量表", "量表", "多选", "排序", "量表", "量表", "填空"]


def test_known_odds_are_recovered_within_two_standard_errors(made):
    table = made[2]["survey_logit"].frame.set_index("variable")
    for name, beta in TRUTH.items():
        assert abs(table.loc[name, "beta"] - beta) <= 2 * table.loc[name, "se"]
        assert table.loc[name, "odds_ratio_low"] < np.exp(beta) < table.loc[name, "odds_ratio_high"]
    assert "缺答而未用的答卷 10 份" in made[2]["survey_logit"].meta["notes"]


def test_the_model_is_tested(made):
    fit = made[2]["survey_logit_fit"].frame.set_index("measure")["value"]
    assert fit["有效答卷"] == N - 10
    assert fit["似然比 p"] < 0.001 < fit["Hosmer–Lemeshow p"]
    assert fit["判对比例"] > fit["仅常量的判对比例"]
    vif = made[2]["survey_vif"].frame
    assert (vif["tolerance"] * vif["vif"]).tolist() == pytest.approx([1, 1])


def test_several_choice_has_two_bases(made):
    table = made[2]["survey_several"].frame.set_index("option")
    cells = made[1]["5、您需要哪些政策[多选题]"]
    some = cells[cells != "(空)"]
    picks = some.str.split("┋").explode().value_counts()
    assert (table["n"] == len(some)).all()
    assert table["count"].to_dict() == picks.to_dict()
    assert table["share"].to_dict() == pytest.approx((picks / len(some)).to_dict())
    assert table["answer_share"].sum() == pytest.approx(1)
    assert table["share"].sum() == pytest.approx(picks.sum() / len(some))


def test_bases_of_options_that_stand_in_columns():
    asked = Question("1", "看重", "several", (0, 1, 2), ("a", "b", "c"), ("a", "b", "c"))
    cells = pd.DataFrame({0: ["1", "1", "", "0"], 1: ["1", "0", "", "0"], 2: ["0", "0", "", "1"]})
    table = several_table(Survey("", cells, (asked,))).frame.set_index("option")
    assert table.loc["a", ["count", "n", "share", "answer_share"]].tolist() == [2, 3, pytest.approx(2 / 3), 0.5]


def test_scales_and_rankings(made):
    scales = made[2]["survey_scales"].frame.set_index(["question", "item"])
    pay = made[1]["3、您对薪酬的满意程度"]
    assert scales.loc[("3", ""), "mean"] == pytest.approx(pay.mean())
    assert scales.loc[("3", ""), "top_share"] == pytest.approx((pay >= 4).mean())
    ranking = made[2]["survey_ranking"].frame
    assert ranking["score"].sum() == pytest.approx(6)  # 3 + 2 + 1 of each answer
    assert ranking["first_share"].sum() == pytest.approx(1)


def test_tests_are_those_of_scipy_and_adjusted_together(made):
    tests = made[2]["survey_tests"].frame
    one = tests[(tests["group_question"] == "您的性别") & (tests["question"] == "4") & (tests["test"] == "卡方")].iloc[
        0
    ]
    kept = made[1]["4、您留下的意愿"] != "(跳过)"
    table = pd.crosstab(made[1].loc[kept, "1、您的性别"], made[1].loc[kept, "4、您留下的意愿"])
    other = stats.chi2_contingency(table, correction=False)
    assert (one["chi2"], one["df"], one["p"]) == pytest.approx((other.statistic, other.dof, other.pvalue))
    assert (tests["p_holm"] >= tests["p"]).all()
    assert len(tests[(tests["question"].isin(["1", "2"])) & (tests["test"] == "卡方")]) == 1  # a pair is tested once


def test_holm_goes_down_step_by_step():
    assert holm([0.04, np.nan, 0.001, 0.03]).tolist() == pytest.approx([0.06, np.nan, 0.003, 0.06], nan_ok=True)
    assert holm([0.9, 0.8]).tolist() == [1, 1]


def test_thin_tables_are_said_to_be_thin():
    assert chi_square([[3, 2], [1, 4]]).thin
    assert not chi_square([[30, 20], [10, 40]]).thin
    assert np.isnan(chi_square([[3, 2], [0, 0]]).p)


def test_group_means(made):
    means = made[2]["survey_means"].frame
    own = means[(means["group_question"] == "您的性别") & (means["question"] == "3")].set_index("group")["mean"]
    sex, pay = made[1]["1、您的性别"], made[1]["3、您对薪酬的满意程度"]
    assert own.to_dict() == pytest.approx(pay.groupby(sex).mean().to_dict())


def test_importance_against_satisfaction_by_group(made):
    gap = made[2]["importance_gap"].frame
    assert gap["group"].unique().tolist() == ["全部", *made[1]["1、您的性别"].unique()]
    whole = gap[(gap["group"] == "全部") & (gap["element"] == "住房")].iloc[0]
    wanted = made[1]["7、重要性—住房"].map({"重要": 4, "一般": 3}).mean()
    found = made[1]["8、满意度—住房"].map({"满意": 4, "一般": 3}).mean()
    assert whole["gap"] == pytest.approx(wanted - found, abs=1e-8)


def test_the_folder_joins_the_report_as_materials(made):
    parts = read_materials(made[0] / "out" / "materials")
    assert list(parts) == ["graduates"]
    assert any("毕业生调研：单选题" in getattr(block, "title", "") for block in parts["graduates"])


def test_what_people_wrote_is_in_no_table(made):
    text = "".join(path.read_text(encoding="utf-8-sig") for path in (made[0] / "out" / "tables").iterdir())
    assert "建议12" not in text
    assert "0.0.0.0" not in text


def test_an_edited_sheet_is_used_and_not_overwritten(made, tmp_path):
    folder, _, _ = made
    sheet = pd.read_excel(folder / "out" / "题目.xlsx", dtype=str, keep_default_na=False, engine="calamine")
    sheet.loc[sheet["题号"] == "3", "题型"] = "填空"
    (tmp_path / "out").mkdir()
    sheet.to_excel(tmp_path / "out" / "题目.xlsx", index=False)
    before = (tmp_path / "out" / "题目.xlsx").read_bytes()
    tables = write_survey(folder / "问卷.xlsx", tmp_path / "out")
    assert tables["survey_questions"].frame.set_index("question").loc["3", "kind"] == "填空"
    assert (tmp_path / "out" / "题目.xlsx").read_bytes() == before


def separated():
    cells = pd.DataFrame(
        {0: ["男"] * 20 + ["女"] * 20, 1: ["1"] * 20 + ["5"] * 20, 2: ["1", "2"] * 20, 3: ["1", "2"] * 20}
    )
    scale = {"options": ("1", "2", "3", "4", "5"), "scores": (1.0, 2.0, 3.0, 4.0, 5.0)}
    return Survey(
        "", cells,
        (Question("1", "性别", "single", (0,), options=("男", "女")), Question("2", "意愿", "likert", (1,), **scale),
         Question("3", "满意", "likert", (2,), **scale), Question("4", "再问满意", "likert", (3,), **scale)),
    )  # fmt: skip


def test_perfect_separation_gives_a_warning_and_no_number(caplog):
    made = logit_tables(separated(), "2", "4", ("1", "3"))
    table = made["logit"].frame.set_index("variable")
    assert "odds_ratio" not in table
    assert table.loc["性别：女", "flag"] == "完全分离"
    assert any("性别：女 把两种结果完全分开" in note for note in made["logit"].meta["notes"])
    assert "性别：女 part the outcomes perfectly" in caplog.text


@pytest.mark.parametrize(
    ("target", "cut", "predictors", "words"),
    [
        ("2", "6", ("1",), "0 of 40 complete answers"),
        ("2", "高", (), "allowed: a score"),
        ("1", "中", (), "allowed: 男, 女"),
        ("2", "4", ("2",), "not the outcome"),
        ("2", "4", ("3", "4"), "满意, 再问满意 follow from each other"),
    ],
)
def test_models_that_cannot_be(target, cut, predictors, words):
    with pytest.raises(ConfigError, match=words):
        logit_tables(separated(), target, cut, predictors)


def test_two_questions_of_one_title_are_told_apart():
    made = separated()
    same = Survey(
        "",
        made.cells,
        (
            *made.questions[:2],
            *(
                Question(q.number, "满意", q.kind, q.columns, options=q.options, scores=q.scores)
                for q in made.questions[2:]
            ),
        ),
    )
    with pytest.raises(ConfigError, match="3 满意, 4 满意 follow from each other"):
        logit_tables(same, "2", "4", ("3", "4"))


def test_groups_are_single_choices():
    with pytest.raises(ConfigError, match="single-choice"):
        cross_tables(separated(), [separated().question("2")])


def test_the_verb(tmp_path):
    export(tmp_path / "问卷.xlsx")
    out = tmp_path / "out"
    options = ["-o", str(out), "--by", "1", "--logit", "4", "--cut", "4", "--predictors", "1,3", "--part", "用人单位"]
    done = RUNNER.invoke(app, ["survey", str(tmp_path / "问卷.xlsx"), *options])
    assert done.exit_code == 0, done.output
    assert "5 您需要哪些政策：多选，答" in done.output
    assert sorted(path.name for path in out.iterdir()) == ["materials", "tables", "tables.xlsx", "题目.xlsx"]
    assert [path.name for path in (out / "materials").iterdir()] == ["用人单位_问卷.xlsx"]
    assert RUNNER.invoke(app, ["survey", str(tmp_path / "问卷.xlsx"), "-o", str(out), "--logit", "4"]).exit_code != 0


def test_one_survey_gives_the_same_bytes_twice(made, tmp_path):
    folder, _, _ = made
    write_survey(folder / "问卷.xlsx", tmp_path, logit="4", cut="4", predictors=("1", "3"))
    for path in (folder / "out" / "tables").iterdir():
        assert path.read_bytes() == (tmp_path / "tables" / path.name).read_bytes()
    assert read_survey(folder / "问卷.xlsx").questions
