"""Word clouds, drawn from weights; the adapter of wordcloud."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from jobmine.measure.table import Table, replacing
from jobmine.show.cells import group_names
from jobmine.show.fonts import check_glyphs, chinese_font
from jobmine.show.labels import kind_colours, label

# Heavy, middle and light words of a cloud without kinds.
_SHADES = ("#0b3c5d", "#1f6486", "#3f7a8c")
_LEGEND_HEIGHT = 26


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
    """Draw a word cloud as a PNG file.

    Parameters
    ----------
    weights : mapping of str to float, or Table
        What sizes the words: a weight a word, or a demand table, of which ``share`` counts and
        ``kind`` colours.
    path : str or Path
        The file to write.
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
        The words drawn, the heaviest first. Words that found no room are not among them.

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
    from wordcloud import WordCloud

    sizes, kinds = cloud_weights(weights, group, kind) if isinstance(weights, Table) else (dict(weights), {})
    weighty = [(word, size) for word, size in sizes.items() if size > 0]
    heaviest = sorted(weighty, key=lambda pair: (-pair[1], pair[0]))[:max_words]
    if not heaviest:
        raise ValueError(f"no word to draw: {len(sizes)} words, none with a weight above 0")
    file = chinese_font(font)
    check_glyphs(file, [word for word, _ in heaviest])
    cloud = WordCloud(
        font_path=str(file), width=width, height=height, scale=scale, max_words=max_words, random_state=random_state,
        background_color="white", prefer_horizontal=1.0, relative_scaling=0.5, margin=3, max_font_size=height // 4,
        color_func=_Colours([word for word, _ in heaviest], kinds),
    )  # fmt: skip
    cloud.generate_from_frequencies(dict(heaviest))
    laid_out = {placed[0][0] for placed in cloud.layout_}
    drawn = tuple(word for word, _ in heaviest if word in laid_out)
    present = {kinds.get(word) for word in drawn}
    picture = _with_legend(cloud.to_image(), [kind for kind in kind_colours() if kind in present], file, scale)
    with replacing(path) as unfinished:
        # A palette is enough for a few flat colours and makes the file three times smaller.
        picture.quantize(64, dither=Image.Dither.NONE).save(unfinished, format="png")
    return drawn


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


class _Colours:
    """Colour of a word: of its kind, else darker the heavier. A class, so that it can be pickled."""

    def __init__(self, words: list[str], kinds: Mapping[str, str]) -> None:
        thirds = {word: _SHADES[3 * rank // len(words)] for rank, word in enumerate(words)}
        self.colours = {word: kind_colours().get(kinds.get(word, ""), thirds[word]) for word in words}

    def __call__(self, word: str, **_: Any) -> str:
        return self.colours[word]


def _with_legend(cloud: Image.Image, kinds: list[str], font: Path, scale: float) -> Image.Image:
    """Return the picture with a line below that names the colours, if there are several."""
    if len(kinds) < 2:
        return cloud
    strip = round(_LEGEND_HEIGHT * scale)
    picture = Image.new("RGB", (cloud.width, cloud.height + strip), "white")
    picture.paste(cloud)
    pen, face, left = ImageDraw.Draw(picture), ImageFont.truetype(str(font), round(14 * scale)), strip / 2
    for kind in kinds:
        side = strip * 0.4
        top = cloud.height + (strip - side) / 2
        pen.rectangle((left, top, left + side, top + side), fill=kind_colours()[kind])
        name = label("kind", kind)
        pen.text((left + side * 1.5, cloud.height + strip / 2), name, fill="#333333", font=face, anchor="lm")
        left += side * 1.5 + face.getlength(name) + strip * 0.7
    return picture
