from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from jobmine.measure.table import new_table
from jobmine.show.charts import chart_overview
from jobmine.show.drawing import lines_of
from jobmine.show.maps import _fitting, chart_heatmap, chart_quadrant, chart_tree


@pytest.fixture
def scarcity():
    frame = pd.DataFrame({"area": "机械", "post": [f"岗位{i}" for i in range(40)], "type": ["供给性紧缺", "总量性紧缺"] * 20,
                          "scale": np.linspace(0, 1, 40), "degree": np.linspace(-0.2, 0.9, 40), "n": range(10, 50)})  # fmt: skip
    return new_table(frame, name="scarcity", title="紧缺岗位", by=["area"], n=1000)


def test_every_chart_is_an_svg_and_a_png_beside_it(tmp_path, demand, scarcity):
    frame = pd.DataFrame({"city": ["苏州", "未注明"], "n": [30, 10], "share": [0.75, 0.25]})
    charts = {
        "quadrant": lambda path: chart_quadrant(scarcity, path),
        "heatmap": lambda path: chart_heatmap(demand, path),
        "tree": lambda path: chart_tree([("焊工", [("能力", ["焊接"]), ("素养", ["细心"])])], path, n=10),
        "overview": lambda path: chart_overview(new_table(frame, name="a", title="城市", by=["city"], n=40), path),
    }
    for name, draw in charts.items():
        ET.fromstring(draw(tmp_path / f"{name}.svg"))
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert picture.width > 800


def test_coordinates_have_no_more_digits_than_a_screen_shows(scarcity):
    assert not [part for part in chart_quadrant(scarcity).split('d="')[1:] if "12345" in part.split('"')[0]]
    assert len(chart_quadrant(scarcity)) < 400_000


def test_words_and_numbers_are_not_broken():
    assert lines_of("会计（12.5%）、出纳（9.0%）", 16) == ["会计（12.5%）、", "出纳（9.0%）"]


def test_leaves_that_find_no_room_in_a_line_are_left_out():
    assert _fitting(["焊接" * 10, "细心" * 30]) == "焊接" * 10
