"""Numbers in cells: full-width forms, Chinese numerals, thousands marks, dashes of ranges.

Every parser of this room folds its cell first, so that it has one way of writing to understand.
"""

from __future__ import annotations

import re

NUMBER = r"\d+(?:\.\d+)?"
"""Pattern of a number in folded text."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−~∼〜～－"), "-")
_WIDTH = _FULL_WIDTH | _DASHES

# A numeral counts only before a unit, a range or the end: 五险一金, 统一 and 一线 stay as they are.
_RUN = re.compile(
    r"(?<!第)[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万]{0,12}"
    r"(?=[年岁周天日人名位个月薪元块小以及左多余起至到/-]|$)"
)
_HALF = re.compile(r"半(?=年|个月)")
_AND_HALF = re.compile(r"(\d+)年半")
_SPACE = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNSAID = re.compile(r"n/?a|nan|null|none|[-/无—]*|信息暂无|暂无|未知|其[他它]")
_TO = re.compile(r"(?<=[\d万千百k元年岁月天])-*[至到-]-*(?=\d)")


def read_numeral(run: str) -> int:
    """Return the number that a run of Chinese numerals states.

    Parameters
    ----------
    run : str
        Only characters of 零〇一二两三四五六七八九十百千万. A digit that ends the run after a unit above
        ten is colloquial: 一万五 is 15000. Digits without unit are read place by place: 二〇二三.

    Examples
    --------
    >>> [read_numeral(run) for run in ("三", "十五", "两", "一百零五", "一万五", "二〇二三")]
    [3, 15, 2, 105, 15000, 2023]
    """
    if not any(c in _UNITS for c in run):
        return int("".join(str(_DIGITS[c]) for c in run))
    total = section = digit = 0
    unit = 1
    for c in run:
        if c in _DIGITS:
            digit = _DIGITS[c]
            unit = unit if digit else 1
        elif c == "万":
            total, section, digit, unit = (section + digit or 1) * 10000, 0, 0, 10000
        else:
            unit = _UNITS[c]
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit * max(unit // 10, 1)


def _to_digits(match: re.Match[str]) -> str:
    run = match[0]
    if len(run) > 1 and run[-1] in "千万" and not any(c in "百千万" for c in run[:-1]):
        return f"{read_numeral(run[:-1])}{run[-1]}"  # the unit stays: 三到五千 shares it
    if len(run) == 2 and run[0] in _DIGITS and run[1] in _DIGITS:
        return f"{_DIGITS[run[0]]}-{_DIGITS[run[1]]}"  # 三五年
    return str(read_numeral(run))


def narrow(text: str) -> str:
    """Return a cell in half-width lower case with one kind of dash, spaces kept.

    Examples
    --------
    >>> narrow("Ｊａｖａ实习～北京")
    'java实习-北京'
    """
    return text.translate(_WIDTH).lower()


def is_unsaid(cell: str) -> bool:
    """Whether a folded cell says nothing: empty, N/A, 信息暂无, 其他.

    Examples
    --------
    >>> is_unsaid("n/a"), is_unsaid(""), is_unsaid("不限")
    (True, True, False)
    """
    return _UNSAID.fullmatch(cell) is not None


def fold(text: str) -> str:
    """Return a cell in one way of writing: half-width, lower case, no spaces, digits, ``-`` in ranges.

    Parameters
    ----------
    text : str
        A cell. Offsets are not kept: this is for fields, not for texts.

    Examples
    --------
    >>> fold("１５Ｋ～２５Ｋ · 14薪"), fold("三至五年"), fold("12,000元"), fold("两年半"), fold("一到两万")
    ('15k-25k·14薪', '3-5年', '12000元', '2.5年', '1-2万')
    """
    text = _SPACE.sub("", narrow(text))
    if not text.isascii():
        text = _RUN.sub(_to_digits, text)
        if "半" in text:
            text = _AND_HALF.sub(r"\1.5年", _HALF.sub("0.5", text))
    return _TO.sub("-", _THOUSANDS.sub("", text))
