"""Sentences of postings in which a term is asked for: every figure can be traced to texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from jobmine.engine import Tables
from jobmine.show.report import MAX_ROWS, Example, Report

_PER_TERM = 2
_LONGEST = 120
_BREAK = re.compile(r"[\n。；;！!]")


def with_examples(report: Report, tables: Tables) -> Report:
    """Return a report with sentences of postings under the terms that it prints.

    Parameters
    ----------
    report : Report
    tables : Tables
        With ``postings``, ``posting_classes`` and ``mentions``; without mentions the report stays as it is.
    """
    printed = [
        table.frame[["kind", "term"]].head(MAX_ROWS)
        for chapter in report.chapters
        for table in chapter.tables
        if {"kind", "term"} <= set(table.frame)
    ]
    if not printed or not tables.has("mentions"):
        return report
    return replace(report, examples=find_examples(tables, pd.concat(printed)))


def find_examples(tables: Tables, terms: pd.DataFrame) -> dict[tuple[str, str], Sequence[Example]]:
    """Return up to two sentences for each term.

    Parameters
    ----------
    tables : Tables
        With ``postings``, ``posting_classes`` and ``mentions``.
    terms : DataFrame
        With ``kind`` and ``term``.

    Returns
    -------
    dict
        By kind and term; the postings with the lowest ids, duplicates left out.
    """
    wanted = pa.Table.from_pandas(terms[["kind", "term"]].drop_duplicates(), preserve_index=False)
    found = tables.sql(
        f"""WITH first AS (
    SELECT m.kind, m.term, m.posting_id, MIN(m.start) AS start, MIN(m."end") AS "end",
        ROW_NUMBER() OVER (PARTITION BY m.kind, m.term ORDER BY m.posting_id) AS turn
    FROM mentions m JOIN wanted w ON w.kind = m.kind AND w.term = m.term
        JOIN posting_classes c ON c.posting_id = m.posting_id
    WHERE NOT m.negated AND c.in_scope AND c.duplicate_of IS NULL
    GROUP BY m.kind, m.term, m.posting_id)
SELECT f.kind, f.term, f.posting_id, f.start, f."end", p.text
FROM first f JOIN postings p ON p.posting_id = f.posting_id
WHERE f.turn <= {_PER_TERM} ORDER BY f.kind, f.term, f.turn""",  # noqa: S608 - no outside text
        wanted=wanted,
    )
    examples: dict[tuple[str, str], Sequence[Example]] = {}
    for row in found.to_pylist():
        key = row["kind"], row["term"]
        example = _around(row["posting_id"], row["text"], row["start"], row["end"])
        examples[key] = (*examples.get(key, ()), example)
    return examples


def _around(posting_id: str, text: str, start: int, end: int) -> Example:
    """Cut the sentence around a span, at most so many characters to each side."""
    breaks = [match.end() for match in _BREAK.finditer(text, 0, start)]
    first = max(breaks[-1] if breaks else 0, start - _LONGEST // 2)
    after = _BREAK.search(text, end)
    last = min(after.start() if after else len(text), end + _LONGEST // 2)
    sentence = text[first:last]
    blank = len(sentence) - len(sentence.lstrip())
    return Example(posting_id, sentence.strip(), start - first - blank, end - first - blank)
