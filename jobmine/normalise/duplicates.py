"""Re-posts: the same vacancy published again, word for word or slightly changed.

Of the postings that repeat each other the first by source and row is kept. Which ones repeat each
other depends on their content alone, not on the order of rows.

Texts are compared by the Jaccard similarity of their sets of five characters, estimated by one
permutation hashing (Li, Owen & Zhang 2012): each set of five is hashed once and falls into one of
256 bins; the share of bins with equal minima estimates the similarity, with a standard error of
0.02 at 0.9. Bands of eight bins find the pairs to compare within an employer and title, so that
cost grows with the number of postings and not with that of pairs.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_SHINGLE = 5
_BINS = 256
_BAND = 8
_CHARACTERS_AT_ONCE = 4_000_000
_SHARED_TEXT_LENGTH = 60  # shorter texts are the same by chance (岗位职责面议)
_EMPTY_BIN = np.uint32(0xFFFFFFFF)

Codes = NDArray[np.int64]


def exact_duplicates(postings: pa.Table) -> pa.Array:
    """Return for every posting the id of the kept posting that it repeats, null where it is kept.

    Two postings are the same if employer, title and text agree but for blanks and case; of those
    without a text, if employer, title, place and pay agree. Without employer and text nothing is
    known to be the same.

    Parameters
    ----------
    postings : pyarrow.Table
        Columns of the postings table.

    Examples
    --------
    >>> columns = ("posting_id", "source", "row", "employer", "title", "text")
    >>> rows = [(*"ab", 0, "甲", "焊工", "会焊"), (*"cb", 1, "甲", "焊 工", "会焊"), (*"db", 2, "乙", "焊工", "会焊")]
    >>> exact_duplicates(pa.Table.from_pylist([dict(zip(columns, row)) for row in rows])).to_pylist()
    [None, 'a', None]
    """
    left = np.arange(postings.num_rows)
    return _duplicate_of(postings, [(left, _first_of(_exact_codes(postings)))])


def near_duplicates(postings: pa.Table, *, cut: float = 0.9) -> pa.Array:
    """Return what :func:`exact_duplicates` does, and slightly changed re-posts with it.

    Beside exact ones, two postings are the same if employer and title agree and their texts are as
    similar as ``cut``, or if a text of 60 characters or more is the same but for blanks and
    punctuation and either employer or title agrees: agencies publish one vacancy under several
    employers, employers one under several titles.

    Parameters
    ----------
    postings : pyarrow.Table
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
    rows = np.arange(postings.num_rows)
    text = pc.utf8_lower(pc.replace_substring_regex(_strings(postings, "text"), r"[\s\pP\pS\pZ\pC]+", ""))
    length, content = pc.utf8_length(text).to_numpy(), _codes(text)
    employer, title = _codes(_employer(postings)), _codes(_bare(_strings(postings, "title")))
    group = _combined(employer, title)
    edges = [(rows, _first_of(_exact_codes(postings))), _similar_pairs(group, text, cut)]
    for who, shortest in ((group, 1), (employer, _SHARED_TEXT_LENGTH), (title, _SHARED_TEXT_LENGTH)):
        long = np.flatnonzero(length >= shortest)
        edges.append((long, long[_first_of(_combined(who[long], content[long]))]))
    return _duplicate_of(postings, edges)


def _duplicate_of(postings: pa.Table, edges: list[tuple[Codes, Codes]]) -> pa.Array:
    """Return the id of the first posting of each connected group, null for the first itself."""
    ids = postings["posting_id"].combine_chunks()
    keys = [("source", "ascending"), ("row", "ascending")]
    order = pc.sort_indices(postings.select(["source", "row"]), sort_keys=keys)
    order = order.to_numpy().astype(np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    left = rank[np.concatenate([pair[0] for pair in edges])]
    right = rank[np.concatenate([pair[1] for pair in edges])]
    kept = order[_components(len(order), left, right)[rank]]
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


def _exact_codes(postings: pa.Table) -> Codes:
    text = _bare(_strings(postings, "text"))
    stated = pc.not_equal(text, "").to_numpy(zero_copy_only=False)
    offer = [_codes(_strings(postings, name)) for name in ("province", "city", "district", "salary_min", "salary_max")]
    who = _combined(_codes(_employer(postings)), _codes(_bare(_strings(postings, "title"))))
    named = pc.not_equal(_employer(postings), "").to_numpy(zero_copy_only=False)
    rows = np.arange(postings.num_rows)
    content = np.where(stated, _codes(text), _combined(*offer))
    return _combined(who, content, stated.astype(np.int64), np.where(stated | named, 0, rows + 1))


def _employer(postings: pa.Table) -> pa.Array:
    canonical, given = _strings(postings, "employer"), _bare(_strings(postings, "company"))
    return pc.if_else(pc.equal(canonical, ""), given, canonical)


def _strings(postings: pa.Table, name: str) -> pa.Array:
    if name not in postings.column_names:
        return pa.repeat(pa.scalar("", pa.large_string()), postings.num_rows)
    return pc.fill_null(postings[name].combine_chunks().cast(pa.large_string()), "")


def _bare(strings: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.replace_substring_regex(strings, r"[\s\pZ\pC]+", ""))


def _codes(strings: pa.Array) -> Codes:
    codes: Codes = strings.dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def _combined(*columns: Codes) -> Codes:
    """Return one code for each distinct combination of codes, which are 0 or above."""
    combined = columns[0]
    for codes in columns[1:]:
        combined = _dense(combined * (codes.max(initial=0) + 1) + codes)
    return combined


def _dense(values: Codes) -> Codes:
    """Return codes from 0 on; by hash, which is faster than numpy's sort."""
    codes: Codes = pa.array(values).dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def _first_of(codes: Codes) -> Codes:
    """Return for every row the first row with the same code."""
    dense = _dense(codes)
    first = np.empty(dense.max(initial=-1) + 1, np.int64)
    first[dense[::-1]] = np.arange(len(dense))[::-1]
    return first[dense]


def _similar_pairs(group: Codes, text: pa.Array, cut: float) -> tuple[Codes, Codes]:
    """Return pairs of rows of one group whose texts are as similar as the cut."""
    rows = np.flatnonzero(_first_of(_combined(group, _codes(text))) == np.arange(len(group)))
    rows = rows[pc.utf8_length(text).to_numpy()[rows] >= _SHINGLE]
    members = _dense(group[rows])
    rows = rows[np.bincount(members, minlength=1)[members] > 1]
    if not len(rows):
        return rows, rows
    signatures = _signatures(text.take(pa.array(rows)))
    left, right = _candidates(group[rows], signatures)
    ours, theirs = signatures[left], signatures[right]
    filled = (ours != _EMPTY_BIN) | (theirs != _EMPTY_BIN)
    similar = ((ours == theirs) & filled).sum(axis=1) >= cut * filled.sum(axis=1)
    return rows[left[similar]].astype(np.int64), rows[right[similar]].astype(np.int64)


def _candidates(group: Codes, signatures: NDArray[np.uint32]) -> tuple[Codes, Codes]:
    """Return pairs that share a band of bins: each member with the first of its bucket and with the next.

    Members are ordered by their signatures, so that the pairs do not depend on the order of rows.
    """
    order = np.lexsort((*signatures.T[::-1],))
    lefts, rights = [], []
    for start in range(0, _BINS, _BAND):
        band = np.ascontiguousarray(signatures[order, start : start + _BAND]).view(f"V{4 * _BAND}").ravel()
        filled = (signatures[order, start : start + _BAND] != _EMPTY_BIN).any(axis=1)
        bucket = _combined(group[order], np.unique(band, return_inverse=True)[1].astype(np.int64))
        by_bucket = np.flatnonzero(filled)[np.argsort(bucket[filled], kind="stable")]
        if not len(by_bucket):
            continue
        begins = np.r_[True, np.diff(bucket[by_bucket]) != 0]
        first = by_bucket[np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))]
        lefts += [order[first[~begins]], order[by_bucket[:-1][~begins[1:]]]]
        rights += [order[by_bucket[~begins]], order[by_bucket[1:][~begins[1:]]]]
    if not lefts:
        return order[:0], order[:0]
    pairs = np.unique(np.stack([np.concatenate(lefts), np.concatenate(rights)]), axis=1)
    return pairs[0], pairs[1]


def _signatures(texts: pa.Array) -> NDArray[np.uint32]:
    """Return the minima of 256 bins of the hashed sets of five characters of every text."""
    lengths = pc.utf8_length(texts).to_numpy()
    signatures = np.full((len(texts), _BINS), _EMPTY_BIN, np.uint32)
    chunk = np.cumsum(lengths) // _CHARACTERS_AT_ONCE
    for part in np.unique(chunk):
        rows = np.flatnonzero(chunk == part)
        points = np.frombuffer("".join(texts.take(pa.array(rows)).to_pylist()).encode("utf-32-le"), np.uint32)
        row = np.repeat(rows, lengths[rows])
        inside = row[: 1 - _SHINGLE] == row[_SHINGLE - 1 :]
        hashed = np.zeros(len(inside), np.uint64)
        for offset in range(_SHINGLE):
            hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + points[offset : offset + len(inside)]
        hashed = _mixed(hashed[inside])
        bins = row[: len(inside)][inside] * _BINS + (hashed & np.uint64(_BINS - 1)).astype(np.int64)
        np.minimum.at(signatures.reshape(-1), bins, (hashed >> np.uint64(32)).astype(np.uint32))
    return signatures


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return values whose bits are spread by the finaliser of splitmix64."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
