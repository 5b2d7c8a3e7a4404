"""What a posting may mean by a name of majors: entries, classes and whole fields, the likeliest first.

A posting writes 机电, 会计学, 机械类 or 理工科. One guess hides that 机电 is 机电一体化技术 at one school
level and 机械电子工程 at another, so every reading is given with a score and a person chooses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import log, sqrt
from typing import NamedTuple

from jobmine.data import read_tsv
from jobmine.extract.texts import fold
from jobmine.model.catalogue import BETWEEN, Major, catalogue, core_of, name_index, undress

MAJOR, CLASS, CATEGORY = "major", "class", "category"
SURE = 0.6
"""From this score on a name stands in the catalogue or in its lists of other names; below it only looks alike."""

_EXACT, _OTHER, _KIN, _WIDE, _LIKE = 1.0, 0.95, 0.9, 0.85, 0.6
_PART, _LEAST = 0.55, 0.12
_N_ALIKE, _N_CLASSES = 12, 2
_SAYS_NOTHING = re.compile(r"(?:不限|无|信息暂无|暂无|相关|对口|本|所学|各|其他|任意|专业|均可|要求)*")
_TAIL = re.compile(r"(?:类|系|学院|相关|方向|背景|知识|基础)+$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of a name.

    Attributes
    ----------
    name : str
        Of a major, a 专业类, or a 专业大类 or 学科门类.
    kind : {'major', 'class', 'category'}
    score : float
        1 for the very name or code; above 0.6 for other names, namesakes, classes and fields; below for
        names that look alike.
    majors : tuple of Major
        Those of the catalogue that it stands for, at the school levels asked for.
    surface : str
        The part of the text that it reads.
    """

    name: str
    kind: str
    score: float
    majors: tuple[Major, ...]
    surface: str = ""

    @property
    def school_levels(self) -> tuple[str, ...]:
        """The school levels at which it is taught."""
        return tuple(dict.fromkeys(major.school_level for major in self.majors))


def major_candidates(text: str, school_level: str = "", limit: int = 5) -> list[Candidate]:
    """Return what a cell or term may mean, the likeliest first; of a list of names, each name's best in turn.

    Parameters
    ----------
    text : str
        A name, an old or short name, a class (机械类), a field (理工科), a code, or several of them.
    school_level : str
        One of :data:`jobmine.schema.SCHOOL_LEVELS`; all by default. The equivalents of a name at that level
        then stand for it (会计学 at 高职: 大数据与会计).
    limit : int
        Candidates of each name.

    Examples
    --------
    >>> [(c.name, c.kind, c.score) for c in major_candidates("会计学", "高职", limit=1)]
    [('大数据与会计', 'major', 0.9)]
    >>> [c.name for c in major_candidates("机电", limit=2)]
    ['机电一体化技术', '机电技术应用']
    >>> [(c.name, c.kind) for c in major_candidates("理工科专业", "高职", limit=1)]
    [('装备制造大类', 'category')]
    >>> major_candidates("专业不限")
    []
    """
    names = [text] if _is_one_name(text) else [part for part in BETWEEN.split(text) if part]
    ranked = [_ranked(undress(name), school_level)[:limit] for name in names]
    return [
        replace(row[n], surface=name)
        for n in range(limit)
        for name, row in zip(names, ranked, strict=True)
        if n < len(row)
    ]


def _is_one_name(text: str) -> bool:
    index, name = name_index(), undress(text)
    return any(name in names for names in (index.names, index.aliases, index.broad, index.classes))


@cache
def _ranked(name: str, school_level: str) -> list[Candidate]:
    if _SAYS_NOTHING.fullmatch(name):
        return []
    best: dict[tuple[str, str], Candidate] = {}
    for found in (*_readings(name), *_parts(name), *_alike(name)):
        taught = tuple(m for m in found.majors if school_level in ("", m.school_level))
        key = (found.kind, found.name)
        if taught and (key not in best or best[key].score < found.score):
            best[key] = replace(found, majors=taught, score=round(found.score, 3))
    return sorted(best.values(), key=lambda found: -found.score)


def _readings(name: str) -> Iterator[Candidate]:
    """Yield what the catalogue and its lists of other names say, surest first."""
    index = name_index()
    bare = _TAIL.sub("", name) or name
    yield from _by_name((n for n, major in enumerate(catalogue()) if major.code == name.upper()), _EXACT)
    for wanted, less in ((name, 0.0), (bare, 0.02)):
        yield from _by_name(index.names.get(wanted, ()), _EXACT - less)
        yield from _by_name(index.aliases.get(wanted, ()), _OTHER - less)
        yield from _by_class(index.broad.get(wanted, ()), _OTHER - less)
        yield from _by_class(index.classes.get(wanted, ()), (_EXACT if name.endswith("类") else _KIN) - less)
        core = core_of(wanted)
        yield from _by_name([*index.aliases.get(core, ()), *index.cores.get(core, ())], _KIN - less)
        yield from _by_class([*index.broad.get(core, ()), *index.classes.get(core, ())], _WIDE - less)
    for field in _fields().get(name, _fields().get(bare, ())):
        yield Candidate(field, CATEGORY, _WIDE, _of_category()[field])


def _by_name(numbers: Iterable[int], score: float) -> Iterator[Candidate]:
    """Yield a candidate for each name, with its majors of all school levels."""
    groups: dict[str, list[Major]] = defaultdict(list)
    for n in dict.fromkeys(numbers):
        groups[catalogue()[n].name].append(catalogue()[n])
    yield from (Candidate(name, MAJOR, score, tuple(majors)) for name, majors in groups.items())


def _by_class(numbers: Iterable[int], score: float) -> Iterator[Candidate]:
    names = dict.fromkeys(catalogue()[n].class_name for n in numbers)
    yield from (Candidate(name, CLASS, score, _of_class()[name]) for name in names)


def _parts(name: str) -> Iterator[Candidate]:
    """Yield what names inside the name stand for (材料冶金: 材料, 冶金), the longest first, by the part they cover."""
    index, rest = name_index(), name
    tables = (index.names, index.aliases, index.broad, index.classes)
    for length in range(len(name) - 1, 1, -1):
        for start in range(len(name) - length + 1):
            part = rest[start : start + length]
            if "\0" not in part and any(part in table for table in tables):
                rest = rest[:start] + "\0" * length + rest[start + length :]
                score = round(_PART * (length / len(name)), 3)
                for found in _readings(part):
                    yield replace(found, score=round(score * found.score, 3))


def _alike(name: str) -> Iterator[Candidate]:
    """Yield majors whose names share rare characters, and the class that most of them are in."""
    vectors = _vectors()
    wanted = _grams(core_of(name))
    weight = {gram: vectors.idf.get(gram, vectors.rarest) for gram in wanted}
    length = sqrt(sum(value**2 for value in weight.values()))
    likeness: dict[int, float] = defaultdict(float)
    for gram, value in weight.items():
        for place in vectors.holding.get(gram, ()):
            likeness[place] += value**2 / (length * vectors.lengths[place])
    ranked = sorted(likeness.items(), key=lambda pair: -pair[1])
    near = [(place, cosine) for place, cosine in ranked[:_N_ALIKE] if cosine >= _LEAST]
    votes: dict[str, float] = defaultdict(float)
    for place, cosine in near:
        majors = vectors.majors[place]
        yield Candidate(majors[0].name, MAJOR, round(_LIKE * cosine, 3), majors)
        for class_name in dict.fromkeys(major.class_name for major in majors):
            votes[class_name] += cosine**2
    for class_name, votes_for in sorted(votes.items(), key=lambda pair: -pair[1])[:_N_CLASSES]:
        share = votes_for / sum(votes.values())
        yield Candidate(class_name, CLASS, round(_LIKE * near[0][1] * sqrt(share), 3), _of_class()[class_name])


class _Vectors(NamedTuple):
    """Names of majors as n-grams: rarity of each, names that hold it, length of each name's vector, its majors."""

    idf: dict[str, float]
    rarest: float
    holding: dict[str, list[int]]
    lengths: list[float]
    majors: list[tuple[Major, ...]]


@cache
def _vectors() -> _Vectors:
    by_name: dict[str, list[Major]] = defaultdict(list)
    for major in catalogue():
        by_name[major.name].append(major)
    grams = [_grams(core_of(fold(name))) for name in by_name]
    holding: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(grams):
        for gram in own:
            holding[gram].append(place)
    idf = {gram: log(len(grams) / len(places)) for gram, places in holding.items()}
    lengths = [sqrt(sum(idf[gram] ** 2 for gram in own)) for own in grams]
    return _Vectors(idf, log(len(grams)), dict(holding), lengths, [tuple(majors) for majors in by_name.values()])


def _grams(name: str) -> set[str]:
    return {name[i : i + n] for n in (1, 2, 3) for i in range(len(name) - n + 1)}


@cache
def _fields() -> dict[str, list[str]]:
    return {fold(row["name"]): row["categories"].split("|") for row in read_tsv("taxonomies/major_fields.tsv")}


@cache
def _of_class() -> dict[str, tuple[Major, ...]]:
    return _grouped([(major.class_name, major) for major in catalogue()])


@cache
def _of_category() -> dict[str, tuple[Major, ...]]:
    return _grouped([(major.category, major) for major in catalogue()])


def _grouped(pairs: Iterable[tuple[str, Major]]) -> dict[str, tuple[Major, ...]]:
    groups: dict[str, list[Major]] = defaultdict(list)
    for name, major in pairs:
        groups[name].append(major)
    return {name: tuple(majors) for name, majors in groups.items()}
