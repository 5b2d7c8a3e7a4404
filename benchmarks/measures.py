"""Seconds and memory of every table of demand and scarce posts, over generated postings as Parquet.

    python benchmarks/measures.py --postings 2000000 --memory 1

Postings have 20,000 terms that follow Zipf's law, fifteen mentions each, forty industries, two thousand posts, texts of
300 characters and one posting in ten repeated; nothing of them is real. Bootstraps (likeness, degree) are timed with
``--draws``; ``--all`` adds, in the same process, the tables of the market, of pay and of time (``market.py``). Memory
is the most that the process held, tables of terms in pandas included.
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
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jobmine.config import MeasureConfig
from jobmine.engines.local import LocalTables
from jobmine.measure.catalogue import catalogue_table, listed, scarce_posts
from jobmine.measure.core import core_table
from jobmine.measure.demand import demand_table
from jobmine.measure.likeness import likeness_table
from jobmine.measure.majors import major_table
from jobmine.measure.portrait import incidence_table, portrait_table
from jobmine.measure.pressure import pressure_table
from jobmine.measure.scarcity import scarcity_table
from jobmine.measure.special import special_table
from jobmine.measure.suite import DEMAND_TABLES
from jobmine.measure.table import Table
from jobmine.schema import KINDS, SCHEMAS, SECTIONS
from jobmine.tables import from_columns

CHUNK = 100_000
TERMS, GROUPS, POSTS, AREAS = 20_000, 40, 2_000, 8
MENTIONS = 15
TEXT = "任职要求：熟悉相关工作流程，能够独立完成岗位任务，服从安排，认真负责。熟悉"


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, default=200_000)
    parser.add_argument("--memory", type=float, default=1.0, help="memory of DuckDB, GB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--draws", type=int, default=0, help="bootstrap draws; 0 leaves likeness out")
    parser.add_argument("--all", action="store_true", help="with the tables of market.py")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="jobmine-measures-") as folder:
        clock = time.perf_counter()
        paths = generate(Path(folder), options.postings)
        size = sum(path.stat().st_size for path in paths.values()) / 1e6
        print(f"generated {options.postings:,} postings in {time.perf_counter() - clock:.0f} s, {size:,.0f} MB")
        tables = LocalTables(paths, options.threads, options.memory)
        config = MeasureConfig(draws=max(50, options.draws))
        made: dict[str, Table] = {}
        by = {"by": "industry", "config": config}
        jobs: dict[str, Callable[[], Table]] = {
            "demand": partial(demand_table, tables, centrality=True, **by),
            "core": lambda: core_table(made["demand"]),
            **{
                name: partial(DEMAND_TABLES[name], tables, **by)
                for name in ("structure", "term_sets", "breadth", "mix")
            },
            "special": partial(special_table, tables, areas=["领域0", "领域1"], **by),
            **({"likeness": partial(likeness_table, tables, **by)} if options.draws else {}),
            "majors": partial(major_table, tables, config=config),
            "pressure": partial(pressure_table, tables, config=config),
            "scarcity": partial(scarcity_table, tables, config=config),
            "portrait": lambda: portrait_table(tables, ("area", "post"), posts=listed(made["scarcity"]), config=config),
            "catalogue": lambda: catalogue_table(tables, scarce=made["scarcity"], config=config),
            "incidence": lambda: incidence_table(tables, scarce_posts(made["scarcity"]), config=config),
        }
        total = busy = 0.0
        for name, job in jobs.items():
            clock, before = time.perf_counter(), time.process_time()
            made[name] = job()
            if name not in ("demand", "scarcity"):  # others rest on these two
                made[name] = Table(made[name].frame[:0], {"rows": len(made[name].frame)})
            rows = made[name].meta.get("rows", len(made[name].frame))
            seconds, cpu = time.perf_counter() - clock, time.process_time() - before
            total, busy = total + seconds, busy + cpu
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            print(f"{name:12} {seconds:7.1f} s, processor {cpu:7.1f} s {rows:9,} rows  peak {peak:.2f} GB", flush=True)
        print(f"{'all':12} {total:7.1f} s, processor {busy:7.1f} s", flush=True)
        if options.all:
            made.clear()
            from market import measure  # that script generates its postings here

            clock = time.process_time()
            total += measure(tables)
            print(f"{'both':12} {total:7.1f} s, processor {busy + time.process_time() - clock:7.1f} s")


def generate(folder: Path, n: int) -> dict[str, Path]:
    """Write the tables and return their files; postings that repeat one repeat its mentions too."""
    random = np.random.default_rng(0)
    shares = 1 / np.arange(1, TERMS + 1)
    steps = np.cumsum(shares / shares.sum())
    names = pa.array([f"词项{i:05}" for i in range(TERMS)])
    kinds = pa.array(random.choice(KINDS, TERMS, p=(0.5, 0.2, 0.2, 0.05, 0.05)))
    homes = ["posting_classes", "postings", "sections", "mentions", "posting_area", "posting_major"]
    paths = {name: folder / f"{name}.parquet" for name in homes}
    writers = {name: pq.ParquetWriter(path, SCHEMAS[name], compression="zstd") for name, path in paths.items()}
    for start in range(0, n, CHUNK):
        size = min(CHUNK, n - start)
        made = chunk(random, start, size, steps, names, kinds)
        for name, table in made.items():
            writers[name].write_table(table)
    for writer in writers.values():
        writer.close()
    posts = [f"岗位{i:04}" for i in range(POSTS)]
    supply = from_columns(
        "supply",
        POSTS,
        {
            "measure": pa.array(["seekers"] * POSTS),
            "base": pa.array(["same"] * POSTS),
            "post": pa.array(posts),
            "people": pa.array(random.poisson(random.gamma(2, 0.5, POSTS) * n / POSTS).astype(float)),
        },
    )
    terms = from_columns(
        "terms",
        TERMS,
        {"term": names, "kind": kinds, "trades": pa.array([[f"行当{i % 40}"] for i in range(TERMS)])},
    )
    for name, table in {"supply": supply, "terms": terms}.items():
        paths[name] = folder / f"{name}.parquet"
        pq.write_table(table, paths[name])
    return paths


def texts(names: pa.Array, term: np.ndarray, said: np.ndarray, size: int) -> pa.Array:
    """Return texts that hold the terms of their postings twice: about 300 characters each."""
    ends = np.searchsorted(said, np.arange(size + 1))
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), names.take(pa.array(term)))
    joined = pc.binary_join(lists, "、")
    return pc.binary_join_element_wise(TEXT, joined, joined, "，熟悉")


def chunk(
    random: np.random.Generator, start: int, size: int, steps: np.ndarray, names: pa.Array, kinds: pa.Array
) -> dict[str, pa.Table]:
    """Return the tables of some postings."""
    ids = pa.array([f"{start + i:016x}" for i in range(size)])
    repeated = np.where(random.random(size) < 0.1, random.integers(0, size, size), -1)
    first = np.where((repeated >= 0) & (np.append(repeated, -1)[repeated] < 0), repeated, -1)
    duplicate_of = ids.take(pa.array(first, pa.int64(), mask=first < 0))
    groups = np.minimum(GROUPS - 1, random.geometric(0.08, size) - 1)
    post = random.integers(0, POSTS, size)
    pay = random.choice([4000.0, 5000, 6000, 8000, 10000, 15000], size)
    said = np.repeat(np.arange(size), random.poisson(MENTIONS, size))
    term = np.searchsorted(steps, random.random(len(said))).clip(0, TERMS - 1)
    postings = from_columns(
        "postings",
        size,
        {
            "posting_id": ids,
            "source": pa.array(["a.csv"] * size),
            "row": pa.array(np.arange(start, start + size), pa.int32()),
            "text": texts(names, term, said, size),
            "text_complete": pa.array([True] * size),
            "employer": pa.array([f"公司{i}" for i in random.integers(0, 50_000, size)]),
            "industry": pa.array([f"{g + 10}" for g in groups]),
            "salary_min": pa.array(pay),
            "salary_max": pa.array(pay * 1.5),
            "education": pa.array(random.choice(["中专", "大专", "本科"], size)),
            "experience_min": pa.array(random.choice([0.0, 1, 3, 5], size)),
            "published": pa.array(np.datetime64("2025-01-01") + random.integers(0, 180, size)),
            "post": pa.array([f"岗位{i:04}" for i in post]),
        },
    )
    classes = {
        "posting_id": ids,
        "in_scope": pa.array([True] * size),
        "duplicate_of": duplicate_of,
        "occupation": pa.array(["6-18-01-01"] * size),
    }
    level = random.choice(np.array(["了解", "熟悉", "掌握", "精通", ""]), len(said))
    mentions = {
        "posting_id": ids.take(pa.array(said)),
        "kind": kinds.take(pa.array(term)),
        "term": names.take(pa.array(term)),
        "aspect": pa.array(["technique"] * len(said)),
        "level": pa.array(level, mask=level == ""),
        "preferred": pa.array(random.random(len(said)) < 0.1),
        "negated": pa.array(random.random(len(said)) < 0.01),
        "as_experience": pa.array(random.random(len(said)) < 0.1),
        "surface": names.take(pa.array(term)),
    }
    area = random.integers(0, AREAS, size)
    major = random.choice(["460103", "530302", "510203"], size)
    return {
        "postings": postings,
        "posting_classes": from_columns("posting_classes", size, classes),
        "sections": from_columns("sections", size, {"posting_id": ids, "kind": pa.array([SECTIONS[1]] * size)}),
        "mentions": from_columns("mentions", len(said), mentions),
        "posting_area": from_columns(
            "posting_area", size, {"posting_id": ids, "area": pa.array([f"领域{i}" for i in area])}
        ),
        "posting_major": from_columns(
            "posting_major",
            size,
            {
                "posting_id": ids,
                "major": pa.array(major),
                "how": pa.array(["title"] * size),
                "weight": pa.array([1.0] * size),
            },
        ),
    }


if __name__ == "__main__":
    main()
