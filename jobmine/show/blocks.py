"""The pieces that a paged document is made of, whatever writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Control characters, halves of surrogate pairs, non-characters and marks that turn the direction of writing.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\uffff]"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``style`` is body, question, note, missing or bullet."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A table as printed: texts only. ``name`` is what references call it; ``numeric`` columns stand to the right."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    name: str = ""
    numeric: Sequence[bool] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: a .png file, its caption, what it shows in words, and its width in parts of the text's."""

    title: str
    path: Path
    alt: str = ""
    name: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of headings."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The end of a page."""


Block = Heading | Paragraph | Sheet | Picture | Contents | PageBreak


def clean_text(text: object) -> str:
    r"""Return a text without characters that a document cannot hold or that hide what it says.

    Examples
    --------
    >>> clean_text("焊\x00工\u202e\x1b[31m\n会C++")
    '焊工[31m\n会C++'
    """
    return _UNPRINTABLE.sub("", str(text)).replace("\r\n", "\n").replace("\r", "\n")
