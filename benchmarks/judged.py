"""Judgements by eye of pay, industries and occupations: the shares that were right, and industries read anew.

    python benchmarks/judged.py

``draw`` tells samples apart that were drawn by different seeds; each was drawn before it was looked at.
Industries are labels, which may be published; the other tables name file and row, never a text. A verdict on
an industry holds for the division that the table has: how many of them are still given out is printed.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

from jobmine.measure.intervals import wilson
from jobmine.normalise.industry import parse_industry

TABLES = ("salary", "industries", "occupations")  # the others are counted by the scripts that bear their names
FOLDER = Path(__file__).parent / "judged"


def read_judged(name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def count_verdicts(rows: list[dict[str, str]]) -> dict[str, Counter[str]]:
    """Return how often each verdict was given, by draw.

    Examples
    --------
    >>> count_verdicts([{"draw": "first", "verdict": "right"}, {"draw": "first", "verdict": "wrong"}])
    {'first': Counter({'right': 1, 'wrong': 1})}
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.get("draw", "")][row["verdict"]] += 1
    return dict(counts)


def division_of(label: str) -> str:
    """Return the division that a label is given, empty where none is."""
    value = parse_industry(label).value
    return value.division if value else ""


def main() -> None:
    """Print the shares."""
    for name in TABLES:
        for draw, counts in count_verdicts(read_judged(name)).items():
            right, n = counts["right"], counts.total()
            low, high = wilson(right, n)[:2]
            rest = ", ".join(f"{verdict} {count}" for verdict, count in counts.most_common() if verdict != "right")
            print(f"{name:12s} {draw:8s} right {right} of {n} ({right / n:.1%}, {low:.1%}-{high:.1%}); {rest}")
    industries = read_judged("industries")
    kept = [row for row in industries if division_of(row["label"]) == row["division"]]
    changed = Counter(row["verdict"] for row in industries if row not in kept)
    print(f"industries: {len(kept)} of {len(industries)} divisions as judged; changed since: {dict(changed)}")


if __name__ == "__main__":
    main()
