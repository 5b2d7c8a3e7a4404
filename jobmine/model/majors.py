"""The majors that each posting is for.

Evidence is what a posting names, a major or a whole class of majors (机械类, 计算机相关专业), and words
of its title or post that belong to a major (护士 to 护理), as ``taxonomies/major_titles.tsv`` has them. A
posting without either is mapped from its occupation or role, see :mod:`jobmine.model.major_map`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton
from jobmine.extract.texts import Ints, fold
from jobmine.model.catalogue import Major, catalogue, find_majors, meanings_of, resolve_majors
from jobmine.model.major_map import Link, join_links, majors_of_work
from jobmine.model.titles import Groups, find_in_cells, without_employer
from jobmine.schema import EDUCATIONS
from jobmine.tables import from_columns, lookup

__all__ = ["HOW", "Major", "find_majors", "majors_of_postings", "resolve_majors"]

HOW = ("named", "title", "named_class", "mapped")
"""How a posting comes to a major, the strongest first."""

_NAMED, _TITLE, _CLASS, _MAPPED = range(len(HOW))
# The highest education that graduates of a school level have; who asks for more does not ask for them.
_GIVES = {"中职": "中专", "高职": "大专", "职业本科": "本科", "本科": "本科"}
_SURE = 0.5  # an occupation that is less sure leads to no major: an error would be made twice
_HEADS = "*"  # in place of a major; the words of "-" belong to none and keep shorter words from matching


def majors_of_postings(
    postings: pa.Table, mentions: pa.Table, classes: pa.Table | None = None, links: Sequence[Link] | None = None
) -> pa.Table:
    """Return the majors that each posting is for.

    Parameters
    ----------
    postings : pyarrow.Table
        With ``posting_id``, ``title``, ``post``, ``education`` and ``majors_asked``.
    mentions : pyarrow.Table
        With ``posting_id``, ``kind``, ``term``, ``surface`` and ``negated``; those of kind major count,
        preferred ones too.
    classes : pyarrow.Table, optional
        With ``posting_id``, ``occupation``, ``occupation_score`` and ``role``: maps postings that tell no major.
    links : sequence of Link, optional
        The map in force, see :func:`jobmine.model.major_map.join_links`; by default what ships.

    Returns
    -------
    pyarrow.Table
        ``posting_major``, in the order of the postings and of the catalogue. ``how`` is ``named``,
        ``title`` (only where no major is named), ``named_class``, or ``mapped`` (only where there is nothing
        else); all but ``named`` reach the school levels whose graduates have the education asked for.

    Notes
    -----
    A posting weighs 1 at each school level: its pieces of evidence share that equally, and the majors of
    one piece share the piece. With k majors named each weighs 1/k.

    Examples
    --------
    >>> from jobmine.schema import empty
    >>> asked = pa.array([["数控技术"]])
    >>> columns = {"posting_id": ["a"], "title": ["操作工"], "post": [""], "education": ["大专"], "majors_asked": asked}
    >>> table = majors_of_postings(pa.table(columns), empty("mentions"))
    >>> table.select(["major", "how", "weight"]).to_pylist()[1]
    {'major': '460103', 'how': 'named', 'weight': 1.0}
    """
    named = _named(postings, mentions)
    titled = _titled(postings)
    names_one = np.zeros(postings.num_rows, dtype=np.bool_)
    names_one[named.posting[named.how == _NAMED]] = True
    evidence = _join(named, titled.keep(~names_one[titled.posting]))
    within = within_reach(evidence.major, evidence.posting, postings)
    told = evidence.keep(within | (evidence.how == _NAMED))
    return _table(postings, told if classes is None else _join(told, _mapped(postings, told, classes, links)))


def within_reach(major: Ints, posting: Ints, postings: pa.Table) -> NDArray[np.bool_]:
    """Return whether graduates of majors have the education that postings ask for.

    Parameters
    ----------
    major, posting : ndarray of int64
        Places in the catalogue and rows of the postings, pair by pair.
    postings : pyarrow.Table
        With ``education``.

    Examples
    --------
    >>> [catalogue()[n].school_level for n in (0, 400)]
    ['中职', '高职']
    >>> within_reach(np.array([0, 400]), np.array([0, 0]), pa.table({"education": ["大专"]})).tolist()
    [False, True]
    """
    return np.asarray(_given_by_level()[major] >= _asked(postings)[posting])


class _Evidence(NamedTuple):
    """Arrays of one length: row of the posting, place of the major in the catalogue, how, piece found."""

    posting: Ints
    major: Ints
    how: Ints
    piece: Ints
    pieces: pa.Array

    def keep(self, mask: NDArray[np.bool_]) -> _Evidence:
        return _Evidence(self.posting[mask], self.major[mask], self.how[mask], self.piece[mask], self.pieces)


def _join(first: _Evidence, second: _Evidence) -> _Evidence:
    return _Evidence(
        np.concatenate([first.posting, second.posting]),
        np.concatenate([first.major, second.major]),
        np.concatenate([first.how, second.how]),
        np.concatenate([first.piece, second.piece + len(first.pieces)]),
        pa.concat_arrays([first.pieces, second.pieces]),
    )


def _named(postings: pa.Table, mentions: pa.Table) -> _Evidence:
    """Return the majors named in the column and in the text."""
    negated = pc.fill_null(mentions["negated"], False)
    mentions = mentions.filter(pc.and_not(pc.equal(mentions["kind"], "major"), negated))
    asked = postings["majors_asked"].combine_chunks()
    rows = pc.index_in(mentions["posting_id"], value_set=postings["posting_id"].combine_chunks())
    posting = np.concatenate([_numbers(pc.list_parent_indices(asked)), _numbers(rows)])
    cells = [pc.list_flatten(asked), *(mentions[name].combine_chunks() for name in ("term", "surface"))]
    coded = pa.concat_arrays([cell.cast(pa.string()) for cell in cells]).dictionary_encode()
    meant = [meanings_of(text) for text in coded.dictionary.to_pylist()]
    column, terms, surfaces = np.split(_numbers(coded.indices), [len(cells[0]), len(cells[0]) + len(cells[1])])
    # A lexicon's term need not be a name of the catalogue; the posting's own words then decide.
    known = np.array([bool(found) for found in meant] + [False])
    text = np.concatenate([column, np.where(known[terms], terms, surfaces)])

    names = [(owner, meaning) for owner, meanings in enumerate(meant) for meaning in meanings]
    flat = [(owner, major, piece) for piece, (owner, meaning) in enumerate(names) for major in meaning.majors]
    owner, major, piece = np.array(flat, dtype=np.int64).reshape(-1, 3).T
    how = np.array([_CLASS if meaning.whole_class else _NAMED for _, meaning in names], dtype=np.int64)
    starts = np.searchsorted(owner, np.arange(len(meant) + 1))
    at, row = Groups(starts, np.arange(len(flat))).join(np.where(posting >= 0, text, -1))
    # The same words in the column and in the text are one piece of evidence.
    pieces = pa.array([meaning.surface for _, meaning in names], pa.string()).dictionary_encode()
    same = _numbers(pieces.indices)[piece[row]]
    return _Evidence(posting[at], major[row], how[piece[row]], same, pieces.dictionary)


def _numbers(values: pa.Array | pa.ChunkedArray) -> Ints:
    """Return indices as an array; -1 where there is none."""
    return np.asarray(pc.fill_null(values, -1), dtype=np.int64)


class _Words(NamedTuple):
    """Words of titles: the matcher; of each word its majors, their classes, and whether it has a head."""

    automaton: Automaton
    words: pa.Array
    majors: Groups
    classes: Groups
    has_head: NDArray[np.bool_]


@cache
def _words() -> _Words:
    rows = read_tsv("taxonomies/major_titles.tsv")
    by_name = {row["major"]: [fold(word) for word in row["words"].split("|")] for row in rows}
    words = sorted({word for own in by_name.values() for word in own})
    number = {word: n for n, word in enumerate(words)}
    heads = by_name[_HEADS]
    pairs = [(number[word], n) for n, major in enumerate(catalogue()) for word in by_name.get(major.name, [])]
    keys, majors = np.array(pairs, dtype=np.int64).T
    # Classes of the vocational levels: those of 本科 are too wide, one holds accounting and selling.
    names = sorted({major.class_name for major in catalogue()})
    class_of = np.array([-1 if m.school_level == "本科" else names.index(m.class_name) for m in catalogue()])[majors]
    return _Words(
        Automaton(words),
        pa.array(words),
        Groups.of(keys, majors, len(words)),
        Groups.of(keys[class_of >= 0], class_of[class_of >= 0], len(words)),
        np.array([any(head in word for head in heads) for word in words]),
    )


def _titled(postings: pa.Table) -> _Evidence:
    """Return the majors of the words in titles and posts."""
    words = _words()
    size = len(words.words)
    in_title = find_in_cells(words.automaton, postings["title"], without_employer)
    in_post = find_in_cells(words.automaton, postings["post"])
    found = [_without_domain(*pairs, words) for pairs in (in_title, in_post)]
    posting, word = np.divmod(np.unique(np.concatenate([posting * size + word for posting, word in found])), size)
    at, major = words.majors.join(word)
    return _Evidence(posting[at], major, np.full(len(at), _TITLE), word[at], words.words)


def _without_domain(posting: Ints, word: Ints, words: _Words) -> tuple[Ints, Ints]:
    """Return the words that say what is done, without those that say for what or where.

    A head (销售, 教师, 客服, Java …) says what is done. In a title with one, words count that have a head or
    share a class of majors with one: 护理产品销售 is no nursing, while 汽车销售 is a word of its own.
    """
    headed = posting[words.has_head[word]]
    at, kind = words.classes.join(word)
    key = posting[at] * (words.classes.values.max() + 1) + kind
    akin = np.zeros(len(word), dtype=np.bool_)
    akin[at[np.isin(key, key[words.has_head[word][at]])]] = True
    counts = words.has_head[word] | akin | ~np.isin(posting, headed)
    return posting[counts], word[counts]


def _mapped(postings: pa.Table, told: _Evidence, classes: pa.Table, links: Sequence[Link] | None) -> _Evidence:
    """Return the majors that the map has for the occupations and roles of postings that tell none."""
    occupation, score, role = (lookup(classes, name, postings) for name in ("occupation", "occupation_score", "role"))
    occupation = pc.if_else(pc.greater_equal(pc.fill_null(score, 1.0), _SURE), occupation, None)
    row, major, piece, pieces = majors_of_work(occupation, role, join_links() if links is None else links)
    found = _Evidence(row, major, np.full(len(row), _MAPPED), piece, pieces)
    return found.keep(~np.isin(row, told.posting) & within_reach(major, row, postings))


@cache
def _given_by_level() -> Ints:
    """Return the rank of the education that each major of the catalogue leads to."""
    return np.array([EDUCATIONS.index(_GIVES[major.school_level]) for major in catalogue()])


def _asked(postings: pa.Table) -> Ints:
    """Return the rank of the education that each posting asks for; 0 where it is silent."""
    ranks = pc.index_in(postings["education"].cast(pa.string()), value_set=pa.array(EDUCATIONS))
    return np.maximum(_numbers(ranks), 0)


def _table(postings: pa.Table, evidence: _Evidence) -> pa.Table:
    """Return one row a posting and major, with the strongest piece of evidence and the weight."""
    levels = sorted(_GIVES)
    level = np.array([levels.index(major.school_level) for major in catalogue()])[evidence.major]
    unit = evidence.posting * len(levels) + level
    # A piece counts once for a posting at a level, however often it stands there.
    pieces, piece_of, majors_in_piece = np.unique(
        unit * len(evidence.pieces) + evidence.piece, return_inverse=True, return_counts=True
    )
    _, unit_of, pieces_in_unit = np.unique(
        pieces // max(1, len(evidence.pieces)), return_inverse=True, return_counts=True
    )
    share = 1 / (pieces_in_unit[unit_of][piece_of] * majors_in_piece[piece_of])
    order = np.lexsort((evidence.piece, evidence.how, evidence.major, evidence.posting))
    key = (evidence.posting * len(catalogue()) + evidence.major)[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    weight = np.add.reduceat(share[order], first) if len(first) else np.empty(0)
    kept = order[first]
    return from_columns(
        "posting_major",
        len(kept),
        {
            "posting_id": postings["posting_id"].combine_chunks().take(pa.array(evidence.posting[kept])),
            "major": pa.array([major.code for major in catalogue()]).take(pa.array(evidence.major[kept])),
            "how": pa.array(HOW).take(pa.array(evidence.how[kept])),
            "evidence": evidence.pieces.take(pa.array(evidence.piece[kept])),
            "weight": pa.array(weight),
        },
    )
