"""The weights of ``corpora/extract/context.tsv``: ``python -m jobmine.train.contexts GOLD_FOLDER``.

Candidate spans of labelled postings are described as in extraction, and sparse logistic regressions say
which are mentions and of which kind. The lexicon was itself mined from labels, and a term is always known
in the posting that it comes from; therefore each source is described with a lexicon without the terms that
only its own labels taught (a jackknife). ``--cross-validate`` also measures each source with weights of the
others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from jobmine.data import path, read_tsv
from jobmine.extract.candidates import FORMS, JOINED, SHARED, Candidates, describe, find_candidates
from jobmine.extract.lexicon import Lexicon, load_lexicon
from jobmine.extract.patterns import N_SLOTS, OUTCOMES, Weights, find_mentions, slots_of, weigh
from jobmine.extract.phrases import Phrases, cut_phrases
from jobmine.extract.sections import REQUIREMENTS, classify_sentences
from jobmine.extract.spans import hash_text
from jobmine.extract.texts import Texts, fold
from jobmine.extract.vocabulary import Vocabulary, build_vocabulary
from jobmine.schema import KINDS

Record = Mapping[str, Any]
Row = tuple[str, str, str, str, float]

_FILES = ("train.jsonl", "trades-train.jsonl")
_C = 0.5
_FEWEST = 4  # candidates that have a feature
_SLIGHT = 0.02  # weights below are left out


class Source(NamedTuple):
    """Candidates of one source, described.

    ``kind`` is the labelled kind of each candidate, -1 where it is no mention; ``names`` decode the columns.
    """

    texts: Texts
    phrases: Phrases
    vocabulary: Vocabulary
    labels: dict[tuple[int, int], int]
    found: Candidates
    kind: np.ndarray
    features: csr_matrix
    names: dict[int, tuple[str, str, str]]


def read_gold(folder: Path) -> dict[str, list[Record]]:
    """Return the labelled postings of the training files by fold."""
    folds = json.loads((folder / "folds.json").read_text(encoding="utf-8"))["folds"]
    fold_of = {source: name for name, sources in folds.items() for source in sources}
    gold: dict[str, list[Record]] = {name: [] for name in folds}
    for file in _FILES:
        for line in filter(None, (folder / file).read_text(encoding="utf-8").split("\n")):
            record = json.loads(line)
            gold[fold_of[record["src"]]].append(record)
    return gold


def without_own(lexicon: Lexicon, gold: Mapping[str, Sequence[Record]], name: str) -> Lexicon:
    """Return the lexicon without the terms that only the labels of one fold taught."""
    sources: dict[tuple[str, str], set[str]] = {}
    for other, records in gold.items():
        for record in records:
            for mention in record["mentions"]:
                sources.setdefault((fold(mention["text"]), mention["type"]), set()).add(other)

    def known(surface: str, number: int) -> bool:
        entry = lexicon.entries[number]
        return entry.source != "labels" or sources.get((surface, entry.kind)) != {name}

    kept = {s: tuple(n for n in numbers if known(s, n)) for s, numbers in lexicon.surfaces.items()}
    return Lexicon(lexicon.entries, {surface: numbers for surface, numbers in kept.items() if numbers})


def describe_source(records: Sequence[Record], vocabulary: Vocabulary) -> Source:
    """Return the candidates of labelled postings with their features."""
    texts = Texts.join([record["req"] for record in records])
    sentences = classify_sentences(texts)
    whole = np.array([record.get("unit") == "posting" for record in records])
    counts = ~whole[sentences.owner] | (sentences.kind == REQUIREMENTS)
    wanted = np.repeat(counts, np.diff(np.append(sentences.start, len(texts.codes))))
    labels = {
        (begin + mention["start"], begin + mention["end"]): KINDS.index(mention["type"])
        for begin, record in zip(texts.starts.tolist(), records, strict=False)
        for mention in record["mentions"]
    }
    phrases = cut_phrases(texts, wanted, vocabulary)
    found = find_candidates(phrases)
    spans = zip(phrases.place[found.start].tolist(), (phrases.place[found.end - 1] + 1).tolist(), strict=True)
    kind = np.array([labels.get(span, -1) for span in spans])
    strings = _strings(phrases, found, vocabulary)
    rows, columns, names = [], [], {}
    for feature in describe(phrases, found, vocabulary):
        slots = slots_of(feature, found.form)
        rows.append(feature.row)
        columns.append(slots)
        for slot, key, form in zip(*_distinct(slots, feature.key, found.form[feature.row]), strict=True):
            names[slot] = ("*" if feature.name == SHARED else FORMS[form], feature.name, strings.get(key, ""))
    shape = (len(kind), N_SLOTS)
    row, column = np.concatenate(rows), np.concatenate(columns)
    features = csr_matrix((np.ones(len(row), dtype=np.float32), (row, column)), shape=shape)
    return Source(texts, phrases, vocabulary, labels, found, kind, features, names)


def _distinct(*columns: np.ndarray) -> list[list[int]]:
    first = np.unique(columns[0], return_index=True)[1]
    return [column[first].tolist() for column in columns]


def _strings(phrases: Phrases, found: Candidates, vocabulary: Vocabulary) -> dict[int, str]:
    """Return the strings of which features may hold the hash."""
    texts = phrases.texts
    spans = {texts.slice(s, e) for s, e in zip(found.start.tolist(), found.end.tolist(), strict=True)}
    words = {row["phrase"] for row in read_tsv("extract/frames.tsv")}
    cut = {s[:2] for s in spans} | {s[-2:] for s in spans}
    every = set(texts.folded) | spans | cut | words | set(vocabulary.lexicon.surfaces) | {str(n) for n in range(31)}
    return {hash_text(s): {"\n": "⏎", " ": "␣"}.get(s, s) for s in every}


def fit(sources: Sequence[Source]) -> list[Row]:
    """Return the weights learned from some sources."""
    names: dict[int, tuple[str, str, str]] = {}
    for source in sources:
        names |= source.names
    features = csr_matrix(vstack([source.features for source in sources]))
    form = np.concatenate([source.found.form for source in sources])
    kind = np.concatenate([source.kind for source in sources])
    rows: list[Row] = []
    for outcome in OUTCOMES:
        mention = outcome == "mention"
        groups = [form == JOINED, form != JOINED] if mention else [kind >= 0]
        right = kind >= 0 if mention else kind == KINDS.index(outcome)
        for group in groups:
            weights = _fit_one(features[group], right[group])
            rows += [(outcome, *names[slot], weight) for slot, weight in weights]
    return sorted(rows)


def _fit_one(features: csr_matrix, right: np.ndarray) -> Iterator[tuple[int, float]]:
    counts = np.bincount(features.indices, minlength=features.shape[1])
    columns = np.flatnonzero(counts >= _FEWEST)
    # One column is the bias already; the penalty on it does no harm beside the forms' own.
    model = LogisticRegression(C=_C, l1_ratio=1, solver="liblinear", max_iter=300, fit_intercept=False)
    model.fit(features[:, columns], right)
    for slot, weight in zip(columns.tolist(), model.coef_[0].round(2).tolist(), strict=True):
        if abs(weight) >= _SLIGHT:
            yield slot, weight


def measure(source: Source, weights: Weights) -> tuple[int, int, int]:
    """Return the mentions found right, found, and labelled, with given weights."""
    found = find_mentions(source.phrases, source.vocabulary, weights)
    spans = zip(found.start.tolist(), found.end.tolist(), strict=True)
    right = sum(source.labels.get(span) == kind for span, kind in zip(spans, found.kind.tolist(), strict=True))
    return right, len(found.start), len(source.labels)


def write(rows: Iterable[Row], file: Path) -> None:
    """Write the table of weights."""
    lines = ["\t".join((*names, f"{weight:.2f}")) for *names, weight in rows]
    file.write_text("\n".join(["outcome\tform\tfeature\tvalue\tweight", *lines, ""]), encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn the weights and write them."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.contexts", description=__doc__)
    cli.add_argument("gold", type=Path, help="folder of labelled postings: train.jsonl, trades-train.jsonl, folds.json")
    cli.add_argument("--cross-validate", action="store_true", help="measure each fold with weights of the others")
    cli.add_argument("-o", "--output", type=Path, default=path("extract") / "context.tsv")
    options = cli.parse_args(arguments)
    gold = read_gold(options.gold)
    lexicon = load_lexicon()
    sources = {
        name: describe_source(records, build_vocabulary(without_own(lexicon, gold, name)))
        for name, records in sorted(gold.items())
    }
    if options.cross_validate:
        for name, source in sources.items():
            others = [other for key, other in sources.items() if key != name]
            right, given, labelled = measure(source, weigh(fit(others)))
            sys.stdout.write(f"{name}  precision {right / given:.3f}  recall {right / labelled:.3f}  ")
            sys.stdout.write(f"F1 {2 * right / (given + labelled):.3f}  mentions {labelled}\n")
    rows = fit(list(sources.values()))
    write(rows, options.output)
    sys.stdout.write(f"{len(rows)} weights written to {options.output}\n")


if __name__ == "__main__":
    main()
