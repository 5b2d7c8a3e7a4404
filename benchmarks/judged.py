"""Judgements by eye of pay, industries, occupations, majors: the shares that were right, and some read anew.

    python benchmarks/judged.py

``draw`` tells samples apart that were drawn by different seeds; each was drawn before it was looked at.
Industries and names of majors are labels, which may be published; the other tables name file and row, never a
text. A verdict on an industry holds for the division that the table has: how many of them are still given out is
printed. Of majors it is counted anew whether the first three candidates hold what was judged right, and of the
map how many of the judged pairs are still among the first five of their major.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

from jobmine.measure.intervals import wilson
from jobmine.model.major_candidates import major_candidates
from jobmine.model.major_map import shipped_links
from jobmine.normalise.industry import parse_industry

# The others are counted by the scripts that bear their names.
TABLES = ("salary", "industries", "occupations", "majors", "major_map", "areas", "roles")
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


def is_candidate(mention: str, right: str) -> bool:
    """Return whether the first three candidates of a mention hold one of the entries that were judged right.

    Examples
    --------
    >>> is_candidate("机电", "机电一体化技术|机械电子工程"), is_candidate("机电", "护理")
    (True, False)
    """
    return bool({found.name for found in major_candidates(mention)[:3]} & set(right.split("|")))


def main() -> None:
    """Print the shares."""
    for name in TABLES:
        for draw, counts in count_verdicts(read_judged(name)).items():
            right, n = counts["right"], counts.total()
            low, high = wilson(right, n)[:2]
            rest = ", ".join(f"{verdict} {count}" for verdict, count in counts.most_common() if verdict != "right")
            print(f"{name:12s} {draw:31s} right {right} of {n} ({right / n:.1%}, {low:.1%}-{high:.1%}); {rest}")
    industries = read_judged("industries")
    kept = [row for row in industries if division_of(row["label"]) == row["division"]]
    changed = Counter(row["verdict"] for row in industries if row not in kept)
    majors = read_judged("majors")
    hits = sum(is_candidate(row["mention"], row["right"]) for row in majors)
    low, high = wilson(hits, len(majors))[:2]
    print(f"majors: {hits} of {len(majors)} among the first three ({hits / len(majors):.1%}, {low:.1%}-{high:.1%})")
    pairs = [(row["major"], row["occupation"]) for row in read_judged("major_map")]
    by_major: dict[str, list[str]] = defaultdict(list)
    for link in shipped_links():
        by_major[link.major] += [link.occupation] * bool(link.occupation)
    given = sum(occupation in by_major[major][:5] for major, occupation in pairs)
    print(f"major_map: {given} of {len(pairs)} pairs as judged")
    print(f"industries: {len(kept)} of {len(industries)} divisions as judged; changed since: {dict(changed)}")


if __name__ == "__main__":
    main()
