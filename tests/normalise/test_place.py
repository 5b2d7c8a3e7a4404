"""Places: every way of writing them that the sites use, one case a line."""

from __future__ import annotations

import pytest

from jobmine.data import read_tsv
from jobmine.normalise.place import Place, clusters_of, join_place, parse_place


@pytest.mark.parametrize(
    ("written", "province", "city", "district", "code"),
    [
        ("北京-朝阳区", "北京", "北京", "朝阳区", "110105"),
        ("广州·增城区", "广东", "广州", "增城区", "440118"),
        ("「淮安·金湖县」", "江苏", "淮安", "金湖县", "320831"),
        ("「上海·浦东」", "上海", "上海", "浦东新区", "310115"),
        ("广东省广州市从化区", "广东", "广州", "从化区", "440117"),
        ("广东省广州市番禺区石楼镇", "广东", "广州", "番禺区", "440113"),
        ("浙江省绍兴柯桥区", "浙江", "绍兴", "柯桥区", "330603"),
        ("苏州-昆山市", "江苏", "苏州", "昆山市", "320583"),
        ("江苏省昆山", "江苏", "苏州", "昆山市", "320583"),
        ("重庆·渝中区·渝州路", "重庆", "重庆", "渝中区", "500103"),
        ("北京北京海淀区", "北京", "北京", "海淀区", "110108"),
        ("深圳深圳南山区", "广东", "深圳", "南山区", "440305"),
        ("山东省青岛市南区", "山东", "青岛", "市南区", "370202"),
        ("长沙·长沙县", "湖南", "长沙", "长沙县", "430121"),
        ("郑州·管城区", "河南", "郑州", "管城回族区", "410104"),
        ("景宁畲族自治县", "浙江", "丽水", "景宁畲族自治县", "331127"),
    ],
)
def test_a_district_is_found_however_it_is_written(written, province, city, district, code):
    parsed = parse_place(written)
    assert parsed.rule == "district"
    assert parsed.value == Place(province, city, district, code)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("北京··", Place("北京", "北京", None, "110000")),
        ("上海\xa0\xa0", Place("上海", "上海", None, "310000")),
        ("江苏省苏州", Place("江苏", "苏州", None, "320500")),
        ("红河州", Place("云南", "红河", None, "532500")),
        ("琼海", Place("海南", "琼海", None, "469002")),
        ("长沙", Place("湖南", "长沙", None, "430100")),
        ("襄樊", Place("湖北", "襄阳", None, "420600")),
    ],
)
def test_a_city_stands_without_its_suffix(written, place):
    assert parse_place(written).value == place
    assert parse_place(written).rule == "city"


@pytest.mark.parametrize(("written", "province"), [("江苏", "江苏"), ("浙江省浙江省", "浙江"), ("吉林", "吉林")])
def test_a_province_alone_leaves_the_city_open(written, province):
    assert parse_place(written).value == Place(province, None, None, parse_place(written).value.code)
    assert parse_place(written).rule == "province"


@pytest.mark.parametrize(
    ("written", "district"),
    [
        ("上海-闸北区", "静安区"),
        ("广州-萝岗区", "黄埔区"),
        ("深圳·龙华新区", "龙华区"),
        ("成都·郫县", "郫都区"),
        ("杭州-下城区", "拱墅区"),
    ],
)
def test_a_former_district_is_read_as_what_it_became(written, district):
    assert parse_place(written).value.district == district


@pytest.mark.parametrize(
    ("written", "district", "code"),
    [
        ("成都-高新区", "高新区", "510100"),
        ("西安·高新技术产业开发区", "高新区", "610100"),
        ("江苏省苏州苏州工业园区", "工业园区", "320500"),
        ("湖北省武汉武汉经济开发区", "经开区", "420100"),
        ("武汉·东湖新技术产业开发区", "东湖新技术产业开发区", "420100"),
    ],
)
def test_a_zone_stands_as_district_under_the_code_of_its_city(written, district, code):
    parsed = parse_place(written)
    assert (parsed.rule, parsed.value.district, parsed.value.code) == ("zone", district, code)


def test_a_town_stands_as_district_where_a_city_has_none():
    assert parse_place("东莞·大朗镇·松山湖").value == Place("广东", "东莞", "大朗镇", "441900")


def test_a_quarter_that_is_no_district_is_left_out():
    assert parse_place("北京北京五道口").value == Place("北京", "北京", None, "110000")


@pytest.mark.parametrize("written", ["全国", "异地招聘", "海外", "「全国」", "日本"])
def test_a_stated_non_place_has_a_rule_and_no_value(written):
    assert (parse_place(written).value, parse_place(written).rule) == (None, "no_place")


@pytest.mark.parametrize("written", ["", "  ", "N/A", "··"])
def test_an_empty_cell_gives_an_empty_parse(written):
    parsed = parse_place(written)
    assert (parsed.value, parsed.rule, parsed.reason) == (None, "", "")


def test_an_unknown_name_is_a_reason():
    assert "开封府" in parse_place("某某开封府").reason


def test_a_name_that_stands_in_several_cities_is_not_guessed():
    assert parse_place("鼓楼区").value is None


def test_of_several_cities_the_first_counts():
    assert parse_place("北京、上海").value.city == "北京"


def test_columns_are_read_like_one_cell():
    assert join_place(None, "广州", "天河区   ").value == parse_place("广州-天河区").value
    assert join_place("江苏省", "苏州市", None).value.city == "苏州"


def test_a_lost_first_character_of_a_district_is_supplied():
    parsed = join_place(None, "上海", "东新区")
    assert (parsed.value.district, parsed.rule) == ("浦东新区", "inferred_district")


def test_na_in_a_column_is_nothing():
    assert join_place(None, "北京", "N/A").value == Place("北京", "北京", None, "110000")


def test_a_city_may_be_in_two_clusters_or_none():
    assert clusters_of("鹰潭") == ("长江中游城市群", "海峡西岸城市群")
    assert clusters_of("昆明") == clusters_of(None) == ()


def test_every_code_is_unique_and_has_its_parents():
    codes = [row["code"] for row in read_tsv("taxonomies/places.tsv")]
    assert len(codes) == len(set(codes))
    assert {code[:2] + "0000" for code in codes} <= set(codes)


def test_every_alias_points_at_a_place():
    codes = {row["code"] for row in read_tsv("taxonomies/places.tsv")}
    assert {row["code"] for row in read_tsv("taxonomies/place_aliases.tsv")} - {""} <= codes


def test_every_member_of_a_cluster_is_a_known_place():
    shorts = {row["short"] for row in read_tsv("taxonomies/places.tsv")}
    assert {row["city"] for row in read_tsv("taxonomies/clusters.tsv")} <= shorts
