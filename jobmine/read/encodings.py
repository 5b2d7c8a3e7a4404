"""The encoding of a text file, found from its bytes.

Strict UTF-8 first, then GB18030 (which contains GBK) against Big5, then charset-normalizer. Nearly
every pair of high bytes is *some* character in GB18030, so that decoding without error proves
little: a candidate must also give mostly common characters.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import cache
from typing import BinaryIO

from jobmine.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAMPLE = 1 << 16
_PIECE = 1 << 20
_PLAUSIBLE = 0.6  # right decodings of real files lie above 0.95, wrong ones below 0.5
# First bytes of the rows that hold the 3,755 and 5,401 common characters, and punctuation.
_COMMON_ROWS = {
    "gb18030": ("gb2312", [*range(0xA1, 0xA4), *range(0xB0, 0xD8)]),
    "big5hkscs": ("big5", range(0xA1, 0xC7)),
}
_CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\v\x1b")


def detect_encoding(open_file: Callable[[], BinaryIO], where: str) -> str:
    r"""Return the name of the encoding of a text file.

    Parameters
    ----------
    open_file : callable
        Opens the file for reading bytes.
    where : str
        What messages call the file.

    Raises
    ------
    ReadError
        If the file is binary or no encoding fits.

    Examples
    --------
    >>> import io
    >>> detect_encoding(lambda: io.BytesIO("职位名称,薪资\n会计,6-8千".encode("gbk")), "a.csv")
    'gb18030'
    """
    with open_file() as file:
        head = file.read(_SAMPLE)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            if not _decodes(open_file, encoding):
                raise ReadError(
                    f"{where}: the file begins as {encoding.upper()} but holds bytes that are not; "
                    "save it anew, or name its encoding: bytes that do not fit it are then replaced"
                )
            return encoding
    if (wide := _wide_encoding(head)) and _decodes(open_file, wide):
        return wide
    if sum(byte in _CONTROLS for byte in head) > 0.002 * len(head):
        raise ReadError(f"{where}: this is a binary file, not text; check that it is what its name says")
    if _decodes(open_file, "utf-8"):
        return "utf-8"
    fitting = [(_commonness(head, name), name) for name in _COMMON_ROWS if _decodes(open_file, name)]
    score, best = max(fitting, default=(0.0, ""))
    if score >= _PLAUSIBLE:
        return best
    if (guess := _guess(head)) and _decodes(open_file, guess):
        return guess
    raise ReadError(
        f"{where}: no encoding fits (tried UTF-8, GB18030, Big5 and what charset-normalizer knows); "
        "save the file as UTF-8, or name its encoding: bytes that do not fit it are then replaced"
    )


def _wide_encoding(head: bytes) -> str | None:
    """Return UTF-16 without a byte order mark: delimiters and digits have a zero byte on one side."""
    zeros = head[0::2].count(0), head[1::2].count(0)
    if min(zeros) > 0.02 * max(zeros) or max(zeros) < 0.02 * len(head):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _decodes(open_file: Callable[[], BinaryIO], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open_file() as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _commonness(head: bytes, encoding: str) -> float:
    """Return the share of common characters among those that are not ASCII."""
    text = [char for char in head.decode(encoding, errors="ignore") if char > "\x7f"]
    return sum(char in _common_characters(encoding) for char in text) / len(text) if text else 1.0


@cache
def _common_characters(encoding: str) -> frozenset[str]:
    codec, rows = _COMMON_ROWS[encoding]
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    return frozenset("".join(bytes((row, trail)).decode(codec, "ignore") for row in rows for trail in trails))


def _guess(head: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(head).best()
    return best.encoding if best else None
