"""Days of publication, absolute and relative."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

import pyarrow as pa

from jobmine.normalise.numerals import fold
from jobmine.normalise.parsed import Parsed

_CHINA = timezone(timedelta(hours=8))
_SPACE_IN_TIME = re.compile(r"(?<=\d)\s+(?=\d)")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_ISO_ZONE = re.compile(r"\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d(?:\.\d+)?)?(z|[+-]\d\d:?\d\d)")
_FULL = re.compile(r"(?<!\d)(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2}))?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_MONTH_DAY = re.compile(r"(?<![-./\d])(\d{1,2})[-./月](\d{1,2})(?![\d.])")
_AGO = re.compile(r"(?<!\d)(\d{1,5})\+?个?(秒|分钟|小时|天|日|周|星期|月|年)(?:以)?前")
_TODAY = re.compile(r"今[天日]|刚刚|刚才|当天|(?<!\d)\d{1,2}:\d\d发布|today|justnow")
_EARLIER = {"昨": 1, "前": 2}
_DAYS_AGO = re.compile(r"(昨|前)[天日]|yesterday")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)  # the 30th, since Excel counts a 29 February 1900
_EXCEL_SERIALS = (25_569, 73_050)  # 1970 to 2099
_EPOCH_SECONDS = (10**9, 4 * 10**9)
_OLDEST = date(1990, 1, 1)


def parse_date(text: str, today: date) -> Parsed[date]:
    """Return the day that a cell states.

    Parameters
    ----------
    text : str
        A day in digits in any of the usual orders, with or without a time; a day in words (今天,
        3天前); an Excel serial; seconds or milliseconds since 1970. A time with a zone is turned to
        Chinese time first: 2025-02-18T16:00Z is the 19th.
    today : date
        What 今天 refers to. A day without a year is the last such day up to it.

    Examples
    --------
    >>> today = date(2023, 3, 9)
    >>> [str(parse_date(cell, today).value) for cell in ("03-07发布", "3天前", "2023.3.7", "12-31", "44992")]
    ['2023-03-07', '2023-03-06', '2023-03-07', '2022-12-31', '2023-03-07']
    >>> parse_date("2月30日", today).reason
    'no such day'
    """
    cell = _fold(text)
    if not cell:
        return Parsed()
    found = _read(cell, today)
    if found.value and not _OLDEST <= found.value <= today + timedelta(days=366):
        return Parsed(reason="day out of range")
    return found


def _fold(text: str) -> str:
    """Return a cell in one way of writing; of the commonest form, a day and a time, the day."""
    return text[:10] if _STAMP.fullmatch(text) else fold(_SPACE_IN_TIME.sub("t", text))


def _read(cell: str, today: date) -> Parsed[date]:
    if _PLAIN.fullmatch(cell) and not _COMPACT.fullmatch(cell):
        return _number(float(cell))
    if zoned := _ISO_ZONE.search(cell):
        return _zoned(zoned[0])
    if full := _FULL.search(cell) or _COMPACT.search(cell):
        rule = "date" if full[3] else "inferred first of month"
        return _day(int(full[1]), int(full[2]), int(full[3] or 1), rule)
    if ago := _AGO.search(cell):
        return _before(today, int(ago[1]), ago[2])
    if _TODAY.search(cell):
        return Parsed(today, "relative")
    if word := _DAYS_AGO.search(cell):
        return Parsed(today - timedelta(days=_EARLIER.get(word[1], 1)), "relative")
    if short := _MONTH_DAY.search(cell):
        return _latest(int(short[1]), int(short[2]), today)
    return Parsed(reason="no day named")


def _day(year: int, month: int, day: int, rule: str) -> Parsed[date]:
    try:
        return Parsed(date(year, month, day), rule)
    except ValueError:
        return Parsed(reason="no such day")


def _latest(month: int, day: int, today: date) -> Parsed[date]:
    """Return the last such day up to today; 29 February may lie up to eight years back."""
    for year in range(today.year, today.year - 9, -1):
        found = _day(year, month, day, "inferred year")
        if found.value and found.value <= today:
            return found
    return Parsed(reason="no such day")


def _before(today: date, count: int, unit: str) -> Parsed[date]:
    days = {"秒": 0, "分钟": 0, "小时": 0, "天": 1, "日": 1, "周": 7, "星期": 7, "月": 30, "年": 365}[unit] * count
    if days > 36_500:
        return Parsed(reason="day out of range")
    return Parsed(today - timedelta(days=days), "inferred relative" if unit in "月年" else "relative")


def _number(number: float) -> Parsed[date]:
    if _EXCEL_SERIALS[0] <= number < _EXCEL_SERIALS[1]:
        return Parsed(_EXCEL_EPOCH + timedelta(days=int(number)), "Excel serial")
    for seconds in (number, number / 1000):
        if _EPOCH_SECONDS[0] <= seconds < _EPOCH_SECONDS[1]:
            return Parsed(datetime.fromtimestamp(seconds, _CHINA).date(), "seconds since 1970")
    return Parsed(reason="no day named")


def _zoned(stamp: str) -> Parsed[date]:
    try:
        return Parsed(datetime.fromisoformat(stamp.upper()).astimezone(_CHINA).date(), "ISO time with zone")
    except (ValueError, OverflowError):
        return Parsed(reason="no such day")


def latest_day(*columns: pa.ChunkedArray) -> date | None:
    """Return the latest day that columns state: what 今天 and days without a year refer to.

    Parameters
    ----------
    *columns : pyarrow.ChunkedArray of string
        Cells with days, in any form that :func:`parse_date` reads. The latest full day decides; days
        without a year up to a month after it are taken to be of the same time.

    Examples
    --------
    >>> str(latest_day(pa.chunked_array([["03-07发布", "2025-06-30", "2025/2/1"]])))
    '2025-06-30'
    >>> str(latest_day(pa.chunked_array([["2025-06-27", "06-30", "12-31", "今天"]])))
    '2025-06-30'
    """
    tomorrow = date.today() + timedelta(days=1)
    cells = {_fold(cell) for column in columns for cell in column.unique().to_pylist() if cell}
    full = {cell for cell in cells if _FULL.search(cell)}
    latest = max((day for cell in full if (day := parse_date(cell, tomorrow).value) and day < tomorrow), default=None)
    if latest is None:
        return None
    short = {cell for cell in cells - full if _MONTH_DAY.search(cell)}
    around = latest + timedelta(days=31)
    return max([latest, *(day for cell in short if (day := parse_date(cell, around).value))])
