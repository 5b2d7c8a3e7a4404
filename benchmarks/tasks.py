"""Tasks and conditions: agreement with labelled postings, and time beside jieba.

``python benchmarks/tasks.py GOLD_FOLDER``: ``tasks-dev.jsonl`` (spans and whether the person assists) and
``trades-dev.jsonl`` (mentions, of which tasks should cover none).
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import jieba
import pyarrow as pa

from jobmine.extract.conditions import find_conditions, nest_conditions
from jobmine.extract.mentions import extract_batch
from jobmine.extract.sections import classify_sentences
from jobmine.extract.tasks import find_tasks, nest_tasks
from jobmine.extract.texts import Texts
from jobmine.train.tasks import score

_BATCH = 1000


def read(file: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON lines file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def tasks_of(texts: list[str]) -> list[list[dict[str, Any]]]:
    """Return the tasks of each text."""
    batch = pa.RecordBatch.from_pydict({"posting_id": [str(i) for i in range(len(texts))], "text": texts})
    found: list[list[dict[str, Any]]] = extract_batch(batch)["tasks"].to_pylist()
    return found


def show_agreement(gold: list[dict[str, Any]]) -> None:
    """Print F1 of spans, and how often ``assists`` agrees on exact ones."""
    found = tasks_of([record["text"] for record in gold])
    spans = [(n, task["start"], task["end"]) for n, tasks in enumerate(found) for task in tasks]
    told = {(n, t["start"], t["end"]): t["assists"] for n, tasks in enumerate(found) for t in tasks}
    asked = {(n, t["start"], t["end"]): t["assists"] for n, record in enumerate(gold) for t in record["tasks"]}
    both = told.keys() & asked.keys()
    agree = sum(told[key] == asked[key] for key in both) / len(both)
    sys.stdout.write(f"{score(gold, spans)}, assists {agree:.3f} of {len(both)}\n")


def show_covered(gold: list[dict[str, Any]]) -> None:
    """Print the share of labelled mentions that stand wholly within a task."""
    found = tasks_of([record["req"] for record in gold])
    mentions = [(tasks, m) for tasks, record in zip(found, gold, strict=True) for m in record["mentions"]]
    covered = sum(any(t["start"] <= m["start"] and m["end"] <= t["end"] for t in tasks) for tasks, m in mentions)
    sys.stdout.write(f"mentions within a task: {covered} of {len(mentions)}, {covered / len(mentions):.3f}\n")


def show_time(texts: list[str]) -> None:
    """Print the time of tasks and conditions over that of ``jieba.lcut``, one core each."""
    batches = [texts[begin : begin + _BATCH] for begin in range(0, len(texts), _BATCH)]
    joined = [Texts.join(batch) for batch in batches]
    sentences = [classify_sentences(batch) for batch in joined]
    find_tasks(joined[0], sentences[0])
    find_conditions(joined[0], sentences[0])
    begun = time.process_time()
    for given, batch, told in zip(batches, joined, sentences, strict=True):
        nest_tasks(given, batch, find_tasks(batch, told))
        nest_conditions(batch, find_conditions(batch, told))
    ours = time.process_time() - begun
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    begun = time.process_time()
    for text in texts:
        jieba.lcut(text)
    theirs = time.process_time() - begun
    sys.stdout.write(f"tasks and conditions {ours:.2f} s, jieba {theirs:.2f} s, ratio {ours / theirs:.3f}\n")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    folder = parser.parse_args().gold
    tasks, mentions = read(folder / "tasks-dev.jsonl"), read(folder / "trades-dev.jsonl")
    show_agreement(tasks)
    show_covered(mentions)
    show_time([record["req"] for record in mentions] * 5)


if __name__ == "__main__":
    main()
