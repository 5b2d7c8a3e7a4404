"""Importance against satisfaction: what people find important and are not satisfied with stands first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from jobmine.measure.table import Table, new_table

Floats = NDArray[np.float64]
BELOW, ON, ABOVE = "重要高于满意", "持平", "满意高于重要"
_TITLES = {
    "group": "群体", "element": "要素", "importance": "重要性均值", "importance_rank": "重要性位次",
    "satisfaction": "满意度均值", "satisfaction_rank": "满意度位次", "gap": "均值之差", "side": "相对 45 度线",
    "importance_top": "重要性前两档占比", "satisfaction_top": "满意度前两档占比", "top_gap": "前两档占比之差",
}  # fmt: skip


def ordinal_ranks(values: ArrayLike) -> NDArray[np.int64]:
    """Return ranks from the largest; equal values take the next places in their order.

    Examples
    --------
    >>> ordinal_ranks([4.2, 4.4, 4.2]).tolist()
    [2, 1, 3]
    """
    order = np.argsort(-np.asarray(values, dtype=np.float64), kind="stable")
    ranks = np.empty(order.size, dtype=np.int64)
    ranks[order] = np.arange(1, order.size + 1)
    return ranks


def side_of_line(gap: ArrayLike) -> list[str]:
    """Return on which side of the 45-degree line each element lies, to nine decimals.

    Examples
    --------
    >>> side_of_line([0.75, 0.0, -0.02])
    ['重要高于满意', '持平', '满意高于重要']
    """
    return [ON if value == 0 else BELOW if value > 0 else ABOVE for value in np.round(np.asarray(gap), 9)]


def top_two_share(scores: pd.Series[Any], highest: int) -> float:
    """Return the share of answers that give one of the two highest scores; NaN without answers.

    Examples
    --------
    >>> top_two_share(pd.Series([5, 4, 3, None]), 5).__round__(3)
    0.667
    """
    given = scores.dropna()
    return float((given >= highest - 1).mean()) if len(given) else float("nan")


def gap_of_means(means: pd.DataFrame) -> Table:
    """Return the gaps of elements whose means are known, the largest first.

    Parameters
    ----------
    means : DataFrame
        ``element``, ``importance``, ``satisfaction``; ``group`` where there are several.

    Examples
    --------
    >>> means = pd.DataFrame({"element": ["住房", "教育"], "importance": [4.3, 4.2], "satisfaction": [3.6, 4.2]})
    >>> gap_of_means(means).frame[["element", "gap", "side"]].round(2).values.tolist()
    [['住房', 0.7, '重要高于满意'], ['教育', 0.0, '持平']]
    """
    frame = means.copy()
    groups = frame["group"] if "group" in frame else pd.Series("", index=frame.index)
    for name in ("importance", "satisfaction"):
        ranks = frame.groupby(groups, sort=False)[name].transform(lambda values: ordinal_ranks(values))
        frame.insert(list(frame.columns).index(name) + 1, f"{name}_rank", ranks.astype(int))
    frame["gap"] = (frame["importance"] - frame["satisfaction"]).round(9)
    frame["side"] = side_of_line(frame["gap"])
    order = frame.assign(_of=pd.Categorical(groups, groups.unique())).sort_values(
        ["_of", "gap"], ascending=[True, False], kind="stable"
    )
    return new_table(
        order.drop(columns="_of"), name="importance_gap", title="重要性与满意度差距", unit="分",
        formula="重要性均值 − 满意度均值；前两档占比之差", direction="越大越需要改善", counts="答卷数", titles=_TITLES,
        by=[name for name in ("group", "element") if name in frame], notes=["均值相等时按原次序排位"],
    )  # fmt: skip


def gap_of_answers(
    importance: pd.DataFrame, satisfaction: pd.DataFrame, highest: int = 5, groups: pd.Series[Any] | None = None
) -> Table:
    """Return mean and top-two gaps of answers, by group.

    Parameters
    ----------
    importance, satisfaction : DataFrame
        A row an answer, a column an element (the same in both), scores or NaN.
    highest : int
        The best score of the scale.
    groups : Series, optional
        The group of each answer; 全部 stands first in any case.

    Examples
    --------
    >>> wanted, found = pd.DataFrame({"住房": [5, 4, 5]}), pd.DataFrame({"住房": [2, 4, 3]})
    >>> gap_of_answers(wanted, found).frame[["element", "gap", "top_gap"]].round(3).values.tolist()
    [['住房', 1.667, 0.667]]
    """
    wholes = pd.Series("全部", index=importance.index)
    parts = [wholes] if groups is None else [wholes, groups]
    rows = []
    for of in parts:
        for group in [name for name in of.dropna().unique() if str(name)]:
            here = of == group
            for element in importance.columns:
                wanted, found = importance.loc[here, element], satisfaction.loc[here, element]
                rows.append(
                    {
                        "group": group,
                        "element": element,
                        "n": int((wanted.notna() & found.notna()).sum()),
                        "importance": wanted.mean(),
                        "satisfaction": found.mean(),
                        "importance_top": top_two_share(wanted, highest),
                        "satisfaction_top": top_two_share(found, highest),
                    }
                )
    frame = pd.DataFrame(rows)
    frame["top_gap"] = frame["importance_top"] - frame["satisfaction_top"]
    return gap_of_means(frame)
