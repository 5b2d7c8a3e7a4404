"""Every table that a run's inputs allow, in pieces that do not need each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

from jobmine.config import Config
from jobmine.engine import Tables
from jobmine.engines.local import LocalEngine
from jobmine.engines.workers import Workers
from jobmine.errors import ConfigError
from jobmine.measure.conditions import condition_table
from jobmine.measure.counting import choose_dimensions
from jobmine.measure.demand import demand_table
from jobmine.measure.flows import flow_table
from jobmine.measure.ladder import ladder_table
from jobmine.measure.market import market_table
from jobmine.measure.market_suite import trend_tables
from jobmine.measure.overview import overview_tables
from jobmine.measure.pairs import pair_table
from jobmine.measure.pay import pay_table
from jobmine.measure.pressure import pressure_table
from jobmine.measure.role_suite import role_tables
from jobmine.measure.roles import role_table, title_table, transfer_table
from jobmine.measure.scarcity import find_unit
from jobmine.measure.structure_match import match_table
from jobmine.measure.suite import demand_tables, scarce_tables
from jobmine.measure.supply import supply_rows
from jobmine.measure.table import Table
from jobmine.measure.tasks import task_table
from jobmine.measure.weighting import weight_tables
from jobmine.show.accounts import named_as_filed
from jobmine.show.figures import CREDENTIALS

Found = tuple[dict[str, Table], dict[str, str]]
_Piece = Callable[[Tables, Config, tuple[str, ...]], Found]

_APART = range(3_000, 500_000)
"""Postings for which processes measure pieces beside each other: fewer do not pay, more need the memory in turn."""


def measure_run(
    tables: Tables, config: Config, files: Mapping[str, Path] | None = None, workers: Workers | None = None
) -> Found:
    """Return every table that the inputs allow, and what is left out with what would bring it.

    Parameters
    ----------
    tables : Tables
        The tables of a run.
    config : Config
    files : mapping of str to Path, optional
        The same tables as Parquet files.
    workers : Workers, optional
        Processes that open the files and measure, where that is quicker.
    """
    by = choose_dimensions(tables, None, config.measure)
    if files and workers and workers.count > 1 and pq.read_metadata(files["postings"]).num_rows in _APART:
        named = tuple(sorted(files.items()))
        begun = [workers.submit(_measure_apart, piece, named, config, by) for piece in _PIECES]
        found = [piece.result() for piece in begun]
    else:
        found = [piece(tables, config, by) for piece in _PIECES]
    made = {name: table for tables_of, _ in found for name, table in tables_of.items()}
    left_out = {what: why for _, of in found for what, why in of.items()}
    return named_as_filed(made), left_out


def _measure_apart(piece: _Piece, files: tuple[tuple[str, Path], ...], config: Config, by: tuple[str, ...]) -> Found:
    return piece(_opened(files, config.run.memory), config, by)


@lru_cache(maxsize=1)
def _opened(files: tuple[tuple[str, Path], ...], memory: float) -> Tables:
    return LocalEngine(1, memory=memory).open(dict(files))


def _overview(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    own = {"post": "posts", "period": "months"}
    found = overview_tables(tables, config=config.measure)
    return {own.get(name, f"overview_{name}"): table for name, table in found.items()}, {}


def _roles(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    made: dict[str, Table] = {}
    if tables.has("roles"):
        made |= {"roles": role_table(tables, config=config.measure), "titles": title_table(tables)}
        if tables.has("mentions"):
            made["transfer"] = transfer_table(tables, config=config.measure)
    return made, {}


def _work(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    made: dict[str, Table] = {}
    if tables.has("tasks") and tables.has("roles"):
        made["tasks"] = task_table(tables, config=config.measure, examples=config.show.examples)
    if tables.has("conditions"):
        made["conditions"] = condition_table(tables, by, config=config.measure)
    return made, {}


def _pay(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    made = {"pay": pay_table(tables, by, config=config.measure)}
    if tables.has("roles"):
        made["ladder"] = ladder_table(tables, config=config.measure)
    found = trend_tables(tables, config=config.measure)
    if found:
        return made | found, {}
    return made, {"招聘变化、上升与下降的要求": "需要两个月以上的发布时间或采集日期 / needs days in two months or more"}


def _demand(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    level, random_state = config.scope.school_level, config.run.random_state
    return demand_tables(tables, by, school_level=level, config=config.measure, random_state=random_state), {}


def _pairs(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    if not tables.has("mentions"):
        return {}, {"需求榜、词云、需求结构": "需要职位描述文本 / needs texts"}
    asked = demand_table(tables, ("all",), kind=CREDENTIALS, against="", config=config.measure)
    credentials = replace(asked, meta={**asked.meta, "title": "证书与专业要求"})
    return {"pairs": pair_table(tables, config=config.measure), "credentials": credentials}, {}


def _by_role(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    return role_tables(tables, by, config=config.measure), {}


def _supply(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    settings = config.measure
    if not tables.has("supply"):
        why = "需要供给表 --supply（求职、投递或毕业生人数）/ needs a supply table"
        return {"pressure": pressure_table(tables, config=settings)}, {"紧缺岗位、求人倍率": why}
    made: dict[str, Table] = {}
    left_out: dict[str, str] = {}
    if find_unit(supply_rows(tables)):
        made |= scarce_tables(tables, config=settings, random_state=config.run.random_state)
        if "scarcity" not in made:
            left_out["紧缺度、紧缺人才目录"] = "需要与职位同平台的求职或投递数 / needs seekers or applications"
    else:
        left_out["紧缺岗位"] = "供给表要按岗位、职业、岗位群或专业分列 / supply by post, occupation, role or major"
    made["market"] = market_table(tables, ("post",), config=settings)
    if unit := find_unit(supply_rows(tables), ("major", "occupation")):
        made["match"] = match_table(tables, unit, config=settings)
    return made, left_out


def _beyond(tables: Tables, config: Config, by: tuple[str, ...]) -> Found:
    made: dict[str, Table] = {}
    left_out: dict[str, str] = {}
    if tables.has("flows"):
        made["flows"] = flow_table(tables, config=config.measure)
    else:
        left_out["人员流动"] = "需要流动表 --flows / needs a flows table"
    if tables.has("totals"):
        try:
            made |= weight_tables(tables, tables.sql("FROM totals").to_pandas(), config=config.measure)
        except ConfigError as error:
            left_out["覆盖与加权"] = str(error)
    return made, left_out


_PIECES: tuple[_Piece, ...] = (_overview, _roles, _work, _pay, _demand, _pairs, _by_role, _supply, _beyond)
