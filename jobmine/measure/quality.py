"""How well mentions agree with labels: precision, recall and F1, exact, by boundary and relaxed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

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
        id, education, experience_min_years, mentions (kind under ``type``).
    """
    keys = ("start", "end", "term", "aspect", "level", "preferred", "negated")
    mentions = [{"type": m["kind"], "text": m["surface"], **{key: m[key] for key in keys}} for m in row["mentions"]]
    return {
        "id": row["posting_id"],
        "education": row["education"],
        "experience_min_years": row["experience_min"],
        "mentions": mentions,
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
        silent), ``missed`` and ``false`` (Counters of surface and kind).

    Examples
    --------
    >>> gold = [{"id": "a", "req": "会焊接", "mentions": [{"type": "knowledge", "start": 1, "end": 3}]}]
    >>> score_mentions(gold, {"a": gold[0]})["exact"]["f1"]
    1.0
    """
    units: list[tuple[int, int, int]] = []
    counts = {name: Counter[str]() for name in ("exact", "boundary", "relaxed", *KINDS)}
    right = {name: Counter[str]() for name in (*_ATTRIBUTES, *_FIELDS)}
    missed, false = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for unit in gold:
        found = predicted.get(unit["id"]) or {}
        wanted, given = _spans(unit), _spans(found)
        hits = wanted.keys() & given.keys()
        units.append((len(hits), len(given), len(wanted)))
        counts["exact"].update(hit=len(hits), predicted=len(given), gold=len(wanted))
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
        for name in _FIELDS:
            if unit.get(name) is None:
                right[name].update(silent=1, invented=found.get(name) is not None)
            else:
                right[name].update(total=1, right=unit[name] == found.get(name))
        text = unit["req"]
        missed.update((text[s.start : s.end], s.kind) for s in wanted.keys() - given.keys())
        false.update((text[s.start : s.end], s.kind) for s in given.keys() - wanted.keys())
    return {
        "units": len(units),
        "exact": _figures(counts["exact"]) | {"ci95": _interval(units)},
        "boundary": _figures(counts["boundary"]),
        "relaxed": _figures(counts["relaxed"]),
        "by_type": {kind: _figures(counts[kind]) for kind in KINDS},
        "attributes": {name: _accuracy(right[name]) for name in _ATTRIBUTES},
        "fields": {
            name: {"accuracy": _accuracy(c), "units": c["total"], "invented": c["invented"], "silent": c["silent"]}
            for name, c in right.items()
            if name in _FIELDS
        },
        "missed": missed,
        "false": false,
    }


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


def _interval(units: Sequence[tuple[int, int, int]]) -> list[float]:
    draw = random.Random(0)  # noqa: S311 - statistics
    scores = []
    for _ in range(_DRAWS):
        hit, predicted, gold = map(sum, zip(*draw.choices(units, k=len(units)), strict=True))
        scores.append(_figures({"hit": hit, "predicted": predicted, "gold": gold})["f1"])
    scores.sort()
    return [scores[25], scores[974]]
