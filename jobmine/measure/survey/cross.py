"""Cross tables of a survey: how groups answer, their means, and whether they differ beyond chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from jobmine.errors import ConfigError
from jobmine.measure.survey.answers import flag_few
from jobmine.measure.table import Table, new_table
from jobmine.read.survey.answers import choices, picks, scores
from jobmine.read.survey.questions import LIKERT, NUMBER, SEVERAL, SINGLE, Question, Survey

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Counted = tuple[str, Counts, list[int]]
Scored = tuple[str, dict[str, Floats]]
THIN, UNTESTED = "期望频数不足", "无法检验"
_LEAST_EXPECTED, _THIN_SHARE = 5.0, 0.2
_TITLES = {
    "group_question": "分组题", "group": "组", "question": "题号", "title": "题目", "item": "条目", "option": "选项",
    "count": "人数", "n": "组内有效答卷", "share": "组内占比", "mean": "均值", "sd": "标准差", "chi2": "卡方",
    "df": "自由度", "p": "p", "p_holm": "p（Holm 校正）", "cramers_v": "Cramér V", "least_expected": "最小期望频数",
    "test": "检验",
}  # fmt: skip


class ChiSquare(NamedTuple):
    """Pearson's test of independence of a table of counts."""

    chi2: float
    df: int
    p: float
    cramers_v: float
    least_expected: float
    thin: bool


def chi_square(counts: ArrayLike) -> ChiSquare:
    """Return the test of a table of counts; rows and columns without answers are left out.

    ``thin`` says that more than a fifth of the expected counts are below 5 or one is below 1, so that p is not to
    be trusted (Cochran 1954).

    Examples
    --------
    >>> found = chi_square([[30, 10], [20, 40]])
    >>> round(found.chi2, 3), found.df, round(found.p, 5), round(found.cramers_v, 3)
    (16.667, 1, 4e-05, 0.408)
    """
    observed = np.asarray(counts, dtype=np.float64)
    observed = observed[observed.sum(axis=1) > 0][:, observed.sum(axis=0) > 0]
    if min(observed.shape, default=0) < 2:
        return ChiSquare(float("nan"), 0, float("nan"), float("nan"), float("nan"), True)
    n = observed.sum()
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / n
    chi2 = float(((observed - expected) ** 2 / expected).sum())
    df = (observed.shape[0] - 1) * (observed.shape[1] - 1)
    thin = bool((expected < _LEAST_EXPECTED).mean() > _THIN_SHARE or expected.min() < 1)
    v = float(np.sqrt(chi2 / (n * (min(observed.shape) - 1))))
    return ChiSquare(chi2, df, float(stats.chi2.sf(chi2, df)), v, float(expected.min()), thin)


def holm(p: ArrayLike) -> Floats:
    """Return p-values adjusted for their number, step down (Holm 1979); NaN stays.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    steps = values[order] * np.arange(len(order), 0, -1)
    adjusted = np.full(values.shape, np.nan)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(order) else steps
    return adjusted


def default_groups(survey: Survey) -> list[Question]:
    """Return the single-choice questions that stand before the first of another kind: who answers.

    Examples
    --------
    >>> kinds = ("single", "single", "likert", "single")
    >>> asked = tuple(Question(str(i), "", kind, (i,)) for i, kind in enumerate(kinds, start=1))
    >>> [q.number for q in default_groups(Survey("", pd.DataFrame(), asked))]
    ['1', '2']
    """
    first = next((i for i, q in enumerate(survey.questions) if q.kind != SINGLE), len(survey.questions))
    return list(survey.questions[:first])


def cross_tables(survey: Survey, by: Sequence[Question] | None = None) -> dict[str, Table]:
    """Return how the groups of some questions answer all others, with means, and the tests.

    Parameters
    ----------
    survey : Survey
    by : sequence of Question, optional
        Single-choice questions; :func:`default_groups` by default.

    Returns
    -------
    dict of Table
        ``cross``: a row a group, question, item and option; ``means``: of scales; ``tests``: chi-square of each pair
        with Holm's adjustment over all of them, and of means Kruskal and Wallis' test. A several-choice question is
        tested option by option.
    """
    groups = list(default_groups(survey) if by is None else by)
    odd = [q.number for q in groups if q.kind != SINGLE]
    if odd:
        raise ConfigError(f"--by {', '.join(odd)}: groups are the options of a single-choice question")
    pairs = [(of, q) for of in groups for q in survey.questions if q.number != of.number]
    counted = {pair: list(_counts(survey, *pair)) for pair in pairs}
    scored = {pair: list(_by_group(survey, *pair)) for pair in pairs}
    cells = pd.DataFrame([row for pair in pairs for row in _cells(*pair, counted[pair])])
    means = pd.DataFrame([row for pair in pairs for row in _means(*pair, scored[pair])])
    once = [(of, q) for i, (of, q) in enumerate(pairs) if (q, of) not in pairs[:i]]
    tests = pd.DataFrame([row for p in once for row in (*_chi_squares(*p, counted[p]), *_kruskals(*p, scored[p]))])
    if len(tests):
        tests.insert(list(tests.columns).index("p") + 1, "p_holm", holm(tests["p"]))
    note = f"分组题：{'、'.join(q.title for q in groups) or '无'}"
    held = f"Holm 校正覆盖本表全部 {len(tests)} 个检验；标记“{THIN}”的 p 值不可靠"
    make = partial(new_table, n=len(survey.cells), counts="答卷数", titles=_TITLES)
    return {
        "cross": make(cells, name="survey_cross", title="交叉表", notes=[note]),
        "means": make(means, name="survey_means", title="分组均值", notes=[note]),
        "tests": make(tests, name="survey_tests", title="分组差异检验", notes=[note, held]),
    }


def _where(of: Question, q: Question, item: object = "") -> dict[str, Any]:
    name = "" if item == q.title else str(item)
    return {"group_question": of.title, "question": q.number, "title": q.title, "item": name}


def _counts(survey: Survey, of: Question, q: Question) -> Iterator[Counted]:
    """Yield item, counts (a row a group, a column an option) and the number of answers of each group."""
    member = choices(survey, of)
    if q.kind == SEVERAL:
        picked = picks(survey, q)
        base = _crossed(member, picked.notna().any(axis="columns"), of.options, [True])[:, 0]
        picks_of = [_crossed(member, picked[option] == 1, of.options, [True])[:, 0] for option in picked]
        yield "", np.column_stack(picks_of), base.tolist()
        return
    answers = {"": choices(survey, q)} if q.kind == SINGLE else {}
    if q.kind == LIKERT:
        answers = {str(item): given for item, given in scores(survey, q).items()}
    for item, answer in answers.items():
        table = _crossed(member, answer, of.options, q.scores or q.options)
        yield item, table, table.sum(axis=1).tolist()


def _crossed(member: pd.Series[Any], answer: pd.Series[Any], groups: Sequence[Any], options: Sequence[Any]) -> Counts:
    """Return the counts of each group and answer; what is in neither list is not counted."""
    rows, columns = pd.Index(groups).get_indexer(member), pd.Index(options).get_indexer(answer)
    known = (rows >= 0) & (columns >= 0)
    flat = rows[known] * len(options) + columns[known]
    return np.bincount(flat, minlength=len(groups) * len(options)).reshape(len(groups), len(options))


def _cells(of: Question, q: Question, counted: Sequence[Counted]) -> Iterator[dict[str, Any]]:
    for item, table, bases in counted:
        for group, row, n in zip(of.options, table.tolist(), bases, strict=True):
            for option, count in zip(q.options, row, strict=True):
                found = {"group": group, "option": option, "count": count, "n": n, "share": count / n if n else np.nan}
                yield {**_where(of, q, item), **found, "flag": flag_few(n)}


def _chi_squares(of: Question, q: Question, counted: Sequence[Counted]) -> Iterator[dict[str, Any]]:
    for item, table, bases in counted:
        counts = {item: table}
        if q.kind == SEVERAL:  # whoever picks one option may pick another: each is tested by itself
            columns = zip(q.options, table.T, strict=True)
            counts = {option: np.column_stack([picked, np.array(bases) - picked]) for option, picked in columns}
        for name, part in counts.items():
            found = chi_square(part)._asdict()
            flag = THIN if found.pop("thin") else ""
            yield {**_where(of, q, name), "test": "卡方", **found, "flag": flag}


def _by_group(survey: Survey, of: Question, q: Question) -> Iterator[Scored]:
    """Yield item and the scores of each group."""
    if q.kind in (LIKERT, NUMBER):
        member = choices(survey, of)
        for item, given in scores(survey, q).items():
            parts = dict(iter(given.dropna().groupby(member)))
            yield str(item), {group: np.asarray(parts.get(group, ()), dtype=np.float64) for group in of.options}


def _means(of: Question, q: Question, scored: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    for item, parts in scored:
        for group, part in parts.items():
            mean = part.mean() if len(part) else np.nan
            sd = part.std(ddof=1) if len(part) > 1 else np.nan
            yield {
                **_where(of, q, item),
                "group": group,
                "n": len(part),
                "mean": mean,
                "sd": sd,
                "flag": flag_few(len(part)),
            }


def _kruskals(of: Question, q: Question, scored: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    for item, parts in scored:
        filled = [part for part in parts.values() if len(part)]
        where = {**_where(of, q, item), "test": "Kruskal–Wallis", "df": max(len(filled) - 1, 0)}
        if len(filled) < 2 or len(np.unique(np.concatenate(filled))) < 2:
            yield {**where, "chi2": np.nan, "p": np.nan, "flag": UNTESTED}
            continue
        found = stats.kruskal(*filled)
        flag = THIN if min(map(len, filled)) < _LEAST_EXPECTED else ""
        yield {**where, "chi2": found.statistic, "p": found.pvalue, "flag": flag}
