"""Risky wording of postings: precision and recall against texts read by a person.

``python benchmarks/wording.py`` counts the verdicts of ``judged/wording.tsv``: 300 texts drawn by seed from files of
five sites, 100 of all (``uniform``), 100 of those with a word that such wording cannot do without (``cue``),
100 of those with a word of sex, marriage or 户籍 (``rare``). The rules were frozen before the draw. Since marriage and
户籍 are rare, 80 texts that name them (``named``) were judged for these two kinds alone, after a first mending; they
are counted apart. Rules were mended after either.
``python benchmarks/wording.py DATA_FOLDER`` finds again what is found now and says what has changed since.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa

from jobmine.extract.wording import find_risks
from jobmine.measure.intervals import wilson
from jobmine.normalise.text import clean_text
from jobmine.read.raw import iter_raw

Place = tuple[str, int]
Span = tuple[str, int, int]
_NAMED = ("marriage", "household")


def read_judged() -> list[dict[str, str]]:
    """Return the judged spans; a text without any has one row whose verdict is none."""
    with (Path(__file__).parent / "judged" / "wording.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_texts(folder: Path, places: set[Place]) -> dict[Place, str]:
    """Return the texts that stand at some places of the files."""
    texts: dict[Place, str] = {}
    for name in sorted({file for file, _ in places}):
        for batch in iter_raw(folder / name, max_rejected=1):
            columns = [batch.table[c].to_pylist() for c in ("row", "text", "duties", "requirements")]
            rows = [(r, t or "\n".join(filter(None, (d, q)))) for r, t, d, q in zip(*columns, strict=True)]
            rows = [(r, text) for r, text in rows if (name, r) in places]
            clean = clean_text(pa.array([text for _, text in rows], pa.string())).to_pylist()
            texts |= {(name, row): text or "" for (row, _), text in zip(rows, clean, strict=True)}
    return texts


def find_again(folder: Path, places: set[Place]) -> dict[Place, list[Span]]:
    """Return what is found in the same texts now."""
    texts = read_texts(folder, places)
    return {place: [(risk.kind, risk.start, risk.end) for risk in find_risks(text)] for place, text in texts.items()}


def say(title: str, right: int, given: int, wanted: int) -> None:
    """Print precision and recall with their intervals."""
    (low_p, low_r), (high_p, high_r) = wilson([right, right], [given, wanted])
    sys.stdout.write(
        f"{title}: precision {right / given:.3f} [{low_p:.3f}, {high_p:.3f}] ({given}), "
        f"recall {right / wanted:.3f} [{low_r:.3f}, {high_r:.3f}] ({wanted})\n"
    )


def main() -> None:
    """Print the figures as judged and, where the data are at hand, of the rules as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder of folders of posting files")
    folder, rows = parser.parse_args().data, read_judged()
    by_draw: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for name in (row["draw"],) if row["draw"] == "named" else ("all", row["draw"], row["kind"]):
            by_draw[name or "nothing"][row["verdict"]] += 1
    for name, n in by_draw.items():
        if n["right"]:
            say(f"as judged, {name}", n["right"], n["right"] + n["wrong"], n["right"] + n["missed"])
    for named in (False, True) if folder else ():
        wanted: dict[Place, list[Span]] = defaultdict(list)
        for row in (row for row in rows if (row["draw"] == "named") == named):
            wanted[row["file"], int(row["row"])] += (
                [(row["kind"], int(row["start"]), int(row["end"]))] if row["verdict"] in ("right", "missed") else []
            )
        found = find_again(folder, set(wanted))
        if named:
            found = {place: [span for span in spans if span[0] in _NAMED] for place, spans in found.items()}
        hits = [[any(_meets(w, f) for f in found.get(place, [])) for w in spans] for place, spans in wanted.items()]
        good = [[any(_meets(f, w) for w in wanted[place]) for f in spans] for place, spans in found.items()]
        n_good, n_hit = sum(map(sum, good)), sum(map(sum, hits))
        title = "now, named" if named else "now, all"
        sys.stdout.write(
            f"{title}: precision {n_good / sum(map(len, good)):.3f} ({sum(map(len, good))}), "
            f"recall {n_hit / sum(map(len, hits)):.3f} ({sum(map(len, hits))}), texts {len(found)} of {len(wanted)}\n"
        )


def _meets(one: Span, other: Span) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


if __name__ == "__main__":
    main()
