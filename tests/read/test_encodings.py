from __future__ import annotations

import io
import random

import pytest

from jobmine.errors import ReadError
from jobmine.read.encodings import detect_encoding

SIMPLIFIED = "职位名称,薪资,描述\n会计,6-8千,负责公司日常账务处理，熟悉税法与财务软件。\n" * 3
TRADITIONAL = "職位名稱,薪資,描述\n會計,6-8千,負責公司日常帳務處理，熟悉稅法與財務軟體。\n" * 3


def detect(data: bytes) -> str:
    return detect_encoding(lambda: io.BytesIO(data), "a.csv")


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        ("title,salary\naccountant,6000\n", "ascii", "utf-8"),
    ],
)
def test_encoding_is_found(text: str, written: str, found: str) -> None:
    data = text.encode(written)
    assert detect(data) == found
    assert data.decode(found) == text


def test_rare_characters_of_gb18030_are_kept() -> None:
    text = SIMPLIFIED + "𠮷田公司,㎡\n"
    assert text.encode("gb18030").decode(detect(text.encode("gb18030"))) == text


def test_a_late_character_decides() -> None:
    data = ("a,b\n" * 50_000 + SIMPLIFIED).encode("gb18030")
    assert detect(data) == "gb18030"


def test_western_text_is_not_taken_for_chinese() -> None:
    data = ("titre,ville\nÉlectricien qualifié,Orléans\nPréparateur de commandes,Béziers\n" * 20).encode("cp1252")
    assert "Orléans" in data.decode(detect(data))


@pytest.mark.parametrize("head", [b"\x7fELF\x02\x01\x01\x00", b"\x00\x01\x02\x03"])
def test_binary_file_is_refused(head: bytes) -> None:
    with pytest.raises(ReadError, match="binary file"):
        detect(head + random.Random(0).randbytes(5_000))


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_refused(seed: int) -> None:
    with pytest.raises(ReadError, match=r"a\.csv"):
        detect(random.Random(seed).randbytes(2_000))


def test_byte_order_mark_that_the_bytes_belie_is_refused() -> None:
    with pytest.raises(ReadError, match="begins as UTF-8-SIG"):
        detect(b"\xef\xbb\xbftitle\n\xff\xff\n")


def test_an_odd_number_of_bytes_is_not_utf_16() -> None:
    assert detect_encoding_or_none(SIMPLIFIED.encode("utf-16-be") + b"\n") != "utf-16-be"


def detect_encoding_or_none(data: bytes) -> str | None:
    try:
        return detect(data)
    except ReadError:
        return None
