from __future__ import annotations

import pickle

import pandas as pd

from jobmine.config import ShowConfig
from jobmine.measure.table import Table
from jobmine.show.figures import plan_figures


def test_pictures_are_planned_for_the_largest_groups_and_tables_at_hand(demand, pay, tmp_path):
    plan = plan_figures({"demand": demand, "pay": pay}, tmp_path, config=ShowConfig(clouds=1))
    assert list(plan) == ["cloud:会计", "demand:会计", "pay", "heatmap"]


def test_jobs_are_pickled_and_draw_their_files(demand, pay, tmp_path):
    plan = plan_figures({"demand": demand, "pay": pay}, tmp_path)
    for path, job in plan.values():
        pickle.loads(pickle.dumps(job))()
        assert path.stat().st_size > 0


def test_names_of_groups_make_safe_file_names(demand, tmp_path):
    frame = demand.frame.assign(role="../会计|出纳")
    plan = plan_figures({"demand": Table(frame, demand.meta)}, tmp_path)
    assert [path.name for path, _ in plan.values()][:2] == ["cloud-01-.._会计_出纳.png", "demand-01-.._会计_出纳.svg"]


def test_groups_without_shares_have_no_picture(demand, tmp_path):
    frame = demand.frame.assign(share=demand.frame["share"].where(demand.frame["role"] == "会计"))
    assert "cloud:电工" not in plan_figures({"demand": Table(frame, demand.meta)}, tmp_path)


def test_roles_that_can_be_changed_between_have_a_network(tmp_path):
    names = ["甲", "乙", "丙"]
    rows = [(a, b, 0.5, "", "") for a in names for b in names if a != b]
    transfer = pd.DataFrame(rows, columns=["role", "other", "cosine", "common", "to_learn"])
    roles = pd.DataFrame({"role": names, "n": [30, 20, 10], "share": 0.3, "family": None, "pay_median": None})
    tables = {"transfer": Table(pd.concat([transfer] * 2), {}), "roles": Table(roles, {})}
    assert "role_network" in plan_figures(tables, tmp_path)
    assert "role_network" not in plan_figures(tables | {"transfer": Table(transfer.head(2), {})}, tmp_path)
