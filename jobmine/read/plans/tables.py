"""A table of a training plan to its courses: columns by their heads, rows of sums left out and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from jobmine.read.plans.heads import clean_name, is_total, number_of, role_of, semester_of, squeeze, type_of
from jobmine.read.plans.sums import Sums

Row = Sequence[str]

_FIRST_ROWS, _DEEPEST = 12, 4  # rows in which a head begins, rows of a head


class PlanTable(NamedTuple):
    """A table as it stands: where, the heading above it, and its cells; a merged cell fills all that it spans."""

    where: str
    heading: str
    rows: list[list[str]]


@dataclass
class Course:
    """A row of a course table."""

    name: str
    course_type: str = ""
    credits: float | None = None
    hours: float | None = None
    term: str = ""
    texts: list[str] = field(default_factory=list)
    where: str = ""


class Reading(NamedTuple):
    """What a table was taken for.

    Attributes
    ----------
    courses : list of Course
    columns : list of tuple
        Head and role of each column that is used.
    notes : list of str
        What a person should look at.
    """

    courses: list[Course]
    columns: list[tuple[str, str]]
    notes: list[str]


class _Columns(NamedTuple):
    course: int
    types: list[int]
    credits: int | None
    hours: int | None
    parts: list[int]  # hours of theory and of practice
    term: int | None
    semesters: dict[int, int]
    texts: list[int]


def read_table(table: PlanTable) -> Reading | None:
    """Return the courses of a table, None where it is no table of courses.

    Examples
    --------
    >>> rows = [["课程名称", "学分", "学时", "学期", "学期"], ["课程名称", "学分", "学时", "一", "二"],
    ...         ["机械制图", "4", "64", "4", ""], ["小计", "4", "60", "", ""]]
    >>> reading = read_table(PlanTable("表1", "专业基础课程", rows))
    >>> [(c.name, c.course_type, c.credits, c.hours, c.term) for c in reading.courses]
    [('机械制图', '专业基础课', 4.0, 64.0, '1')]
    >>> reading.notes
    ['表1 第4行“小计”的学时为 60，所列各课相加为 64']
    """
    found = _find_head(table.rows)
    if found is None:
        return _read_cards(table)
    top, depth = found
    heads = _heads(table.rows[top : top + depth])
    columns = _columns(heads, table.rows[top + depth :])
    courses, notes = _read_rows(table, top + depth, columns)
    return Reading(courses, _used(heads, columns), notes)


def _find_head(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Return where the head begins and how many rows it has."""
    for top, row in enumerate(rows[:_FIRST_ROWS]):
        roles = [role_of(cell) for cell in row]
        if "course" not in roles or not {*roles} - {"", "course", "skip"} or _is_card(row):
            continue
        course, depth = roles.index("course"), 1
        while depth < _DEEPEST and top + depth < len(rows) and _goes_on(row, rows[top + depth], course):
            depth += 1
        return top, depth
    return None


def _is_card(row: Row) -> bool:
    """Return whether a row has a name beside the word 课程名称, as the first row of a card of one course does."""
    cells = list(dict.fromkeys(filter(None, map(squeeze, row))))
    return len(cells) > 1 and role_of(cells[0]) == "course" and not role_of(cells[1]) and not semester_of([cells[1]])


def _goes_on(head: Row, row: Row, course: int) -> bool:
    if squeeze(row[course]) not in ("", squeeze(head[course])):
        return False
    fresh = [cell for cell, above in zip(row, head, strict=True) if cell.strip() and cell != above]
    return bool(fresh) and all(
        role_of(c) or semester_of([c]) or any(s in c for s in "周学计") or number_of(c) for c in fresh
    )


def _heads(rows: Sequence[Row]) -> list[list[str]]:
    """Return each column's heads from top to bottom; a head that spans columns stands above each of them."""
    filled = []
    for depth, row in enumerate(rows):
        line: list[str] = []
        for column, cell in enumerate(row):
            below = any(later[column].strip() for later in rows[depth + 1 :])
            line.append(cell.strip() or (line[-1] if below and line else ""))
        filled.append(line)
    return [list(dict.fromkeys(filter(None, column))) for column in zip(*filled, strict=True)]


def _columns(heads: Sequence[Sequence[str]], rows: Sequence[Row]) -> _Columns:
    numbers = {i: semester_of(parts) for i, parts in enumerate(heads)}
    semesters = {i: number for i, number in numbers.items() if number}
    if len({*semesters.values()}) < 2:
        semesters = {}
    by_role: dict[str, list[int]] = {}
    for i, parts in enumerate(heads):
        role = next((role for part in reversed(parts) if (role := role_of(part))), "")
        by_role.setdefault("semester" if i in semesters else role, []).append(i)
    hours = sorted(by_role.get("hours", []), key=lambda i: (not any(s in "".join(heads[i]) for s in "总合共"), i))
    return _Columns(
        max(by_role["course"], key=lambda i: len({row[i] for row in rows})),
        by_role.get("course_type", []),
        next(iter(by_role.get("credits", [])), None),
        next(iter(hours), None),
        [by_role[role][0] for role in ("theory", "practice") if role in by_role],
        next(iter(by_role.get("term", [])), None),
        semesters,
        by_role.get("text", []),
    )


def _used(heads: Sequence[Sequence[str]], columns: _Columns) -> list[tuple[str, str]]:
    named: list[tuple[str, Sequence[int | None]]] = [
        ("course", [columns.course]), ("course_type", columns.types), ("credits", [columns.credits]),
        ("hours", [columns.hours] if columns.hours is not None else columns.parts),
        ("term", [columns.term] if columns.term is not None else list(columns.semesters)), ("text", columns.texts),
    ]  # fmt: skip
    return [(" ".join(heads[i]), role) for role, places in named for i in places if i is not None]


def _read_rows(table: PlanTable, first: int, columns: _Columns) -> tuple[list[Course], list[str]]:
    courses: list[Course] = []
    notes: list[str] = []
    sums, section, types = Sums(), "", [""] * len(columns.types)
    for number, row in enumerate(table.rows[first:], start=first + 1):
        place = f"{table.where} 第{number}行"
        filled = list(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
        labels = [row[i] for i in range(columns.course + 1) if row[i].strip()]
        if not filled or role_of(row[columns.course]) == "course":
            continue
        if any(is_total(cell) for cell in [*labels, filled[0]]):
            label = next(cell for cell in [*labels, filled[0]] if is_total(cell))
            notes += sums.check(place, squeeze(label), _number(row, columns.credits), _hours(row, columns))
            continue
        if len(filled) == 1:  # a line across the table
            section, types = filled[0], [""] * len(types)
            sums.open_section()
            continue
        types = [row[i].strip() or last for i, last in zip(columns.types, types, strict=True)]
        name = clean_name(row[columns.course])
        if not name:
            notes.append(f"{place}没有课程名称，未列入：{'｜'.join(filled)[:60]}")
            continue
        credit, hours = _number(row, columns.credits), _hours(row, columns)
        courses.append(
            Course(
                name, _course_type(types, section, table.heading), credit, hours, _term(row, columns),
                [text for i in columns.texts if (text := row[i].strip())], table.where,
            )
        )  # fmt: skip
        sums.add(credit, hours)
        notes += _check_parts(place, name, row, columns)
    return courses, notes


def _course_type(types: Sequence[str], section: str, heading: str) -> str:
    """Return the type that the row, the line above or the heading names; else what its own cell says."""
    return next(
        (kind for label in (*reversed(types), section, heading) if (kind := type_of(label))), "".join(types[:1])
    )


def _number(row: Row, column: int | None) -> float | None:
    return None if column is None else number_of(row[column])


def _hours(row: Row, columns: _Columns) -> float | None:
    if columns.hours is not None:
        return number_of(row[columns.hours])
    parts = [part for i in columns.parts if (part := number_of(row[i])) is not None]
    return sum(parts) if parts else None


def _check_parts(place: str, name: str, row: Row, columns: _Columns) -> Iterator[str]:
    parts = [number_of(row[i]) for i in columns.parts]
    hours = _hours(row, columns)
    whole = sum(part for part in parts if part is not None)
    if hours is not None and len(parts) == 2 and any(part is not None for part in parts) and abs(whole - hours) > 0:
        yield f"{place}“{name}”的学时为 {hours:g}，理论与实践相加为 {whole:g}"


def _term(row: Row, columns: _Columns) -> str:
    """Return the semesters of a row, runs as 1-4, others with 、 between."""
    stated = squeeze(row[columns.term]) if columns.term is not None else ""
    marked = sorted({n for i, n in columns.semesters.items() if squeeze(row[i]) not in ("", "0", "-", "—", "/", "×")})
    if stated or not marked:
        return stated
    runs: list[list[int]] = []
    for number in marked:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _read_cards(table: PlanTable) -> Reading | None:
    """Return courses that stand as cards: 课程名称 and its value side by side, goals and contents below."""
    courses: list[Course] = []
    columns: list[tuple[str, str]] = []
    for row in table.rows:
        cells = list(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
        for label, value in pairwise(cells):
            role = role_of(label)
            if not role or role_of(value):
                continue
            if role == "course":
                courses.append(Course(clean_name(value), type_of(table.heading), where=table.where))
            elif courses:
                _fill(courses[-1], role, value)
            columns.append((label, role))
    if not any(course.texts or course.hours or course.credits for course in courses):
        return None
    return Reading(courses, list(dict.fromkeys(columns)), [])


def _fill(course: Course, role: str, value: str) -> None:
    if role == "text":
        course.texts.append(value)
    elif role == "course_type":
        course.course_type = type_of(value) or course.course_type
    elif role == "term":
        course.term = value
    elif role in ("credits", "hours"):
        setattr(course, role, number_of(value))
