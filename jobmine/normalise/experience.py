"""Years of experience asked for, and whether graduates may apply."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobmine.normalise.numerals import NUMBER, fold, is_unsaid
from jobmine.normalise.parsed import Parsed


@dataclass(frozen=True, slots=True)
class Experience:
    """Experience asked for.

    Attributes
    ----------
    min, max : float or None
        Years; None where an end is not stated. A single number (2年, 2年经验) is a least number.
    graduates : str or None
        ``only``: for graduates alone; ``welcome``: they may apply; None: nothing is said of them.
    """

    min: float | None
    max: float | None
    graduates: str | None = None


_UNIT = r"(年|个月)(?![薪底终级届度龄])"
_YEARS = re.compile(rf"(?<![\d.])(\d{{1,2}}(?:\.\d+)?)(?:(?:{_UNIT})?-({NUMBER}))?{_UNIT}((?:及|或)?以[下内]|内)?")
_PLAIN = re.compile(rf"({NUMBER})(?:-({NUMBER}))?\+?")
_NONE = re.compile(
    r"经验(?:不限|无要求|不要求|均可)|不限经验|(?:无需|无须|不需要?|不要求|没有?|无)(?:工作|相关)?经[验历]|^(?:不限|无要求|不要求)"
)
_GRADUATES = re.compile(r"应届|在校|在读|毕业生|校招|校园招聘|\d\d届")
_WELCOME = re.compile(r"可|欢迎|均|优先|也|亦|接受|不限")
_ATTENDANCE = re.compile(r"\d天/周|每周\d天")
_LONGEST = 50.0


def parse_experience(text: str) -> Parsed[Experience]:
    """Return the years of experience that a cell asks for.

    Parameters
    ----------
    text : str
        A cell, a plain number of years, or a chip string ("3-5年-本科-单片机").

    Returns
    -------
    Parsed of Experience
        经验不限 and 无需经验 are at least 0 years and say nothing of graduates. 应届生 is 0 years,
        ``only``; with a word that opens the door (可, 欢迎, 优先) or beside years it is ``welcome``.

    Examples
    --------
    >>> parse_experience("3-5年").value, parse_experience("三年以上").value
    (Experience(min=3.0, max=5.0, graduates=None), Experience(min=3.0, max=None, graduates=None))
    >>> parse_experience("在校/应届").value.graduates, parse_experience("经验不限").value.graduates
    ('only', None)
    """
    cell = fold(text)
    if is_unsaid(cell):
        return Parsed()
    if plain := _PLAIN.fullmatch(cell):
        if float(plain[1]) > _LONGEST:
            return Parsed(reason="not a number of years")
        return Parsed(Experience(float(plain[1]), float(plain[2]) if plain[2] else None), "number")
    if _ATTENDANCE.search(cell):  # terms of internships, which ask for no years
        return Parsed(Experience(0.0, None), "inferred internship")
    graduates = _graduates(cell)
    if years := _YEARS.search(cell):
        return Parsed(_range(years, "welcome" if graduates else None), "years")
    if _NONE.search(cell):
        return Parsed(Experience(0.0, None, "welcome" if graduates else None), "none needed")
    if graduates:
        return Parsed(Experience(0.0, None, graduates), "graduates")
    return Parsed(reason="no experience named")


def _graduates(cell: str) -> str | None:
    if not _GRADUATES.search(cell):
        return None
    return "welcome" if _WELCOME.search(cell) else "only"


def _range(found: re.Match[str], graduates: str | None) -> Experience:
    start, start_unit, end, unit, below = found.groups()
    if end:
        return Experience(_years(start, start_unit or unit), _years(end, unit), graduates)
    if below:
        return Experience(0.0, _years(start, unit), graduates)
    return Experience(_years(start, unit), None, graduates)


def _years(number: str, unit: str) -> float:
    return round(float(number) / (1 if unit == "年" else 12), 2)
