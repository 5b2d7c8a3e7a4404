"""Seniority of a post, from level words in its title, then from the experience asked for.

Steps of experience (own): below three years 初级, below five 中级, from five 高级. Management is
only what a title says; customer, product and project managers manage by name only.
"""

from __future__ import annotations

from jobmine.normalise.wordlists import any_of

_WORDS = "taxonomies/seniority_words.tsv"
_IN_THIS_ORDER = ("初级", "管理", "中级", "高级")  # 管理培训生 is a beginner, 高级经理 a manager, 中高级 asks for 中级
_STEPS = ((5.0, "高级"), (3.0, "中级"))


def seniority_of(title: str | None, experience_min: float | None = None) -> str | None:
    """Return 初级, 中级, 高级 or 管理, or None where neither title nor experience tells.

    Parameters
    ----------
    title : str or None
        Title as given.
    experience_min : float or None
        Years of experience asked for, at least.

    Examples
    --------
    >>> [seniority_of(t) for t in ("高级Java工程师", "生产主管", "会计助理", "产品经理")]
    ['高级', '管理', '初级', None]
    >>> seniority_of("焊工", 3)
    '中级'
    """
    told = any_of(_WORDS, "none").sub(" ", title or "")
    for level in _IN_THIS_ORDER:
        if any_of(_WORDS, level).search(told):
            return level
    if experience_min is None or experience_min != experience_min:
        return None
    return next((level for years, level in _STEPS if experience_min >= years), "初级")
