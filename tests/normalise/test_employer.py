"""Employers: names, types, sizes and agencies."""

from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.normalise.employer import agency_flags, canonical_employer, parse_company_size, parse_company_type


@pytest.mark.parametrize(
    ("written", "employer"),
    [
        ("深圳市星辰科技有限公司", "星辰科技"),
        ("星辰科技（深圳）有限公司", "星辰科技"),
        ("星辰科技(深圳)有限责任公司宝安分公司", "星辰科技"),
        ("【东电电子(上海)有限公司】", "东电电子"),
        ("绫致时装（天津）有限公司/Bestseller Fashion Group (Tianjin) Co.,Ltd", "绫致时装"),
        ("上海慧之建建设顾...", "慧之建建设顾"),
    ],
)
def test_legal_form_place_brackets_and_branch_go(written, employer):
    assert canonical_employer(written).value == employer


@pytest.mark.parametrize(
    "name",
    ["上海银行", "深圳市地铁集团", "北京大学", "北京航空航天大学", "苏州大学附属儿童医院", "东方雨虹", "长安汽车"],
)
def test_a_place_that_is_part_of_the_name_stays(name):
    assert canonical_employer(name).value == name


def test_an_institute_of_a_company_is_an_employer_of_its_own():
    name = "中国电子科技集团公司第十四研究所"
    assert canonical_employer(name).value == name


@pytest.mark.parametrize(
    ("written", "employer"),
    [
        ("北京字节跳动科技有限公司", "字节跳动"),
        ("抖音视界（北京）有限公司", "字节跳动"),
        ("字节跳动", "字节跳动"),
        ("阿里巴巴集团", "阿里巴巴"),  # 阿里 is a place, too
        ("阿里云计算有限公司", "阿里云"),
    ],
)
def test_an_alias_leads_to_one_name(written, employer):
    assert canonical_employer(written).value == employer


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("某知名公司", "withheld"),
        ("某成都电子/半导体/集成电路公司", "withheld"),
        ("上海青浦区徐泾镇双联路点击查看地图", "address"),
        ("公司创立于2018年5月，是一家独立研发及运营产品的互联网公司", "sentence"),
    ],
)
def test_what_is_no_employer_is_a_reason(written, reason):
    assert canonical_employer(written).value is None
    assert reason in canonical_employer(written).reason


def test_a_sentence_after_the_name_is_cut():
    assert canonical_employer("深圳市乐易网络股份有限公司，成立于2011年，专注海外").value == "乐易网络"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("民营公司   ", "民营"),
        ("国企", "国有"),
        ("外资（非欧美）", "外资"),
        ("合资", "外资"),
        ("港澳台公司", "港澳台"),
        ("政府机关", "事业"),
        ("已上市", "其他"),
        ("民营  |  50-150人", "民营"),
        ("['船舶/航空/航天/火车制造', '1000-9999人', '国企']", "国有"),
        ('民营  </p><p class="int at">计算机软件</p><button class="p_but"> 申请职位 </button>', "民营"),
        ('="" class="er"><a title="某人寿保险股份有限公司">某人寿</a><p class="dc at">国企', "国有"),
    ],
)
def test_types_are_read_out_of_labels_columns_and_mark_up(written, kind):
    assert parse_company_type(written).value == kind


def test_a_stage_of_financing_concludes_a_private_owner():
    assert parse_company_type("互联网-A轮-100-499人").value == "民营"
    assert parse_company_type("A轮").rule == "inferred_financing"


@pytest.mark.parametrize(
    ("written", "rule"), [("不需要融资", "no_owner"), ("  |  150-500人", "size_only"), ("", ""), ("N/A", "")]
)
def test_a_cell_without_type_has_no_value(written, rule):
    assert (parse_company_type(written).value, parse_company_type(written).rule) == (None, rule)


def test_an_unknown_type_is_a_reason():
    assert "外星企业" in parse_company_type("外星企业").reason


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("50-150人", "50-150"),
        ("  少于50人   ", "0-50"),
        ("20人以下", "0-20"),
        ("10000人以上", "10000+"),
        ("500-1000以上", "500-1000"),
        ("民营  |  150-500人", "150-500"),
        ("通信设备-沪深A股上市-2000-5000人", "2000-5000"),
        ("2O不需要融资10000人以上", "10000+"),
        ("1-49人", "1-49"),
    ],
)
def test_a_size_keeps_the_classes_of_its_site(written, size):
    assert parse_company_size(written).value == size


def test_an_industry_in_the_size_column_is_a_reason():
    assert parse_company_size("计算机软件").reason
    assert parse_company_size("民营").rule == "type_only"


def _flags(*rows: tuple[str, str, str]) -> list[bool]:
    return agency_flags(*(pa.array(column) for column in zip(*rows, strict=True))).to_pylist()


def test_agencies_are_known_by_name_but_not_for_their_own_staff():
    agency = "甲人力资源有限公司"
    assert _flags((agency, "普工", ""), (agency, "猎头顾问", ""), ("乙机械", "普工", "")) == [True, False, False]


def test_agencies_are_known_by_what_they_say():
    assert _flags(("丙科技", "客服", "本岗位为客户公司代招"), ("丙科技", "客服", "公司直招，非代招")) == [True, False]


def test_dispatched_labour_is_a_form_of_employment_and_no_agency():
    assert _flags(("乙机械", "普工（劳务派遣）", "用工形式：劳务派遣")) == [False]


def test_one_text_under_five_employers_is_an_agency():
    text = "负责公司核心业务系统的后端开发工作，包括接口设计、代码实现、单元测试等。" * 2
    assert _flags(*((f"企业{i}", "工程师", text) for i in range(5))) == [True] * 5
    assert _flags(*((f"企业{i}", "工程师", text) for i in range(4))) == [False] * 4


def test_flags_of_no_rows_are_no_flags():
    empty = pa.array([], pa.string())
    assert agency_flags(empty, empty, empty).to_pylist() == []
