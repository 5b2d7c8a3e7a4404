"""A report and how it is written as one HTML file that opens anywhere, with nothing to load.

Whatever stands in a report is shown as text: templates escape always, and the page forbids every
script but its own and every request.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from jobmine import data
from jobmine._version import __version__
from jobmine.measure.counting import POSTINGS
from jobmine.measure.table import Table, replacing
from jobmine.show.cells import Cell, Column, show_value, shown_columns, shown_rows

MAX_ROWS = 200  # of a table that a page prints
_DIGITS = "十一二三四五六七八九"
_UNQUOTED = " !$'()*+,-./:;=?@[]_`{|}~"
_MEDIA = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a posting in which a term is asked for, at ``sentence[start:end]``."""

    posting_id: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: an .svg or .png file, its title, what it shows in words, and whether it takes a row of its own."""

    title: str
    path: Path
    alt: str = ""
    wide: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """A chapter: paragraphs, then figures, then tables."""

    title: str
    english: str = ""
    text: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What a report says, whatever it is written as.

    Attributes
    ----------
    title, subtitle : str
        Heads of the first page.
    chapters : tuple of Chapter
        In order; their numbers are given when they are written.
    facts : tuple of (str, str)
        Key figures: label and value.
    funnel : tuple of (str, int)
        Rules of the scope and the postings that are left after each.
    notes : tuple of str
        What the reader has to know of the whole, such as chapters left out and why.
    source, period : str
        Where the postings come from and when they were published; stands under every table.
    generated_at : str
        Date printed; empty prints none.
    examples : mapping of (kind, term) to sequence of Example
        Sentences shown under a term, if they may be quoted.
    """

    title: str
    subtitle: str = ""
    chapters: tuple[Chapter, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    funnel: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    period: str = ""
    generated_at: str = ""
    examples: Mapping[tuple[str, str], Sequence[Example]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    cells: list[Cell]
    examples: Sequence[Example]
    few: bool


@dataclass(frozen=True, slots=True)
class _View:
    """A table as the template writes it."""

    meta: Mapping[str, str]
    reading: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: list[_Row]
    n_rows: int
    notes: list[tuple[str, str]]


def write_html(report: Report, path: str | Path, *, max_rows: int = MAX_ROWS) -> Path:
    """Write a report as one HTML file: styles, script and pictures are inside it.

    Parameters
    ----------
    report : Report
        What to write.
    path : str or Path
        The file.
    max_rows : int
        Rows of a table that are printed; the page says where the others are.

    Returns
    -------
    Path
        The file written. Equal reports give equal bytes.

    Raises
    ------
    JobmineError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write_html(Report("报告 <b>"), f"{folder}/report.html").read_text(encoding="utf-8")
    >>> "<title>报告 &lt;b&gt;</title>" in page
    True
    """
    folder = data.path("report")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        image=_image, marked=_marked, number=partial(show_value, style="whole"), numeral=chinese_numeral
    )
    script = (folder / "report.js").read_text(encoding="utf-8")
    page = environment.get_template("report.html.j2").render(
        report=report,
        views=[[_view(table, report, max_rows) for table in chapter.tables] for chapter in report.chapters],
        version=__version__,
        # Both are files of the package, not input.
        style=Markup((folder / "report.css").read_text(encoding="utf-8")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    )
    with replacing(path) as unfinished:
        unfinished.write_text(page, encoding="utf-8", newline="\n")
    return Path(path)


def table_notes(table: Table, report: Report) -> list[tuple[str, str]]:
    """Return what stands under a table: source, base, definition, in pairs of label and text.

    Examples
    --------
    >>> import pandas as pd
    >>> from jobmine.measure.table import new_table
    >>> table = new_table(pd.DataFrame(), name="a", title="表", n=1200, n_text=800, formula="x / y", own=True)
    >>> for label, text in table_notes(table, Report("报告", source="51job", period="2023-01"))[:3]:
    ...     label, text
    ('来源', '51job，2023-01')
    ('样本', '1,200 个职位，其中 800 个有可读要求')
    ('定义', 'x / y（本项目自定义）')
    """
    meta = table.meta
    base = f"{meta['n']:,} 个职位" if meta.get("n") else ""
    base += f"，其中 {meta['n_text']:,} 个有可读要求" if base and meta.get("n_text") else ""
    base += f"，{meta['n_cut']:,} 个文本被截断" if base and meta.get("n_cut") else ""
    formula = str(meta.get("formula") or "")
    if formula:
        formula += "（本项目自定义）" if meta.get("own") else "（已发表的公式）"
    counts = str(meta.get("counts") or "")
    pairs = [
        ("来源", "，".join(filter(None, [report.source, report.period])) if base else ""),
        ("样本", base),
        ("定义", formula),
        ("出处", str(meta.get("source") or "")),
        ("计量", counts if counts != POSTINGS else ""),
        ("单位", str(meta.get("unit") or "")),
        ("读法", str(meta.get("direction") or "")),
        ("口径", str(meta.get("scope") or "")),
        ("注", "；".join(map(str, meta.get("notes") or ()))),
    ]
    return [(name, text) for name, text in pairs if text]


def file_of(name: str, table: Table | None) -> str:
    """Return the file that has a table whole, as seen from the run folder.

    Examples
    --------
    >>> file_of("pay", None)
    'tables/pay.csv'
    """
    return str(table.meta.get("file") if table and table.meta.get("file") else f"tables/{name}.csv")


def chinese_numeral(number: int) -> str:
    """Return a chapter's number in Chinese, up to 99.

    Examples
    --------
    >>> [chinese_numeral(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _view(table: Table, report: Report, max_rows: int) -> _View:
    columns = shown_columns(table)
    head = table.frame.head(max_rows)
    few = head["flag"].fillna("").astype(bool) if "flag" in head else [False] * len(head)
    quoted: list[Sequence[Example]] = [()] * len(head)
    if report.examples and {"kind", "term"} <= set(head):
        quoted = [report.examples.get(key, ()) for key in zip(head["kind"], head["term"], strict=True)]
    cells = shown_rows(table, columns, max_rows)
    rows = [_Row(*row) for row in zip(cells, quoted, map(bool, few), strict=True)]
    heads = {key: str(table.meta.get(key) or "") for key in ("name", "title", "english", "question")}
    heads["folder"] = PurePosixPath(file_of(heads["name"], table)).parent.as_posix()
    return _View(
        heads, tuple(table.meta.get("reading", ())), columns, rows, len(table.frame), table_notes(table, report)
    )


def _image(path: Path) -> str:
    """Return a picture as an address that holds it; in an image even a hostile SVG runs nothing."""
    drawn = Path(path).with_suffix(".svg")
    path = drawn if drawn.exists() else Path(path)
    suffix, content = path.suffix.lower(), path.read_bytes()
    if suffix == ".svg":  # a text: shorter with a few characters quoted than in base64
        return f"data:{_MEDIA[suffix]},{quote(content, safe=_UNQUOTED)}"
    return f"data:{_MEDIA[suffix]};base64,{b64encode(content).decode()}"


def _marked(example: Example) -> tuple[str, str, str]:
    """Return the sentence before, at and after the term."""
    sentence, start, end = example.sentence, example.start, example.end
    return sentence[:start], sentence[start:end], sentence[end:]
