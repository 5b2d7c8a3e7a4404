"""Fractions and multiples in words: 近三分之二, 超六成, 30%左右, 增加将近1倍, and what numbers they allow.

The rules are ours: 近, 将近 and 接近 x allow from nine tenths of x up to x; 约, 左右 and a bare k成 a tenth to either
side, a flag to a fifth; k成多 up to the next tenth; 超, 以上, 突破 and 不到, 不足 are strict,
a flag where only rounding decides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jobmine.errors import ConfigError
from jobmine.measure.audit.figures import Span, decimals_of, rounded, show
from jobmine.measure.growth import read_growth, which_convention
from jobmine.normalise.numerals import read_numeral

HOLDS, FAILS, FLAG = "holds", "fails", "flag"
_NUMERAL = "零一二两三四五六七八九十百"
_NEAR, _ABOUT = re.compile(r"将近|接近|近"), re.compile(r"约|左右|上下|大致|大体")
_ABOVE = re.compile(r"超|突破|以上|高于|多于|逾|过半|半壁|多半|大半|大多|多数|整体")
_BELOW = re.compile(r"不到|不足|以下|低于|少于|未达")
_MORE = re.compile(r"[多余强]$|[多余](?=[%％人家个名项万亿])")
_HALF = re.compile(r"半壁|多半|大半|大多|多数|整体|[过近超逾]半|一半|半数")
_TENTHS = re.compile(rf"(\d+(?:\.\d+)?|[{_NUMERAL}])成([半{_NUMERAL}])?")
_PARTS = re.compile(rf"(\d+)/(\d+)|([{_NUMERAL}]+)分之([{_NUMERAL}]+)")
_FIGURE = re.compile(r"[-+]?\d+(?:\.\d+)?(?:万亿|百万|千万|千|万|亿)?[%％]?")
_TENTH, _FIFTH = 0.1, 0.2
_MANY = 1_000
_EXACT = 1e-9


class Check(NamedTuple):
    """What a check found: the verdict, what the inputs give, the value that would fit, and the reason."""

    verdict: str
    computed: str
    fits: str = ""
    reason: str = ""


def read_words(text: str) -> tuple[str, float]:
    """Return the relation that words state, and the number that they name; fractions in per cent.

    Examples
    --------
    >>> [read_words(text) for text in ("近2/3", "9成以上", "30%左右", "不足13万", "四成")]
    [('near', 66.66666666666667), ('above', 90.0), ('about', 30.0), ('below', 130000.0), ('about', 40.0)]
    """
    if found := _TENTHS.search(text):
        digits = float(found[1]) if found[1][0].isdigit() else float(read_numeral(found[1]))
        number = 10 * digits + (5 if found[2] == "半" else read_numeral(found[2]) if found[2] else 0)
    elif found := _PARTS.search(text):
        top, bottom = (found[1], found[2]) if found[1] else (read_numeral(found[4]), read_numeral(found[3]))
        number = 100 * float(top) / float(bottom)
    elif _HALF.search(text):
        number = 50.0
    elif found := _FIGURE.search(text):
        number = rounded(found[0]).value
    else:
        raise ConfigError(f"{text!r} names no number; wanted is a fraction as 近2/3, 九成以上, 30%左右 or 不足13万")
    for relation, words in (("below", _BELOW), ("above", _ABOVE), ("near", _NEAR), ("more", _MORE), ("about", _ABOUT)):
        if words.search(text):
            return relation, number
    return "about", number


def check_words(value: Span, words: str) -> Check:
    """Return whether a number is what words say of it.

    Examples
    --------
    >>> check_words(Span(58.0, 58.0, 58.0), "近2/3").verdict, check_words(Span(1.5, 1.45, 1.55), "不到1.5%").verdict
    ('fails', 'flag')
    """
    relation, number = read_words(words)
    x, computed = value.value, value.shown()
    if relation in ("above", "below"):
        holds, may = (x > number, value.high > number) if relation == "above" else (x < number, value.low < number)
        if "以上" in words or _HALF.search(words):
            holds = x >= number
        fits = f"{'大于' if relation == 'above' else '小于'} {show(number)}"
        if holds and (abs(x) > _MANY * number if relation == "above" else _MANY * abs(x) < number):
            return Check(FLAG, computed, fits, "相差千倍以上，单位可能缺失")
        if holds:
            return Check(HOLDS, computed)
        return Check(FLAG if may else FAILS, computed, fits, "只在四舍五入之内成立" if may else f"“{words}”与数值不符")
    if relation == "near":
        return _within(x, (1 - _TENTH) * number, number, words, computed)
    if relation == "more":
        return _within(x, number, number + (10.0 if "成" in words else _TENTH * number), words, computed)
    check = _within(x, (1 - _TENTH) * number, (1 + _TENTH) * number + _EXACT, words, computed)
    far = abs(x - number) > _FIFTH * number
    return check if far or check.verdict == HOLDS else check._replace(verdict=FLAG, reason=f"“{words}”偏离一成以上")


def _within(x: float, low: float, high: float, words: str, computed: str) -> Check:
    if low - _EXACT <= x < high:
        return Check(HOLDS, computed)
    return Check(FAILS, computed, f"{show(low)} 至 {show(high)}", f"“{words}”与数值不符")


def check_majority(hits: int, n: int, words: str) -> Check:
    """Return whether words of a majority (多半, 整体上) fit a count.

    Examples
    --------
    >>> check_majority(17, 19, "整体上低于"), check_majority(9, 18, "多半").verdict
    (Check(verdict='holds', computed='17 of 19', fits='', reason=''), 'fails')
    """
    if 2 * hits > n:
        return Check(HOLDS, f"{hits} of {n}")
    return Check(FAILS, f"{hits} of {n}", f"多于 {n // 2}", f"“{words}”要求过半")


def check_times(start: str, end: str, words: str) -> Check:
    """Return whether two figures grow as words say.

    增长k倍 is a multiple of 1 + k, 翻一番 of 2, 增幅p% of 1 + p/100. Where the start is not printed (``?``) nothing
    can be checked: the start that the words imply is given, and the claim is flagged.

    Examples
    --------
    >>> check_times("73.4", "114.3", "增幅155.7%").verdict, check_times("4.5", "8.7", "增加将近1倍").verdict
    ('fails', 'holds')
    >>> check_times("?", "52.8", "增长1.3倍").computed
    'start 22.9565 [22.4468, 23.4889]'
    """
    multiple = read_growth(words)
    if multiple is None:
        raise ConfigError(f"{words!r} names no growth; wanted is 增长25%, 增长2倍, 增长到3倍 or 翻一番")
    last = rounded(end)
    shift = _half_of(words)
    if start.strip() in ("?", "？", ""):
        implied = Span(last.value / multiple, last.low / (multiple + shift), last.high / (multiple - shift))
        return Check(FLAG, f"start {implied.shown()}", implied.shown(), "起点未印出，无法核对；倍数含义易混")
    first = rounded(start)
    ratio = last.value / first.value
    computed = f"x{ratio:.3f} ({100 * (ratio - 1):+.1f} %)"
    if _NEAR.search(words) or _ABOUT.search(words) or _ABOVE.search(words) or _BELOW.search(words):
        check = check_words(Span(*(100 * (x - 1) for x in (ratio, ratio, ratio))), _percent(words, multiple))
        return check._replace(computed=computed)
    if abs(ratio - multiple) <= shift + 1e-9:
        return Check(HOLDS, computed)
    span = Span(ratio, last.low / first.high, last.high / first.low)
    if "番" in words and span.low <= multiple <= span.high:
        return Check(HOLDS, computed)
    fits = f"{100 * (ratio - 1):.{decimals_of(words)}f}%" if "%" in words else f"{ratio - 1:.{decimals_of(words)}f}倍"
    as_ratio = [fit.convention for fit in which_convention(start, end, 100 * (multiple - 1), decimals_of(words))]
    return Check(FAILS, computed, fits, "把倍数当成了增幅" if as_ratio == ["ratio"] else "与首末两数不符")


def _half_of(words: str) -> float:
    """Return half a unit of the last digit of a printed multiple or per cent, as a multiple."""
    if "番" in words:
        return 0.0
    return 0.5 * 10.0 ** -decimals_of(words) / (100 if re.search("[%％]", words) else 1)


def _percent(words: str, multiple: float) -> str:
    """Return the words with their growth in per cent: 将近1倍 as 将近100%."""
    relation = next((r.search(words) for r in (_NEAR, _ABOUT, _BELOW, _ABOVE) if r.search(words)), None)
    return f"{relation[0] if relation else ''}{100 * (multiple - 1):g}%"
