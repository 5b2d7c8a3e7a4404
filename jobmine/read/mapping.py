"""Which column of a file is which field, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.data import read_tsv
from jobmine.errors import ReadError
from jobmine.read.content import STRICT, is_running_number, looks_like, recognise_columns, sample_cells
from jobmine.schema import RAW_COLUMNS

PERSONAL = ("recruiter", "address", "coordinates")
NOT_CARRIED = {
    "recruiter": "names or reaches a recruiter",
    "address": "address",
    "coordinates": "coordinates",
    "number": "running number",
    "funding": "stage of funding",
}
# What a second column of these holds is added, not chosen against.
JOINED = {"tags": ",", "benefits": ",", "majors": ",", "duties": "\n", "requirements": "\n"}
_COMPOUND_SHARE = 0.2
_LAST_RANK = 9


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """What a column was taken for.

    Attributes
    ----------
    source : str
        File, and sheet where there are several.
    column : str
        Its header, or ``#1`` for the first column of a source without one.
    field : str
        The field of the raw table; empty where the column is not used.
    why : str
        The reason.
    """

    source: str
    column: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """For each field the columns that fill it, the preferred first."""

    fields: dict[str, tuple[int, ...]]
    personal: frozenset[int]
    funding: int | None
    mapped: tuple[MappedColumn, ...]


@cache
def _headers() -> dict[str, tuple[tuple[str, ...], int]]:
    known = {row["header"]: (tuple(row["field"].split()), int(row["rank"])) for row in read_tsv("read/headers.tsv")}
    return {name: ((name,), 1) for name in RAW_COLUMNS} | known


def normalise_header(header: str) -> str:
    """Return a header as the table of headers writes it.

    Examples
    --------
    >>> normalise_header(" *职位 名称："), normalise_header("Job Name"), normalise_header("＊N薪")
    ('职位名称', 'job_name', 'n薪')
    """
    text = unicodedata.normalize("NFKC", header.strip("\ufeff")).strip().strip("*:").strip().lower()
    return re.sub(r"(?<![a-z])\s+|\s+(?![a-z])", "", re.sub(r"(?<=[a-z])[\s-]+(?=[a-z])", "_", text))


def known_fields(header: str) -> tuple[tuple[str, ...], int] | None:
    """Return the fields that a header names, with the rank of the name; None for unknown headers.

    Examples
    --------
    >>> known_fields("职位名称"), known_fields("薪资（元/月）"), known_fields("规模类型")
    ((('title',), 1), (('salary',), 1), (('company_type', 'company_size'), 2))
    """
    key = normalise_header(header)
    return _headers().get(key) or _headers().get(re.sub(r"[(\[【].*?[)\]】]", "", key))


def find_header(rows: Sequence[Sequence[str]], wanted: Iterable[str] = ()) -> int | None:
    """Return which of the first rows is the header, None where there is none.

    Parameters
    ----------
    rows : sequence of rows
        The first rows of a source. Titles and notes may stand above the header.
    wanted : iterable of str
        Headers that the caller names.

    Examples
    --------
    >>> find_header([["岗位需求表", ""], ["岗位名称", "薪资"], ["会计", "6-8千"]])
    1
    >>> find_header([["会计", "6-8千"], ["出纳", "5-6千"]]) is None
    True
    """
    named = set(wanted)
    for at, row in enumerate(rows[:10]):
        filled = [cell.strip() for cell in row if cell.strip()]
        known = sum(cell in named or known_fields(cell) is not None for cell in filled)
        if known >= 2 or (known and known >= len(filled) / 2):
            return at
    first = [cell.strip() for cell in rows[0] if cell.strip()] if rows else []
    is_data = any(len(cell) > 30 or any(looks_like(cell, kind) for kind in STRICT) for cell in first)
    return None if is_data or not first else 0


def plan_columns(
    source: str,
    header: Sequence[str],
    columns: Sequence[pa.Array],
    named: bool = True,
    given: Mapping[str, Sequence[str]] | None = None,
) -> ColumnPlan:
    """Decide which columns fill which fields.

    Parameters
    ----------
    source : str
        Name of the source, for the mapping.
    header : sequence of str
        Names of the columns.
    columns : sequence of pyarrow.Array
        Cells of the first block.
    named : bool
        Whether the names are from the file; otherwise content decides.
    given : mapping of field to headers, optional
        What the caller decides; ``#2`` is the second column.

    Raises
    ------
    ReadError
        If two columns that differ are equally good for a field.
    """
    chosen, why = _given(header, given or {})
    nameless = [i for i, name in enumerate(header) if not named or not name.strip()]
    content = {nameless[k]: found for k, found in recognise_columns([columns[i] for i in nameless]).items()}
    ranked: dict[str, list[tuple[int, int]]] = {field: [(0, i) for i in found] for field, found in chosen.items()}
    apart: dict[str, list[int]] = {}
    for i, name in enumerate(header):
        if i in why:
            continue
        if i in content:
            # a column that has the name of a field goes before one that only looks like it
            (field, why[i]), rank = content[i], _LAST_RANK
            fields: tuple[str, ...] = (field,)
        elif named and (known := known_fields(name)) is not None:
            fields, rank = _held_fields(known[0], columns[i]), known[1]
            why[i] = "header, empty in the first rows" if _is_empty(columns[i]) else "header"
        else:
            why[i] = "unknown header" if named and name.strip() else "no header, and the content does not tell"
            continue
        if fields[0] in NOT_CARRIED:
            apart.setdefault(fields[0], []).append(i)
            why[i] = f"not carried: {NOT_CARRIED[fields[0]]}"
        elif fields == ("id",) and is_running_number(columns[i]):
            why[i] = "not carried: running number, not the site's id"
        elif free := [field for field in fields if field not in chosen]:
            for field in free:
                ranked.setdefault(field, []).append((rank, i))
        else:
            why[i] = f"not used: another column was given for {fields[0]}"
    order = {field: _order(source, field, found, header, columns) for field, found in ranked.items()}
    personal = frozenset(i for kind in PERSONAL for i in apart.get(kind, ()))
    funding = next(iter(apart.get("funding", ())), None)
    return ColumnPlan(order, personal, funding, _mapped(source, header, order, why))


def _given(header: Sequence[str], given: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[int]], dict[int, str]]:
    places = {f"#{i + 1}": i for i in range(len(header))} | {name.strip(): i for i, name in enumerate(header)}
    chosen = {field: [places[n.strip()] for n in names if n.strip() in places] for field, names in given.items()}
    chosen = {field: found for field, found in chosen.items() if found}
    return chosen, {i: "given" for found in chosen.values() for i in found}


def check_given(given: Mapping[str, Sequence[str]]) -> None:
    """Refuse fields that the raw table does not have."""
    for field in given:
        if field not in RAW_COLUMNS:
            near = get_close_matches(field, RAW_COLUMNS, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise ReadError(f"columns: no field {field!r}{hint}; fields are {', '.join(RAW_COLUMNS)}")


def _held_fields(fields: tuple[str, ...], column: pa.Array) -> tuple[str, ...]:
    """Return those fields of a compound header that the cells do hold; the first if none shows."""
    if len(fields) == 1:
        return fields
    cells = [re.split(r"\s*[|,]\s*", cell) for cell in sample_cells(column)]
    enough = _COMPOUND_SHARE * max(len(cells), 1)
    return (
        tuple(
            field
            for field in fields
            if field == "industry" or sum(any(looks_like(part, field) for part in parts) for parts in cells) >= enough
        )
        or fields[:1]
    )


def _is_empty(column: pa.Array) -> bool:
    return bool(column.null_count == len(column))


def _order(
    source: str, field: str, found: list[tuple[int, int]], header: Sequence[str], columns: Sequence[pa.Array]
) -> tuple[int, ...]:
    """Return a field's columns, the preferred first; equally good ones must not contradict each other."""
    # a column without content in the first rows comes last: it may have some further down
    found = sorted(found, key=lambda pair: (_is_empty(columns[pair[1]]), pair[0]))
    best = [i for rank, i in found if rank == found[0][0] and not _is_empty(columns[i])]
    if found[0][0] and field not in JOINED:
        for other in best[1:]:
            if pc.any(pc.not_equal(columns[best[0]], columns[other])).as_py():
                names = " and ".join(f"{header[i]!r} (column {i + 1})" for i in best)
                raise ReadError(
                    f"{source}: {names} could each be {field} ({RAW_COLUMNS[field]}) and they differ; "
                    f'choose one: columns={{"{field}": "{header[best[0]]}"}}'
                )
    return tuple(i for _, i in found)


def _mapped(
    source: str, header: Sequence[str], fields: Mapping[str, tuple[int, ...]], why: Mapping[int, str]
) -> tuple[MappedColumn, ...]:
    rows = []
    for i, name in enumerate(header):
        uses = [field for field, order in fields.items() if i in order]
        for field in uses or [""]:
            first = fields[field][0] if field else i
            second = f"; added to {header[first]!r}" if field in JOINED else f"; used where {header[first]!r} is empty"
            rows.append(MappedColumn(source, name, field, why[i] + (second if first != i else "")))
    return tuple(rows)
