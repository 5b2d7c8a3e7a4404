from __future__ import annotations

import pandas as pd
import pytest

from jobmine.measure.table import Table, new_table
from jobmine.show.figures import plan_figures
from jobmine.show.market_charts import chart_trend, chart_types


@pytest.fixture
def trends() -> Table:
    frame = pd.DataFrame(
        {"period": ["2025-01", "2025-02"], "n": [50, 71], "index": [100.0, 147.07], "index_low": [100.0, 102.4],
         "index_high": [100.0, 211.2], "index_all": [100.0, 160.0]}
    )  # fmt: skip
    return new_table(frame, name="trends", title="招聘逐月变化", n=121)


@pytest.fixture
def scarcity() -> Table:
    rows = [("医药", "护士", "供给性紧缺", 0.5), ("机械", "焊工", "供给性紧缺", 0.6), ("机械", "车工", "供给性紧缺", 0.4),
            ("机械", "钳工", "一般紧缺", 0.05), ("软件", "测试", "", None)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["area", "post", "type", "degree"]).assign(n=30, scale=0.5)
    return new_table(frame, name="scarcity", title="紧缺岗位表", by=["area", "post"], n=150)


def texts(svg: str) -> str:
    return " ".join(part.split("-->")[0].strip() for part in svg.split("<!--")[1:])


def test_the_index_stands_at_its_points_and_all_sources_beside_it(trends):
    drawn = texts(chart_trend(trends))
    assert "147" in drawn and "全部来源" in drawn and "2025-02" in drawn


def test_sources_that_are_all_constant_need_no_second_line(trends):
    alone = new_table(trends.frame.assign(index_all=trends.frame["index"]), name="trends", title="变化", n=121)
    assert "全部来源" not in texts(chart_trend(alone))


def test_scarce_posts_are_counted_by_area_and_type_with_the_median_degree(scarcity):
    drawn = texts(chart_types(scarcity))
    assert drawn.index("机械") < drawn.index("医药")  # the most scarce posts first
    assert "供给性紧缺" in drawn and "一般紧缺" in drawn and "软件" not in drawn
    assert "紧缺度中位 0.40" in drawn and "紧缺度中位 0.50" in drawn


@pytest.mark.parametrize("chart", [chart_trend, chart_types])
def test_equal_tables_give_equal_bytes(chart, trends, scarcity):
    table = trends if chart is chart_trend else scarcity
    assert chart(table) == chart(table)


def test_pictures_are_planned_where_there_is_something_to_draw(trends, scarcity, tmp_path):
    plan = plan_figures({"trends": trends, "scarcity": scarcity}, tmp_path)
    assert {"trends", "scarcity", "quadrant"} <= set(plan)
    none = new_table(scarcity.frame.assign(type=""), name="scarcity", title="紧缺岗位表", by=["area", "post"], n=150)
    assert "scarcity" not in plan_figures({"scarcity": none}, tmp_path)


def test_certificates_and_majors_have_their_own_bars(tmp_path):
    terms = [("certificate", f"证{i}", 0.1) for i in range(3)] + [("major", f"专业{i}", 0.2) for i in range(2)]
    frame = pd.DataFrame(terms, columns=["kind", "term", "share"]).assign(all="全部")
    asked = new_table(frame, name="credentials", title="证书与专业要求", by=["all"], n=90)
    assert list(plan_figures({"credentials": asked}, tmp_path)) == ["credentials:证书"]
