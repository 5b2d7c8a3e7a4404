"""Working conditions: precision and recall against postings read by eye.

``python benchmarks/conditions.py DATA_FOLDER``: recomputes what is found in the postings of
``judged/conditions.tsv`` (200 drawn by seed) and compares it with what a reader found there, over text and
columns together, for the fifteen commonest conditions and for all.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa

from jobmine.extract.conditions import condition_names, conditions_of_columns, find_conditions
from jobmine.extract.sections import classify_sentences
from jobmine.extract.texts import Texts
from jobmine.normalise.text import split_list
from jobmine.read.raw import iter_raw

Place = tuple[str, int]
_COMMONEST = 15


def read_judged() -> dict[Place, set[str]]:
    """Return the conditions that a reader found in each posting."""
    judged: dict[Place, set[str]] = {}
    with (Path(__file__).parent / "judged" / "conditions.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found = judged.setdefault((row["file"], int(row["row"])), set())
            if row["verdict"] in ("right", "missed"):
                found.add(row["condition"])
    return judged


def find_again(folder: Path, places: set[Place]) -> dict[Place, set[str]]:
    """Return the conditions that are found in the same postings now, by text and columns."""
    kept: list[tuple[Place, str, str, str]] = []
    for name in sorted({file for file, _ in places}):
        for batch in iter_raw(folder / name, max_rejected=1):
            columns = [batch.table[c].to_pylist() for c in ("row", "text", "benefits", "tags")]
            rows = zip(*columns, strict=True)
            kept += [((name, r), t or "", b or "", g or "") for r, t, b, g in rows if (name, r) in places]
    texts = Texts.join([text for _, text, _, _ in kept])
    found = find_conditions(texts, classify_sentences(texts))
    names = condition_names()
    again: dict[Place, set[str]] = {place: set() for place, *_ in kept}
    for owner, code in zip(texts.owner(found.start).tolist(), found.condition.tolist(), strict=True):
        again[kept[owner][0]].add(names[code])
    cells = {
        "posting_id": [str(i) for i in range(len(kept))],
        "benefits": split_list(pa.array([b for _, _, b, _ in kept])),
        "tags": split_list(pa.array([g for _, _, _, g in kept])),
    }
    for row in conditions_of_columns(pa.table(cells)).to_pylist():
        again[kept[int(row["posting_id"])][0]].add(row["condition"])
    return again


def main() -> None:
    """Print precision and recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of folders of posting files")
    judged = read_judged()
    again = find_again(parser.parse_args().data, set(judged))
    counts = Counter(name for names in judged.values() for name in names)
    commonest = [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_COMMONEST]]
    for title, names in (("commonest fifteen", set(commonest)), ("all", set(condition_names()))):
        right = sum(len(judged[p] & again.get(p, set()) & names) for p in judged)
        wanted = sum(len(judged[p] & names) for p in judged)
        given = sum(len(again.get(p, set()) & names) for p in judged)
        sys.stdout.write(f"{title}: precision {right / given:.3f} ({given}), recall {right / wanted:.3f} ({wanted})\n")
    for place in judged:
        if extra := again.get(place, set()) ^ judged[place]:
            sys.stdout.write(f"  {place[0]} {place[1]}: {' '.join(sorted(extra))}\n")


if __name__ == "__main__":
    main()
