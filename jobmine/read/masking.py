"""Personal data in free text: phone numbers, e-mail addresses, chat ids, identity numbers.

Masks keep the length of what they mask, so that offsets into a text stay right.

Examples
--------
>>> mask_personal("简历投hr@example.com，电话138-0013-8000，微信号：abc_12345")
'简历投**************，电话*************，微信号：*********'
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_BEFORE, _AFTER = r"(?<![\d.])", r"(?![\d])"
_ID = r"(?P<{}>[A-Za-z0-9][-\w]{{4,19}})"
_PATTERN = re.compile(
    "|".join((
        r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*[@＠][\w-]+(?:\.[\w-]+)+",  # e-mail address
        rf"{_BEFORE}\d{{17}}[\dXx](?![\dA-Za-z])",  # identity number
        rf"(?:(?:\+|00)86[- ]?|{_BEFORE})1[3-9]\d(?:[- ]?\d{{4}}){{2}}{_AFTER}",  # mobile
        rf"{_BEFORE}1[3-9]\d{{2}}[- ]\d{{3}}[- ]\d{{4}}{_AFTER}",
        rf"{_BEFORE}[（(]?0\d{{2,3}}[)）]?[-—– ]{{0,2}}[2-8]\d{{6,7}}(?:\s?[-—转]\s?\d{{1,5}})?{_AFTER}",  # landline
        rf"{_BEFORE}[48]00[-—– ]?\d{{3,4}}[-—– ]?\d{{3,4}}{_AFTER}",  # hotline
        r"(?:(?i:QQ|扣扣|企鹅)(?:群|号码?|交流|邮箱)*\s?[:：]?\s?)(?P<qq>[1-9]\d{4,11})" + _AFTER,
        r"(?:(?:微信|威信|薇信|微❤|(?i:wechat|weixin)|(?<![A-Za-z])(?i:vx|wx))(?:同?号码?|ID|id)?\s?[:：是为+]?\s?)"
        + _ID.format("chat") + r"(?![\w])",
        r"(?:(?:电话|手机|热线|联系方式|(?i:tel|phone))(?:号码?)?\s?[:：]?\s?)(?P<phone>[2-8]\d{6,7})" + _AFTER,
    )),
    re.ASCII,
)  # fmt: skip
# What every text with personal data holds, for Arrow's regular expressions: linear in the text, without look-around.
_SIGNS = (
    r"\d{7}|[@＠]|1[3-9]\d{1,2}[- ]?\d{3,4}[- ]\d{4}|[48]00[-—– ]\d{3,4}|[48]00\d{3,4}[-—– ]"
    r"|((?i:qq)|扣扣|企鹅)[^\d\n]{0,8}\d{5}"
    r"|(微信|威信|薇信|微❤|(?i:wechat|weixin|vx|wx))(同?号码?|ID|id)?\s?[:：是为+]?\s?[A-Za-z0-9]"
)


def mask_personal(text: str) -> str:
    """Replace phone numbers, e-mail addresses and chat ids by asterisks of the same length.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> mask_personal("QQ：12345678，0512-57001234转8001")
    'QQ：********，******************'
    >>> mask_personal("月薪8000-12000元，执行GB/T 19001-2016，熟悉微信小程序")
    '月薪8000-12000元，执行GB/T 19001-2016，熟悉微信小程序'
    """
    return _PATTERN.sub(_stars, text)


def _stars(found: re.Match[str]) -> str:
    group = found.lastgroup or 0
    whole, secret = found.group(), found.group(group)
    start = found.start(group) - found.start()
    if group == "chat" and not re.search(r"[\d_]", secret) and not re.search(r"[号码:：]\s?$", whole[:start]):
        # words of a sentence follow the name of the service too: 微信mini program
        return whole
    return whole[:start] + "*" * len(secret) + whole[start + len(secret) :]


def mask_column(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Mask every text of a column; only those with a sign of personal data are looked at one by one.

    Parameters
    ----------
    texts : pyarrow.Array or ChunkedArray of string
        Null stays null.

    Examples
    --------
    >>> mask_column(pa.array(["电话13800138000", "会计", None])).to_pylist()
    ['电话***********', '会计', None]
    """
    if isinstance(texts, pa.ChunkedArray):
        return pa.chunked_array([mask_column(chunk) for chunk in texts.chunks], texts.type)
    marked = pc.fill_null(pc.match_substring_regex(texts, _SIGNS), False)
    if not pc.any(marked).as_py():
        return texts
    masked = pa.array([mask_personal(text) for text in texts.filter(marked).to_pylist()], pa.string())
    return pc.replace_with_mask(texts, marked, masked)
