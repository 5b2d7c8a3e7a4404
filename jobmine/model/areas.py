"""The areas 领域 that each posting is in, by a table of rules that a user can replace.

A posting is in every area of which its industry, its occupation, a word of its title or post, a word
of its employer's name or a term that it requires fits. The two that are often mistaken need support where
something speaks against them: the industry, which employers choose loosely from a list, and the occupation,
which a model guesses.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobmine.data import path, read_tsv
from jobmine.errors import ConfigError
from jobmine.extract.automaton import Automaton
from jobmine.extract.texts import Ints, fold
from jobmine.model.titles import Groups, find_in_cells, without_employer
from jobmine.tables import from_columns, lookup

HOW = ("title", "occupation", "industry", "employer", "term")
"""How a posting comes to an area, the strongest first."""

_RULE_OF = {
    "title": "titles", "occupation": "occupations", "industry": "industries", "employer": "employers", "term": "terms"
}  # fmt: skip
_LISTS = tuple(_RULE_OF.values())
_COLUMNS = ("area", "parent", *_LISTS, "priority")
_HIDES = "-"


@dataclass(frozen=True, slots=True)
class Area:
    """An area and what puts a posting into it.

    Attributes
    ----------
    area : str
        Name.
    parent : tuple of str
        The lists of areas that it stands in: ``vocational``, ``scarce``, ``key`` or a user's own.
    industries : tuple of str
        Divisions (two digits) or sections (a letter) of GB/T 4754.
    occupations : tuple of str
        Codes of the 大典 or their beginnings.
    terms : tuple of str
        Canonical terms; one that is asked for, not preferred, is enough.
    titles, employers : tuple of str
        What a title or post, or an employer's name, contains. One that begins with ``-`` only hides what stands
        in it: with ``化工`` and ``-化工程`` a 数字化工程师 is no chemist.
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


def read_areas(file: str | Path) -> tuple[Area, ...]:
    """Return the areas of a file, ordered by priority.

    Parameters
    ----------
    file : path
        Tab separated, UTF-8, with a header; ``area`` is needed; ``parent``, ``industries``,
        ``occupations``, ``terms``, ``titles``, ``employers`` hold values separated by ``|``.

    Raises
    ------
    ConfigError
        If the file is missing, a column is unknown, or a row has no area, one that stands twice,
        no rule or a priority that is no number; with file and line.

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


def areas_of_postings(
    postings: pa.Table, mentions: pa.Table, classes: pa.Table, areas: Sequence[Area] | None = None
) -> pa.Table:
    """Return the areas that each posting is in.

    Parameters
    ----------
    postings : pyarrow.Table
        With ``posting_id``, ``title``, ``post``, ``company``, ``industry`` and ``industry_section``.
    mentions : pyarrow.Table
        With ``posting_id``, ``term``, ``preferred`` and ``negated``.
    classes : pyarrow.Table
        With ``posting_id`` and ``occupation``.
    areas : sequence of Area, optional
        Those of :func:`read_areas`; by default all that are shipped.

    Returns
    -------
    pyarrow.Table
        ``posting_area``, in the order of the postings and by priority, with the strongest evidence. A
        posting weighs 1 in each list of areas, shared equally by its areas there.

    Notes
    -----
    An industry alone does not put a posting into an area if the employer's name names only other areas of the
    same list that do not have the industry, or if the post is one that every trade has
    (``areas/everywhere.tsv``: accounts, administration, staff, calls, law). An occupation alone does not if the
    title names another area of the list.

    Examples
    --------
    >>> from jobmine.schema import SCHEMAS, empty
    >>> from jobmine.tables import from_columns
    >>> postings = from_columns("postings", 1, {"posting_id": pa.array(["a"]), "title": pa.array(["数控车工"])})
    >>> table = areas_of_postings(postings, empty("mentions"), empty("posting_classes"), shipped_areas("vocational"))
    >>> table.select(["area", "how", "evidence", "weight"]).to_pylist()
    [{'area': '机械制造', 'how': 'title', 'evidence': '数控', 'weight': 1.0}]
    """
    areas = shipped_areas() if areas is None else areas
    soft, negated = (pc.equal(mentions[name], True) for name in ("preferred", "negated"))
    asked = mentions.filter(pc.invert(pc.fill_null(pc.or_kleene(soft, negated), False)))
    in_order = pc.index_in(asked["posting_id"], value_set=postings["posting_id"].combine_chunks())
    of_mention = np.asarray(in_order.fill_null(-1), dtype=np.int64)
    everyone = np.arange(postings.num_rows)

    evidence = (
        _by_words(postings["title"], areas, "title", without_employer),
        _by_words(postings["post"], areas, "title"),
        _by_value(lookup(classes, "occupation", postings), everyone, areas, "occupation", _beginnings),
        _by_value(postings["industry"], everyone, areas, "industry"),
        _by_value(postings["industry_section"], everyone, areas, "industry"),
        _by_words(postings["company"], areas, "employer"),
        _by_value(asked["term"], of_mention, areas, "term"),
    )
    found = pa.concat_tables(evidence)
    everywhere = _everywhere(lookup(classes, "occupation", postings))
    return _table(postings, areas, found.filter(pa.array(_stands(found, areas, everywhere))))


def _area(where: str, row: dict[str, str], default_priority: int) -> Area:
    lists = {name: tuple(filter(None, (row.get(name) or "").split("|"))) for name in ("parent", *_LISTS)}
    name, priority = (row.get("area") or "").strip(), (row.get("priority") or "").strip()
    if not name:
        raise ConfigError(f"{where}: the area has no name")
    if not any(lists[rule] for rule in _LISTS):
        raise ConfigError(f"{where}: area {name!r} has no rule; fill one of {', '.join(_LISTS)}")
    if priority and not priority.isdigit():
        raise ConfigError(f"{where}: priority of {name!r} must be a whole number; got {priority!r}")
    return Area(name, **lists, priority=int(priority or default_priority))


def _rules(areas: Sequence[Area], how: str) -> tuple[list[str], Groups]:
    """Return the distinct values of a rule, folded, and the areas of each."""
    rule = _RULE_OF[how]
    given = [(value, n) for n, area in enumerate(areas) for value in getattr(area, rule)]
    pairs = [(fold(value), n) for value, n in given if not value.startswith(_HIDES)]
    hiding = {fold(value.removeprefix(_HIDES)) for value, _ in given if value.startswith(_HIDES)}
    values = sorted({value for value, _ in pairs} | hiding - {""})
    number = {value: n for n, value in enumerate(values)}
    keys = np.array([number[value] for value, _ in pairs], dtype=np.int64)
    return values, Groups.of(keys, np.array([n for _, n in pairs], dtype=np.int64), len(values))


def _by_words(cells: pa.ChunkedArray, areas: Sequence[Area], how: str, prepare: Callable[[str], str] = str) -> pa.Table:
    """Return the areas whose words stand in the cells."""
    words, groups = _rules(areas, how)
    row, word = find_in_cells(Automaton(words), cells, prepare)
    return _evidence(row, word, groups, how, pa.array(words, pa.string()))


def _by_value(
    cells: pa.Array | pa.ChunkedArray,
    rows: Ints,
    areas: Sequence[Area],
    how: str,
    keys_of: Callable[[str], Iterable[str]] = lambda value: (value,),
) -> pa.Table:
    """Return the areas of the values, the cell at i being said of posting ``rows[i]``."""
    values, groups = _rules(areas, how)
    number = {value: n for n, value in enumerate(values)}
    coded = (cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells).dictionary_encode()
    pairs = [
        (n, number[key])
        for n, value in enumerate(coded.dictionary.to_pylist())
        for key in keys_of(fold(value))
        if key in number
    ]
    owner, found = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    at, value = Groups.of(owner, found, len(coded.dictionary)).join(
        np.where(rows >= 0, np.asarray(coded.indices.fill_null(-1), dtype=np.int64), -1)
    )
    return _evidence(rows[at], value, groups, how, pa.array(values, pa.string()))


def _beginnings(code: str) -> Iterable[str]:
    return (code[:end] for end in range(1, len(code) + 1))


def _everywhere(occupations: pa.Array) -> NDArray[np.bool_]:
    """Return which postings are of an occupation that every trade has."""
    coded = occupations.cast(pa.string()).dictionary_encode()
    beginnings = tuple(row["code"] for row in read_tsv("areas/everywhere.tsv"))
    known = [code.startswith(beginnings) for code in coded.dictionary.to_pylist()]
    return np.array([*known, False])[np.asarray(coded.indices.fill_null(-1), dtype=np.int64)]


def _stands(found: pa.Table, areas: Sequence[Area], everywhere: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which evidence stands: by industry or occupation alone only where nothing speaks against it."""
    posting, area, how = (np.asarray(found[name], dtype=np.int64) for name in ("posting", "area", "how"))
    said = {name: np.zeros((len(everywhere), len(areas)), dtype=np.bool_) for name in HOW}
    for number, name in enumerate(HOW):
        said[name][posting[how == number], area[how == number]] = True
    in_list = np.array([[bool(set(a.parent) & set(b.parent)) or a.parent == b.parent for b in areas] for a in areas])
    alike = np.array([[bool(set(a.industries) & set(b.industries)) for b in areas] for a in areas])
    rivals = in_list & ~np.eye(len(areas), dtype=np.bool_)

    def alone(name: str) -> Ints:
        others = np.any([said[other][posting, area] for other in HOW if other != name], axis=0)
        return np.flatnonzero((how == HOW.index(name)) & ~others)

    stands = np.ones(len(how), dtype=np.bool_)
    rows = alone("industry")
    elsewhere = (said["employer"][posting[rows]] & (rivals & ~alike)[area[rows]]).any(axis=1)
    at_home = (said["employer"][posting[rows]] & (rivals & alike)[area[rows]]).any(axis=1)
    stands[rows] = ~(elsewhere & ~at_home) & ~everywhere[posting[rows]]
    rows = alone("occupation")
    stands[rows] = ~(said["title"][posting[rows]] & rivals[area[rows]]).any(axis=1)
    return stands


def _evidence(posting: Ints, value: Ints, groups: Groups, how: str, values: pa.Array) -> pa.Table:
    at, area = groups.join(value)
    strength = np.full(len(at), HOW.index(how))
    columns = {"posting": posting[at], "area": area, "how": strength, "evidence": values.take(pa.array(value[at]))}
    return pa.table(columns)


def _table(postings: pa.Table, areas: Sequence[Area], found: pa.Table) -> pa.Table:
    """Return one row a posting and area, with the strongest evidence and the weight."""
    posting, area, how = (np.asarray(found[name], dtype=np.int64) for name in ("posting", "area", "how"))
    order = np.lexsort((how, area, posting))
    kept = order[np.flatnonzero(np.diff((posting * len(areas) + area)[order], prepend=-1))]
    posting, area = posting[kept], area[kept]
    parents = sorted({parent for one in areas for parent in one.parent or ("",)})
    within = np.array([[parent in (one.parent or ("",)) for parent in parents] for one in areas])
    lists = range(len(parents))
    in_list = np.stack([np.bincount(posting[within[area, n]], minlength=postings.num_rows) for n in lists])
    first = within.argmax(axis=1)  # an area of two lists weighs as in the first
    return from_columns(
        "posting_area",
        len(kept),
        {
            "posting_id": postings["posting_id"].combine_chunks().take(pa.array(posting)),
            "area": pa.array([one.area for one in areas], pa.string()).take(pa.array(area)),
            "how": pa.array(HOW).take(pa.array(how[kept])),
            "evidence": found["evidence"].combine_chunks().take(pa.array(kept)),
            "weight": pa.array(1 / in_list[first[area], posting]),
        },
    )
