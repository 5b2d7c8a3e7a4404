"""Word clouds, laid out from weights; the adapter of wordcloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw

from jobmine.measure.table import Table
from jobmine.show.cells import group_names, show_value
from jobmine.show.cloud_paint import Panel, Word, face, paint
from jobmine.show.fonts import check_glyphs, chinese_font
from jobmine.show.labels import kind_colours, label

# Heavy, middle and light words of a cloud without kinds.
_SHADES = ("#0b3c5d", "#1f6486", "#3f7a8c")
_LEGIBLE = 11 / 800  # the smallest letters, in parts of the width: 6 points on a page 16 cm wide
_LARGEST = 0.17  # the largest, in parts of the height
_BY_WEIGHT = 0.5  # of a word's size, half goes by its weight and half by its rank
_MARGIN = 3


def draw_cloud(
    weights: Mapping[str, float] | Table,
    path: str | Path,
    *,
    group: str = "",
    kind: str = "",
    font: str | Path = "",
    width: int = 800,
    height: int = 500,
    scale: float = 2,
    max_words: int = 100,
    random_state: int = 0,
) -> tuple[str, ...]:
    """Draw a word cloud as a PNG file, and beside it as SVG, with a legend that says what sizes the words.

    Parameters
    ----------
    weights : mapping of str to float, or Table
        What sizes the words: a weight a word, or a demand table, of which ``share`` counts and
        ``kind`` colours.
    path : str or Path
        The .png file to write; the .svg has the same name.
    group : str
        The group of a table to draw; empty draws all groups, each weighted by its postings.
    kind : str
        The kind of a table to draw; empty draws all of them.
    font : str or Path
        A font file; empty takes an installed Chinese font.
    width, height : int
        Size of the layout in pixels.
    scale : float
        Pixels of the picture for each of the layout: quicker than a larger layout, and as sharp.
    max_words : int
        The heaviest words that are laid out.
    random_state : int
        Seed of the layout.

    Returns
    -------
    tuple of str
        The words drawn, the heaviest first. Words that found no room in legible size are not among them; the
        legend counts them.

    Raises
    ------
    FontError
        If the font lacks a character.
    ValueError
        If no word has a weight.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_cloud({"焊接": 3.0, "C++": 2.0}, f"{folder}/cloud.png", width=200, height=100)
    ('焊接', 'C++')
    """
    is_table = isinstance(weights, Table)
    sizes, kinds = cloud_weights(weights, group, kind) if isinstance(weights, Table) else (dict(weights), {})
    file = chinese_font(font)
    words, asked = _lay_out(sizes, kinds, file, width, height, max_words, random_state)
    drawn = [word.text for word in words]
    n_text = _base(weights, group) if isinstance(weights, Table) else 0
    says = "占有可读要求职位的比例" if is_table else "所给权重"
    lines = [_legend(says, sizes, drawn, asked, n_text, percent=is_table)]
    paint([Panel(words, "", _keys(drawn, kinds), lines)], path, file, width, height, scale)
    return tuple(drawn)


def draw_cloud_pair(
    table: Table,
    path: str | Path,
    *,
    names: tuple[str, str] = ("本组", "对照"),
    font: str | Path = "",
    width: int = 560,
    height: int = 500,
    scale: float = 2,
    max_words: int = 60,
    random_state: int = 0,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Draw side by side what one group asks for more than another, and the other way round.

    Parameters
    ----------
    table : Table
        A demand table with ``difference`` and its interval, see ``against`` of
        :func:`jobmine.measure.demand.demand_table`. Words are sized by the difference of the shares; a
        term whose interval holds 0 is left out.
    path : str or Path
        The .png file to write; the .svg has the same name.
    names : tuple of str
        What the table's group and the other are called.
    font, width, height, scale, max_words, random_state
        Of each of the two clouds, as in :func:`draw_cloud`.

    Returns
    -------
    tuple of tuples of str
        The words drawn of each side.

    Raises
    ------
    ValueError
        If no term is asked for clearly more by either.
    """
    frame = table.frame.dropna(subset=["difference", "difference_low", "difference_high"])
    sides = (frame[frame["difference_low"] > 0], frame[frame["difference_high"] < 0])
    file, panels = chinese_font(font), []
    check_glyphs(file, names)
    for name, side in zip(names, sides, strict=True):
        ordered = side.assign(gap=side["difference"].abs()).sort_values(["gap", "term"], kind="stable")
        sizes = dict(zip(ordered["term"], ordered["gap"], strict=True))
        kinds = dict(zip(ordered["term"], ordered["kind"], strict=True)) if "kind" in ordered else {}
        words, asked = _lay_out(sizes, kinds, file, width, height, max_words, random_state) if sizes else ([], 0)
        drawn = [word.text for word in words]
        legend = _legend("占比之差（95% 区间不含 0）", sizes, drawn, asked, percent=True) if drawn else "没有明显更多的"
        panels.append(Panel(words, f"{name}要求更多", _keys(drawn, kinds), [legend]))
    if not any(panel.words for panel in panels):
        raise ValueError(f"no word to draw: no term's share differs clearly between {names[0]} and {names[1]}")
    paint(panels, path, file, width, height, scale)
    left, right = (tuple(word.text for word in panel.words) for panel in panels)
    return left, right


def cloud_weights(table: Table, group: str = "", kind: str = "") -> tuple[dict[str, float], dict[str, str]]:
    """Return the weight and the kind of each term of a demand table.

    Over several groups a share is the mean of theirs, each weighted by its readable postings. A term
    of two kinds is drawn once, as the one that is asked for more.

    Examples
    --------
    >>> frame = pd.DataFrame({"role": ["甲", "乙"], "term": "焊接", "share": [0.5, 0.1], "n_text": [30, 10]})
    >>> weights, kinds = cloud_weights(Table(frame.assign(kind="skill"), {"by": ["role"]}))
    >>> round(weights["焊接"], 3), kinds
    (0.4, {'焊接': 'skill'})
    """
    by = [column for column in table.meta.get("by", []) if column in table.frame]
    frame = table.frame.dropna(subset=["share"])
    if "kind" not in frame:
        frame = frame.assign(kind="")
    if group:
        frame = frame[[name == group for name in group_names(frame, by)]]
    if kind:
        frame = frame[frame["kind"] == kind]
    base = frame["n_text"] if "n_text" in frame else pd.Series(1, index=frame.index)
    whole = frame.assign(base=base).groupby(by)["base"].first().sum() if by else 1
    mass = (frame["share"] * (base if by else 1)).groupby([frame["term"], frame["kind"]], sort=True).sum()
    ordered = (mass / max(whole, 1)).sort_values(kind="stable")
    terms = [(str(term), str(kind)) for term, kind in ordered.index]
    kinds = {term: kind for term, kind in terms if kind}
    return {term: float(weight) for (term, _), weight in zip(terms, ordered, strict=True)}, kinds


def _lay_out(
    sizes: Mapping[str, float],
    kinds: Mapping[str, str],
    font: Path,
    width: int,
    height: int,
    max_words: int,
    random_state: int,
) -> tuple[list[Word], int]:
    """Return the words with their places, the heaviest first, and how many were to be placed."""
    weighty = [(word, size) for word, size in sizes.items() if size > 0]
    heaviest = sorted(weighty, key=lambda pair: (-pair[1], pair[0]))[:max_words]
    if not heaviest:
        raise ValueError(f"no word to draw: {len(sizes)} words, none with a weight above 0")
    check_glyphs(font, [word for word, _ in heaviest])
    shades = {word: _SHADES[3 * rank // len(heaviest)] for rank, (word, _) in enumerate(heaviest)}
    words = [
        Word(word, size, x, y, kind_colours().get(kinds.get(word, ""), shades[word]))
        for word, size, x, y in _place(heaviest, font, width, height, random_state)
    ]
    return words, len(heaviest)


def _place(
    heaviest: Sequence[tuple[str, float]], font: Path, width: int, height: int, random_state: int
) -> Iterator[tuple[str, int, int, int]]:
    """Give words with their size, left and top, as wordcloud places them.

    Its own loop measures the box of the letters but draws them lower by what the font leaves above, and so
    lets words overlap; here both are the same box, and a word that finds no room does not end the cloud.
    """
    from wordcloud.wordcloud import IntegralOccupancyMap

    random = Random(random_state)  # noqa: S311 - of a layout
    taken = IntegralOccupancyMap(height, width, None)
    field = Image.new("L", (width, height))
    pen, size, before = ImageDraw.Draw(field), float(height * _LARGEST), heaviest[0][1]
    smallest = max(4, round(width * _LEGIBLE))
    for word, weight in heaviest:
        size *= _BY_WEIGHT * weight / before + 1 - _BY_WEIGHT
        before = weight
        for tried in range(max(round(size), smallest), smallest - 1, -1):
            _, _, right, bottom = face(str(font), tried).getbbox(word, anchor="lt")
            place = taken.sample_position(round(bottom) + _MARGIN, round(right) + _MARGIN, random)
            if place is not None:
                y, x = (edge + _MARGIN // 2 for edge in place)
                pen.text((x, y), word, fill=255, font=face(str(font), tried), anchor="lt")
                taken.update(np.asarray(field), y, x)
                size = float(tried)
                yield word, tried, x, y
                break


def _keys(drawn: Sequence[str], kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the names and colours of the kinds, if there are several."""
    present = {kinds.get(word) for word in drawn}
    keys = [(label("kind", kind), colour) for kind, colour in kind_colours().items() if kind in present]
    return keys if len(keys) > 1 else []


def _legend(
    says: str, sizes: Mapping[str, float], drawn: Sequence[str], asked: int, n_text: int = 0, *, percent: bool
) -> str:
    """Say what sizes the words, from the largest to the smallest, and what found no room."""
    style = "percent" if percent else "decimal"
    ends = [f"{word} {show_value(sizes[word], style)}" for word in (drawn[0], drawn[-1])]
    base = f"；n = {n_text:,}" if n_text else ""
    left_out = f"；另有 {asked - len(drawn)} 词放不下" if asked > len(drawn) else ""
    return f"字号：{says}，{' 至 '.join(dict.fromkeys(ends))}{base}{left_out}"


def _base(table: Table, group: str) -> int:
    """Return the readable postings of the group drawn."""
    frame = table.frame
    if not group or "n_text" not in frame:
        return int(table.meta.get("n_text") or 0)
    inside = [name == group for name in group_names(frame, table.meta.get("by", []))]
    return int(frame.loc[inside, "n_text"].max())
