"""Which pictures a run's tables permit, as jobs that a pool of processes can draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from jobmine.config import ShowConfig
from jobmine.measure.table import Table
from jobmine.show.cards import role_branches
from jobmine.show.cells import group_names
from jobmine.show.charts import chart_demand, chart_mix, chart_months, chart_overview, chart_pay
from jobmine.show.clouds import draw_cloud
from jobmine.show.labels import label
from jobmine.show.maps import chart_heatmap, chart_quadrant, chart_tree
from jobmine.show.market_charts import chart_trend, chart_types
from jobmine.show.network_charts import chart_network, chart_roles

_DEFAULTS = ShowConfig()
_OVERVIEWS = tuple(
    f"overview_{name}" for name in ("education", "experience", "seniority", "company_type", "size_class", "city")
)
_FEWEST_PAIRS, _FEWEST_BARS = 8, 3  # fewer say more as a table
CREDENTIALS = ("certificate", "major")
_UNSAFE = dict.fromkeys(map(ord, '\\/:*?"<>|\0\n\r\t'), "_")


def plan_figures(
    tables: Mapping[str, Table], folder: str | Path, *, config: ShowConfig = _DEFAULTS, random_state: int = 0
) -> dict[str, tuple[Path, Callable[[], Any]]]:
    """Return the pictures of a report: under its name the file and a job that draws it.

    Parameters
    ----------
    tables : mapping of str to Table
        As :func:`jobmine.show.chapters.build_report` takes them.
    folder : str or Path
        Where the files will lie.
    config : ShowConfig
        The font, the number of clouds and of their words.
    random_state : int
        Seed of the clouds.

    Returns
    -------
    dict
        Names are ``<table>`` or ``<table>:<group>``. The jobs take no argument, do not depend on each
        other and can be pickled.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"city": ["苏州"], "term": ["焊接"], "kind": ["skill"], "share": [0.4]})
    >>> jobs = plan_figures({"demand": Table(frame, {"by": ["city"]})}, "figures")
    >>> [(name, path.name) for name, (path, _) in jobs.items()]
    [('cloud:苏州', 'cloud-01-苏州.png'), ('demand:苏州', 'demand-01-苏州.svg')]
    """
    place, jobs = Path(folder), dict[str, tuple[Path, Callable[[], Any]]]()
    cloud = partial(draw_cloud, font=config.font, max_words=config.cloud_words, random_state=random_state)
    if demand := tables.get("demand"):
        for number, (group, rows) in enumerate(_largest(demand, config.clouds), start=1):
            stem = f"{number:02}-{group.translate(_UNSAFE)[:40]}"
            picture, bars = place / f"cloud-{stem}.png", place / f"demand-{stem}.svg"
            jobs[f"cloud:{group}"] = picture, partial(cloud, rows, picture, group=group)
            jobs[f"demand:{group}"] = bars, partial(chart_demand, rows, bars, group=group, font=config.font)
    charts: dict[str, tuple[str, Callable[..., str], str]] = {
        "structure": ("structure", chart_mix, "kind_knowledge"),
        "months": ("months", chart_months, "period"),
        "pay": ("pay", chart_pay, "p50"),
        "heatmap": ("demand", chart_heatmap, "share"),
        "network": ("pairs", chart_network, "association"),
        "quadrant": ("scarcity", chart_quadrant, "degree"),
        "scarcity": ("scarcity", chart_types, "type"),
        "trends": ("trends", chart_trend, "index"),
        **{name: (name, chart_overview, "share") for name in _OVERVIEWS},
    }
    for name, (source, chart, column) in charts.items():
        table = tables.get(source)
        single = name == "heatmap" and table and len(_largest(table, 2)) < 2
        sparse = name == "network" and table and len(table.frame) < _FEWEST_PAIRS
        if (
            table
            and not (single or sparse)
            and column in table.frame
            and table.frame[column].replace("", None).notna().any()
        ):
            bars = place / f"{name}.svg"
            jobs[name] = bars, partial(chart, table, bars, font=config.font)
    transfer, roles = tables.get("transfer"), tables.get("roles")
    if transfer and roles and len(transfer.frame) >= _FEWEST_PAIRS:
        bars = place / "role_network.svg"
        jobs["role_network"] = bars, partial(chart_roles, transfer, roles, bars, font=config.font)
    if (asked := tables.get("credentials")) and "share" in asked.frame:
        for kind in CREDENTIALS:
            if asked.frame.loc[asked.frame["kind"] == kind, "share"].count() >= _FEWEST_BARS:
                bars = place / f"credentials-{kind}.svg"
                jobs[f"credentials:{label('kind', kind)}"] = (
                    bars, partial(chart_demand, asked, bars, kind=kind, font=config.font)
                )  # fmt: skip
    if branches := role_branches(tables):
        bars, n = place / "tree.svg", int(tables["roles"].meta.get("n") or 0)
        jobs["tree"] = bars, partial(chart_tree, branches, bars, n=n, font=config.font)
    return jobs


def _largest(table: Table, most: int) -> list[tuple[str, Table]]:
    """Return the first groups with a share, each with its rows; tables have the largest groups first."""
    frame = table.frame[table.frame["share"] > 0]
    names = pd.Series(group_names(frame, table.meta.get("by", ())), index=frame.index)
    return [(str(name), Table(frame[names == name], table.meta)) for name in names.unique()[:most]]
