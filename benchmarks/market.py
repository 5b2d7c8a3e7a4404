"""Seconds and memory of the tables of the market, of pay and of time, over the postings of ``measures.py``.

    python benchmarks/market.py --postings 2000000 --memory 1

``--halves RUN`` tells instead how many terms two random halves of a run's postings would let rise or fall: false
discoveries all of them, by postings and by employers, over all postings and within roles.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.engines.local import LocalTables
from jobmine.measure.clusters import by_employer, cluster_variance
from jobmine.measure.emerging import RATE, benjamini_hochberg, emerging_table, p_values, term_changes, within_changes
from jobmine.measure.industry_weights import weighs_table
from jobmine.measure.ladder import ladder_table
from jobmine.measure.market import market_table
from jobmine.measure.pay import pay_table
from jobmine.measure.polarisation import polarisation_table
from jobmine.measure.relation import counted
from jobmine.measure.spread import dispersion_table, employer_table, places_table
from jobmine.measure.table import Table
from jobmine.measure.trends import trends_table
from jobmine.pipeline.runs import open_run


def main() -> None:
    """Time the tables, or count false discoveries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, default=200_000)
    parser.add_argument("--memory", type=float, default=1.0, help="memory of DuckDB, GB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--halves", type=Path, help="a run folder")
    parser.add_argument("--times", type=int, default=40, help="halvings")
    options = parser.parse_args()
    if options.halves:
        for unit in ("posting", "employer"):
            print(unit, false_discoveries(open_run(options.halves), unit, options.times))
        return
    from measures import generate  # that script calls this one under --all

    with TemporaryDirectory(prefix="jobmine-market-") as folder:
        measure(LocalTables(generate(Path(folder), options.postings), options.threads, options.memory))


def measure(tables: Tables) -> float:
    """Print seconds, rows and the most memory held so far of each table; return the seconds of all."""
    config = MeasureConfig()
    jobs: dict[str, Callable[..., Table]] = {
        "market": partial(market_table, by="post"),
        "pay": partial(pay_table, by=("industry", "experience")),
        "pay_post": partial(pay_table, by="post"),
        "employers": partial(employer_table, by="industry"),
        "dispersion": partial(dispersion_table, by=("post", "industry")),
        "places": partial(places_table, by="industry", over="post"),
        "weighs": partial(weighs_table, by="industry"),
        "ladder": partial(ladder_table, by="post"),
        "trends": partial(trends_table, by="industry"),
        "emerging": emerging_table,
        "within": partial(emerging_table, within="industry"),
        "polarisation": partial(polarisation_table, by="post"),
    }
    total = 0.0
    for name, job in jobs.items():
        clock = time.perf_counter()
        rows = len(job(tables, config=config).frame)
        seconds = time.perf_counter() - clock
        total += seconds
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{name:12} {seconds:7.1f} s {rows:9,} rows  peak {peak:.2f} GB", flush=True)
    print(f"{'all':12} {total:7.1f} s")
    return total


def false_discoveries(tables: Tables, unit: str, times: int) -> dict[str, float]:
    """Return the mean finds of random halvings, and the part of the halvings that give any."""
    opening = counted(tables, ("role",))
    said = tables.sql(
        opening + "SELECT DISTINCT number, kind, term FROM counted JOIN mentions m ON m.posting_id = counted.posting_id"
        " WHERE readable = 1 AND NOT COALESCE(m.negated, FALSE) ORDER BY number, kind, term"
    ).to_pandas()
    posts = tables.sql(
        opening + "SELECT number, g0 AS stratum, COALESCE(employer, counted.posting_id) AS employer FROM counted"
        " WHERE readable = 1 ORDER BY number"
    ).to_pandas()
    said = said.merge(posts, on="number")
    random, keys = np.random.default_rng(0), ["stratum", "kind", "term"]
    drawn = posts["number"] if unit == "posting" else posts["employer"]
    codes, names = pd.factorize(drawn)
    found = []
    for _ in range(times):
        first = (random.random(len(names)) < 0.5)[codes]
        side = said["number"].map(pd.Series(first, posts["number"])).to_numpy()
        old, new = (said[side == half].groupby(keys).size().rename("n").reset_index() for half in (True, False))
        sums = [frame.groupby(["kind", "term"])["n"].sum().reset_index() for frame in (old, new)]
        over_all = term_changes(sums[0], sums[1], int(first.sum()), int((~first).sum()))["change"] != ""
        sizes = [posts[first == half].groupby("stratum").size() for half in (True, False)]
        strata = pd.concat(sizes, axis="columns", keys=["n_text_old", "n_text_new"]).dropna().reset_index()
        within = within_changes(old, new, strata).set_index(["kind", "term"])
        plain = benjamini_hochberg(p_values(within)) <= RATE
        if plain.any():
            halved = [
                frame.assign(n_old=half, n_new=~half)[frame["stratum"].isin(strata["stratum"])]
                for frame, half in ((said, side), (posts, first))
            ]
            told, sizes = (
                frame.rename(columns={"employer": "who"}).groupby(names_of)[["n_old", "n_new"]].sum().reset_index()
                for frame, names_of in zip(
                    halved, (["kind", "term", "stratum", "who"], ["stratum", "who"]), strict=True
                )
            )
            told = told[pd.MultiIndex.from_frame(told[["kind", "term"]]).isin(within.index[plain])]
            within = by_employer(within, cluster_variance(told, sizes))
        robust = benjamini_hochberg(p_values(within)) <= RATE
        found.append((int(over_all.sum()), int(plain.sum()), int(robust.sum())))
    finds = np.array(found)
    return {
        "finds": float(finds[:, 0].mean()),
        "halvings with any": float((finds[:, 0] > 0).mean()),
        "finds within roles, postings as units": float(finds[:, 1].mean()),
        "halvings with any of these": float((finds[:, 1] > 0).mean()),
        "finds within roles": float(finds[:, 2].mean()),
        "halvings with any within roles": float((finds[:, 2] > 0).mean()),
    }


if __name__ == "__main__":
    main()
