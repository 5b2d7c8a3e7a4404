"""Terms that say much the same in other words: 责任心 and 责任感, 团队精神 and 团队合作精神."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FRAMES = re.compile("(?:能力|精神|软件|管理)$")


def say_the_same(one: str, other: str, kind: str = "") -> bool:
    """Return whether two terms say much the same: the shorter is in the longer, or they share what tells.

    Parameters
    ----------
    one, other : str
    kind : str
        Of certificates only those are the same of which one holds all characters of the other: grades differ by one.

    Examples
    --------
    >>> say_the_same("责任心", "责任感"), say_the_same("沟通能力", "沟通协调能力"), say_the_same("沟通能力", "学习能力")
    (True, True, False)
    >>> say_the_same("会计证", "会计从业资格证", "certificate"), say_the_same("初级会计师", "中级会计师", "certificate")
    (True, False)
    """
    if re.search("[A-Za-z]", one + other):
        return one in other or other in one
    a, b = (set(_FRAMES.sub("", name)) for name in (one, other))
    if kind == "certificate":
        return a <= b or b <= a
    return len(a & b) > 0.5 * min(len(a), len(b)) or (len(a) == len(b) == 2 and bool(a & b))


def nearest(term: str, kind: str, others: Iterable[str]) -> str:
    """Return the first of some terms of the same kind that says the same, empty where none does.

    Knowledge and majors are taken at their word.

    Examples
    --------
    >>> nearest("沟通技巧", "skill", ["学习能力", "沟通能力"]), nearest("财会", "major", ["会计"])
    ('沟通能力', '')
    """
    if kind in ("knowledge", "major"):
        return ""
    return next((other for other in others if say_the_same(term, other, kind)), "")
