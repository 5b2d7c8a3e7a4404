"""Re-posts: the same vacancy published again, word for word or slightly changed.

Of the postings that repeat each other the first by source and row is kept. Which ones repeat each
other depends on their content alone, not on the order of rows. Postings are compared by hashes, read
batch by batch: memory holds some sixty bytes a posting, and the signatures of those that share
employer and title with another, see :mod:`jobmine.normalise.signatures`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from numpy.typing import NDArray

from jobmine.normalise.identity import Hashes, hash_strings
from jobmine.normalise.signatures import SHINGLE, Codes, candidate_pairs, mixed, signatures_of, similarities

Postings: TypeAlias = pa.Table | ds.Dataset
CUTS = (0.95, 0.9, 0.85, 0.8)
"""Cuts that :func:`example_pairs` shows pairs for."""

_SHARED_TEXT_LENGTH = 60  # shorter texts are the same by chance (岗位职责面议)
_OFFER = ("province", "city", "district", "salary_min", "salary_max")
_READ = ("text", "title", "employer", "company", *_OFFER)
_BATCH_ROWS = 5_000
_SHOWN = 120  # characters of what differs between two texts
_PAIR_COLUMNS = ("posting_id", "source", "row", "employer", "title", "text")


def exact_duplicates(postings: Postings) -> pa.Array:
    """Return for every posting the id of the kept posting that it repeats, null where it is kept.

    Two postings are the same if employer, title and text agree but for blanks and case; of those
    without a text, if employer, title, place and pay agree. Without employer and text nothing is
    known to be the same.

    Parameters
    ----------
    postings : pyarrow.Table or Dataset
        Columns of the postings table.

    Examples
    --------
    >>> columns = ("posting_id", "source", "row", "employer", "title", "text")
    >>> rows = [(*"ab", 0, "甲", "焊工", "会焊"), (*"cb", 1, "甲", "焊 工", "会焊"), (*"db", 2, "乙", "焊工", "会焊")]
    >>> exact_duplicates(pa.Table.from_pylist([dict(zip(columns, row)) for row in rows])).to_pylist()
    [None, 'a', None]
    """
    return _duplicate_of(postings, [_same(_prints(postings).whole)])


def near_duplicates(postings: Postings, *, cut: float = 0.9) -> pa.Array:
    """Return what :func:`exact_duplicates` does, and slightly changed re-posts with it.

    Beside exact ones, two postings are the same if employer and title agree and their texts are as
    similar as ``cut``, or if a text of 60 characters or more is the same but for blanks and
    punctuation and either employer or title agrees: agencies publish one vacancy under several
    employers, employers one under several titles.

    Parameters
    ----------
    postings : pyarrow.Table or Dataset
        Columns of the postings table.
    cut : float
        Lowest similarity of two texts that count as the same, above 0 and at most 1.

    Examples
    --------
    >>> text = "负责数控车床的操作、编程和日常保养,能看懂图纸,会使用量具,有三年以上同岗位经验。" * 2
    >>> columns = ("posting_id", "source", "row", "employer", "title", "text")
    >>> rows = [(*"ab", 0, "甲", "车工", text), (*"cb", 1, "甲", "车工", text + "!"), (*"db", 2, "乙", "车工", text)]
    >>> near_duplicates(pa.Table.from_pylist([dict(zip(columns, row)) for row in rows])).to_pylist()
    [None, 'a', 'a']
    """
    if not 0 < cut <= 1:
        raise ValueError(f"cut must be above 0 and at most 1, got {cut}")
    prints = _prints(postings)
    left, right, _ = _similar_pairs(postings, prints, cut)
    edges = [_same(prints.whole), (left, right)]
    edges.append(_same(_combined(prints.group, prints.letters), np.flatnonzero(prints.length > 0)))
    long = np.flatnonzero(prints.length >= _SHARED_TEXT_LENGTH)
    edges += [_same(_combined(who, prints.letters), long) for who in (prints.employer, prints.title)]
    return _duplicate_of(postings, edges)


def find_duplicates(postings: Postings, cut: float) -> pa.Array:
    """Return what :func:`near_duplicates` does, with a cut of 1 what :func:`exact_duplicates` does.

    Parameters
    ----------
    postings : pyarrow.Table or Dataset
        Columns of the postings table.
    cut : float
        The setting ``near_duplicates``.
    """
    return near_duplicates(postings, cut=cut) if cut < 1 else exact_duplicates(postings)


def example_pairs(postings: Postings, *, cuts: tuple[float, ...] = CUTS, examples: int = 5) -> pa.Table:
    """Return pairs of postings by similarity, for a person to choose the cut by.

    Parameters
    ----------
    postings : pyarrow.Table or Dataset
        Columns of the postings table.
    cuts : tuple of float
        Highest first. A pair stands under the highest cut that it reaches.
    examples : int
        Pairs shown for each cut: those nearest above it.

    Returns
    -------
    pyarrow.Table
        ``cut``, ``pairs`` compared that reach this cut and no higher one, ``similarity``, ``employer``,
        ``title``, the ``posting_id`` and ``other_id`` of the pair, and what stands in one text only.

    Examples
    --------
    >>> text = "负责数控车床的操作、编程和日常保养,能看懂图纸,会使用量具,有三年以上同岗位经验。" * 2
    >>> columns = ("posting_id", "source", "row", "employer", "title", "text")
    >>> rows = [(*"ab", 0, "甲", "车工", text), (*"cb", 1, "甲", "车工", text + "包住")]
    >>> example_pairs(pa.Table.from_pylist([dict(zip(columns, row)) for row in rows]))["only_other"].to_pylist()
    ['包住']
    """
    left, right, similar = _similar_pairs(postings, _prints(postings), min(cuts))
    reached = np.array([max(cut for cut in cuts if cut <= one) for one in similar])
    shown = {cut: np.flatnonzero(reached == cut) for cut in cuts}
    order = np.lexsort((right, left, similar))
    picked = np.concatenate([order[np.isin(order, shown[cut])][:examples] for cut in cuts])
    rows = _take(postings, np.union1d(left[picked], right[picked]))
    table = []
    for pair in picked:
        one, other = (rows[number] for number in sorted((left[pair], right[pair])))
        only_one, only_other = _differences(one["text"], other["text"])
        cut = float(reached[pair])
        table.append({
            "cut": cut, "pairs": len(shown[cut]), "similarity": round(float(similar[pair]), 3),
            "employer": one["employer"], "title": one["title"], "posting_id": one["posting_id"],
            "other_id": other["posting_id"], "only_one": only_one, "only_other": only_other,
        })  # fmt: skip
    return pa.Table.from_pylist(table, _PAIRS)


_PAIRS = pa.schema(
    {"cut": pa.float64(), "pairs": pa.int64(), "similarity": pa.float64()}
    | dict.fromkeys(("employer", "title", "posting_id", "other_id", "only_one", "only_other"), pa.string())
)


def _differences(one: str, other: str) -> tuple[str, str]:
    """Return what stands in one text and not in the other, pieces with bars between; the beginning of much."""
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    changed = [code for code in codes if code[0] != "equal"]
    pieces = ([one[a:b] for _, a, b, _, _ in changed], [other[a:b] for _, _, _, a, b in changed])
    only_one, only_other = (" | ".join(filter(None, found)) for found in pieces)
    return _beginning(only_one), _beginning(only_other)


def _beginning(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class _Prints:
    """Hashes that stand for the content of postings, one of each a posting.

    Attributes
    ----------
    employer, title : array
        Who seeks whom.
    whole : array
        Equal for exact duplicates.
    letters : array
        Of the text without blanks and punctuation.
    length : array
        Characters of that.
    """

    employer: Hashes
    title: Hashes
    whole: Hashes
    letters: Hashes
    length: NDArray[np.int32]

    @property
    def group(self) -> Hashes:
        """Equal where employer and title are."""
        return _combined(self.employer, self.title)


def _prints(postings: Postings) -> _Prints:
    done, parts = 0, []
    for batch in _batches(postings, _READ):
        parts.append(_print_batch(batch, done))
        done += batch.num_rows
    return _Prints(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(_Prints)))


def _print_batch(batch: pa.RecordBatch, done: int) -> _Prints:
    bare, given = _bare(_strings(batch, "text")), _strings(batch, "employer")
    name = pc.if_else(pc.equal(given, ""), _bare(_strings(batch, "company")), given)
    letters = _letters(bare)
    employer, title = hash_strings(name), hash_strings(_bare(_strings(batch, "title")))
    stated, named = (pc.not_equal(cells, "").to_numpy(zero_copy_only=False) for cells in (bare, name))
    offer = hash_strings(pc.binary_join_element_wise(*(_strings(batch, one) for one in _OFFER), _SEPARATOR))
    content = np.where(stated, hash_strings(bare), ~offer)
    # a posting with neither is like no other: its number goes in
    alone = np.where(stated | named, 0, np.arange(done + 1, done + 1 + len(batch))).astype(np.uint64)
    length = pc.utf8_length(letters).cast(pa.int32()).to_numpy()
    return _Prints(employer, title, _combined(employer, title, content, alone), hash_strings(letters), length)


_SEPARATOR = pa.scalar("\x1f", pa.large_string())


def _batches(postings: Postings, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Yield the columns that there are, batch by batch in the order of rows; one empty batch where there is no row."""
    dataset = ds.dataset(postings) if isinstance(postings, pa.Table) else postings
    known = [name for name in columns if name in dataset.schema.names]
    scanned = dataset.to_batches(
        columns=known, batch_size=_BATCH_ROWS, use_threads=False, batch_readahead=1, fragment_readahead=1
    )
    yield pa.RecordBatch.from_pylist([], dataset.schema.empty_table().select(known).schema)
    yield from scanned


def _take(postings: Postings, rows: Codes) -> dict[int, dict[str, Any]]:
    """Return some postings by their number."""
    found: dict[int, dict[str, Any]] = {}
    done = 0
    for batch in _batches(postings, _PAIR_COLUMNS):
        here = rows[np.searchsorted(rows, done) : np.searchsorted(rows, done + len(batch))]
        found |= dict(zip(here.tolist(), batch.take(pa.array(here - done)).to_pylist(), strict=True))
        done += len(batch)
    return found


def _strings(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name not in batch.schema.names:
        return pa.repeat(pa.scalar("", pa.large_string()), batch.num_rows)
    return pc.fill_null(batch[name].cast(pa.large_string()), "")


def _bare(strings: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.replace_substring_regex(strings, r"[\s\pZ\pC]+", ""))


def _letters(bare: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(bare, r"[\pP\pS]+", "")


def _combined(*columns: Hashes) -> Hashes:
    """Return one hash for those of several columns."""
    combined = columns[0]
    for hashes in columns[1:]:
        combined = mixed(combined * np.uint64(0x9E3779B97F4A7C15) + hashes)
    return combined


def _codes(hashes: Hashes) -> Codes:
    """Return codes from 0 on in order of first occurrence; by hash table, which is faster than numpy's sort."""
    codes: Codes = pa.array(hashes).dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def _same(hashes: Hashes, rows: Codes | None = None) -> tuple[Codes, Codes]:
    """Return every row, or every one of some rows, with the first of them that has the same hash."""
    rows = np.arange(len(hashes)) if rows is None else rows
    codes = _codes(hashes[rows])
    first = np.empty(codes.max(initial=-1) + 1, np.int64)
    first[codes[::-1]] = rows[::-1]
    return rows, first[codes]


def _similar_pairs(postings: Postings, prints: _Prints, cut: float) -> tuple[Codes, Codes, NDArray[np.float64]]:
    """Return pairs of rows of one employer and title with texts as similar as the cut, and their similarity."""
    group = prints.group
    rows, first = _same(_combined(group, prints.letters), np.flatnonzero(prints.length >= SHINGLE))
    rows = rows[rows == first]
    members = _codes(group[rows])
    rows = rows[np.bincount(members, minlength=1)[members] > 1]
    signatures = np.concatenate([*_signatures(postings, rows), signatures_of(pa.array([], pa.string()))])
    left, right = candidate_pairs(_codes(group[rows]), signatures)
    similar = similarities(signatures, left, right)
    enough = similar >= cut
    return rows[left[enough]], rows[right[enough]], similar[enough]


def _signatures(postings: Postings, rows: Codes) -> Iterator[NDArray[np.uint8]]:
    done = 0
    for batch in _batches(postings, ("text",)):
        here = rows[np.searchsorted(rows, done) : np.searchsorted(rows, done + len(batch))]
        if len(here):
            yield signatures_of(_letters(_bare(_strings(batch, "text").take(pa.array(here - done)))))
        done += len(batch)


def _duplicate_of(postings: Postings, edges: list[tuple[Codes, Codes]]) -> pa.Array:
    """Return the id of the first posting of each connected group, null for the first itself."""
    named = pa.Table.from_batches(_batches(postings, ("posting_id", "source", "row"))).combine_chunks()
    keys = [("source", "ascending"), ("row", "ascending")]
    order = pc.sort_indices(named, sort_keys=keys).to_numpy().astype(np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    left = rank[np.concatenate([pair[0] for pair in edges])]
    right = rank[np.concatenate([pair[1] for pair in edges])]
    kept = order[_components(len(order), left, right)[rank]]
    ids = named["posting_id"].combine_chunks()
    return pc.if_else(pa.array(kept == np.arange(len(kept))), pa.scalar(None, ids.type), ids.take(pa.array(kept)))


def _components(n: int, left: Codes, right: Codes) -> Codes:
    """Return the lowest node of the connected component of each of n nodes."""
    lowest = np.arange(n)
    while True:
        reached = lowest.copy()
        low = np.minimum(lowest[left], lowest[right])
        np.minimum.at(reached, left, low)
        np.minimum.at(reached, right, low)
        reached = reached[reached]
        if np.array_equal(reached, lowest):
            return lowest
        lowest = reached
