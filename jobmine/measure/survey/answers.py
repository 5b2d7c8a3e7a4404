"""Tables of a survey: single and several choice, scales, rankings, and who answered what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from jobmine.measure.gap import gap_of_answers, top_two_share
from jobmine.measure.intervals import wilson
from jobmine.measure.table import Table, new_table
from jobmine.read.survey.answers import answered, choices, picks, places, scores
from jobmine.read.survey.questions import KINDS, LIKERT, NUMBER, RANKING, SEVERAL, SINGLE, Question, Survey

_TITLES = {
    "question": "题号", "title": "题目", "kind": "题型", "n": "有效答卷", "missing": "未答", "option": "选项",
    "count": "人数", "share": "占比", "cumulative_share": "累计占比", "answer_share": "占全部选择", "item": "条目",
    "mean": "均值", "sd": "标准差", "median": "中位数", "top_share": "前两档占比", "highest": "最高分",
    "score": "综合得分", "first_share": "排第一占比", "doubt": "请核对", "min": "最小", "max": "最大",
}  # fmt: skip
_SMALL = 30
_FEW = 10
FEW, SMALL = "样本过少", "样本少"


def overview_table(survey: Survey) -> Table:
    """Return the questions with their kinds, and how many answered each.

    Examples
    --------
    >>> survey = Survey("", pd.DataFrame({0: ["男", "女", ""]}), (Question("1", "性别", "single", (0,)),))
    >>> overview_table(survey).frame[["question", "kind", "n", "missing"]].values.tolist()
    [['1', '单选', 2, 1]]
    """
    rows = [
        {
            "question": q.number,
            "title": q.title,
            "kind": KINDS[q.kind],
            "n": int(answered(survey, q).sum()),
            "missing": int((~answered(survey, q)).sum()),
            "doubt": q.doubt,
        }
        for q in survey.questions
    ]
    return _table(survey, rows, "survey_questions", "题目一览", ["question"])


def single_table(survey: Survey) -> Table:
    """Return how often each option of single-choice questions is chosen, of those who answered.

    Examples
    --------
    >>> asked = Question("1", "性别", "single", (0,), options=("男", "女"))
    >>> survey = Survey("", pd.DataFrame({0: ["男", "女", "", "男"]}), (asked,))
    >>> single_table(survey).frame[["option", "count", "share"]].round(3).values.tolist()
    [['男', 2, 0.667], ['女', 1, 0.333]]
    """
    rows = []
    for q in _of(survey, SINGLE):
        counts = choices(survey, q).value_counts().reindex(list(q.options), fill_value=0)
        rows += _shares(q, q.options, counts.tolist(), int(counts.sum()), cumulative=True)
    return _table(survey, rows, "survey_single", "单选题", ["question", "option"])


def several_table(survey: Survey) -> Table:
    """Return how often each option of several-choice questions is picked, on two bases.

    ``share`` is of those who picked any option, ``answer_share`` of all picks; the first sum to more than 1.

    Examples
    --------
    >>> asked = Question("1", "看重", "several", (0,), options=("薪酬", "发展"))
    >>> survey = Survey("", pd.DataFrame({0: ["薪酬┋发展", "", "发展"]}), (asked,))
    >>> several_table(survey).frame[["option", "count", "n", "share", "answer_share"]].round(3).values.tolist()
    [['发展', 2, 2, 1.0, 0.667], ['薪酬', 1, 2, 0.5, 0.333]]
    """
    rows = []
    for q in _of(survey, SEVERAL):
        picked = picks(survey, q)
        counts = picked.sum().astype(int).sort_values(ascending=False, kind="stable")
        found = _shares(q, counts.index, counts.tolist(), int(picked.notna().any(axis="columns").sum()))
        total = max(int(counts.sum()), 1)
        rows += [{**row, "answer_share": row["count"] / total} for row in found]
    notes = ["占比以作答人数为底，合计超过 100%；占全部选择以所选总次数为底"]
    return _table(survey, rows, "survey_several", "多选题", ["question", "option"], notes)


def likert_table(survey: Survey) -> Table:
    """Return mean, spread and the share of the two highest points of each item of a scale.

    Examples
    --------
    >>> asked = Question("1", "满意吗", "likert", (0,), options=("1", "2", "3"), scores=(1.0, 2.0, 3.0))
    >>> survey = Survey("", pd.DataFrame({0: ["1", "3", ""]}), (asked,))
    >>> likert_table(survey).frame[["n", "mean", "top_share"]].values.tolist()
    [[2.0, 2.0, 0.5]]
    """
    rows = []
    for q in (*_of(survey, LIKERT), *_of(survey, NUMBER)):
        for item, given in scores(survey, q).items():
            highest = max(q.scores, default=float("nan"))
            rows.append(
                {
                    "question": q.number,
                    "title": q.title,
                    "item": "" if item == q.title else item,
                    "n": int(given.notna().sum()),
                    "mean": given.mean(),
                    "sd": given.std(),
                    "median": given.median(),
                    "min": given.min(),
                    "max": given.max(),
                    "highest": highest,
                    "top_share": top_two_share(given, int(highest)) if q.scores else np.nan,
                    "flag": flag_few(int(given.notna().sum())),
                }
            )
    return _table(survey, rows, "survey_scales", "量表与数值题", ["question", "item"])


def distribution_table(survey: Survey) -> Table:
    """Return how often each point of each item of a scale is chosen, with cumulative shares.

    Examples
    --------
    >>> asked = Question("1", "满意吗", "likert", (0,), options=("1", "2"), scores=(1.0, 2.0))
    >>> survey = Survey("", pd.DataFrame({0: ["1", "2", "2"]}), (asked,))
    >>> distribution_table(survey).frame["cumulative_share"].round(3).tolist()
    [0.333, 1.0]
    """
    rows = []
    for q in _of(survey, LIKERT):
        for item, given in scores(survey, q).items():
            counts = [int((given == score).sum()) for score in q.scores]
            found = _shares(q, q.options, counts, int(given.notna().sum()), cumulative=True)
            rows += [{**row, "item": "" if item == q.title else item} for row in found]
    return _table(survey, rows, "survey_distribution", "量表分布", ["question", "item", "option"])


def ranking_table(survey: Survey) -> Table:
    """Return the score of each option of ranking questions, sum(count x weight) / answers.

    The first of k options has weight k, the last 1, an option that is not placed 0.

    Examples
    --------
    >>> asked = Question("1", "排序", "ranking", (0,), options=("薪酬", "发展"))
    >>> survey = Survey("", pd.DataFrame({0: ["薪酬→发展", "薪酬", ""]}), (asked,))
    >>> ranking_table(survey).frame[["option", "score", "first_share"]].values.tolist()
    [['薪酬', 2.0, 1.0], ['发展', 0.5, 0.0]]
    """
    rows: list[dict[str, Any]] = []
    for q in _of(survey, RANKING):
        given = places(survey, q)
        n, k = int(given.notna().any(axis="columns").sum()), len(given.columns)
        found = [
            {
                "question": q.number,
                "title": q.title,
                "option": option,
                "n": n,
                "count": int(column.notna().sum()),
                "score": float((k + 1 - column).sum()) / n if n else np.nan,
                "first_share": float((column == 1).sum()) / n if n else np.nan,
                "flag": flag_few(n),
            }
            for option, column in given.items()
        ]
        rows += sorted(found, key=lambda row: -row["score"])
    return _table(
        survey, rows, "survey_ranking", "排序题", ["question", "option"], ["综合得分 = Σ(频数 × 权值) / 作答人数"]
    )


def gap_table(survey: Survey, groups: pd.Series[Any] | None = None) -> Table | None:
    """Return importance against satisfaction, where two scales ask both of the same items; None where none do."""
    scales = [q for q in _of(survey, LIKERT) if len(q.columns) > 1]
    wanted = [q for q in scales if "重要" in q.title]
    found = [q for q in scales if "满意" in q.title]
    for one in wanted:
        for other in found:
            shared = [item for item in one.items if item in other.items]
            if shared and one.scores == other.scores:
                answers = scores(survey, one)[shared], scores(survey, other)[shared]
                return gap_of_answers(*answers, int(max(one.scores)), groups)
    return None


def flag_few(n: int) -> str:
    """Return how a figure of so few answers is marked."""
    return FEW if n < _FEW else SMALL if n < _SMALL else ""


def _of(survey: Survey, kind: str) -> list[Question]:
    return [q for q in survey.questions if q.kind == kind]


def _shares(
    q: Question, options: Sequence[str] | pd.Index[Any], counts: Sequence[int], n: int, *, cumulative: bool = False
) -> list[dict[str, Any]]:
    base = [n] * len(counts)
    low, high = wilson(counts, base)
    share = [count / n if n else np.nan for count in counts]
    more = [{"cumulative_share": total} for total in np.cumsum(share)] if cumulative else [{}] * len(counts)
    return [
        {
            "question": q.number, "title": q.title, "option": option, "n": n, "count": int(count), "share": s,
            "share_low": a, "share_high": b, **extra, "flag": flag_few(n),
        }
        for option, count, s, a, b, extra in zip(options, counts, share, low, high, more, strict=True)
    ]  # fmt: skip


def _table(
    survey: Survey, rows: list[dict[str, Any]], name: str, title: str, by: list[str], notes: Sequence[str] = ()
) -> Table:
    frame = pd.DataFrame(rows)
    ordered = sorted(frame.columns, key=lambda column: column == "flag")
    return new_table(
        frame[ordered],
        name=name,
        title=title,
        by=by,
        n=len(survey.cells),
        counts="答卷数",
        titles=_TITLES,
        notes=["未答、跳过的不计入底数", *notes] if rows else ["没有这类题目"],
    )
