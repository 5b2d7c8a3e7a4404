import numpy as np
import pytest

from jobmine.extract.sections import classify_sentences, lay_out, merge_sentences, split_sections
from jobmine.extract.texts import Texts
from jobmine.schema import SECTIONS


def kinds(text):
    return [(s.kind, text[s.start : s.end].strip()) for s in split_sections(text)]


def test_headings_divide_a_posting():
    text = "岗位职责：\n1、负责车床操作\n任职要求：\n1、中专学历\n福利待遇：\n五险一金"
    assert [kind for kind, _ in kinds(text)] == ["duties", "requirements", "benefits"]


def test_a_requirement_under_the_duty_heading_counts_as_one():
    text = "岗位职责：\n1、负责设备点检和维护保养\n2、大专以上学历，机械相关专业，具备良好的沟通能力"
    assert ("requirements", "2、大专以上学历，机械相关专业，具备良好的沟通能力") in kinds(text)


def test_sentences_decide_where_there_is_no_heading():
    assert kinds("招焊工，要求会氩弧焊，持焊工证，能吃苦耐劳")[0][0] == "requirements"


def test_lists_without_headings_are_told_apart():
    text = "1、负责客户接待和咨询；\n2、整理客户资料。\n1、高中以上学历；\n2、有责任心，普通话标准。"
    assert kinds(text) == [
        ("duties", "1、负责客户接待和咨询；\n2、整理客户资料。"),
        ("requirements", "1、高中以上学历；\n2、有责任心，普通话标准。"),
    ]


def test_one_line_texts_are_cut_at_headings_and_numbers():
    text = "岗位职责：1、负责收银；2、整理货架。任职要求：1、高中学历；2、有责任心。"
    assert [kind for kind, _ in kinds(text)] == ["duties", "requirements"]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("负责收银。\n【任职要求】\n会用电脑", "【任职要求】"),
        ("负责收银。\n二、任 职 要 求：\n会用电脑", "二、任 职 要 求："),
        ("负责收银。\n数控车工任职要求：会用电脑", "数控车工任职要求："),
        ("负责收银，完成领导交办的工作任职要求：会用电脑", "任职要求："),
        ("负责收银。\n任职要求如下：\n会用电脑", "任职要求如下："),
        ("Responsibilities:\nOperate the lathe.\nRequirements:\nEnglish", "Requirements:"),
        ("职位描述任职要求：会用电脑", "职位描述任职要求："),
    ],
)
def test_spellings_of_a_heading_open_a_section(text, heading):
    section = next(s for s in split_sections(text) if s.kind == "requirements")
    assert text[section.start :].startswith(heading)


@pytest.mark.parametrize(
    "text",
    [
        "任职要求：\n1、学历：大专以上\n2、工作经验：3年以上\n3、沟通能力：善于和客户沟通",
        "任职要求：\n1、年龄：18-40岁；\n2、专业：机械相关专业；\n3、熟悉CAD",
    ],
)
def test_numbered_words_before_a_colon_do_not_break_a_section(text):
    assert [kind for kind, _ in kinds(text)] == ["requirements"]


def test_numbered_headings_within_duties_do_not_break_them():
    text = "岗位职责：\n1、数据分析：负责收集和整理销售数据；\n2、培训：组织新员工培训；\n3、完成上级交办的其他工作"
    assert [kind for kind, _ in kinds(text)] == ["duties"]


def test_a_place_and_a_telephone_are_contact():
    text = "任职要求：\n1、会开车；\n2、能吃苦耐劳。\n工作地点：上海市浦东新区世纪大道1号\n联系电话：021-5888"
    assert [kind for kind, _ in kinds(text)] == ["requirements", "contact"]


def test_columns_of_the_file_weigh_more_than_words():
    text = "数据库维护\n掌握数据库"
    split = text.index("\n") + 1
    texts = Texts.join([text, text])
    sentences = classify_sentences(texts, np.array([split, -1]))
    own = sentences.kind[sentences.owner == 0]
    assert [SECTIONS[k] for k in own] == ["duties", "requirements"]


def test_columns_alone_give_requirements_from_the_beginning():
    sentences = classify_sentences(Texts.join(["会开车\n能吃苦"]), np.array([0]))
    assert {SECTIONS[k] for k in sentences.kind} == {"requirements"}


def test_how_says_whether_the_heading_or_the_words_decided():
    text = "岗位职责：\n1、负责设备点检和维护保养\n2、大专以上学历，机械相关专业，有责任心"
    assert [(s.kind, s.how) for s in split_sections(text)] == [("duties", "heading"), ("requirements", "sentence")]


def test_a_text_is_classified_alike_alone_and_in_a_batch():
    batch = [
        "岗位职责：\n负责收银\n要求：\n会电脑",
        "",
        "五险一金，双休，包吃住",
        "本公司成立于1998年，是一家上市公司。",
    ]
    texts = Texts.join(batch)
    together = zip(*merge_sentences(texts, classify_sentences(texts)), strict=True)
    apart = [(n, SECTIONS.index(s.kind), s.start) for n, text in enumerate(batch) for s in split_sections(text)]
    assert [(owner, kind, start) for start, _, owner, kind, _ in together] == apart


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("1、负责收银；2、整理货架", ["1、负责收银；", "2、整理货架"]),
        ("（1）会焊接（2）会电工", ["（1）会焊接", "（2）会电工"]),
        ("要求会3D软件、5S管理", ["要求会3D软件、5S管理"]),
        ("上班9:00-18:00，双休", ["上班9:00-18:00，双休"]),
        ("电话138****1234面谈", ["电话138****1234面谈"]),
        ("●会电脑●会开车", ["●会电脑", "●会开车"]),
        ("一、会电脑\n二、会开车", ["一、会电脑\n", "二、会开车"]),
    ],
)
def test_sentences_are_cut_at_list_numbers_and_bullets(text, pieces):
    starts = lay_out(Texts.join([text])).start.tolist()
    assert [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)] == pieces


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "。；！", "hello world", "😀" * 50, "1、2、3、", "\u202e任职要求：会\u200f", "A" * 5000]
)
def test_sections_cover_any_text_without_gaps(text):
    found = split_sections(text)
    assert [s.start for s in found[1:]] == [s.end for s in found[:-1]]
    if text:
        assert (found[0].start, found[-1].end) == (0, len(text))


def test_an_empty_batch_has_no_sentences():
    assert len(classify_sentences(Texts.join([])).start) == 0


def test_two_headings_in_a_row_keep_their_order() -> None:
    text = "：岗位职责任职要求：会焊接"
    found = split_sections(text)
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert found[-1].kind == "requirements"
