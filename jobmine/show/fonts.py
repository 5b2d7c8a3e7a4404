"""A font that has the characters to be drawn, or an error that names those it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from jobmine.errors import FontError

# Where Debian, Ubuntu and Fedora put Noto Sans CJK.
_SYSTEM_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc"),
)
_INSTALL = "pip install pylopdf-fonts-zh-cn, or apt-get install fonts-noto-cjk"
_NAMED = 10


def chinese_font(path: str | Path = "") -> Path:
    """Return the font file that pictures are drawn with.

    Parameters
    ----------
    path : str or Path
        A font file of the user's; empty takes Noto Sans SC, from Python's packages or the system.

    Returns
    -------
    Path
        An existing file.

    Raises
    ------
    FontError
        If there is no such file, or no Chinese font at all.

    Examples
    --------
    >>> chinese_font().exists()
    True
    >>> chinese_font("songti.ttf")
    Traceback (most recent call last):
    ...
    jobmine.errors.FontError: no font file 'songti.ttf'; leave the setting empty to use an installed Chinese font
    """
    if path:
        if not Path(path).is_file():
            raise FontError(f"no font file {str(path)!r}; leave the setting empty to use an installed Chinese font")
        return Path(path)
    looked = [*_packaged_font(), *_SYSTEM_FONTS]
    for font in looked:
        if font.is_file():
            return font
    raise FontError(f"no Chinese font; looked in {', '.join(map(str, looked))}; install one: {_INSTALL}")


def check_glyphs(font: str | Path, texts: Iterable[str]) -> None:
    """Raise an error unless the font has a glyph for every character.

    A font that lacks a character draws an empty box without a word, so this is asked first.

    Raises
    ------
    FontError
        With the characters that are missing and the font.

    Examples
    --------
    >>> check_glyphs(chinese_font(), ["数控车床", "C++"])
    """
    wanted = {character for text in texts for character in text if not character.isspace()}
    if missing := sorted(wanted - _characters(str(font))):
        named = " ".join(f"{character} (U+{ord(character):04X})" for character in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise FontError(f"font {font} has no glyph for {named}{more}; name another font, or install one: {_INSTALL}")


def _packaged_font() -> list[Path]:
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return []
    return [Path(sans_path())]


@lru_cache(maxsize=8)
def _characters(font: str) -> frozenset[str]:
    from fontTools.ttLib import TTLibError

    try:
        return frozenset(map(chr, _opened(font).getBestCmap() or ()))
    except (TTLibError, OSError) as error:
        raise FontError(f"cannot read {font} as a font: {error}") from error


@lru_cache(maxsize=8)
def units_per_em(font: str) -> int:
    """Return the units that a font's outlines are drawn in.

    Examples
    --------
    >>> units_per_em(str(chinese_font()))
    1000
    """
    return int(_opened(font)["head"].unitsPerEm)


@lru_cache(maxsize=20_000)
def glyph_outline(font: str, character: str) -> tuple[str, float]:
    """Return a character's outline as an SVG path in the font's units, and how far it moves on.

    Examples
    --------
    >>> outline, advance = glyph_outline(str(chinese_font()), "一")
    >>> outline[0], advance
    ('M', 1000)
    """
    from fontTools.pens.svgPathPen import SVGPathPen

    opened = _opened(font)
    glyphs, name = opened.getGlyphSet(), opened.getBestCmap().get(ord(character), ".notdef")
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
    glyphs[name].draw(pen)
    return ("" if character.isspace() else pen.getCommands()), glyphs[name].width


@lru_cache(maxsize=2)
def _opened(font: str) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(BytesIO(Path(font).read_bytes()), fontNumber=0, lazy=True)
