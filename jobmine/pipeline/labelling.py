"""The workbook in which people label postings of their own: postings drawn by seed, with what was found beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from jobmine.config import Config
from jobmine.data import read_tsv
from jobmine.engines.local import LocalEngine
from jobmine.errors import ConfigError, ReadError
from jobmine.extract.decisions import KIND_NAMES
from jobmine.extract.taggers import choose_tagger
from jobmine.measure.sheets import text_width
from jobmine.measure.table import replacing
from jobmine.normalise.duplicates import find_duplicates
from jobmine.pipeline import label_form as form
from jobmine.pipeline.steps import Paths, extract_texts, read_postings, texts_to_extract
from jobmine.read.masking import mask_personal

_SHORTEST, _LONGEST = 20, 5000  # characters of a text
_DRAWN = 3  # times as many postings as wanted are looked at for readable requirements
_WIDTHS = (6, 5, 70, 20, 20, 20, 16, 16, 9, 14)
_POINTS = 15.0  # height of a line
_HINT = "写法与左边原文一致；几项之间用分号“；”隔开。同一说法出现几次：写几遍，或用 @2 指第二处。"

Row = Mapping[str, Any]


def write_labels(
    paths: Paths,
    out: str | Path,
    *,
    n: int = 50,
    suggest: bool = True,
    columns: Mapping[str, str] | None = None,
    config: Config | None = None,
) -> int:
    """Write the workbook and return how many postings are in it.

    Parameters
    ----------
    paths, columns
        As for :func:`jobmine.read_postings`.
    out : path
        An ``.xlsx`` that does not exist yet: labels are never overwritten.
    n : int
        Postings, drawn by ``run.random_state`` from those whose text is whole, repeats no other and states
        requirements.
    suggest : bool
        Whether what the tagger finds is filled in. Labels that began from it agree with it more than others.
    config : Config, optional
        Personal data are masked whatever it says.

    Raises
    ------
    ConfigError
        If the file exists or is of another kind.
    ReadError
        If no posting can be labelled.
    """
    if Path(out).suffix != ".xlsx":
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .xlsx")
    if Path(out).exists():
        raise ConfigError(f"{str(out)!r} exists and may hold your labels; choose another name")
    config = (config or Config()).override(normalise__mask_personal=True)
    drawn = _draw(paths, n, columns, config)
    by = choose_tagger(config.extract.tagger, len(drawn), config.extract.model) if suggest else ""
    with replacing(out) as unfinished, xlsxwriter.Workbook(str(unfinished), {"strings_to_urls": False}) as book:
        _write_guide(book, by)
        _write_marks(book, drawn, suggest)
        _write_texts(book, drawn)
        book.get_worksheet_by_name(form.MARKS).activate()
    return len(drawn)


def _draw(paths: Paths, n: int, columns: Mapping[str, str] | None, config: Config) -> list[dict[str, Any]]:
    """Return postings with what was found in them; the same for the same files, settings and seed."""
    postings = read_postings(paths, columns=columns, config=config, engine=LocalEngine(config.run.workers))
    table = postings.table.append_column("split", texts_to_extract(postings)["split"])
    table = table.filter(find_duplicates(table, config.normalise.near_duplicates).is_null())
    length = pc.fill_null(pc.utf8_length(table["text"]), 0)
    whole = pc.fill_null(table["text_complete"], True)
    table = table.filter(pc.and_(whole, pc.and_(pc.greater_equal(length, _SHORTEST), pc.less_equal(length, _LONGEST))))
    rows = np.random.default_rng(config.run.random_state).permutation(table.num_rows)[: _DRAWN * n]
    table = table.take(pa.array(rows))
    texts, engine = table.select(["posting_id", "text", "split"]), LocalEngine(config.run.workers)
    plain = extract_texts(texts, "requirements", config.override(extract__tagger="lexicon", extract__model=""), engine)
    asking = [row for row, kinds in enumerate(_kinds(plain)) if "requirements" in kinds][:n]
    if not asking:
        raise ReadError(f"{paths}: no posting has a whole text with readable requirements; nothing to label")
    chosen = table.take(pa.array(asking))
    found = extract_texts(chosen.select(["posting_id", "text", "split"]), "requirements", config, engine)
    given = chosen.select(["posting_id", "title", "source", "text", "split"]).to_pylist()
    parts = found.select(["sections", "mentions"]).to_pylist()
    return [
        {**one, **other, "title": mask_personal(one["title"] or "")} for one, other in zip(given, parts, strict=True)
    ]


def _kinds(found: pa.Table) -> list[set[str]]:
    return [{section["kind"] for section in sections} for sections in found["sections"].to_pylist()]


def _write_marks(book: Any, drawn: Sequence[Row], suggest: bool) -> None:
    looks = _looks(book)
    sheet = book.add_worksheet(form.MARKS)
    sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})
    sheet.freeze_panes(1, 3)
    _for_print(sheet)
    for column, (head, width) in enumerate(zip(form.MARK_HEADS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, looks["head"])
    kinds, read, last = len(KIND_NAMES), form.MARK_HEADS.index(form.READ), 0
    for number, posting in enumerate(drawn, start=1):
        last += 1
        sheet.write_row(last, 0, (number, 0), looks["title"])
        sheet.write_string(last, 2, posting["title"], looks["title"])
        for column in range(3, read):
            sheet.write_blank(last, column, None, looks["title"])
        sheet.write_string(last, read, form.NO, looks["choice"])
        sheet.data_validation(last, read, last, read, {"validate": "list", "source": [form.YES, form.NO]})
        for line, (text, asked, cells) in enumerate(_lines(posting, suggest), start=1):
            last += 1
            sheet.write_row(last, 0, (number, line), looks["number"])
            sheet.write_string(last, 2, text, looks["asked" if asked else "other"])
            sheet.set_row(last, _height({2: text, **dict(enumerate(map(cells.get, KIND_NAMES), start=3))}))
            for column, kind in enumerate(KIND_NAMES, start=3):
                sheet.write_string(last, column, cells.get(kind, ""), looks["cell"])
            sheet.write_blank(last, read + 1, None, looks["cell"])
    hint = {"validate": "any", "input_title": "标注", "input_message": _HINT}
    sheet.data_validation(1, 3, last, 2 + kinds, hint)
    sheet.autofilter(0, 0, last, len(form.MARK_HEADS) - 1)


def _lines(posting: Row, suggest: bool) -> Iterator[tuple[str, bool, dict[str, str]]]:
    """Yield the lines of a posting, whether each states requirements, and what was found in it by kind."""
    text = posting["text"]
    asked = [(s["start"], s["end"]) for s in posting["sections"] if s["kind"] == "requirements"]
    found = [(m["start"], m["end"], m["kind"]) for m in posting["mentions"]] if suggest else []
    for start, end in form.lines_of(text):
        within = [(s - start, e - start, kind) for s, e, kind in found if start <= s and e <= end]
        line = text[start:end]
        yield line, any(s < end and start < e for s, e in asked), form.write_terms(line, within)


def _write_texts(book: Any, drawn: Sequence[Row]) -> None:
    looks = _looks(book)
    sheet = book.add_worksheet(form.TEXTS)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.freeze_panes(1, 0)
    _for_print(sheet)
    for column, (head, width) in enumerate(zip(form.TEXT_HEADS, (6, 24, 30, 24, 110, 10, 10), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, looks["head"])
    for row, posting in enumerate(drawn, start=1):
        split = "" if posting["split"] is None else str(posting["split"])
        check = form.check_of(posting["posting_id"], posting["text"], split)
        cells = (posting["posting_id"], posting["title"], posting["source"] or "", posting["text"], split, check)
        sheet.write_number(row, 0, row, looks["number"])
        for column, cell in enumerate(cells, start=1):
            sheet.write_string(row, column, cell, looks["asked"])


def _write_guide(book: Any, by: str) -> None:
    sheet = book.add_worksheet(form.GUIDE)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 110)
    _for_print(sheet)
    bold, wrap = (book.add_format({"valign": "top", "text_wrap": True, "bold": bold}) for bold in (True, False))
    filled = f"各列已填入程序（{by}）找到的，供增删改。" if by else "各列留空，由您填写。"
    for row, line in enumerate(({"item": "预填", "text": filled}, *read_tsv("report/label_guide.tsv"))):
        sheet.write_string(row, 0, line["item"], bold)
        sheet.write_string(row, 1, line["text"], wrap)
        sheet.set_row(row, _POINTS * ceil(text_width(line["text"]) / 105))


def _height(cells: Mapping[int, str | None]) -> float:
    """Return the height at which the texts of a row are seen whole, by column."""
    return _POINTS * max(ceil(text_width(text or " ") / (_WIDTHS[column] - 2)) for column, text in cells.items())


def _for_print(sheet: Any) -> None:
    """Let a page of A4 hold all columns, under their heads."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _looks(book: Any) -> dict[str, Any]:
    """Return the formats; what is written stays a text when it is edited, whatever it begins with."""
    top = {"valign": "top"}
    text = {**top, "text_wrap": True, "quote_prefix": True}
    looks = {
        "head": {"bold": True, "bottom": 1, "bg_color": "#D9E2EC"},
        "title": {**text, "bold": True, "bg_color": "#EDF2F7", "top": 1},
        "choice": {**text, "bold": True, "bg_color": "#FFF4CE", "top": 1, "locked": False},
        "number": {**top, "font_color": "#808080"},
        "asked": text,
        "other": {**text, "font_color": "#808080"},
        "cell": {**text, "num_format": "@", "locked": False},
    }
    return {name: book.add_format(look) for name, look in looks.items()}
