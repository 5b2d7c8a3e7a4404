"""The tables of demand and of scarce posts by their names, and those that a run's inputs allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from inspect import signature
from typing import Any

import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.agreement import agreement_table
from jobmine.measure.breadth import breadth_table
from jobmine.measure.catalogue import catalogue_table, listed, scarce_posts
from jobmine.measure.core import core_table
from jobmine.measure.demand import demand_table
from jobmine.measure.dimensions import check_dimensions
from jobmine.measure.likeness import likeness_table
from jobmine.measure.majors import major_table
from jobmine.measure.overview import mix_table
from jobmine.measure.portrait import incidence_table, portrait_table
from jobmine.measure.pressure import pressure_table
from jobmine.measure.scarcity import find_unit, scarcity_table
from jobmine.measure.special import special_table
from jobmine.measure.structure import structure_table
from jobmine.measure.supply import supply_rows
from jobmine.measure.table import Table
from jobmine.measure.term_sets import set_table

# Rows that each view of core terms adds to the table of a run.
_CORE_ROWS = 5


def make_table(name: str, makers: Mapping[str, Callable[..., Table]], tables: Tables, **options: Any) -> Table:
    """Return a table by its name; options that are None or empty are left to their defaults.

    Parameters
    ----------
    name : str
        A key of ``makers``.
    makers : mapping
        ``DEMAND_TABLES`` or ``SCARCE_TABLES``.
    tables : Tables
    **options
        Arguments of the measure.

    Raises
    ------
    ConfigError
        If there is no such table, or it does not take an option.
    """
    if name not in makers:
        near = get_close_matches(name, makers, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ConfigError(f"unknown table {name!r}{hint}; known: {', '.join(makers)}")
    given = {
        key: value
        for key, value in options.items()
        if value is not None and not (isinstance(value, (str, tuple)) and not value)
    }
    taken = signature(makers[name]).parameters
    if odd := [key for key in given if key not in taken]:
        raise ConfigError(f"table {name} takes no {', '.join(odd)}; it takes {', '.join(list(taken)[1:])}")
    return makers[name](tables, **given)


def _core(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    against: str | None = None,
    kind: str | Sequence[str] | None = None,
    *,
    config: MeasureConfig,
) -> Table:
    return core_table(demand_table(tables, by, where, against, kind, config=config, centrality=True))


def _portrait(
    tables: Tables,
    by: str | Sequence[str] = "area",
    where: str | None = None,
    *,
    unit: str | None = None,
    config: MeasureConfig,
) -> Table:
    """Draw the listed scarce posts; without supply the largest posts."""
    if not tables.has("supply"):
        return portrait_table(tables, [*check_dimensions(by), unit or "post"], where, config=config)
    scarce = scarcity_table(tables, by, where, unit=unit, config=config)
    return portrait_table(tables, scarce.meta["by"], where, posts=listed(scarce), config=config)


def _incidence(
    tables: Tables,
    by: str | Sequence[str] = "industry",
    where: str | None = None,
    *,
    unit: str | None = None,
    config: MeasureConfig,
) -> Table:
    scarce = scarcity_table(tables, where=where, unit=unit, config=config)
    return incidence_table(tables, scarce_posts(scarce), by, where, config=config)


def _agreement(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    *,
    unit: str | None = None,
    official: pd.DataFrame | None = None,
    config: MeasureConfig,
) -> Table:
    """Rank by scarcity within areas; without supply by the pressure of occupations among all of them."""
    if official is None:
        raise ConfigError("agreement needs an official list of scarce occupations")
    if find_unit(supply_rows(tables)):
        ranking = scarcity_table(tables, by or "area", where, unit=unit, config=config)
    else:
        ranking = pressure_table(tables, by or "all", where, unit=unit or "occupation", config=config)
    return agreement_table(tables, ranking, official, where, config=config)


DEMAND_TABLES: dict[str, Callable[..., Table]] = {
    "demand": demand_table,
    "core": _core,
    "structure": structure_table,
    "likeness": likeness_table,
    "special": special_table,
    "term_sets": set_table,
    "breadth": breadth_table,
    "majors": major_table,
    "mix": mix_table,
}
SCARCE_TABLES: dict[str, Callable[..., Table]] = {
    "scarcity": scarcity_table,
    "portrait": _portrait,
    "incidence": _incidence,
    "catalogue": catalogue_table,
    "agreement": _agreement,
    "pressure": pressure_table,
}


def demand_tables(
    tables: Tables, by: Sequence[str], *, school_level: str = "", config: MeasureConfig, random_state: int = 0
) -> dict[str, Table]:
    """Return the tables of what postings ask for, by name; without mentions only the majors."""
    made = {"majors": major_table(tables, school_level=school_level, config=config)}
    if not tables.has("mentions"):
        return made
    demand = demand_table(tables, by, config=config, centrality=True)
    return {
        "demand": demand,
        "core": core_table(demand, _CORE_ROWS),
        "structure": structure_table(tables, by, config=config),
        "likeness": likeness_table(tables, by, config=config, random_state=random_state),
        "special": special_table(tables, by, config=config),
        "term_sets": set_table(tables, by, config=config),
        "breadth": breadth_table(tables, by, config=config),
        **made,
    }


def scarce_tables(tables: Tables, *, config: MeasureConfig, random_state: int = 0) -> dict[str, Table]:
    """Return the tables of scarce posts, by name; there is supply by some unit.

    External supply gives no degree, hence neither a catalogue nor employers with scarce posts.
    """
    scarce = scarcity_table(tables, config=config, random_state=random_state)
    made = {scarce.meta["name"]: scarce}
    posts = listed(scarce)
    if len(posts):
        made["portrait"] = portrait_table(tables, scarce.meta["by"], posts=posts, config=config)
    if scarce.meta["name"] == "scarcity":
        made["catalogue"] = catalogue_table(tables, scarce=scarce, config=config)
        made["incidence"] = incidence_table(tables, scarce_posts(scarce), config=config)
    return made
