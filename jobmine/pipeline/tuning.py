"""A model of one's own for the tagger ``fast``: the shipped network, taught some more by labels of one's own.

The shipped sample is rehearsed beside them. What is said of a model is measured on postings that it has not learned
from: models of the other postings, learned alike, stand for it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jobmine._version import __version__
from jobmine.data import path
from jobmine.errors import ConfigError, ReadError
from jobmine.extract.fast import FOLDER, WEIGHTS, Network, arrays_of, load_network
from jobmine.extract.learning import Manner, learn
from jobmine.extract.lessons import Record, count_right, describe
from jobmine.extract.model_files import model_id, write_sums
from jobmine.extract.texts import Ints
from jobmine.extract.vocabulary import load_vocabulary
from jobmine.measure.quality import f1_of, resampled
from jobmine.measure.table import replacing
from jobmine.pipeline.folder import fingerprint
from jobmine.pipeline.labelled import read_labels

CARD = "model.json"
_FEWEST = 5  # postings that must have been read
_PARTS, _SAMPLE_PARTS = 5, 2  # of the cross-validation
_MOST_LOST = 0.01  # exact F1 on the shipped sample that a model may lose


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it: exact F1 before and after, in cross-validation.

    Attributes
    ----------
    model : str
        Id of the new model; ``base`` is that of the shipped one.
    postings, mentions : int
        What it learned from.
    sample_before, sample_after : float
        On the shipped sample: each half with a model that rehearsed the other.
    own_before, own_after : float
        On one's own labels: each fifth with a model of the others.
    gain_low, gain_high : float
        Interval of 95 % of the difference of the latter, from a paired bootstrap of postings.
    """

    model: str
    base: str
    postings: int
    mentions: int
    sample_before: float
    sample_after: float
    own_before: float
    own_after: float
    gain_low: float
    gain_high: float


def tune_model(labels: Sequence[str | Path], out: str | Path, *, random_state: int = 0) -> Tuned:
    """Learn from workbooks of labels and write a model of one's own into a folder.

    Parameters
    ----------
    labels : sequence of path
        Workbooks of ``jobmine label``; the postings in them that are marked as read.
    out : path
        A folder that does not exist yet or is empty: ``weights.npz``, ``model.json`` (what it learned from and how
        well it does) and sums. It is named by ``extract.model``.
    random_state : int
        Of what is dropped while it learns; the same labels and seed give the same model.

    Raises
    ------
    ReadError
        If a workbook has mistakes, or a posting stands in two of them.
    ConfigError
        If there are too few labels, the folder holds something, or the model is worse on the shipped sample by more
        than 0.01; then nothing is written.
    """
    folder = Path(out)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"-o {str(out)!r}：要一个新的或空的文件夹 (wanted: a new or empty folder)")
    records = _read(labels)
    sample = [json.loads(line) for line in path("gold/postings.jsonl").read_text(encoding="utf-8").splitlines()]
    network, vocabulary = load_network(), load_vocabulary()

    def teach(own: Sequence[Record], rehearsed: Sequence[Record]) -> Network:
        lessons = describe(own, vocabulary), describe(rehearsed, vocabulary)
        return learn(network, lessons[0], Manner(), random_state, lessons[1])

    parts = np.arange(len(sample)) % _SAMPLE_PARTS
    before = _f1(count_right(network, sample, vocabulary))
    after = _f1(_apart(sample, parts, lambda rehearsed: teach(records, rehearsed)))
    if after < before - _MOST_LOST:
        raise ConfigError(
            f"未写出模型：随包样例上 F1 由 {before:.3f} 降到 {after:.3f}，超过允许的 {_MOST_LOST}；查标注，或多标几条 "
            f"(worse on the shipped sample: {before:.4f} to {after:.4f}; check the labels, or label more)"
        )
    parts = np.random.default_rng(random_state).permutation(len(records)) % _PARTS
    old, new = count_right(network, records, vocabulary), _apart(records, parts, lambda own: teach(own, sample))
    gain = f1_of(resampled(new)) - f1_of(resampled(old))
    ends = [round(float(value), 4) for value in np.quantile(gain, (0.025, 0.975))]
    tuned = teach(records, sample)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / WEIGHTS) as unfinished, unfinished.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays_of(tuned))
    write_sums(folder, [WEIGHTS])
    ids = (model_id(folder), model_id(FOLDER))
    n = sum(len(record["mentions"]) for record in records)
    made = Tuned(*ids, len(records), n, before, after, _f1(old), _f1(new), *ends)
    card = {**asdict(made), "jobmine": __version__, "random_state": random_state, "learned_from": _marks(records)}
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return made


def learned_from(folder: str, records: Sequence[Record]) -> int:
    """Return how many of some postings a model of one's own has learned from: figures on them say too much."""
    try:
        card = json.loads((Path(folder) / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    return len(set(card.get("learned_from", [])) & set(_marks(records)))


def _marks(records: Sequence[Record]) -> list[str]:
    """Return what tells texts from others without telling what is in them."""
    return sorted(fingerprint(record["req"]) for record in records)


def _read(labels: Sequence[str | Path]) -> list[dict[str, Any]]:
    records = [record for file in labels for record in read_labels(file)]
    twice = [mark for mark, n in Counter(_marks(records)).items() if n > 1]
    if twice:
        titles = "、".join(sorted({str(r["title"]) for r in records if fingerprint(r["req"]) in twice})[:5])
        raise ReadError(f"{len(twice)} 条启事标了两次：{titles}；只留一份 (the same posting is labelled twice)")
    if len(records) < _FEWEST or not any(record["mentions"] for record in records):
        raise ConfigError(
            f"已核对 {len(records)} 条启事；至少要 {_FEWEST} 条且有标注 (wanted: {_FEWEST} read postings with labels)"
        )
    return records


def _apart(records: Sequence[Record], parts: Ints, teach: Callable[[Sequence[Record]], Network]) -> Ints:
    """Return what :func:`count_right` does, of each part with a network taught by the others."""
    counts = np.zeros((len(records), 3), dtype=np.int64)
    for number in np.unique(parts):
        within = (parts == number).tolist()
        held, others = ([r for r, own in zip(records, within, strict=True) if own == of] for of in (True, False))
        counts[parts == number] = count_right(teach(others), held, load_vocabulary())
    return counts


def _f1(counts: Ints) -> float:
    return round(float(f1_of(counts.sum(axis=0))), 4)
