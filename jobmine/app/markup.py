"""Tables as HTML: every cell escaped, only the rows of a page."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from jobmine.measure.table import Table
from jobmine.show.cells import shown_columns, shown_rows

STYLE = """<style>
[data-testid="stMainBlockContainer"]{padding-top:2.5rem;max-width:82rem}
.jm{overflow-x:auto;max-width:100%}
.jm table{border-collapse:collapse;width:100%;font-size:.9rem}
.jm th,.jm td{padding:.3rem .6rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
.jm th{background:#f3f5f7;vertical-align:bottom;min-width:4.2rem;max-width:8.5rem;overflow-wrap:break-word}
.jm td{min-width:5.5rem;overflow-wrap:break-word}
.jm td.long{min-width:12rem}
.jm th.n{text-align:right}
.jm td.n{min-width:0;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.jm small{color:#5a6672}
.jm-text{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.7}
.jm-text mark{background:#ffe08a;padding:0 .1em}
</style>"""


def filter_rows(frame: pd.DataFrame, word: str) -> pd.DataFrame:
    """Return the rows in which some text has the word, whatever its case."""
    if not word.strip():
        return frame
    texts = frame.select_dtypes(exclude="number").astype(str)
    hits = texts.apply(lambda column: column.str.contains(word.strip(), case=False, regex=False))
    found: pd.DataFrame = frame[hits.any(axis=1)]
    return found


def as_html(table: Table) -> Markup:
    """Return a table as HTML; every cell is escaped."""
    columns = shown_columns(table)
    heads = Markup("").join(
        Markup('<th class="{}">{}</th>').format("n" if column.is_number else "", column.title) for column in columns
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td class="{}">{}{}</td>').format(
                    "n" if column.is_number else "long" if cell.is_long else "",
                    cell.text,
                    Markup(" <small>{}</small>").format(cell.interval) if cell.interval else "",
                )
                for column, cell in zip(columns, row, strict=True)
            )
        )
        for row in shown_rows(table, columns, len(table.frame))
    )
    return Markup('<div class="jm"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        heads, body
    )
