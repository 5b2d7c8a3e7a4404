"""Rules of a policy text: who may have what, how much, for which period [own]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from operator import itemgetter

from jobmine.data import read_tsv
from jobmine.extract.policy_conditions import find_conditions, find_levels
from jobmine.normalise.numerals import fold

_SENTENCE = re.compile(r"[^。；;！!\n]+")
_MONEY = re.compile(
    r"(?<!年薪)(?<!收入)(?<!达到)(?<![\d.])(?P<low>不低于|不少于|至少|最低)?(?P<high>最高|不超过|不高于|至多|上限)?(?:可?(?:达|给予|为))?"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>亿元|万元|元|%)(?P<after>及?以内|以下|及?以上|起)?(?:/(?:人|户))?(?P<per>/月|/年)?"
)
_PERIODS = {
    "一次性": "一次性", "每月": "每月", "按月": "每月", "/月": "每月", "每年": "每年", "按年": "每年", "/年": "每年",
    "每人每年": "每年",
}  # fmt: skip
_PERIOD = re.compile("一次性|每人每年|每月|按月|每年|按年")
_SPAN = re.compile(
    r"(?:期限为?|连续(?:发放|补贴|给予)?|最长|共(?:发放)?|为期|(?<!毕业)不超过)(?P<years>\d+)年|(?P<within>\d+)年内每"
)
_LISTED = re.compile(r"((?:\d+(?:\.\d+)?、)+)(\d+(?:\.\d+)?)(万元|元)")  # 3、5万元: the unit is shared
_GRANTS = re.compile("可|准予|允许|直接|给予|发放|享受|领取|申领|支持|资助")


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule: a benefit, and who may have it.

    Attributes
    ----------
    benefit : str
        落户, or a sum as it is named: 购房补贴.
    conditions : tuple of str
        See :mod:`jobmine.extract.policy_conditions`; all of them must be met.
    amount : float or None
    unit : str
        元, 万元, 亿元 or %.
    bound : str
        ``max``, ``min``, or empty where the amount is exact.
    period : str
        一次性, 每月, 每年; with its span where that is stated: ``每年，3年``.
    start, end : int
        The sentence in its text.
    """

    benefit: str
    conditions: tuple[str, ...] = ()
    amount: float | None = None
    unit: str = ""
    bound: str = ""
    period: str = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


def find_clauses(text: str) -> list[Clause]:
    """Return the rules of a policy text.

    A rule stands in one sentence: a benefit with an amount, or with a word that grants it. What stands before
    the first benefit holds for all of the sentence, unless a later part states the same condition otherwise.
    Levels of education with 分别 and as many amounts are so many rules.

    Parameters
    ----------
    text : str
        A policy text, as it stands.

    Examples
    --------
    >>> [found] = find_clauses("对新落户、35周岁以下的硕士，给予每年1.5万元租房补贴，期限3年。")
    >>> found.conditions, found.amount, found.unit, found.period
    (('新落户', '年龄<=35', '学历=硕士'), 1.5, '万元', '每年，3年')
    >>> [(c.conditions, c.amount) for c in find_clauses("对硕士、博士分别给予3万元、5万元安家补贴。")]
    [(('学历=硕士',), 3.0), (('学历=博士',), 5.0)]
    """
    return [
        replace(clause, start=match.start() + len(match[0]) - len(match[0].lstrip()), end=match.end())
        for match in _SENTENCE.finditer(text)
        for clause in _of_sentence(fold(match[0]))
    ]


def _of_sentence(sentence: str) -> Iterator[Clause]:
    sentence = _LISTED.sub(lambda match: match[1].replace("、", match[3] + "、") + match[2] + match[3], sentence)
    parts = _parts(sentence)
    if not parts or not (_GRANTS.search(sentence) or _MONEY.search(sentence)):
        return
    shared = find_conditions(_bare(parts[0][0]))
    for context, part in parts:
        own = find_conditions(_bare(context + "," + part))
        keys = {_key(condition) for condition in own}
        conditions = [c for c in shared if c not in own and _key(c) not in keys] + own
        yield from _of_part(context + "," + part, conditions)


def _parts(sentence: str) -> list[tuple[str, str]]:
    """Return the parts of a sentence with a benefit; what stands before goes with each, what follows with the last."""
    parts: list[tuple[str, str]] = []
    waiting = ""
    for piece in re.split("[,:]", sentence):
        granted = _benefits(piece)
        if granted and not (parts and _is_bare(granted) and not _MONEY.search(piece)):  # 连续补贴3年 is no benefit
            parts.append((waiting, piece))
            waiting = ""
        elif parts and not find_conditions(_bare(piece)):
            parts[-1] = (parts[-1][0], f"{parts[-1][1]},{piece}")
        else:
            waiting = f"{waiting},{piece}" if waiting else piece
    if waiting and parts:
        parts[-1] = (parts[-1][0], f"{parts[-1][1]},{waiting}")
    return parts


def _of_part(text: str, conditions: list[str]) -> Iterator[Clause]:
    sums, benefits = list(_MONEY.finditer(text)), _benefits(text)
    levels = find_levels(_bare(text))
    shared = [condition for condition in conditions if not condition.startswith("学历=")]
    if "分别" in text and len(benefits) == 1 and len(levels) == len(sums) > 1:
        for level, stated in zip(levels, sums, strict=True):
            yield _clause(text, benefits[0][0], [*shared, f"学历={level}"], stated)
        return
    for name, place in benefits:
        near = min(sums, key=lambda match: abs(match.start() - place), default=None)
        settles = name in _settling()
        yield _clause(text, name, conditions, None if settles else near)


def _clause(text: str, benefit: str, conditions: list[str], stated: re.Match[str] | None) -> Clause:
    if stated is None:
        return Clause(benefit, tuple(conditions))
    after = stated["after"] or ""
    low, high = stated["low"] or after.endswith(("上", "起")), stated["high"] or after.endswith(("内", "下"))
    named = _PERIOD.search(text)
    period = _PERIODS.get(stated["per"] or (named[0] if named else ""), "")
    span = _SPAN.search(text)
    period = "，".join(filter(None, [period, f"{span['years'] or span['within']}年" if span else ""]))
    bound = "min" if low else "max" if high else ""
    return Clause(benefit, tuple(conditions), float(stated["number"]), stated["unit"], bound, period)


def _key(condition: str) -> str:
    """Return what a condition compares, the whole of it where it compares nothing."""
    return re.split("[<>=]", condition)[0]


def _bare(text: str) -> str:
    """Return a text with money, periods and benefits blanked."""
    for pattern in (_MONEY, _SPAN, _PERIOD, *(pattern for pattern, _, _ in _patterns())):
        text = pattern.sub(lambda match: "|" * len(match[0]), text)
    return text


def _benefits(text: str) -> list[tuple[str, int]]:
    """Return the benefits that a text names, each once, and where; the first pattern that fits a place counts.

    Bare words (补贴, 奖励) count only where nothing is named in full.
    """
    found: dict[str, int] = {}
    for pattern, name, kind in _patterns():
        if kind == "bare" and found:
            continue
        for match in pattern.finditer(text):
            found.setdefault(name or match[0], match.start())
        text = pattern.sub(lambda match: "|" * len(match[0]), text)
    return sorted(found.items(), key=itemgetter(1))


def _is_bare(benefits: list[tuple[str, int]]) -> bool:
    bare = [pattern for pattern, _, kind in _patterns() if kind == "bare"]
    return all(any(pattern.fullmatch(name) for pattern in bare) for name, _ in benefits)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    return [
        (re.compile(row["pattern"]), row["benefit"], row["kind"]) for row in read_tsv("extract/policy_benefits.tsv")
    ]


@cache
def _settling() -> frozenset[str]:
    return frozenset(name for _, name, kind in _patterns() if kind == "settle")
