"""What a person decided on candidate terms: the edited sheet, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobmine.errors import LexiconError, ReadError
from jobmine.extract.texts import fold
from jobmine.read.plain_tables import read_cells
from jobmine.schema import ASPECTS, KINDS

ACTIONS = {"add": "加入", "synonym": "同义", "drop": "丢弃"}
HEADS = {
    "term": "词项 term", "kind": "类别 kind", "action": "动作 action", "value": "改为 value",
    "synonyms": "其他写法 synonyms", "aspect": "知识分面 aspect",
}  # fmt: skip
"""The columns of a sheet that are read back; they are told by their last word, wherever they stand."""
KIND_NAMES = dict(zip(KINDS, ("知识", "能力", "素养", "证书", "专业"), strict=True))

_ACTION = re.compile(
    r"(?:(?P<add>加入(?:\s*add)?|add)|(?P<synonym>同义(?:\s*synonym)?|synonym)|(?P<drop>丢弃(?:\s*drop)?|drop))"
    r"(?:\s+(?:as|of))?(?:[\s:：]+(?P<value>.+))?",
    re.IGNORECASE,
)
_KIND_OF = {form: kind for kind, name in KIND_NAMES.items() for form in (kind, name, f"{name} {kind}")}
_ASPECT_OF = {"": "", **{aspect: aspect for aspect in ASPECTS}}


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of an edited sheet.

    Attributes
    ----------
    place : str
        File and row.
    term, kind, aspect : str
        The candidate; the kind is the one decided on.
    synonyms : tuple of str
        Its other surfaces.
    action : str
        One of :data:`ACTIONS`; empty where nothing was decided.
    value : str
        The term that it is a synonym of.
    """

    place: str
    term: str
    kind: str
    aspect: str
    synonyms: tuple[str, ...]
    action: str
    value: str


def read_decisions(path: str | Path) -> list[Decision]:
    r"""Read an edited sheet of candidates: TSV, CSV or workbook, in any encoding that Excel saves.

    Parameters
    ----------
    path : path
        With columns term, kind, action, and optionally value, aspect, synonyms (separated by ``|``), in any order.
        An action is ``add`` 加入 (value: another kind), ``synonym`` 同义 (value: of which term) or ``drop`` 丢弃; the
        value may also follow in the same cell: ``add as skill``, ``同义 数据分析``. Rows without an action say nothing.

    Raises
    ------
    LexiconError
        With every row that is not understood or contradicts another.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "sheet.tsv")
    ...     _ = file.write_text("action\tterm\tkind\nadd as skill\t翻样\tknowledge\n", encoding="utf-8")
    ...     [(row.action, row.term, row.kind) for row in read_decisions(file)]
    [('add', '翻样', 'skill')]
    """
    rows, mistakes = [], []
    for place, cells in _rows(Path(path)):
        row, mistake = _decision(place, cells)
        rows.append(row)
        mistakes += [f"{place}: {mistake}"] if mistake else []
    mistakes += _contradictions([row for row in rows if row.action])
    if mistakes:
        raise LexiconError("\n".join(mistakes))
    return rows


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where each row stands, and its cells by column, of the first sheet that has the columns."""
    try:
        sheets = read_cells(path)
    except ReadError as error:
        raise LexiconError(str(error)) from error
    for _, (header, *rows) in sheets:
        columns = [_column(head or "") for head in header]
        if twice := sorted({column for column in columns if column in HEADS and columns.count(column) > 1}):
            raise LexiconError(f"{path}: two columns are named {twice[0]!r}")
        if {"term", "kind", "action"} <= set(columns):
            for number, cells in enumerate(rows, start=2):
                yield f"{path}:{number}", dict(zip(columns, map(_plain, cells), strict=False))
            return
    found = ", ".join(head or "" for head in sheets[0].rows[0])
    needed = ", ".join(HEADS[name] for name in ("term", "kind", "action"))
    raise LexiconError(f"{path}: no column {needed}; found {found}; give the sheet that jobmine discover wrote, edited")


def _column(head: str) -> str:
    """Return the column that a head names: 动作 action, 动作 and action are one."""
    name = head.strip()
    return next((column for column, both in HEADS.items() if name.lower() in (both, *both.split())), name)


def _plain(cell: str | None) -> str:
    """Return a cell without blanks around it, and without the mark that keeps a spreadsheet from computing it."""
    text = (cell or "").strip()
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _decision(place: str, cells: Mapping[str, str]) -> tuple[Decision, str]:
    """Return what a row says, and what is wrong with it."""
    row = {name: cells.get(name, "") for name in HEADS}
    given = _ACTION.fullmatch(row["action"])
    inside = (given["value"] or "").strip() if given else ""
    action = next((name for name in ACTIONS if given and given[name]), "")
    value = row["value"] or inside
    kind = _KIND_OF.get(value if action == "add" and value else row["kind"], "")
    surfaces = tuple(part.strip() for part in row["synonyms"].split("|") if part.strip())
    aspect = row["aspect"] if kind == "knowledge" else ""
    decision = Decision(place, row["term"], kind, aspect, surfaces, action, value if action == "synonym" else "")
    kinds = ", ".join(f"{name} {word}" for word, name in KIND_NAMES.items())
    if row["action"] and not given:
        return decision, f"action {row['action']!r}; allowed: {', '.join(f'{n} {a}' for a, n in ACTIONS.items())}"
    if not action:
        return decision, f"value {value!r} without an action" if row["value"] else ""
    if not row["term"] or set("\t\n|") & set(row["term"]):
        return decision, f"term {row['term']!r}; needed: a term in one line, without |"
    if row["value"] and inside and row["value"] != inside:
        return decision, f"action {row['action']!r} against value {row['value']!r}"
    if action == "add" and not kind:
        return decision, f"kind {(value or row['kind'])!r} of {row['term']!r}; allowed: {kinds}"
    if action == "add" and aspect not in _ASPECT_OF:
        return decision, f"aspect {aspect!r} of {row['term']!r}; allowed: {', '.join(ASPECTS)}"
    if action == "synonym" and not value:
        return decision, f"{row['term']!r} is a synonym of what? write the term in {HEADS['value']}"
    if action == "synonym" and fold(value) == fold(row["term"]):
        return decision, f"{row['term']!r} is a synonym of itself"
    if action == "drop" and value:
        return decision, f"value {value!r} of a row that is dropped"
    return decision, ""


def _contradictions(rows: Sequence[Decision]) -> list[str]:
    first: dict[str, Decision] = {}
    found = []
    for row in rows:
        other = first.setdefault(fold(row.term), row)
        said, before = (f"{r.action} {r.value or (r.kind if r.action == 'add' else '')}".strip() for r in (row, other))
        if said != before:
            found.append(f"{row.place}: {row.term!r}: {said}, but {other.place} says {before}")
    for row in rows:
        other_target = first.get(fold(row.value)) if row.value else None
        if other_target and other_target.action != "add":
            found.append(
                f"{row.place}: {row.term!r} as a synonym of {row.value!r}, which {other_target.place} "
                f"{'drops' if other_target.action == 'drop' else 'makes a synonym itself'}"
            )
    return found
