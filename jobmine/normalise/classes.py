"""What the fields of a posting say of its class: seniority, and whether an agency published it."""

from __future__ import annotations

import pyarrow as pa

from jobmine.normalise.employer import agency_flags
from jobmine.normalise.occupation import occupations_of
from jobmine.normalise.parsed import Parsed, join_cells, parse_column, split_cells
from jobmine.normalise.seniority import seniority_of
from jobmine.tables import from_columns


def classify_postings(postings: pa.Table, duplicate_of: pa.ChunkedArray) -> pa.Table:
    """Return the ``posting_classes`` table as far as fields tell; roles and scope come later.

    Parameters
    ----------
    postings : pyarrow.Table
        The ``postings`` table.
    duplicate_of : pyarrow.ChunkedArray of string
        By posting, the one that it repeats.
    """
    coded = occupations_of(postings["title"])
    columns = {
        "posting_id": postings["posting_id"],
        "in_scope": pa.repeat(True, postings.num_rows),
        "duplicate_of": duplicate_of,
        "agency": agency_flags(postings["company"], postings["title"], postings["text"]),
        "seniority": seniorities(postings["title"], postings["experience_min"]),
        **{name: coded[name] for name in ("occupation", "occupation_score", "occupation_candidates")},
    }
    return from_columns("posting_classes", postings.num_rows, columns)


def seniorities(titles: pa.ChunkedArray, experience_min: pa.ChunkedArray) -> pa.Array:
    """Return the seniority of every posting; each distinct title with its years is read once.

    Examples
    --------
    >>> seniorities(pa.chunked_array([["焊工", "店长"]]), pa.chunked_array([[3.0, None]])).to_pylist()
    ['中级', '管理']
    """
    return parse_column(join_cells(titles, experience_min.cast(pa.string())), _seniority).values(str, pa.string())


def _seniority(cells: str) -> Parsed[str]:
    title, years = split_cells(cells)
    return Parsed(seniority_of(title, float(years) if years else None))
