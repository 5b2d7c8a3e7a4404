"""The one style of every chart: font, colours, keys, foot, and how a chart is saved. The adapter of matplotlib.

Letters are drawn as outlines, so that a chart looks the same wherever it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager

from jobmine.measure.table import replacing
from jobmine.show.fonts import check_glyphs, chinese_font

WIDTH, HALF = 6.3, 4.7  # inches: the text of an A4 page; a chart that stands beside a picture
INK, SOFT, LINE, BAR = "#1d2733", "#5b6672", "#c9d0d7", "#0b62a0"
SERIES = ("#0b62a0", "#b8480a", "#00735c", "#86397a", "#55606b", "#8a6d00")  # told apart by colour-blind readers
_LABEL_WIDTH = 14
_LONG = re.compile(r"-?[1-9]\d*\.\d{3,}")  # numbers below 1 can be scales: they keep their digits
_WHOLE = re.compile(r"[（「]?[A-Za-z0-9.,%+#-]+[%）」，。、]?|.", re.DOTALL)


@contextmanager
def page(
    heading: str,
    height: float,
    font: str | Path,
    texts: Sequence[str],
    width: float = WIDTH,
    layout: Literal["constrained"] | None = "constrained",
) -> Iterator[tuple[Figure, Any]]:
    """Give a figure and its axes in the settings of every chart; nothing global is left changed."""
    file = chinese_font(font)
    check_glyphs(file, [heading, *texts])
    if not any(Path(entry.fname) == file for entry in fontManager.ttflist):
        fontManager.addfont(str(file))
    settings = {
        "font.family": [FontProperties(fname=str(file)).get_name()], "font.size": 9, "axes.unicode_minus": False,
        "svg.hashsalt": "jobmine", "svg.fonttype": "path", "text.color": INK, "axes.edgecolor": LINE,
        "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.spines.bottom": False,
    }  # fmt: skip
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(width, height), layout=layout)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        if heading:
            figure.suptitle(heading, x=0.008, ha="left", fontsize=10.5)
        yield figure, axes


def as_list(axes: Any, names: Sequence[str], reach: float) -> None:
    """Set names at the left, first on top, and no axis below."""
    axes.set_yticks(np.arange(len(names)), names, fontsize=8.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, reach or 1.0)
    axes.tick_params(length=0, labelcolor=INK)
    axes.tick_params(axis="x", labelsize=8, labelcolor=SOFT)
    axes.xaxis.set_visible(False)


def keys_above(axes: Any, keys: Sequence[tuple[str, str]]) -> None:
    """Name the colours in a line above the marks."""
    left = 0.0
    for text, colour in keys:
        axes.annotate(
            f"■ {text}", (left, 1), (0, 2), "axes fraction", "offset points", color=colour, fontsize=8.5, va="bottom"
        )
        left += (0.38 + 0.2 * len(text)) / axes.figure.get_figwidth()


def foot(axes: Any, meta: Mapping[str, Any], text: str, *, below: float = 6) -> None:
    """Say under the axes how many postings count, and what else there is to know."""
    counted = (("n", "职位"), ("n_text", "有可读要求"))
    base = [f"{name} {meta[key]:,}" for key, name in counted if meta.get(key)]
    note = "；".join(filter(None, ["，".join(base), text]))
    axes.annotate(note, (0, 0), (0, -below), "axes fraction", "offset points", fontsize=7.5, color=SOFT, va="top")


def save(figure: Figure, path: str | Path | None) -> str:
    """Return a figure as SVG; with a path it is written as .svg and .png."""
    figure.draw_without_rendering()  # places everything; then both files show the same, placed once
    figure.set_layout_engine("none")
    text = StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    # Hundredths of a point are finer than any screen; with all digits a file is twice as large.
    drawn = _LONG.sub(lambda number: f"{float(number.group()):.2f}".rstrip("0").rstrip("."), text.getvalue())
    if path is not None:  # SVG and PNG lie beside each other, whichever is asked for
        with replacing(Path(path).with_suffix(".png")) as unfinished:
            figure.savefig(unfinished, format="png", dpi=200, metadata={"Software": None})
        with replacing(Path(path).with_suffix(".svg")) as unfinished:
            unfinished.write_text(drawn, encoding="utf-8", newline="\n")
    return drawn


def bars_height(names: Sequence[str]) -> float:
    """Return the inches that a chart of so many bars takes."""
    lines = 1 + max((name.count("\n") for name in names), default=0)
    return 0.95 + len(names) * (0.1 + 0.14 * lines)


def fold(name: Any) -> str:
    """Return a name on at most two lines."""
    lines = wrap(str(name), _LABEL_WIDTH) or [""]
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def lines_of(text: str, columns: int) -> list[str]:
    """Return a text in lines, a Chinese character counting two columns; words and numbers are not broken.

    Examples
    --------
    >>> lines_of("要求C++开发（12.5%）", 12)
    ['要求C++开发', '（12.5%）']
    """
    lines, reached = [""], 0
    for piece in _WHOLE.findall(text):
        width = sum(2 if ord(character) > 0x2E80 else 1 for character in piece)
        if reached + width > columns and lines[-1]:
            lines.append("")
            reached = 0
        lines[-1] += piece
        reached += width
    return [line.strip() for line in lines]
