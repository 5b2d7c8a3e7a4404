from __future__ import annotations

import pandas as pd
import pytest

from jobmine.measure.table import Table, new_table

HOSTILE = ("<script>alert(1)</script>", "{{ 7*7 }}", '=HYPERLINK("http://evil.example","x")', '"><img src=x onerror=y>')


@pytest.fixture
def demand() -> Table:
    frame = pd.DataFrame(
        [
            ("会计", "knowledge", "成本核算", 40, 100, 0.4, 0.309, 0.498, ""),
            ("会计", "skill", "沟通能力", 30, 100, 0.3, 0.219, 0.396, ""),
            ("会计", "knowledge", "Excel", 20, 100, 0.2, 0.133, 0.289, ""),
            ("电工", "certificate", "低压电工证", 15, 20, 0.75, 0.531, 0.888, "样本少"),
            ("电工", "knowledge", "Excel", 2, 20, 0.1, 0.028, 0.301, "样本少"),
        ],
        columns=["role", "kind", "term", "n", "n_text", "share", "share_low", "share_high", "flag"],
    )
    return new_table(
        frame, name="demand", title="需求词表", formula="n / n_text", own=True, by=["role"], n=150, n_text=120
    )


@pytest.fixture
def pay() -> Table:
    frame = pd.DataFrame(
        {
            "city": ["苏州", "徐州"],
            "n": [40, 8],
            "n_pay": [36, 7],
            "p10": [4000.0, None],
            "p25": [5000.0, None],
            "p50": [6543.6, None],
            "p75": [8000.0, None],
            "p90": [12000.0, None],
            "flag": ["", "样本过少，只列计数"],
        }
    )
    return new_table(frame, name="pay", title="薪酬分布", unit="元/月", by=["city"], n=48)


@pytest.fixture
def hostile() -> Table:
    frame = pd.DataFrame({"role": list(HOSTILE), "kind": "skill", "term": list(HOSTILE), "share": 0.5, "n_text": 50})
    return new_table(frame, name="demand", title=HOSTILE[0], by=["role"], n=50, n_text=50, notes=[HOSTILE[3]])
