"""The areas 领域 that each posting is in.

What tells an area is ranked by how often it was right: the post, the last of its words first; the other words of
the title; a sure occupation; terms that are asked for; words of the text; the employer's name; the industry. Of
areas about work the first of these that says anything decides. To an area that is an industry a posting comes by
its employer too, whatever the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton
from jobmine.extract.texts import Ints, fold
from jobmine.model.area_rules import HIDES, YIELDS, Area, read_areas, shipped_areas
from jobmine.model.titles import Groups, locate_in_cells, without_employer
from jobmine.tables import from_columns, lookup

__all__ = ["HOW", "Area", "areas_of_postings", "read_areas", "shipped_areas"]

HOW = ("title", "occupation", "term", "text", "employer", "industry")
"""How a posting comes to an area, the strongest first."""

_RULE_OF = dict(zip(HOW, ("titles", "occupations", "terms", "texts", "employers", "industries"), strict=True))

# Evidence by rank. Within a rank the later words of a title are the stronger: 电商会计 is accounts.
_RANKS = ("title", "title", "title", "title", "occupation", "term", "text", "employer", "industry")
_POST, _WIDE_POST, _TITLE, _WIDE_TITLE, _OCCUPATION, _TERM, _TEXT, _EMPLOYER, _INDUSTRY = range(len(_RANKS))
_STEP = 1 << 20  # from rank to rank, more than a title has characters

_SURE = 0.6  # below it the occupations of titles that no word tells were mostly wrong
_OF_CLASSES = ("occupation", "occupation_score", "agency")
_AFTER_WORKER = ("程", "艺", "作")  # in 机电工程师 stands 机电, and no 电工


def areas_of_postings(
    postings: pa.Table, mentions: pa.Table, classes: pa.Table, areas: Sequence[Area] | None = None
) -> pa.Table:
    """Return the areas that each posting is in.

    Parameters
    ----------
    postings : pyarrow.Table
        With ``posting_id``, ``title``, ``post``, ``text``, ``company``, ``industry`` and ``industry_section``.
    mentions : pyarrow.Table
        With ``posting_id``, ``term``, ``preferred`` and ``negated``.
    classes : pyarrow.Table
        With ``posting_id``, ``occupation``, ``occupation_score`` and ``agency``.
    areas : sequence of Area, optional
        Those of :func:`read_areas`; by default all that are shipped.

    Returns
    -------
    pyarrow.Table
        ``posting_area``, in the order of the postings and by priority, with the strongest evidence. A
        posting weighs 1 in each list of areas, shared equally by its areas there.

    Notes
    -----
    A posting is in an area about work if the strongest evidence that tells any area of the list tells this one:
    words of the post, the last before those in front of it and these before the ones marked ``~``; other words of
    the title; an occupation whose score is at least 0.6; ``terms_needed`` terms; words of the text, where most
    different ones are of one area or of two; the employer's name, the last word first; the industry.

    It is in an area about an industry by any of these, but for three: words marked ``~`` and the occupation yield
    to stronger evidence of the list, and the industry to an employer's name that tells other areas, unless they
    have that industry too. The name and industry of an agency tell nothing. Of a post that every trade has
    (``areas/everywhere.tsv``: accounts, administration, staff, calls, law, projects) neither does the industry,
    nor the employer's name for areas about work.

    Examples
    --------
    >>> from jobmine.schema import SCHEMAS, empty
    >>> from jobmine.tables import from_columns
    >>> postings = from_columns("postings", 1, {"posting_id": pa.array(["a"]), "title": pa.array(["数控车工"])})
    >>> table = areas_of_postings(postings, empty("mentions"), empty("posting_classes"), shipped_areas("vocational"))
    >>> table.select(["area", "how", "evidence", "weight"]).to_pylist()
    [{'area': '机械制造', 'how': 'title', 'evidence': '车工', 'weight': 1.0}]
    """
    areas = shipped_areas() if areas is None else tuple(areas)
    found = _find(postings, mentions, classes, areas)
    everywhere = _everywhere(lookup(classes, "occupation", postings))
    return _table(postings, areas, found.filter(pa.array(_stands(found, areas, everywhere))))


def _find(postings: pa.Table, mentions: pa.Table, classes: pa.Table, areas: tuple[Area, ...]) -> pa.Table:
    """Return all that tells of an area: posting, area, strength (the lower, the stronger) and evidence."""
    soft, negated = (pc.equal(mentions[name], True) for name in ("preferred", "negated"))
    asked = mentions.filter(pc.invert(pc.fill_null(pc.or_kleene(soft, negated), False)))
    in_order = pc.index_in(asked["posting_id"], value_set=postings["posting_id"].combine_chunks())
    of_mention = np.asarray(in_order.fill_null(-1), dtype=np.int64)
    everyone = np.arange(postings.num_rows)
    occupation, score, agency = (lookup(classes, name, postings) for name in _OF_CLASSES)
    sure = np.asarray(pc.greater_equal(score, _SURE).fill_null(True))
    of_employer = np.where(np.asarray(agency.fill_null(False)), -1, everyone)
    industries = (
        _by_value(postings[name], of_employer, areas, "industry", _INDUSTRY)
        for name in ("industry", "industry_section")
    )
    of_work = [
        _by_words(postings["post"], everyone, areas, "title", _POST, _WIDE_POST),
        _by_words(postings["title"], everyone, areas, "title", _TITLE, _WIDE_TITLE, without_employer),
        _by_value(occupation, np.where(sure, everyone, -1), areas, "occupation", _OCCUPATION, _beginnings),
        _enough(_by_value(asked["term"], of_mention, areas, "term", _TERM), areas),
    ]
    holds_all = np.array([bool(area.texts) for area in areas], dtype=np.bool_)
    silent = np.ones(postings.num_rows, dtype=np.bool_)
    for told in of_work:
        silent[np.asarray(told["posting"])[holds_all[np.asarray(told["area"])]]] = False
    silent &= bool(holds_all.any())
    return pa.concat_tables(
        [
            *of_work,
            _by_text(postings["text"], np.flatnonzero(silent), areas),
            _by_words(postings["company"], of_employer, areas, "employer", _EMPLOYER, _EMPLOYER),
            *industries,
        ]
    )


def _by_text(texts: pa.ChunkedArray, rows: Ints, areas: tuple[Area, ...]) -> pa.Table:
    """Return the area of which a text has most different words, or both of two that share the lead."""
    said = _by_words(texts.take(pa.array(rows)), rows, areas, "text", _TEXT, _TEXT).drop_columns("strength")
    once = said.group_by(said.column_names, use_threads=False).aggregate([])
    row, area = np.searchsorted(rows, once["posting"]), np.asarray(once["area"])
    counts = np.zeros((len(rows), len(areas)), dtype=np.int64)
    np.add.at(counts, (row, area), 1)
    leads = counts == counts.max(axis=1, initial=0, keepdims=True)
    leads &= leads.sum(axis=1, keepdims=True) <= 2
    strength = pa.repeat(pa.scalar(_TEXT * _STEP), len(once))
    told = once.add_column(2, "strength", strength)
    return told.filter(pa.array(leads[row, area]))


def _enough(found: pa.Table, areas: Sequence[Area]) -> pa.Table:
    """Return the terms of the areas of which a posting has as many different ones as are needed."""
    found = found.group_by(found.column_names, use_threads=False).aggregate([])
    pair = np.asarray(found["posting"]) * len(areas) + np.asarray(found["area"])
    _, of_row, count = np.unique(pair, return_inverse=True, return_counts=True)
    needed = np.array([area.terms_needed for area in areas])[np.asarray(found["area"])]
    return found.filter(pa.array(count[of_row] >= needed))


class _Rules(NamedTuple):
    """The distinct values of a rule, folded; the areas of each, and those to which it is too wide to tell alone."""

    values: list[str]
    areas: Groups
    wide: Groups


@lru_cache(maxsize=32)
def _rules(areas: tuple[Area, ...], how: str) -> _Rules:
    given = [(*_marked(value), n) for n, area in enumerate(areas) for value in _values(area, how)]
    named = {value for _, value, _ in given} - {""}
    # What ends in 工 stands in no 工程: there the longest value that it begins with stands, or none.
    for worker in [value for value in named if value.endswith("工")]:
        within = max((value for value in named if worker.startswith(value) and value != worker), key=len, default="")
        for other in sorted({worker + tail for tail in _AFTER_WORKER} - named):
            given += [(mark, other, n) for mark, value, n in given if value == within] or [(HIDES, other, 0)]
    values = sorted({value for _, value, _ in given} - {""})
    number = {value: n for n, value in enumerate(values)}

    def told(by: str) -> Groups:
        pairs = [(number[value], n) for mark, value, n in given if mark == by and value]
        keys, of_area = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return Groups.of(keys, of_area, len(values))

    return _Rules(values, told(""), told(YIELDS))


def _values(area: Area, how: str) -> tuple[str, ...]:
    """Return the values of a rule; in a text words of titles tell too, but for wide ones and single characters."""
    own: tuple[str, ...] = getattr(area, _RULE_OF[how])
    in_titles = [value for value in area.titles if not value.startswith(YIELDS) and len(value) > 1]
    return (*own, *in_titles) if how == "text" and own else own


@lru_cache(maxsize=8)
def _automaton(areas: tuple[Area, ...], how: str) -> Automaton:
    return Automaton(_rules(areas, how).values)


def _marked(value: str) -> tuple[str, str]:
    """Return the mark of a value, if any, and the value folded."""
    return (value[0], fold(value[1:])) if value.startswith((HIDES, YIELDS)) else ("", fold(value))


def _by_words(
    cells: pa.ChunkedArray,
    rows: Ints,
    areas: tuple[Area, ...],
    how: str,
    rank: int,
    wide: int,
    prepare: Callable[[str], str] = str,
) -> pa.Table:
    """Return the areas whose words stand in the cells, the cell at i being said of posting ``rows[i]``."""
    rules = _rules(areas, how)
    at, word, start = locate_in_cells(_automaton(areas, how), cells, prepare)
    later = np.minimum(start, _STEP - 1)
    told = [
        _evidence(rows[at], word, groups, rules.values, one * _STEP - later)
        for one, groups in ((rank, rules.areas), (wide, rules.wide))
    ]
    return pa.concat_tables(told)


def _by_value(
    cells: pa.Array | pa.ChunkedArray,
    rows: Ints,
    areas: tuple[Area, ...],
    how: str,
    rank: int,
    keys_of: Callable[[str], Iterable[str]] = lambda value: (value,),
) -> pa.Table:
    """Return the areas of the values, the cell at i being said of posting ``rows[i]``."""
    values, groups, _ = _rules(areas, how)
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
    return _evidence(rows[at], value, groups, values, np.full(len(at), rank * _STEP))


def _beginnings(code: str) -> Iterable[str]:
    return (code[:end] for end in range(1, len(code) + 1))


def _everywhere(occupations: pa.Array) -> NDArray[np.bool_]:
    """Return which postings are of an occupation that every trade has."""
    coded = occupations.cast(pa.string()).dictionary_encode()
    beginnings = tuple(row["code"] for row in read_tsv("areas/everywhere.tsv"))
    known = [code.startswith(beginnings) for code in coded.dictionary.to_pylist()]
    return np.array([*known, False])[np.asarray(coded.indices.fill_null(-1), dtype=np.int64)]


def _stands(found: pa.Table, areas: Sequence[Area], everywhere: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which evidence stands in one of the lists of its area."""
    posting, area, strength = (np.asarray(found[name]) for name in ("posting", "area", "strength"))
    rank = _rank_of(strength)
    about_work = np.array([one.about == "work" for one in areas], dtype=np.bool_)[area]
    of_employer = (rank == _INDUSTRY) | (rank == _EMPLOYER) & about_work
    tells = ~(of_employer & everywhere[posting])
    stands = np.zeros(len(rank), dtype=np.bool_)
    for name in {parent for one in areas for parent in _lists_of(one)}:
        inside = np.array([name in _lists_of(one) for one in areas], dtype=np.bool_)[area] & tells
        inside &= (rank != _INDUSTRY) | ~_contradicted(posting, area, rank, areas, inside)
        first = np.full(len(everywhere), len(_RANKS) * _STEP)
        np.minimum.at(first, posting[inside], strength[inside])
        leads = strength == first[posting]
        counts = leads | (rank == _POST) | (rank == _TITLE) | (rank == _TERM) | (rank >= _EMPLOYER)
        stands |= inside & np.where(about_work, leads, counts)
    return stands


def _contradicted(
    posting: Ints, area: Ints, rank: Ints, areas: Sequence[Area], inside: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return where the employer's name tells only areas of the list that do not share an industry with this one."""
    alike = np.array([[bool(set(a.industries) & set(b.industries)) or a is b for b in areas] for a in areas])
    one, same = np.nonzero(alike)
    named = inside & (rank == _EMPLOYER)
    at, other = Groups.of(one, same, len(areas)).join(area[named])
    at_home = posting[named][at] * len(areas) + other
    return np.isin(posting, posting[named]) & ~np.isin(posting * len(areas) + area, at_home)


def _lists_of(area: Area) -> tuple[str, ...]:
    return area.parent or ("",)


def _rank_of(strength: Ints) -> Ints:
    return -(-strength // _STEP)


def _evidence(posting: Ints, value: Ints, groups: Groups, values: list[str], strength: Ints) -> pa.Table:
    at, area = groups.join(np.where(posting >= 0, value, -1))
    evidence = pa.array(values, pa.string()).take(pa.array(value[at]))
    return pa.table({"posting": posting[at], "area": area, "strength": strength[at], "evidence": evidence})


def _table(postings: pa.Table, areas: Sequence[Area], found: pa.Table) -> pa.Table:
    """Return one row a posting and area, with the strongest evidence and the weight."""
    posting, area, strength = (np.asarray(found[name]) for name in ("posting", "area", "strength"))
    order = np.lexsort((strength, area, posting))
    kept = order[np.flatnonzero(np.diff((posting * len(areas) + area)[order], prepend=-1))]
    posting, area = posting[kept], area[kept]
    parents = sorted({parent for one in areas for parent in _lists_of(one)})
    within = np.array([[parent in _lists_of(one) for parent in parents] for one in areas])
    lists = range(len(parents))
    in_list = np.stack([np.bincount(posting[within[area, n]], minlength=postings.num_rows) for n in lists])
    first = within.argmax(axis=1)  # an area of two lists weighs as in the first
    return from_columns(
        "posting_area",
        len(kept),
        {
            "posting_id": postings["posting_id"].combine_chunks().take(pa.array(posting)),
            "area": pa.array([one.area for one in areas], pa.string()).take(pa.array(area)),
            "how": pa.array(_RANKS).take(pa.array(_rank_of(strength[kept]))),
            "evidence": found["evidence"].combine_chunks().take(pa.array(kept)),
            "weight": pa.array(1 / in_list[first[area], posting]),
        },
    )
