"""Sex that a posting asks for."""

from __future__ import annotations

import re

from jobmine.normalise.numerals import fold
from jobmine.normalise.parsed import Parsed

_EITHER = re.compile(r"男[/、或]?女|女[/、或]?男|性别不限|不限性别|^不限|^无要求")
# 女装, 男科, 妇女主任 are trades, not askings.
_SEX = re.compile(r"(?:限|招|性别[::]?|需|要求)(男|女)|(男|女)(?:性|士|生|优先|$)|^(男|女)(?=[,,;;]|$)")


def parse_sex(text: str) -> Parsed[str]:
    """Return 男 or 女 where a cell asks for one, preferred or required.

    Examples
    --------
    >>> parse_sex("限女性").value, parse_sex("男").value, parse_sex("男女不限").rule
    ('女', '男', 'either')
    >>> parse_sex("女装导购").value is None
    True
    """
    cell = fold(text)
    if not cell:
        return Parsed()
    if _EITHER.search(cell):
        return Parsed(rule="either")
    if found := _SEX.search(cell):
        return Parsed(next(filter(None, found.groups())), "preferred" if "优先" in cell else "asked")
    return Parsed(reason="no sex named")
