"""Ratios of people and posts: each with its formula and the way it reads, and in words."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

LARGEST_DENOMINATOR = 5


class Index(NamedTuple):
    """An index of the labour market: Chinese name, formula, how it reads, whether high values mean shortage."""

    title: str
    formula: str
    direction: str
    high_is_shortage: bool


INDICES = {
    "vacancies_per_seeker": Index("求人倍率", "D / S(求职人数)", "大于 1 缺人", True),
    "vacancies_per_application": Index("CIER 与 TSI", "D / S(投递)", "大于 1 缺人", True),
    "supply_demand_ratio": Index("供需比", "S / D", "小于 1 缺人", False),
    "competition": Index("竞争指数", "投递 / 职位数", "越大竞争越激烈", False),
    "gap": Index("缺口", "D - S", "大于 0 缺人，单位为人", True),
    "share_gap": Index("投递招聘比", "(S 份额) / (职位份额)", "小于 1 缺人，1 平衡", False),
    "sdi": Index("供需景气指数 SDI", "100 (S/D)_t / (S/D)_首期", "大于 100 供给更充裕", False),
}


def quotient(top: ArrayLike, bottom: ArrayLike) -> Floats:
    """Return top / bottom; infinity where nothing stands below, nothing where both are zero.

    Examples
    --------
    >>> quotient([4, 3, 0], [1, 0, 0]).tolist()
    [4.0, inf, nan]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(top, dtype=np.float64) / np.asarray(bottom, dtype=np.float64)


def chain_ratio(base: float, demand_change: float, supply_change: float) -> float:
    """Return D / S a period later, from its value at the base and the changes of both, in per cent.

    As the CIER index is carried on: base (1 + d/100) / (1 + s/100).

    Examples
    --------
    >>> round(chain_ratio(1.35, -12.86, -37.75), 2)
    1.89
    """
    return base * (1 + demand_change / 100) / (1 + supply_change / 100)


def share_gap(
    applications: ArrayLike, all_applications: ArrayLike, postings: ArrayLike, all_postings: ArrayLike
) -> Floats:
    """Return the share of the applications over the share of the postings (投递招聘比): below 1 short of people.

    Examples
    --------
    >>> share_gap([5.25], 100, [7.84], 100).round(2).tolist()
    [0.67]
    """
    return quotient(quotient(applications, all_applications), quotient(postings, all_postings))


def ratio_words(posts: float, people: float, *, by_people: bool = False) -> tuple[str, float]:
    """Return a ratio of posts to people as a sentence, and the relative error of its fraction.

    The nearest fraction whose smaller number is at most 5.

    Parameters
    ----------
    posts, people : float
        Demand and supply.
    by_people : bool
        Demand is counted in people wanted, not in postings.

    Examples
    --------
    >>> ratio_words(4, 1)
    ('4个岗位争夺1个人才', 0.0)
    >>> words, error = ratio_words(178, 100)
    >>> words, round(error, 4)
    ('9个岗位争夺5个人才', 0.0112)
    >>> ratio_words(10, 25, by_people=True)
    ('5个人才竞争2个名额', 0.0)
    >>> ratio_words(3, 0)
    ('有岗位而无人应聘', nan)
    """
    if posts <= 0 or people <= 0:
        return ("有岗位而无人应聘" if posts > 0 else "有人才而无岗位" if people > 0 else "", float("nan"))
    short = posts >= people
    ratio = posts / people if short else people / posts
    nearest = Fraction(ratio).limit_denominator(LARGEST_DENOMINATOR)
    error = abs(float(nearest) / ratio - 1)
    place = "名额" if by_people else "岗位"
    if short:
        return f"{nearest.numerator}个{place}争夺{nearest.denominator}个人才", error
    return f"{nearest.numerator}个人才竞争{nearest.denominator}个{place}", error
