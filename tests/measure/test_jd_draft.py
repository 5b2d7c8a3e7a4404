"""A posting drafted from the market's."""

import pytest

from jobmine.extract.wording import find_risks
from jobmine.measure.jd_draft import draft_table
from jobmine.measure.jd_lines import DUTIES, MUST, PREFERRED


def duty(number, surface, verb, thing):
    return {"posting_id": f"p{number}", "surface": surface, "verb": verb, "object": thing, "start": 0, "end": 6}


@pytest.fixture
def tables(build, ask):
    postings = [
        {"education": "大专", "experience_min": 1.0, "experience_max": 3.0, "post": "会计", "city": "苏州",
         "salary_min": 5000.0, "salary_max": 7000.0}
        for _ in range(40)
    ]  # fmt: skip
    mentions = [
        *ask(range(30), "会计", "major"), *ask(range(20), "税法", "knowledge", aspect="standard"),
        *ask(range(12), "财务软件", "knowledge", aspect="tool"), *ask(range(10), "Excel"), *ask(range(9), "沟通"),
        *ask(range(8), "责任心", "quality"), *ask(range(8), "责任感", "quality"), *ask(range(7), "细致", "quality"),
        *ask(range(20), "形象好", "quality"), *ask(range(20), "男性", "quality"),
        *ask(range(20), "会计从业资格证", "certificate"), *ask(range(6), "中级会计师", "certificate", preferred=True),
    ]  # fmt: skip
    tasks = [duty(i, "编制财务报表", "编制", "财务报表") for i in range(20)]
    tasks += [duty(i, "账务处理", "处理", "账务") for i in range(20, 30)]
    tasks += [duty(i, "准备、分析", "准备", "") for i in range(5)]
    stated = [{"posting_id": f"p{i}", "condition": name, "negated": False, "source": "text"}
              for i in range(20) for name in ("双休", "倒班")]  # fmt: skip
    return build(postings=postings, mentions=mentions, tasks=tasks, conditions=stated)


@pytest.fixture
def lines(tables):
    frame = draft_table(tables, "post = '会计'", "会计").frame
    return {part: rows["line"].tolist() for part, rows in frame.groupby("part", sort=False)}


def test_parts_stand_in_the_order_of_a_posting(lines):
    assert list(lines) == ["基本信息", DUTIES, MUST, PREFERRED, "薪酬与福利", "应聘方式"]


def test_what_only_the_employer_knows_is_left_blank(lines):
    assert lines["基本信息"] == ["职位名称：会计", "用人单位：【单位全称】", "招聘人数：【人数】名",
                              "工作地点：【区县、详细地址】"]  # fmt: skip
    assert "【" in lines["应聘方式"][1]
    assert "有效期" in lines["应聘方式"][1]


def test_duties_are_the_commonest_and_say_what_is_done(lines):
    assert lines[DUTIES] == ["编制财务报表", "负责账务处理", "【本单位该职位特有的职责】"]


def test_requirements_are_put_into_sentences_by_kind(lines):
    assert lines[MUST] == [
        "大专及以上学历，会计等相关专业",
        "1年以上相关工作经验",
        "熟悉税法",
        "能熟练使用财务软件、Excel",
        "具备沟通能力",
        "工作细致",
        "具有责任心",
    ]


def test_what_is_merely_wished_for_is_preferred(lines):
    assert lines[PREFERRED] == ["持有中级会计师证书者优先"]


def test_conditions_that_are_no_offer_are_not_offered(lines):
    offered = lines["薪酬与福利"]
    assert offered[0] == "月薪 6,000–6,000 元【按本单位薪酬制度核定】"
    assert offered[2:] == ["周末双休", "依法签订劳动合同，缴纳社会保险"]


def test_every_line_has_its_share(tables):
    frame = draft_table(tables, "post = '会计'", "会计").frame.set_index("line")
    assert frame.loc["编制财务报表", "evidence"] == "66.7%（20 / 30 个写明职责的职位）"
    assert frame.loc["熟悉税法", "evidence"] == "税法 50.0%（40 个有可读要求的职位）"


def test_no_line_is_at_risk(tables):
    frame = draft_table(tables, "post = '会计'", "会计").frame
    assert not any(find_risks(line) for line in frame["line"])
    assert not frame["line"].str.contains("形象|男|从业资格").any()


def test_pay_is_that_of_the_city_where_enough_state_one(tables):
    told = draft_table(tables, "post = '会计'", "会计", city="苏州").frame
    assert told.loc[told["line"].str.startswith("月薪"), "evidence"].item().startswith("苏州")
    elsewhere = draft_table(tables, "post = '会计'", "会计", city="无锡").frame
    assert elsewhere.loc[elsewhere["line"].str.startswith("月薪"), "evidence"].item().startswith("全部城市")


def test_few_postings_give_blanks_and_no_figures(build):
    frame = draft_table(build(postings=[{"post": "会计"}] * 3), "post = '会计'", "会计").frame
    assert frame.loc[frame["part"] == MUST, "line"].tolist() == ["【学历与专业要求】", "【工作年限要求】"]
    assert frame["line"].str.contains("月薪【下限】–【上限】元", regex=False).any()
