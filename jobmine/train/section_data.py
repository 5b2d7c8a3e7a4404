"""What the section model learns from: postings with their sentences labelled by headings, columns or readers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from jobmine.data import path
from jobmine.extract.headings import WHOLE
from jobmine.extract.section_features import Layout
from jobmine.extract.sections import REQUIREMENTS, last_heading, lay_out
from jobmine.extract.sentences import Kind, has
from jobmine.extract.texts import Ints, Texts, fold
from jobmine.read.raw import iter_raw
from jobmine.schema import SECTIONS

UNKNOWN = -1
_PER_FILE = 1000
_LENGTHS = range(30, 2500)
_CHUNK = 2000


class Labelled(NamedTuple):
    """Postings cut into sentences, each with its kind or UNKNOWN."""

    layout: Layout
    kind: Ints


class Posting(NamedTuple):
    """One text; ``divide`` is where requirements begin, -1 where the file does not say."""

    source: str
    row: int
    text: str
    divide: int = -1
    cuts: tuple[tuple[int, int], ...] = ()  # start and kind of each section that a reader marked
    drawn: str = ""  # how it came to be marked: by seed, or for a model's doubt


def read_postings(folder: Path, excluded: set[tuple[str, int]]) -> Iterator[Posting]:
    """Yield the distinct texts of all files below a folder, those of excluded rows left out."""
    seen: set[int] = set()
    for file in sorted(folder.glob("*/*")):
        if file.suffix not in (".csv", ".xlsx", ".zip"):
            continue
        name = file.relative_to(folder).as_posix()
        for batch in iter_raw(file, max_rejected=1):
            columns = [batch.table[c].to_pylist() for c in ("row", "text", "duties", "requirements")]
            for row, text, duties, requirements in zip(*columns, strict=True):
                both = duties and requirements
                whole = f"{duties}\n{requirements}" if both else text or ""
                key = _key(whole)
                if (name, row) not in excluded and len(whole) in _LENGTHS and key not in seen:
                    seen.add(key)
                    yield Posting(name, row, whole, len(duties) + 1 if both else -1)


def sample(postings: Iterable[Posting], apart: Iterable[Posting]) -> list[Posting]:
    """Return at most a thousand postings a file, drawn by hash; none whose text stands apart."""
    taken = {_key(p.text) for p in apart}
    files: dict[str, list[Posting]] = {}
    for posting in postings:
        if _key(posting.text) not in taken:
            files.setdefault(posting.source, []).append(posting)
    return [p for f in files.values() for p in sorted(f, key=lambda p: crc32(p.text.encode()))[:_PER_FILE]]


def read_excluded(gold: Path) -> set[tuple[str, int]]:
    """Return file and row of the postings that share much of a measuring text."""
    with (gold / "exclude.tsv").open(encoding="utf-8", newline="") as lines:
        return {(row["file"], int(row["row"])) for row in csv.DictReader(lines, delimiter="\t")}


def read_labels(postings: Iterable[Posting]) -> list[Posting]:
    """Return the postings whose sections a reader marked, with the marks."""
    marks: dict[tuple[str, int], list[tuple[int, int]]] = {}
    drawn: dict[tuple[str, int], str] = {}
    with path("models/sections/labels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            place = row["source"], int(row["row"])
            marks.setdefault(place, []).append((int(row["start"]), SECTIONS.index(row["kind"])))
            drawn[place] = row["drawn"]
    found = (p for p in postings if (p.source, p.row) in marks)
    return [p._replace(cuts=tuple(marks[p.source, p.row]), drawn=drawn[p.source, p.row]) for p in found]


def read_mentions(gold: Path) -> list[dict[str, Any]]:
    """Return the whole postings with labelled mentions."""
    return [json.loads(line) for line in (gold / "trades-train.jsonl").open(encoding="utf-8") if line.strip()]


def by_headings(postings: list[Posting]) -> list[Labelled]:
    """Label sentences by the heading or the column that they stand under."""
    found = []
    for begin in range(0, len(postings), _CHUNK):
        chunk = postings[begin : begin + _CHUNK]
        layout = lay_out(Texts.join([p.text for p in chunk]))
        divide = np.array([p.divide for p in chunk])[layout.owner]
        column = (layout.start - layout.texts.starts[layout.owner] >= divide).astype(np.int64)
        found.append(Labelled(layout, np.where(divide >= 0, column, _headed(layout))))
    return found


def by_readers(postings: list[Posting]) -> Labelled:
    """Label sentences by the section that most of their characters stand in."""
    layout = lay_out(Texts.join([p.text for p in postings]))
    return Labelled(layout, majority(layout, marks_of(postings, layout)))


def marks_of(postings: list[Posting], layout: Layout) -> Ints:
    """Return the kind of each character as readers marked it."""
    kinds = np.full(len(layout.texts.codes), UNKNOWN)
    for number, posting in enumerate(postings):
        for start, kind in posting.cuts:
            kinds[layout.texts.starts[number] + start : layout.texts.starts[number + 1]] = kind
    return kinds


def by_mentions(records: list[dict[str, Any]]) -> tuple[Labelled, NDArray[np.bool_]]:
    """Label sentences by mentions, else by headings; return beside it which hold a mention."""
    layout = lay_out(Texts.join([r["req"] for r in records]))
    holds = np.zeros(len(layout.start), dtype=np.bool_)
    for number, record in enumerate(records):
        at = np.array([m["start"] for m in record["mentions"]], dtype=np.int64) + layout.texts.starts[number]
        holds[np.searchsorted(layout.start, at, side="right") - 1] = True
    return Labelled(layout, np.where(holds, REQUIREMENTS, _headed(layout))), holds


def without_headings(labelled: Labelled, random: np.random.Generator) -> Labelled:
    """Return the postings with their headings cut out, and a quarter of their sections."""
    layout, kind = labelled
    codes, headings = layout.texts.codes, layout.headings
    keep = np.ones(len(codes), dtype=np.bool_)
    framed = np.append(has(layout.classes, Kind.COLON | Kind.CLOSE | Kind.BLANK), np.zeros(1, dtype=np.bool_))
    for start, end in zip(headings.start, headings.end, strict=True):
        keep[start : end + int(np.argmin(framed[end:]))] = False
    whole = headings.start[headings.form >= WHOLE]
    starts = np.union1d(layout.texts.starts[:-1], whole)
    owner = layout.texts.owner(starts)
    left = np.bincount(owner, minlength=len(layout.texts.starts))
    for start, end, text in zip(starts, np.append(starts[1:], len(codes)), owner, strict=True):
        if left[text] > 1 and random.random() < 0.25:
            keep[start:end] = False
            left[text] -= 1
    ends = layout.texts.starts[1:] - 1
    keep[ends] = False
    kinds = np.repeat(kind, np.diff(np.append(layout.start, len(codes))))
    texts, kept = [], []
    for begin, end in zip(layout.texts.starts[:-1], ends, strict=True):
        here = np.flatnonzero(keep[begin:end]) + begin
        texts.append(codes[here].tobytes().decode("utf-32-le"))
        kept.append(np.append(kinds[here], UNKNOWN))
    bare = lay_out(Texts.join(texts))
    return Labelled(bare, np.concatenate(kept)[bare.start])


def majority(layout: Layout, kinds: Ints) -> Ints:
    """Return by sentence the kind of most of its characters that are not blank."""
    inked = ink(layout)
    sums = [np.add.reduceat(((kinds == k) & inked).astype(np.int64), layout.start) for k in range(len(SECTIONS))]
    counts = np.stack(sums, axis=1)
    return np.where(counts.sum(axis=1) > 0, counts.argmax(axis=1), UNKNOWN)


def ink(layout: Layout) -> NDArray[np.bool_]:
    """Return which characters are not blank."""
    return np.asarray(~has(layout.classes, Kind.BLANK) & (layout.texts.codes != ord("\n")))


def ink_of_sentences(layout: Layout) -> Ints:
    """Return how many characters of each sentence are not blank."""
    return np.add.reduceat(ink(layout).astype(np.int64), layout.start)


def _headed(layout: Layout) -> Ints:
    """Return the kind of the last heading that stands by itself, UNKNOWN where none did or it is mixed."""
    kind = last_heading(layout, WHOLE - 1)
    return np.where(kind < len(SECTIONS), kind, UNKNOWN)


def _key(text: str) -> int:
    return hash(tuple(c for c in fold(text) if c.isalnum()))
