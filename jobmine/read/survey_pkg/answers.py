"""Answers decoded by the kind of their question; no answer is NaN, never a zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from jobmine.errors import ReadError
from jobmine.read.question_types import JOINED, RANKED
from jobmine.read.survey import NUMBER, RANKING, SEVERAL, Question, Survey, strip_other

_NOT_PICKED = ("", "0", "未选中", "否", "false", "n")


def choices(survey: Survey, question: Question) -> pd.Series[str]:
    """Return the option that each answer chooses, None where there is none; earlier wordings as the one kept.

    Examples
    --------
    >>> survey = Survey("", pd.DataFrame({0: ["男", "", "男生"]}), ())
    >>> asked = Question("1", "性别", "single", (0,), options=("男",), renamed=(("男生", "男"),))
    >>> choices(survey, asked).tolist()
    ['男', None, '男']
    """
    answers = _each(survey.cells[question.columns[0]], _kept(question))
    known = answers.isin(question.options)
    unknown = sorted(set(answers[~known & (answers != "")]))
    if unknown and question.options:
        raise ReadError(
            f"question {question.number}: answers {', '.join(unknown)} are no option; allowed: "
            f"{', '.join(question.options)}; add them in the sheet of questions, or say there what they were renamed to"
        )
    return answers.astype(object).where(answers != "", None)


def picks(survey: Survey, question: Question) -> pd.DataFrame:
    """Return 1 where an answer picks an option and 0 where not, NaN throughout for who picks none.

    Examples
    --------
    >>> survey = Survey("", pd.DataFrame({0: ["薪酬┋发展", "", "发展"]}), ())
    >>> picks(survey, Question("1", "看重", "several", (0,), options=("薪酬", "发展"))).values.tolist()
    [[1.0, 1.0], [nan, nan], [0.0, 1.0]]
    """
    part = survey.cells[list(question.columns)]
    if len(question.columns) > 1:
        picked = part.apply(lambda column: _each(column, _is_picked)).astype(bool)
        picked.columns = pd.Index(question.items)
    else:
        kept = _kept(question)
        cut = part.iloc[:, 0].map(lambda cell: {kept(part) for part in cell.split(JOINED) if part.strip()})
        unknown = sorted({name for names in cut for name in names} - set(question.options))
        if unknown:
            raise ReadError(f"question {question.number}: answers {', '.join(unknown)} are no option; add them")
        picked = pd.DataFrame({option: cut.map(lambda names, o=option: o in names) for option in question.options})
    made = picked.astype(float)
    made[~picked.any(axis="columns")] = np.nan
    return made


def scores(survey: Survey, question: Question) -> pd.DataFrame:
    """Return the scores of a scale or a number, a column an item.

    Examples
    --------
    >>> survey = Survey("", pd.DataFrame({0: ["满意", "", "不满意"]}), ())
    >>> asked = Question("1", "满意吗", "likert", (0,), options=("不满意", "满意"), scores=(2.0, 4.0))
    >>> scores(survey, asked).iloc[:, 0].tolist()
    [4.0, nan, 2.0]
    """
    part = survey.cells[list(question.columns)].set_axis(list(question.items or (question.title,)), axis="columns")
    plain = part.apply(lambda column: _each(column, _kept(question)))
    if question.kind == NUMBER:
        return _numbers(plain)
    table = dict(zip(question.options, question.scores, strict=True))
    whole = plain.apply(lambda column: column.str.removesuffix(".0"))
    decoded = whole.apply(lambda column: column.map(table))
    unknown = sorted({cell for column in whole for cell in whole[column].unique() if cell and cell not in table})
    if unknown:
        raise ReadError(f"question {question.number}: answers {', '.join(unknown)} have no score; give them one")
    return pd.DataFrame(decoded).astype(float)


def places(survey: Survey, question: Question) -> pd.DataFrame:
    """Return the place that each answer gives each option, NaN where it gives none.

    Examples
    --------
    >>> survey = Survey("", pd.DataFrame({0: ["薪酬→发展", "发展"]}), ())
    >>> places(survey, Question("1", "排序", "ranking", (0,), options=("薪酬", "发展"))).values.tolist()
    [[1.0, 2.0], [nan, 1.0]]
    """
    if len(question.columns) > 1:
        part = survey.cells[list(question.columns)].set_axis(list(question.items), axis="columns")
        given = _numbers(part)
        return given.where(given >= 1)
    orders = [
        [strip_other(name) for name in RANKED.split(cell) if name.strip()] for cell in survey.cells[question.columns[0]]
    ]
    found: list[dict[str, Any]] = [{name: i for i, name in enumerate(order, start=1)} for order in orders]
    return pd.DataFrame(found, columns=list(question.options), dtype=float)


def answered(survey: Survey, question: Question) -> pd.Series[bool]:
    """Return who answers a question: at least one of its columns says something.

    Examples
    --------
    >>> answered(Survey("", pd.DataFrame({0: ["男", ""]}), ()), Question("1", "性别", "single", (0,))).tolist()
    [True, False]
    """
    if question.kind == SEVERAL:
        return picks(survey, question).notna().any(axis="columns")
    if question.kind == RANKING:
        return places(survey, question).notna().any(axis="columns")
    return (survey.cells[list(question.columns)] != "").any(axis="columns")


def _each(cells: pd.Series[str], function: Callable[[str], Any]) -> pd.Series[Any]:
    """Return a function of each cell, worked out once for each distinct one."""
    return cells.map({cell: function(cell) for cell in cells.unique()})


def _kept(question: Question) -> Callable[[str], str]:
    """Return the wording that counts for an answer: nothing written beside it, renamed as the sheet says."""
    renamed = dict(question.renamed)

    def word(cell: str) -> str:
        plain = strip_other(cell)
        return renamed.get(plain, plain)

    return word


def _is_picked(cell: str) -> bool:
    return strip_other(cell).lower() not in _NOT_PICKED


def _numbers(texts: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: pd.to_numeric(texts[name], errors="coerce") for name in texts}).astype(float)
