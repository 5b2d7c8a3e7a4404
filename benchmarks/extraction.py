"""The taggers side by side: agreement with labelled postings, and time beside jieba.

``python benchmarks/extraction.py GOLD_FOLDER [TEXTS...]``: quality on ``dev.jsonl`` (requirement texts) and
``trades-dev.jsonl`` (whole postings), and, with files of postings, sections and mentions of one core over the
time that ``jieba.lcut`` takes to cut the same texts, in alternation.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
import pyarrow as pa

from jobmine.config import TAGGERS, Config
from jobmine.extract.conditions import find_conditions, nest_conditions
from jobmine.extract.mentions import extract_batch
from jobmine.extract.sections import classify_sentences
from jobmine.extract.tasks import find_tasks, nest_tasks
from jobmine.extract.texts import Texts
from jobmine.measure.quality import score_mentions
from jobmine.pipeline.steps import predict_mentions, read_postings

_BATCH = 1000
_ALTERNATIONS = 3
_MOST = {"best": 1000}
"""Texts that the slow tagger is timed on."""


def show_quality(gold: Path) -> None:
    """Print F1 of every tagger on both sets."""
    for name in ("dev", "trades-dev"):
        lines = (gold / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
        records = [json.loads(line) for line in filter(None, lines)]
        for tagger in TAGGERS[1:]:
            figures = score_mentions(records, predict_mentions(records, Config().override(extract__tagger=tagger)))
            exact, by_kind = figures["exact"], figures["by_type"]
            low, high = exact["ci95"]
            kinds = "  ".join(f"{kind} {row['f1']:.3f}" for kind, row in by_kind.items())
            sys.stdout.write(
                f"{name}  {tagger}  exact {exact['f1']:.3f} [{low:.3f}, {high:.3f}]  P {exact['p']:.3f}  "
                f"R {exact['r']:.3f}  relaxed {figures['relaxed']['f1']:.3f}  {kinds}\n"
            )


def extract_all(texts: Sequence[str], tagger: str) -> None:
    """Extract everything."""
    for begin in range(0, len(texts), _BATCH):
        some = texts[begin : begin + _BATCH]
        extract_batch(
            pa.RecordBatch.from_pydict({"posting_id": [str(n) for n in range(len(some))], "text": list(some)}),
            tagger=tagger,
        )


def rest_seconds(texts: Sequence[str]) -> float:
    """Return the processor time of what is neither section nor mention: tasks and conditions."""
    total = 0.0
    for begin in range(0, len(texts), _BATCH):
        given = list(texts[begin : begin + _BATCH])
        joined = Texts.join(given)
        sentences = classify_sentences(joined)
        begun = time.process_time()
        nest_tasks(given, joined, find_tasks(joined, sentences))
        nest_conditions(joined, find_conditions(joined, sentences))
        total += time.process_time() - begun
    return total


def cut_all(texts: Sequence[str]) -> None:
    """Cut with jieba."""
    for text in texts:
        jieba.lcut(text)


def seconds(work: Callable[[], None]) -> float:
    """Return the processor time of some work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def show_time(texts: list[str]) -> None:
    """Print, by tagger, the median over alternations of its time over that of jieba."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    for tagger in TAGGERS[1:]:
        some = texts[: _MOST.get(tagger)]
        extract_all(some[:1], tagger)
        ratios = []
        for _ in range(_ALTERNATIONS):
            theirs = seconds(lambda some=some: cut_all(some))
            whole = seconds(lambda some=some, tagger=tagger: extract_all(some, tagger))
            ratios.append(((whole - rest_seconds(some)) / theirs, whole / theirs))
        mentions, whole = (statistics.median(column) for column in zip(*ratios, strict=True))
        sys.stdout.write(
            f"{tagger}  {len(some)} texts  sections and mentions {mentions:.3f} of jieba, "
            f"with tasks and conditions {whole:.3f}\n"
        )


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path, nargs="*", help="files of postings")
    options = parser.parse_args()
    show_quality(options.gold)
    if options.texts:
        frame = read_postings([str(file) for file in options.texts]).frame
        show_time([text for text in frame["text"] if text])


if __name__ == "__main__":
    main()
