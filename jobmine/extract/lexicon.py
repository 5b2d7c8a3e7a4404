"""Lexicons: canonical terms, their synonyms, aspect and trades."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from jobmine.data import path
from jobmine.errors import LexiconError
from jobmine.extract.texts import fold
from jobmine.schema import ASPECTS, KINDS, SCHEMAS

_COLUMNS = ("term", "synonyms", "aspect", "trades", "source")


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
    def of(cls, entries: Iterable[Entry]) -> Lexicon:
        """Return a lexicon; a later entry with the same term and kind replaces an earlier one.

        Examples
        --------
        >>> lexicon = Lexicon.of([Entry("JavaScript", "knowledge", ("JS",))])
        >>> lexicon.surfaces["js"]
        (0,)
        """
        unique = tuple({(entry.term, entry.kind): entry for entry in entries}.values())
        surfaces: dict[str, dict[str, int]] = {}
        for own in (True, False):  # a canonical name goes before another entry's synonym
            for number, entry in enumerate(unique):
                for surface in (entry.term,) if own else entry.synonyms:
                    surfaces.setdefault(fold(surface), {}).setdefault(entry.kind, number)
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
        Tab separated, UTF-8, with a header; columns ``term`` and, where not given by ``kind``,
        ``kind``; optional ``synonyms`` and ``trades`` (separated by ``|``), ``aspect``, ``source``.
    kind : str, optional
        Kind of every entry.

    Raises
    ------
    LexiconError
        With the file and line of the first bad entry.
    """
    where = Path(file)
    try:
        with where.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    except FileNotFoundError as error:
        raise LexiconError(f"no lexicon file {str(where)!r}") from error
    except UnicodeDecodeError as error:
        raise LexiconError(f"{where}: not UTF-8 text: {error.reason} at byte {error.start}") from error
    allowed = (*_COLUMNS, "kind")
    header = rows[0] if rows else []
    if "term" not in header or not set(header) <= set(allowed) or not (kind or "kind" in header):
        raise LexiconError(f"{where}:1: header {header}; needed: term and kind; allowed: {', '.join(allowed)}")
    return [_entry(where, line, header, cells, kind) for line, cells in enumerate(rows[1:], start=2) if any(cells)]


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
def load_lexicon(*own: str) -> Lexicon:
    """Return the shipped lexicon with files of the user's own over it.

    Parameters
    ----------
    *own : str
        Paths of lexicon files with a column ``kind``; their entries override the shipped ones.

    Examples
    --------
    >>> "plc" in load_lexicon().surfaces
    True
    """
    shipped = [entry for kind in KINDS for entry in read_lexicon(path(f"lexicon/{kind}.tsv"), kind)]
    return Lexicon.of([*shipped, *(entry for file in own for entry in read_lexicon(file))])
