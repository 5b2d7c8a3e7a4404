"""Industries: labels of the sites to divisions and sections of GB/T 4754-2017.

A cell may hold several labels, divided by commas, blanks or slashes, or a chip string with the
stage of financing and the size of the employer. The first label that maps decides; one that names a
group of companies and no trade stands back behind those that do. Where a label spans several
divisions it stands for the one that employs most of its people.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from jobmine.data import read_tsv
from jobmine.normalise.parsed import Parsed

_TAG = re.compile(r"<[^>]*>?")
_EMPTY = frozenset({"", "N/A", "NA", "nan", "None", "null"})
_BETWEEN_LABELS = re.compile(r"[,;](?![^(]*\))|\s+(?![^(]*\))|['\"\[\]]|-")
_GROUPS = frozenset({"多元化业务集团公司", "跨领域经营"})
_WITHIN_LABEL = re.compile(r"[/丨|、()·]")


@dataclass(frozen=True, slots=True)
class Industry:
    """A place in GB/T 4754-2017.

    Attributes
    ----------
    division : str
        Two digits, as 39.
    section : str
        A letter, as C.
    """

    division: str
    section: str


def parse_industry(text: str) -> Parsed[Industry]:
    """Return the division and section of the first label that maps.

    Rules: ``label`` for a whole label, ``part`` for a part of one, ``name`` for a name of the
    standard, ``no_industry`` for a stated 其他 or 不限.

    Examples
    --------
    >>> parse_industry("网络/信息安全-融资未公开-100-499人").value
    Industry(division='65', section='I')
    >>> parse_industry("互联网/电子商务 计算机软件").value.division
    '64'
    >>> parse_industry("多元化业务集团公司 计算机软件").value.division
    '65'
    """
    cell = unicodedata.normalize("NFKC", _TAG.sub(" ", text)).strip()
    if cell in _EMPTY:
        return Parsed()
    labels = [cell, *sorted(filter(None, _BETWEEN_LABELS.split(cell)), key=_GROUPS.__contains__)]
    parts = [part for label in labels[1:] for part in _WITHIN_LABEL.split(label) if part]
    for rule, candidates, table in (
        ("label", labels, _labels()),
        ("name", labels, _standard_names()),
        ("part", parts, _labels()),
    ):
        division = next((table[name] for name in candidates if table.get(name)), "")
        if division:
            return Parsed(Industry(division, _sections()[division]), rule)
    if any(label in _labels() for label in labels):
        return Parsed(rule="no_industry")
    return Parsed(reason=f"unknown industry label {cell[:40]!r}")


def section_of(division: str) -> str | None:
    """Return the letter of the section that a division of GB/T 4754 stands in, None for no division.

    Examples
    --------
    >>> section_of("65"), section_of("00")
    ('I', None)
    """
    return _sections().get(division)


@cache
def _labels() -> dict[str, str]:
    return {row["label"]: row["division"] for row in read_tsv("taxonomies/industry_labels.tsv")}


@cache
def _standard_names() -> dict[str, str]:
    """Return the division of every name in the standard; the widest group of a name first."""
    names: dict[str, str] = {}
    for row in sorted(read_tsv("taxonomies/industries.tsv"), key=lambda row: (len(row["code"]), row["code"])):
        if len(row["code"]) > 1:
            names.setdefault(row["name"], row["code"][1:3])
            names.setdefault(row["name"].removesuffix("业"), row["code"][1:3])
    return names


@cache
def _sections() -> dict[str, str]:
    return {row["code"][1:]: row["code"][0] for row in read_tsv("taxonomies/industries.tsv") if row["level"] == "2"}
