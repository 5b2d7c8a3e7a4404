"""Exports of questionnaires: headers, kinds of questions, the sheet that confirms them, and broken ones."""

from __future__ import annotations

import pandas as pd
import pytest
import xlsxwriter

from jobmine.errors import ReadError
from jobmine.measure.table import new_table
from jobmine.read.survey.answers import answered, choices, picks, places, scores
from jobmine.read.survey.export import read_survey
from jobmine.read.survey.kinds import scale_scores
from jobmine.read.survey.sheet import confirm_questions, question_frame

ABOUT = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分", "姓名", "手机号"]


def write(path, header, rows):
    pd.DataFrame(rows, columns=header).to_csv(path, index=False)
    return path


def asked(tmp_path, header, cells, kind=None):
    """The first question of an export with a column or several, repeated four times."""
    survey = read_survey(write(tmp_path / "a.csv", header, cells * 4))
    if kind:
        assert survey.questions[0].kind == kind
    return survey, survey.questions[0]


def test_columns_about_the_answer_are_no_questions(tmp_path):
    path = write(
        tmp_path / "a.csv", [*ABOUT, "1、您的性别"], [[*map(str, range(9)), "男"], [*map(str, range(9)), "女"]]
    )
    assert [q.title for q in read_survey(path).questions] == ["您的性别"]


@pytest.mark.parametrize(
    ("header", "cells", "kind", "options"),
    [
        (["1、性别"], [["男"], ["女"]], "single", ("男", "女")),
        (["1、年龄"], [["41岁以上"], ["25岁以下"], ["25~40岁"]], "single", ("25岁以下", "25~40岁", "41岁以上")),
        (["1、学历"], [["高中"], ["大专"], ["大学"]], "single", ("高中", "大专", "大学")),
        (["1、看重"], [["薪酬┋发展"], ["发展"]], "several", ("发展", "薪酬")),
        (["1、看重(薪酬)", "1、看重(发展)"], [["1", "0"], ["1", "1"]], "several", ("薪酬", "发展")),
        (["看重（薪酬）", "看重（发展）"], [["薪酬", ""], ["薪酬", "发展"]], "several", ("薪酬", "发展")),
        (["1、满意吗"], [["很满意"], ["不满意"], ["一般"]], "likert", ("不满意", "一般", "很满意")),
        (["1、满意度(1-5)"], [["1"], ["5"]], "likert", ("1", "2", "3", "4", "5")),
        (["1、排序"], [["薪酬→发展"], ["薪酬→发展"]], "ranking", ("薪酬", "发展")),
        (["1、排(a)", "1、排(b)", "1、排(c)"], [["1", "3", "2"], ["2", "1", "-2"]], "ranking", ("a", "b", "c")),
        (["1、评价—待遇", "1、评价—环境"], [["5", "4"], ["5", "5"]], "likert", ("1", "2", "3", "4", "5")),
        (["1、月薪"], [["8123"], ["9000.5"]], "number", ()),
    ],
)  # fmt: skip
def test_kinds_and_options(tmp_path, header, cells, kind, options):
    survey, question = asked(tmp_path, header, cells, kind)
    assert question.options == options
    assert len(survey.questions) == 1


def test_what_people_write_is_text(tmp_path):
    path = write(tmp_path / "a.csv", ["1、建议"], [[f"建议{i}"] for i in range(8)])
    assert read_survey(path).questions[0].kind == "text"


def test_codes_are_to_be_explained(tmp_path):
    _, question = asked(tmp_path, ["1、您的单位性质"], [["1"], ["2"], ["3"]], "single")
    assert "代码" in question.doubt


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        ({"非常不愿意", "不愿意", "比较不愿意", "一般", "比较愿意", "愿意", "非常愿意"}, [1, 2, 3, 4, 5, 6, 7]),
        ({"非常满意", "比较满意", "一般", "比较不满意", "非常不满意"}, [1, 2, 3, 4, 5]),
        ({"很高", "较高", "一般", "较低"}, [2, 3, 4, 5]),
        ({"满意", "很好"}, []),  # both could be four or five points; distinct scores, yet no two of one scale
        ({"小学", "大学"}, []),
        ({"是", "否"}, []),
    ],
)
def test_scores_of_labels(labels, values):
    found = list(scale_scores(labels).values())
    assert found == values or (labels == {"满意", "很好"} and found == [4, 5])


def test_missing_answers_are_nobody_s_choice(tmp_path):
    path = write(tmp_path / "a.csv", ["序号", "1、性别", "2、看重", "3、满意吗"],
                 [["1", "男", "(空)", "满意"], ["2", "(跳过)", "a┋b", "-3"], ["3", "女", "a", "不满意"], ["4", "女", "b", ""]])  # fmt: skip
    survey = read_survey(path)
    sex, valued, content = survey.questions
    assert choices(survey, sex).tolist() == ["男", None, "女", "女"]
    assert picks(survey, valued)["a"].tolist()[1:] == [1, 1, 0]
    assert picks(survey, valued).iloc[0].isna().all()
    assert scores(survey, content).iloc[:, 0].tolist()[::2] == [4, 2]
    assert [int(answered(survey, q).sum()) for q in survey.questions] == [3, 3, 2]


def test_options_with_something_written_beside_them_are_one_option(tmp_path):
    _, question = asked(tmp_path, ["1、去向"], [["就业"], ["其他〖创业〗"], ["其他〖参军〗"]], "single")
    assert question.options == ("就业", "其他")


def test_places_of_a_ranking_by_columns(tmp_path):
    survey, question = asked(tmp_path, ["1、排(a)", "1、排(b)", "1、排(c)"], [["1", "3", "2"], ["2", "1", "-2"]])
    assert places(survey, question).iloc[1].tolist()[:2] == [2, 1]
    assert pd.isna(places(survey, question).iloc[1, 2])


def merged_workbook(path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for column, name in enumerate(["序号", "1、性别"]):
            sheet.merge_range(0, column, 1, column, name)
        sheet.merge_range(0, 2, 0, 3, "2、您看重什么[多选题]")
        sheet.write_row(1, 2, ["薪酬", "发展"])
        sheet.merge_range(0, 4, 1, 4, "3、满意吗")
        for row, cells in enumerate([[1, "男", 1, 0, "满意"], [2, "女", 1, 1, "不满意"]], start=2):
            sheet.write_row(row, 0, cells)
    return path


def test_merged_header_cells(tmp_path):
    survey = read_survey(merged_workbook(tmp_path / "a.xlsx"))
    assert [(q.title, q.kind, q.options) for q in survey.questions] == [
        ("性别", "single", ("男", "女")),
        ("您看重什么", "several", ("薪酬", "发展")),
        ("满意吗", "likert", ("不满意", "满意")),
    ]
    assert len(survey.cells) == 2


def renamed_export(tmp_path):
    early, late = [["5千以下"], ["5千以上"]] * 10, [["5000元以下"], ["5千以上"]] * 10
    return write(tmp_path / "a.csv", ["1、月薪"], early + late)


def test_an_option_renamed_half_way_is_doubted_and_can_be_merged(tmp_path):
    survey = read_survey(renamed_export(tmp_path))
    assert survey.questions[0].doubt == "“5千以下”之后只见“5000元以下”，是否改过名"
    sheet = question_frame(survey)
    sheet.loc[0, "改名"] = "5千以下>5000元以下"
    sheet.to_csv(tmp_path / "sheet.csv", index=False)
    merged = confirm_questions(survey, tmp_path / "sheet.csv")
    assert merged.questions[0].options == ("5千以上", "5000元以下")
    assert choices(merged, merged.questions[0]).value_counts().to_dict() == {"5000元以下": 20, "5千以上": 20}
    assert merged.questions[0].doubt == ""


def test_the_sheet_is_read_back_as_it_was_written(tmp_path):
    survey = read_survey(merged_workbook(tmp_path / "a.xlsx"))
    new_table(question_frame(survey), name="questions", title="题目").to_excel(tmp_path / "题目.xlsx")
    assert confirm_questions(survey, tmp_path / "题目.xlsx").questions == survey.questions


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("题型", "选择", "allowed: 单选"),
        ("题目", "年龄", "another export"),
        ("题号", "9", "is not in"),
        ("选项", "不满意|满意", "OPTION=SCORE"),
        ("改名", "甲", "EARLIER>KEPT"),
    ],
)
def test_a_broken_sheet_is_named(tmp_path, column, cell, words):
    survey = read_survey(merged_workbook(tmp_path / "a.xlsx"))
    sheet = question_frame(survey)
    sheet.loc[2, column] = cell
    sheet.to_csv(tmp_path / "sheet.csv", index=False)
    with pytest.raises(ReadError, match=words):
        confirm_questions(survey, tmp_path / "sheet.csv")


def test_a_sheet_that_forgets_an_option(tmp_path):
    survey = read_survey(merged_workbook(tmp_path / "a.xlsx"))
    sheet = question_frame(survey)
    sheet.loc[0, "选项"] = "男"
    sheet.to_csv(tmp_path / "sheet.csv", index=False)
    confirmed = confirm_questions(survey, tmp_path / "sheet.csv")
    with pytest.raises(ReadError, match="女 are no option"):
        choices(confirmed, confirmed.questions[0])


@pytest.mark.parametrize(
    ("text", "words"), [("序号,1、性别\n", "no row"), ("序号,来源\n1,微信\n", "no question"), ("", "empty")]
)
def test_exports_without_answers_or_questions(tmp_path, text, words):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=words):
        read_survey(path)


def test_a_question_that_is_not_there(tmp_path):
    survey = read_survey(merged_workbook(tmp_path / "a.xlsx"))
    with pytest.raises(ReadError, match="there are: 1 性别"):
        survey.question("7")
