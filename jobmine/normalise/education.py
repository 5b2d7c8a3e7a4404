"""Lowest education asked for."""

from __future__ import annotations

import re

from jobmine.normalise.numerals import fold, is_unsaid
from jobmine.normalise.parsed import Parsed
from jobmine.schema import EDUCATIONS

# Longer names before the names that they contain: 中等专科 before 专科, 博士研究生 before 研究生.
_NAMES = (
    ("不限", r"(?:学历|教育程度|教育|文化)(?:不限|无要求|不要求)|无学历要求|不限学历|小学"),
    ("中专", r"中等专科|中等职业|中专|中技|中职|技校|技工学校|(?<!高级)技工|职高|职业高中|职中"),
    ("初中", r"初级中学|初中"),
    ("大专", r"大学专科|高等职业|高级技工|技师学院|高职高专|高职|高专|大专|专科|(?<![a-z])associate"),
    ("高中", r"高级中学|高中"),
    ("博士", r"博士|(?<![a-z])(?:ph\.?d|doctor)"),
    ("硕士", r"硕士|(?<!博士)研究生|(?<![a-z])(?:e?mba(?![a-z])|mpacc|master)"),
    ("本科", r"本科|学士|大学(?!专科|城|生|英语)|(?<![a-z])bachelor"),
)
_ANY = re.compile("|".join(f"({pattern})" for _, pattern in _NAMES))
_BARE_OPEN = re.compile(r"(?<!经验)(?:不限制?(?!经验)|无要求|不要求(?!经验)|没有要求|无限制)")


def parse_education(text: str) -> Parsed[str]:
    """Return the lowest education that a cell names, one of ``schema.EDUCATIONS``.

    Parameters
    ----------
    text : str
        A cell, or a chip string ("3-5年-本科-单片机"): its first chip that names an education counts.
        中技, 技校 and 职高 are 中专; 小学 is below the scale and reads 不限; 以上 and 以下 change nothing,
        since the named level is the lowest class of the sites' own lists.

    Examples
    --------
    >>> [parse_education(cell).value for cell in ("统招本科", "大专及以上", "高中/中专", "3-5年-硕士-C++")]
    ['本科', '大专', '高中', '硕士']
    >>> parse_education("3-5年").reason
    'no education named'
    """
    cell = fold(text)
    if is_unsaid(cell):
        return Parsed()
    for chip in cell.split("-"):  # two names in one chip are a choice (中专/高中), the next chip is a tag
        named = {_NAMES[found.lastindex - 1][0] for found in _ANY.finditer(chip) if found.lastindex}
        if named:
            return Parsed(min(named, key=EDUCATIONS.index), "named" if len(named) == 1 else "lowest named")
    if _BARE_OPEN.search(cell):
        return Parsed("不限", "named")
    return Parsed(reason="no education named")
