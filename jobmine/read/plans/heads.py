"""What a cell of a course table is: a head, a semester, a type of course, a sum, a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from jobmine.data import read_tsv

_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八", 1)}
_ROMAN = str.maketrans({numeral: str(number) for number, numeral in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧ", 1)})
_SEMESTER = re.compile(r"第?([一二三四五六七八]|[1-8])(?:学?期)?(?:\(.*\)|\d*周数?)?")
_YEAR = re.compile(r"第?([一二三四1-4])学年")
_HALVES = {"上": 1, "下": 2}
_TOTAL = re.compile(
    r"(?:.{0,12}(?:小计|合计|总计|共计)|总学时.*|总学分.*|.*占(?:总|比).*|.*比例.*|.*周学时(?:数|合计)?"
    r"|(?:.{0,8}学时|.{0,8}学分)(?:小计|合计|总计|总数)?)(?:\(.*\))?"
)
_NUMBERING = re.compile(
    r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）.、．](?!\d)\s*|第[一二三四五六七八九十]+[章节部分]+\s*)+"
)
_MARKS = re.compile(r"[★☆▲△●◆■※*#◎]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WEEKS = re.compile(r"\d+(?:\.\d+)?\s*周")


def squeeze(text: str) -> str:
    r"""Return a cell without blanks, in half width, as heads are compared.

    Examples
    --------
    >>> squeeze("学 时\n（节）")
    '学时(节)'
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.translate(_ROMAN)))


@cache
def role_of(head: str) -> str:
    """Return what the column below a head holds, empty where it is not known.

    Examples
    --------
    >>> [role_of(head) for head in ("课程名称", "学时分配 总学时", "学时分配 理论", "开设学期", "主要内容", "张三")]
    ['course', 'hours', 'theory', 'term', 'text', '']
    """
    plain = squeeze(head)
    return next((row["role"] for row in read_tsv("read/plan_headers.tsv") if re.fullmatch(row["pattern"], plain)), "")


def semester_of(parts: Sequence[str]) -> int:
    """Return the semester that a head with its heads above stands for, 0 for none.

    Examples
    --------
    >>> semester_of(["各学期周学时", "三"]), semester_of(["第二学年", "1"]), semester_of(["第三学年", "下"])
    (3, 3, 6)
    >>> semester_of(["第5学期"]), semester_of(["学分"])
    (5, 0)
    """
    cells = [squeeze(part) for part in parts if part]
    if not cells:
        return 0
    year = next((_numeral(found[1]) for cell in cells[:-1] if (found := _YEAR.search(cell))), 0)
    if year and cells[-1][:1] in _HALVES:
        return 2 * year - 2 + _HALVES[cells[-1][:1]]
    found = _SEMESTER.fullmatch(cells[-1])
    number = _numeral(found[1]) if found else 0
    return 2 * year - 2 + number if year > 1 and number in (1, 2) else number


def type_of(label: str) -> str:
    """Return the type of course that a cell, a row across the table or a heading names, empty for none.

    Examples
    --------
    >>> [type_of(label) for label in ("（一）公共基础课程", "专业核心课", "集中实践环节", "专业选修", "必修")]
    ['公共基础课', '专业核心课', '实践', '专业拓展课', '']
    """
    return next((row["course_type"] for row in read_tsv("read/plan_types.tsv") if re.search(row["pattern"], label)), "")


def is_total(cell: str) -> bool:
    """Return whether a cell says that its row is a sum or a share.

    Examples
    --------
    >>> [is_total(cell) for cell in ("小计", "公共基础课合计", "总学时", "学时比例（%）", "统计学基础", "会计学分析")]
    [True, True, True, True, False, False]
    """
    return bool(_TOTAL.fullmatch(squeeze(cell)))


def clean_name(cell: str) -> str:
    r"""Return the name of a course without numbering, marks and breaks.

    Examples
    --------
    >>> clean_name("3.机械\n制图★"), clean_name("（二） C 语言"), clean_name("3D打印技术")
    ('机械制图', 'C 语言', '3D打印技术')
    """
    text = re.sub(r"(?<=[a-zA-Z0-9])\s+(?=[a-zA-Z0-9])| (?=[\u4e00-\u9fff])", "\x00", cell.strip())
    text = _MARKS.sub("", re.sub(r"\s+", "", text).replace("\x00", " "))
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", _NUMBERING.sub("", text.strip())).strip()


def number_of(cell: str) -> float | None:
    """Return the first number of a cell; weeks are no hours.

    Examples
    --------
    >>> number_of("64"), number_of("3.5学分"), number_of("2周"), number_of("—")
    (64.0, 3.5, None, None)
    """
    plain = squeeze(cell).replace(",", "")
    found = None if _WEEKS.fullmatch(plain) else _NUMBER.search(plain)
    return float(found[0]) if found else None


def _numeral(text: str) -> int:
    return _NUMERALS.get(text) or int(text)
