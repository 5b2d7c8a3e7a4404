"""The tables of the market, of pay and of time by their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.complements import complement_table
from jobmine.measure.conditions import condition_table
from jobmine.measure.emerging import emerging_table
from jobmine.measure.flows import flow_table
from jobmine.measure.industry_weights import weighs_table
from jobmine.measure.ladder import ladder_table
from jobmine.measure.market import market_table
from jobmine.measure.overview import mix_table
from jobmine.measure.pay import pay_table
from jobmine.measure.polarisation import polarisation_table
from jobmine.measure.series import FLOW_DAY
from jobmine.measure.spread import dispersion_table, employer_table, places_table
from jobmine.measure.structure_match import match_table
from jobmine.measure.table import Table
from jobmine.measure.trends import trends_table


def _flows(tables: Tables, by: str | Sequence[str] = "city", *, config: MeasureConfig) -> Table:
    return flow_table(tables, by if isinstance(by, str) else ",".join(by), config=config)


def _types(
    tables: Tables,
    by: str | Sequence[str] = ("company_type", "size_class"),
    where: str | None = None,
    *,
    config: MeasureConfig,
) -> Table:
    return mix_table(tables, by, where, config=config)


MARKET_TABLES: dict[str, Callable[..., Table]] = {
    "market": market_table,
    "flows": _flows,
    "pay": pay_table,
    "conditions": condition_table,
    "ladder": ladder_table,
    "employers": employer_table,
    "types": _types,
    "dispersion": dispersion_table,
    "places": places_table,
    "weighs": weighs_table,
    "match": match_table,
    "complements": complement_table,
}
TREND_TABLES: dict[str, Callable[..., Table]] = {
    "trends": trends_table,
    "emerging": emerging_table,
    "polarisation": polarisation_table,
}


def trend_tables(tables: Tables, *, config: MeasureConfig) -> dict[str, Table]:
    """Return the tables of time that the postings' days allow, by name; nothing where there are no two periods.

    Where there are roles, terms rise and fall within them: else a changed mix of posts would pass for news.
    """
    row = tables.sql(
        f"SELECT COUNT(DISTINCT SUBSTRING(CAST({FLOW_DAY} AS STRING), 1, 7)) AS months FROM postings"  # noqa: S608
    ).to_pylist()[0]
    if row["months"] < 2:
        return {}
    made = {"trends": trends_table(tables, config=config)}
    if tables.has("mentions") and made["trends"].frame["period"].nunique() > 1:
        within = "role" if tables.has("roles") else None
        made["emerging"] = emerging_table(tables, within=within, config=config)
    return made
