"""Faults of the lexicon: ``python -m jobmine.train.lint_lexicon [DATA ...]``.

Prints one line a fault, then counts by kind and trade; with files or folders of postings also how many
terms stand in three or more of them, and which terms mostly cut words in two (化工 in 优化工具). The exit
code is 1 if there is a fault; cut words are for a person to judge and are none.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton
from jobmine.extract.lexicon import Entry, Lexicon, load_lexicon
from jobmine.extract.texts import Texts, fold
from jobmine.extract.tokenizers import load_tokenizer
from jobmine.pipeline.steps import read_postings

_ONE_LETTER = {"c", "r"}
# A field of study is also worked in, and languages are also studied.
_DECLARED = ({"knowledge", "major"}, {"major", "skill"})
_BATCH = 2000
_OFTEN, _MOSTLY = 10, 0.5


class Standing(NamedTuple):
    """Where surfaces stand in postings."""

    postings: Counter[str]  # postings with the term, by "kind term"
    matches: Counter[str]  # occurrences, by surface
    cut: Counter[str]  # of them, those whose edge falls inside a word


def find_faults(lexicon: Lexicon) -> Iterator[str]:
    """Yield what is wrong with a lexicon: doubles, cycles, undeclared conflicts of kinds, single characters.

    Examples
    --------
    >>> entries = [Entry("沟通能力", "skill", ("交流能力",)), Entry("交流能力", "skill", ("沟通能力",))]
    >>> for fault in find_faults(Lexicon.of(entries)):
    ...     print(fault)
    skill 沟通能力: its synonym 交流能力 is a term
    skill 交流能力: its synonym 沟通能力 is a term
    """
    terms = Counter((entry.kind, fold(entry.term)) for entry in lexicon.entries)
    owner: dict[tuple[str, str], str] = {}
    for entry in lexicon.entries:
        name = f"{entry.kind} {entry.term}"
        if terms[entry.kind, fold(entry.term)] > 1:
            yield f"{name}: stands twice"
        for synonym in entry.synonyms:
            key = (entry.kind, fold(synonym))
            if key in terms:
                yield f"{name}: its synonym {synonym} is a term"
            elif key in owner:
                yield f"{name}: its synonym {synonym} is one of {owner[key]}"
            owner[key] = entry.term
        for surface in (entry.term, *entry.synonyms):
            if len(surface) == 1 and fold(surface) not in _ONE_LETTER:
                yield f"{name}: {surface} is a single character"
            if surface != surface.strip():
                yield f"{name}: a blank beside {surface!r}"
    yield from _conflicts(lexicon)


def _conflicts(lexicon: Lexicon) -> Iterator[str]:
    declared = {row["surface"]: set(row["kinds"].split("|")) for row in read_tsv("lexicon/shared.tsv")}
    for surface, numbers in lexicon.surfaces.items():
        kinds = {lexicon.entries[number].kind for number in numbers}
        if len(kinds) > 1 and kinds not in _DECLARED and kinds != declared.get(surface):
            yield f"{surface}: is {' and '.join(sorted(kinds))}, which lexicon/shared.tsv does not declare"


def stand_in(texts: Sequence[str], lexicon: Lexicon) -> Standing:
    """Count in how many texts each term stands, and how often a surface begins or ends inside a word."""
    surfaces = list(lexicon.surfaces)
    automaton = Automaton(surfaces)
    cut_words = load_tokenizer("rjieba")
    postings, matches, cut = Counter[str](), Counter[str](), Counter[str]()
    for begin in range(0, len(texts), _BATCH):
        batch = Texts.join(texts[begin : begin + _BATCH])
        found = automaton.find(batch)
        edges = np.zeros(len(batch.codes) + 1, dtype=np.bool_)
        edges[np.cumsum([0, *map(len, cut_words(batch.folded))])] = True
        inside = ~(edges[found.start] & edges[found.end])
        seen: set[tuple[int, int]] = set()
        rows = zip(found.pattern.tolist(), batch.owner(found.start).tolist(), inside.tolist(), strict=True)
        for pattern, owner, cuts in rows:
            matches[surfaces[pattern]] += 1
            cut[surfaces[pattern]] += cuts
            seen.update((owner, number) for number in lexicon.surfaces[surfaces[pattern]])
        postings.update(_name(lexicon.entries[number]) for _, number in seen)
    return Standing(postings, matches, cut)


def _name(entry: Entry) -> str:
    return f"{entry.kind} {entry.term}"


def _report(lexicon: Lexicon, standing: Standing | None) -> Iterator[str]:
    kinds = Counter(entry.kind for entry in lexicon.entries)
    trades: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in lexicon.entries:
        for trade in entry.trades:
            trades[trade][entry.kind] += 1
    yield "kind\tterms" + ("\tin three or more postings" if standing else "")
    for kind, n in kinds.most_common():
        often = sum(standing.postings[_name(e)] >= 3 for e in lexicon.entries if e.kind == kind) if standing else ""
        yield f"{kind}\t{n}\t{often}".rstrip()
    yield "trade\tterms\tknowledge"
    for trade, counts in sorted(trades.items(), key=lambda item: -item[1].total()):
        yield f"{trade}\t{counts.total()}\t{counts['knowledge']}"
    if standing:
        yield "surface\toccurrences\tinside words"
        for surface, n in standing.cut.most_common():
            if standing.matches[surface] >= _OFTEN and n > _MOSTLY * standing.matches[surface] and len(surface) < 4:
                yield f"{surface}\t{standing.matches[surface]}\t{n}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the faults and the counts; return 1 if there are faults."""
    cli = argparse.ArgumentParser(prog="python -m jobmine.train.lint_lexicon", description=__doc__)
    cli.add_argument("data", nargs="*", help="files or folders of postings")
    cli.add_argument("--lexicon", nargs="*", default=[], help="lexicon files of your own, over the shipped ones")
    options = cli.parse_args(arguments)
    lexicon = load_lexicon(*options.lexicon)
    faults = list(find_faults(lexicon))
    texts: list[str] = []
    if options.data:
        column = read_postings(options.data).table["text"]
        texts = [text for text in column.to_pylist() if text]
    lines = [*faults, f"faults: {len(faults)}", *_report(lexicon, stand_in(texts, lexicon) if texts else None)]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
