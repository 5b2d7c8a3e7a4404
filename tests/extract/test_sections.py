import pytest

from jobmine.extract.sections import split_sections


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


def test_one_line_texts_are_cut_at_headings_and_numbers():
    text = "岗位职责：1、负责收银；2、整理货架。任职要求：1、高中学历；2、有责任心。"
    assert [kind for kind, _ in kinds(text)] == ["duties", "requirements"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "。；！", "hello world", "😀" * 50, "1、2、3、", "\u202e任职要求：会\u200f", "A" * 5000])
def test_sections_cover_any_text_without_gaps(text):
    found = split_sections(text)
    assert [s.start for s in found[1:]] == [s.end for s in found[:-1]]
    if text:
        assert (found[0].start, found[-1].end) == (0, len(text))
