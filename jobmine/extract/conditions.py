"""Working conditions: a closed list that grows by lines of ``extract/conditions.tsv``.

A line names a condition, a phrase that states it, in which sections of a text the phrase counts (``text``:
anywhere; ``outside``: outside of duties, where 办理社保 is work and no offer; ``benefits``: in benefits only)
and the units of what may be stated with it. Phrases without a condition deny what follows them; the
condition ``-`` marks phrases that only look like one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton
from jobmine.extract.clauses import at, is_any
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts, fold
from jobmine.schema import SECTIONS
from jobmine.tables import from_columns, nest

Flags = NDArray[np.bool_]

_DENIES, _NOTHING = "", "-"
_DUTIES, _BENEFITS = SECTIONS.index("duties"), SECTIONS.index("benefits")
_LISTED = "、/和及或"
_REACH = 8  # characters to either side in which a number belongs to a condition
_DIGITS = frozenset(map(ord, "0123456789."))
_STOPS = re.compile("[,，。；;、!！\n]")
_RANGE = r"\d+(?:\.\d+)? ?(?:[-~—至到]+ ?\d+(?:\.\d+)? ?)?"


class Conditions(NamedTuple):
    """What a batch of texts states.

    Attributes
    ----------
    condition : ndarray of int64
        Index into :func:`condition_names`.
    start, end : ndarray of int64
        Positions in the batch, in order.
    negated : ndarray of bool
        The words before deny it.
    value : list of str or None
        Number and unit as stated: ``13薪``, ``3-6个月``.
    """

    condition: Ints
    start: Ints
    end: Ints
    negated: Flags
    value: list[str | None]


class _List(NamedTuple):
    automaton: Automaton
    first: Ints  # by phrase: where its conditions begin in the two columns below
    condition: Ints
    where: NDArray[np.str_]
    unit: tuple[re.Pattern[str] | None, ...]  # by condition
    denials: tuple[str, ...]


@cache
def condition_names() -> tuple[str, ...]:
    """Return the conditions, in the order of the list.

    Examples
    --------
    >>> condition_names()[:2]
    ('双休', '单休')
    """
    listed = (row["condition"] for row in read_tsv("extract/conditions.tsv"))
    return tuple(dict.fromkeys(name for name in listed if name not in (_DENIES, _NOTHING)))


@cache
def _load() -> _List:
    names = condition_names()
    by_phrase: dict[str, list[tuple[int, str]]] = {}
    unit: dict[str, str] = {}
    denials = []
    for row in read_tsv("extract/conditions.tsv"):
        if row["condition"] == _DENIES:
            denials.append(fold(row["phrase"]))
            continue
        meant = by_phrase.setdefault(fold(row["phrase"]), [])
        if row["condition"] != _NOTHING:
            meant.append((names.index(row["condition"]), row["where"]))
            unit[row["condition"]] = row["unit"]
    pairs = [pair for meant in by_phrase.values() for pair in meant]
    return _List(
        Automaton(list(by_phrase)),
        np.cumsum([0, *(len(meant) for meant in by_phrase.values())]),
        np.array([number for number, _ in pairs]),
        np.array([where for _, where in pairs]),
        tuple(re.compile(f"{_RANGE}(?:{unit[n].replace('/', '|')})") if unit[n] else None for n in names),
        tuple(denials),
    )


def find_conditions(texts: Texts, sentences: Sentences | None = None) -> Conditions:
    """Find the conditions that texts state.

    Parameters
    ----------
    texts : Texts
        The batch: texts of postings, or cells of a column of benefits.
    sentences : Sentences, optional
        What each sentence of the texts is; without it everything counts as an offer.

    Examples
    --------
    >>> found = find_conditions(Texts.join(["五险一金，包吃住，不加班，14薪"]))
    >>> [condition_names()[code] for code in found.condition], found.negated.tolist(), found.value[-1]
    (['五险一金', '包吃', '包住', '加班', '年终奖'], [False, False, False, True, False], '14薪')
    """
    known = _load()
    matches = known.automaton.find(texts)
    times = np.diff(known.first)[matches.pattern]
    row = np.repeat(np.arange(len(times)), times)
    entry = np.repeat(known.first[matches.pattern] - np.cumsum(times) + times, times) + np.arange(len(row))
    start, end = matches.start[row], matches.end[row]
    if sentences is not None:
        kind = sentences.kind[sentences.at(start)]
        where = known.where[entry]
        kept = (where == "text") | ((where == "outside") & (kind != _DUTIES)) | (kind == _BENEFITS)
        start, end, entry = start[kept], end[kept], entry[kept]
    condition = known.condition[entry]
    value = [
        _value(texts, known.unit[c], s, e)
        for c, s, e in zip(condition.tolist(), start.tolist(), end.tolist(), strict=True)
    ]
    return Conditions(condition, start, end, _denied(texts, start, end, known.denials), value)


def nest_conditions(texts: Texts, found: Conditions) -> pa.Array:
    """Return the conditions of each posting as a list of rows of the ``conditions`` table."""
    owner = texts.owner(found.start)
    columns = {
        "condition": pa.array(condition_names()).take(pa.array(found.condition)),
        "source": pa.array(["text"] * len(owner), pa.string()),
        "start": pa.array(found.start - texts.starts[owner]),
        "end": pa.array(found.end - texts.starts[owner]),
        "negated": pa.array(found.negated),
        "value": pa.array(found.value, pa.string()),
    }
    return nest("conditions", columns, owner, len(texts.starts) - 1)


def conditions_of_columns(postings: pa.Table) -> pa.Table:
    """Return the conditions in the columns of benefits and tags, as rows of the ``conditions`` table.

    Parameters
    ----------
    postings : pyarrow.Table
        With ``posting_id``, ``benefits`` and ``tags``.

    Returns
    -------
    pyarrow.Table
        Without positions; each condition once a posting and column.

    Examples
    --------
    >>> tags = pa.nulls(1, pa.list_(pa.string()))
    >>> cells = {"posting_id": ["a"], "benefits": [["五险一金", "周末双休"]], "tags": tags}
    >>> conditions_of_columns(pa.table(cells))["condition"].to_pylist()
    ['五险一金', '双休']
    """
    parts = []
    for source in ("benefits", "tags"):
        lists = postings[source].combine_chunks()
        cells = pc.list_flatten(lists).dictionary_encode()
        owner = np.asarray(pc.list_parent_indices(lists))
        texts = Texts.join([cell or "" for cell in cells.dictionary.to_pylist()])
        found = find_conditions(texts)
        of_cell = texts.owner(found.start)  # in order of the cells: each cell's conditions are a slice
        first = np.searchsorted(of_cell, np.arange(len(texts.starts)))
        code = np.asarray(cells.indices.fill_null(len(texts.starts) - 1))
        times = np.append(np.diff(first), 0)[code]
        row = np.repeat(np.append(first[:-1], 0)[code] - np.cumsum(times) + times, times) + np.arange(times.sum())
        posting = np.repeat(owner, times)
        key = posting * len(condition_names()) + found.condition[row]
        _, once = np.unique(key, return_index=True)
        once = np.sort(once)
        columns = {
            "posting_id": postings["posting_id"].combine_chunks().take(pa.array(posting[once])),
            "condition": pa.array(condition_names()).take(pa.array(found.condition[row[once]])),
            "source": pa.array([source] * len(once), pa.string()),
            "negated": pa.array(found.negated[row[once]]),
            "value": pa.array(found.value, pa.string()).take(pa.array(row[once])),
        }
        parts.append(from_columns("conditions", len(once), columns))
    return pa.concat_tables(parts)


def _denied(texts: Texts, start: Ints, end: Ints, denials: tuple[str, ...]) -> Flags:
    """Return whether a denial ends where each condition begins, or the list that it stands in."""
    denied = np.zeros(len(start), dtype=np.bool_)
    for phrase in denials:
        here = start >= len(phrase)
        for step, character in enumerate(reversed(phrase), 1):
            here &= at(texts, start - step) == ord(character)
        denied |= here
    if not len(start):
        return denied
    # 没有餐补、房补: what a list carries on is denied as well.
    listed = np.concatenate([[False], (end[:-1] + 1 == start[1:]) & is_any(at(texts, start[1:] - 1), _LISTED)])
    heads = np.maximum.accumulate(np.where(listed, 0, np.arange(len(start))))
    return np.asarray(denied[heads] | denied)


def _value(texts: Texts, unit: re.Pattern[str] | None, start: int, end: int) -> str | None:
    """Return the number with a unit that stands in, behind or before a condition, within its clause."""
    if unit is None:
        return None
    reach = max(start - _REACH, 0)
    while reach > 0 and int(texts.codes[reach - 1]) in _DIGITS:  # a number is not cut in two
        reach -= 1
    before = _STOPS.split(texts.slice(reach, start))[-1]
    behind = _STOPS.split(texts.slice(end, end + _REACH))[0]
    found = unit.search(texts.slice(start, end) + behind) or unit.search(before)
    return found.group().replace(" ", "") if found else None
