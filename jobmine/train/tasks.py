"""The task model: ``python -m jobmine.train.tasks LABELLED.jsonl -o corpora/models/tasks``.

Labelled postings stand one JSON object a line: ``text`` and ``tasks`` with ``start`` and ``end``. The chain is
a conditional random field (Lafferty, McCallum & Pereira 2001): the likelihood of all labellings, with a
penalty on the squares of the weights, is maximised by L-BFGS. ``--more`` adds postings labelled by a model,
``--test`` measures on others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from jobmine.extract.chain import Sequences, order_sequences
from jobmine.extract.sections import classify_sentences
from jobmine.extract.task_features import BITS, describe_tokens
from jobmine.extract.task_model import (
    BEGIN,
    END,
    INSIDE,
    N_LABELS,
    NEVER,
    SINGLE,
    TaskModel,
    allowed_moves,
    bound,
    label_tokens,
)
from jobmine.extract.task_tokens import cut_tokens
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import SECTIONS

Record = dict[str, Any]
Span = tuple[int, int, int]
"""Number of the posting, start, end."""

_DUTIES = SECTIONS.index("duties")
_PENALTY, _ITERATIONS = 1.0, 60
_COMMAND = "python -m jobmine.train.tasks LABELLED.jsonl -o corpora/models/tasks"


class Labelled(NamedTuple):
    """Tokens of the duties of labelled postings."""

    features: NDArray[np.int32]
    labels: Ints
    starts: NDArray[np.bool_]  # a sentence begins
    spans: Ints  # posting, start and end of each token


def label_postings(records: Sequence[Record]) -> Labelled:
    """Return the tokens of the duties of postings with their labels."""
    texts = Texts.join([record["text"] for record in records])
    sentences = classify_sentences(texts)
    tokens = cut_tokens(texts, sentences.start, sentences.kind == _DUTIES)
    labels = np.zeros(len(tokens.start), dtype=np.int64)
    for begin, record in zip(texts.starts.tolist(), records, strict=False):
        for task in record["tasks"]:
            first = int(np.searchsorted(tokens.end, begin + task["start"], side="right"))
            last = int(np.searchsorted(tokens.start, begin + task["end"], side="left")) - 1
            if first == last:
                labels[first] = SINGLE
            elif first < last:
                labels[first : last + 1] = INSIDE
                labels[first], labels[last] = BEGIN, END
    owner = texts.owner(tokens.start)
    spans = np.stack([owner, tokens.start - texts.starts[owner], tokens.end - texts.starts[owner]], axis=1)
    starts = np.diff(tokens.sentence, prepend=-1) != 0
    return Labelled(describe_tokens(texts, sentences, tokens), labels, starts, spans)


def fit(labelled: Labelled, penalty: float = _PENALTY, iterations: int = _ITERATIONS) -> TaskModel:
    """Return the weights under which the labels are likeliest."""
    features, labels, starts, _ = labelled
    n, width = features.shape
    used, column = np.unique(features, return_inverse=True)
    ones = np.ones(n * width, dtype=np.float32)
    shape = (n, len(used))
    matrix = csr_array((ones, column.ravel().astype(np.int32), np.arange(0, n * width + 1, width)), shape=shape)
    transposed = matrix.T.tocsr()
    sequences = order_sequences(starts)
    truth = np.zeros((n, N_LABELS), dtype=np.float32)
    truth[np.arange(n), labels] = 1
    inner = np.flatnonzero(~starts)
    moved = np.zeros((N_LABELS, N_LABELS))
    np.add.at(moved, (labels[inner - 1], labels[inner]), 1)
    allowed = allowed_moves()
    size = len(used) * N_LABELS

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        moves = np.where(allowed, flat[size:].reshape(N_LABELS, N_LABELS), float(NEVER))
        scores = np.asarray(matrix @ flat[:size].reshape(-1, N_LABELS).astype(np.float32)).astype(np.float64)
        bound(scores, sequences)
        likelihood = scores[np.arange(n), labels].sum() + moves[labels[inner - 1], labels[inner]].sum()
        partition, shares, move_shares = _sum_up(scores, moves, sequences, inner)
        slope = np.asarray(transposed @ (shares.astype(np.float32) - truth)).ravel().astype(np.float64)
        slope = np.concatenate([slope, ((move_shares - moved) * allowed).ravel()])
        return partition - likelihood + penalty / 2 * float(flat @ flat), slope + penalty * flat

    options = {"maxiter": iterations, "maxcor": 6}
    best = minimize(loss, np.zeros(size + N_LABELS**2), jac=True, method="L-BFGS-B", options=options).x
    weights = np.zeros((1 << BITS, N_LABELS), dtype=np.float32)
    weights[used] = best[:size].reshape(-1, N_LABELS)
    moves = np.where(allowed, best[size:].reshape(N_LABELS, N_LABELS), NEVER)
    return TaskModel(weights, moves.astype(np.float32))


def _sum_up(
    scores: NDArray[np.float64], moves: NDArray[np.float64], sequences: Sequences, inner: Ints
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return the log of the sum over all labellings, and the shares of labels and of moves (forward-backward)."""
    steps = list(sequences.steps())
    passes = np.exp(moves)
    ahead, back = scores.copy(), np.zeros_like(scores)
    for at in steps[1:]:
        ahead[at] += _log_dot(ahead[at - 1], passes)
    for at in reversed(steps[1:]):
        back[at - 1] = _log_dot(back[at] + scores[at], passes.T)
    ends = sequences.first + sequences.length - 1
    total = _log_dot(ahead[ends], np.ones((N_LABELS, 1)))[:, 0]
    own = np.zeros(len(scores))
    own[sequences.first] = total
    order = np.argsort(sequences.first)
    own = np.repeat(total[order], sequences.length[order])
    shares = np.exp(ahead + back - own[:, None])
    before, behind = ahead[inner - 1], (back + scores)[inner] - own[inner, None]
    highest = before.max(axis=1, keepdims=True)
    return float(total.sum()), shares, np.exp(before - highest).T @ np.exp(behind + highest) * passes


def _log_dot(logs: NDArray[np.float64], factors: NDArray[np.float64]) -> NDArray[np.float64]:
    highest = logs.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(logs - highest) @ factors) + highest)


def find_spans(model: TaskModel, labelled: Labelled) -> list[Span]:
    """Return the tasks that a model finds in labelled postings."""
    labels = label_tokens(model, labelled.features, order_sequences(labelled.starts))
    first = labelled.spans[(labels == BEGIN) | (labels == SINGLE)]
    last = labelled.spans[(labels == END) | (labels == SINGLE)]
    return [(int(a[0]), int(a[1]), int(b[2])) for a, b in zip(first, last, strict=True)]


def score(records: Sequence[Record], found: Iterable[Span]) -> dict[str, float]:
    """Return the F1 of exact spans, and of spans that share at least half of the longer one.

    Examples
    --------
    >>> score([{"tasks": [{"start": 0, "end": 4}, {"start": 6, "end": 9}]}], [(0, 0, 4), (0, 6, 8)])
    {'exact': 0.5, 'half': 1.0, 'labelled': 2, 'found': 2}
    """
    gold = [(n, task["start"], task["end"]) for n, record in enumerate(records) for task in record["tasks"]]
    spans = list(found)
    left = set(gold)
    half = 0
    for posting, start, end in spans:
        for other in sorted(left):
            shared = min(end, other[2]) - max(start, other[1])
            if other[0] == posting and 2 * shared >= max(end - start, other[2] - other[1]):
                left.remove(other)
                half += 1
                break
    exact, total = len(set(gold) & set(spans)), len(gold) + len(spans)
    return {
        "exact": round(2 * exact / total, 3),
        "half": round(2 * half / total, 3),
        "labelled": len(gold),
        "found": len(spans),
    }


def read_records(files: Iterable[Path]) -> list[Record]:
    """Return the labelled postings of some files."""
    lines = (line for file in files for line in file.read_text(encoding="utf-8").split("\n"))
    return [json.loads(line) for line in lines if line.strip()]


def save(model: TaskModel, figures: dict[str, float], folder: Path) -> None:
    """Write the weights, as bytes with a scale a label, and the figures into the card."""
    folder.mkdir(parents=True, exist_ok=True)
    scale = (np.abs(model.weights).max(axis=0) / 127).astype(np.float32)
    weights = np.round(model.weights / scale).astype(np.int8)
    np.savez_compressed(folder / "weights.npz", weights=weights, scale=scale, moves=model.moves)
    card = folder / "card.md"
    kept = card.read_text(encoding="utf-8").partition("## Last training")[0] if card.exists() else "# Task model\n\n"
    figure = ", ".join(f"{name} {value}" for name, value in figures.items())
    note = f"## Last training\n\n{date.today():%Y-%m-%d}, `{_COMMAND}`: {figure}\n"
    card.write_text(f"{kept}{note}", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure and write the model."""
    parser = argparse.ArgumentParser(prog="python -m jobmine.train.tasks", description=__doc__)
    parser.add_argument("labelled", type=Path, help="postings that a reader labelled")
    parser.add_argument("--more", type=Path, action="append", default=[], help="postings that a model labelled")
    parser.add_argument("--test", type=Path, help="postings to measure on")
    parser.add_argument("-o", "--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    records = read_records([given.labelled, *given.more])
    model = fit(label_postings(records))
    figures: dict[str, float] = {"postings": len(records), "tasks": sum(len(r["tasks"]) for r in records)}
    if given.test:
        measured = read_records([given.test])
        figures |= score(measured, find_spans(model, label_postings(measured)))
    save(model, figures, given.out)
    sys.stderr.write(f"{figures}\n")


if __name__ == "__main__":
    main()
