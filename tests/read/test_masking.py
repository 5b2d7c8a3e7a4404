from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.read.masking import mask_column, mask_personal


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800138000", "电话***********"),
        ("138-0013-8000", "*************"),
        ("139 0000 1111", "*************"),
        ("+86 13800138000", "***************"),
        ("0512-57001234转8001", "******************"),
        ("（021）57001234", "*************"),
        ("400-820-8820", "************"),
        ("电话：62345678", "电话：********"),
        ("hr@example.com.cn", "*****************"),
        ("简历投：a.b_c@mail.example.com；", "简历投：**********************；"),
        ("QQ：12345678", "QQ：********"),
        ("qq群 123456789", "qq群 *********"),
        ("微信号：abc_12345", "微信号：*********"),
        ("加微信zhangsan123咨询", "加微信***********咨询"),
        ("微信号zhaopin-hr", "微信号**********"),
        ("vx:hr666888", "vx:********"),
        ("微信同号13800138000", "微信同号***********"),
        ("身份证110101199003071234", "身份证******************"),
    ],
)
def test_personal_data_is_masked_in_its_length(text: str, masked: str) -> None:
    assert mask_personal(text) == masked
    assert len(masked) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "月薪8000-12000元，13-16薪",
        "执行GB/T 19001-2016与ISO9001标准",
        "2010-2011年，20240501-20240930",
        "熟悉微信小程序、微信公众号运营",
        "wx小程序，微信mini program",
        "编号13800138000123",
        "注册资本40008000万元",
        "会C++、Python3.11、MySQL5.7",
        "做五休二，9:00-18:00",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal(text) == text


def test_column_is_masked_cell_by_cell() -> None:
    texts = pa.chunked_array([["QQ：12345678", None], ["会计", "月薪8000"]], pa.string())
    assert mask_column(texts).to_pylist() == ["QQ：********", None, "会计", "月薪8000"]


def test_column_without_signs_comes_back_as_it_is() -> None:
    texts = pa.array(["会计", None])
    assert mask_column(texts) is texts
