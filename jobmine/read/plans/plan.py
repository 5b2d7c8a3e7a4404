"""Training plans 人才培养方案 and teaching standards 专业教学标准 to the courses that they list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from jobmine.errors import ConfigError, ReadError
from jobmine.read.plans.files import read_plan_tables
from jobmine.read.plans.tables import Course, Reading, read_table
from jobmine.schema import SCHEMAS

ORIGINS = ("own", "standard", "other")
_SOUGHT = (
    "a table with 课程名称 (or 课程, 学习领域, 教学环节) and at least one of 学分, 学时, 学期, 课程性质, 主要内容 "
    "in its head, as under 课程设置 or 教学进程表"
)


@dataclass(frozen=True)
class Plan:
    """The courses of a plan, and what its tables were taken for.

    Attributes
    ----------
    courses : pyarrow.Table
        As in the schema.
    columns : list of tuple
        Where, head, role of every column used: what a person confirms.
    notes : list of str
        What a person should look at: sums that do not add up, courses named twice, rows left out.
    """

    courses: pa.Table
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_plan(path: str | Path, *, origin: str = "own", major: str = "", school_level: str = "") -> Plan:
    r"""Read the courses of a plan.

    Parameters
    ----------
    path : path
        .docx, .xlsx, .xls, .csv or text .pdf (extra ``pdf``).
    origin : {"own", "standard", "other"}
    major, school_level : str
        Of the plan.

    Raises
    ------
    ReadError
        If the file cannot be read, or has no table of courses.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "方案.csv")
    ...     _ = file.write_text("课程名称,课程性质,学分,学时\n机械制图,专业基础课,4,64\n", encoding="utf-8")
    ...     read_plan(file).courses.select(["course", "course_type", "hours"]).to_pylist()
    [{'course': '机械制图', 'course_type': '专业基础课', 'hours': 64.0}]
    """
    if origin not in ORIGINS:
        raise ConfigError(f"origin {origin!r}; allowed: {', '.join(ORIGINS)}")
    tables = read_plan_tables(Path(path))
    readings = [reading for table in tables if (reading := read_table(table)) and reading.courses]
    if not readings:
        heads = "; ".join(" ".join(filter(None, table.rows[0]))[:40] for table in tables[:3] if table.rows)
        raise ReadError(
            f"{path}: no table of courses in {len(tables)} tables; sought {_SOUGHT}; found {heads or 'none'}"
        )
    courses, notes = _merge(readings)
    rows = [
        {
            "origin": origin, "major": major or None, "school_level": school_level or None, "course": course.name,
            "course_type": course.course_type or None, "credits": course.credits, "hours": course.hours,
            "term": course.term or None, "text": "\n".join(dict.fromkeys(course.texts)) or None,
        }
        for course in courses
    ]  # fmt: skip
    columns = [(r.courses[0].where, head, role) for r in readings for head, role in r.columns]
    return Plan(pa.Table.from_pylist(rows, schema=SCHEMAS["courses"]), columns, notes)


def _merge(readings: list[Reading]) -> tuple[list[Course], list[str]]:
    """Return the courses of all tables; one that stands in several tables is one course, in one table twice is two."""
    courses: list[Course] = []
    notes = [note for reading in readings for note in reading.notes]
    readings = sorted(readings, key=lambda r: not any(c.hours or c.credits for c in r.courses))
    for reading in readings:
        known = {course.name: course for course in courses}
        for course in reading.courses:
            if course.name in known:
                notes += _complete(known[course.name], course)
            else:
                courses.append(course)
        twice = [name for name, n in Counter(course.name for course in reading.courses).items() if n > 1]
        notes += [f"{reading.courses[0].where}：课程“{name}”出现不止一次，各行都保留" for name in twice]
    silent = [course.name for course in courses if course.hours is None and course.credits is None]
    if silent:
        notes.append(f"{len(silent)} 门课程没有学分和学时：{'、'.join(silent[:8])}{' …' if len(silent) > 8 else ''}")
    return courses, notes


def _complete(course: Course, other: Course) -> list[str]:
    """Fill what is missing from another table's row of the same course; return where the two differ."""
    notes = []
    for name, title in (("credits", "学分"), ("hours", "学时")):
        one, two = getattr(course, name), getattr(other, name)
        if one is not None and two is not None and one != two:
            notes.append(f"课程“{course.name}”的{title}：{course.where}为 {one:g}，{other.where}为 {two:g}")
        elif one is None:
            setattr(course, name, two)
    course.course_type = course.course_type or other.course_type
    course.term = course.term or other.term
    course.texts += other.texts
    return notes
