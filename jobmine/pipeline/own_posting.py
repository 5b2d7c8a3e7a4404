"""One's own posting set beside the market of a finished run, on one page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow as pa

from jobmine.config import Config
from jobmine.engines.local import LocalEngine
from jobmine.errors import ConfigError, ReadError
from jobmine.extract.wording import check_elements, find_risks
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED
from jobmine.measure.jd_draft import draft_table
from jobmine.measure.overview import mix_table
from jobmine.measure.own import OwnPosting, own_bar_table, own_pay_table, own_terms_table
from jobmine.measure.own_offer import DENIED, own_conditions_table, own_tasks_table
from jobmine.measure.relation import literal
from jobmine.measure.table import Table
from jobmine.normalise.employer import canonical_employer
from jobmine.normalise.place import parse_place
from jobmine.normalise.salary import parse_salary
from jobmine.pipeline.folder import Run
from jobmine.pipeline.steps import extract_texts
from jobmine.read.document_text import read_document_text
from jobmine.show.jd_draft import write_jd
from jobmine.show.own import OwnPage, write_own_page
from jobmine.tables import from_columns

JD_KINDS = (".docx", ".txt", ".pdf")
_SHORTEST, _CHINESE = 20, 0.2  # characters of a text, and share of them that is Chinese
_PAY_REASONS = {
    "not in yuan": "not in yuan; convert it first （不是人民币）",
    "negotiable": "states no amount （面议没有数额）",
    "paid by the piece": "paid by the piece, which has no month （计件）",
    "low end above high end": "its low end is above its high end",
    "out of range": "out of range",
}


def read_jd(path: str | Path) -> str:
    """Return the text of a posting of one's own.

    Raises
    ------
    ReadError
        If it is no .docx, .txt or .pdf, has no text (a scan), or is not in Chinese.
    """
    file = Path(path)
    if file.suffix.lower() not in JD_KINDS:
        raise ReadError(f"--jd {file.name}: allowed: {', '.join(JD_KINDS)}; a scan must be turned into text first")
    text = read_document_text(file)
    if len(text) < _SHORTEST:
        raise ReadError(f"--jd {file.name}: only {len(text)} characters of text; a picture of a text cannot be read")
    if len(re.findall(r"[\u4e00-\u9fff]", text)) < _CHINESE * len(text):
        raise ReadError(f"--jd {file.name}: not in Chinese; terms are found in Chinese texts only")
    return text


def parse_own(text: str, pay: str, city: str, config: Config, tagger: str) -> OwnPosting:
    """Return what one's own posting says, read as the postings of the run were.

    Raises
    ------
    ConfigError
        If pay or city cannot be read.
    """
    settings = config.override(extract__tagger=tagger)
    texts = pa.table({"posting_id": ["own"], "text": [text]})
    row: dict[str, Any] = extract_texts(texts, "requirements", settings, LocalEngine(1)).to_pylist()[0]
    terms: dict[tuple[str, str], bool] = {}
    for mention in row["mentions"]:
        if not mention["negated"]:
            key = (mention["kind"], mention["term"])
            terms[key] = terms.get(key, False) or not mention["preferred"]
    conditions: dict[str, str] = {}
    for found in sorted(row["conditions"], key=lambda found: found["negated"]):  # what is offered goes before a denial
        told = DENIED if found["negated"] else found["value"] or ""
        conditions[found["condition"]] = conditions.get(found["condition"]) or told
    tasks = tuple((task["surface"], task["verb"] or "", task["object"] or "") for task in row["tasks"])
    years = row["experience_min"]
    education = row["education"] or ""
    return OwnPosting(terms, _pay(pay), _city(city), _experience(years), education, years, conditions, tasks)


def write_own(
    done: Run,
    dimension: str,
    value: str,
    jd: str | Path,
    path: str | Path,
    *,
    pay: str = "",
    city: str = "",
    employers: Sequence[str] = (),
) -> tuple[Path, dict[str, Table]]:
    """Write one's own posting beside those of a role, post or employer in a run.

    Parameters
    ----------
    done : Run
    dimension, value : str
        ``role``, ``post`` or ``employer``, and its name: whom to compare with.
    jd : path
        A .docx or .txt file with the posting.
    path : path
        A .html or .docx file.
    pay, city : str
        As in an advertisement: 9-12K; 苏州.
    employers : sequence of str
        Compare with the postings of these employers only.

    Returns
    -------
    path : Path
    tables : dict of str to Table
        ``own_pay``, ``own_terms``, ``own_bar``, ``own_tasks``, ``own_conditions``.

    Raises
    ------
    ConfigError, ReadError
        If something cannot be read, or no posting in scope has that name.
    """
    config = Config.from_dict(done.manifest["settings"])
    where = market_of(done, dimension, value, config, employers)
    text = read_jd(jd)
    own = parse_own(text, pay, city, config, str(done.manifest.get("tagger") or "lexicon"))
    given = frozenset(name for name, told in (("pay", pay), ("place", city)) if told)
    tables = {
        "own_pay": own_pay_table(done, own, where, config=config.measure),
        "own_terms": own_terms_table(done, own, where, config=config.measure),
        "own_bar": own_bar_table(done, own, where, config=config.measure),
        "own_tasks": own_tasks_table(done, own, where, config=config.measure),
        "own_conditions": own_conditions_table(done, own, where, config=config.measure),
    }
    page = OwnPage(
        market_name(dimension, value, employers), text, own, tables, find_risks(text),
        check_elements(text, given=given),
        _source(done),
    )  # fmt: skip
    return write_own_page(page, path), tables


def write_draft(
    done: Run, dimension: str, value: str, path: str | Path, *, city: str = "", employers: Sequence[str] = ()
) -> tuple[Path, Table]:
    """Write a draft of a posting for a role or post of a run, to be edited in Word.

    Parameters
    ----------
    done : Run
    dimension, value : str
        ``role`` or ``post``, and its name.
    path : path
        A .docx file.
    city : str
        Where the post is.
    employers : sequence of str
        Draft from the postings of these employers only.

    Returns
    -------
    path : Path
    table : Table
        ``draft``: every line with what it rests on.

    Raises
    ------
    ConfigError
        If something cannot be read, or no posting in scope has that name.
    """
    if dimension not in ("role", "post"):
        raise ConfigError(f"--draft: drafts are made for --role or --post, not for --{dimension}")
    config = Config.from_dict(done.manifest["settings"])
    where = market_of(done, dimension, value, config, employers)
    table = draft_table(done, where, value, city=_city(city), config=config.measure)
    return write_jd(table, path, source=f"{_source(done)}；{market_name(dimension, value, employers)}"), table


def market_of(done: Run, dimension: str, value: str, config: Config, employers: Sequence[str] = ()) -> str:
    """Return the condition of the postings to compare with.

    Raises
    ------
    ConfigError
        If no posting in scope has that name, or one of the employers none of them.
    """
    _check_named(done, dimension, (value,), None, config)
    where = f"{dimension} = {literal(value)}"
    if not employers:
        return where
    employers = [canonical_employer(name).value or name for name in employers]
    _check_named(done, "employer", employers, where, config)
    return f"{where} AND employer IN ({', '.join(map(literal, employers))})"


def market_name(dimension: str, value: str, employers: Sequence[str] = ()) -> str:
    """Return what the postings to compare with are called.

    Examples
    --------
    >>> market_name("role", "会计", ["甲公司", "乙公司"])
    '岗位群 会计（甲公司、乙公司）'
    """
    return f"{DIMENSIONS[dimension].title} {value}" + (f"（{'、'.join(employers)}）" if employers else "")


def _source(done: Run) -> str:
    names = "、".join(str(entry["name"]) for entry in done.manifest["inputs"])
    return "，".join(filter(None, [names, done.manifest.get("period")]))


def _check_named(done: Run, dimension: str, values: Sequence[str], where: str | None, config: Config) -> None:
    found = mix_table(done, dimension, where, against="", config=config.measure).frame[dimension]
    names: Sequence[str] = [name for name in found if name != UNSTATED]
    for value in values:
        if value not in names:
            near = get_close_matches(value, names, n=3) or names[:3]
            raise ConfigError(f"no posting in scope with {dimension} {value!r}; there are {', '.join(near)} …")


def _pay(text: str) -> float | None:
    if not text:
        return None
    found = parse_salary(text)
    ends = [end for end in (found.value.min, found.value.max) if end is not None] if found.value else []
    if not ends:
        why = _PAY_REASONS.get(found.reason or found.rule, "not a pay")
        raise ConfigError(f"--pay {text!r}: {why}; allowed: 9-12K, 9000-12000元/月, 15万/年, 200元/天, 30元/小时")
    return sum(ends) / len(ends)


def _city(text: str) -> str:
    if not text:
        return ""
    place = parse_place(text).value
    if not place or not place.city:
        raise ConfigError(f"--city {text!r}: no city of GB/T 2260")
    return place.city


def _experience(years: float | None) -> str:
    """Return the class of years that the tables count by."""
    if years is None:
        return ""
    engine = LocalEngine(1).open({"postings": from_columns("postings", 1, {"experience_min": pa.array([years])})})
    return str(engine.sql(f"SELECT {DIMENSIONS['experience'].sql} AS value FROM postings")["value"][0])  # noqa: S608
