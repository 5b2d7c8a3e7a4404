"""A font that has the characters to be drawn, or an error that names those it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

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
    from fontTools.ttLib import TTFont, TTLibError

    try:
        # The file is opened here, since fontTools leaves one open that is no font.
        with Path(font).open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as opened:
            return frozenset(map(chr, opened.getBestCmap() or ()))
    except (TTLibError, OSError) as error:
        raise FontError(f"cannot read {font} as a font: {error}") from error
