"""A person or employer against the rules of policy texts: met, failed or unknown; nothing is guessed [own]."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jobmine.extract.policy_clauses import Clause
from jobmine.extract.policy_conditions import SKILLS, TITLES

MET, FAILED, UNKNOWN = "met", "failed", "unknown"
VERDICTS = {MET: "符合", FAILED: "不符合", UNKNOWN: "无法判断"}

_EDUCATION = {"初中": 0, "高中": 1, "中专": 1, "大专": 2, "本科": 3, "学士": 3, "研究生": 4, "硕士": 4, "博士": 5}
_SKILLS = {name: rank for rank, name in enumerate(SKILLS)}
_TITLES = {name: rank for rank, name in enumerate(TITLES)}
_SCALES = {"学历": _EDUCATION, "境外学历": _EDUCATION, "职称": _TITLES, "技能等级": _SKILLS}
_FLAGS = {
    "社保": ("社保", True), "房产": ("自有住房", True), "无自有住房": ("自有住房", False),
    "首次购房": ("首次购房", True), "首购家庭唯一住房": ("首购家庭唯一住房", True), "新落户": ("新落户", True),
    "留学回国": ("留学回国", True), "成功创业": ("成功创业", True),
}  # fmt: skip
_YES, _NO = ("是", "有", "true", "yes", "1"), ("否", "无", "没有", "false", "no", "0")
_COMPARED = re.compile(r"([^<>=]+?)(>=|<=|<|=)(.+)")
_GRADUATED = re.compile(r"毕业(\d+)年内")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
FIELDS = (
    "学历", "境外学历", "类型", "年龄", "性别", "职称", "技能等级", "工作年限", "毕业年数", "应届", "年薪", "企业类型",
    "注册地", "身份", "不是", *dict.fromkeys(name for name, _ in _FLAGS.values()),
)  # fmt: skip


def check_condition(condition: str, profile: Mapping[str, str]) -> str:
    """Return whether a profile meets a condition: ``met``, ``failed``, or ``unknown`` where the profile does not say.

    Parameters
    ----------
    condition : str
        As :func:`jobmine.extract.policy_conditions.find_conditions` gives it.
    profile : mapping
        What is known, by :data:`FIELDS`; 身份 and 不是 list groups of people that it is and is not in, with 、
        between them. A higher level than the one level that a rule names is unknown: the text does not say.

    Examples
    --------
    >>> profile = {"学历": "硕士", "年龄": "36", "身份": "创业人才"}
    >>> [check_condition(c, profile) for c in ("学历>=本科", "年龄<=35", "社保", "创业人才", "学历=本科")]
    ['met', 'failed', 'unknown', 'met', 'unknown']
    """
    if "|" in condition:
        found = {check_condition(part, profile) for part in condition.split("|")}
        return MET if MET in found else FAILED if found == {FAILED} else UNKNOWN
    if condition in _FLAGS:
        field, wanted = _FLAGS[condition]
        return _flag(profile.get(field, ""), wanted)
    if graduated := _GRADUATED.fullmatch(condition):
        return _compare(_number(profile.get("毕业年数", "")), "<=", float(graduated[1]))
    if condition == "应届":
        said = _flag(profile.get("应届", ""), True)
        return said if said != UNKNOWN else _compare(_number(profile.get("毕业年数", "")), "<", 1.0)
    if compared := _COMPARED.fullmatch(condition):
        return _measured(compared[1], compared[2], compared[3], profile)
    groups, others = (re.split("[、,，;；]", profile.get(name, "")) for name in ("身份", "不是"))
    return MET if condition in groups else FAILED if condition in others else UNKNOWN


def check_clause(clause: Clause, profile: Mapping[str, str]) -> tuple[str, dict[str, list[str]]]:
    """Return whether a profile meets a rule, and which of its conditions are met, failed and unknown.

    A rule is failed where one condition fails, met where all are met, and unknown where one is unknown or none
    could be read.

    Examples
    --------
    >>> check_clause(Clause("落户", ("学历>=本科", "社保")), {"学历": "硕士"})
    ('unknown', {'met': ['学历>=本科'], 'failed': [], 'unknown': ['社保']})
    """
    found: dict[str, list[str]] = {MET: [], FAILED: [], UNKNOWN: []}
    for condition in clause.conditions:
        found[check_condition(condition, profile)].append(condition)
    if found[FAILED]:
        return FAILED, found
    return (UNKNOWN if found[UNKNOWN] or not clause.conditions else MET), found


def unknown_fields(names: Sequence[str]) -> list[str]:
    """Return the names that no condition reads.

    Examples
    --------
    >>> unknown_fields(["学历", "爱好"])
    ['爱好']
    """
    return [name for name in names if name not in FIELDS]


def _flag(cell: str, wanted: bool) -> str:
    said = cell.strip().lower()
    if said not in (*_YES, *_NO):
        return UNKNOWN
    return MET if (said in _YES) == wanted else FAILED


def _measured(name: str, sign: str, value: str, profile: Mapping[str, str]) -> str:
    if name in _SCALES:
        return _ranked(_SCALES[name], profile.get(name, ""), sign, value)
    if name.endswith("年龄"):
        sex, known = name.removesuffix("年龄"), profile.get("性别", "")
        if sex and known and sex != known:
            return MET  # the bound is not for this sex
        if sex and not known:
            return UNKNOWN
        return _compare(_number(profile.get("年龄", "")), sign, float(value))
    if name in ("工作", "年薪"):
        amount = _number(profile.get("工作年限" if name == "工作" else name, ""))
        return _compare(amount, sign, float(_NUMBER.findall(value)[0]))
    said = profile.get(name, "")
    return UNKNOWN if not said else MET if value in re.split("[、,，;；]", said) else FAILED


def _ranked(scale: Mapping[str, int], said: str, sign: str, value: str) -> str:
    """Compare levels; a rule that names one level says nothing of a higher one."""
    mine = scale.get(_level(said, scale))
    wanted = [scale[level] for part in value.split("或") if (level := _level(part, scale)) in scale]
    if mine is None or not wanted:
        return UNKNOWN
    if sign == ">=":
        return MET if mine >= min(wanted) else FAILED
    return MET if mine in wanted else UNKNOWN if mine > max(wanted) else FAILED


def _level(said: str, scale: Mapping[str, int]) -> str:
    """Return the level that a cell names, the longest name that it begins with: 博士研究生 is 博士."""
    return max((name for name in scale if said.strip().startswith(name)), key=len, default="")


def _compare(mine: float | None, sign: str, bound: float) -> str:
    if mine is None:
        return UNKNOWN
    holds = {">=": mine >= bound, "<=": mine <= bound, "<": mine < bound, "=": mine == bound}[sign]
    return MET if holds else FAILED


def _number(cell: str) -> float | None:
    found = _NUMBER.search(cell)
    return float(found[0]) if found else None
