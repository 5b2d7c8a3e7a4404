"""Digits that a site draws with a font of its own, so that exports hold private characters for them.

Which character stands for which digit can differ from page to page. A column is decoded only where
one mapping alone makes sense of all of its cells; else it stays as it is, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from jobmine.normalise.numerals import fold
from jobmine.normalise.salary import parse_salary

_GLYPH = re.compile("[\ue000-\uf8ff]")
_BLOCKS = (0xE031, 0xE8F0)  # first of ten characters, in the common case those of 0 to 9
_RANGE = re.compile("([\ue000-\uf8ff]+)k?-([\ue000-\uf8ff]+)")
_MONTHS = re.compile("([\ue000-\uf8ff])[\ue000-\uf8ff]薪")
_TENS_OF_MONTHS = ("1", "2")  # 12 to 29 months are paid a year
_MIN_DISTINCT = 12  # a wrong mapping keeps a range upright in half of the cases: 2 ** -12
_LEVEL = 3.0  # how far the median may lie from that of the rows in clear
_PLAUSIBLE = (1_500.0, 60_000.0)  # median of low ends, yuan a month, where no row is in clear


@dataclass(frozen=True, slots=True)
class Decoded:
    """A column after decoding.

    Attributes
    ----------
    cells : list of str or None
        The column; decoded where ``mapping`` is not empty, else as it came.
    mapping : mapping of str to str
        Digit by private character.
    rule : str
        ``inferred digits in order`` or ``inferred digits permuted``, empty where nothing was decoded.
    reason : str
        Why scrambled cells were left as they are.
    """

    cells: list[str | None]
    mapping: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    reason: str = ""


def decode_scrambled(column: Sequence[str | None]) -> Decoded:
    """Return a column of pay with private characters turned to digits, if one mapping fits all cells.

    Parameters
    ----------
    column : sequence of str or None
        The whole column of one file. A mapping fits if no number starts with 0, every low end is below
        its high end, months paid are 12 to 29, and the level is like that of the rows in clear.

    Examples
    --------
    >>> ends = "3-5 4-6 5-8 6-9 7-8 8-9 10-15 15-20 20-30 25-50 11-12 13-17"
    >>> ranges = [f"{end}K" for end in ends.split()]
    >>> scramble = str.maketrans({str(d): chr(0xE031 + d) for d in range(10)})
    >>> decoded = decode_scrambled([pay.translate(scramble) for pay in ranges])
    >>> decoded.cells == ranges, decoded.rule
    (True, 'inferred digits in order')
    """
    cells = list(column)
    scrambled = sorted({cell for cell in cells if cell and _GLYPH.search(cell)})
    if not scrambled:
        return Decoded(cells)
    glyphs = sorted(set(_GLYPH.findall("".join(scrambled))))
    base = next((base for base in _BLOCKS if base <= ord(glyphs[0]) and ord(glyphs[-1]) < base + 10), None)
    if base is None:
        return Decoded(cells, reason="scrambled digits: unknown characters")
    if len(scrambled) < _MIN_DISTINCT:
        return Decoded(cells, reason=f"scrambled digits: fewer than {_MIN_DISTINCT} different cells")
    folded = "\n".join(fold(cell) for cell in scrambled)
    ranges = _RANGE.findall(folded)
    tens = set(_MONTHS.findall(folded))
    in_order = {chr(base + digit): str(digit) for digit in range(10)}
    clear = [cell for cell in cells if cell and not _GLYPH.search(cell)]
    if _fits(ranges, tens, in_order) and _level_fits(scrambled, clear, in_order):
        return _decode(cells, in_order, "inferred digits in order")
    found = [mapping for _, mapping in zip(range(2), _mappings(ranges, tens, glyphs), strict=False)]
    if len(glyphs) == 10 and len(found) == 1 and _level_fits(scrambled, clear, found[0]):
        return _decode(cells, found[0], "inferred digits permuted")
    why = "no one mapping fits" if len(found) != 2 else "more than one mapping fits"
    return Decoded(cells, reason=f"scrambled digits: {why}")


def _decode(cells: list[str | None], mapping: dict[str, str], rule: str) -> Decoded:
    table = str.maketrans(mapping)
    return Decoded([cell and cell.translate(table) for cell in cells], mapping, rule)


def _fits(ranges: Sequence[tuple[str, str]], tens: set[str], mapping: Mapping[str, str]) -> bool:
    """Whether a mapping, perhaps of some characters only, contradicts no range and no months."""
    return all(mapping.get(glyph, "1") in _TENS_OF_MONTHS for glyph in tens) and all(
        _is_upright(low, high, mapping) for low, high in ranges
    )


def _is_upright(low: str, high: str, mapping: Mapping[str, str]) -> bool:
    if len(low) > len(high) or "0" in (mapping.get(low[0]), mapping.get(high[0])):
        return False
    if len(low) < len(high):
        return True
    for left, right in zip(low, high, strict=True):
        if left != right:
            return mapping.get(left, "0") < mapping.get(right, ":")  # ":" follows "9"
    return False


def _mappings(
    ranges: Sequence[tuple[str, str]], tens: set[str], glyphs: Sequence[str], chosen: tuple[str, ...] = ()
) -> Iterator[dict[str, str]]:
    """Yield every mapping of the characters to different digits that fits, depth first."""
    mapping = dict(zip(glyphs, chosen, strict=False))
    if not _fits(ranges, tens, mapping):
        return
    if len(chosen) == len(glyphs):
        yield mapping
        return
    for digit in "0123456789":
        if digit not in chosen:
            yield from _mappings(ranges, tens, glyphs, (*chosen, digit))


def _level_fits(scrambled: Sequence[str], clear: Sequence[str], mapping: dict[str, str]) -> bool:
    """Whether every cell reads as pay, on a level like that of the rows in clear."""
    table = str.maketrans(mapping)
    lows = _lows([cell.translate(table) for cell in scrambled])
    if not lows or len(lows) < len(scrambled):
        return False
    level, known = median(lows), _lows(clear)
    if len(known) < _MIN_DISTINCT:
        return _PLAUSIBLE[0] <= level <= _PLAUSIBLE[1]
    return 1 / _LEVEL <= level / median(known) <= _LEVEL


def _lows(cells: Sequence[str]) -> list[float]:
    values = (parse_salary(cell).value for cell in cells)
    return [value.min for value in values if value and value.min]
