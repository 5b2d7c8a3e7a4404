"""What labels of one's own bring: `jobmine tune` on trades that the network has not seen.

``python benchmarks/tune.py GOLD_FOLDER BASES_FOLDER``. For each of the thirty trades of ``trades-train.jsonl`` there
is a base that learned from labelled postings alone, without that trade and without the postings of that file that
name no trade; so that thirty trainings are not needed, the trades fall by seed into six groups, and a base leaves
out a whole group. The lexicon lacks what only these left-out labels taught. Bases that are missing in the folder are
trained first (extra ``train``, some 40 s of processor each). A base is tuned on seven of the fourteen postings of a
trade, with the shipped sample rehearsed as ``tune`` does, and measured on the other seven, both ways round and five
times. How it learns was chosen on the trades of the first groups (``--chosen-on``): the figure to quote is that of
the others. Beside it stands what the sample alone brings, which the bases have not seen either.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jobmine.data import path
from jobmine.extract.fast import Network, network_of
from jobmine.extract.learning import Manner, learn
from jobmine.extract.lessons import Lesson, count_right, describe
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.vocabulary import Vocabulary, build_vocabulary, load_vocabulary
from jobmine.measure.quality import f1_of
from jobmine.train.contexts import Record, read_gold, without_own

_GROUPS = 6
_DRAWS = 10_000


def read_postings(folder: Path) -> tuple[dict[str, list[Record]], dict[str, list[Record]], list[Record]]:
    """Return the requirement texts by fold, the postings by trade, and those that name none."""
    others: dict[str, list[Record]] = {}
    trades: dict[str, list[Record]] = {}
    nameless: list[Record] = []
    for name, records in read_gold(folder).items():
        for record in records:
            if record.get("unit") != "posting":
                others.setdefault(name, []).append(record)
            elif record.get("trade"):
                trades.setdefault(record["trade"], []).append(record)
            else:
                nameless.append(record)
    return others, trades, nameless


def vocabulary_without(own: Sequence[Record], rest: Sequence[Record]) -> Vocabulary:
    """Return the lexicon without the terms that only some labels taught."""
    return build_vocabulary(without_own(load_lexicon(), {"own": list(own), "rest": list(rest)}, "own"))


def learn_bases(
    folder: Path,
    groups: Sequence[Sequence[str]],
    others: dict[str, list[Record]],
    trades: dict[str, list[Record]],
    vocabularies: dict[str, Vocabulary],
    epochs: int,
) -> None:
    """Train the bases that the folder lacks: one a group, without its trades."""
    missing = [number for number in range(len(groups)) if not (folder / f"{number}.npz").exists()]
    if not missing:
        return
    import torch

    from jobmine.train.fast import train

    torch.set_num_threads(1)
    every = {**others, **trades}
    lessons = {name: describe(records, vocabularies[name]) for name, records in every.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for number in missing:
        some = [lessons[name] for name in sorted(every) if name not in groups[number]]
        *_, student = train(some, [1] * len(some), epochs, random_state=0)
        np.savez_compressed(folder / f"{number}.npz", **student.arrays())


def halves(n: int, times: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the numbers to learn from and to measure on, both ways round."""
    for time in range(times):
        order = np.random.default_rng([7, time]).permutation(n)
        yield order[: n // 2], order[n // 2 :]
        yield order[n // 2 :], order[: n // 2]


def try_trade(
    networks: tuple[Network, Network], records: Sequence[Record], vocabulary: Vocabulary, sample: Lesson, times: int
) -> np.ndarray:
    """Return F1 on every half of the base, of it with the sample, and with postings too: shape (2 x times, 3)."""
    old, alone = (count_right(network, records, vocabulary) for network in networks)
    figures = []
    for shown, held in halves(len(records), times):
        lesson = describe([records[i] for i in shown], vocabulary)
        new = count_right(learn(networks[0], lesson, Manner(), 0, sample), [records[i] for i in held], vocabulary)
        figures.append([f1_of(counts.sum(axis=0)) for counts in (old[held], alone[held], new)])
    return np.array(figures, dtype=float)


def say_mean(title: str, gains: np.ndarray) -> None:
    """Print the mean over trades with its interval of 95 % from a bootstrap of trades."""
    random = np.random.default_rng(0)
    low, high = np.quantile(random.choice(gains, (_DRAWS, len(gains))).mean(axis=1), (0.025, 0.975))
    better = (gains > 0).sum()
    _say(f"{title}: mean gain {gains.mean():+.4f} [{low:+.4f}, {high:+.4f}], {better} of {len(gains)} trades better")


def main() -> None:
    """Print the gain of every trade, and the mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of labelled postings")
    parser.add_argument("bases", type=Path, help="folder of the bases; made where it is missing")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--chosen-on", type=int, default=2, help="groups on which the way of learning was chosen")
    parser.add_argument("--only", type=int, default=_GROUPS, help="no more groups than the first so many")
    options = parser.parse_args()
    others, trades, nameless = read_postings(options.gold)
    order = np.random.default_rng(0).permutation(sorted(trades)).tolist()
    size = len(order) // _GROUPS
    groups = [order[number * size : (number + 1) * size] for number in range(_GROUPS)]
    every: dict[str, list[Record]] = {**others, **trades}
    vocabularies: dict[str, Vocabulary] = {}

    def vocabulary_of(name: str) -> Vocabulary:
        own = [*every[name], *(nameless if name in trades else [])]
        rest = [r for other, records in every.items() if other != name for r in records]
        return vocabulary_without(own, rest if name in trades else [*rest, *nameless])

    if any(not (options.bases / f"{number}.npz").exists() for number in range(options.only)):
        vocabularies = {name: vocabulary_of(name) for name in every}
        learn_bases(options.bases, groups[: options.only], others, trades, vocabularies, options.epochs)
    lines = path("gold/postings.jsonl").read_text(encoding="utf-8").splitlines()
    sample = describe([json.loads(line) for line in lines], load_vocabulary())
    gains: list[list[tuple[float, float]]] = []
    for number, group in enumerate(groups[: options.only]):
        with np.load(options.bases / f"{number}.npz") as stored:
            base = network_of({name: stored[name] for name in stored.files})
        networks = base, learn(base, sample, Manner())
        gains.append([])
        for trade in group:
            vocabulary: Any = vocabularies.get(trade) or vocabulary_of(trade)
            old, alone, new = try_trade(networks, trades[trade], vocabulary, sample, options.times).mean(axis=0)
            gains[-1].append((new - old, alone - old))
            figures = f"base {old:.3f}  tuned {new:.3f}  {new - old:+.3f}  sample alone {alone:.3f}"
            _say(f"group {number}  {trade}  {figures}")
    for title, some in (("all trades", gains), ("trades on which nothing was chosen", gains[options.chosen_on :])):
        if some:
            tuned, alone = np.concatenate(some).T
            say_mean(title, tuned)
            say_mean(f"{title}, sample alone", alone)
            say_mean(f"{title}, tuned over sample alone", tuned - alone)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
