from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.data import read_tsv
from jobmine.errors import ReadError
from jobmine.read.mapping import NOT_CARRIED, ColumnPlan, check_given, find_header, known_fields, plan_columns
from jobmine.schema import RAW_COLUMNS

# Headers as exports of the sites write them.
SITES = {
    "51job": (
        "职位名称 公司名称 薪酬 城市地区 学历要求 工作经验要求 发布时间 公司规模 公司福利 公司类型 职位描述或任职要求",
        "title company salary place education experience published company_size benefits company_type text",
    ),
    "zhaopin": ("职位名称 城市 薪资 公司名称 学历要求 招聘人数 优选专业",
                "title city salary company education headcount majors"),
    "boss": ("jobName salaryDesc jobExperience jobDegree cityName brandName brandScaleName skills welfareList",
             "title salary experience education city company company_size tags benefits"),
    "liepin": ("岗位名称 薪酬 地点 企业名称 企业规模 所属行业 岗位职责 岗位要求",
               "title salary place company company_size industry duties requirements"),
    "lagou": ("positionName companyFullName workYear education salary positionAdvantage industryField createTime",
              "title company experience education salary benefits industry published"),
    "extension": ("职位自编号 发布平台 职位访问地址 职位 公司 地区 职位描述 最低薪资 几薪 首次扫描日期 记录更新日期",
                  "id platform url title company place text salary_min salary_months first_seen last_seen"),
    "public service": ("单位名称 单位性质 招聘岗位 招聘人数 文化程度 年龄要求 专业要求 工资待遇 工作地点 用工形式",
                       "company company_type title headcount education age majors salary place employment"),
    "multi-site": ("position company city district diploma_requirement wage_min wage_max wage welfare description size",
                   "title company city district education salary_min salary_max salary benefits text company_size"),
}  # fmt: skip


def plan(columns: dict[str, list[str | None]], **given: tuple[str, ...]) -> ColumnPlan:
    arrays = [pa.array(cells, pa.string()) for cells in columns.values()]
    return plan_columns("a.csv", list(columns), arrays, True, given)


def why(found: ColumnPlan, column: str) -> str:
    return next(m.why for m in found.mapped if m.column == column)


@pytest.mark.parametrize("site", SITES)
def test_headers_of_a_site_are_known(site: str) -> None:
    headers, fields = SITES[site]
    assert [known_fields(h)[0][0] for h in headers.split() if known_fields(h)] == fields.split()


def test_every_known_header_names_a_field() -> None:
    fields = {field for row in read_tsv("read/headers.tsv") for field in row["field"].split()}
    assert fields <= set(RAW_COLUMNS) | set(NOT_CARRIED)


@pytest.mark.parametrize(
    "header", ["*职位名称", " 职位 名称 ", "职位名称：", "职位名称（必填）", "JobName", "job name", "Job-Name"]
)
def test_spelling_of_a_header_does_not_matter(header: str) -> None:
    assert known_fields(header) == (("title",), 1)


def test_unknown_columns_are_listed() -> None:
    assert why(plan({"职位": ["会计"], "logo": ["x"]}), "logo") == "unknown header"


@pytest.mark.parametrize("header", ["招聘人", "联系电话", "招聘者职位", "详细地址", "经度", "lat"])
def test_personal_columns_are_not_carried(header: str) -> None:
    found = plan({"职位": ["会计"], header: ["x"]})
    assert found.fields == {"title": (0,)}
    assert why(found, header).startswith("not carried")
    assert found.personal == {1}


def test_running_number_is_no_id() -> None:
    assert plan({"职位": ["a", "b", "c"], "ID": ["1", "2", "3"]}).fields == {"title": (0,)}
    assert plan({"职位": ["a", "b", "c"], "ID": ["17", "9", "88"]}).fields == {"title": (0,), "id": (1,)}


def test_lesser_name_fills_what_the_preferred_leaves_empty() -> None:
    found = plan({"职位": ["会计"], "所属地域": ["杭州"], "地点": ["杭州-滨江区"]})
    assert found.fields["place"] == (2, 1)
    assert why(found, "所属地域") == "header; used where '地点' is empty"


def test_empty_column_is_no_rival_but_may_fill_gaps_further_down() -> None:
    found = plan({"职位": ["会计"], "工作地点": [None], "城市地区": ["上海"]})
    assert found.fields["place"] == (2, 1)
    assert why(found, "工作地点") == "header, empty in the first rows; used where '城市地区' is empty"


def test_equal_columns_are_no_rivals() -> None:
    assert plan({"职位": ["会计"], "职位描述": ["做账"], "岗位描述": ["做账"]}).fields["text"] == (1, 2)


def test_rivals_that_differ_are_refused_with_their_names() -> None:
    with pytest.raises(ReadError, match=r"'职位描述' \(column 2\) and '岗位描述' \(column 3\).*columns=\{\"text\""):
        plan({"职位": ["会计"], "职位描述": ["做账"], "岗位描述": ["报税"]})


def test_given_column_settles_a_rivalry() -> None:
    found = plan({"职位": ["会计"], "职位描述": ["做账"], "岗位描述": ["报税"]}, text=("岗位描述",))
    assert found.fields["text"] == (2,)
    assert why(found, "职位描述") == "not used: another column was given for text"


def test_given_column_may_be_unknown_personal_or_a_position() -> None:
    found = plan(
        {"foo": ["会计"], "工作地址": ["苏州"], "": ["6-8千"]}, title=("foo",), place=("工作地址",), salary=("#3",)
    )
    assert found.fields == {"title": (0,), "place": (1,), "salary": (2,)}


def test_several_given_columns_keep_their_order() -> None:
    assert plan({"a": ["x"], "b": ["y"]}, title=("b", "a")).fields["title"] == (1, 0)


def test_unknown_field_is_refused_with_the_nearest() -> None:
    with pytest.raises(ReadError, match="did you mean 'title'"):
        check_given({"titel": ("a",)})


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        (["民营  |  少于50人", "国企  "], {"company_type", "company_size"}),
        (["金融/投资/证券", "保险"], {"industry"}),
        (["零售/批发,1000-9999人,民营"], {"industry", "company_size", "company_type"}),
    ],
)
def test_compound_column_fills_what_it_holds(cells: list[str | None], fields: set[str]) -> None:
    header = "规模类型" if "company_type" in fields and "industry" not in fields else "公司标签"
    assert plan({"职位": ["会计"] * len(cells), header: cells}).fields.keys() - {"title"} == fields


def test_nameless_column_goes_by_its_content_behind_named_ones() -> None:
    found = plan({"职位": ["会计"], "": ["6-8千/月"]})
    assert found.fields == {"title": (0,), "salary": (1,)}
    assert plan({"薪资": ["面议"], "": ["6-8千/月"]}).fields["salary"] == (0, 1)


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ([["职位名称", "薪资"]], 0),
        ([["foo", "bar"], ["1", "2"]], 0),
        ([["岗位需求表", ""], ["", ""], ["岗位名称", "人数"]], 2),
        ([["https://a.example/1", "会计"]], None),
        ([["会计", "6-8千/月"]], None),
        ([["负责公司日常账务处理，熟悉税法与财务软件，能独立完成报税和年度汇算清缴"]], None),
        ([["描述"], ["负责做账"]], 0),
    ],
)
def test_header_is_found(rows: list[list[str]], at: int | None) -> None:
    assert find_header(rows) == at


def test_named_header_counts_as_known() -> None:
    assert find_header([["x 表", ""], ["甲列", "乙列"], ["会计", "做账"]], wanted=["甲列", "乙列"]) == 1
