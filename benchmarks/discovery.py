"""Discovery of new terms, judged by eye: how many of the first fifty candidates are terms, by draw.

    python benchmarks/discovery.py

``judged/discovery.tsv`` holds the candidates of three draws: 596 postings of electronics, 1,389 of manual, care,
teaching and technical trades, 983 of accounting and supply chains; repeats left out, tagger ``best``, at least two
postings and two employers. The candidates of all draws were read in one shuffled list, without their rank, each beside
two examples. Verdicts: ``term``: an entry of its own; ``variant``: another writing or wording of what the reason
names, which ``jobmine lexicon add`` takes as a synonym; ``wrong``: to be dropped.
"""

from __future__ import annotations

from collections import Counter

from judged import count_verdicts, read_judged

from jobmine.measure.intervals import wilson

FIRST = (10, 20, 50)


def main() -> None:
    """Print the shares of terms, and of terms and variants, among the first candidates of each draw."""
    rows = read_judged("discovery")
    for first in FIRST:
        for draw, counts in count_verdicts([row for row in rows if int(row["rank"]) <= first]).items():
            print(f"first {first:2d}  {draw:20s} {_shares(counts)}")
    often = [row for row in rows if int(row["n"]) >= 3]
    for draw, counts in count_verdicts(often).items():
        print(f"n >= 3    {draw:20s} {_shares(counts)}")


def _shares(counts: Counter[str]) -> str:
    n = counts.total()
    cells = []
    for name, right in (("terms", counts["term"]), ("terms and variants", counts["term"] + counts["variant"])):
        low, high = wilson(right, n)[:2]
        cells.append(f"{name} {right} of {n} ({right / n:.0%}, {low:.0%}-{high:.0%})")
    return "; ".join(cells)


if __name__ == "__main__":
    main()
