"""Two editions of one list: what entered, left and stayed, and how ranks moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from scipy.stats import kendalltau, spearmanr

ENTERED, LEFT, KEPT = "新增", "退出", "保留"


class Agreement(NamedTuple):
    """How two rankings of the same names agree: sum of squared differences, Spearman's rho, Kendall's tau."""

    sum_d2: float
    spearman: float
    kendall: float


def edition_changes(old: pd.Series, new: pd.Series) -> pd.DataFrame:
    """Return what became of each name from one edition of a ranking to the next.

    Parameters
    ----------
    old, new : Series
        Ranks by name, 1 the first.

    Returns
    -------
    DataFrame
        By name, in the order of the new ranks, then of the old: ``rank_old``, ``rank_new``, ``rank_change``
        (old less new: above 0 it rose) and ``state`` (新增, 退出, 保留).

    Examples
    --------
    >>> edition_changes(pd.Series({"上海": 1, "合肥": 2}), pd.Series({"上海": 1, "杭州": 2}))["state"].to_dict()
    {'上海': '保留', '杭州': '新增', '合肥': '退出'}
    """
    frame = pd.concat([old.rename("rank_old"), new.rename("rank_new")], axis="columns", join="outer").astype("Int64")
    frame["rank_change"] = frame["rank_old"] - frame["rank_new"]
    frame["state"] = KEPT
    frame.loc[frame["rank_old"].isna(), "state"] = ENTERED
    frame.loc[frame["rank_new"].isna(), "state"] = LEFT
    return frame.sort_values(["rank_new", "rank_old"], kind="stable")


def rank_agreement(old: pd.Series, new: pd.Series) -> Agreement:
    """Return how far two rankings agree on the names that both have.

    Examples
    --------
    >>> rank_agreement(pd.Series({"a": 1, "b": 2, "c": 3}), pd.Series({"a": 1, "b": 3, "c": 2})).sum_d2
    2.0
    """
    both = pd.concat([old.rename("old"), new.rename("new")], axis="columns", join="inner").dropna()
    if len(both) < 2:
        return Agreement(*[float("nan")] * 3)
    d2 = float(((both["old"] - both["new"]) ** 2).sum())
    return Agreement(
        d2,
        float(spearmanr(both["old"], both["new"]).statistic),
        float(kendalltau(both["old"], both["new"]).statistic),
    )


def repeated(names: Sequence[str]) -> dict[str, list[int]]:
    """Return the names that stand more than once in a list, with their places counted from 1.

    Examples
    --------
    >>> repeated(["上海", "青岛", "深圳", "青岛"])
    {'青岛': [2, 4]}
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names, 1):
        places.setdefault(name, []).append(place)
    return {name: found for name, found in places.items() if len(found) > 1}
