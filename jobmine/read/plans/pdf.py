"""Tables of a text PDF, from where its words stand; the adapter of pypdf."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from jobmine.errors import MissingExtraError, ReadError
from jobmine.read.plans.heads import is_total, number_of, role_of, semester_of
from jobmine.read.plans.tables import PlanTable

_LINE = 3.0  # points that words of one line may stand apart
_GAP = 2.0  # points between columns
_TOUCH = 1.0  # points between pieces of one word
_LEADING = 14.0  # points between the lines of a cell
_HEAD = 30.0  # points between the lines of a head
_PAGE = re.compile(r"[-—·\s]*第?\s*\d+\s*页?(?:[/共]\s*共?\d+页?)?[-—·\s]*")
_FEWEST = 20  # characters of a page that is no picture


class _Word(NamedTuple):
    top: float  # from the top of the first page
    left: float
    right: float
    text: str


def read_pdf(path: Path) -> list[PlanTable]:
    """Return the table of a text PDF.

    Lines are words at one height; columns are what no word of a line with numbers crosses.

    Raises
    ------
    MissingExtraError
        If the library is not installed.
    ReadError
        If the file is damaged, locked, or pictures of pages.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PdfReadError
    except ImportError as error:
        raise MissingExtraError('reading a PDF needs: pip install "jobmine[pdf]"') from error
    try:
        pages = PdfReader(str(path)).pages
        words = [word for number, page in enumerate(pages) for word in _words(page, number)]
    except (PdfReadError, OSError, ValueError) as error:
        raise ReadError(f"{path}: cannot read this PDF ({error}); save it anew, without a password") from error
    if sum(len(word.text) for word in words) < _FEWEST * max(1, len(pages)):
        raise ReadError(
            f"{path}: {len(pages)} pages with hardly any text, as of a scan（扫描件）; hand in the Word or Excel file, "
            "or recognise its text first （先做文字识别）"
        )
    rows, heading = _table(_lines(words))
    return [PlanTable(path.name, heading, rows)] if rows else []


def _words(page: Any, number: int) -> list[_Word]:
    """Return the pieces of text of a page with their places."""
    found: list[_Word] = []
    height = float(page.mediabox.height)

    def take(text: str, matrix: Sequence[float], place: Sequence[float], font: Any, size: float) -> None:
        bare = text.strip()
        if not bare:
            return
        x = place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]
        y = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
        scale = size * abs(place[0] * matrix[0] or 1)
        width = sum(scale if ord(c) > 0x2E80 else scale * 0.5 for c in bare)
        found.append(_Word((number + 1) * height - y, x, x + width, bare))

    page.extract_text(visitor_text=take)
    return found


def _lines(words: Sequence[_Word]) -> list[list[_Word]]:
    """Return the words of each line from left to right, those that touch as one."""
    lines: list[list[_Word]] = []
    for word in sorted(words):
        if lines and word.top - lines[-1][0].top <= _LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_touching(sorted(line, key=lambda word: word.left)) for line in lines]


def _touching(line: Sequence[_Word]) -> list[_Word]:
    joined: list[_Word] = []
    for word in line:
        if joined and word.left - joined[-1].right < _TOUCH:
            last = joined.pop()
            word = _Word(last.top, last.left, word.right, last.text + word.text)
        joined.append(word)
    return joined


def _table(lines: Sequence[list[_Word]]) -> tuple[list[list[str]], str]:
    """Return the rows from the head on, and the line above it."""
    marked = next((i for i, line in enumerate(lines) if any(role_of(word.text) == "credits" for word in line)), None)
    body = [i for i, line in enumerate(lines) if marked is not None and i > marked and _has_numbers(line)]
    if marked is None or not body:
        return [], ""
    top = marked
    while top and lines[top][0].top - lines[top - 1][0].top < _HEAD and len(lines[top - 1]) > 1:
        top -= 1
    columns = _columns(lines, body)
    for first in range(body[0], marked, -1):  # the last lines before the first numbers may be the top of a wrapped name
        head = _head(lines[top:first], columns)
        if "course" in map(role_of, head):
            break
    else:
        return [], ""
    last = body[-1] + 1
    while last < len(lines) and _hangs_on(lines[last - 1], lines[last], columns):
        last += 1
    heads = {_text(line) for line in lines[top:first]}  # said again on every page
    kept = [
        lines[i] for i in range(first, last) if _text(lines[i]) not in heads and not _is_page(lines[i - 1], lines[i])
    ]
    below = [(line, [_cell(line, *edges) for edges in columns]) for line in kept]
    rows = _label_groups(_joined(below, [role_of(cell) for cell in head].index("course")), head)
    return [head, *rows], _text(lines[top - 1]) if top else ""


def _is_page(above: Sequence[_Word], line: Sequence[_Word]) -> bool:
    """Return whether a line is the number of a page, which stands apart; the end of a wrapped number does not."""
    return bool(_PAGE.fullmatch(_text(line))) and line[0].top - above[0].top > _LEADING


def _text(line: Sequence[_Word]) -> str:
    return "".join(word.text for word in line)


def _has_numbers(line: Sequence[_Word]) -> bool:
    named = not all(semester_of([word.text]) for word in line)  # else the semesters of the head
    return len(line) > 2 and named and sum(number_of(word.text) is not None for word in line) > 1


def _hangs_on(line: Sequence[_Word], below: Sequence[_Word], columns: Sequence[tuple[float, float]]) -> bool:
    """Return whether a line is the end of wrapped cells of the line above it."""
    return below[0].top - line[0].top < _LEADING and all(len(_crossed(word, columns)) == 1 for word in below)


def _columns(lines: Sequence[Sequence[_Word]], body: Sequence[int]) -> list[tuple[float, float]]:
    """Return the edges of the columns: the gaps that no word of a line with numbers crosses, nor a label beside."""
    words = [word for i in body for word in lines[i]]
    spans = _rivers(words)
    between = [word for i in range(body[0], body[-1]) if i not in body for word in lines[i]]
    spans = _rivers([*words, *(word for word in between if len(_crossed(word, spans)) < 2)])
    edges = [(one[1] + other[0]) / 2 for one, other in pairwise(spans)]
    return list(zip([float("-inf"), *edges], [*edges, float("inf")], strict=True))


def _rivers(words: Sequence[_Word]) -> list[list[float]]:
    """Return the stretches of the page's width that words fill, left to right."""
    spans: list[list[float]] = []
    for word in sorted(words, key=lambda word: word.left):
        if spans and word.left < spans[-1][1] + _GAP:
            spans[-1][1] = max(spans[-1][1], word.right)
        else:
            spans.append([word.left, word.right])
    return spans


def _crossed(word: _Word, spans: Sequence[Sequence[float]]) -> list[int]:
    return [i for i, (low, high) in enumerate(spans) if word.left < high and word.right > low]


def _head(lines: Sequence[Sequence[_Word]], columns: Sequence[tuple[float, float]]) -> list[str]:
    """Return the head of each column, its lines joined; what stands above several columns is left out."""
    narrow = [[word for word in line if len(_crossed(word, columns)) < 2] for line in lines]
    return ["".join(_cell(line, low, high) for line in narrow) for low, high in columns]


def _cell(line: Sequence[_Word], low: float, high: float) -> str:
    return "".join(word.text for word in line if low <= (word.left + word.right) / 2 < high)


def _joined(rows: Sequence[tuple[Sequence[_Word], list[str]]], course: int) -> list[list[str]]:
    """Return rows with the lines of wrapped cells joined to the row that has the numbers."""
    anchors = [i for i, (line, cells) in enumerate(rows) if _has_numbers(line) or any(map(is_total, cells))]
    centred = any(cells[course] for _, cells in rows[: anchors[0]])  # lines of a cell stand above its numbers, too
    joined = {i: list(rows[i][1]) for i in anchors}
    for i, (line, cells) in enumerate(rows):
        if i in joined:
            continue
        near = [(abs(line[0].top - rows[a][0][0].top), a) for a in anchors if centred or a < i]
        home = min(near, default=(0.0, anchors[0]))[1]
        for column, cell in enumerate(cells):
            before = joined[home][column]
            joined[home][column] = cell + before if i < home else before + cell
    return [joined[i] for i in anchors]


def _label_groups(rows: list[list[str]], head: Sequence[str]) -> list[list[str]]:
    """Set the label that stands somewhere beside the rows up to a sum beside each of them."""
    columns = [i for i, cell in enumerate(head) if role_of(cell) == "course_type"]
    group: list[list[str]] = []
    for row in [*rows, ["小计"] * len(head)]:
        if not any(map(is_total, row)):
            group.append(row)
            continue
        for column in columns:
            label = "".join(line[column] for line in [*group, row] if not is_total(line[column]))
            for line in group:
                line[column] = label
        group = []
    return rows
