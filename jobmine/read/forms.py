"""A user's own tables: supply, flows, courses and official totals, with Chinese or English headers.

Unlike postings, these are small and made by hand, so a cell that cannot be read is an error that
names it, not a rejected row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import pyarrow as pa

from jobmine.data import read_tsv
from jobmine.errors import ReadError
from jobmine.read.files import find_sources
from jobmine.read.grids import Grid
from jobmine.read.mapping import normalise_header
from jobmine.read.opening import open_grids
from jobmine.read.sources import Limits, PathLike
from jobmine.schema import SCHEMAS

_UNITS = ("occupation", "post", "role", "major", "area", "industry", "employer", "city")
_MARGINS = ("occupation", "region", "education", "industry")
_AMOUNT = re.compile(
    r"(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>万|千)?\s*(?:人次|人|名|个|次|份|学分|学时|课时|节)?"
)
_NOTHING = ("", "-", "—", "——", "/", "无")
_FACTOR = {None: 1, "千": 1_000, "万": 10_000}


@dataclass(frozen=True, slots=True)
class _Heading:
    """A column of a form: which column of the table it fills, and what it says by the way (求职人数: seekers)."""

    column: str
    implied: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet that fits a form, in memory."""

    source: str
    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str | None, ...]]]


def read_supply(path: PathLike, *, measure: str | None = None, base: str | None = None) -> pa.Table:
    r"""Read who is on the other side: seekers, applications, graduates, places to study.

    Parameters
    ----------
    path : path
        A table with a column of numbers (人数, or one named for what it counts: 求职人数, 投递数,
        毕业生人数 …) and at least one column of what they are counted by (岗位, 专业, 城市 …).
        Several columns of numbers give several rows each.
    measure, base : str, optional
        For tables that do not say.

    Returns
    -------
    pyarrow.Table
        Schema ``supply``.

    Raises
    ------
    ReadError
        If columns are missing or cells cannot be read.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "供给.csv")
    ...     _ = path.write_text("岗位,求职人数,投递数\n焊工,120,1.2万\n", encoding="utf-8")
    ...     supply = read_supply(path)
    >>> supply.select(["measure", "post", "people"]).to_pylist()
    [{'measure': 'seekers', 'post': '焊工', 'people': 120.0},
     {'measure': 'applications', 'post': '焊工', 'people': 12000.0}]
    """
    given = {"measure": measure, "base": base}
    return _read_form(path, "supply", required=("measure", "people"), any_of=_UNITS, given=given)


def read_flows(path: PathLike, *, dimension: str | None = None) -> pa.Table:
    r"""Read who moved from where to where.

    Parameters
    ----------
    path : path
        A table with columns of origin, destination and people.
    dimension : {"city", "industry"}, optional
        What origin and destination are, for tables that do not say.

    Returns
    -------
    pyarrow.Table
        Schema ``flows``.

    Raises
    ------
    ReadError
        If columns are missing or cells cannot be read.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "flows.csv")
    ...     _ = path.write_text("来源城市,去向城市,人数\n合肥,上海,300\n", encoding="utf-8")
    ...     read_flows(path).select(["origin", "destination", "dimension", "people"]).to_pylist()
    [{'origin': '合肥', 'destination': '上海', 'dimension': 'city', 'people': 300.0}]
    """
    return _read_form(
        path, "flows", required=("origin", "destination", "dimension", "people"), given={"dimension": dimension}
    )


def read_courses(
    path: PathLike, *, origin: str | None = None, major: str | None = None, school_level: str | None = None
) -> pa.Table:
    r"""Read the courses of a plan.

    Parameters
    ----------
    path : path
        A table with a column of names of courses. Several columns of description are put together.
    origin, major, school_level : str, optional
        For tables that do not say.

    Returns
    -------
    pyarrow.Table
        Schema ``courses``.

    Raises
    ------
    ReadError
        If the column of courses is missing or cells cannot be read.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "课程.csv")
    ...     _ = path.write_text("课程名称,课程性质,学分\n数控编程,必修,4\n", encoding="utf-8")
    ...     read_courses(path, origin="本校").select(["origin", "course", "credits"]).to_pylist()
    [{'origin': 'own', 'course': '数控编程', 'credits': 4.0}]
    """
    given = {"origin": origin, "major": major, "school_level": school_level}
    return _read_form(path, "courses", required=("course",), given=given)


def read_totals(path: PathLike) -> pa.Table:
    r"""Read official numbers of people to weight postings by.

    Parameters
    ----------
    path : path
        A table with a column of numbers and at least one of what they are counted by: occupation, region,
        education, industry. A row that fills several of them is a cell of a joint margin.

    Returns
    -------
    pyarrow.Table
        Schema ``totals``.

    Raises
    ------
    ReadError
        If columns are missing or cells cannot be read.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "总量.csv")
    ...     _ = path.write_text("地区,就业人数\n南京,1.2万\n", encoding="utf-8")
    ...     read_totals(path).select(["region", "people"]).to_pylist()
    [{'region': '南京', 'people': 12000.0}]
    """
    return _read_form(path, "totals", required=("people",), any_of=_MARGINS, given={})


def _read_form(
    path: PathLike,
    form: str,
    *,
    required: Sequence[str],
    any_of: Sequence[str] = (),
    given: Mapping[str, str | None],
) -> pa.Table:
    known = {column: _choice(form, column, value, column) for column, value in given.items() if value}
    sheets = [
        _load(grid)
        for source in find_sources(path, Limits())
        for grid in open_grids(source, partial(_find_header, form=form), None, Limits())
    ]
    problems = [_missing(form, sheet, required, any_of, known) for sheet in sheets]
    fitting = [sheet for sheet, problem in zip(sheets, problems, strict=True) if not problem]
    if not fitting:
        raise ReadError(f"{path}: {problems[0] if problems else 'no rows'}")
    rows = [row for sheet in fitting for row in _rows(form, sheet, required, known)]
    return pa.Table.from_pylist(rows, schema=SCHEMAS[form])


@cache
def _headings(form: str) -> dict[str, _Heading]:
    return {
        row["header"]: _Heading(row["column"], _pair(row["implies"]))
        for row in read_tsv("read/forms.tsv")
        if row["form"] == form
    }


def _pair(implies: str) -> tuple[str, str] | None:
    column, _, value = implies.partition("=")
    return (column, value) if column else None


def _heading(form: str, header: str) -> _Heading | None:
    key = normalise_header(header)
    return _headings(form).get(key) or _headings(form).get(re.sub(r"[(\[].*?[)\]]", "", key))


def _find_header(rows: Sequence[Sequence[str]], form: str) -> int:
    known = [sum(_heading(form, cell) is not None for cell in row) for row in rows[:10]]
    return known.index(max(known)) if known else 0


def _load(grid: Grid) -> _Sheet:
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str | None, ...]]] = []
    for block in grid.blocks:
        if block.odd:
            odd = block.odd[0]
            raise ReadError(
                f"{grid.source}: row {odd.row + 1} below the header has {len(odd.cells)} cells, "
                f"the header {len(block.header)}; put cells that hold commas in quotation marks"
            )
        header = block.header
        cells = zip(*(column.to_pylist() for column in block.columns), strict=True)
        rows += [pair for pair in zip(block.rows.to_pylist(), cells, strict=True) if any(pair[1])]
    return _Sheet(grid.source, header, rows)


def _missing(form: str, sheet: _Sheet, required: Sequence[str], any_of: Sequence[str], known: Mapping[str, str]) -> str:
    """Return what a sheet lacks, empty where it fits."""
    if not sheet.rows:
        return "no rows below the header"
    headings = [heading for name in sheet.header if (heading := _heading(form, name))]
    found = {h.column for h in headings} | {h.implied[0] for h in headings if h.implied} | known.keys()
    lacking = [column for column in required if column not in found]
    if lacking:
        wanted = "; ".join(f"{column} ({_examples(form, column)})" for column in lacking)
        return f"no column for {wanted}; found {', '.join(sheet.header)}"
    if any_of and not found.intersection(any_of):
        return f"no column of what is counted by: one of {', '.join(any_of)}; found {', '.join(sheet.header)}"
    return ""


def _examples(form: str, column: str) -> str:
    names = [name for name, heading in _headings(form).items() if heading.column == column][:4]
    values = list(dict.fromkeys(_labels(form, column).values()))
    return f"headers {', '.join(names)}" + (f"; values {', '.join(values)}" if values else "")


def _rows(
    form: str, sheet: _Sheet, required: Sequence[str], known: Mapping[str, str]
) -> Iterator[dict[str, str | float | None]]:
    headings = {i: heading for i, name in enumerate(sheet.header) if (heading := _heading(form, name))}
    numbers = {field.name for field in SCHEMAS[form] if pa.types.is_floating(field.type)}
    amounts = [i for i, heading in headings.items() if heading.column == "people"]
    implied = dict(h.implied for i, h in headings.items() if h.implied and i not in amounts)
    for number, cells in sheet.rows:
        row: dict[str, str | float | None] = {**implied, **known}
        for i, heading in headings.items():
            cell = cells[i]
            if cell is None or i in amounts:
                continue
            where = f"{sheet.source}: row {number + 1} below the header, {sheet.header[i]!r}"
            if heading.column in numbers:
                row[heading.column] = _amount(cell, where)
            elif heading.column == "text" and row.get("text"):
                row["text"] = f"{row['text']}\n{cell}"
            else:
                row[heading.column] = _choice(form, heading.column, cell, where)
        counted = [(headings[i].implied, cells[i], sheet.header[i]) for i in amounts if cells[i] is not None]
        for pair, cell, name in counted or [(None, None, "")]:
            full = row | dict([pair] if pair else [])
            if cell is not None:
                full["people"] = _amount(cell, f"{sheet.source}: row {number + 1} below the header, {name!r}")
            empty = [column for column in required if full.get(column) is None]
            if empty:
                raise ReadError(f"{sheet.source}: row {number + 1} below the header has no {' and no '.join(empty)}")
            yield full


def _amount(cell: str, where: str) -> float | None:
    """Return a number as people write it.

    Examples
    --------
    >>> _amount("1.2万人", ""), _amount("3,400", ""), _amount("—", "")
    (12000.0, 3400.0, None)
    """
    if cell in _NOTHING:
        return None
    found = _AMOUNT.fullmatch(cell)
    if not found:
        raise ReadError(f"{where}: {cell!r} is not a number; wanted is one as 120, 3,400 or 1.2万")
    return float(re.sub("[,，]", "", found["number"])) * _FACTOR[found["unit"]]


@cache
def _labels(form: str, column: str) -> dict[str, str]:
    return {
        row["label"]: row["value"]
        for row in read_tsv("read/form_values.tsv")
        if row["column"] == column and form in row["forms"].split()
    }


def _choice(form: str, column: str, value: str, where: str) -> str:
    labels = _labels(form, column)
    if not labels:
        return value
    if value.strip() not in labels:
        allowed = ", ".join(dict.fromkeys(labels.values()))
        raise ReadError(f"{where}: {value!r} is no value of {column}; allowed are {allowed}")
    return labels[value.strip()]
