"""Elements of postings: precision and recall against texts read by a person.

``python benchmarks/elements.py`` counts the verdicts of ``judged/elements.tsv``. Two draws by seed, each made before
it was looked at: of 60 and 36 texts (``uniform``) all seven elements were judged; since employer, number, place, pay
and validity are told in few, 10 and 12 texts for each of these with a word that it can hardly do without (``cue``) were
judged for the five. The rules were mended after either draw: the second shows the first mending. An employer is told
where it is named as the one that hires, or introduced; a name in passing does not tell it. Pay is told by an amount.
``python benchmarks/elements.py DATA_FOLDER`` finds the elements again by the rules as they are.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from judged import read_judged
from wording import Place, read_texts, say

from jobmine.extract.wording import ELEMENTS, check_elements


def count(rows: list[dict[str, str]], now: dict[Place, set[str]] | None = None) -> dict[str, Counter[str]]:
    """Return for each element the texts that tell it, those in which it is found, and those in which both hold."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        told = row["verdict"] in ("right", "missed")
        place = (row["file"], int(row["row"]))
        found = row["element"] in now[place] if now is not None else row["found"] == "1"
        counts[row["element"]].update(told=told, found=found, right=told and found)
    return counts


def main() -> None:
    """Print the figures as judged and, where the data are at hand, of the rules as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder of folders of posting files")
    folder, rows = parser.parse_args().data, read_judged("elements")
    now = None
    if folder:
        texts = read_texts(folder, {(row["file"], int(row["row"])) for row in rows})
        now = {
            place: {element.name for element in check_elements(text) if element.told} for place, text in texts.items()
        }
    for draw in ("first", "second"):
        of_draw = [row for row in rows if row["draw"].startswith(draw)]
        for title, found in (("as judged", None), ("now", now)):
            if title == "now" and found is None:
                continue
            counts = count(of_draw, found)
            for name in ELEMENTS:
                n = counts[name]
                if n["told"] and n["found"]:
                    say(f"{draw}, {title}, {name}", n["right"], n["found"], n["told"])
                else:
                    sys.stdout.write(f"{draw}, {title}, {name}: told {n['told']}, found {n['found']}\n")


if __name__ == "__main__":
    main()
