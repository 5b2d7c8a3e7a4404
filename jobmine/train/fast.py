"""The tagger ``fast``: ``python -m jobmine.train.fast GOLD_FOLDER LABELS.jsonl -o corpora/models/mentions-fast``.

Labelled postings, and postings that the tagger ``best`` labelled (:mod:`jobmine.train.pseudo`), teach a small
convolutional network to label characters. The number of epochs is fixed beforehand. ``--without`` leaves out a
fold, in both sorts of postings, and measures on it; the labels must then come from an encoder without it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from jobmine.extract.fast import WEIGHTS, Network, network_of
from jobmine.extract.labels import LABELS
from jobmine.extract.lessons import IGNORED, Lesson, count_right, describe
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.lines import BITS, GAP, N_FEATURES
from jobmine.extract.model_files import write_sums
from jobmine.extract.vocabulary import Vocabulary, build_vocabulary, load_vocabulary
from jobmine.train.contexts import Record, read_gold, without_own

_EPOCHS = 3
_HIDDEN = 48
_LAYERS = ((3, 1), (3, 3))  # width and distance
_BATCH = 4000  # characters
_RATE = 2e-3
_WARM_UP = 300  # steps
_DROPOUT = 0.1
_SLOT_DROPOUT = 0.2
_FEWEST = 4  # characters that a slot must hold to count
_REPEAT = 2  # a labelled posting counts as so many of the others
_SPREAD = 0.05
_CHUNK = 1000  # postings described at once


class Student(nn.Module):  # type: ignore[misc]
    """The network of :class:`jobmine.extract.fast.Network`, as it learns."""

    def __init__(self, known: np.ndarray) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(len(known), _HIDDEN, mode="sum", sparse=True)
        nn.init.normal_(self.table.weight, 0, _SPREAD)
        self.bias = nn.Parameter(torch.zeros(_HIDDEN))
        self.layers = nn.ModuleList(
            [nn.Conv1d(_HIDDEN, _HIDDEN, width, dilation=d, padding=d * (width // 2)) for width, d in _LAYERS]
        )
        self.out = nn.Linear(_HIDDEN, len(LABELS))
        self.register_buffer("known", torch.from_numpy(known))

    def forward(self, slots: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        """Return the scores of labels; while it learns, slots and hidden values are dropped at random."""
        counts = self.known[slots].float()
        if self.training:
            counts *= (torch.rand(slots.shape) > _SLOT_DROPOUT).float() / (1 - _SLOT_DROPOUT)
        hidden = torch.relu(self.table(slots, per_sample_weights=counts) + self.bias) * inside[:, None]
        for layer in self.layers:
            seen = functional.dropout(hidden, _DROPOUT, self.training)
            hidden = (hidden + torch.relu(layer(seen.T[None])[0].T)) * inside[:, None]
        return self.out(functional.dropout(hidden, _DROPOUT, self.training))

    def arrays(self) -> dict[str, Any]:
        """Return the arrays of :func:`jobmine.extract.fast.network_of`, slots in whole numbers."""
        table = (self.table.weight.detach() * self.known[:, None]).numpy()
        unit = np.abs(table).max(axis=0) / 127
        arrays = {
            "table": np.round(table / unit).astype(np.int8),
            "unit": unit.astype(np.float32),
            "bias": self.bias.detach().numpy(),
            "distances": np.array([distance for _, distance in _LAYERS]),
            "out": self.out.weight.detach().numpy().T.astype(np.float16),
            "out_bias": self.out.bias.detach().numpy(),
        }
        for number, layer in enumerate(self.layers):
            arrays[f"layer{number}"] = layer.weight.detach().numpy().transpose(2, 1, 0).astype(np.float16)
            arrays[f"layer{number}_bias"] = layer.bias.detach().numpy()
        return arrays


def train(lessons: Sequence[Lesson], repeat: Sequence[int], epochs: int, random_state: int) -> Iterator[Student]:
    """Yield the network after each epoch; Adam, linear warm-up and decay."""
    torch.manual_seed(random_state)
    random = np.random.default_rng(random_state)
    counts = sum(np.bincount(lesson.slots.ravel(), minlength=1 << BITS) for lesson in lessons)
    student = Student(np.asarray(counts) >= _FEWEST)
    sparse = torch.optim.SparseAdam(student.table.parameters(), lr=_RATE)
    others = [weights for name, weights in student.named_parameters() if not name.startswith("table")]
    dense = torch.optim.AdamW(others, lr=_RATE, weight_decay=0.01)
    plans = [list(_draw(lessons, repeat, random)) for _ in range(epochs)]
    total, step = sum(map(len, plans)), 0
    for plan in plans:
        student.train()
        for chosen in plan:
            step += 1
            rate = _RATE * min(step / _WARM_UP, 1.0) * max(1 - step / total, 0.02)
            for optimiser in (sparse, dense):
                optimiser.param_groups[0]["lr"] = rate
                optimiser.zero_grad()
            slots, label, inside = _lay_out(lessons, chosen)
            functional.cross_entropy(student(slots, inside), label, ignore_index=IGNORED).backward()
            sparse.step()
            dense.step()
        student.eval()
        yield student


def _draw(lessons: Sequence[Lesson], repeat: Sequence[int], random: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield batches of lines, each the numbers of lesson and line."""
    every = np.concatenate(
        [
            np.stack([np.full(len(lesson.start) * times, number), np.tile(np.arange(len(lesson.start)), times)], axis=1)
            for number, (lesson, times) in enumerate(zip(lessons, repeat, strict=True))
        ]
    )
    length = np.concatenate([np.tile(lesson.length, times) for lesson, times in zip(lessons, repeat, strict=True)])
    order = random.permutation(len(every))
    bounds = np.flatnonzero(np.diff(np.cumsum(length[order] + GAP) // _BATCH)) + 1
    yield from np.split(every[order], bounds)


def _lay_out(lessons: Sequence[Lesson], chosen: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    slots, label = [], []
    for number, line in chosen.tolist():
        lesson = lessons[number]
        here = slice(lesson.start[line], lesson.start[line] + lesson.length[line])
        slots += [lesson.slots[:, here], np.zeros((N_FEATURES, GAP), dtype=np.int32)]
        label += [lesson.label[here], np.full(GAP, IGNORED)]
    labels = torch.from_numpy(np.concatenate(label))
    return torch.from_numpy(np.concatenate(slots, axis=1).T.copy()).long(), labels, (labels != IGNORED).float()


def measure(network: Network, records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, float]:
    """Return exact precision, recall and F1 on labelled postings."""
    right, found, labelled = count_right(network, records, vocabulary).sum(axis=0).tolist()
    return {"precision": right / max(1, found), "recall": right / labelled, "f1": 2 * right / (found + labelled)}


def read_labels(file: Path, left_out: set[str]) -> list[Record]:
    """Return the postings that the encoder labelled but for those of some sources."""
    lines = filter(None, file.read_text(encoding="utf-8").split("\n"))
    records: list[Record] = [json.loads(line) for line in lines]
    return [r for r in records if not {r["src"], r["src"].partition(".zip/")[0] + ".zip"} & left_out]


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.fast", description=__doc__)
    cli.add_argument("gold", type=Path, help="folder of labelled postings: train.jsonl, trades-train.jsonl, folds.json")
    cli.add_argument("labels", type=Path, help="postings that the tagger best labelled")
    cli.add_argument("-o", "--output", type=Path, required=True)
    cli.add_argument("--without", default="", help="folds to leave out, as A or AE")
    cli.add_argument("--epochs", type=int, default=_EPOCHS)
    cli.add_argument("--random-state", type=int, default=0)
    cli.add_argument("--threads", type=int, default=2)
    options = cli.parse_args(arguments)
    torch.set_num_threads(options.threads)
    gold, lexicon = read_gold(options.gold), load_lexicon()
    folds = json.loads((options.gold / "folds.json").read_text(encoding="utf-8"))["folds"]
    vocabularies = {name: build_vocabulary(without_own(lexicon, gold, name)) for name in gold}
    lessons = [describe(gold[name], vocabularies[name]) for name in sorted(gold) if name not in options.without]
    repeat = [_REPEAT] * len(lessons)
    labels = read_labels(options.labels, {source for name in options.without for source in folds[name]})
    for begin in range(0, len(labels), _CHUNK):
        lessons.append(describe(labels[begin : begin + _CHUNK], load_vocabulary()))
        repeat.append(1)
    _say(f"{len(labels)} postings labelled by best, {sum(len(lesson.label) for lesson in lessons)} characters")
    options.output.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    for epoch, student in enumerate(train(lessons, repeat, options.epochs, options.random_state), 1):
        arrays = student.arrays()
        _say(f"epoch {epoch}: {time.monotonic() - begun:.0f} s")
        for name in options.without:
            _say(f"fold {name}: {json.dumps(measure(network_of(arrays), gold[name], vocabularies[name]))}")
        np.savez_compressed(options.output / WEIGHTS, allow_pickle=False, **arrays)
    write_sums(options.output, [WEIGHTS])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
