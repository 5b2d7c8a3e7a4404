"""The aspect model: ``python -m jobmine.train.aspects GOLD_FOLDER -o corpora/models/aspects``.

Learns from the knowledge terms of the shipped lexicon and from labelled terms (``aspects-train.tsv``), which
weigh more, and measures itself on fifths of the labelled terms that were left out of both.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from jobmine.data import path
from jobmine.extract.aspects import count_grams
from jobmine.extract.lexicon import load_lexicon
from jobmine.extract.texts import fold
from jobmine.schema import ASPECTS

Labels = dict[str, str]

_STRENGTH, _LABEL_WEIGHT, _PARTS = 3.0, 3.0, 5


def read_labels(file: Path) -> Labels:
    """Return the aspect of labelled terms."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {fold(row["term"]): row["aspect"] for row in rows}


def lexicon_labels() -> Labels:
    """Return the aspect of every surface of the lexicon."""
    entries = [entry for entry in load_lexicon().entries if entry.kind == "knowledge"]
    return {fold(surface): entry.aspect for entry in entries for surface in (entry.term, *entry.synonyms)}


def fit(known: Labels, labelled: Labels) -> LogisticRegression:
    """Fit the regression; labelled terms replace those of the lexicon."""
    known = {term: aspect for term, aspect in known.items() if term not in labelled}
    terms = [*known, *labelled]
    right = [ASPECTS.index(aspect) for aspect in (*known.values(), *labelled.values())]
    weight = np.repeat([1.0, _LABEL_WEIGHT], [len(known), len(labelled)])
    return LogisticRegression(C=_STRENGTH, max_iter=300).fit(count_grams(terms), right, sample_weight=weight)


def cross_validate(known: Labels, labelled: Labels) -> tuple[float, float]:
    """Return the accuracy on terms left out: of the model alone, and of the lexicon before the model."""
    terms = sorted(labelled)
    alone = looked_up = 0
    for part in range(_PARTS):
        out = set(terms[part::_PARTS])
        model = fit(
            {t: a for t, a in known.items() if t not in out}, {t: a for t, a in labelled.items() if t not in out}
        )
        asked = sorted(out)
        for term, number in zip(asked, model.predict(count_grams(asked)).tolist(), strict=True):
            alone += ASPECTS[number] == labelled[term]
            looked_up += known.get(term, ASPECTS[number]) == labelled[term]
    return alone / len(terms), looked_up / len(terms)


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn the model and write it with what it was measured at."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.aspects", description=__doc__)
    cli.add_argument("gold", type=Path, help="folder of aspects-train.tsv")
    cli.add_argument("-o", "--output", type=Path, default=path("models") / "aspects")
    options = cli.parse_args(arguments)
    labelled, known = read_labels(options.gold / "aspects-train.tsv"), lexicon_labels()
    alone, looked_up = cross_validate(known, labelled)
    model = fit(known, labelled)
    options.output.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        options.output / "weights.npz",
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
    )
    sys.stdout.write(f"terms left out: model {alone:.3f}, lexicon before model {looked_up:.3f}\n")


if __name__ == "__main__":
    main()
