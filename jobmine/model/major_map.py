"""The map between majors, occupations and industries: what ships, and a user's own rows over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobmine.data import read_tsv
from jobmine.errors import ConfigError
from jobmine.extract.texts import Ints
from jobmine.model.catalogue import catalogue, resolve_majors
from jobmine.model.titles import Groups
from jobmine.read.lists import read_list

OWN = "own"
_TARGETS = ("occupation", "code", "role", "industry")
_COLUMNS = ("major", "school_level", "weight", *_TARGETS)
_GROUP, _CODE = 7, 10  # characters of a 小类 and of an occupation
_MOST = 5
_FIRM, _NEAR_BEST = 0.3, 0.5


class Link(NamedTuple):
    """A major and an occupation, a role or an industry that it leads to.

    Attributes
    ----------
    major : str
        Code in the catalogue.
    occupation, industry, role : str
        Code of the 职业分类大典 (an occupation or a whole 小类), division of GB/T 4754, name of a role; one is filled.
    weight : float
        0 to 1, how sure the pair is.
    source : str
        What says so: standard, profile, titles, name, postings, class, posts, pairs, kin, own, ``|`` between.
    n : int
        Postings that name the major and are of the occupation or industry, where postings say so.
    """

    major: str
    occupation: str
    industry: str
    role: str
    weight: float
    source: str
    n: int = 0


@cache
def shipped_links() -> tuple[Link, ...]:
    """Return the links that come with the package, the likeliest of each major first.

    Examples
    --------
    >>> next(link.occupation for link in shipped_links() if link.major == "520201")
    '2-05-08-01'
    """
    rows = read_tsv("taxonomies/major_map.tsv")
    return tuple(
        Link(row["major"], row["occupation"], row["industry"], "", float(row["weight"]), row["source"], int(row["n"]))
        for row in rows
    )


def read_links(file: str | Path) -> tuple[Link, ...]:
    r"""Return the links of a user's file.

    Parameters
    ----------
    file : path
        A table with the columns ``major`` (专业, name or code) and one of ``occupation`` (职业, name or code),
        ``role`` (岗位群) and ``industry`` (行业); ``school_level`` (办学层次) and ``weight`` (权重, 0 to 1, 1 by
        default) are optional. A weight of 0 says that there is no link.

    Raises
    ------
    ConfigError
        If a major, an occupation or a weight cannot be read; with the row.
    ReadError
        If there is no table with such columns.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     own = Path(folder, "map.tsv")
    ...     _ = own.write_text("专业\t办学层次\t职业\n数控技术\t高职\t车工\n", encoding="utf-8")
    ...     [(link.major, link.occupation, link.weight) for link in read_links(own)]
    [('460103', '6-18-01-01', 1.0)]
    """
    rows = read_list(file, ("major",), _TARGETS).to_pylist()
    links = []
    for number, row in enumerate(rows, start=1):
        cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
        if not cells["major"]:
            continue
        try:
            majors = resolve_majors(cells["major"], cells["school_level"])
            weight = float(cells["weight"] or 1)
        except ValueError as error:  # a ConfigError is one, too
            raise ConfigError(f"{file}, row {number}: {error}") from error
        if not 0 <= weight <= 1:
            raise ConfigError(f"{file}, row {number}: weight {cells['weight']!r}; allowed: 0 to 1")
        code = cells["code"] or _code_of(cells["occupation"], f"{file}, row {number}")
        if not (code or cells["role"] or cells["industry"]):
            raise ConfigError(
                f"{file}, row {number}: {cells['major']!r} leads nowhere; give an occupation, role or industry"
            )
        links += [Link(major.code, code, cells["industry"], cells["role"], weight, OWN) for major in majors]
    return tuple(links)


def join_links(files: Sequence[str | Path] = ()) -> tuple[Link, ...]:
    """Return the links in force: a major that stands in one of the files has the rows of the files alone.

    Examples
    --------
    >>> join_links() == tuple(link for link in shipped_links() if link.weight > 0)
    True
    """
    own = [link for file in files for link in read_links(file)]
    replaced = {link.major for link in own}
    return tuple(link for link in [*own, *(s for s in shipped_links() if s.major not in replaced)] if link.weight > 0)


def majors_of_work(
    occupation: pa.ChunkedArray | pa.Array, role: pa.ChunkedArray | pa.Array, links: Iterable[Link]
) -> tuple[Ints, Ints, Ints, pa.Array]:
    """Return the majors of occupations and roles, cell by cell.

    Of each school level those count whose weight is at least 0.3 and half of the best, up to five; a link of a
    whole 小类 weighs half for its occupations. The cuts are ours.

    Returns
    -------
    row, major, piece : ndarray of int64
        Row of the cells, place in the catalogue, place in the fourth.
    pieces : pyarrow.Array
        Occupations and roles.

    Examples
    --------
    >>> links = [Link("460103", "6-18-01-01", "", "", 0.8, "standard"), Link("460103", "", "", "机加工", 1.0, "own")]
    >>> row, major, piece, pieces = majors_of_work(pa.array(["6-18-01-01", None]), pa.array([None, "机加工"]), links)
    >>> row.tolist(), [catalogue()[n].code for n in major], pieces.take(pa.array(piece)).to_pylist()
    ([0, 1], ['460103', '460103'], ['6-18-01-01', '机加工'])
    """
    table = _by_work(tuple(links))
    pieces = pa.array(list(table), pa.string())
    keys = np.repeat(np.arange(len(table)), [len(majors) for majors in table.values()])
    groups = Groups.of(keys, np.array([n for majors in table.values() for n in majors], dtype=np.int64), len(table))
    parts = []
    for cells in (occupation, role):
        cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
        found = np.asarray(pc.fill_null(pc.index_in(cells.cast(pa.string()), value_set=pieces), -1), dtype=np.int64)
        at, major = groups.join(found)
        parts.append((at, major, found[at]))
    row, major, piece = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return row, major, piece, pieces


@cache
def _by_work(links: tuple[Link, ...]) -> dict[str, list[int]]:
    """Return the places of the majors of each occupation and role."""
    place = {major.code: n for n, major in enumerate(catalogue())}
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for link in links:
        for work in _work(link):
            weight = link.weight * (0.5 if work != (link.role or link.occupation) else 1.0)
            best = found[work].get(place[link.major], 0.0)
            found[work][place[link.major]] = max(weight, best)
    return {work: _best(majors) for work, majors in sorted(found.items())}


def _work(link: Link) -> list[str]:
    if len(link.occupation) == _GROUP:
        return [code for code in sorted(_codes()) if code.startswith(link.occupation) and len(code) == _CODE]
    return [name for name in (link.role, link.occupation) if name]


def _best(majors: dict[int, float]) -> list[int]:
    by_level: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for n, weight in majors.items():
        by_level[catalogue()[n].school_level].append((-weight, n))
    kept = []
    for ranked in by_level.values():
        cut = max(_FIRM, -min(ranked)[0] * _NEAR_BEST)
        kept += [n for weight, n in sorted(ranked)[:_MOST] if -weight >= cut]
    return sorted(kept)


def _code_of(occupation: str, where: str) -> str:
    if not occupation or occupation in _codes():
        return occupation
    if occupation not in _names():
        raise ConfigError(f"{where}: the 职业分类大典 has no occupation {occupation!r}; give its name or code")
    return _names()[occupation]


@cache
def _names() -> dict[str, str]:
    """Return the codes of 小类 and occupations by name; of equal names the occupation's."""
    return {row["name"]: row["code"] for row in read_tsv("taxonomies/occupations.tsv") if row["level"] in ("3", "4")}


@cache
def _codes() -> frozenset[str]:
    return frozenset(row["code"] for row in read_tsv("taxonomies/occupations.tsv"))
