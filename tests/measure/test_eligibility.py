"""What a profile meets, by hand."""

import pytest

from jobmine.extract.policy_clauses import Clause
from jobmine.measure.eligibility import check_clause, check_condition

PERSON = {"学历": "本科", "年龄": "38岁", "性别": "女", "职称": "中级", "技能等级": "技师", "工作年限": "3", "社保": "是",
          "自有住房": "否", "毕业年数": "4", "身份": "创业人才、企业家", "不是": "院士", "类型": "全日制", "年薪": "30万元"}  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("学历>=大专", "met"), ("学历>=硕士", "failed"), ("学历=本科", "met"), ("学历=大专或本科", "met"),
        ("学历=大专", "unknown"), ("学历=博士", "failed"), ("境外学历>=学士", "unknown"),
        ("年龄<=40", "met"), ("年龄<38", "failed"), ("男年龄<=35", "met"), ("女年龄<=35", "failed"),
        ("职称>=高级", "failed"), ("技能等级>=高级工(三级)", "met"), ("工作>=2年", "met"), ("毕业3年内", "failed"),
        ("应届", "failed"), ("社保", "met"), ("房产", "failed"), ("无自有住房", "met"), ("首次购房", "unknown"),
        ("类型=全日制", "met"), ("企业家", "met"), ("院士", "failed"), ("顶尖团队", "unknown"), ("年薪>=50万元", "failed"),
        ("职称=高级|学历=本科", "met"), ("职称>=高级|学历>=博士", "failed"), ("学历>=博士|首次购房", "unknown"),
    ],
)  # fmt: skip
def test_a_condition(condition, verdict):
    assert check_condition(condition, PERSON) == verdict


def test_an_empty_profile_is_unknown_everywhere():
    assert {check_condition(c, {}) for c in ("学历>=大专", "年龄<=40", "社保", "男年龄<=35", "毕业3年内")} == {
        "unknown"
    }


def test_one_failed_condition_fails_the_rule_whatever_is_unknown():
    verdict, parts = check_clause(Clause("落户", ("学历>=硕士", "首次购房", "社保")), PERSON)
    assert verdict == "failed"
    assert parts == {"met": ["社保"], "failed": ["学历>=硕士"], "unknown": ["首次购房"]}


def test_a_rule_without_conditions_is_unknown():
    assert check_clause(Clause("落户"), PERSON)[0] == "unknown"
