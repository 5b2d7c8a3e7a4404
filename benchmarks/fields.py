"""Reading and typing: what becomes of every row and cell, how fast, in how much memory, beside a pandas script.

    python benchmarks/fields.py DATA --workers 2

DATA is a folder with a folder for each data set. A field is typed where its cell gives a value or says that
there is none (面议, 异地招聘, 不限); of pay only cells that state a number count, and only a value is typed.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from zipfile import ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jobmine.engines.local import LocalEngine
from jobmine.errors import JobmineError
from jobmine.normalise.duplicates import exact_duplicates, near_duplicates
from jobmine.pipeline.steps import read_files

FIELDS = ("salary", "education", "experience", "place", "industry", "company_type", "company_size", "published",
          "collected", "headcount", "employer")  # fmt: skip
T = TypeVar("T")


@dataclass
class Measured:
    """What one data set gave.

    Attributes
    ----------
    typed, filled : Counter
        Cells by field; under ``<field> value`` those with a value.
    unread : Counter
        Commonest cells that are not typed, with their field.
    seconds, cpu_seconds, pair_seconds, peer_seconds : float
        Reading and typing by the clock and of processors, near duplicates by the clock, the pandas script of one
        processor.
    peak_mb : float
        This process and as many times the largest worker as there are workers.
    """

    kept: int = 0
    characters: float = 0
    rejected: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    typed: Counter[str] = field(default_factory=Counter)
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)
    exact: int = 0
    near: int = 0
    seconds: float = 0
    cpu_seconds: float = 0
    pair_seconds: float = 0
    peer_seconds: float = 0
    peer_rows: int = 0
    peer_pay: float = 0
    peak_mb: float = 0
    error: str = ""

    @property
    def read(self) -> int:
        """Rows in the files."""
        return self.kept + self.rejected.total()


def measure(folder: Path, workers: int) -> Measured:
    """Read, type and compare the postings of a folder."""
    found = Measured()
    with TemporaryDirectory() as scratch:
        before, start = _cpu(), time.perf_counter()
        try:
            files = read_files(folder, Path(scratch), engine=LocalEngine(workers))
        except JobmineError as error:
            found.error = str(error)
            return found
        found.seconds, found.cpu_seconds = time.perf_counter() - start, _cpu() - before
        postings = files.dataset("postings")
        found.kept = postings.count_rows()
        found.rejected = Counter(files.table("rejected")["reason"].to_pylist())
        start = time.perf_counter()
        near = near_duplicates(postings)
        found.pair_seconds = time.perf_counter() - start
        found.near = len(near) - near.null_count
        exact = exact_duplicates(postings)
        found.exact = len(exact) - exact.null_count
        found.peak_mb = _peak_mb(workers)
        lengths = pc.utf8_length(postings.to_table(columns=["text"])["text"])
        found.characters = pc.mean(lengths).as_py() or 0
        _count(files.table("parses"), found)
    return found


def _count(parses: pa.Table, found: Measured) -> None:
    """Count cells by field."""
    stated = pc.match_substring_regex(parses["raw"], r"[0-9０-９]")
    pay = pc.equal(parses["column"], "salary")
    parses = parses.filter(pc.or_(pc.invert(pay), pc.fill_null(stated, False)))
    valued = pc.is_valid(parses["value"])
    wanted_value = pc.equal(parses["column"], "salary")
    typed = pc.if_else(wanted_value, valued, pc.is_null(parses["reason"]))
    for name in FIELDS:
        here = pc.equal(parses["column"], name)
        found.filled[name] = pc.sum(here).as_py() or 0
        found.typed[name] = pc.sum(pc.and_(here, typed)).as_py() or 0
        found.typed[f"{name} value"] = pc.sum(pc.and_(here, valued)).as_py() or 0
    unread = parses.filter(pc.invert(typed)).group_by(["column", "raw"]).aggregate([([], "count_all")])
    for row in unread.to_pylist():
        if row["column"] in FIELDS:
            found.unread[row["column"], row["raw"]] = row["count_all"]


def measure_peer(folder: Path) -> Measured:
    """Do what is usually written instead: pandas reads every file, a regular expression the pay."""
    found, start, parsed, stated = Measured(), time.process_time(), 0, 0
    for path in sorted(folder.rglob("*")):
        for frame in _peer_frames(path):
            found.peer_rows += len(frame)
            pay = next((name for name in frame.columns if "薪" in str(name) or "工资" in str(name)), None)
            if pay is not None:
                cells = frame[pay].astype(str)
                parts = cells.str.extract(r"(\d+\.?\d*)-(\d+\.?\d*)(万|千|[kK])?(?:·\d+薪)?(?:/(月|年|天))?")
                scale = parts[2].map({"万": 10_000, "千": 1000, "k": 1000, "K": 1000}).fillna(1)
                period = parts[3].map({"年": 1 / 12, "天": 21.75}).fillna(1)
                frame["pay_min"] = pd.to_numeric(parts[0]) * scale * period
                frame["pay_max"] = pd.to_numeric(parts[1]) * scale * period
                parsed += int(frame["pay_max"].notna().sum())
                stated += int(cells.str.contains(r"\d").sum())
    found.peer_seconds = time.process_time() - start
    found.peer_pay = parsed / stated if stated else 0
    return found


def _peer_frames(path: Path) -> list[pd.DataFrame]:
    if path.suffix == ".csv":
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return [pd.read_csv(path, encoding=encoding, on_bad_lines="skip", low_memory=False)]
            except UnicodeDecodeError:
                continue
    if path.suffix == ".xlsx":
        return [pd.read_excel(path)]
    if path.suffix == ".json":
        return [pd.read_json(path)]
    if path.suffix == ".zip":
        with ZipFile(path) as archive:
            return [pd.read_excel(archive.open(name)) for name in archive.namelist() if name.endswith(".xlsx")]
    return []


def _cpu() -> float:
    return sum(os.times()[:4])


def _peak_mb(workers: int) -> float:
    """Return the peak resident set, in megabytes; Linux counts it in kilobytes."""
    own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + workers * largest) / 1024 if workers > 1 else own / 1024


def apart(function: Callable[..., T], *arguments: object) -> T:
    """Return what a function gives in a process of its own, so that its peak of memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def show(name: str, one: Measured, peer: Measured | None) -> None:
    """Print what one data set gave."""
    if one.error:
        print(f"\n{name}: {one.error}")
        return
    print(f"\n{name}: read {one.read:,} = kept {one.kept:,} + rejected {one.rejected.total():,}", end="")
    print(f" ({', '.join(f'{reason} {n}' for reason, n in one.rejected.most_common())})" if one.rejected else "")
    print(
        f"  duplicates: exact {one.exact:,}, with near ones {one.near:,}\n"
        f"  read and typed: {one.seconds:.2f} s, {one.read / one.seconds:,.0f} rows a second; "
        f"{one.read / one.cpu_seconds:,.0f} rows a second of one core; peak {one.peak_mb:,.0f} MB; "
        f"{one.characters:.0f} characters a text\n"
        f"  near duplicates: {one.pair_seconds:.2f} s, {one.kept / max(one.pair_seconds, 1e-9):,.0f} rows a second"
    )
    if peer:
        print(
            f"  pandas script: {peer.peer_seconds:.2f} s, {peer.peer_rows / peer.peer_seconds:,.0f} rows a second of "
            f"one core; {peer.peer_rows:,} rows, of cells of pay with a number {peer.peer_pay:.1%} typed"
        )
    for column in FIELDS:
        filled = one.filled[column]
        if filled:
            unread = [(raw, n) for (name, raw), n in one.unread.most_common() if name == column][:3]
            rest = "; ".join(f"{raw[:30]!r} {n}" for raw, n in unread)
            print(
                f"  {column:13s} {filled:7,d} filled   typed {one.typed[column] / filled:8.3%}   "
                f"with a value {one.typed[f'{column} value'] / filled:8.3%}   {rest}"
            )


def main() -> None:
    """Print a block for each data set and one for all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path("data"), help="a folder of folders of files")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--without-peer", action="store_true")
    parser.add_argument("--only", nargs="*", help="names of data sets")
    options = parser.parse_args()
    folders = sorted(path for path in options.data.iterdir() if path.is_dir())
    total = Measured()
    for folder in folders:
        if options.only and folder.name not in options.only:
            continue
        one = apart(measure, folder, options.workers)
        peer = None if options.without_peer else apart(measure_peer, folder)
        show(folder.name, one, peer)
        for name in ("rejected", "filled", "typed"):
            getattr(total, name).update(getattr(one, name))
        for name in ("kept", "exact", "near", "seconds", "cpu_seconds", "pair_seconds"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.characters += one.characters * one.kept
        total.peak_mb = max(total.peak_mb, one.peak_mb)
        for name in ("peer_seconds", "peer_rows"):
            setattr(total, name, getattr(total, name) + (getattr(peer, name) if peer else 0))
    total.characters /= max(total.kept, 1)
    show("all", total, None)
    if total.peer_seconds:
        rate = total.peer_rows / total.peer_seconds
        print(f"  pandas script: {total.peer_seconds:.1f} s, {total.peer_rows:,} rows, {rate:,.0f} a second")


if __name__ == "__main__":
    main()
