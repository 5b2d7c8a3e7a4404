"""The lexicon that follows from a person's decisions on candidate terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from jobmine.errors import LexiconError
from jobmine.extract.decisions import Decision
from jobmine.extract.lexicon import COLUMNS, Entry, load_lexicon
from jobmine.extract.texts import fold

_SOURCE = "own"


def apply_decisions(decisions: Sequence[Decision], own: Sequence[Entry] = ()) -> list[Entry]:
    """Return the user's lexicon with what was decided.

    An entry of the shipped lexicon that gets a synonym is taken over with all its surfaces, since an entry of one's
    own stands in its place.

    Parameters
    ----------
    decisions : sequence of Decision
    own : sequence of Entry
        The lexicon so far.

    Raises
    ------
    LexiconError
        With every row that contradicts the lexicon so far, or names an unknown term.

    Examples
    --------
    >>> rows = [Decision("a.tsv:2", "钢筋翻样", "knowledge", "technique", (), "add", ""),
    ...         Decision("a.tsv:3", "钢筋下料翻样", "knowledge", "", (), "synonym", "钢筋翻样")]
    >>> [(entry.term, entry.synonyms) for entry in apply_decisions(rows)]
    [('钢筋翻样', ('钢筋下料翻样',))]
    """
    entries = {(entry.term, entry.kind): entry for entry in own}
    mistakes = []
    for row in sorted(decisions, key=lambda row: row.action != "add"):  # a synonym may be of what the sheet adds
        if row.action not in ("add", "synonym"):
            continue
        target: Entry | None = Entry(row.term, row.kind, aspect=row.aspect, source=_SOURCE)
        if row.action == "synonym":
            target = _find(row, entries.values())
        if target is None:
            mistakes.append(
                f"{row.place}: {row.term!r} as a synonym of {row.value!r}, which is no term{_near(row.value)}"
            )
            continue
        key = (target.term, target.kind)
        surfaces = (*row.synonyms,) if row.action == "add" else (row.term, *row.synonyms)
        if owner := _owner(surfaces if row.action == "synonym" else (row.term, *surfaces), key, entries.values()):
            mistakes.append(
                f"{row.place}: {row.term!r} is a surface of {owner.term!r} ({owner.kind}) in your lexicon already"
            )
            continue
        entries[key] = _with_surfaces(entries.get(key, target), surfaces)
    if mistakes:
        raise LexiconError("\n".join(mistakes))
    return list(entries.values())


def write_lexicon(entries: Sequence[Entry], path: str | Path) -> None:
    """Write a lexicon file with kinds, see :func:`jobmine.extract.lexicon.read_lexicon`."""
    columns = [COLUMNS[0], "kind", *COLUMNS[1:]]
    lines = ["\t".join(columns)]
    for entry in entries:
        cells = (getattr(entry, column) for column in columns)
        lines.append("\t".join(cell if isinstance(cell, str) else "|".join(cell) for cell in cells))
    Path(path).write_text("\n".join([*lines, ""]), encoding="utf-8")


def _find(row: Decision, own: Iterable[Entry]) -> Entry | None:
    """Return the entry that a synonym is of: the user's before the shipped one, if possible of the row's kind."""
    shipped, surface = load_lexicon(), fold(row.value)
    entries = [entry for entry in own if surface in _surfaces(entry)]
    entries = entries or [shipped.entries[number] for number in shipped.surfaces.get(surface, ())]
    return next((entry for entry in entries if entry.kind == row.kind), entries[0] if entries else None)


def _near(value: str) -> str:
    near = get_close_matches(fold(value), list(load_lexicon().surfaces), n=1)
    return f" (did you mean {near[0]}?)" if near else "; add it first"


def _owner(surfaces: Iterable[str], key: tuple[str, str], entries: Iterable[Entry]) -> Entry | None:
    """Return another entry of the user's own that has one of these surfaces."""
    folded = set(map(fold, surfaces))
    others = (entry for entry in entries if (entry.term, entry.kind) != key)
    return next((entry for entry in others if folded & _surfaces(entry)), None)


def _with_surfaces(entry: Entry, surfaces: Iterable[str]) -> Entry:
    known = _surfaces(entry)
    new = {fold(surface): surface for surface in surfaces if fold(surface) not in known}
    return replace(entry, synonyms=(*entry.synonyms, *new.values()))


@cache
def _surfaces(entry: Entry) -> frozenset[str]:
    return frozenset(map(fold, (entry.term, *entry.synonyms)))
