import csv
from pathlib import Path

import numpy as np
import pytest

from jobmine.extract.modality import Modality, cut_clauses, modality_of
from jobmine.extract.sections import classify_sentences
from jobmine.extract.texts import Texts
from jobmine.schema import LEVELS

# Invented sentences: a term, and whether the sentence says that it is not needed.
NEGATION = Path(__file__).parent / "data" / "negation.tsv"


def modality(text: str, *terms: str) -> Modality:
    """Say how terms are asked for that stand in this order in a text; all of them are known mentions."""
    texts = Texts.join([text])
    sentences = classify_sentences(texts)
    start, position = [], 0
    for term in terms:
        position = text.index(term, position)
        start.append(position)
        position += len(term)
    begins = np.array(start, dtype=np.int64)
    ends = begins + np.array([len(term) for term in terms], dtype=np.int64)
    return modality_of(texts, sentences, cut_clauses(texts, sentences), begins, ends)


def levels(text: str, *terms: str) -> list[str | None]:
    return [LEVELS[level] if level >= 0 else None for level in modality(text, *terms).level.tolist()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("熟悉Java、Python", "熟悉 熟悉"),
        ("熟悉Java，Python，精通Go", "熟悉 熟悉 精通"),
        ("熟练使用Excel，有ERP操作经验", "掌握 -"),
        ("熟悉主流框架，如Vue、React", "熟悉 熟悉 熟悉"),
        ("熟悉数据库（MySQL、Redis）和Linux", "熟悉 熟悉 熟悉 熟悉"),
        ("熟悉CAD。会焊接", "熟悉 了解"),
        ("熟悉CAD、能独立完成排版", "熟悉 -"),
    ],
)
def test_a_level_goes_on_over_a_list_and_ends_with_it(text, expected):
    terms = [t for t in ("数据库", "框架", "Java", "Python", "Go", "Excel", "ERP") if t in text]
    terms += [t for t in ("Vue", "React", "MySQL", "Redis", "Linux", "CAD", "焊接", "排版") if t in text]
    terms.sort(key=text.index)
    assert [level or "-" for level in levels(text, *terms)] == expected.split()


@pytest.mark.parametrize(
    ("text", "term", "level"),
    [
        ("英语熟练", "英语", "掌握"),
        ("Office办公软件操作熟练，有耐心", "Office", "掌握"),
        ("对C++有一定了解", "C++", "了解"),
        ("熟悉PLC，对机器视觉有深入的了解", "机器视觉", "了解"),
        ("有CAD经验，熟悉PLC", "CAD", None),
    ],
)
def test_a_level_word_behind_a_term_governs_it_in_its_clause(text, term, level):
    assert levels(text, term) == [level]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("熟悉或了解SQL", "熟悉"),
        ("了解或熟悉SQL", "了解"),
        ("熟悉并掌握SQL", "掌握"),
        ("精通熟悉SQL", "精通"),
        ("熟悉使用SQL", "熟悉"),
        ("熟练SQL", "掌握"),
        ("熟知SQL", "熟悉"),
        ("通晓SQL", "精通"),
        ("懂SQL", "了解"),
        ("会SQL", "了解"),
        ("能使用SQL", "了解"),
        ("能熟练使用SQL", "掌握"),
    ],
)
def test_level_words_map_to_four_levels(text, level):
    assert levels(text, "SQL") == [level]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("有机会参与建模", "建模"),
        ("会计专业，ERP操作", "ERP"),
        ("社会活动策划", "活动策划"),
        ("招熟练工，车床操作", "车床"),
        ("能看懂图纸", "图纸"),
        ("工作能力强，懂事，焊工优先", "焊工"),
    ],
)
def test_level_words_inside_other_words_say_nothing(text, term):
    assert levels(text, term) == [None]


@pytest.mark.parametrize(
    ("text", "preferred"),
    [
        ("会PLC，有叉车证者优先", {"叉车证"}),
        ("有叉车证、焊工证或PLC经验者优先", {"叉车证", "焊工证", "PLC"}),
        ("有PLC，CAD，ERP经验者优先", {"PLC", "CAD", "ERP"}),
        ("熟悉PLC，有CAD经验者，优先录用", {"CAD"}),
        ("会PLC（会CAD优先）", {"CAD"}),
        ("会CAD（优先），会PLC", {"CAD"}),
        ("优先考虑有叉车证的人", {"叉车证"}),
        ("最好有叉车证，会CAD", {"叉车证"}),
        ("有软件经验优先，如CAD、ERP", {"CAD", "ERP"}),
        ("通过司法考试，或持有焊工证者优先，会CAD", {"司法考试", "焊工证"}),
        ("会CAD加分，会PLC尤佳，会ERP更好", {"CAD", "PLC", "ERP"}),
        ("加分项：\n1、会CAD\n2、会PLC", {"CAD", "PLC"}),
        ("【加分项】\n会CAD\n工作地点：会PLC", {"CAD"}),
        ("1、会ERP\n2、加分项：会CAD\n3、会PLC", {"CAD"}),
        ("具备以下条件优先：\n会CAD\n会PLC", {"CAD", "PLC"}),
        ("优先条件：CAD；PLC", {"CAD", "PLC"}),
        ("会CAD，做分享，有最佳实践", set()),
    ],
)
def test_preference_reaches_over_its_clause_its_list_or_its_section(text, preferred):
    known = ("司法考试", "叉车证", "焊工证", "PLC", "CAD", "ERP")
    terms = sorted((term for term in known if term in text), key=text.index)
    found = modality(text, *terms).preferred
    assert {term for term, flag in zip(terms, found, strict=True) if flag} == preferred


def test_negation_holds_on_invented_sentences():
    with NEGATION.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    terms: dict[str, list[str]] = {}
    for row in rows:
        terms.setdefault(row["sentence"], []).append(row["term"])
    found = {}
    for sentence, named in terms.items():
        ordered = sorted(named, key=sentence.index)
        found.update(
            {(sentence, t): n for t, n in zip(ordered, modality(sentence, *ordered).negated.tolist(), strict=True)}
        )
    told = [(row["negated"] == "1", found[row["sentence"], row["term"]]) for row in rows]
    right = sum(wanted and given for wanted, given in told)
    assert right >= 0.95 * sum(given for _, given in told)
    assert right >= 0.95 * sum(wanted for wanted, _ in told)


def test_what_is_no_must_is_both_preferred_and_negated():
    found = modality("熟悉Hive（加分项，非必须）", "Hive")
    assert (found.preferred.tolist(), found.negated.tolist()) == ([True], [True])


@pytest.mark.parametrize(
    ("text", "term", "experience", "years"),
    [
        ("3年以上Java开发经验", "Java", True, 3.0),
        ("有两年会计工作经验", "会计", True, 2.0),
        ("从事前端开发3-5年", "前端开发", True, 3.0),
        ("半年以上收银经验", "收银", True, 0.5),
        ("三五年钳工经验", "钳工", True, 3.0),
        ("6个月以上客服经验", "客服", True, 0.5),
        ("3年以上经验，熟悉Java", "Java", False, None),
        ("一年后可晋升，会Java", "Java", False, None),
        ("2年内做过Java", "Java", True, None),
        ("公司成立20年，招Java", "Java", False, None),
        ("有年终奖，Java", "Java", False, None),
        ("2023年毕业，Java", "Java", False, None),
    ],
)
def test_years_stand_beside_what_is_asked_as_experience(text, term, experience, years):
    found = modality(text, term)
    assert found.as_experience.tolist() == [experience]
    assert [None if np.isnan(y) else y for y in found.years.tolist()] == [years]


@pytest.mark.parametrize("text", ["", "，", "（", "熟悉", "优先", "无需", "年年年", "）（）：，" * 50])
def test_texts_without_mentions_give_empty_arrays(text):
    found = modality(text)
    assert all(len(values) == 0 for values in found)


def test_an_empty_batch_gives_empty_arrays():
    texts = Texts.join([])
    sentences = classify_sentences(texts)
    nothing = np.array([], dtype=np.int64)
    assert len(modality_of(texts, sentences, cut_clauses(texts, sentences), nothing, nothing).level) == 0
