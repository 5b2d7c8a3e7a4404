"""Exports of questionnaires with one row an answer, as 问卷星 writes them: columns to questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jobmine.errors import ReadError
from jobmine.read.plain_tables import Cells, read_cells
from jobmine.read.sources import PathLike
from jobmine.read.survey.kinds import recognise
from jobmine.read.survey.questions import Question, Survey

# What an exporter adds to answers; names, addresses and telephones of people are never carried.
_ABOUT = re.compile(
    r"序号|编号|答卷编号|提交(?:答卷)?时间|开始(?:答题)?时间|所用时间|用时|答题时长|来源|来源详情|来自\s*ip|ip(?:地址)?|"
    r"总分|昵称|用户名?|微信.*|openid|姓名|您的姓名|手机.*|电话.*|联系方式|邮箱|状态|所在地区?|省份?|城市|自定义.*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[(（]?\s*(?:跳过|空|未填|未答|无效)\s*[)）]?|-2|-3|-")
_NUMBERED = re.compile(r"^\s*[QＱ]?(\d{1,3})\s*[、.．:：)）]\s*(.*)$", re.DOTALL)
_ITEM = re.compile(
    r"^(.*?)\s*(?:[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]|[—–:：]+\s*([^—–:：]+))\s*$", re.DOTALL
)
_HINT = re.compile(
    r"\s*[\[【(（]\s*(?:(?:单选|多选|排序|填空|量表|矩阵[^\]】)）]*)题?|可多选|最多选.{1,3}项|必填|必答)\s*[\]】)）]\s*"
)


def read_survey(path: PathLike) -> Survey:
    r"""Read an export: its header of one or two rows, and what kind each question is.

    Parameters
    ----------
    path : path
        ``.xlsx``, ``.xls`` or ``.csv``; the first sheet. Columns of one question (the options of a several-choice
        question, the rows of a matrix) share its number or its title. Columns about the answer (time, address,
        name, telephone) are left out.

    Raises
    ------
    ReadError
        If there is no row of answers or no question.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "问卷.csv")
    ...     rows = ["序号,1、您的性别,2、您看重什么", "1,男,薪酬┋发展", "2,女,薪酬", "3,女,(空)"]
    ...     _ = path.write_text("\n".join(rows), encoding="utf-8")
    ...     [(q.number, q.title, q.kind, q.options) for q in read_survey(path).questions]
    [('1', '您的性别', 'single', ('男', '女')), ('2', '您看重什么', 'several', ('薪酬', '发展'))]
    """
    import pandas as pd

    sheet = read_cells(path)[0]
    header, rows = _header(sheet)
    if not rows:
        raise ReadError(f"{sheet.source}: no row of answers below the header")
    cells = pd.DataFrame([[_answer(cell) for cell in row] for row in rows], dtype=str)
    groups = _groups(header)
    if not groups:
        raise ReadError(f"{sheet.source}: no question; found the columns {', '.join(filter(None, header))}")
    questions = [recognise(group, cells) for group in groups]
    return Survey(sheet.source, cells, tuple(q for found in questions for q in found))


def _answer(cell: str | None) -> str:
    text = (cell or "").strip()
    return "" if _NOTHING.fullmatch(text) else text


def _header(sheet: Cells) -> tuple[list[str], list[tuple[str | None, ...]]]:
    """Return one name a column: a title that is merged over its options is set before each of them."""
    first = list(sheet.rows[0])
    second = list(sheet.rows[1]) if len(sheet.rows) > 1 else [None] * len(first)
    starts = [i for i, cell in enumerate(first) if cell]
    spans = {i: range(i, (starts[at + 1] if at + 1 < len(starts) else len(first))) for at, i in enumerate(starts)}
    merged = [span for span in spans.values() if len(span) > 1]
    single = [i for i, span in spans.items() if len(span) == 1]
    has_two = bool(merged) and all(second[i] in (None, first[i]) for i in single)
    if not has_two:
        return [cell or "" for cell in first], sheet.rows[1:]
    names = [cell or "" for cell in first]
    for span in merged:
        for i in span:
            names[i] = f"{first[span[0]]}（{second[i] or i - span[0] + 1}）"
    return names, sheet.rows[2:]


def _groups(header: Sequence[str]) -> list[Question]:
    """Return the questions, not yet recognised: columns of one number, or of one title with items in brackets."""
    found: dict[tuple[str, str], Question] = {}
    for place, name in enumerate(header):
        numbered = _NUMBERED.match(name)
        number, rest = (numbered[1], numbered[2]) if numbered else ("", name)
        if not rest.strip() or (not numbered and _ABOUT.fullmatch(rest.strip())):
            continue
        title, item = _split_item(_HINT.sub("", rest).strip())
        key = (number, "") if number else ("", title if item else f"{title}\0{place}")
        if key in found:
            before = found[key]
            found[key] = replace(before, columns=(*before.columns, place), items=(*before.items, item or rest))
        else:
            found[key] = Question(number or f"#{place + 1}", title, "", (place,), (item,))
    whole = []
    for question in found.values():
        if len(question.columns) == 1:
            only = f"{question.title}（{question.items[0]}）" if question.items[0] else question.title
            whole.append(replace(question, title=only, items=()))
        else:
            whole.append(replace(question, items=_distinct(question.items)))
    return whole


def _distinct(items: tuple[str, ...]) -> tuple[str, ...]:
    """Return items with a number behind those that stand twice.

    Examples
    --------
    >>> _distinct(("薪酬", "发展", "薪酬"))
    ('薪酬', '发展', '薪酬 (2)')
    """
    return tuple(
        item if item not in items[:i] else f"{item} ({items[:i].count(item) + 1})" for i, item in enumerate(items)
    )


def _split_item(title: str) -> tuple[str, str]:
    """Return a title and the item at its end.

    Examples
    --------
    >>> _split_item("您看重什么(薪酬)"), _split_item("满意度—工作环境"), _split_item("您的性别")
    (('您看重什么', '薪酬'), ('满意度', '工作环境'), ('您的性别', ''))
    """
    found = _ITEM.match(title)
    if not found or not found[1].strip():
        return title, ""
    return found[1].strip(), (found[2] or found[3] or "").strip()
