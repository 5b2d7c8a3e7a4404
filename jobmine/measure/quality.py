"""How well mentions agree with labels: precision, recall and F1, exact, by boundary and relaxed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.schema import KINDS

Record = Mapping[str, Any]
_ATTRIBUTES = {"level": None, "preferred": False, "negated": False}
_FIELDS = ("education", "experience_min_years")
_DRAWS = 1000


class Span(NamedTuple):
    """A labelled or predicted mention."""

    start: int
    end: int
    kind: str


def to_record(row: Record) -> dict[str, Any]:
    """Return what was extracted from one text in the form of the labels.

    Parameters
    ----------
    row : mapping
        A row of what :func:`jobmine.extract.mentions.extract_batch` gives.

    Returns
    -------
    dict
        id, education, experience_min_years, mentions (kind under ``type``), tasks, conditions.
    """
    keys = ("start", "end", "term", "aspect", "level", "preferred", "negated", "by", "score")
    mentions = [{"type": m["kind"], "text": m["surface"], **{key: m[key] for key in keys}} for m in row["mentions"]]
    return {
        "id": row["posting_id"],
        "education": row["education"],
        "experience_min_years": row["experience_min"],
        "mentions": mentions,
        "tasks": row["tasks"],
        "conditions": [{key: value for key, value in c.items() if key != "source"} for c in row["conditions"]],
    }


def score_mentions(gold: Sequence[Record], predicted: Mapping[str, Record]) -> dict[str, Any]:
    """Score predicted mentions against labelled ones, micro-averaged over all units.

    Parameters
    ----------
    gold : sequence of mapping
        ``id``, ``mentions`` (``type``, ``start``, ``end`` and the attributes), ``education``,
        ``experience_min_years``.
    predicted : mapping from id to mapping
        The same keys; a unit that is missing counts as predicted empty.

    Returns
    -------
    dict
        ``exact`` (same span and kind) with ``ci95`` from 1,000 bootstrap resamples of units,
        ``boundary`` (same span), ``relaxed`` (same kind, overlap over union at least one half,
        matched one to one), ``by_type``, ``attributes`` (accuracy on exact matches), ``fields``
        (accuracy where the label says something, and how often a value is invented where it is
        silent), ``negation`` (precision and recall of the flag on exact matches), ``by_source``
        (``exact`` by the ``src`` of the labelled unit), ``by_origin`` (predicted mentions and the share
        that is right, by lexicon, pattern and tagger), ``missed`` and ``false`` (Counters of surface
        and kind).

    Examples
    --------
    >>> gold = [{"id": "a", "req": "会焊接", "mentions": [{"type": "knowledge", "start": 1, "end": 3}]}]
    >>> score_mentions(gold, {"a": gold[0]})["exact"]["f1"]
    1.0
    """
    counts = {name: Counter[str]() for name in ("exact", "boundary", "relaxed", "negation", *KINDS)}
    sources: dict[str, Counter[str]] = {}
    origins: dict[str, Counter[str]] = {}
    right = {name: Counter[str]() for name in (*_ATTRIBUTES, *_FIELDS)}
    missed, false = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for unit in gold:
        found = predicted.get(unit["id"]) or {}
        wanted, given = _spans(unit), _spans(found)
        hits = wanted.keys() & given.keys()
        exact = Counter(hit=len(hits), predicted=len(given), gold=len(wanted))
        counts["exact"].update(exact)
        sources.setdefault(str(unit.get("src") or ""), Counter()).update(exact)
        for span, mention in given.items():
            origins.setdefault(mention.get("by") or "", Counter()).update(total=1, right=span in hits)
        edges, own = {s[:2] for s in wanted}, {s[:2] for s in given}
        counts["boundary"].update(hit=len(edges & own), predicted=len(own), gold=len(edges))
        counts["relaxed"].update(hit=relaxed_hits(wanted, given), predicted=len(given), gold=len(wanted))
        for kind in KINDS:
            of = [sum(span.kind == kind for span in spans) for spans in (hits, given, wanted)]
            counts[kind].update(hit=of[0], predicted=of[1], gold=of[2])
        for span in hits:
            for name, default in _ATTRIBUTES.items():
                agree = wanted[span].get(name, default) == given[span].get(name, default)
                right[name].update(total=1, right=agree)
            flags = [bool(mentions[span].get("negated")) for mentions in (wanted, given)]
            counts["negation"].update(hit=all(flags), gold=flags[0], predicted=flags[1])
        for name in _FIELDS:
            if unit.get(name) is None:
                right[name].update(silent=1, invented=found.get(name) is not None)
            else:
                right[name].update(total=1, right=unit[name] == found.get(name))
        text = unit["req"]
        missed.update((text[s.start : s.end], s.kind) for s in wanted.keys() - given.keys())
        false.update((text[s.start : s.end], s.kind) for s in given.keys() - wanted.keys())
    return {
        "units": len(gold),
        "exact": _figures(counts["exact"]) | {"ci95": _interval(f1_of(resampled(count_hits(gold, predicted))))},
        "boundary": _figures(counts["boundary"]),
        "relaxed": _figures(counts["relaxed"]),
        "by_type": {kind: _figures(counts[kind]) for kind in KINDS},
        "attributes": {name: _accuracy(right[name]) for name in _ATTRIBUTES},
        "fields": {
            name: {"accuracy": _accuracy(c), "units": c["total"], "invented": c["invented"], "silent": c["silent"]}
            for name, c in right.items()
            if name in _FIELDS
        },
        "negation": _figures(counts["negation"]),
        "by_source": {name: _figures(c) for name, c in sorted(sources.items())},
        "by_origin": {name: {"precision": _accuracy(c), "mentions": c["total"]} for name, c in sorted(origins.items())},
        "missed": missed,
        "false": false,
    }


def compare_mentions(
    gold: Sequence[Record], old: Mapping[str, Record], new: Mapping[str, Record]
) -> dict[str, float | list[float]]:
    """Say whether one set of predictions is better than another, by a paired bootstrap over units.

    Both are scored on the same 1,000 resamples of the labelled units (Koehn 2004,
    https://aclanthology.org/W04-3250).

    Returns
    -------
    dict
        Exact F1 of ``old`` and ``new``, their ``difference``, its ``ci95``, and ``better``: the share
        of resamples in which the new one is ahead.

    Examples
    --------
    >>> gold = [{"id": "a", "req": "会焊接", "mentions": [{"type": "knowledge", "start": 1, "end": 3}]}]
    >>> compare_mentions(gold, {}, {"a": gold[0]})["difference"]
    1.0
    """
    hits = [count_hits(gold, predicted) for predicted in (old, new)]
    before, after = (f1_of(h.sum(axis=0)) for h in hits)
    drawn = [f1_of(resampled(h)) for h in hits]
    gain = drawn[1] - drawn[0]
    return {
        "old": round(float(before), 4),
        "new": round(float(after), 4),
        "difference": round(float(after - before), 4),
        "ci95": _interval(gain),
        "better": round(float((gain > 0).mean()), 3),
    }


def count_hits(gold: Sequence[Record], predicted: Mapping[str, Record]) -> NDArray[np.int64]:
    """Return by unit how many mentions are exactly right, predicted and labelled: shape (n_units, 3)."""
    rows = []
    for unit in gold:
        wanted, given = _spans(unit), _spans(predicted.get(unit["id"]) or {})
        rows.append((len(wanted.keys() & given.keys()), len(given), len(wanted)))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def relaxed_hits(gold: Iterable[Span], predicted: Iterable[Span]) -> int:
    """Return how many spans of one kind pair off with overlap over union of at least one half.

    Examples
    --------
    >>> relaxed_hits([Span(0, 4, "skill")], [Span(0, 3, "skill")])
    1
    """
    predicted = list(predicted)
    pairs = [
        (-overlap, wanted, given)
        for wanted in gold
        for given in predicted
        if wanted.kind == given.kind and (overlap := _overlap(wanted, given)) >= 0.5
    ]
    taken: set[tuple[str, Span]] = set()
    hits = 0
    for _, wanted, given in sorted(pairs):
        if not taken & {("gold", wanted), ("predicted", given)}:
            taken |= {("gold", wanted), ("predicted", given)}
            hits += 1
    return hits


def _overlap(a: Span, b: Span) -> float:
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (max(a.end, b.end) - min(a.start, b.start)) if both > 0 else 0.0


def _spans(record: Record) -> dict[Span, Record]:
    return {Span(m["start"], m["end"], m["type"]): m for m in record.get("mentions", ())}


def _figures(c: Mapping[str, int]) -> dict[str, Any]:
    precision = c["hit"] / c["predicted"] if c["predicted"] else 0.0
    recall = c["hit"] / c["gold"] if c["gold"] else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "p": round(precision, 4),
        "r": round(recall, 4),
        "f1": round(f1, 4),
        "predicted": c["predicted"],
        "gold": c["gold"],
    }


def _accuracy(c: Mapping[str, int]) -> float | None:
    return round(c["right"] / c["total"], 4) if c["total"] else None


def f1_of(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return F1 from hits, predicted and labelled in the last axis: twice the hits over the sum of the others."""
    hit, predicted, labelled = np.moveaxis(counts, -1, 0)
    return np.asarray(2 * hit / np.maximum(predicted + labelled, 1))


def resampled(hits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sums over units, the first axis, of each of 1,000 bootstrap resamples of them."""
    draws = np.random.default_rng(0).integers(0, len(hits), (_DRAWS, len(hits)))
    return np.stack([hits[draw].sum(axis=0) for draw in draws])


def _interval(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 4) for value in np.quantile(values, (0.025, 0.975))]
