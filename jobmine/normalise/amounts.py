"""The grammar of pay: where in a cell the amount stands, in which unit, for which period."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobmine.normalise.numerals import NUMBER

PERIODS = {
    word: period
    for period, words in {
        "year": "年|year|yr|annum",
        "month": "月|month|mo",
        "week": "周|星期|礼拜|week",
        "day": "天|日|day",
        "hour": "小时|时|钟头|hour|hr|h",
        "piece": "次|单|件|课时|课|节|场|篇|条|票|台|组|套|例|趟|份|斤|吨|方|平|人|位|稿|分钟|集|字",
    }.items()
    for word in words.split("|")
}
"""Words for what an amount is paid for."""

_UNITS = {"": 1.0, "百": 100.0, "千": 1_000.0, "k": 1_000.0, "万": 10_000.0, "w": 10_000.0}
_UNIT, _YUAN, _MARK = "[万千百kw]", "(?:元|块钱?|圆)", "[¥￥]?"
_WORD = "|".join(sorted(PERIODS, key=len, reverse=True))
_ABOVE, _BELOW = r"(?:及|或)?以上|起|\+", r"(?:及|或)?以下|以内"
_PAY = re.compile(
    rf"(?<![\d.])(?!0\d)(?P<low>{NUMBER})(?P<low_unit>{_UNIT})?(?P<low_yuan>{_YUAN})?"
    rf"(?:(?:[/每](?:{_WORD}))?-{_MARK}(?P<high>{NUMBER})(?P<high_unit>{_UNIT})?(?P<high_yuan>{_YUAN})?)?"
    rf"(?:人民币|rmb)?(?P<open>{_ABOVE}|{_BELOW})?"
    rf"(?:(?P<per>[/每一])?1?个?(?P<period>{_WORD})(?![结薪]))?(?P<open_after>{_ABOVE}|{_BELOW})?"
)
_PERIOD_WORD = re.compile(r"(年|月|周|日|时)薪|(年)包|每个?(年|月|周|天|日|小时)")
_MONTHS = re.compile(
    rf"[·.*×x(]*(?<!\d)(?P<paid>{NUMBER})(?:-{NUMBER})?个?月?薪(?!资|酬|水)\)?"
    r"|[*×x](?P<times>1[2-9]|2\d)(?!\d)(?:个?月)?"
    r"|(?:年底)?双薪"
)
_MONTHS_PAID = (12, 36)
_COLLOQUIAL = re.compile(r"(?<![\d.])(\d{1,4})[万w](\d)[千k]?(?![\d.万w])")
# Money that comes on top of pay, and stretches of time before a word of work.
_EXTRA = re.compile(r"(?:奖金?|补[贴助]?|贴|提成|津贴|红包|全勤|社保|公积金|满|工作|入职)[::为约]?$")
_PAY_WORD = re.compile(rf"(?:^|[薪资酬]|每个?(?:年|月|周|天|日|小时))[::为约]?{_MARK}$")
_OTHER_UNITS = ("岁", "周岁", "届", "号", "级", "%", "名", "k")
_FROM = re.compile(rf"(?:至少|不低于|不少于|保底|底薪|起薪|>=?|≥)[::为约]?{_MARK}$")
_UP_TO = re.compile(rf"(?:最高|至多|不超过|不高于|高达|可达|上限|封顶|<=?|≤)[::为约]?{_MARK}$")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount or a range of money as a cell states it.

    Attributes
    ----------
    low, high : float
        Yuan where a unit or 元 is stated, else the bare numbers. The same number for a single amount.
    unit : str
        The largest unit stated: 万 w 千 k 百 元, empty where there is none.
    period : str
        ``year month week day hour piece``, empty where none is stated.
    open_end : str
        ``above`` or ``below`` where one end is open.
    concluded : bool
        Whether the unit of one end was concluded from the other.
    """

    low: float
    high: float
    unit: str
    period: str
    open_end: str = ""
    concluded: bool = False


def take_months(cell: str) -> tuple[float | None, str]:
    """Return the months paid a year, and the folded cell without them.

    Examples
    --------
    >>> take_months("15-25k·14薪"), take_months("8千-1万")
    ((14.0, '15-25k'), (None, '8千-1万'))
    """
    for found in _MONTHS.finditer(cell):
        months = float(found["paid"] or found["times"] or 13)
        if _MONTHS_PAID[0] <= months <= _MONTHS_PAID[1]:
            return months, cell[: found.start()] + cell[found.end() :]
    return None, cell


def find_amount(cell: str) -> Amount | None:
    """Return the amount that is the pay: the first range in a folded cell, else the first amount.

    Examples
    --------
    >>> find_amount("6千-1.2万/月")
    Amount(low=6000.0, high=12000.0, unit='万', period='month', open_end='', concluded=False)
    >>> find_amount("8小时双休") is None
    True
    """
    cell = _COLLOQUIAL.sub(lambda m: str(int(m[1]) * 10_000 + int(m[2]) * 1_000), cell)
    single: re.Match[str] | None = None
    for found in _PAY.finditer(cell):
        if not _is_money(found):
            continue
        if found["high"]:
            return _amount(found)
        single = single or found
    return _amount(single) if single else None


def _is_money(found: re.Match[str]) -> bool:
    """Whether a match is pay, not 8小时, 3年, 2人 or 餐补500."""
    if _EXTRA.search(found.string, 0, found.start()):
        return False
    if found["low_unit"] or found["low_yuan"] or found["high_unit"] or found["high_yuan"]:
        return True
    if found["period"]:
        return bool(found["per"])
    if found.string[found.end() :].startswith(_OTHER_UNITS):
        return False
    return bool(found["high"]) or float(found["low"]) >= 100 or bool(_PAY_WORD.search(found.string, 0, found.start()))


def _amount(found: re.Match[str]) -> Amount:
    low, low_unit, high_unit = float(found["low"]), found["low_unit"] or "", found["high_unit"] or ""
    yuan = "元" if found["low_yuan"] or found["high_yuan"] else ""
    unit = max(low_unit, high_unit, key=_UNITS.__getitem__) or yuan
    period = PERIODS[found["period"]] if found["period"] else _period_beside(found.string)
    if found["high"] is None:
        amount = low * _UNITS[low_unit]
        return Amount(amount, amount, unit, period, _open_end(found))
    high = float(found["high"])
    concluded = False
    if high_unit and not low_unit:
        if low <= high:
            low_unit = high_unit  # 1.5-2万
        elif low < 100:
            low_unit, concluded = "千", True  # 8-1.2万
    elif low_unit and not high_unit and high < 1_000:
        high_unit, concluded = low_unit, True  # 8k-12
    elif low < 10 <= high and not low_unit and not high_unit and high % 1_000 == 0:
        low_unit, concluded = "千", True  # 3-5000
    return Amount(low * _UNITS[low_unit], high * _UNITS[high_unit], unit, period, "", concluded)


def _period_beside(cell: str) -> str:
    """Return the period that a word elsewhere in the cell states: 年薪, 每月."""
    found = _PERIOD_WORD.search(cell)
    return PERIODS[next(filter(None, found.groups()))] if found else ""


def _open_end(found: re.Match[str]) -> str:
    after, before = found["open"] or found["open_after"] or "", found.string[: found.start()]
    if after.endswith(("上", "起", "+")) or _FROM.search(before):
        return "above"
    return "below" if after or _UP_TO.search(before) else ""
