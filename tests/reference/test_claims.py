"""286 claims of five sources, 21 kinds: 219 hold, 28 fail, 39 are flagged, and nothing else is.

Sentences and figures of 北京人才发展报告（2023）, 人才政策研究动态 2019 (9) and 2020 (7), 长三角县域人才困境与服务品质提升研究——以海宁市为例,
京津冀人才一体化发展十周年回顾与展望. Kind, inputs and printed alone are shown to the audit.
"""

from pathlib import Path

import pandas as pd
import pytest

from jobmine.measure.audit.claims import KINDS, audit_claims
from jobmine.read.plain_tables import read_frame, read_named

DATA = Path(__file__).parent / "data"
EXPECTED = pd.read_csv(DATA / "claims.csv", dtype=str, keep_default_na=False)
SHOWN = ["id", "item", "kind", "inputs", "printed"]  # computed, verdict, tolerance and note are the answers


@pytest.fixture(scope="module")
def findings():
    return audit_claims(read_frame(DATA / "claims.csv")[SHOWN], read_named(DATA)).frame


def test_every_kind_is_known():
    assert set(EXPECTED["kind"]) <= set(KINDS)
    assert EXPECTED["kind"].nunique() == 21


def test_what_holds_what_fails_and_what_is_flagged(findings):
    wrong = findings["verdict"].to_numpy() != EXPECTED["verdict"].to_numpy()
    assert findings.loc[wrong, ["id", "verdict", "reason"]].to_numpy().tolist() == []
    assert findings["verdict"].value_counts().to_dict() == {"holds": 219, "flag": 39, "fails": 28}


def test_a_finding_names_its_cell_and_its_reason(findings):
    found = findings[findings["verdict"] != "holds"]
    assert found["cell"].str.fullmatch(r"第 \d+ 行 (inputs|printed)").all()
    assert (found["reason"] != "").all()
    assert found.loc[found["fits"] == "", "id"].tolist() == ["zj-11"]  # a unit is missing: no value would fit
    assert (findings.loc[findings["verdict"] == "holds", ["cell", "fits", "reason"]] == "").all(axis=None)


@pytest.mark.parametrize(
    ("claim", "fits"),
    [
        ("b1-02", "asc:留学生#3"), ("b1-34", "1155.9"), ("b4-05", "20.78万（B.4） / 207737（B.3）"), ("b5-02", "4"),
        ("b6-07", "25/99=25.3%"), ("b7-01", "26.7"), ("b8-01", "60 至 66.6667"), ("b8-12", "69.7→56"), ("b10-01", "108"),
        ("b10-07", "55.7%"), ("b10-17", "min:高级技师"), ("b16-04", "69.90"), ("b16-26", "5.145"),
        ("b17-01", "23.31 之外另有 3.76"), ("b17-04", "7:4、9:5"), ("zj-03", "28591.8 为底数时各占 16%、7.3%"), ("zj-07", "21.45"),
    ],
)  # fmt: skip
def test_the_value_that_would_fit(findings, claim, fits):
    assert findings.set_index("id").loc[claim, "fits"] == fits


@pytest.mark.parametrize(
    ("claim", "computed"),
    [
        ("b1-13", "70.4067 [70.3567, 70.4567]"), ("b1-16", "1099.37 [1086.11, 1112.95] | 1097.23 [1080.08, 1115.11]"),
        ("b1-08", "266.667 [200, 360] 1600 units"), ("b3-16", "17 of 19"), ("b6-08", "N=387"), ("b7-11", "30 of 30"),
        ("b11-01", "美国6、瑞士2、英国1、中国1"), ("b11-10", "[44, 103]"), ("b11-26", "71.93~78.77"), ("b12-04", "40 months"),
        ("b14-01", "小规模供给性紧缺44、供给性紧缺28"), ("jjj-02", "start 22.9565 [22.4468, 23.4889]"),
    ],
)  # fmt: skip
def test_what_the_inputs_give(findings, claim, computed):
    assert findings.set_index("id").loc[claim, "computed"] == computed
