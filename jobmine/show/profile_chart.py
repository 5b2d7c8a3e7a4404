"""A vacancy profile as a picture of one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jobmine.measure.table import replacing
from jobmine.show.drawing import INK, LINE, SOFT, fold, lines_of, page
from jobmine.show.labels import label

if TYPE_CHECKING:
    from jobmine.show.profile import Bar, Profile

_PAGE = (8.27, 11.69)  # A4, inches
_COLUMNS, _NOTE_COLUMNS = 118, 142  # of characters, a Chinese one taking two


def chart_profile(profile: Profile, path: str | Path, *, font: str | Path = "") -> None:
    """Draw a profile as a .png of an A4 page.

    Parameters
    ----------
    profile : Profile
    path : path
        The file.
    font : str or Path
        A font file; empty takes an installed Chinese font.
    """
    texts = [profile.title, profile.subtitle, profile.note, *profile.sentences]
    texts += [text for pair in profile.facts for text in pair]
    texts += [bar.name for _, bars in (*profile.terms, *profile.mixes) for bar in bars]
    with page("", _PAGE[1], font, texts, _PAGE[0], layout=None) as (figure, axes):
        axes.remove()
        figure.text(0.06, 0.955, profile.title, fontsize=22, va="center")
        figure.text(0.06, 0.928, f"{profile.subtitle}画像", fontsize=11, color=SOFT, va="center")
        for place, (head, text) in enumerate(profile.facts):
            left = 0.06 + place * 0.9 / max(len(profile.facts), 1)
            figure.text(left, 0.893, text, fontsize=14, va="center")
            figure.text(left, 0.873, head, fontsize=8.5, color=SOFT, va="center")
        _column(figure, profile.terms, 0.22, 0.28)
        _column(figure, profile.mixes, 0.66, 0.26, bottom=0.42)
        if profile.pay:
            _pay(figure.add_axes((0.66, 0.29, 0.28, 0.06)), profile)
        lines = [line for sentence in profile.sentences for line in lines_of(sentence, _COLUMNS)]
        figure.text(0.06, 0.225, "\n".join(lines), fontsize=8.5, va="top", linespacing=1.6)
        figure.text(
            0.06,
            0.03,
            "\n".join(lines_of(profile.note, _NOTE_COLUMNS)),
            fontsize=7,
            color=SOFT,
            va="bottom",
            linespacing=1.5,
        )
        with replacing(path) as unfinished:
            figure.savefig(unfinished, format="png", dpi=200, metadata={"Software": None})


def _column(
    figure: Any, lists: tuple[tuple[str, tuple[Bar, ...]], ...], left: float, width: float, bottom: float = 0.25
) -> None:
    """Draw lists of bars below each other, each bar as high as the others."""
    rows = sum(len(bars) + 1.6 for _, bars in lists)
    step = min(0.0165, (0.85 - bottom) / max(rows, 1))
    top = 0.85
    for head, bars in lists:
        high = len(bars) * step
        top -= 1.2 * step
        axes = figure.add_axes((left, top - high, width, high))
        figure.text(left - 0.155, top + 0.5 * step, head, fontsize=9.5, va="center")
        y = np.arange(len(bars))
        reach = max([bar.length for bar in bars] + [bar.rest or 0.0 for bar in bars]) or 1.0
        axes.barh(y, [bar.length for bar in bars], height=0.66, color=[bar.colour for bar in bars])
        for row, bar in enumerate(bars):
            if bar.rest is not None:
                axes.vlines(bar.rest, row - 0.42, row + 0.42, color=INK, linewidth=1.2)
            axes.text(max(bar.length, bar.rest or 0.0), row, f" {bar.shown}", va="center", fontsize=7.5)
        axes.set_yticks(y, [fold(bar.name).replace("\n", "") for bar in bars], fontsize=8)
        axes.set_xlim(0, reach * 1.3)
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.tick_params(length=0)
        axes.xaxis.set_visible(False)
        top -= high + 0.4 * step


def _pay(axes: Any, profile: Profile) -> None:
    axes.set_title("薪酬（元/月，P10–P90，框为中间一半）", fontsize=8.5, loc="left")
    for row, (_, (p10, p25, p50, p75, p90)) in enumerate(profile.pay):
        axes.hlines(row, p10, p90, color=SOFT, linewidth=1.1)
        axes.barh(row, p75 - p25, left=p25, height=0.5, color="#a9cbe3")
        axes.vlines(p50, row - 0.25, row + 0.25, color="#0b62a0", linewidth=2.2)
        axes.text(p50, row - 0.3, f"{p50:,.0f}", fontsize=7.5, ha="center", va="bottom", color="#0b62a0")
    axes.set_yticks(range(len(profile.pay)), [label("", name)[:10] for name, _ in profile.pay], fontsize=8)
    axes.set_ylim(len(profile.pay) - 0.4, -0.8)
    axes.set_xlim(left=0)
    axes.tick_params(length=0, labelsize=7.5)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.grid(axis="x", color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
