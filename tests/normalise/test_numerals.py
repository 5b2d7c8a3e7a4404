from __future__ import annotations

import pytest

from jobmine.normalise.numerals import fold, is_unsaid, narrow, read_numeral


@pytest.mark.parametrize(
    ("run", "number"),
    [
        ("零", 0), ("三", 3), ("两", 2), ("十", 10), ("十五", 15), ("二十", 20), ("三十五", 35), ("一百", 100),
        ("一百零五", 105), ("一百五", 150), ("两千", 2000), ("三千五", 3500), ("一万五", 15000), ("一万零五", 10005),
        ("一万五千", 15000), ("十二万", 120000), ("二〇二三", 2023),
    ],
)  # fmt: skip
def test_numeral_is_read(run: str, number: int) -> None:
    assert read_numeral(run) == number


@pytest.mark.parametrize("text", ["五险一金", "统一着装", "一线城市", "第三产业", "三甲医院"])
def test_numerals_inside_words_stay(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("三到五年", "3-5年"), ("三五年", "3-5年"), ("半年", "0.5年"), ("一年半", "1.5年"), ("三到五千", "3-5千"),
        ("8,000 — 12,000", "8000-12000"), ("１０～１５Ｋ", "10-15k"), ("5千至8千", "5千-8千"), ("至少3年", "至少3年"),
        ("到岗", "到岗"),
    ],
)  # fmt: skip
def test_cell_is_folded_to_one_way_of_writing(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_narrowing_keeps_the_length() -> None:
    text = "Ｊａｖａ 实习～北京　９Ｋ"
    assert len(narrow(text)) == len(text)


@pytest.mark.parametrize("cell", ["", "-", "--", "/", "n/a", "nan", "null", "信息暂无", "其他"])
def test_place_holder_says_nothing(cell: str) -> None:
    assert is_unsaid(cell)
