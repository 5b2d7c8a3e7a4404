"""The bases and starts that printed shares, growth, points and multiples imply.

58 figures of 京津冀人才一体化发展十周年回顾与展望, 人才政策研究动态 2019 (9) and 2020 (7) and 北京人才发展报告（2023）, B.1, B.4,
B.7, B.10, B.13, B.14, B.15. The sources print no bases: this holds the arithmetic, not the sources.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.growth import implied_start, read_growth
from jobmine.measure.rounding import figure, span

ROWS = pd.read_csv(Path(__file__).parent / "data" / "implied-bases.csv", dtype=str)
CONVENTIONS = {"growth": "total", "points": "points"}
WHOLE = ("人", "个", "名")  # counts, not rounded ones


def implied(row):
    part = float(row["part"]) if row["unit"] in WHOLE else row["part"]
    if row["kind"].startswith("share"):
        bound = row["kind"] == "share_at_least"  # 60 % or more is a bound, no rounded figure
        parts = [figure(part), figure(float(row["printed"]) if bound else row["printed"])]
        low, high = span(lambda a, b: 100 * a / b, parts)
        return 100 * parts[0].value / parts[1].value, low, high
    if row["kind"] == "times":  # 增长k倍 is a multiple of 1 + k
        multiple = read_growth(row["printed"] if "番" in row["printed"] else f"增长{row['printed']}倍")
        half = 0 if "番" in row["printed"] else figure(row["printed"]).half
        starts = [implied_start(part, multiple + shift, "ratio") for shift in (0, half, -half)]
        return starts[0][0], starts[1][1], starts[2][2]
    return implied_start(part, row["printed"], CONVENTIONS[row["kind"]])


@pytest.mark.parametrize("place", ROWS.index, ids=ROWS["item"])
def test_a_base_follows_with_its_interval(place):
    row = ROWS.loc[place]
    for value, expected in zip(implied(row), row[["implied", "implied_low", "implied_high"]], strict=True):
        if isinstance(expected, str):
            assert value == pytest.approx(float(expected), abs=figure(expected).half * 1.01)


def test_whole_numbers_within_an_interval():
    alone = {}
    for row in ROWS[ROWS["unit"].isin(WHOLE)].to_dict("records"):
        _, low, high = implied(row)
        inside = np.arange(np.ceil(low), np.floor(high) + 1)
        if inside.size == 1:
            alone[row["item"]] = int(inside[0])
    assert alone == {"3315系列计划申报项目": 1248, "浦东“百人计划”专家": 33}
