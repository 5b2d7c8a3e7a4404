"""Age asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobmine.normalise.numerals import fold
from jobmine.normalise.parsed import Parsed


@dataclass(frozen=True, slots=True)
class Age:
    """Ages in whole years, None where an end is open."""

    min: int | None
    max: int | None


_AGES = re.compile(
    r"(?<!\d)([1-7]\d)(?:周?岁)?(?:-([1-7]\d)(?!\d))?(?:周?岁)?((?:及|或)?(?:以[上下内]|内|左右|起))?(?!\d)"
)
_BELOW = re.compile(r"(?:不超过|小于|低于|不大于|不高于|至多|<=?|≤)$")
_ABOVE = re.compile(r"(?:年满|满|大于|不低于|不小于|至少|高于|超过|>=?|≥)$")


def parse_age(text: str) -> Parsed[Age]:
    """Return the ages that a cell asks for.

    Parameters
    ----------
    text : str
        A cell such as 18-35岁, 45周岁以下, 年满18. A single age without a word is a highest age.

    Examples
    --------
    >>> parse_age("18—35周岁").value, parse_age("四十五岁以下").value
    (Age(min=18, max=35), Age(min=None, max=45))
    >>> parse_age("不限").rule
    'none asked'
    """
    cell = fold(text)
    if not cell:
        return Parsed()
    found = _AGES.search(cell)
    if not found:
        return Parsed(rule="none asked") if "不限" in cell or "无要求" in cell else Parsed(reason="no age named")
    first, second, word = int(found[1]), found[2], found[3] or ""
    if second:
        low, high = sorted((first, int(second)))
        return Parsed(Age(low, high), "range")
    before = cell[: found.start()]
    if word.endswith(("上", "起")) or (_ABOVE.search(before) and not _BELOW.search(before)):
        return Parsed(Age(first, None), "at least")
    if word.endswith("左右"):
        return Parsed(Age(first, first), "about")
    return Parsed(Age(None, first), "at most")
