"""Conditions of a rule in a policy text: education, age, title, years, and groups of people, nothing guessed.

A condition is one of ``学历=本科``, ``学历>=硕士``, ``年龄<=35``, ``男年龄<=40``, ``职称>=中级``,
``技能等级>=技师(二级)``, ``工作>=2年``, ``毕业3年内``, ``类型=全日制``; or a short term, as ``社保`` or
``企业家``, where nothing is compared. Alternatives stand with ``|`` between them. The words that lead to a
term stand in ``extract/policy_conditions.tsv``; groups of people are taken as they are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from operator import itemgetter

from jobmine.data import read_tsv

Reader = Callable[[re.Match[str]], list[str]]

SKILLS = {"初级工": "五级", "中级工": "四级", "高级工": "三级", "技师": "二级", "高级技师": "一级"}
TITLES = ("初级", "中级", "副高级", "高级", "正高级")
LEVELS = ("高中", "中专", "大专", "本科", "学士", "研究生", "硕士", "博士")
_ALIASES = {"专科": "大专", "硕士研究生": "硕士", "博士研究生": "博士"}

_LEVEL = r"(?:博士|硕士)(?:研究生)?|研究生|本科|学士|大专|专科|中专|高中"
_UP = r"(?:及其?|或|\(含\))?以上"
_LEVELS = re.compile(
    rf"(?:具有|取得|获得|在)*(?P<abroad>境外(?:大学|高校)?)?(?:获得|取得)?(?:学历|学位)?在?(?P<levels>(?:{_LEVEL})(?:[、或和/]"
    rf"(?:{_LEVEL}))*)(?:学历|学位)?(?:毕业生|生)?(?P<up>{_UP})?(?:的?(?:学历|学位))?(?:毕业生|人员|者|的)?"
)
_AGE = re.compile(
    r"(?P<sex>[男女])?性?(?:年龄)?在?(?P<not>[不未]超过|不高于|不大于|未满|不满)?(?:(?P<from>\d+)(?:周?岁)?-)?(?P<years>\d+)周?岁"
    rf"(?:\(含\))?(?P<side>(?:及其?|\(含\))?(?:以下|以内)|{_UP})?的?"
)
_TITLE = re.compile(
    rf"(?:具有|取得)?(?P<level>正高级|副高级|高级|中级|初级)(?P<up>{_UP})?(?:专业)?(?:技术)?(?:职称|职务|资格|人员)"
    rf"(?P<up_after>{_UP})?(?:的?人员)?"
)
_SKILL = re.compile(
    rf"(?:具有|取得)?(?:[一二三四五]级\()?(?P<level>{'|'.join(sorted(SKILLS, key=len, reverse=True))})"
    rf"(?:\((?:国家职业资格)?[一二三四五]级\)|\))?(?P<up>{_UP})?(?:的?(?:技能人才|(?:国家)?职业资格|职业技能等级|人员))*"
)
_GROUP = re.compile(
    r"(?:(?![的对为给凡于]|在(?!读|校|站|职))[\u4e00-\u9fff、“”]){0,24}"
    r"(?:人才|企业家|团队|大学生|骨干|专家|留学生|工匠|博士后)"
)
_BEFORE = re.compile(r"^.*(?:认定|属于|引进|来自|下列|各类|其中)|^[、和及或中且并]+")
_ENTERED = re.compile("入选|获评|符合条件|经认定")
_BEHIND = re.compile("人才(?=[、和及])")  # 顶尖人才和高端人才: the head is said once
_NOT_PEOPLE = re.compile(r"(?:人才|团队|专家)(?=公寓|服务|工作|政策|住房|办|引进|培养|队伍|市场|补贴|工程)")


def find_conditions(text: str) -> list[str]:
    """Return the conditions that a part of a sentence states, in the order in which they stand.

    Parameters
    ----------
    text : str
        Folded, see :func:`jobmine.normalise.numerals.fold`, without money and benefits.

    Examples
    --------
    >>> find_conditions("全日制大专学历、年龄在35周岁以下且缴纳社会保险的人员")
    ['类型=全日制', '学历=大专', '年龄<=35', '社保']
    >>> find_conditions("具有高级职称或博士学位")
    ['职称=高级|学历=博士']
    >>> find_conditions("入选重大创新团队的企业家,高级工(三级)以上")
    ['重大创新团队', '企业家', '技能等级>=高级工(三级)']
    """
    stated, found = text, list[tuple[int, int, str]]()
    graded: list[tuple[re.Pattern[str], Reader]] = [(_SKILL, _skill), (_TITLE, _title), (_AGE, _age), (_LEVELS, _level)]
    text = _ENTERED.sub(_blank, text)
    for pattern, read in [*_terms("1"), *graded, *_terms("2"), (_GROUP, _group)]:
        if pattern is _GROUP:
            text = _NOT_PEOPLE.sub(_blank, text)
        for match in pattern.finditer(text):
            found += [(match.start(), match.end(), condition) for condition in read(match)]
        text = pattern.sub(lambda match, read=read: _blank(match) if read(match) else match[0], text)  # type: ignore[misc]
    return _joined(stated, sorted(found, key=itemgetter(0, 1)))


def _joined(text: str, found: list[tuple[int, int, str]]) -> list[str]:
    """Return conditions each once; those that only 或 parts are one, with | between them."""
    joined: list[str] = []
    last = 0
    for start, end, condition in found:
        if joined and text[last:start].strip("的") in ("或", "或者") and condition != joined[-1]:
            joined[-1] += f"|{condition}"
        elif condition not in joined:
            joined.append(condition)
        last = end
    return joined


def find_levels(text: str) -> list[str]:
    """Return the levels of education in a part of a sentence, in the order in which they stand.

    Examples
    --------
    >>> find_levels("博士研究生、硕士分别")
    ['博士', '硕士']
    """
    return [_ALIASES.get(level[0], level[0]) for level in re.finditer(_LEVEL, text)]


@cache
def _terms(order: str) -> list[tuple[re.Pattern[str], Reader]]:
    """Return the patterns of one order: 1 before levels of education, 2 behind them."""
    rows = [row for row in read_tsv("extract/policy_conditions.tsv") if row["order"] == order]
    return [(re.compile(row["pattern"]), _written(row["condition"])) for row in rows]


def _written(template: str) -> Reader:
    return lambda match: [match.expand(template)]


def _blank(match: re.Match[str]) -> str:
    """Return as many signs as the match had, so that what is left keeps its place."""
    return "·" * len(match[0])


def _sign(match: re.Match[str]) -> str:
    return ">=" if match["up"] or match["up_after"] else "="


def _skill(match: re.Match[str]) -> list[str]:
    return [f"技能等级{'>=' if match['up'] else '='}{match['level']}({SKILLS[match['level']]})"]


def _title(match: re.Match[str]) -> list[str]:
    return [f"职称{_sign(match)}{match['level']}"]


def _level(match: re.Match[str]) -> list[str]:
    levels = [_ALIASES.get(level, level) for level in re.split("[、或和/]", match["levels"])]
    ordered = sorted(dict.fromkeys(levels), key=lambda level: LEVELS.index(level))
    return [f"{'境外' if match['abroad'] else ''}学历{'>=' if match['up'] else '='}{'或'.join(ordered)}"]


def _age(match: re.Match[str]) -> list[str]:
    """Return bounds of age; an age without a side says nothing."""
    name, years, side = f"{match['sex'] or ''}年龄", match["years"], match["side"] or ""
    low = [f"{name}>={match['from']}"] if match["from"] else []
    if match["not"] in ("未满", "不满"):
        return [*low, f"{name}<{years}"]
    if match["not"] or low or side.endswith(("下", "内")):
        return [*low, f"{name}<={years}"]
    return [f"{name}>={years}"] if side else []


def _group(match: re.Match[str]) -> list[str]:
    name = _BEHIND.sub("", _BEFORE.sub("", match[0]))
    return [name] if len(name) > 2 else []
