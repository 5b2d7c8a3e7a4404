"""Raw rows to postings: every field typed, every parse kept with the rule that made it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.config import NormaliseConfig
from jobmine.normalise.age import parse_age
from jobmine.normalise.dates import parse_date
from jobmine.normalise.education import parse_education
from jobmine.normalise.employer import canonical_employer, parse_company_size, parse_company_type
from jobmine.normalise.employment import parse_employment
from jobmine.normalise.experience import parse_experience
from jobmine.normalise.headcount import parse_headcount
from jobmine.normalise.industry import parse_industry
from jobmine.normalise.parsed import (
    Parsed,
    ParsedColumn,
    join_cells,
    parse_column,
    remembering,
    show_cells,
    split_cells,
)
from jobmine.normalise.pay import Scales, parse_pay
from jobmine.normalise.place import Place, clusters_of, join_place, parse_place
from jobmine.normalise.sex import parse_sex
from jobmine.normalise.text import clean_text, is_complete, split_list
from jobmine.normalise.title import normalise_title
from jobmine.schema import SCHEMAS
from jobmine.tables import from_columns, pack

_TEXT, _NUMBER, _WHOLE = pa.string(), pa.float64(), pa.int32()
_employer, _post = remembering(canonical_employer), remembering(normalise_title)
_employment, _sex = remembering(parse_employment), remembering(parse_sex)


@dataclass(frozen=True, slots=True)
class Context:
    """What typing a row takes from the input as a whole.

    Attributes
    ----------
    today : date
        The day that 今天 and days without a year refer to.
    scales : Scales
        Units and digits of pay by source.
    """

    today: date
    scales: Scales


def type_batch(raw: pa.RecordBatch, config: NormaliseConfig, context: Context) -> pa.RecordBatch:
    """Type every field of a batch of raw rows.

    Parameters
    ----------
    raw : pyarrow.RecordBatch
        Rows of the ``raw`` table, with their ``posting_id`` beside them.
    config : NormaliseConfig
    context : Context

    Returns
    -------
    pyarrow.RecordBatch
        The tables ``postings``, ``parses`` and ``sections`` (those known from columns: duties and
        requirements of files that have them apart), see :func:`jobmine.tables.pack`.
    """
    return pack(_type(pa.Table.from_batches([raw]).combine_chunks(), config, context))


def _type(raw: pa.Table, config: NormaliseConfig, context: Context) -> dict[str, pa.Table]:
    text, split = _texts(raw, mask=config.mask_personal)
    title = clean_text(raw["title"], mask=config.mask_personal)
    ids = raw["posting_id"].combine_chunks()
    columns: dict[str, pa.Array] = {
        **{name: raw[name] for name in ("posting_id", "source", "row", "platform", "url", "company")},
        "title": title,
        "text": text,
        "text_complete": is_complete(text),
        "industry_raw": raw["industry"],
        **{
            name: split_list(raw[source])
            for name, source in (("benefits", "benefits"), ("tags", "tags"), ("majors_asked", "majors"))
        },
    }
    parses: list[pa.Table] = []

    def parsed(column: str, cells: pa.ChunkedArray, parse: Callable[[str], Parsed[Any]]) -> ParsedColumn[Any]:
        result = parse_column(cells, parse)
        parses.append(_parse_rows(ids, column, result))
        return result

    for name in ("published", "first_seen", "last_seen", "collected"):
        columns[name] = parsed(name, raw[name], partial(parse_date, today=context.today)).values(_itself, pa.date32())
    for name, source, parse, kind in (
        ("employer", "company", _employer, _TEXT),
        ("company_type", "company_type", parse_company_type, _TEXT),
        ("company_size", "company_size", parse_company_size, _TEXT),
        ("headcount", "headcount", parse_headcount, _WHOLE),
        ("education", "education", parse_education, _TEXT),
    ):
        columns[name] = parsed(name, raw[source], parse).values(_itself, kind)
    columns["headcount_stated"] = pc.is_valid(columns["headcount"])
    columns["post"] = parsed("post", title, _post).values(_itself, _TEXT)

    place = parsed("place", *_place_cells(raw))
    columns |= {name: place.values(attrgetter(name), _TEXT) for name in ("province", "city", "district")}
    columns["place_code"] = place.values(attrgetter("code"), _TEXT)
    columns["clusters"] = place.values(lambda value: list(clusters_of(value.city)), pa.list_(_TEXT))

    industry = parsed("industry", raw["industry"], parse_industry)
    columns["industry"] = industry.values(attrgetter("division"), _TEXT)
    columns["industry_section"] = industry.values(attrgetter("section"), _TEXT)

    experience = parsed("experience", raw["experience"], parse_experience)
    columns["experience_min"] = experience.values(attrgetter("min"), _NUMBER)
    columns["experience_max"] = experience.values(attrgetter("max"), _NUMBER)
    columns["graduates"] = experience.values(attrgetter("graduates"), _TEXT)

    age = parsed("age", raw["age"], parse_age)
    columns["age_min"] = age.values(attrgetter("min"), _WHOLE)
    columns["age_max"] = age.values(attrgetter("max"), _WHOLE)
    columns["sex_stated"] = parsed("sex_stated", title, _sex).values(_itself, _TEXT)
    columns["employment"] = pc.coalesce(
        parsed("employment", raw["employment"], _employment).values(_itself, _TEXT),
        parse_column(title, _employment).values(_itself, _TEXT),
    )

    pay = parse_pay(raw, columns["employment"], title, config, context.scales)
    parses.append(_parse_rows(ids, "salary", pay))
    columns["salary_min"] = pay.values(attrgetter("min"), _NUMBER)
    columns["salary_max"] = pay.values(attrgetter("max"), _NUMBER)
    columns["salary_months"] = pay.values(attrgetter("months"), _NUMBER)

    return {
        "postings": from_columns("postings", raw.num_rows, columns),
        "parses": pa.concat_tables(parses),
        "sections": _sections(ids, text, split),
    }


def _texts(raw: pa.Table, *, mask: bool) -> tuple[pa.Array, pa.Array]:
    """Return texts and where requirements begin in those whose file has them apart."""
    text = clean_text(raw["text"], mask=mask)
    duties, requirements = (clean_text(raw[name], mask=mask) for name in ("duties", "requirements"))
    if duties.null_count == requirements.null_count == len(text):
        return text, pa.nulls(len(text), _WHOLE)
    joined = pc.coalesce(pc.binary_join_element_wise(duties, requirements, "\n"), duties, requirements)
    split = pc.if_else(pc.is_valid(requirements), pc.coalesce(pc.add(pc.utf8_length(duties), 1), 0), None)
    own = pc.is_valid(text)
    return pc.coalesce(text, joined), pc.if_else(own, None, split).cast(_WHOLE)


def _sections(ids: pa.Array, text: pa.Array, split: pa.Array) -> pa.Table:
    known = pc.is_valid(split)
    ids, text, split = ids.filter(known), text.filter(known), split.filter(known)
    both = pc.greater(split, 0)
    duties = _section_rows(
        ids.filter(both), "duties", pa.repeat(0, pc.sum(both).as_py() or 0), pc.subtract(split.filter(both), 1)
    )
    return pa.concat_tables([duties, _section_rows(ids, "requirements", split, pc.utf8_length(text))])


def _section_rows(ids: pa.Array, kind: str, start: pa.Array, end: pa.Array) -> pa.Table:
    columns = {
        "posting_id": ids,
        "kind": pa.repeat(kind, len(ids)),
        "start": start,
        "end": end,
        "how": pa.repeat("column", len(ids)),
    }
    return from_columns("sections", len(ids), columns)


def _place_cells(raw: pa.Table) -> tuple[pa.Array, Callable[[str], Parsed[Place]]]:
    return join_cells(raw["place"], raw["province"], raw["city"], raw["district"]), _parse_place


@remembering
def _parse_place(cells: str) -> Parsed[Place]:
    place, province, city, district = split_cells(cells)
    return join_place(province, city, district) if province or city else parse_place(place or district or "")


def _parse_rows(ids: pa.Array, column: str, parsed: ParsedColumn[Any]) -> pa.Table:
    """Return the ``parses`` rows of a column: one for every cell that says something."""
    filled = pc.is_valid(parsed.cells.indices)
    shown = show_cells(parsed.cells.dictionary.cast(_TEXT)).take(parsed.cells.indices)
    columns = {
        "posting_id": ids,
        "column": pa.repeat(column, len(ids)),
        "raw": shown,
        "value": parsed.values(_say, _TEXT),
        "rule": parsed.rules(),
        "reason": parsed.reasons(),
    }
    return pa.table(columns, schema=SCHEMAS["parses"].remove_metadata()).filter(filled).cast(SCHEMAS["parses"])


def _say(value: Any) -> str:
    """Return a value as the parses table shows it: the stated fields of a record, or the value."""
    if isinstance(value, str) or not is_dataclass(value):
        return str(value)
    stated = ((f.name, getattr(value, f.name)) for f in fields(value))
    return " ".join(
        f"{name}={one:g}" if isinstance(one, float) else f"{name}={one}" for name, one in stated if one is not None
    )


def _itself(value: Any) -> Any:
    return value
