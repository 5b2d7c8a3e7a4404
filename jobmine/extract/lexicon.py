"""Lexicons: canonical terms, their synonyms, aspect and trades."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from jobmine.data import path
from jobmine.errors import LexiconError, ReadError
from jobmine.extract.texts import fold
from jobmine.schema import ASPECTS, KINDS, SCHEMAS

COLUMNS = ("term", "synonyms", "aspect", "trades", "source")


@dataclass(frozen=True, slots=True)
class Entry:
    """A canonical term of one kind.

    Attributes
    ----------
    term, kind : str
        Together the key of the entry.
    synonyms : tuple of str
        Other surfaces of the term.
    aspect : str
        One of :data:`jobmine.schema.ASPECTS` for knowledge, else empty.
    trades : tuple of str
        Keys of ``corpora/lexicon/trades.tsv``.
    source : str
        Where the entry comes from.
    """

    term: str
    kind: str
    synonyms: tuple[str, ...] = ()
    aspect: str = ""
    trades: tuple[str, ...] = ()
    source: str = ""


Own = str | tuple[Entry, ...]
"""A lexicon of the user's own: the path of its file, or its entries."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Entries with a place for each surface.

    Attributes
    ----------
    entries : tuple of Entry
        In the order of the files.
    surfaces : dict from str to tuple of int
        Folded surface to the entries that have it, at most one a kind.
    """

    entries: tuple[Entry, ...]
    surfaces: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, entries: Iterable[Entry], own: Iterable[Entry] = ()) -> Lexicon:
        """Return a lexicon; a later entry with the same term and kind replaces an earlier one.

        Parameters
        ----------
        entries : iterable of Entry
        own : iterable of Entry
            Those that override: a surface of theirs stands for no other entry, of whatever kind.

        Examples
        --------
        >>> lexicon = Lexicon.of([Entry("JavaScript", "knowledge", ("JS",))], own=[Entry("JS", "skill")])
        >>> lexicon.surfaces["js"], lexicon.surfaces["javascript"]
        ((1,), (0,))
        """
        own = tuple(own)
        unique = tuple({(entry.term, entry.kind): entry for entry in (*entries, *own)}.values())
        first = frozenset(own)
        surfaces: dict[str, dict[str, int]] = {}
        claimed: frozenset[str] = frozenset()
        for overriding in (True, False):
            for canonical in (True, False):  # a canonical name goes before another entry's synonym
                for number, entry in enumerate(unique):
                    if (entry in first) is not overriding:
                        continue
                    for surface in map(fold, (entry.term,) if canonical else entry.synonyms):
                        if surface not in claimed:
                            surfaces.setdefault(surface, {}).setdefault(entry.kind, number)
            claimed = frozenset(surfaces)
        return cls(unique, {surface: tuple(kinds.values()) for surface, kinds in surfaces.items()})

    def describe(self, mentions: pa.Table) -> pa.Table:
        """Return the terms that mentions use, as the ``terms`` table; others than the lexicon's are there too.

        Parameters
        ----------
        mentions : pyarrow.Table
            With ``term``, ``kind`` and ``aspect``.
        """
        own = {(entry.term, entry.kind): entry for entry in self.entries}
        used = mentions.group_by(["kind", "term"]).aggregate([("aspect", "min")]).to_pylist()
        used.sort(key=lambda row: (row["kind"], row["term"]))
        rows = []
        for row in used:
            entry = own.get((row["term"], row["kind"]), Entry(row["term"], row["kind"], aspect=row["aspect_min"] or ""))
            rows.append({
                "term": entry.term, "kind": entry.kind, "aspect": entry.aspect or None, "trades": list(entry.trades),
                "synonyms": list(entry.synonyms), "source": entry.source or None,
            })  # fmt: skip
        return pa.Table.from_pylist(rows, schema=SCHEMAS["terms"])


def read_lexicon(file: str | Path, kind: str | None = None) -> list[Entry]:
    """Return the entries of a lexicon file.

    Parameters
    ----------
    file : path
        Tab separated, or a workbook or CSV as Excel saves it, with a header; columns ``term`` and, where
        not given by ``kind``, ``kind``; optional ``synonyms`` and ``trades`` (separated by ``|``),
        ``aspect``, ``source``.
    kind : str, optional
        Kind of every entry.

    Raises
    ------
    LexiconError
        With the file and line of the first bad entry.
    """
    where = Path(file)
    rows = _rows(where)
    allowed = (*COLUMNS, "kind")
    header = rows[0] if rows else []
    if "term" not in header or not set(header) <= set(allowed) or not (kind or "kind" in header):
        raise LexiconError(f"{where}:1: header {header}; needed: term and kind; allowed: {', '.join(allowed)}")
    return [_entry(where, line, header, cells, kind) for line, cells in enumerate(rows[1:], start=2) if any(cells)]


def _rows(where: Path) -> list[list[str]]:
    try:
        if where.suffix != ".csv":
            with where.open(encoding="utf-8-sig", newline="") as lines:
                return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    except FileNotFoundError as error:
        raise LexiconError(f"no lexicon file {str(where)!r}") from error
    except UnicodeDecodeError:
        pass  # a workbook, or a text as Excel saves it
    from jobmine.read.plain_tables import read_cells  # here: the shipped lexicon needs none of it

    try:
        return [[cell or "" for cell in row] for row in read_cells(where)[0].rows]
    except ReadError as error:
        raise LexiconError(str(error)) from error


def _entry(where: Path, line: int, header: Sequence[str], cells: Sequence[str], kind: str | None) -> Entry:
    if len(cells) != len(header):
        raise LexiconError(f"{where}:{line}: {len(cells)} cells, the header has {len(header)}: {cells}")
    row = dict(zip(header, cells, strict=True))
    row.setdefault("kind", kind or "")
    if not row["term"].strip():
        raise LexiconError(f"{where}:{line}: the term is empty")
    if row["kind"] not in KINDS:
        raise LexiconError(f"{where}:{line}: kind {row['kind']!r} of {row['term']!r}; allowed: {', '.join(KINDS)}")
    if (aspect := row.get("aspect", "")) and aspect not in ASPECTS:
        raise LexiconError(f"{where}:{line}: aspect {aspect!r} of {row['term']!r}; allowed: {', '.join(ASPECTS)}")
    lists = {name: tuple(filter(None, row.get(name, "").split("|"))) for name in ("synonyms", "trades")}
    return Entry(row["term"].strip(), row["kind"], aspect=aspect, source=row.get("source", ""), **lists)


@cache
def load_lexicon(*own: Own) -> Lexicon:
    """Return the shipped lexicon with the user's own over it.

    Parameters
    ----------
    *own : str or tuple of Entry
        Paths of lexicon files with a column ``kind``, or their entries; they override the shipped ones.

    Examples
    --------
    >>> "plc" in load_lexicon().surfaces
    True
    """
    shipped = [entry for kind in KINDS for entry in read_lexicon(path(f"lexicon/{kind}.tsv"), kind)]
    given = [read_lexicon(one) if isinstance(one, str) else one for one in own]
    return Lexicon.of(shipped, [entry for entries in given for entry in entries])
