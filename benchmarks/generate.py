"""Postings of any number, recombined from a file of your own.

    python benchmarks/generate.py 招聘.xlsx million.csv --rows 1000000 --seed 0

Lines of the source's postings are put together anew, employers and numbers are drawn afresh. The share
of postings that repeat another, word for word or nearly, and the share of distinct lines are those of
the source; both are printed, for the source and for what was written. The source is read, never copied:
do not pass on what comes out either, it holds lines of its postings.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobmine import read_postings
from jobmine.normalise.duplicates import exact_duplicates, near_duplicates
from jobmine.read.raw import read_raw
from jobmine.schema import RAW_COLUMNS

CHUNK = 5_000
FRESH = ("id", "url", "company", "text", "duties", "requirements")
_NUMBER = re.compile(r"\d+")
_CLAUSE = re.compile(r"(?<=[，,；;、。])")
_SYLLABLES = (
    "安宝博昌诚创达德鼎东恩飞丰富冠光广海瀚浩恒宏华辉汇佳嘉金晶景凯康科蓝朗乐力利联林凌隆美明铭南宁鹏普奇启千"
    "勤清荣锐瑞森尚升盛时世顺思泰腾天通同万威维伟文沃希祥新信星兴旭雅亚扬一艺益英永宇元远云泽展长振正志智中众卓"
)


@dataclass(frozen=True)
class Shares:
    """What a generated file has in common with its source."""

    exact: float
    near: float
    lines: float

    def __str__(self) -> str:
        return f"exact duplicates {self.exact:.1%}, near duplicates {self.near:.1%}, distinct lines {self.lines:.1%}"


def measure_shares(table: pa.Table) -> Shares:
    """Return the shares of typed postings."""
    exact, near = (len(found) - found.null_count for found in (exact_duplicates(table), near_duplicates(table)))
    lines = lines_of(table["text"].drop_null().to_pylist())
    return Shares(exact / len(table), (near - exact) / len(table), len(set(lines)) / max(len(lines), 1))


def lines_of(texts: Sequence[str]) -> list[str]:
    """Return the lines of texts."""
    return [line for text in texts for line in text.split("\n")]


def fresh_share(lines: Sequence[str], n: float, wanted: float) -> float:
    """Return how many of n lines must be new so that, with the others drawn as in the source, a share is distinct."""
    frequency = np.array(list(Counter(lines).values())) / len(lines)
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        distinct = middle * n - np.expm1(-frequency * (1 - middle) * n).sum()
        low, high = (middle, high) if distinct < wanted * n else (low, middle)
    return low


class Generator:
    """Draws rows from the lines and cells of a table of raw rows."""

    def __init__(self, raw: pa.Table, texts: Sequence[str], shares: Shares, rows: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        if not texts:
            raise SystemExit("the source has no texts to recombine")
        lines = [text.split("\n") for text in texts]
        self.by_place = [[text[i] for text in lines if len(text) > i] for i in range(max(map(len, lines)))]
        self.lengths = [len(text) for text in lines]
        self.lines = [line for text in lines for line in text]
        kept = [name for name in RAW_COLUMNS if name not in FRESH and raw[name].null_count < len(raw)]
        self.cells = {name: raw[name].to_pylist() for name in kept}
        self.shares = shares
        self.drawn = Counter[int]()
        own = rows * (1 - shares.exact - shares.near)
        n_lines = rows * float(np.mean(self.lengths))
        # rows that repeat others bring no distinct lines, nearly repeated ones a single one
        wanted = (shares.lines * n_lines - rows * shares.near) / (own * float(np.mean(self.lengths)))
        self.fresh = fresh_share(self.lines, own * float(np.mean(self.lengths)), min(wanted, 1.0))
        n_employers = max(1, int(rows * len(set(raw["company"].to_pylist())) / len(raw)))
        self.employers = self.draw_names(n_employers)

    def draw_names(self, count: int) -> list[str]:
        """Return names of employers that nobody has."""
        syllables = np.array(list(_SYLLABLES))[self.random.integers(len(_SYLLABLES), size=(count, 4))]
        return ["".join(name) + "有限公司" for name in syllables]

    def draw_text(self) -> str:
        """Return a text whose lines stand at their places in other postings."""
        places = self.lengths[self.random.integers(len(self.lengths))]
        picks, fresh = self.random.random(places), self.random.random(places) < self.fresh
        lines = [pool[int(pick * len(pool))] for pool, pick in zip(self.by_place, picks, strict=False)]
        return "\n".join(self.splice(line) if new else line for line, new in zip(lines, fresh, strict=True))

    def splice(self, line: str) -> str:
        """Return a line that begins as one and ends as another, with other numbers."""
        other = self.lines[self.random.integers(len(self.lines))]
        first, second = _CLAUSE.split(line), _CLAUSE.split(other)
        joined = "".join(first[: len(first) // 2 + 1]) + "".join(second[len(second) // 2 :])
        return _NUMBER.sub(lambda found: str(self.random.integers(1, 10 ** len(found[0][:6]))), joined)

    def rows(self, start: int, count: int) -> Iterator[list[str]]:
        """Yield rows with the header's columns; some repeat an earlier one."""
        exact, near = self.shares.exact, self.shares.near
        kinds = self.random.choice(3, count, p=[1 - exact - near, exact, near])
        rows: list[list[str]] = []
        for number, kind in enumerate(kinds, start=start):
            if kind and rows:
                row = list(rows[self.random.integers(len(rows))])
                row[0] = f"g{number:09d}"
                self.drawn[int(kind)] += 1
                if kind == 2:
                    lines = row[-1].split("\n")
                    lines[-1] = self.splice(lines[-1])[: len(lines[-1]) + 8]
                    row[-1] = "\n".join(lines)
            else:
                base = self.random.integers(len(next(iter(self.cells.values()))))
                cells = [column[base] or "" for column in self.cells.values()]
                employer = self.employers[self.random.integers(len(self.employers))]
                row = [f"g{number:09d}", employer, *cells, self.draw_text()]
            rows.append(row)
        yield from rows


def generate(source: Path, out: Path, rows: int, seed: int, platform: str | None) -> None:
    """Write a CSV file of so many rows and print what it shares with its source."""
    raw, typed = read_raw(source).table, read_postings(source).table
    if platform:
        raw, typed = (table.filter(pc.equal(table["platform"], platform)) for table in (raw, typed))
    shares = measure_shares(typed)
    print(f"source: {len(raw)} rows, {shares}")
    generator = Generator(raw, typed["text"].drop_null().to_pylist(), shares, rows, seed)
    total, seen = 0, set[int]()
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "company", *generator.cells, "text"])
        for start in range(0, rows, CHUNK):
            for row in generator.rows(start, min(CHUNK, rows - start)):
                lines = row[-1].split("\n")
                total += len(lines)
                seen.update(map(hash, lines))
                writer.writerow(row)
    print(
        f"written: {rows} rows, {out.stat().st_size / 1e6:.0f} MB, exact duplicates {generator.drawn[1] / rows:.1%}, "
        f"near duplicates {generator.drawn[2] / rows:.1%}, distinct lines {len(seen) / max(total, 1):.1%}"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="postings of one site, of any form that jobmine reads")
    parser.add_argument("out", type=Path, help="a CSV file")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--platform", help="rows of this site only")
    parsed = parser.parse_args()
    generate(parsed.source, parsed.out, parsed.rows, parsed.seed, parsed.platform)


if __name__ == "__main__":
    main()
