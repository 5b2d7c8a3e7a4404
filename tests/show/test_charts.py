from __future__ import annotations

import xml.etree.ElementTree as ET

import matplotlib
import pandas as pd
import pytest
from PIL import Image

from jobmine.errors import FontError
from jobmine.measure.table import Table, new_table
from jobmine.show.charts import chart_demand, chart_mix, chart_months, chart_pay


@pytest.fixture
def structure() -> Table:
    frame = pd.DataFrame({"role": ["会计", "电工"], "kind_knowledge": [0.7, 0.4], "kind_skill": [0.3, 0.6]})
    titles = {"kind_knowledge": "知识", "kind_skill": "能力"}
    return new_table(frame, name="structure", title="需求结构", by=["role"], titles=titles)


@pytest.fixture
def months() -> Table:
    frame = pd.DataFrame({"period": ["2024-02", "2024-01"] * 2, "role": ["会计"] * 2 + ["电工"] * 2, "n": [5, 4, 3, 2]})
    return new_table(frame, name="months", title="各月职位数", by=["period", "role"])


def texts(svg: str) -> str:
    """Letters are outlines; matplotlib keeps each text as a comment beside them."""
    return " ".join(part.split("-->")[0].strip() for part in svg.split("<!--")[1:])


def test_bars_are_in_order_with_their_values(demand):
    drawn = texts(chart_demand(demand, group="会计"))
    assert drawn.index("成本核算") < drawn.index("沟通能力") < drawn.index("Excel")
    assert "40.0%" in drawn and "75.0%" not in drawn


def test_small_samples_are_starred(demand):
    assert "低压电工证*" in texts(chart_demand(demand, group="电工"))


def test_top_n_bars_at_most(demand):
    assert "沟通能力" not in texts(chart_demand(demand, group="会计", top_n=1))


def test_parts_carry_their_shares(structure):
    drawn = texts(chart_mix(structure))
    assert "70%" in drawn and "60%" in drawn and "能力" in drawn


def test_pay_shows_medians_and_leaves_out_groups_without(pay):
    drawn = texts(chart_pay(pay))
    assert "6,544" in drawn and "n=36" in drawn and "徐州" not in drawn


def test_months_are_in_order_and_lines_named_at_their_end(months):
    drawn = texts(chart_months(months))
    assert drawn.index("2024-01") < drawn.index("2024-02")
    assert "会计 5" in drawn and "电工 3" in drawn


@pytest.mark.parametrize("chart", [chart_demand, chart_mix, chart_pay, chart_months])
def test_equal_tables_give_equal_bytes(chart, demand, structure, pay, months):
    table = {chart_demand: demand, chart_mix: structure, chart_pay: pay, chart_months: months}[chart]
    svg = chart(table)
    assert svg == chart(table)
    assert ET.fromstring(svg).tag.endswith("svg")


def test_file_is_what_is_returned(tmp_path, demand):
    svg = chart_demand(demand, tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == svg
    assert "dc:date" not in svg


def test_png_is_written_for_its_suffix(tmp_path, demand):
    chart_demand(demand, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"


def test_hostile_names_stay_text(hostile):
    svg = chart_demand(hostile)
    assert "<script" not in svg
    ET.fromstring(svg)


def test_settings_of_matplotlib_are_left_as_they_were(demand):
    before = dict(matplotlib.rcParams)
    chart_demand(demand)
    assert dict(matplotlib.rcParams) == before


def test_font_without_the_characters_is_an_error(demand):
    with pytest.raises(FontError, match="压"):
        chart_demand(demand, font=f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf")


def test_a_few_months_of_years_ago_do_not_press_the_others_together():
    frame = pd.DataFrame({"period": ["2019-02", "2024-10", "2024-11", "2024-12"], "n": [3, 400, 500, 600]})
    table = new_table(frame, name="months", title="月份分布", by=["period"], n=1503)
    alone = new_table(frame.iloc[1:], name="months", title="月份分布", by=["period"], n=1500)
    assert chart_months(table).count('"#m') == chart_months(alone).count('"#m')  # markers
    assert chart_months(table) != chart_months(alone)  # the foot says how many are left out
