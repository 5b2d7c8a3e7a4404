"""Years of experience that texts state."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.texts import Ints, Texts
from jobmine.normalise.numerals import read_numeral

# 3年, 3-5年, 三年以上, 1以上年, 半年, 6个月, 2-5 years; after a list number too: 2.3年以上
_NUMBER = r"(?:0\.5|[0-9]{1,2}|[一二两三四五六七八九十]{1,2})"
_OPEN = r"\s*(?:\(?含\)?|及?以上|[多余几+])?\s*"
_DURATION = re.compile(
    rf"(?<![0-9第每])(?P<low>{_NUMBER}|半){_OPEN}(?:(?:年|个月)?\s*(?:[-~—–至到]|或)+\s*{_NUMBER})?{_OPEN}"
    r"(?P<unit>年|个月|years?|yrs?)"
)
_LONGEST, _BEFORE, _AFTER = 18, 24, 44
_UNITS = "年月y"
_LAST = np.zeros(0x110000, dtype=np.bool_)  # what may stand right before a unit
_LAST[[ord(c) for c in "0123456789一二两三四五六七八九十半个多余几上)+ "]] = True

# Spans of time that are no experience: 近3年, 成立20年, 2年内, 1年后转正, 3年级, 一年一次, but 3年内容运营.
_OTHER_BEFORE = re.compile(
    r"(?:居住|近|创立|成立|[满第约前期]|未来|合同|签|提前|入职|今后|过去|连续|至今|[^售]后|转正|学制|持续|每隔|工龄)\s*$"
)
_OTHER_AFTER = re.compile(
    r"\s*(?:内(?![容部销饰科])|终(?!端)|会(?!计|展)|后(?!端|期|台)|前(?!端|台|厅)|期(?!货)|代(?!码|理|账)|底(?!层)"
    r"|初(?!级)|制(?![造程作药])|资(?!产|金|料|深)|[级薪龄度假限轻届检间末可保]|一[次届度]|左右转正|转正"
    r"|[0-9]{1,2}月|以[内下]|之内|的?合同|一线城市)"
)
_ABOVE = re.compile(r"以上|\+")
_SPOKEN_AFTER = re.compile(
    r"[^。；;\n]{0,40}?(?:以上|经验|经历|经力|从业|工作|背景|资历|开发|岗位|实践|阅历|资深|experience)"
)
_SPOKEN_BEFORE = re.compile(
    r"(?:经验|经历|工作|从事|从业|年限|做过|干过|岗位|任职|担任|开发|行业|experience)[^。；;\n]{0,25}$"
)
_ALTERNATIVE = re.compile(r"(?:或者?|/|、)[^。；;\n,，]{0,6}$")
_MOST = 30


class Durations(NamedTuple):
    """Durations of experience, in order.

    Attributes
    ----------
    start : ndarray of int64
        Positions in the batch.
    years : ndarray of float
        Lower ends.
    alternative : ndarray of bool
        Whether it is named beside another: 7年以上Java经验或5年以上Go经验.
    """

    start: Ints
    years: NDArray[np.float64]
    alternative: NDArray[np.bool_]


def find_durations(texts: Texts) -> Durations:
    """Find durations of experience in a batch.

    Examples
    --------
    >>> texts = Texts.join(["3-5年Java经验", "半年以上工作经验", "成立20年，一年内转正"])
    >>> find_durations(texts).years.tolist()
    [3.0, 0.5]
    """
    codes = texts.codes
    units = np.flatnonzero(np.logical_or.reduce([codes == ord(unit) for unit in _UNITS]))
    units = units[_LAST[codes[np.maximum(units - 1, 0)]]]
    found = [_read(texts.folded, unit) for unit in units.tolist()]
    stated = [duration for duration in found if duration]
    start, years, alternative = zip(*stated, strict=True) if stated else ((), (), ())
    return Durations(np.array(start, np.int64), np.array(years, np.float64), np.array(alternative, np.bool_))


def _read(text: str, unit: int) -> tuple[int, float, bool] | None:
    """Read the duration whose unit stands at a position: where it begins, years, whether an alternative."""
    last = None
    for match in _DURATION.finditer(text, max(0, unit - _LONGEST), unit + 5):
        if match.start("unit") <= unit < match.end():
            last = match
    if last is None:
        return None
    begin = max(0, unit - _BEFORE, text.rfind("\n", 0, unit) + 1)
    before, after = text[begin : last.start()], text[last.end() : unit + _AFTER]
    if _OTHER_AFTER.match(after) or _OTHER_BEFORE.search(before):
        return None
    years = _years(last["low"], last["unit"]) + 0.5 * after.startswith("半")
    spoken = _ABOVE.search(last[0]) or _SPOKEN_AFTER.match(after) or _SPOKEN_BEFORE.search(before)
    if not spoken or years > _MOST:
        return None
    return last.start(), years, _ALTERNATIVE.search(before) is not None


def _years(low: str, unit: str) -> float:
    if low == "半":
        return 0.5
    few = len(low) == 2 and "十" not in low and not low[0].isdecimal()  # 三五年: three to five
    number = float(low) if low[0].isdecimal() else float(read_numeral(low[0] if few else low))
    return round(number / 12, 2) if unit == "个月" else number
