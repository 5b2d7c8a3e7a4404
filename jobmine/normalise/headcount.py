"""People wanted."""

from __future__ import annotations

import re

from jobmine.normalise.numerals import fold
from jobmine.normalise.parsed import Parsed

_PEOPLE = re.compile(r"(?<![\d.])(\d{1,6})(?:-\d{1,6})?(?:人|名|位|个)?(?![\d.])")
_SEVERAL = re.compile(r"若干|多[人名]|不限|数[人名]")
# Forms that want a number are filled with the largest they take.
_PLACEHOLDERS = {999, 9999, 99999, 999999}


def parse_headcount(text: str) -> Parsed[int]:
    """Return how many people a cell says are wanted; a number is stated exactly where there is a value.

    Parameters
    ----------
    text : str
        A cell such as 招3人, 5名, 若干. Of a range the lower end counts: so many are wanted for certain.
        999 and its like are what forms take for 若干.

    Examples
    --------
    >>> parse_headcount("招3人").value, parse_headcount("5-10人").value
    (3, 5)
    >>> parse_headcount("若干")
    Parsed(value=None, rule='several', reason='')
    """
    cell = fold(text)
    if not cell:
        return Parsed()
    found = _PEOPLE.search(cell)
    if not found:
        return Parsed(rule="several") if _SEVERAL.search(cell) else Parsed(reason="no number of people")
    people = int(found[1])
    if people in _PLACEHOLDERS:
        return Parsed(rule="several")
    if people == 0:
        return Parsed(reason="no number of people")
    return Parsed(people, "lower end" if "-" in found[0] else "number")
