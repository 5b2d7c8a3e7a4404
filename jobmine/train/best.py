"""The tagger ``best``: ``python -m jobmine.train.best GOLD_FOLDER -o FOLDER``.

A pretrained encoder (:mod:`jobmine.train.e5`) is fine-tuned to label the tokens of labelled postings. The
number of epochs is fixed beforehand. ``--without`` leaves out a fold of ``folds.json`` and measures on it
at the end. Each epoch leaves a checkpoint; the last is what ``python -m jobmine.train.export`` takes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from jobmine.extract.labels import LABELS, decode
from jobmine.extract.pieces import END, Pieces, index_pieces
from jobmine.train.contexts import Record, read_gold
from jobmine.train.e5 import Pretrained, load_pretrained
from jobmine.train.encoder import Tagger
from jobmine.train.windows import IGNORED, Batch, Labelled, choose_pieces, draw_batches, label_postings

_EPOCHS = 7
_BATCH = 2560  # tokens
_RATE, _HEAD_RATE = 2e-4, 1e-3
_WARM_UP = 0.06
_DECAY = 0.01
_CLIP = 1.0
_MOST_PIECES = 16_000


def train(
    tagger: Tagger, labelled: Labelled, pieces: Pieces, epochs: int, random_state: int
) -> Iterator[tuple[int, float]]:
    """Fine-tune in place; yield the number and the mean loss of each epoch.

    AdamW, linear warm-up and decay, gradients clipped to a norm of 1, products in bfloat16.
    """
    torch.manual_seed(random_state)
    seeds = np.random.SeedSequence(random_state).spawn(epochs)
    plans = [list(draw_batches(labelled, pieces, _BATCH, np.random.default_rng(seed))) for seed in seeds]
    total = sum(map(len, plans))
    fast = list(tagger.head.parameters())
    slow = [p for p in tagger.parameters() if all(p is not other for other in fast)]
    groups = [{"params": slow, "lr": _RATE}, {"params": fast, "lr": _HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
    warm = max(1, int(_WARM_UP * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (total - step) / (total - warm)))
    )
    for epoch, plan in enumerate(plans, 1):
        tagger.train()
        losses = []
        for batch in plan:
            loss = functional.cross_entropy(
                _score(tagger, batch).flatten(0, 1), torch.from_numpy(batch.label).flatten(), ignore_index=IGNORED
            )
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), _CLIP)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        yield epoch, float(np.mean(losses))


def _score(tagger: Tagger, batch: Batch) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return tagger(*(torch.from_numpy(column) for column in batch[:-1]))


def measure(tagger: Tagger, records: Sequence[Record], pieces: Pieces) -> dict[str, float]:
    """Return exact precision, recall and F1 on labelled postings."""
    labelled = label_postings(records, pieces)
    tagger.eval()
    order = np.arange(len(labelled.label))  # tokens carry their own number through the batches, as label
    numbered = labelled._replace(label=order)
    scores = np.full((len(order), len(LABELS)), -1e4, dtype=np.float32)
    with torch.no_grad():
        for batch in draw_batches(numbered, pieces, _BATCH, np.random.default_rng(0)):
            own = batch.label != IGNORED
            scores[batch.label[own]] = _score(tagger, batch).log_softmax(-1).numpy()[own]
    found = decode(labelled.tokens, scores, labelled.tokens.piece == pieces.number[END])
    spans = np.stack(found[:3], axis=1)
    # Labels drawn again from what was found are compared as spans.
    wanted = decode(labelled.tokens, _sure(labelled.label), labelled.tokens.piece == pieces.number[END])
    right = len(set(map(tuple, spans.tolist())) & set(zip(*(column.tolist() for column in wanted[:3]), strict=True)))
    total = sum(len(record["mentions"]) for record in records)
    precision, recall = right / max(1, len(spans)), right / total
    return {"precision": precision, "recall": recall, "f1": 2 * right / (len(spans) + total), "mentions": total}


def _sure(labels: np.ndarray) -> np.ndarray:
    return np.where(np.arange(len(LABELS)) == labels[:, None], 0.0, -100.0).astype(np.float32)


def save(tagger: Tagger, pretrained: Pretrained, rows: list[int], about: dict[str, object], file: Path) -> None:
    """Write a checkpoint: weights, pieces and how they came about."""
    pieces = [pretrained.pieces[row] for row in rows]
    scores = [float(pretrained.scores[row]) for row in rows]
    torch.save({"weights": tagger.state_dict(), "pieces": pieces, "scores": scores, "about": about}, file)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fine-tune and write checkpoints."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.best", description=__doc__)
    cli.add_argument("gold", type=Path, help="folder of labelled postings: train.jsonl, trades-train.jsonl, folds.json")
    cli.add_argument("-o", "--output", type=Path, required=True, help="folder of the checkpoints")
    cli.add_argument("--texts", type=Path, help='postings without labels, a JSON object with "text" a line: pieces')
    cli.add_argument("--without", default="", help="folds to leave out, as A or AE")
    cli.add_argument("--epochs", type=int, default=_EPOCHS)
    cli.add_argument("--random-state", type=int, default=0)
    cli.add_argument("--threads", type=int, default=2)
    options = cli.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False  # nothing reads it; filling costs a tenth
    gold = read_gold(options.gold)
    kept = [record for fold, records in sorted(gold.items()) if fold not in options.without for record in records]
    texts = [record["req"] for record in kept]
    if options.texts:
        lines = filter(None, options.texts.read_text(encoding="utf-8").split("\n"))
        texts += [json.loads(line)["text"] for line in lines]
    pretrained = load_pretrained()
    rows = choose_pieces(pretrained, texts, _MOST_PIECES)
    pieces = index_pieces([pretrained.pieces[row] for row in rows], pretrained.scores[rows].tolist())
    labelled = label_postings(kept, pieces)
    torch.manual_seed(options.random_state)
    tagger = Tagger(pretrained, rows, len(LABELS))
    options.output.mkdir(parents=True, exist_ok=True)
    _say(f"{len(kept)} postings, {len(labelled.label)} tokens, {len(rows)} pieces")
    begun = time.monotonic()
    for epoch, loss in train(tagger, labelled, pieces, options.epochs, options.random_state):
        about = {"epoch": epoch, "epochs": options.epochs, "without": options.without, "postings": len(kept)}
        save(tagger, pretrained, rows, about, options.output / f"epoch-{epoch}.pt")
        _say(f"epoch {epoch}: loss {loss:.4f}, {time.monotonic() - begun:.0f} s")
        for fold in options.without if epoch == options.epochs else "":
            _say(f"fold {fold}: {json.dumps(measure(tagger, gold[fold], pieces))}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
