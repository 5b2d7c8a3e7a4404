"""The aspect model: ``python -m jobmine.train.aspects GOLD_FOLDER -o corpora/models/aspects``.

Learns from the knowledge terms of the shipped lexicon, from names of industries, from terms labelled beside
the model (``labels.tsv``) and from the labelled terms of the gold folder (``aspects-train.tsv``), and measures
itself on fifths of the latter that were left out of everything.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from jobmine.data import path, read_tsv
from jobmine.extract.aspects import mark_grams
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.texts import fold
from jobmine.schema import ASPECTS

Labels = dict[str, str]

_STRENGTH, _LABEL_WEIGHT, _INDUSTRY_WEIGHT, _PARTS = 5.0, 1.5, 0.5, 5
_JOIN = re.compile(r"[/、，,；;()（）和及]|其他")


class Accuracy(NamedTuple):
    """Shares of right aspects among terms left out."""

    alone: float  # the model
    looked_up: float  # the lexicon before the model
    unknown: float  # the model, of the terms that the lexicon lacks


def read_labels(file: Path) -> Labels:
    """Return the aspect of labelled terms."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {fold(row["term"]): row["aspect"] for row in rows}


def lexicon_labels() -> Labels:
    """Return the aspect of every surface of the lexicon."""
    entries = [entry for entry in load_lexicon().entries if entry.kind == "knowledge"]
    return {fold(surface): entry.aspect for entry in entries for surface in (entry.term, *entry.synonyms)}


def industry_labels() -> Labels:
    """Return names of industries, with and without 业: all are domains."""
    tables = (("taxonomies/industries.tsv", "name"), ("taxonomies/industry_labels.tsv", "label"))
    names = {fold(name) for table, column in tables for row in read_tsv(table) for name in _JOIN.split(row[column])}
    return dict.fromkeys(sorted({short for name in names for short in _shorten(name)}), "domain")


def _shorten(name: str) -> Iterator[str]:
    yield from (form for form in {name, name.removesuffix("业")} if len(form) > 1)


def fit(known: Labels, labelled: Labels) -> LogisticRegression:
    """Fit the regression; labelled terms replace those of the lexicon, and both go before names of industries."""
    sources = ((labelled, _LABEL_WEIGHT), (known, 1.0), (industry_labels(), _INDUSTRY_WEIGHT))
    examples: dict[str, tuple[str, float]] = {}
    for labels, weight in sources:
        for term, aspect in labels.items():
            examples.setdefault(term, (aspect, weight))
    right = [ASPECTS.index(aspect) for aspect, _ in examples.values()]
    weights = np.array([weight for _, weight in examples.values()])
    return LogisticRegression(C=_STRENGTH, max_iter=300).fit(mark_grams([*examples]), right, sample_weight=weights)


def cross_validate(known: Labels, labelled: Labels, beside: Labels) -> Accuracy:
    """Return the accuracy on labelled terms left out; those labelled beside the model are never left out."""
    terms = sorted(labelled)
    told: Labels = {}
    for part in range(_PARTS):
        out = sorted(terms[part::_PARTS])
        learned = {t: a for t, a in (beside | labelled).items() if t not in out}
        model = fit({t: a for t, a in known.items() if t not in out}, learned)
        told |= {t: ASPECTS[n] for t, n in zip(out, model.predict(mark_grams(out)).tolist(), strict=True)}
    unknown = [term for term in terms if term not in known]
    return Accuracy(
        float(np.mean([told[t] == labelled[t] for t in terms])),
        float(np.mean([known.get(t, told[t]) == labelled[t] for t in terms])),
        float(np.mean([told[t] == labelled[t] for t in unknown])),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn the model and write it with what it was measured at."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.aspects", description=__doc__)
    cli.add_argument("gold", type=Path, help="folder of aspects-train.tsv")
    cli.add_argument("-o", "--output", type=Path, default=path("models") / "aspects")
    options = cli.parse_args(arguments)
    labelled, known = read_labels(options.gold / "aspects-train.tsv"), lexicon_labels()
    beside = read_labels(path("models/aspects/labels.tsv"))
    accuracy = cross_validate(known, labelled, beside)
    model = fit(known, beside | labelled)
    options.output.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        options.output / "weights.npz",
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
    )
    sys.stdout.write(
        f"terms left out: model {accuracy.alone:.3f}, lexicon before model {accuracy.looked_up:.3f}, "
        f"model on terms that the lexicon lacks {accuracy.unknown:.3f}\n"
    )


if __name__ == "__main__":
    main()
