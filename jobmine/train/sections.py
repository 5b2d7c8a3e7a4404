"""The section model: ``python -m jobmine.train.sections DATA_FOLDER GOLD_FOLDER -o corpora/models/sections``.

Three kinds of evidence say what a sentence is: the heading or column it stands under (many, often wrong), the
mentions that readers marked in whole postings (a sentence with one is a requirement), and sections that a
reader marked (``labels.tsv``: places in the files, no text). A model of words learned from one half of the
sources corrects the headings of the other half; the network over the context learns from its scores on the
half that it has not seen.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.utils._testing import ignore_warnings

from jobmine.extract.section_features import Floats, count_grams, describe_context, weigh_sentences
from jobmine.extract.section_model import SectionModel, score_sentences, score_words
from jobmine.extract.sections import REQUIREMENTS
from jobmine.schema import SECTIONS
from jobmine.train import section_data as data
from jobmine.train.section_data import UNKNOWN, Labelled, Posting

_CONFIDENT, _LIKELY = 0.9, 0.6  # from which the words outweigh a heading, or label what has none
_WORDS_WEIGHT = {"heading": 1.0, "mention": 3.0, "reader": 6.0}
_CONTEXT_WEIGHT = {"heading": 0.1, "bare": 0.1, "mention": 1.0, "reader": 30.0}
_C, _ITERATIONS = 20.0, 45
_HIDDEN, _EPOCHS, _AVERAGED = 32, 10, 5
_COMMAND = "python -m jobmine.train.sections DATA_FOLDER GOLD_FOLDER -o corpora/models/sections"


class Half(NamedTuple):
    """The evidence of one half of the sources."""

    headed: list[Labelled]
    mentioned: Labelled
    holds: np.ndarray
    read: Labelled


Words = tuple[Floats, Floats]


def half_of(source: str) -> int:
    """Return the half that a file belongs to: captures of one person and one site stay together."""
    return int(not any(name in source for name in ("lastsunday", "51job-2018", "Java", "Python", "电子")))


def fit_words(parts: Iterable[tuple[Labelled, float]], iterations: int = _ITERATIONS) -> Words:
    """Fit the regression over n-grams; parts are labelled sentences and their weight."""
    grams, kinds, weights = [], [], []
    for (layout, kind), weight in parts:
        known = np.flatnonzero((kind != UNKNOWN) & (data.ink_of_sentences(layout) >= 2))
        one, two, three = count_grams(layout.texts, layout.start)
        weighed = (one + two + three).multiply(weigh_sentences(layout.texts, layout.start)[:, None])
        grams.append(csr_array(weighed)[known])
        kinds.append(kind[known])
        weights.append(np.full(len(known), weight))
    model = LogisticRegression(C=_C, max_iter=iterations)
    fit = ignore_warnings(category=ConvergenceWarning)(model.fit)  # stopped early on purpose: it generalises better
    fit(csr_array(vstack(grams, format="csr")), np.concatenate(kinds), np.concatenate(weights))
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


def correct(half: Half, words: Words) -> Half:
    """Let words that were learned elsewhere overrule headings, and label what stands under none."""
    headed = [_corrected(part, words) for part in half.headed]
    layout, kind = _corrected(half.mentioned, words)
    odds = np.exp(score_words(*words, layout))
    kind = np.where((kind == UNKNOWN) & (odds.max(axis=1) > _LIKELY), odds.argmax(axis=1), kind)
    return half._replace(headed=headed, mentioned=Labelled(layout, np.where(half.holds, REQUIREMENTS, kind)))


def _corrected(labelled: Labelled, words: Words) -> Labelled:
    odds = np.exp(score_words(*words, labelled.layout))
    overruled = (labelled.kind != UNKNOWN) & (odds.max(axis=1) > _CONFIDENT)
    return labelled._replace(kind=np.where(overruled, odds.argmax(axis=1), labelled.kind))


def word_parts(half: Half) -> list[tuple[Labelled, float]]:
    """Return what the words are learned from."""
    rest = [(half.mentioned, _WORDS_WEIGHT["mention"]), (half.read, _WORDS_WEIGHT["reader"])]
    return [(part, _WORDS_WEIGHT["heading"]) for part in half.headed] + rest


def fit_context(halves: list[Half], words: list[Words], random: np.random.Generator) -> list[Floats]:
    """Fit the network on halves that are scored by words learned elsewhere."""
    features, kinds, weights = [], [], []

    def add(labelled: Labelled, scorer: Words, weight: float) -> None:
        layout, kind = labelled
        inked = data.ink_of_sentences(layout)
        known = np.flatnonzero((kind != UNKNOWN) & (inked > 0))
        features.append(describe_context(layout, score_words(*scorer, layout))[known])
        kinds.append(kind[known])
        weights.append(weight * np.sqrt(inked[known] / 10))

    for half, scorer in zip(halves, words, strict=True):
        for part in half.headed:
            add(part, scorer, _CONTEXT_WEIGHT["heading"])
            add(data.without_headings(part, random), scorer, _CONTEXT_WEIGHT["bare"])
        add(half.mentioned, scorer, _CONTEXT_WEIGHT["mention"])
        add(half.read, scorer, _CONTEXT_WEIGHT["reader"])
    rows, labels, weight = np.concatenate(features), np.concatenate(kinds), np.concatenate(weights)
    network = MLPClassifier((_HIDDEN,), alpha=1e-3, batch_size=500, random_state=0)
    ends = []
    for _ in range(_EPOCHS):
        network.partial_fit(rows, labels, sample_weight=weight, classes=np.arange(len(SECTIONS)))
        ends.append([network.coefs_[0], network.intercepts_[0], network.coefs_[1], network.intercepts_[1]])
    # The last steps wander about a good place: their mean is nearer to it than any of them.
    return [np.mean(arrays, axis=0).astype(np.float32) for arrays in zip(*ends[-_AVERAGED:], strict=True)]


class Figures(NamedTuple):
    """Over characters that are not blank."""

    accuracy: float
    f1_requirements: float
    n_postings: int


def measure(model: SectionModel, postings: list[Posting]) -> Figures:
    """Compare a model with sections that readers marked, character by character."""
    layout = data.by_readers(postings).layout
    marks = data.marks_of(postings, layout)
    kind = score_sentences(model, layout).argmax(axis=1)
    given = np.repeat(kind, np.diff(np.append(layout.start, len(layout.texts.codes))))
    inked = data.ink(layout) & (marks != UNKNOWN)
    given, gold = given[inked], marks[inked]
    both = np.sum((given == REQUIREMENTS) & (gold == REQUIREMENTS))
    f1 = 2 * both / (np.sum(given == REQUIREMENTS) + np.sum(gold == REQUIREMENTS))
    return Figures(float(np.mean(given == gold)), float(f1), len(postings))


def train(folder: Path, gold: Path, say: Callable[[str], object]) -> tuple[SectionModel, dict[str, Figures]]:
    """Return the model, and figures of models that have not seen the half they are measured on."""
    everything = list(data.read_postings(folder, data.read_excluded(gold)))
    marked = data.read_labels(everything)
    records = data.read_mentions(gold)
    known = [Posting(r.get("src") or "", -1, r["req"]) for r in records]
    unmarked = data.sample(everything, [*marked, *known])
    say(f"{len(everything)} texts, {len(unmarked)} by heading, {len(records)} by mention, {len(marked)} by reader\n")
    halves, readers = [], []
    for number in (0, 1):
        mentioned, holds = data.by_mentions([r for r in records if half_of(r.get("src") or "") == number])
        readers.append([p for p in marked if half_of(p.source) == number])
        headed = data.by_headings([p for p in unmarked if half_of(p.source) == number])
        halves.append(Half(headed, mentioned, holds, data.by_readers(readers[number])))
    words = [fit_words(word_parts(halves[1 - number]), 20) for number in (0, 1)]
    halves = [correct(halves[number], words[number]) for number in (0, 1)]
    words = [fit_words(word_parts(halves[1 - number])) for number in (0, 1)]
    say("words of both halves\n")
    figures = {}
    for number in (0, 1):
        context = fit_context([halves[1 - number]], [words[1 - number]], np.random.default_rng(0))
        model = SectionModel(*words[number], *context)
        for drawn in ("seed", "doubt"):
            chosen = [p for p in readers[number] if p.drawn == drawn]
            figures[f"half {number}, drawn by {drawn}"] = measure(model, chosen)
        say(f"{figures}\n")
    context = fit_context(halves, words, np.random.default_rng(0))
    whole = fit_words([part for half in halves for part in word_parts(half)])
    return SectionModel(*whole, *context), figures


def save(model: SectionModel, figures: dict[str, Figures], folder: Path) -> None:
    """Write the weights, those of the words as bytes, and the card's figures."""
    folder.mkdir(parents=True, exist_ok=True)
    scale = (np.abs(model.words).max(axis=0) / 127).astype(np.float32)
    small = {name: value.astype(np.float16) for name, value in model._asdict().items()}
    small["words"] = np.round(model.words / scale).astype(np.int8)
    np.savez_compressed(folder / "weights.npz", words_scale=scale, **small)
    rows = [f"| {name} | {f.n_postings} | {f.accuracy:.3f} | {f.f1_requirements:.3f} |" for name, f in figures.items()]
    table = "\n".join(["| postings of | n | characters right | F1 requirements |", "|---|---|---|---|", *rows])
    card = folder / "card.md"
    kept = card.read_text(encoding="utf-8").partition("## Last training")[0] if card.exists() else "# Section model\n\n"
    note = f"## Last training\n\n{date.today():%Y-%m-%d}, `{_COMMAND}`\n\n"
    card.write_text(f"{kept}{note}Each half measured with a model of the other:\n\n{table}\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of folders of posting files")
    parser.add_argument("gold", type=Path, help="folder with trades-train.jsonl and exclude.tsv")
    parser.add_argument("-o", "--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    model, figures = train(given.data, given.gold, sys.stderr.write)
    save(model, figures, given.out)


if __name__ == "__main__":
    main()
