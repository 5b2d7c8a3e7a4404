"""Ratios of people and posts in words."""

from __future__ import annotations

from fractions import Fraction

LARGEST_DENOMINATOR = 5


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
