"""The form in which people label postings: its heads, and where the terms written beside a line stand in it.

A row is a line of a posting; beside it stand, by kind, the terms that it asks for. So nobody counts characters, and a
row that is sorted, filtered or copied keeps its text with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jobmine.extract.decisions import KIND_NAMES
from jobmine.extract.sentences import classify_characters, cut_sentences
from jobmine.extract.texts import Texts, fold
from jobmine.pipeline.folder import fingerprint

MARKS, TEXTS, GUIDE = "标注", "启事", "说明"
"""The sheets: where terms are written, the whole texts, how to label."""
POSTING, LINE, TEXT, READ, NOTE = "启事", "行", "原文", "已核对", "备注"
MARK_HEADS = (POSTING, LINE, TEXT, *KIND_NAMES.values(), READ, NOTE)
ID, TITLE, SPLIT, SOURCE, CHECK = "编号", "职位", "要求起点", "来源", "校验"
TEXT_HEADS = (POSTING, ID, TITLE, SOURCE, TEXT, SPLIT, CHECK)
YES, NO = "是", "否"
SEPARATOR = "；"

_BETWEEN = re.compile(r"[；;\n]+")
_ITEMS = re.compile(r"[、，,/]+")
_NTH = re.compile(r"(.+)@([1-9]\d?)")
_ABSENT = (-1, -1)

Place = tuple[int, int]


def lines_of(text: str) -> list[Place]:
    r"""Return where the lines of a posting stand in its text, without the blanks around them.

    Examples
    --------
    >>> text = "任职要求：\n1、会CAD；2、细心 "
    >>> [text[start:end] for start, end in lines_of(text)]
    ['任职要求：', '1、会CAD；', '2、细心']
    """
    texts = Texts.join([text])
    begins = cut_sentences(texts, classify_characters(texts))[: len(text)]
    cuts = [at for at, begun in enumerate(begins.tolist()) if begun] + [len(text)]
    return [
        (start + line.start(), start + line.start() + len(line.group().rstrip()))
        for start, end in pairwise(cuts)
        for line in re.finditer(r"\S[^\n]*", text[start:end])
    ]


def check_of(posting: str, text: str, split: str) -> str:
    """Return the sum by which a changed text is told."""
    return fingerprint(posting, text, split)[:8]


def split_terms(cell: str, line: str) -> list[str]:
    """Return the terms of a cell: between semicolons, or commas where only the items stand in the line.

    Examples
    --------
    >>> split_terms("CAD、PLC；沟通、协调能力", "会CAD和PLC，有沟通、协调能力")
    ['CAD', 'PLC', '沟通、协调能力']
    """
    terms = []
    whole = fold(line)
    for term in filter(None, (part.strip() for part in _BETWEEN.split(cell))):
        items = [item.strip() for item in _ITEMS.split(term)]
        apart = fold(term) not in whole and all(item and fold(item) in whole for item in items)
        terms += items if apart else [term]
    return terms


def place_terms(line: str, terms: Sequence[str]) -> list[Place]:
    """Return where terms stand in a line; each in a place of its own, the longest first.

    Of several places the first free one counts, if possible between word ends (C is not the C of CAD); ``X@2``
    asks for the second. Width and case make no difference.

    Returns
    -------
    list of (start, end)
        (-1, -1) for a term that does not stand in the line, or so often; start and end are equal where every
        place of the term is part of another.

    Examples
    --------
    >>> place_terms("会计专业，熟悉会计准则、CAD和C", ["会计准则", "会计", "C", "CAD", "焊接"])
    [(7, 11), (0, 2), (16, 17), (12, 15), (-1, -1)]
    >>> place_terms("会计，会计优先", ["会计@2", "会计", "会计"])
    [(3, 5), (0, 2), (0, 0)]
    """
    whole = fold(line)
    wanted = [_NTH.fullmatch(term) if fold(term) not in whole else None for term in terms]
    plain = [fold(asked.group(1)) if asked else fold(term) for asked, term in zip(wanted, terms, strict=True)]
    taken: list[Place] = []
    found = [_ABSENT] * len(terms)
    for number in sorted(range(len(terms)), key=lambda n: (wanted[n] is None, -len(plain[n]), n)):
        term, asked = plain[number], wanted[number]
        places = [(at, at + len(term)) for at in _starts(whole, term)]
        if asked:
            places = places[int(asked.group(2)) - 1 : int(asked.group(2))]
        free = [place for place in places if not any(place[0] < end and start < place[1] for start, end in taken)]
        if free:
            found[number] = min(free, key=lambda place: (not _is_word(whole, place), place))
            taken.append(found[number])
        elif places:
            found[number] = (places[0][0], places[0][0])
    return found


def write_terms(line: str, marks: Sequence[tuple[int, int, str]]) -> dict[str, str]:
    """Return the cell of each kind from which :func:`place_terms` finds the marks of a line again.

    Examples
    --------
    >>> write_terms("会计优先，会计、税法", [(5, 7, "major"), (8, 10, "knowledge")])
    {'knowledge': '税法', 'major': '会计@2'}
    """
    marks = sorted(marks, key=lambda mark: (list(KIND_NAMES).index(mark[2]), mark[0]))  # as they will be read
    places, names = [(start, end) for start, end, _ in marks], [line[start:end] for start, end, _ in marks]
    told = [False] * len(marks)
    while wrong := [n for n, place in enumerate(place_terms(line, names)) if place != places[n] and not told[n]]:
        start, told[wrong[0]] = places[wrong[0]][0], True
        names[wrong[0]] += f"@{sum(at <= start for at in _starts(fold(line), fold(names[wrong[0]])))}"
    cells: dict[str, str] = {}
    for name, (_, _, kind) in zip(names, marks, strict=True):
        cells[kind] = cells[kind] + SEPARATOR + name if kind in cells else name
    return cells


def _starts(whole: str, term: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(term)})", whole)]


def _is_word(whole: str, place: Place) -> bool:
    """Say whether no Latin letter or digit goes on at either end."""
    start, end = place
    return not any(
        0 < at < len(whole) and all(c.isascii() and c.isalnum() for c in whole[at - 1 : at + 1]) for at in (start, end)
    )
