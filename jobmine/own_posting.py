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
from jobmine.folder import Run
from jobmine.measure.dimensions import DIMENSIONS
from jobmine.measure.overview import mix_table
from jobmine.measure.own import OwnPosting, own_bar_table, own_pay_table, own_terms_table
from jobmine.measure.relation import literal
from jobmine.measure.table import Table
from jobmine.normalise.place import parse_place
from jobmine.normalise.salary import parse_salary
from jobmine.read.document_text import read_document_text
from jobmine.show.own import OwnPage, write_own_page
from jobmine.steps import extract_texts
from jobmine.tables import from_columns

JD_KINDS = (".docx", ".txt")
_SHORTEST, _CHINESE = 20, 0.2  # characters of a text, and share of them that is Chinese


def read_jd(path: str | Path) -> str:
    """Return the text of a posting of one's own.

    Raises
    ------
    ReadError
        If it is no .docx or .txt, has no text (a scan), or is not in Chinese.
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
    years = row["experience_min"]
    return OwnPosting(terms, _pay(pay), _city(city), _experience(years), row["education"] or "", years)


def write_own(
    done: Run, dimension: str, value: str, jd: str | Path, path: str | Path, *, pay: str = "", city: str = ""
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

    Returns
    -------
    path : Path
    tables : dict of str to Table
        ``own_pay``, ``own_terms``, ``own_bar``.

    Raises
    ------
    ConfigError, ReadError
        If something cannot be read, or no posting in scope has that name.
    """
    config = Config.from_dict(done.manifest["settings"])
    where = market_of(done, dimension, value, config)
    text = read_jd(jd)
    own = parse_own(text, pay, city, config, str(done.manifest.get("tagger") or "lexicon"))
    given = frozenset(name for name, told in (("pay", pay), ("place", city)) if told)
    tables = {
        "own_pay": own_pay_table(done, own, where, config=config.measure),
        "own_terms": own_terms_table(done, own, where, config=config.measure),
        "own_bar": own_bar_table(done, own, where, config=config.measure),
    }
    sources = "、".join(str(entry["name"]) for entry in done.manifest["inputs"])
    page = OwnPage(
        f"{DIMENSIONS[dimension].title} {value}", text, own, tables, find_risks(text),
        check_elements(text, given=given),
        "，".join(filter(None, [sources, done.manifest.get("period")])),
    )  # fmt: skip
    return write_own_page(page, path), tables


def market_of(done: Run, dimension: str, value: str, config: Config) -> str:
    """Return the condition of the postings to compare with.

    Raises
    ------
    ConfigError
        If no posting in scope has that name.
    """
    names: Sequence[str] = mix_table(done, dimension, config=config.measure).frame[dimension].tolist()
    if value not in names:
        near = get_close_matches(value, names, n=3) or names[:3]
        raise ConfigError(f"no posting in scope with {dimension} {value!r}; there are {', '.join(near)} …")
    return f"{dimension} = {literal(value)}"


def _pay(text: str) -> float | None:
    if not text:
        return None
    found = parse_salary(text).value
    ends = [end for end in (found.min, found.max) if end is not None] if found else []
    if not ends:
        raise ConfigError(f"--pay {text!r}: not a pay; allowed: 9-12K, 9000-12000元/月, 15万/年, 200元/天")
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
