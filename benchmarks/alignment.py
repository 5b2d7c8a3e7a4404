"""What plans teach and lack, judged by eye, and how many of the judged rows are still said the same.

    python benchmarks/alignment.py [RUN]

``judged/alignment.tsv`` holds 100 rows of the three-way tables of the three sample plans (state 已覆盖 or 缺失), drawn
by seed from tables over the postings of their majors in the shared files of 2024-2025. With a run over the same files
the tables are made anew and compared.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from jobmine.data import path
from jobmine.measure.intervals import wilson
from jobmine.pipeline.curricula import align_plan
from jobmine.pipeline.runs import open_run

JUDGED = Path(__file__).parent / "judged" / "alignment.tsv"
PLANS = {"数控技术": "xlsx", "护理": "docx", "电子商务": "xlsx"}


def states_now(folder: str) -> dict[tuple[str, str, str], str]:
    """Return the state of each term of each plan."""
    run = open_run(folder)
    states = {}
    for major, ending in PLANS.items():
        plan = path(f"sample/人才培养方案_{major}.{ending}")
        frame = align_plan(run, plan, major=major, school_level="高职", examples=False)["alignment"].frame
        rows = frame[["kind", "term", "state"]].itertuples(index=False, name=None)
        states |= {(major, kind, term): state for kind, term, state in rows}
    return states


def main() -> None:
    """Print the shares."""
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for part in ("all", "已覆盖", "缺失"):
        counts = Counter(row["verdict"] for row in rows if part in ("all", row["state"]))
        low, high = wilson(counts["right"], counts.total())[:2]
        print(f"{part:6} {counts['right']}/{counts.total()} right  95 % {float(low):.2f}-{float(high):.2f}")
    if len(sys.argv) > 1:
        now = states_now(sys.argv[1])
        same = sum(now.get((row["plan"], row["kind"], row["term"])) == row["state"] for row in rows)
        print(f"same state now: {same}/{len(rows)}")


if __name__ == "__main__":
    main()
