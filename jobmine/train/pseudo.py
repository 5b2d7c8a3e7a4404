"""Postings labelled by the tagger ``best``: ``python -m jobmine.train.pseudo TEXTS.jsonl EXCLUDE.tsv -o LABELS.jsonl``.

Each line of the texts has ``src``, ``row`` and ``text``. Rows that the list of excluded ones names (``file``,
``row``), and texts equal to theirs, are left out: they share text with what is measured on. The labels have the
form of the labelled postings. A broken-off run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from jobmine.extract.mentions import extract_batch

_BATCH = 50


def read_texts(file: Path, exclude: Path, per_source: int, random_state: int) -> list[dict[str, Any]]:
    """Return the postings to label in random order, of each source no more than so many."""
    rows = [line.split("\t")[:2] for line in exclude.read_text(encoding="utf-8").split("\n")[1:] if line]
    excluded = {(name, int(row)) for name, row in rows}
    every = [json.loads(line) for line in filter(None, file.read_text(encoding="utf-8").split("\n"))]
    banned = {_plain(record) for record in every if _is_named(record, excluded)}
    counts: dict[str, int] = {}
    kept = []
    for number in np.random.default_rng(random_state).permutation(len(every)):
        record = every[number]
        if _plain(record) not in banned and counts.get(record["src"], 0) < per_source:
            counts[record["src"]] = counts.get(record["src"], 0) + 1
            kept.append(record)
    return kept


def _plain(record: dict[str, Any]) -> str:
    return "".join(record["text"].split())


def _is_named(record: dict[str, Any], excluded: set[tuple[str, int]]) -> bool:
    """Say whether the list names the row; files inside an archive count as the archive."""
    archive = record["src"].partition(".zip/")
    return bool({(record["src"], record["row"]), (archive[0] + ".zip", record["row"])} & excluded)


def label(records: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield postings with the mentions that the tagger finds."""
    for begin in range(0, len(records), _BATCH):
        some = records[begin : begin + _BATCH]
        batch = pa.RecordBatch.from_pydict(
            {"posting_id": [str(n) for n in range(len(some))], "text": [record["text"] for record in some]}
        )
        found = extract_batch(batch, tagger="best")["mentions"].to_pylist()
        for record, mentions in zip(some, found, strict=True):
            spans = [{"type": m["kind"], **{key: m[key] for key in ("start", "end", "score")}} for m in mentions]
            yield {
                "src": record["src"],
                "row": record["row"],
                "unit": "posting",
                "req": record["text"],
                "mentions": spans,
            }


def main(arguments: Sequence[str] | None = None) -> None:
    """Label and write."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.pseudo", description=__doc__)
    cli.add_argument("texts", type=Path)
    cli.add_argument("exclude", type=Path)
    cli.add_argument("-o", "--output", type=Path, required=True)
    cli.add_argument("--most", type=int, default=20_000, help="postings")
    cli.add_argument("--per-source", type=int, default=1_500)
    cli.add_argument("--random-state", type=int, default=0)
    options = cli.parse_args(arguments)
    records = read_texts(options.texts, options.exclude, options.per_source, options.random_state)[: options.most]
    done = len(options.output.read_bytes().splitlines()) if options.output.exists() else 0
    sys.stdout.write(f"{len(records)} postings, {done} of them labelled before\n")
    with options.output.open("a", encoding="utf-8", newline="\n") as lines:
        for record in label(records[done:]):
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
