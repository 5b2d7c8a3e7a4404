"""What reports say of each role: education, experience, employers, pay and demand."""

from __future__ import annotations

from collections.abc import Sequence

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.demand import demand_table
from jobmine.measure.overview import mix_table
from jobmine.measure.pay import pay_table
from jobmine.measure.table import Table

OTHER = "其他"
_MIXES = {f"role_{name}": name for name in ("education", "experience", "company_type")}
_TITLES = {"pay_role": "各岗位群的薪酬", "demand_role": "各岗位群的要求"}


def role_tables(tables: Tables, by: Sequence[str], *, config: MeasureConfig) -> dict[str, Table]:
    """Return the tables of each role, by name; postings of no role come last.

    Parameters
    ----------
    tables : Tables
        Without ``roles`` there are none.
    by : sequence of str
        Dimensions of the run's tables: pay and demand by role are not made again.
    config : MeasureConfig
    """
    if not tables.has("roles"):
        return {}
    made = {name: mix_table(tables, ("role", column), config=config) for name, column in _MIXES.items()}
    if tuple(by) != ("role",):
        made["pay_role"] = pay_table(tables, ("role",), config=config)
        if tables.has("mentions"):
            made["demand_role"] = demand_table(tables, ("role",), config=config)
    return {name: _filed(table, name) for name, table in made.items()}


def _filed(table: Table, name: str) -> Table:
    frame = table.frame.sort_values("role", key=lambda role: role == OTHER, kind="stable").reset_index(drop=True)
    return Table(frame, {**table.meta, "name": name, "title": _TITLES.get(name, table.meta["title"])})
