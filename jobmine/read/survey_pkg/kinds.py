"""What kind a question is, by its answers; a person confirms it in a sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from math import comb
from typing import TYPE_CHECKING

from jobmine.read.survey import LIKERT, NUMBER, RANKING, SEVERAL, SINGLE, TEXT, Question, strip_other

if TYPE_CHECKING:
    import pandas as pd

JOINED = "┋"
RANKED = re.compile(r"→|->|＞|>")
_PICKED, _NOT_PICKED = {"1", "选中", "是", "√", "✓", "true", "y"}, {"0", "", "未选中", "否", "false", "n"}
_WHOLE = re.compile(r"-?\d+(?:\.0)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SCALE_TITLE = re.compile(r"满意|同意|认同|赞同|重要|程度|意愿|符合|评价|打分|评分|了解|影响|愿意")
_VERY = re.compile(r"^(?:非常|十分|很|极其|极|完全|特别|强烈)")
_RATHER = re.compile(r"^(?:比较|较为|较|基本|有点|有些|不太)")
_MIDDLE = re.compile(r"^(?:一般.{0,3}|中立|不确定|说不清|无所谓|中等|普通|既不.+也不.+)$")
_STEM = re.compile(
    r"(?:满意|同意|愿意|重要|符合|了解|认同|赞同|清楚|需要|关注|适应|胜任|熟悉|影响|必要|支持|反对|认可)的?$|"
    r"^(?:非常|十分|很|极|比较|较|不太|不)?(?:好|高|大|强|多|差|低|小|弱|少)$"
)
_NEGATIVE = re.compile(r"不|没|差|低|小|弱|少|反对")
_FIRST_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DOWN, _UP = re.compile(r"以下|以内|不足|少于|低于|^[^\d]*[≤<＜]"), re.compile(r"以上|超过|多于|高于|^[^\d]*[≥>＞]")
_LARGEST_SCALE = 10
_MOST_OPTIONS = 30
_RENAMED_BELOW = 1e-5


def recognise(question: Question, cells: pd.DataFrame) -> list[Question]:
    """Return the question with its kind and its options; columns that do not belong together as several questions.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({0: ["非常满意", "一般", "不满意"], 1: ["1", "0", "1"], 2: ["0", "1", "1"]})
    >>> scale = recognise(Question("1", "您满意吗", "", (0,)), cells)[0]
    >>> scale.kind, scale.options, scale.scores
    ('likert', ('不满意', '一般', '非常满意'), (2.0, 3.0, 5.0))
    >>> recognise(Question("2", "您看重什么", "", (1, 2), ("薪酬", "发展")), cells)[0].kind
    'several'
    """
    part = cells[list(question.columns)]
    if len(question.columns) == 1:
        return [_one_column(question, part.iloc[:, 0])]
    values = {value for column in part for value in part[column].unique()}
    picks = [{strip_other(v).lower() for v in part[c].unique()} for c in part]
    if all(seen <= _PICKED | _NOT_PICKED | {item.lower()} for seen, item in zip(picks, question.items, strict=True)):
        return [replace(question, kind=SEVERAL, options=question.items)]
    filled = {value for value in values if value}
    if all(_WHOLE.fullmatch(value) for value in filled):
        if _are_places(part, len(question.columns)):
            return [replace(question, kind=RANKING, options=question.items)]
        return [_scale_of_numbers(question, filled)]
    if scores := scale_scores({strip_other(value) for value in filled}):
        return [replace(question, kind=LIKERT, options=tuple(scores), scores=tuple(scores.values()))]
    alone = [
        replace(
            question, number=f"{question.number}-{i}", title=f"{question.title}（{item}）", columns=(place,), items=()
        )
        for i, (place, item) in enumerate(zip(question.columns, question.items, strict=True), start=1)
    ]
    return [_one_column(one, cells[one.columns[0]]) for one in alone]


def scale_scores(labels: set[str]) -> dict[str, float]:
    """Return the labels of a scale from the lowest to the highest with their scores; empty where they are none.

    By rule: 非常, 比较 and 不 before a stem of opinion, 一般 in the middle. Where both 比较满意 and 满意 stand the
    scale has seven points, else five. Scores do not depend on which labels were chosen by nobody.

    Examples
    --------
    >>> scale_scores({"非常不同意", "不同意", "同意", "非常同意"})
    {'非常不同意': 1.0, '不同意': 2.0, '同意': 4.0, '非常同意': 5.0}
    >>> scale_scores({"男", "女"})
    {}
    """
    steps = {label: _step(label) for label in labels if label}
    known = [step for step in steps.values() if step is not None]
    if len(known) < 2 or len(known) < len(steps) or len(set(known)) < len(known):
        return {}
    sizes = {abs(step) for step in known}
    seven = {1, 2} <= sizes
    points = {-3: 1, -2: 2, -1: 3, 0: 4, 1: 5, 2: 6, 3: 7} if seven else {-3: 1, -2: 2, -1: 2, 0: 3, 1: 4, 2: 4, 3: 5}
    scored = {label: float(points[step]) for label, step in steps.items() if step is not None}
    return dict(sorted(scored.items(), key=lambda pair: pair[1])) if len(set(scored.values())) == len(scored) else {}


def renamed_options(answers: pd.Series[str]) -> list[tuple[str, str]]:
    """Return pairs of options of which the first is never chosen again once the second is: renamed half-way, it seems.

    Answers are in the order in which they came in. A pair is named where chance would part the two so in less
    than one case in a hundred thousand.

    Examples
    --------
    >>> import pandas as pd
    >>> renamed_options(pd.Series(["5千以下", "女生"] * 12 + ["5000以下", "女生"] * 12))
    [('5千以下', '5000以下')]
    """
    filled = answers[answers != ""].reset_index(drop=True)
    places = {name: group.index for name, group in filled.groupby(filled)}
    return [
        (old, new)
        for old in places for new in places
        if old != new and places[old].max() < places[new].min()
        and 1 / comb(len(places[old]) + len(places[new]), len(places[old])) < _RENAMED_BELOW
    ]  # fmt: skip


def _one_column(question: Question, answers: pd.Series[str]) -> Question:
    filled = answers[answers != ""]
    plain = filled.map(strip_other)
    if filled.str.contains(JOINED).any():
        parts = filled.str.split(JOINED).explode().map(strip_other)
        return replace(question, kind=SEVERAL, options=_by_frequency(filled, JOINED), doubt=_doubt(parts))
    if len(filled) and filled.str.contains(RANKED).mean() > 0.5:
        return replace(question, kind=RANKING, options=_by_frequency(filled, RANKED.pattern))
    distinct = Counter(plain)
    if scores := scale_scores(set(distinct)):
        return replace(question, kind=LIKERT, options=tuple(scores), scores=tuple(scores.values()))
    if distinct and all(_NUMBER.fullmatch(value) for value in distinct):
        if all(_WHOLE.fullmatch(value) for value in distinct) and len(distinct) <= _LARGEST_SCALE:
            if _SCALE_TITLE.search(question.title):
                return _scale_of_numbers(question, set(distinct))
            options = tuple(sorted(distinct, key=float))
            doubt = "选项是代码，请在选项列写明含义" if max(map(float, distinct)) <= _MOST_OPTIONS else ""
            return replace(question, kind=SINGLE if doubt else NUMBER, options=options if doubt else (), doubt=doubt)
        return replace(question, kind=NUMBER)
    repeats = len(filled) / max(len(distinct), 1)
    if not distinct or len(distinct) > _MOST_OPTIONS or (repeats < 2 and len(distinct) > 5):
        return replace(question, kind=TEXT)
    return replace(question, kind=SINGLE, options=_in_order(dict.fromkeys(plain)), doubt=_doubt(plain))


def _doubt(answers: pd.Series[str]) -> str:
    return "；".join(f"“{old}”之后只见“{new}”，是否改过名" for old, new in renamed_options(answers))


def _in_order(options: Iterable[str]) -> tuple[str, ...]:
    """Return options as they came in, classes of a quantity by their numbers.

    Examples
    --------
    >>> _in_order(["25~40岁", "25岁以下", "41岁以上"])
    ('25岁以下', '25~40岁', '41岁以上')
    """
    names = list(options)
    first = {name: found for name in names if (found := _FIRST_NUMBER.search(name))}
    if len(first) < len(names):
        return tuple(names)
    side = {name: -1 if _DOWN.search(name) else 1 if _UP.search(name) else 0 for name in names}
    return tuple(sorted(names, key=lambda name: (float(first[name][0]), side[name])))


def _by_frequency(answers: pd.Series[str], separator: str) -> tuple[str, ...]:
    counts = Counter(strip_other(part) for cell in answers for part in re.split(separator, cell) if part.strip())
    return tuple(name for name, _ in sorted(counts.items(), key=lambda pair: -pair[1]))


def _are_places(part: pd.DataFrame, k: int) -> bool:
    """Whether rows hold places from 1 to k, each given once, and first places are given."""
    rows = [[float(value) for value in row if value] for row in part.to_numpy()]
    filled = [row for row in rows if row]
    distinct = all(len(set(row)) == len(row) and min(row) >= 1 and max(row) <= k for row in filled)
    return bool(filled) and distinct and sum(1.0 in row for row in filled) > len(filled) / 2 and k > 2


def _scale_of_numbers(question: Question, values: set[str]) -> Question:
    numbers = sorted(int(float(value)) for value in values)
    if not numbers or numbers[0] < 0 or numbers[-1] > _LARGEST_SCALE:
        return replace(question, kind=NUMBER)
    highest = next(top for top in (5, 7, 10) if numbers[-1] <= top)
    points = range(min(1, numbers[0]), highest + 1)
    doubt = "" if numbers[-1] == highest else f"最高分按 {highest} 计，请核对"
    return replace(
        question, kind=LIKERT, options=tuple(map(str, points)), scores=tuple(map(float, points)), doubt=doubt
    )


def _step(label: str) -> int | None:
    """Return how far a label lies from the middle, -3 to 3; None where it is no label of opinion."""
    if _MIDDLE.match(label):
        return 0
    if len(label) > 8 or not _STEM.search(label):
        return None
    size = 3 if _VERY.search(label) else 1 if _RATHER.search(label) else 2
    return -size if _NEGATIVE.search(label) else size
