"""Cells to clean text: mark-up, control characters and blank lines away, personal data masked."""

from __future__ import annotations

from html import unescape

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.read.masking import mask_column

_STEPS = (
    (r"_x000[dD]_", ""),
    (r"\r\n?|\x{2028}|\x{2029}", "\n"),
    (r"(?i)<\s*/?\s*(?:br|p|div|li|ul|ol|tr|h[1-6])\b[^<>\n]{0,200}>", "\n"),
    (r"</?[a-zA-Z!][^<>\n]{0,200}>", ""),
    (r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", " "),
    (r"[ \t\x{00a0}\x{3000}]+\n[ \t\x{00a0}\x{3000}]*|\n[ \t\x{00a0}\x{3000}]+", "\n"),
    (r"\n{2,}", "\n"),
    (r"^[\s\x{00a0}\x{3000}\x{feff}]+|[\s\x{00a0}\x{3000}]+$", ""),
)
LONGEST_TEXT = 100_000
"""Characters: a longer text is a page, or many, in one cell; it is cut there, with an ellipsis that says so."""
# What any of the steps, or an entity, changes: a text without it is clean, and one search tells.
_SIGNS = (
    r"&|_x000|[\r\x{2028}\x{2029}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|<\s*[/a-zA-Z!]"
    r"|[ \t\x{00a0}\x{3000}\n]\n|\n[ \t\x{00a0}\x{3000}]|^[\s\x{00a0}\x{3000}\x{feff}]|[\s\x{00a0}\x{3000}]$"
)


def clean_text(cells: pa.Array | pa.ChunkedArray, *, mask: bool = True) -> pa.Array:
    r"""Return texts ready for extraction; offsets refer to them.

    Parameters
    ----------
    cells : pyarrow.Array or ChunkedArray of string
    mask : bool
        Whether phone numbers, e-mail addresses and chat ids are masked, their length kept.

    Returns
    -------
    pyarrow.Array of string
        Null where nothing is left; cut at :data:`LONGEST_TEXT`.

    Examples
    --------
    >>> clean_text(pa.array(["<p>会焊接</p><br>电话13800000000", " "])).to_pylist()
    ['会焊接\n电话***********', None]
    """
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    cells = _cut(cells)
    unclean = pc.fill_null(pc.match_substring_regex(cells, _SIGNS), False)
    if unclean.true_count:
        cells = pc.replace_with_mask(cells, unclean, _cleaned(cells.filter(unclean)))
    cells = pc.if_else(pc.equal(cells, ""), None, cells)
    return mask_column(cells) if mask else cells


def is_complete(texts: pa.Array) -> pa.Array:
    """Return whether each text ends as its author ended it: not cut with an ellipsis.

    Examples
    --------
    >>> is_complete(pa.array(["会焊接。", "会焊接，能...", None])).to_pylist()
    [True, False, None]
    """
    return pc.invert(pc.match_substring_regex(texts, r"(?:\.{2,}|…)$"))


def split_list(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the items of cells such as 五险一金,包住 or 五险 包吃 包住.

    Examples
    --------
    >>> split_list(pa.array(["五险一金,包住", "全勤奖 包吃", None])).to_pylist()
    [['五险一金', '包住'], ['全勤奖', '包吃'], None]
    """
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    marks = pc.replace_substring_regex(cells, r"[,，;；、|\s\x{00a0}\x{3000}]+", ",")
    marks = pc.utf8_trim(marks, ",")
    return pc.split_pattern(pc.if_else(pc.equal(marks, ""), None, marks), ",")


def _cut(cells: pa.Array) -> pa.Array:
    if (pc.max(pc.binary_length(cells)).as_py() or 0) <= LONGEST_TEXT:
        return cells
    endless = pc.greater(pc.utf8_length(cells), LONGEST_TEXT)
    cut = pc.utf8_slice_codeunits(cells, 0, LONGEST_TEXT - 1)
    return pc.if_else(endless, pc.binary_join_element_wise(cut, "…", ""), cells)


def _cleaned(cells: pa.Array) -> pa.Array:
    cells = _unescaped(cells)
    for pattern, replacement in _STEPS:
        found = pc.match_substring_regex(cells, pattern)  # a search costs a tenth of a replacement
        if found.true_count:
            changed = pc.replace_substring_regex(cells.filter(found), pattern, replacement)
            cells = pc.replace_with_mask(cells, found, changed)
    return cells


def _unescaped(cells: pa.Array) -> pa.Array:
    escaped = pc.fill_null(pc.match_substring_regex(cells, r"&(?:#\d+|[a-zA-Z]+);"), False)
    if not pc.any(escaped).as_py():
        return cells
    plain = pa.array([unescape(text) for text in cells.filter(escaped).to_pylist()], pa.string())
    return pc.replace_with_mask(cells, escaped, plain)
