"""A training plan beside a run: read, what its courses teach, tables, and the annex for the plan's own document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from jobmine.config import Config, Scope
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.alignment import KINDS, LEAST, alignment_table
from jobmine.measure.counting import as_table
from jobmine.measure.curriculum import conformity_table, matrix_table, period_table, specification_table
from jobmine.measure.demand import demand_table
from jobmine.measure.dimensions import DAY
from jobmine.measure.scope import apply_scope, parse_period
from jobmine.measure.table import Table, new_table, notes_frame, stamp, write_csv, write_excel
from jobmine.model.catalogue import Major, resolve_majors
from jobmine.model.course_terms import find_course_terms
from jobmine.model.standards import shipped_standard
from jobmine.pipeline.folder import Run
from jobmine.read.plans.plan import Plan, read_plan
from jobmine.schema import SCHEMAS
from jobmine.show.annex import write_annex
from jobmine.show.examples import find_examples
from jobmine.tables import set_column

Paths = str | Path | Sequence[str | Path]

_OTHER_MAJOR = 0.3  # mean 符合度 under which the plan may be one of another major
_IN_MATRIX = 60  # terms


@dataclass(frozen=True)
class _Read:
    """Courses of all sides, what the own plan was taken for, and what to look at."""

    courses: pa.Table
    columns: pd.DataFrame
    notes: list[str]


def align_plan(
    run: Run,
    plan: Paths,
    *,
    standard: Paths | None = None,
    other: Paths | None = None,
    major: str,
    school_level: str,
    where: str | None = None,
    periods: tuple[str, str] | None = None,
    examples: bool = True,
    out: str | Path | None = None,
) -> dict[str, Table]:
    """Set a training plan beside what postings ask for and what the teaching standard lists.

    Parameters
    ----------
    run : Run
        Its postings are narrowed to those of the major at the school level.
    plan : path or sequence of paths
        The own 人才培养方案: .docx, .xlsx, .csv, text .pdf.
    standard : path or sequence of paths, optional
        The 专业教学标准; without it the courses that ship for the major stand for it.
    other : path or sequence of paths, optional
        Plans of other colleges, kept in ``courses`` for comparison.
    major, school_level : str
        Name or code of the major; 中职, 高职, 职业本科 or 本科.
    where : str, optional
        A condition over postings.
    periods : tuple of str, optional
        Two periods to compare, as ``("2024-10:2024-12", "2025-01:2025-03")``.
    examples : bool
        Whether sentences of postings are quoted.
    out : path, optional
        A folder for ``tables/`` as CSV, ``tables.xlsx`` and the Word annex.

    Returns
    -------
    dict of Table
        ``courses``, ``understood``, ``alignment``, ``actions``, ``conformity``, ``course_terms``, ``specification``,
        ``indicators``, and ``periods`` where asked for.

    Raises
    ------
    ReadError
        If a plan cannot be read.
    ConfigError
        If the major is unknown, is several, or no posting is left.
    """
    found_major = _one_major(major, school_level)
    settings = Config.from_dict(run.manifest["settings"])
    read = _read_all(plan, standard, other, found_major)
    tables = _narrowed(run, found_major, settings.scope)
    asked = demand_table(tables, ("all",), where, kind=KINDS, config=settings.measure, against="").frame
    taught = find_course_terms(read.courses, asked[["kind", "term"]], lexicons=settings.extract.lexicons)
    courses = read.courses.to_pandas()
    aligned = alignment_table(tables, courses, taught, where, config=settings.measure)
    conformity = conformity_table(courses, taught)
    lines = specification_table(tables, aligned, where, config=settings.measure)
    common = aligned.frame[aligned.frame["kind"].isin(KINDS) & aligned.frame["share"].ge(LEAST)]
    made = {
        "courses": _courses_table(read.courses, read.notes + _doubts(conformity, found_major)),
        "understood": _understood(read.columns),
        "alignment": aligned,
        "actions": _actions(tables, aligned, examples),
        "conformity": conformity,
        "course_terms": matrix_table(
            courses, taught, replace(aligned, frame=common.nlargest(_IN_MATRIX, "share")), indicators=False
        ),
        "specification": lines,
        "indicators": matrix_table(courses, taught, lines, indicators=True),
    }
    if periods:
        sides = [(name, _in_period(name, where)) for name in periods]
        made["periods"] = period_table(tables, aligned, sides, config=settings.measure)
    made = stamp(made, major=f"{found_major.code} {found_major.name}", school_level=found_major.school_level)
    if out is not None:
        write_alignment(made, out, f"{found_major.name}（{found_major.school_level}）")
    return made


def write_alignment(tables: dict[str, Table], out: str | Path, title: str) -> None:
    """Write the tables as CSV, one workbook and the Word annex.

    Parameters
    ----------
    tables : dict of Table
        From :func:`align_plan`.
    out : path
        The folder.
    title : str
        Of the annex: the major.
    """
    folder = Path(out)
    for name, table in tables.items():
        write_csv(table.frame, folder / "tables" / f"{name}.csv")
    write_csv(notes_frame(tables), folder / "tables" / "notes.csv")
    write_excel({str(table.meta["title"]): table for table in tables.values()}, folder / "tables.xlsx")
    write_annex(tables, folder / "annex.docx", f"{title}人才培养方案对照附件")


def _one_major(major: str, school_level: str) -> Major:
    found = resolve_majors(major, "" if major.isdigit() else school_level)
    if len(found) > 1:
        names = ", ".join(f"{m.code} {m.name}" for m in found[:8])
        raise ConfigError(f"major {major!r} at {school_level or 'any level'} is several: {names}; give one code")
    return found[0]


def _paths(paths: Paths | None) -> list[str | Path]:
    return [] if paths is None else [paths] if isinstance(paths, (str, Path)) else list(paths)


def _read_all(plan: Paths, standard: Paths | None, other: Paths | None, major: Major) -> _Read:
    """Read the plans of every side; the standard that ships stands in for one that is not given."""
    plans: list[Plan] = []
    columns: list[tuple[str, str, str]] = []
    for origin, paths in (("own", plan), ("standard", standard), ("other", other)):
        for path in _paths(paths):
            plans.append(read_plan(path, origin=origin, major=major.name, school_level=major.school_level))
            columns += plans[-1].columns
    notes = [note for one in plans for note in one.notes]
    tables = [one.courses for one in plans]
    if not _paths(standard):
        shipped = shipped_standard(major.code, major.name, major.school_level)
        tables.append(shipped.courses)
        notes.append(
            f"标准课程取自随附的{shipped.edition}（只有课程名，{shipped.courses.num_rows} 门），以官方文本为准"
            if shipped.edition
            else f"随附数据中没有 {major.code} {major.name} 的标准课程，请用 --standard 给出"
        )
    seen = pd.DataFrame(columns, columns=["where", "head", "role"])
    return _Read(pa.concat_tables(tables).cast(SCHEMAS["courses"]), seen, notes)


def _narrowed(run: Run, major: Major, scope: Scope) -> Tables:
    """Return the run's tables with the major and the level added to its scope."""
    marked = apply_scope(run, replace(scope, major=major.code, school_level=major.school_level)).in_scope
    classes = run.sql("FROM posting_classes ORDER BY posting_id")
    flags = marked.sort_by("posting_id")["in_scope"]
    return run.beside(posting_classes=set_column(classes, "in_scope", flags))


def _in_period(period: str, where: str | None) -> str:
    first, last = parse_period(period)
    ends = [f"{DAY} >= CAST('{first}' AS DATE)"] * bool(first) + [f"{DAY} <= CAST('{last}' AS DATE)"] * bool(last)
    return " AND ".join([f"({where})"] * bool(where) + ends)


def _doubts(conformity: Table, major: Major) -> list[str]:
    mean = conformity.frame["conformity"].mean() if len(conformity.frame) else 1.0
    return [f"与{major.name}的标准课程平均符合度只有 {mean:.2f}：方案是否属于另一专业？"] if mean < _OTHER_MAJOR else []


def _courses_table(courses: pa.Table, notes: list[str]) -> Table:
    heads = {"origin": "来源", "major": "专业", "school_level": "层次", "course": "课程", "course_type": "课程性质",
             "credits": "学分", "hours": "学时", "term": "学期", "text": "目标与内容"}  # fmt: skip
    frame: pd.DataFrame = courses.to_pandas()
    return new_table(frame, name="courses", title="课程", counts="课程数", notes=notes, titles=heads)


def _understood(columns: pd.DataFrame) -> Table:
    """Return what each column of the plans was taken for, for a person to confirm."""
    return new_table(
        columns, name="understood", title="读入的列", counts="列数", notes=["请核对：哪一列当作什么"],
        titles={"where": "文件与表", "head": "表头", "role": "当作"},
    )  # fmt: skip


def _actions(tables: Tables, aligned: Table, examples: bool) -> Table:
    """Return the rows with an action, the most asked for first, each with a sentence of a posting."""
    columns = ["action", "kind", "term", "n", "n_text", "share", "share_low", "share_high", "own_courses", "nearest",
               "flag"]  # fmt: skip
    frame = aligned.frame[aligned.frame["action"] != ""]
    order = frame["action"].map(["增", "强", "减", "保留"].index)
    frame = frame.assign(order=order).sort_values(["order", "n", "kind", "term"], ascending=[True, False, True, True])
    frame = frame[columns].reset_index(drop=True)
    if examples and len(frame):
        told = find_examples(tables, frame)
        keys: list[Any] = list(zip(frame["kind"], frame["term"], strict=True))
        frame["example"] = [told[key][0].sentence if told.get(key) else "" for key in keys]
    meta = {name: aligned.meta[name] for name in ("formula", "unit", "own", "notes")}
    titles = {**aligned.meta["titles"], "example": "例句"}
    return as_table(tables, frame, (), None, name="actions", title="增强减保留", titles=titles, **meta)
