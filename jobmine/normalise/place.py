"""Workplaces: province, city, district and code from the ways in which sites write them.

Codes and names are those of GB/T 2260 with its changes up to June 2023. Cities are named without
市, districts in full (昆山市, 朝阳区). A municipality is its own city. Zones that have no code (高新区,
经开区) stand as districts under the code of their city; districts that were renamed or merged are
read as what they became.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from jobmine.data import read_tsv
from jobmine.normalise.parsed import Parsed

_SEPARATOR = re.compile(r"[-·•・—|/、,，;；\s「」()（）]+")
_EMPTY = frozenset({"N/A", "NA", "nan", "None", "null"})
_ZONE = re.compile(
    r"(.{0,14}?)(开发区|高新园?区|经开区|新区|工业区|园区|产业区|保税区|示范区|管理区|实验区|度假区|风景区|"
    r"航空港区|港务区|新站区|政务区|净月区|经济区|生态区|产业基地)"
)
_ZONE_NAMES = (
    (re.compile(r"高新(技术|科技)?(产业)?(开发|园|产业)?区|新技术产业开发区"), "高新区"),
    (re.compile(r"经济(技术)?开发区"), "经开区"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A workplace; what is not stated is None.

    Attributes
    ----------
    province, city, district : str or None
        江苏, 苏州, 昆山市.
    code : str or None
        Code of GB/T 2260 of the narrowest place that has one.
    """

    province: str | None = None
    city: str | None = None
    district: str | None = None
    code: str | None = None


def parse_place(text: str) -> Parsed[Place]:
    """Return the place that a cell names; of several, the first.

    Rules: ``district``, ``zone``, ``town``, ``city`` and ``province`` name the narrowest part that
    was read, ``inferred_district`` a district whose first character is lost, ``no_place`` a stated
    place that is none (全国, 海外).

    Examples
    --------
    >>> parse_place("苏州-昆山市").value
    Place(province='江苏', city='苏州', district='昆山市', code='320583')
    >>> parse_place("成都·高新区").value
    Place(province='四川', city='成都', district='高新区', code='510100')
    >>> parse_place("异地招聘").rule
    'no_place'
    """
    segments = [s for s in _SEPARATOR.split(text.strip()) if s and s not in _EMPTY]
    if text.strip() in _EMPTY or not segments:
        return Parsed()
    code, rest = _descend(segments)
    if not code:
        if any(segment in _no_place() for segment in segments):
            return Parsed(rule="no_place")
        return Parsed(reason=f"no place of GB/T 2260 in {text.strip()!r}")
    place, rule = _place(code), ("province", "city", "district")[_level(code) - 1]
    if place.district or not place.city:
        return Parsed(place, rule)
    district, rule = _below_city(code, rest)
    if rule == "inferred_district":
        return Parsed(_place(_children(code)[district]), rule)
    return Parsed(Place(place.province, place.city, district or None, code), rule)


def join_place(province: str | None, city: str | None, district: str | None) -> Parsed[Place]:
    """Return the place that stands in separate columns.

    Examples
    --------
    >>> join_place(None, "广州", "天河区").value.code
    '440106'
    """
    return parse_place("-".join(part.strip() for part in (province, city, district) if part))


def clusters_of(city: str | None) -> tuple[str, ...]:
    """Return the city clusters that a city belongs to, in the order of the list.

    Examples
    --------
    >>> clusters_of("鹰潭")
    ('长江中游城市群', '海峡西岸城市群')
    """
    return _clusters().get(city or "", ())


@cache
def _clusters() -> dict[str, tuple[str, ...]]:
    clusters: dict[str, tuple[str, ...]] = {}
    for row in read_tsv("taxonomies/clusters.tsv"):
        clusters[row["city"]] = (*clusters.get(row["city"], ()), row["cluster"])
    return clusters


@cache
def _names() -> dict[str, tuple[int, str, str]]:
    """Return level, full name and short name by code."""
    return {r["code"]: (int(r["level"]), r["name"], r["short"]) for r in read_tsv("taxonomies/places.tsv")}


def _is_municipality(code: str) -> bool:
    return code[:2] in {"11", "12", "31", "50", "81", "82"}


def _level(code: str) -> int:
    return 2 if _is_municipality(code) and code.endswith("0000") else _names()[code][0]


def _parent(code: str) -> str:
    if _names()[code][0] == 3 and not _is_municipality(code):
        return code[:4] + "00"
    return code[:2] + "0000"


def _place(code: str) -> Place:
    province = code[:2] + "0000"
    short = _names()[province][2]
    if _level(code) == 1:
        return Place(short, code=code)
    city = code if _level(code) == 2 else _parent(code)
    district = _names()[code][1] if _level(code) == 3 else None
    return Place(short, _names()[city][2], district, code)


@cache
def _index() -> dict[str, dict[str, str]]:
    """Return, for the country ("") and every place with parts, the written names of its parts.

    A name means the wider place first (吉林 the province, 长沙 the city before 长沙县). Under the
    country a district stands only where its name is unique. A place is also found under itself,
    because sites repeat it (北京北京海淀区).
    """
    index: dict[str, dict[str, str]] = defaultdict(dict)
    written = [(code, name) for code, (_, full, short) in _names().items() for name in (full, short)]
    written += [(row["code"], row["name"]) for row in read_tsv("taxonomies/place_aliases.tsv") if row["code"]]
    written.sort(key=lambda pair: _names()[pair[0]][0])
    districts: dict[str, set[str]] = defaultdict(set)
    for code, name in written:
        level, province = _names()[code][0], code[:2] + "0000"
        if level == 3:
            districts[name].add(code)
            index[_parent(code)].setdefault(name, code)
            index[province].setdefault(name, code)
        else:
            index[""].setdefault(name, code)
            index[code].setdefault(name, code)
            index[province].setdefault(name, code)
    for name, codes in districts.items():
        if len(codes) == 1:
            index[""].setdefault(name, min(codes))
    return dict(index)


@cache
def _no_place() -> frozenset[str]:
    return frozenset(row["name"] for row in read_tsv("taxonomies/place_aliases.tsv") if not row["code"])


def _children(code: str) -> dict[str, str]:
    return _index().get(code, {})


def _descend(segments: list[str]) -> tuple[str, str]:
    """Return the narrowest code that the segments name in order, and what follows the city."""
    code, rest = "", ""
    for segment in segments:
        while segment:
            found = _longest_name(code, segment)
            if not found:
                break
            code, segment = _children(code)[segment[:found]], segment[found:]
            if _level(code) == 3:
                return code, ""
        if code and segment and not rest:
            rest = segment
        if rest and _level(code) == 2:
            break
    return code, rest


def _longest_name(parent: str, text: str) -> int:
    """Return the length of the name with which a text begins, 0 if there is none.

    The longest name wins unless it cuts the next one (青岛 and 市南区, not 青岛市 and 南区).
    """
    names = _children(parent)
    sizes = [n for n in range(min(len(text), 14), 1, -1) if text[:n] in names]
    follows = (n for n in sizes if any(text[n : n + k] in _children(names[text[:n]]) for k in range(2, 6)))
    return next(follows, sizes[0] if sizes else 0)


def _below_city(city: str, rest: str) -> tuple[str, str]:
    """Return a district without code and the rule that read it from what follows a city."""
    names = [name for name, code in _children(city).items() if _level(code) == 3]
    lost = [name for name in names if len(name) > 2 and name[1:] == rest]
    if len(lost) == 1:
        return lost[0], "inferred_district"
    zone = _ZONE.match(rest)
    if zone:
        return _zone_name(zone.group()), "zone"
    if not names and rest:
        return rest, "town"
    return "", "city"


def _zone_name(written: str) -> str:
    for pattern, name in _ZONE_NAMES:
        if pattern.fullmatch(written):
            return name
    return written
