"""The courses that the 专业教学标准 of 2025 and the 专业简介 of 2022 list for a vocational major."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from jobmine.data import read_tsv
from jobmine.schema import SCHEMAS

_OTHERS = "专业课"  # a course of the standard whose type the profile does not tell


class Standard(NamedTuple):
    """The courses of a standard as the schema has them, and which edition they are from; none where none is known."""

    courses: pa.Table
    edition: str


def shipped_standard(code: str, name: str, school_level: str) -> Standard:
    """Return the courses of a major's standard; where only the profile of 2022 is known, those.

    Parameters
    ----------
    code : str
        Of the major in the catalogue.
    name, school_level : str
        Set beside each course.

    Examples
    --------
    >>> standard = shipped_standard("520201", "护理", "高职")
    >>> standard.edition, "内科护理" in standard.courses["course"].to_pylist()
    ('专业教学标准 2025', True)
    """
    rows = [row for row in read_tsv("curricula/standard_courses.tsv") if row["major"] == code]
    types = {course: row["course_type"] for row in rows if row["course_type"] for course in row["courses"].split("|")}
    listed = [course for row in rows if row["edition"] == "2025" for course in row["courses"].split("|")]
    names = list(dict.fromkeys(listed or types))
    courses = [
        {"origin": "standard", "major": name, "school_level": school_level, "course": course,
         "course_type": types.get(course, _OTHERS)}
        for course in names
    ]  # fmt: skip
    edition = "专业教学标准 2025" if listed else "专业简介 2022" if types else ""
    return Standard(pa.Table.from_pylist(courses, schema=SCHEMAS["courses"]), edition)
