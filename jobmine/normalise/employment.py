"""Form of employment, from its own cell or from a title."""

from __future__ import annotations

import re

from jobmine.normalise.numerals import narrow
from jobmine.normalise.parsed import Parsed

# In this order: an internship offered through an agency is an internship.
_FORMS = tuple(
    (form, re.compile(pattern))
    for form, pattern in {
        "internship": r"实习|见习(?:生|岗)|(?<![a-z])intern(?:ship)?s?(?![a-z])|在校生",
        "part_time": r"兼职|小时工(?![作资])|钟点工|日结|临时工|寒假工|暑假工|假期工|短期工|part[ -]?time",
        "platform": r"众包|骑手|外卖员|送餐员|网约车(?:司机|师傅)|代驾(?:司机|员|师傅)|跑腿",
        "outsourced": r"外包|外派|驻场|派遣|外协|(?<![a-z])od(?![a-z])",
        "project": r"项目制|项目合作|按项目|短期项目|自由职业|freelance",
        "full_time": r"全职|全日制|正式|校招|校园招聘|社招|社会招聘|full[ -]?time",
    }.items()
)
# Words that only sound like a form: 非外包 denies it, 可兼职 leaves it open, 外包项目经理 and 骑手站长
# run those who have it, 实习证明 is a paper, 外派海外 is a place.
_NO_FORM = re.compile(
    r"(?:非|不是|不招|不|无|拒绝|谢绝|可(?:接受|以)?)(?:纯)?(?:外包|外派|驻场|派遣|兼职|实习生?|众包|od)"
    r"|(?:外包|外协|派遣|众包|骑手|外卖员|代驾)(?:项目|业务|供应商|质量|渠道|招聘|销售)*(?:管理|经理|主管|总监|采购|运营|专员|站长|顾问)"
    r"|(?:人力|人力资源|业务|服务)外包(?=业务|销售|招|项目)|外包转"
    r"|实习生(?:管理|导师|督导)|实习(?:证明|证|期|律师证)|外派(?:海外|国外|非洲|东南亚)|od[oe]o?"
    r"|(?:全职?|专职?)[/、或和及]兼职?|兼职?[/、或和及]全职"
)


def parse_employment(text: str) -> Parsed[str]:
    """Return the form of employment that a cell or a title names, one of ``schema.EMPLOYMENTS``.

    Parameters
    ----------
    text : str
        Cell of 工作性质, or a title. A title that names no form gives no value and no reason why: it
        is not asked to.

    Examples
    --------
    >>> parse_employment("财务助理（实习）").value, parse_employment("全职").value
    ('internship', 'full_time')
    >>> parse_employment("外包项目经理").value is None
    True
    """
    cell = _NO_FORM.sub("", narrow(text))
    for form, pattern in _FORMS:
        if found := pattern.search(cell):
            return Parsed(form, f"named: {found[0]}")
    return Parsed(reason="no form of employment named") if text.strip() else Parsed()
