"""A survey from its export to a folder of tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jobmine.errors import ConfigError
from jobmine.measure.survey.answers import (
    distribution_table,
    gap_table,
    likert_table,
    overview_table,
    ranking_table,
    several_table,
    single_table,
)
from jobmine.measure.survey.cross import cross_tables, default_groups
from jobmine.measure.survey.model import logit_tables
from jobmine.measure.table import Table, new_table, write_csv, write_excel
from jobmine.read.survey.answers import choices
from jobmine.read.survey.export import read_survey
from jobmine.read.survey.questions import Survey
from jobmine.read.survey.sheet import confirm_questions, question_frame
from jobmine.show.survey_materials import write_survey_materials

QUESTIONS = "题目.xlsx"
PARTS = ("毕业生", "用人单位", "访谈")


def survey_tables(
    survey: Survey, *, by: Sequence[str] = (), logit: str = "", cut: str = "", predictors: Sequence[str] = ()
) -> dict[str, Table]:
    """Return every table of a survey.

    Parameters
    ----------
    survey : Survey
    by : sequence of str
        Numbers of the questions whose options are the groups of cross tables; by default the single choices that
        come first.
    logit, cut, predictors
        As in :func:`~jobmine.measure.survey.model.logit_tables`; no model where ``logit`` is empty.
    """
    groups = [survey.question(number) for number in by] or default_groups(survey)
    gap = gap_table(survey, choices(survey, groups[0]) if groups else None)
    plain = (overview_table, single_table, several_table, likert_table, distribution_table, ranking_table)
    made = {table.meta["name"]: table for table in (make(survey) for make in plain)}
    made |= {table.meta["name"]: table for table in cross_tables(survey, groups).values()}
    made |= {gap.meta["name"]: gap} if gap else {}
    if logit:
        made |= {table.meta["name"]: table for table in logit_tables(survey, logit, cut, predictors).values()}
    return {name: table for name, table in made.items() if len(table.frame)}


def write_survey(
    path: str | Path,
    out: str | Path,
    *,
    questions: str | Path | None = None,
    by: Sequence[str] = (),
    logit: str = "",
    cut: str = "",
    predictors: Sequence[str] = (),
    part: str = PARTS[0],
) -> dict[str, Table]:
    """Write a survey's tables into a folder.

    Parameters
    ----------
    path : path
        The export, a row an answer.
    out : path
        The folder. It gets ``题目.xlsx``, the sheet in which a person confirms what kind each question is (one
        that stands there is read, not overwritten), ``tables/`` as CSV, ``tables.xlsx``, and in ``materials/``
        a workbook that ``jobmine report --materials`` takes into the chapter on training.
    questions : path, optional
        A sheet of questions elsewhere.
    part : str
        Who was asked, and so the part of the report: 毕业生, 用人单位 or 访谈.

    Returns
    -------
    dict of Table
    """
    if part not in PARTS:
        raise ConfigError(f"part {part!r}; allowed: {', '.join(PARTS)}")
    folder, survey = Path(out), read_survey(path)
    sheet = Path(questions) if questions else folder / QUESTIONS
    if questions or sheet.exists():
        survey = confirm_questions(survey, sheet)
    else:
        new_table(question_frame(survey), name="questions", title="题目", counts="答卷数").to_excel(sheet)
    tables = survey_tables(survey, by=by, logit=logit, cut=cut, predictors=predictors)
    for name, table in tables.items():
        write_csv(table.frame, folder / "tables" / f"{name}.csv")
    write_excel({str(table.meta["title"]): table for table in tables.values()}, folder / "tables.xlsx")
    write_survey_materials(tables, folder / "materials" / f"{part}_问卷.xlsx")
    return tables
