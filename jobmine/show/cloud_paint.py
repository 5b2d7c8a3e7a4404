"""Panels of words that are laid out, painted as PNG and as SVG with letters as outlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from jobmine.measure.table import replacing
from jobmine.show.fonts import glyph_outline, units_per_em

_GAP, _LINE, _TEXT = 24, 22, 13  # between panels; a line of a legend and its letters, in units of the layout
_INK = "#333333"
_MEASURED = 200  # size at which the height of letters is taken for outlines
_COLOURS = 48  # of the palette; a few flat colours and the steps to white


class Word(NamedTuple):
    """A text at a place, in units of the layout: its left end, and the top of its letters or their base line."""

    text: str
    size: float
    x: float
    y: float
    colour: str
    on_line: bool = False


class Panel(NamedTuple):
    """Words on a field of the layout's size, a heading above, a legend below: coloured names, then lines."""

    words: Sequence[Word]
    heading: str
    keys: Sequence[tuple[str, str]]
    lines: Sequence[str]


def paint(panels: Sequence[Panel], path: str | Path, font: Path, width: int, height: int, scale: float) -> None:
    """Paint panels beside each other as a .png and, of the same name, as an .svg file.

    Parameters
    ----------
    panels : sequence of Panel
    path : path
        The .png file.
    font : Path
    width, height : int
        Of the field of words of each panel.
    scale : float
        Pixels for a unit of the layout.
    """
    words = [word for number, panel in enumerate(panels) for word in _placed(panel, number, font, width, height)]
    whole = (len(panels) * width + (len(panels) - 1) * _GAP, _top(panels) + height + _LINE * _below(panels))
    with replacing(Path(path).with_suffix(".svg")) as unfinished:
        unfinished.write_text(_svg(words, whole, font), encoding="utf-8", newline="\n")
    picture = Image.new("RGB", (round(whole[0] * scale), round(whole[1] * scale)), "white")
    pen = ImageDraw.Draw(picture)
    for word in words:
        place = (round(word.x * scale), round(word.y * scale))
        letters, anchor = face(str(font), round(word.size * scale)), "ls" if word.on_line else "lt"
        pen.text(place, word.text, fill=word.colour, font=letters, anchor=anchor)
    with replacing(path) as unfinished:
        # A palette is enough for a few flat colours and makes the file three times smaller.
        flat = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        flat.save(unfinished, format="png", optimize=False)


def _top(panels: Sequence[Panel]) -> int:
    return _LINE if any(panel.heading for panel in panels) else 0


def _below(panels: Sequence[Panel]) -> int:
    return max(bool(panel.keys) + len(panel.lines) for panel in panels)


def _placed(panel: Panel, number: int, font: Path, width: int, height: int) -> Iterator[Word]:
    """Give all texts of a panel at their places in the whole picture."""
    left, top = number * (width + _GAP), _LINE if panel.heading else 0
    if panel.heading:
        yield Word(panel.heading, _TEXT + 3, left + 6, _LINE * 0.75, _INK, on_line=True)
    for word in panel.words:
        yield word._replace(x=left + word.x, y=top + word.y)
    line, x = top + height + _LINE * 0.75, left + 6.0
    for name, colour in panel.keys:
        yield Word(f"■ {name}", _TEXT, x, line, colour, on_line=True)
        x += face(str(font), _TEXT).getlength(f"■ {name}") + _TEXT
    line += _LINE * bool(panel.keys)
    for text in panel.lines:
        yield Word(text, _TEXT - 1, left + 6, line, _INK, on_line=True)
        line += _LINE


def _svg(words: Sequence[Word], whole: tuple[float, float], font: Path) -> str:
    em = units_per_em(str(font))
    glyphs, groups = dict[str, tuple[str, str]](), []
    for word in words:
        shrink, x, uses = word.size / em, 0.0, []
        for character in word.text:
            outline, advance = glyph_outline(str(font), character)
            if outline:
                name, _ = glyphs.setdefault(character, (f"g{len(glyphs)}", outline))
                uses.append(f'<use href="#{name}" x="{x:g}"/>')
            x += advance
        above = 0.0 if word.on_line else face(str(font), _MEASURED).getbbox(word.text, anchor="ls")[1] / _MEASURED
        base = word.y - above * word.size
        groups.append(
            f'<g fill="{word.colour}" transform="translate({word.x:.6g} {base:.6g}) scale({shrink:.6g} {-shrink:.6g})">'
            f"<title>{escape(word.text)}</title>{''.join(uses)}</g>"
        )
    outlines = "".join(f'<path id="{name}" d="{outline}"/>' for name, outline in glyphs.values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole[0]} {whole[1]}" role="img">'
        f'<rect width="100%" height="100%" fill="#fff"/><defs>{outlines}</defs>{"".join(groups)}</svg>\n'
    )


@lru_cache(maxsize=512)
def face(font: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font of a size; opened once."""
    return ImageFont.truetype(font, size)
