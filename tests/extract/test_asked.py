import numpy as np
import pytest

from jobmine.extract.asked import asked_in_text
from jobmine.extract.clauses import cut_clauses
from jobmine.extract.sections import classify_sentences
from jobmine.extract.texts import Texts
from jobmine.schema import EDUCATIONS


def asked(*given: str, everywhere: bool = True) -> list[tuple[str | None, float | None]]:
    texts = Texts.join(list(given))
    sentences = classify_sentences(texts)
    found = asked_in_text(texts, sentences, cut_clauses(texts, sentences), everywhere)
    educations = [EDUCATIONS[code] if code >= 0 else None for code in found.education.tolist()]
    return list(zip(educations, [None if np.isnan(y) else y for y in found.experience.tolist()], strict=True))


@pytest.mark.parametrize(
    ("text", "education"),
    [
        ("大专及以上学历，会计专业", "大专"),
        ("统招本科，硕士优先", "本科"),
        ("硕士研究生学历", "硕士"),
        ("博士或硕士学历", "硕士"),
        ("本科3年、硕士2年以上经验", "本科"),
        ("高中/中专学历均可", "高中"),
        ("技校毕业", "中专"),
        ("初中以上文化", "初中"),
        ("学历不限，会开车", "不限"),
        ("学历、专业不限", "不限"),
        ("本科以上学历，大专也可", "大专"),
        ("本科学历，优秀者可放宽至大专", "本科"),
        ("本科学历（优秀者可放宽）", "本科"),
        ("大专以上学历优先", "大专"),
        ("Bachelor degree or above", "本科"),
        ("辅导小学生作业，教初中数学", None),
        ("会焊接，有责任心", None),
    ],
)
def test_the_lowest_education_asked_for(text, education):
    assert asked(text)[0][0] == education


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3年以上工作经验", 3.0),
        ("三年及以上相关经验", 3.0),
        ("1-3年工作经验", 1.0),
        ("三到五年开发经验", 3.0),
        ("5+年开发经验", 5.0),
        ("1年半以上经验", 1.5),
        ("6个月以上实习经验", 0.5),
        ("2 years experience in sales", 2.0),
        ("2.3年以上采购经验", 3.0),
        ("10年以上财务经验，其中3年以上管理经验", 10.0),
        ("7年以上Java经验或5年以上Go经验", 5.0),
        ("本科3年、硕士2年以上经验", 2.0),
        ("经验不限", 0.0),
        ("不限工作经验，2年以上更合适的经验", 2.0),
        ("有无经验均可", 0.0),
        ("应届毕业生，或从事设计2年以上", 0.0),
        ("1年以上经验，优秀应届生也可考虑", 1.0),
        ("可接受应届毕业生", 0.0),
        ("小白可学", 0.0),
        ("无经验勿扰", None),
        ("不接受应届生", None),
        ("应届生优先", None),
        ("3年以上经验者优先", None),
        ("年龄25-35岁，试用期2个月", None),
        ("公司成立10年，一年一次旅游", None),
        ("2年内转正，三年级数学", None),
    ],
)
def test_the_years_of_experience_asked_for(text, years):
    assert asked(text)[0][1] == years


def test_requirements_speak_before_other_sections():
    text = "公司介绍：\n团队均为硕士，拥有10年以上行业经验\n任职要求：\n大专以上学历，2年以上工作经验"
    assert asked(text, everywhere=False) == [("大专", 2.0)]


def test_each_text_of_a_batch_speaks_for_itself():
    assert asked("本科以上，3年以上经验", "会焊接", "", "学历不限，无经验可") == [
        ("本科", 3.0),
        (None, None),
        (None, None),
        ("不限", 0.0),
    ]


def test_an_empty_batch_gives_empty_arrays():
    assert asked() == []
