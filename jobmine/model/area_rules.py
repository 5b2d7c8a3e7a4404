"""Areas 领域 and the file of rules that puts postings into them, which a user can replace."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobmine.data import path
from jobmine.errors import ConfigError

LISTS = ("titles", "occupations", "terms", "texts", "employers", "industries")
"""Columns that hold a rule's values, separated by ``|``."""

HIDES, YIELDS = "-", "~"
"""Marks before a word: it only hides what stands in it; it tells an area only where no other word does."""

_COLUMNS = ("area", "parent", "about", *LISTS, "terms_needed", "priority")
_ABOUT = ("industry", "work")


@dataclass(frozen=True, slots=True)
class Area:
    """An area and what puts a posting into it.

    Attributes
    ----------
    area : str
        Name.
    parent : tuple of str
        The lists of areas that it stands in: ``vocational``, ``scarce``, ``key`` or a user's own.
    about : {"industry", "work"}
        An industry has all postings of its employers; work has those that do it, whoever the employer is.
    titles, employers : tuple of str
        What a title or post, or an employer's name, contains. One that begins with ``-`` only hides what stands
        in it: with ``化工`` and ``-化工程`` a 数字化工程师 is no chemist. One that begins with ``~`` tells the area
        only where no other word does: with ``~质检`` a 服装质检 is in clothing, if 服装 is a word of that.
    occupations : tuple of str
        Codes of the 大典 or their beginnings.
    terms : tuple of str
        Canonical terms that are asked for, not preferred.
    terms_needed : int
        How many different ones of them tell the area.
    texts : tuple of str
        Words of a text, for lists that are to hold every posting: where title, occupation and terms tell none of
        the areas that have any, these are counted, and with them the area's words of titles.
    industries : tuple of str
        Divisions (two digits) or sections (a letter) of GB/T 4754.
    priority : int
        Rank of the area where one of several is to be chosen; 1 is the first.
    """

    area: str
    parent: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    priority: int = 1
    about: str = "industry"
    terms_needed: int = 1
    texts: tuple[str, ...] = ()


def read_areas(file: str | Path) -> tuple[Area, ...]:
    """Return the areas of a file, ordered by priority.

    Parameters
    ----------
    file : path
        Tab separated, UTF-8, with a header; ``area`` is needed; ``parent`` and the columns of rules hold
        values separated by ``|``. An area is about an industry, and one term is enough, where nothing is said.

    Raises
    ------
    ConfigError
        If the file is missing, a column is unknown, or a row has no area, one that stands twice, no rule, a
        number that is none or is about something else; with file and line.

    Examples
    --------
    >>> [area.area for area in read_areas(path("areas/areas.tsv"))][:2]
    ['机械制造', '汽车服务']
    """
    where = Path(file)
    try:
        with where.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = [(reader.line_num, row) for row in reader]
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the areas of {str(where)!r}: {error}") from error
    unknown = [name for name in reader.fieldnames or () if name not in _COLUMNS]
    if unknown or "area" not in (reader.fieldnames or ()):
        raise ConfigError(f"{where}:1: header {reader.fieldnames}; needed: area; allowed: {', '.join(_COLUMNS)}")
    areas: dict[str, Area] = {}
    for line, row in rows:
        area = _area(f"{where}:{line}", row, default_priority=len(areas) + 1)
        if area.area in areas:
            raise ConfigError(f"{where}:{line}: area {area.area!r} stands twice; put its rules in one row")
        areas[area.area] = area
    return tuple(sorted(areas.values(), key=lambda area: area.priority))


@cache
def shipped_areas(*parents: str) -> tuple[Area, ...]:
    """Return the areas that come with the package, those of some lists or all.

    Examples
    --------
    >>> len(shipped_areas("vocational")), len(shipped_areas("scarce")), len(shipped_areas("key"))
    (20, 8, 13)
    """
    areas = read_areas(path("areas/areas.tsv"))
    return tuple(area for area in areas if not parents or set(parents) & set(area.parent))


def _area(where: str, row: dict[str, str], default_priority: int) -> Area:
    lists = {name: tuple(filter(None, (row.get(name) or "").split("|"))) for name in ("parent", *LISTS)}
    name, about, priority, needed = (
        (row.get(key) or "").strip() for key in ("area", "about", "priority", "terms_needed")
    )
    about = about or _ABOUT[0]
    if not name:
        raise ConfigError(f"{where}: the area has no name")
    if not any(lists[rule] for rule in LISTS):
        raise ConfigError(f"{where}: area {name!r} has no rule; fill one of {', '.join(LISTS)}")
    for column, number in (("priority", priority), ("terms_needed", needed)):
        if number and not number.isdigit():
            raise ConfigError(f"{where}: {column} of {name!r} must be a whole number; got {number!r}")
    if about not in _ABOUT:
        raise ConfigError(f"{where}: {name!r} must be about one of {', '.join(_ABOUT)}; got {about!r}")
    return Area(name, **lists, priority=int(priority or default_priority), about=about, terms_needed=int(needed or 1))
