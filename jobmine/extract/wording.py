"""What a posting says and should not, and what it should say: sex, age, marriage, 户籍, schools; seven elements.

Rules: 《就业促进法》 articles 26 to 31, 《人力资源市场暂行条例》 article 24, 《网络招聘服务管理规定》 article 14. The
check finds wording; whether it is allowed for a post (as sex where a rule of labour protection asks for it) is
for a person to decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jobmine.data import read_tsv
from jobmine.extract.sections import split_sections
from jobmine.extract.texts import fold

RISKS = {"sex": "性别", "age": "年龄", "marriage": "婚育", "household": "户籍", "school": "院校层次"}
ELEMENTS = ("employer", "number", "conditions", "work", "place", "pay", "validity")


@dataclass(frozen=True, slots=True)
class Risk:
    """Wording at risk: ``text[start:end] == surface``.

    Attributes
    ----------
    kind : str
        One of :data:`RISKS`.
    start, end : int
    surface : str
    """

    kind: str
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Element:
    """One of the seven elements of a posting, and where it is told.

    Attributes
    ----------
    name : str
        One of :data:`ELEMENTS`.
    told : bool
    surface : str
        The words that tell it, empty where it is not told in the text.
    """

    name: str
    told: bool
    surface: str = ""


def find_risks(text: str) -> list[Risk]:
    """Return the wording of a posting that may count as discrimination, in order.

    Parameters
    ----------
    text : str
        A posting's description.

    Returns
    -------
    list of Risk
        Spans of one kind do not overlap. An age of 16 or 18 at least, 男女不限 or 解决户口 are none.

    Examples
    --------
    >>> [(r.kind, r.surface) for r in find_risks("限女性，35岁以下，已婚已育，985院校优先；年满18周岁")]
    [('sex', '限女性'), ('age', '35岁以下'), ('marriage', '已婚已育'), ('school', '985')]
    >>> find_risks("男女不限，户籍不限，公司解决上海户口，享婚假")
    []
    """
    folded = fold(text)
    found = []
    for kind in RISKS:
        risky, safe = _patterns(kind)
        passed = [match.span() for match in safe.finditer(folded)]
        spans = sorted(match.span() for pattern in risky for match in pattern.finditer(folded))
        for start, end in _joined([s for s in spans if not any(s[0] < b and a < s[1] for a, b in passed)]):
            while folded[start] in " ,。;、\n.:":  # a clause of its own is found with the mark before it
                start += 1
            found.append(Risk(kind, start, end, text[start:end]))
    return sorted(found, key=lambda risk: (risk.start, risk.end))


def check_elements(text: str, *, given: frozenset[str] = frozenset()) -> list[Element]:
    r"""Return which of the seven elements a posting tells.

    Parameters
    ----------
    text : str
        A posting's description.
    given : frozenset of str
        Elements that stand beside the text, as pay and place in fields of their own.

    Examples
    --------
    >>> [e.name for e in check_elements("岗位职责：\n操作数控车床\n任职要求：\n中专以上，会看图纸") if e.told]
    ['conditions', 'work']
    """
    folded = fold(text)
    parts = {section.kind: text[section.start : section.end].strip() for section in reversed(split_sections(text))}
    told: dict[str, str] = {"conditions": parts.get("requirements", ""), "work": parts.get("duties", "")}
    for name, pattern in _told().items():
        if told.get(name):
            continue
        match = pattern.search(folded)
        told[name] = text[match.start() : match.end()] if match else ""
    return [Element(name, bool(told[name]) or name in given, told[name]) for name in ELEMENTS]


@cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    rows = [row for row in read_tsv("extract/risky_wording.tsv") if row["kind"] == kind]
    risky = tuple(re.compile(row["pattern"]) for row in rows if row["use"] == "risk")
    return risky, re.compile("|".join(row["pattern"] for row in rows if row["use"] == "safe"))


@cache
def element_titles() -> dict[str, str]:
    """Return the names of the elements in Chinese.

    Examples
    --------
    >>> element_titles()["validity"]
    '有效期'
    """
    return {row["element"]: row["title"] for row in read_tsv("extract/posting_elements.tsv")}


@cache
def _told() -> dict[str, re.Pattern[str]]:
    """Return what tells an element; work and conditions are told by their sections before."""
    rows = read_tsv("extract/posting_elements.tsv")
    cities = "|".join(row["short"] for row in read_tsv("taxonomies/places.tsv") if row["level"] in ("1", "2"))
    return {row["element"]: re.compile(row["pattern"].replace("{city}", f"(?:{cities})")) for row in rows}


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
