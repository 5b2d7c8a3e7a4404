"""A yes-or-no model of a survey: which answers go with a scale at or above a cut."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jobmine.errors import ConfigError
from jobmine.measure.survey.logit import check_fit, fit_logit, separating, tolerances
from jobmine.measure.table import Table, new_table
from jobmine.read.survey.answers import choices, picks, scores
from jobmine.read.survey.questions import KINDS, LIKERT, NUMBER, SEVERAL, SINGLE, Question, Survey

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]
SEPARATED, NOT_FITTED, FEW_EVENTS = "完全分离", "不可估计", "事件数不足"
CONSTANT = "常量"
_LEAST_EVENTS = 10  # a coefficient
_DEPENDENT = 1e-8
_TITLES = {
    "variable": "变量", "beta": "β", "se": "标准误", "wald": "Wald", "p": "p", "odds_ratio": "OR",
    "odds_ratio_low": "OR 下限", "odds_ratio_high": "OR 上限", "tolerance": "容差", "vif": "VIF",
    "measure": "指标", "value": "值",
}  # fmt: skip
_FIT_NAMES = {
    "n": "有效答卷", "events": "其中达到分界者", "log_likelihood": "对数似然",
    "null_log_likelihood": "仅常量的对数似然",
    "lr_chi2": "似然比卡方", "lr_df": "似然比自由度", "lr_p": "似然比 p", "mcfadden": "McFadden R²",
    "nagelkerke": "Nagelkerke R²", "hl_chi2": "Hosmer–Lemeshow 卡方", "hl_df": "Hosmer–Lemeshow 自由度",
    "hl_p": "Hosmer–Lemeshow p", "correct": "判对比例", "correct_null": "仅常量的判对比例",
}  # fmt: skip


def logit_tables(survey: Survey, target: str, cut: str, predictors: Sequence[str] = ()) -> dict[str, Table]:
    """Return a binary logit of a survey question on others, with its tests.

    Parameters
    ----------
    survey : Survey
    target : str
        Number of a scale or single-choice question; ``7:条目`` for a row of a matrix.
    cut : str
        Of a scale: the score from which the outcome is 1. Of a single choice: the option that is 1.
    predictors : sequence of str
        Numbers of questions; all scales and single choices by default. A scale or a number counts as it is, a
        single choice against its first option, a several choice option by option.

    Returns
    -------
    dict of Table
        ``logit``: beta, standard error, Wald, p, odds ratio with its 95 % interval; ``fit``: likelihood-ratio
        test, Hosmer and Lemeshow's test, cases told right; ``vif``: tolerance and variance inflation. Where
        predictors part the outcomes perfectly no figure is given: they are named, flagged, and a warning says so.

    Raises
    ------
    ConfigError
        If the outcome does not vary, or a predictor follows from the others.
    """
    y = _outcome(survey, target, cut)
    asked = _predictors(survey, target, predictors)
    titles = [q.title for q in asked]
    names = [q.title if titles.count(q.title) == 1 else f"{q.number} {q.title}" for q in asked]
    x = pd.concat([_columns(survey, q, name) for q, name in zip(asked, names, strict=True)], axis="columns")
    complete = x.notna().all(axis="columns") & y.notna()
    outcome, design = np.asarray(y[complete], dtype=np.float64), x[complete]
    flat = [name for name in design if design[name].nunique() < 2]
    design = design.drop(columns=flat)
    if design.empty or not 0 < outcome.sum() < len(outcome):
        raise ConfigError(
            f"--logit {target} --cut {cut}: {int(outcome.sum())} of {len(outcome)} complete answers reach it; "
            "both outcomes and a predictor that varies are needed"
        )
    free = tolerances(design)
    dependent = [str(name) for name, t in zip(design, free, strict=True) if t < _DEPENDENT]
    if dependent:
        raise ConfigError(f"--predictors: {', '.join(dependent)} follow from each other; leave one out")
    notes = [
        f"因变量：{target} {cut if _is_choice(survey, target) else f'≥ {cut}'} 记 1",
        f"缺答而未用的答卷 {int((~complete).sum())} 份",
        f"各份答卷取值相同、未纳入：{'、'.join(map(str, flat))}" if flat else "",
    ]
    values = np.column_stack([np.ones(len(design)), design]).astype(np.float64)
    variables = ["（常量）", *map(str, design.columns)]
    make = partial(new_table, n=len(design), counts="答卷数", titles=_TITLES)
    model, fit = _fitted(values, outcome, variables, notes)
    vif = pd.DataFrame({"variable": variables[1:], "tolerance": free, "vif": 1 / free})
    return {
        "logit": make(model, name="survey_logit", title="二元 logit", notes=notes, formula="OR = exp(β)"),
        "fit": make(fit, name="survey_logit_fit", title="模型检验", notes=notes),
        "vif": make(
            vif, name="survey_vif", title="共线性", formula="VIF = 1 / 容差", notes=["VIF 大于 10 时共线性严重"]
        ),
    }


def _fitted(x: Floats, y: Floats, names: list[str], notes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    parted = separating(x, y)
    if parted:
        who = "、".join(names[j] for j in parted)
        notes.append(f"{who} 把两种结果完全分开，最大似然估计不存在，不给出 OR；合并选项或去掉该变量后重做")
        log.warning("logit: %s part the outcomes perfectly; no odds ratio is given", who)
        flags = [SEPARATED if j in parted else NOT_FITTED for j in range(len(names))]
        return pd.DataFrame({"variable": names, "flag": flags}), pd.DataFrame(
            {"measure": [SEPARATED], "value": [np.nan]}
        )
    model, least = fit_logit(x, y), min(y.sum(), len(y) - y.sum())
    few = FEW_EVENTS if least < _LEAST_EVENTS * (len(names) - 1) else ""
    if few:
        notes.append(f"较少的一类只有 {least:.0f} 份，少于每个变量 {_LEAST_EVENTS} 份，结果不稳")
    table = pd.DataFrame(
        {
            "variable": names, "beta": model.beta, "se": model.se, "wald": model.wald, "p": model.p,
            "odds_ratio": model.odds_ratio, "odds_ratio_low": model.low, "odds_ratio_high": model.high, "flag": few,
        }
    )  # fmt: skip
    fit = check_fit(model, y)._asdict()
    return table, pd.DataFrame({"measure": [_FIT_NAMES[name] for name in fit], "value": list(fit.values())})


def _outcome(survey: Survey, target: str, cut: str) -> pd.Series[float]:
    number, _, item = target.partition(":")
    q = survey.question(number)
    if q.kind == SINGLE:
        if cut not in q.options:
            raise ConfigError(f"--cut {cut!r}: no option of question {q.number}; allowed: {', '.join(q.options)}")
        chosen = choices(survey, q)
        return (chosen == cut).astype(float).where(chosen.notna())
    if q.kind not in (LIKERT, NUMBER):
        raise ConfigError(
            f"--logit {target}: a {KINDS[q.kind]} question is no outcome; take a scale or a single choice"
        )
    given = scores(survey, q)
    if item not in given and len(given.columns) > 1:
        raise ConfigError(f"--logit {target}: name a row, as {q.number}:{given.columns[0]}")
    column = given[item] if item in given else given.iloc[:, 0]
    try:
        bound = float(cut)
    except ValueError as error:
        raise ConfigError(f"--cut {cut!r}; allowed: a score of {', '.join(f'{s:g}' for s in q.scores)}") from error
    return (column >= bound).astype(float).where(column.notna())


def _is_choice(survey: Survey, target: str) -> bool:
    return survey.question(target.partition(":")[0]).kind == SINGLE


def _predictors(survey: Survey, target: str, predictors: Sequence[str]) -> list[Question]:
    own = survey.question(target.partition(":")[0]).number
    if predictors:
        asked = list(dict.fromkeys(survey.question(number) for number in predictors))
    else:
        asked = [q for q in survey.questions if q.kind in (SINGLE, LIKERT) and q.number != own]
    odd = [q.number for q in asked if q.kind not in (SINGLE, SEVERAL, LIKERT, NUMBER) or q.number == own]
    if odd or not asked:
        raise ConfigError(
            f"--predictors {', '.join(odd)}: needed are questions with choices, scales or numbers, not the outcome"
        )
    return asked


def _columns(survey: Survey, q: Question, name: str) -> pd.DataFrame:
    if q.kind == SINGLE:
        chosen = choices(survey, q)
        return pd.DataFrame({f"{name}：{o}": (chosen == o).astype(float).where(chosen.notna()) for o in q.options[1:]})
    made = picks(survey, q) if q.kind == SEVERAL else scores(survey, q)
    return made.rename(columns=lambda item: name if item == q.title else f"{name}：{item}")
