"""Questions of a survey, and the answers to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobmine.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd

SINGLE, SEVERAL, LIKERT, RANKING, NUMBER, TEXT = "single", "several", "likert", "ranking", "number", "text"
KINDS = {
    SINGLE: "单选", SEVERAL: "多选", LIKERT: "量表", RANKING: "排序", NUMBER: "数值", TEXT: "填空",
}  # fmt: skip
_OTHER = re.compile(r"[〖【\[].*?[〗】\]]")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and how its answers are read.

    Attributes
    ----------
    number : str
        As printed before the title; the place of its first column where there is none.
    title : str
    kind : str
        A key of :data:`KINDS`.
    columns : tuple of int
        Places of its columns in the file, counted from 0.
    items : tuple of str
        What each column stands for where there are several: an option, or a row of a matrix.
    options : tuple of str
        The options in their order: of a scale from the lowest to the highest.
    scores : tuple of float
        Of a scale, one an option.
    renamed : tuple of (str, str)
        Options that count as another: earlier wording, wording kept.
    doubt : str
        What a person should look at.
    """

    number: str
    title: str
    kind: str
    columns: tuple[int, ...]
    items: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """Answers as text, empty where there is none, and the questions that they are answers to."""

    source: str
    cells: pd.DataFrame
    questions: tuple[Question, ...]

    def question(self, number: str) -> Question:
        """Return a question by its number or its title."""
        wanted = number.strip().lstrip("Qq")
        found = [q for q in self.questions if wanted in (q.number, q.title)]
        if not found:
            known = "; ".join(f"{q.number} {q.title[:20]}" for q in self.questions)
            raise ReadError(f"question {number!r}; there are: {known}")
        return found[0]


def strip_other(answer: str) -> str:
    """Return an option without what a person wrote beside it: 其他〖创业〗 is 其他.

    Examples
    --------
    >>> strip_other("其他〖创业〗")
    '其他'
    """
    return _OTHER.sub("", answer).strip()
