"""Pay: one cell, or two columns that may have lost their unit -> yuan a month.

A stated period is converted with the hours and days of a paid month in 劳社部发〔2008〕3号, 174 and 21.75;
a month has 4.35 weeks, 21.75 / 5. An amount without a period is monthly, as Chinese sites have it
(rule ``bare month``), unless its size speaks against it; what is concluded from size, title or site
has a rule that starts with ``inferred``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from jobmine.normalise.amounts import PERIODS, find_amount, take_months
from jobmine.normalise.employment import parse_employment
from jobmine.normalise.numerals import NUMBER, fold, is_unsaid
from jobmine.normalise.parsed import Parsed

HOURS_PER_MONTH, DAYS_PER_MONTH, WEEKS_PER_MONTH = 174.0, 21.75, 4.35

# Middle of a range from which an amount without a period is yearly. Of the bare 10万-15万 on sites that
# write months, most are ordinary engineers, while 7万-10万 are directors; 90-150k are experts.
_YEARLY, _YEARLY_WHERE_MONTHLY_IS_USUAL = 100_000.0, 200_000.0
# No monthly pay for full-time work lies below, and no daily rate above.
_MONTHLY = 1_000.0
# No pay lies above: a telephone number, an id.
_LARGEST = 100_000_000.0
# Between the hours and the days: tutors' and developers' hours end here; interns have lower days.
_DAILY, _DAILY_OF_INTERNS = 80.0, 40.0
# No wage for an hour lies below (the lowest minimum is higher): deliveries are paid by the order.
_HOURLY = 15.0

_REPLY = re.compile(r"\d+(?:小时|天|日)内?(?:反馈|回复)|反馈")
_NEGOTIABLE = re.compile(r"面议|面谈|详谈|详议|电议|另议|保密|open|negotiable")
_FOREIGN = re.compile(r"美[元金刀]|港[币元]|欧元|英镑|日[元币]|新币|usd|hkd|eur|[$€£]")
_SCRAMBLED = re.compile("[\ue000-\uf8ff]")
_RATE = re.compile(
    r"\d(?:元|块钱?)?[/每1一]个?(小时|h|单|天|日|次|节|课时)|每个?(小时|单|天|节)\d|(时|日)薪", re.IGNORECASE
)
_TEACHING = re.compile(r"老师|教师|家教|教练|讲师|助教|陪练")
_DELIVERY = re.compile(r"骑手|外卖|送餐|配送|跑腿|兼职")


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay in yuan a month.

    Attributes
    ----------
    min, max : float or None
        Ends of the range; None where an end is open (3万以上).
    months : float or None
        Months paid a year, None where not stated.
    """

    min: float | None
    max: float | None
    months: float | None = None


def parse_salary(
    text: str,
    *,
    hours_per_month: float = HOURS_PER_MONTH,
    days_per_month: float = DAYS_PER_MONTH,
    weeks_per_month: float = WEEKS_PER_MONTH,
) -> Parsed[Pay]:
    """Return the monthly pay that a cell states.

    Parameters
    ----------
    text : str
        A cell; words around the pay are tolerated. A range is preferred to a single amount.
    hours_per_month, days_per_month, weeks_per_month : float
        Working time in a month, for pay by the hour, day or week.

    Returns
    -------
    Parsed of Pay
        Rule ``year month week day hour`` where the period is stated, ``bare month`` where it is left
        out, ``inferred`` and the period where it is concluded, ``negotiable`` without a value for 面议.

    Examples
    --------
    >>> parse_salary("15-25K·14薪").value
    Pay(min=15000.0, max=25000.0, months=14.0)
    >>> parse_salary("200元/天").value
    Pay(min=4350.0, max=4350.0, months=None)
    >>> parse_salary("10-15万").rule, parse_salary("面议").rule, parse_salary("8元/单").reason
    ('inferred year', 'negotiable', 'paid by the piece')
    """
    cell = fold(text)
    if is_unsaid(cell):
        return Parsed()
    if _SCRAMBLED.search(cell):
        return Parsed(reason="scrambled digits")
    months, cell = take_months(cell)
    cell, replies = _REPLY.subn("", cell)
    amount = find_amount(cell)
    if amount is None:
        if _NEGOTIABLE.search(cell):
            return Parsed(rule="negotiable")
        return Parsed(reason="paid by the piece" if "计件" in cell else "no amount")
    if _FOREIGN.search(cell):
        return Parsed(reason="not in yuan")
    if amount.high == 0:
        return Parsed(rule="negotiable")
    if amount.low > amount.high:
        return Parsed(reason="low end above high end")
    if amount.high > _LARGEST:
        return Parsed(reason="out of range")
    if amount.period == "piece":
        return Parsed(reason="paid by the piece")
    scale = 1.0 if amount.unit or months or "日结" in cell else _scale(amount.high, amount.period)
    middle = _middle(amount.low, amount.high) * scale
    period = amount.period or ("year" if replies else _period(middle, bool(months) or amount.unit in ("k", "千")))
    if scale != 1 or amount.concluded or not (amount.period or period == "month"):
        rule = f"inferred {period}"
    else:
        rule = amount.period or "bare month"
    factors = {"week": weeks_per_month, "day": days_per_month, "hour": hours_per_month, "year": 1 / 12}
    low, high = (_yuan(end * scale * factors.get(period, 1.0)) for end in (amount.low, amount.high))
    return Parsed(
        Pay(
            None if amount.open_end == "below" else low or None,
            None if amount.open_end == "above" else high,
            months,
        ),
        rule,
    )


def _scale(high: float, period: str) -> float:
    """Return the factor to yuan of a bare number, by its size: 15-25 are thousands, 20-30/年 ten thousands."""
    if high >= 100 or period not in ("", "month", "year"):
        return 1.0
    return 10_000.0 if period == "year" or high < 3 else 1_000.0


def _period(middle: float, monthly_is_usual: bool) -> str:
    """Return the period that an amount of yuan has by its size."""
    if middle >= (_YEARLY_WHERE_MONTHLY_IS_USUAL if monthly_is_usual else _YEARLY):
        return "year"
    if middle >= _MONTHLY or monthly_is_usual:
        return "month"
    return "day" if middle >= _DAILY else "hour"


def _middle(low: float, high: float) -> float:
    return (low + high) / 2 if low else high  # a low end of 0 stands for none


def _yuan(amount: float) -> float:
    return round(amount, 2)


def column_scale(cells: Iterable[str | None]) -> float:
    """Return what a column of high ends must be multiplied with to be in yuan: 1, 1000 or 10000.

    Parameters
    ----------
    cells : iterable of str or None
        The whole column: a single row cannot tell 20 thousand a month from 20 yuan an hour.

    Examples
    --------
    >>> column_scale(["7", "15", "30"]), column_scale(["8000", "150", "12000"]), column_scale(["1.5", "0.8"])
    (1000.0, 1.0, 10000.0)
    """
    counts = Counter(cells)
    amounts = [amount for cell, n in counts.items() if (amount := _number(cell)) for _ in range(n)]
    return _scale(median(amounts), "") if amounts else 1.0


def join_salary(
    minimum: str | None,
    maximum: str | None,
    months: str | None = None,
    employment: str | None = None,
    title: str | None = None,
    *,
    scale: float | None = None,
) -> Parsed[Pay]:
    """Return the monthly pay of a row whose ends stand in two columns that have lost their unit.

    Parameters
    ----------
    minimum, maximum, months : str or None
        Cells of the three columns. Cells with a unit go to :func:`parse_salary`.
    employment : str or None
        One of ``schema.EMPLOYMENTS``; read from the title where None.
    title : str or None
        Title; may state the rate (23元/小时) or the form of employment.
    scale : float or None
        What :func:`column_scale` says of the column. None takes a row for itself: amounts up to 15
        are thousands, unless the title names delivery or part-time work.

    Examples
    --------
    >>> join_salary("7000", "12000", "13").value
    Pay(min=7000.0, max=12000.0, months=13.0)
    >>> join_salary("120", "150", None, "internship").value.min
    2610.0
    >>> join_salary("2.1", "7").rule, join_salary("8", "15", title="外卖骑手").reason
    ('inferred thousands', 'paid by the piece')
    """
    ends = [cell.strip() for cell in (minimum or "", maximum or "")]
    paid, _ = take_months(f"{(months or '').strip().removesuffix('薪')}薪")
    amounts = [_number(end) for end in ends if end]
    if None in amounts or not amounts:
        return parse_salary("-".join(filter(None, ends)) + (f"·{paid:g}薪" if paid else "")) if amounts else Parsed()
    low, high = amounts[0] or 0.0, amounts[-1] or 0.0
    if high == 0:
        return Parsed(rule="negotiable")
    if low > high:
        return Parsed(reason="low end above high end")
    if high > _LARGEST:
        return Parsed(reason="out of range")
    rule, factor = _rate(low, high, bool(paid), employment, title or "", scale)
    if not factor:
        return Parsed(reason=rule)
    low_end, high_end = (_yuan(end * factor) if cell else None for end, cell in zip((low, high), ends, strict=True))
    return Parsed(Pay(low_end or None, high_end, paid), rule)


def _rate(
    low: float, high: float, paid: bool, employment: str | None, title: str, scale: float | None
) -> tuple[str, float]:
    """Return the rule for amounts without a unit and their factor to yuan a month, 0 where there is none."""
    if scale and scale != 1:
        return "inferred thousands" if scale == 1_000 else "inferred ten thousands", scale
    middle = _middle(low, high)
    if middle >= _MONTHLY or paid:
        return ("inferred year", 1 / 12) if _period(middle, paid) == "year" else ("bare month", 1.0)
    if stated := _RATE.search(title):
        period = PERIODS[next(filter(None, stated.groups())).lower()]
    elif high <= _HOURLY:
        if scale is None and not _DELIVERY.search(title):
            return "inferred thousands", 1_000.0
        period = "piece"
    else:
        intern = (employment or parse_employment(title).value) == "internship"
        by_hour = middle < (_DAILY_OF_INTERNS if intern else _DAILY) or (_TEACHING.search(title) and not intern)
        period = "hour" if by_hour else "day"
    if period == "piece":
        return "paid by the piece", 0.0
    return f"inferred {period}", DAYS_PER_MONTH if period == "day" else HOURS_PER_MONTH


def _number(cell: str | None) -> float | None:
    text = (cell or "").strip().replace(",", "")
    return float(text) if re.fullmatch(NUMBER, text, re.ASCII) else None
