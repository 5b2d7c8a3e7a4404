"""The catalogue of majors: what a code, a name, an old or a short name stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from jobmine.data import read_tsv
from jobmine.errors import ConfigError
from jobmine.extract.texts import fold
from jobmine.schema import SCHOOL_LEVELS

_ENDINGS = (
    "科学与技术", "科学与工程", "技术与应用", "技术与工程", "应用技术", "技术应用", "工程技术",
    "与应用", "应用", "技术", "工程", "学",
)  # fmt: skip
_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]|\s+")
# What a posting writes around a name: 等相关专业, 类专业优先.
_AROUND = re.compile(r"(?:等|及|或|和|与)?(?:相关|相近|类似|其他)*(?:专业|学科|方向)(?:毕业|优先|背景)*$|(?:等|相关)+$")
BETWEEN = re.compile(r"[、,，;；/|\s]+|以及|或者|或|和(?=\w)")
_N_NEAR = 5
_NEAR = 0.4


@dataclass(frozen=True, slots=True)
class Major:
    """A major of the catalogue.

    Attributes
    ----------
    code, name, category, class_name, school_level : str
        As 460103, 数控技术, 装备制造大类, 机械设计制造类, 高职.
    score : float
        1 where the search text stands for the major; below 1 for a candidate.
    """

    code: str
    name: str
    category: str
    class_name: str
    school_level: str
    score: float = 1.0


class Meaning(NamedTuple):
    """What a posting means by a name.

    Attributes
    ----------
    surface : str
        The name as it stands.
    whole_class : bool
        Whether it names a class of majors.
    majors : tuple of int
        Positions in :func:`catalogue`.
    """

    surface: str
    whole_class: bool
    majors: tuple[int, ...]


class Index(NamedTuple):
    """Positions in the catalogue by folded name."""

    names: dict[str, list[int]]
    cores: dict[str, list[int]]
    classes: dict[str, list[int]]
    aliases: dict[str, list[int]]
    broad: dict[str, list[int]]  # aliases of whole classes


def find_majors(text: str, school_level: str = "") -> list[Major]:
    """Return the majors that a code or a name stands for.

    Parameters
    ----------
    text : str
        A code; a name, with or without brackets, 专业 or an ending such as 技术; an old or short name;
        or a class of majors.
    school_level : str
        One of :data:`jobmine.schema.SCHOOL_LEVELS`; empty for all.

    Returns
    -------
    list of Major
        Those of the first way that fits, in the order code, name, old or short name (of majors, of
        classes), name without its ending, class. Where none does, up to five names that look alike, with a
        score below 1.

    Examples
    --------
    >>> [(m.code, m.name) for m in find_majors("会计", "高职")]
    [('530302', '大数据与会计')]
    >>> [(m.name, m.school_level) for m in find_majors("数控")]
    [('数控技术应用', '中职'), ('数控技术', '高职'), ('数控技术', '职业本科')]
    >>> find_majors("数控工艺", "高职")[0].score < 1
    True
    """
    index, wanted = name_index(), undress(text)
    ways = (
        [n for n, major in enumerate(catalogue()) if major.code == text.strip().upper()],
        index.names.get(wanted, []),
        index.aliases.get(wanted, []),
        index.broad.get(wanted, []),
        index.cores.get(core_of(wanted), []),
        index.classes.get(wanted.removesuffix("类"), []),
    )
    for numbers in ways:
        if found := [m for n in sorted(set(numbers)) if school_level in ("", (m := catalogue()[n]).school_level)]:
            return found
    return _nearest(wanted, school_level)


def resolve_majors(text: str, school_level: str = "") -> list[Major]:
    """Return the majors that a code or a name stands for, as :func:`find_majors` does, or raise.

    Raises
    ------
    ConfigError
        If nothing fits; the message has the nearest names.

    Examples
    --------
    >>> resolve_majors("数控工艺", "高职")
    Traceback (most recent call last):
    ...
    jobmine.errors.ConfigError: the catalogue has no major '数控工艺' at 高职; nearest: 460103 数控技术...
    """
    if school_level not in ("", *SCHOOL_LEVELS):
        raise ConfigError(f"unknown school level {school_level!r}; allowed: {', '.join(SCHOOL_LEVELS)}")
    found = find_majors(text, school_level)
    if found and found[0].score == 1:
        return found
    elsewhere = {m.school_level for m in find_majors(text) if m.score == 1} if school_level else set()
    near = ", ".join(f"{m.code} {m.name}" + ("" if school_level else f" ({m.school_level})") for m in found)
    raise ConfigError(
        f"the catalogue has no major {text!r}"
        + (f" at {school_level}" if school_level else "")
        + (f"; nearest: {near}" if near else "; give a name or a code of the catalogue")
        + (f"; it is taught at {', '.join(sorted(elsewhere, key=SCHOOL_LEVELS.index))}" if elsewhere else "")
    )


@cache
def meanings_of(text: str) -> tuple[Meaning, ...]:
    """Return what a cell or term of a posting names; a list of names is cut at its separators.

    A name stands for the majors of all school levels with that name up to its ending; short names go
    before names, for a posting that asks for 自动化 means the class.

    Examples
    --------
    >>> [(m.surface, m.whole_class, len(m.majors)) for m in meanings_of("数控技术、机械类等相关专业")]
    [('数控技术', False, 3), ('机械类等相关专业', True, 59)]
    """
    parts = [text, *BETWEEN.split(text)]
    meant = [Meaning(part, *found) for part in parts if (found := _meaning(undress(part)))]
    return tuple(meant[:1] if meant and meant[0].surface == text else meant)


@cache
def catalogue() -> tuple[Major, ...]:
    """Return the majors of all school levels, in the order of the catalogue.

    Examples
    --------
    >>> len(catalogue()) > 2300
    True
    """
    rows = read_tsv("taxonomies/majors.tsv")
    return tuple(Major(r["code"], r["name"], r["category"], r["class"], r["school_level"]) for r in rows)


def families() -> tuple[tuple[str, ...], ...]:
    """Return the names that differ in their ending only, as groups of two or more.

    Examples
    --------
    >>> ('数控技术', '数控技术应用') in families()
    True
    """
    groups = ({catalogue()[n].name for n in numbers} for numbers in name_index().cores.values())
    return tuple(tuple(sorted(names)) for names in groups if len(names) > 1)


def core_of(name: str) -> str:
    """Return a name without its ending.

    Examples
    --------
    >>> core_of("数控技术"), core_of("数控技术应用"), core_of("化学")
    ('数控', '数控', '化学')
    """
    return name.removesuffix(next((end for end in _ENDINGS if name.endswith(end) and len(name) - len(end) > 1), ""))


@cache
def name_index() -> Index:
    """Return where each name, old or short name and class stands in :func:`catalogue`.

    Examples
    --------
    >>> [catalogue()[n].name for n in name_index().aliases["人力"]][:2]
    ['人力资源管理', '人力资源管理']
    """
    index = Index({}, {}, {}, {}, {})
    for n, major in enumerate(catalogue()):
        name = undress(major.name)
        index.names.setdefault(name, []).append(n)
        index.cores.setdefault(core_of(name), []).append(n)
        index.classes.setdefault(fold(major.class_name).removesuffix("类"), []).append(n)
    for row in read_tsv("taxonomies/major_aliases.tsv"):
        targets = [fold(target) for target in row["majors"].split("|")]
        majors = [n for target in targets for n in index.names.get(target, [])]
        whole = [n for target in targets if target not in index.names for n in index.classes[target.removesuffix("类")]]
        for table, numbers in ((index.aliases, majors), (index.broad, whole)):
            if numbers:
                table[fold(row["alias"])] = numbers
    return index


def undress(text: str) -> str:
    """Return a folded name without brackets and what stands around it in a posting.

    Examples
    --------
    >>> undress("护理（老年方向）等相关专业优先")
    '护理'
    """
    return _AROUND.sub("", _BRACKETS.sub("", fold(text))).strip("。.:")


def _meaning(name: str) -> tuple[bool, tuple[int, ...]] | None:
    index, core = name_index(), core_of(name)
    own = index.names.get(name, [])
    if name in index.aliases or name in index.broad:
        majors, whole = index.aliases.get(name, []), index.broad.get(name, [])
    elif own:
        majors, whole = own + index.cores[core] + index.aliases.get(core, []), []
    else:
        majors = index.aliases.get(core, []) or ([] if core in index.broad else index.cores.get(core, []))
        whole = index.broad.get(core, []) or index.classes.get(name.removesuffix("类"), [])
    if majors:
        return False, _sorted(majors)
    return (True, _sorted(whole)) if whole else None


def _sorted(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


def _nearest(wanted: str, school_level: str) -> list[Major]:
    at_level = [major for major in catalogue() if school_level in ("", major.school_level)]
    scored = [replace(m, score=min(0.99, round(SequenceMatcher(None, wanted, m.name).ratio(), 2))) for m in at_level]
    near = sorted((m for m in scored if m.score >= _NEAR), key=lambda m: (-m.score, m.code))
    return near[:_N_NEAR]
