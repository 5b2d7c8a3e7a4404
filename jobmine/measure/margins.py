"""Official totals as margins: what their labels mean, and which category a posting is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from jobmine.data import read_tsv
from jobmine.errors import ConfigError
from jobmine.measure.dimensions import UNSTATED
from jobmine.normalise.education import parse_education
from jobmine.normalise.place import parse_place
from jobmine.schema import EDUCATIONS

LEVELS = EDUCATIONS[1:]  # 不限 is no level that people have
_RANKS = {level: LEVELS.index("高中" if level == "中专" else level) for level in LEVELS}  # 高中 and 中专 are one step
TITLES = {"occupation": "职业", "region": "地区", "education": "学历", "industry": "行业"}

# The dimensions of postings that tell the category of a column of totals.
DIMENSIONS_OF = {
    "occupation": ("occupation",),
    "region": ("province", "city"),
    "education": ("education",),
    "industry": ("industry_section", "industry"),
}
_UNEQUAL = 0.005  # by how much the sums of two margins may differ


@dataclass(frozen=True, slots=True)
class Margin:
    """Official numbers of people by one column of totals, or by several together.

    Attributes
    ----------
    columns : tuple of str
        Of ``occupation``, ``region``, ``education``, ``industry``.
    people : mapping from tuple of str to float
        By categories as the totals name them.
    period : str
        Empty where none is stated.
    """

    columns: tuple[str, ...]
    people: Mapping[tuple[str, ...], float]
    period: str = ""

    @property
    def title(self) -> str:
        """The columns in Chinese."""
        return "×".join(TITLES[name] for name in self.columns)


def read_margins(totals: pd.DataFrame) -> list[Margin]:
    """Return the margins that a table of totals holds: its rows by which columns they fill, of the last period.

    Parameters
    ----------
    totals : DataFrame
        Schema ``totals``.

    Raises
    ------
    ConfigError
        If a number is zero, a row stands twice, or the sums of two margins differ by more than half a per cent.

    Examples
    --------
    >>> rows = pd.DataFrame({"region": ["南京", "苏州"], "period": ["2024"] * 2, "people": [40.0, 60.0]})
    >>> read_margins(rows)[0].people
    {('南京',): 40.0, ('苏州',): 60.0}
    """
    names = [name for name in TITLES if name in totals]
    filled = totals[names].fillna("").map(str.strip)
    period = totals["period"].fillna("") if "period" in totals else pd.Series("", index=totals.index)
    sets = [tuple(name for name in names if row[name]) for row in filled.to_dict("records")]
    margins = []
    for columns in dict.fromkeys(sets):
        if not columns:
            raise ConfigError(f"totals: a row fills none of {', '.join(names)}; name what its people are counted by")
        here = pd.Series([found == columns for found in sets], index=totals.index)
        last = max(period[here])
        rows = here & (period == last)
        people: dict[tuple[str, ...], float] = {}
        cells = zip(
            filled.loc[rows, list(columns)].itertuples(index=False, name=None), totals["people"][rows], strict=True
        )
        for key, number in cells:
            if key in people:
                raise ConfigError(f"totals: {'×'.join(key)} stands twice for period {last!r}; keep one row")
            if not number > 0:
                raise ConfigError(f"totals: {'×'.join(key)} has {number:g} people; leave such a row out")
            people[key] = float(number)
        margins.append(Margin(columns, people, last))
    _check_sums(margins)
    return margins


def _check_sums(margins: Sequence[Margin]) -> None:
    sums = [sum(margin.people.values()) for margin in margins]
    for margin, total in zip(margins[1:], sums[1:], strict=True):
        if abs(total / sums[0] - 1) > _UNEQUAL:
            raise ConfigError(
                f"totals do not add up: {margins[0].title} {sums[0]:,.0f} people, {margin.title} {total:,.0f}; "
                "they must count the same people (0.5 % apart at most)"
            )


class Categories:
    """The categories of one column of totals, looked up by what postings say.

    Parameters
    ----------
    column : str
        ``occupation``, ``region``, ``education`` or ``industry``.
    labels : iterable of str
        As the totals name them: 江苏 or 南京; 4-03 or its name; C, 34 or 制造业; 大专, 高中及以下.

    Raises
    ------
    ConfigError
        If a label is unknown, or one contains another.

    Examples
    --------
    >>> found = Categories("education", ["高中及以下", "大专", "本科及以上"])
    >>> found.of("中专"), found.of("硕士")
    ('高中及以下', '本科及以上')
    """

    def __init__(self, column: str, labels: Iterable[str]) -> None:
        self.column = column
        self._label: dict[str, str] = {}
        for label in labels:
            for key in _READERS[column](label):
                if self._label.setdefault(key, label) != label:
                    raise ConfigError(f"totals: {column} {self._label[key]!r} and {label!r} are both {key}; keep one")
        for key, label in self._label.items():
            for wider in _WIDER[column](key)[1:]:
                if wider in self._label:
                    raise ConfigError(f"totals: {column} {label!r} is part of {self._label[wider]!r}; keep one level")

    def of(self, *values: str) -> str | None:
        """Return the category of a posting from its values of the column's dimensions; None where there is none."""
        return next((self._label[key] for key in _candidates(self.column, values) if key in self._label), None)


def is_unstated(values: Iterable[str]) -> bool:
    """Return whether a posting says nothing of a column.

    Examples
    --------
    >>> is_unstated(["未注明", "未注明"]), is_unstated(["江苏", "未注明"])
    (True, False)
    """
    return all(value in (UNSTATED, "不限") for value in values)


def _candidates(column: str, values: Sequence[str]) -> list[str]:
    """Return the keys of a posting from the narrowest to the widest."""
    if column == "region":
        return [value for value in reversed(values) if value != UNSTATED]
    if column == "industry":
        section, division = values
        return [section + division, section]
    return _WIDER[column](values[0])


def _wider_codes(code: str) -> list[str]:
    """Return a code and those above it: 4-03-02, 4-03, 4."""
    parts = code.split("-")
    return ["-".join(parts[:size]) for size in range(len(parts), 0, -1)]


def _wider_places(name: str) -> list[str]:
    place = parse_place(name).value
    return [name, place.province] if place and place.city and place.province and place.province != name else [name]


_WIDER: dict[str, Callable[[str], list[str]]] = {
    "occupation": _wider_codes,
    "region": _wider_places,
    "education": lambda level: [level],
    "industry": lambda code: [code, code[0]] if len(code) > 1 else [code],
}


def _read_place(label: str) -> list[str]:
    place = parse_place(label).value
    if not place or not place.province:
        raise ConfigError(f"totals: region {label!r} is no province or city of GB/T 2260")
    if place.district:
        raise ConfigError(f"totals: region {label!r} is a district; postings are counted by city and province")
    return [place.city or str(place.province)]


def _read_education(label: str) -> list[str]:
    if label in ("未上过学", "文盲", "小学"):  # postings have no level below 初中
        return [LEVELS[0]]
    named = [level for level in LEVELS if level in label] or [str(parse_education(label).value)]
    if named[0] not in LEVELS:
        raise ConfigError(f"totals: education {label!r}; allowed: {', '.join(LEVELS)}, 研究生, with 及以下 or 及以上")
    ranks = [_RANKS[level] for level in named]
    if "以下" in label:
        return [level for level in LEVELS if _RANKS[level] <= max(ranks)]
    if "以上" in label or label == "研究生":
        return [level for level in LEVELS if _RANKS[level] >= min(ranks)]
    return named


def _read_industry(label: str) -> list[str]:
    code = _industries().get(_plain(label))
    if not code:
        raise ConfigError(f"totals: industry {label!r} is no section or division of GB/T 4754, by code or name")
    return [code]


def _read_occupation(label: str) -> list[str]:
    code = _occupations().get(_plain(label))
    if not code:
        raise ConfigError(f"totals: occupation {label!r} is none of the 职业分类大典, by code or name")
    return [code]


_READERS = {
    "occupation": _read_occupation,
    "region": _read_place,
    "education": _read_education,
    "industry": _read_industry,
}


@cache
def _industries() -> dict[str, str]:
    """Return sections and divisions by code, bare division and name; of one name the widest."""
    rows = [row for row in read_tsv("taxonomies/industries.tsv") if row["level"] in ("1", "2")]
    names = {_plain(row["name"]): row["code"] for row in reversed(rows)}
    names |= {_plain(row["name"]): row["code"] for row in rows if row["level"] == "1"}
    return names | {row["code"][-2:]: row["code"] for row in rows} | {row["code"]: row["code"] for row in rows}


@cache
def _occupations() -> dict[str, str]:
    rows = sorted(read_tsv("taxonomies/occupations.tsv"), key=lambda row: -len(row["code"]))
    return {_plain(row["name"]): row["code"] for row in rows} | {row["code"]: row["code"] for row in rows}


def _plain(name: str) -> str:
    return "".join(c for c in name if c not in "、，,（）()和及与 ")
