"""Postings that ask for a term, page by page, with every mention marked by characters and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from markupsafe import Markup, escape

from jobmine.engine import Tables

_WANTED = """wanted w JOIN mentions m ON m.kind = w.kind AND m.term = w.term
JOIN posting_classes c ON c.posting_id = m.posting_id
WHERE NOT m.negated AND c.in_scope AND c.duplicate_of IS NULL"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A posting and the spans of one term in it."""

    posting_id: str
    title: str
    company: str
    city: str
    text: str
    spans: tuple[tuple[int, int], ...]


def find_passages(tables: Tables, kind: str, term: str, *, first: int = 0, most: int = 5) -> tuple[list[Passage], int]:
    """Return some of the postings in scope that ask for a term, and how many there are.

    Parameters
    ----------
    tables : Tables
        With ``postings``, ``posting_classes`` and ``mentions``.
    kind, term : str
    first, most : int
        Which of them, in the order of their ids; duplicates are left out.
    """
    wanted = pa.table({"kind": [kind], "term": [term]})
    count = f"SELECT count(DISTINCT m.posting_id) AS n FROM {_WANTED}"  # noqa: S608 - no outside text
    n = tables.sql(count, wanted=wanted)["n"][0].as_py()
    found = tables.sql(
        f"""WITH asking AS (
    SELECT m.posting_id, list(m.start ORDER BY m.start) AS starts, list(m."end" ORDER BY m.start) AS ends
    FROM {_WANTED} GROUP BY m.posting_id ORDER BY m.posting_id LIMIT {most:d} OFFSET {first:d})
SELECT p.posting_id, p.title, p.company, p.city, p.text, s.starts, s.ends
FROM asking s JOIN postings p ON p.posting_id = s.posting_id ORDER BY p.posting_id""",  # noqa: S608 - no outside text
        wanted=wanted,
    )
    texts = ("posting_id", "title", "company", "city", "text")
    return [
        Passage(**{name: row[name] or "" for name in texts}, spans=tuple(zip(row["starts"], row["ends"], strict=True)))
        for row in found.to_pylist()
    ], n


def mark_spans(text: str, spans: Sequence[tuple[int, int]], attributes: Mapping[str, str] | None = None) -> Markup:
    """Return a text as HTML with spans in ``<mark>``; everything of the text is escaped.

    Parameters
    ----------
    text : str
    spans : sequence of (start, end)
        Half-open, in characters; what overlaps an earlier span is left out.
    attributes : mapping, optional
        Of the marks.

    Examples
    --------
    >>> print(mark_spans("😀会<b>Excel", [(5, 10)]))
    😀会&lt;b&gt;<mark>Excel</mark>
    """
    opened = Markup("<mark{}>").format(
        Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in (attributes or {}).items())
    )
    parts, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [escape(text[at:start]), opened, escape(text[start:end]), Markup("</mark>")]
            at = end
    return Markup("").join([*parts, escape(text[at:])])
