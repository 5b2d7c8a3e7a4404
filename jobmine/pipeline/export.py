"""A finished run for others to use: mentions and postings without texts, a codebook, how to cite, how it was made."""

# ruff: noqa: S608 - queries are built from names of the schema

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jobmine import data
from jobmine.config import Config
from jobmine.measure.relation import NUMBERED, joined, keep_numbers
from jobmine.measure.table import replacing, write_csv
from jobmine.pipeline.folder import Run
from jobmine.schema import SCHEMAS, description

# Nothing by which a posting could be found again: no id, title, text, employer, address, day.
_POSTING = (
    "source", "platform", "province", "city", "company_type", "company_size", "industry", "industry_section",
    "salary_min", "salary_max", "salary_months", "headcount", "employment", "education", "experience_min",
    "experience_max", "graduates", "post", "in_scope", "agency", "seniority", "occupation", "role",
)  # fmt: skip
_MENTION = ("kind", "aspect", "term", "level", "preferred", "negated", "as_experience", "years", "by", "score")
_OWN = {
    "posting": "number of the posting in this export; the same in both files",
    "month": "month of publication, or of first sight",
    "repeats": "the posting that this one repeats, empty where it repeats none",
    "readable": "1 where requirements are readable: the base of the shares of terms",
}
_DOCUMENTS = {"CITATION.cff": "citation.cff.j2", "methods.md": "methods.md.j2"}


def export_run(done: Run, out: str | Path) -> list[Path]:
    """Write what of a run may be handed on.

    Parameters
    ----------
    done : Run
    out : path
        A folder.

    Returns
    -------
    list of Path
        ``postings`` and ``mentions`` as .parquet and .csv, without texts, titles, employers and ids;
        ``codebook.csv``; ``methods.md``, a paragraph on the method in Chinese and English with the numbers of the
        run; ``CITATION.cff``.
    """
    folder = Path(out)
    written = []
    codes = []
    for name, table in export_tables(done).items():
        with replacing(folder / f"{name}.parquet") as unfinished:
            pq.write_table(table, unfinished, compression="zstd")
        write_csv(table.to_pandas(), folder / f"{name}.csv")
        written += [folder / f"{name}.parquet", folder / f"{name}.csv"]
        codes += [(name, field.name, str(field.type), _meaning(name, field.name)) for field in table.schema]
    write_csv(pd.DataFrame(codes, columns=["table", "column", "type", "description"]), folder / "codebook.csv")
    environment = Environment(  # noqa: S701 - no web pages
        loader=FileSystemLoader(data.path("report")), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    facts = run_facts(done)
    for file, template in _DOCUMENTS.items():
        with replacing(folder / file) as unfinished:
            text = environment.get_template(template).render(**facts)
            unfinished.write_text(text, encoding="utf-8", newline="\n")
    return [*written, folder / "codebook.csv", *(folder / file for file in _DOCUMENTS)]


def export_tables(done: Run) -> dict[str, pa.Table]:
    """Return a run's postings and mentions without texts; postings are numbered anew."""
    keep_numbers(done)
    own = {field.name for field in SCHEMAS["postings"]} | {field.name for field in SCHEMAS["posting_classes"]}
    columns = ", ".join(f"j.{name}" for name in _POSTING if name in own)
    postings = done.sql(
        f"""SELECT n.number AS posting, k.number AS repeats, n.readable,
    SUBSTRING(CAST(COALESCE(j.published, j.first_seen) AS STRING), 1, 7) AS month, {columns}
FROM ({joined(done)}) j JOIN {NUMBERED} n ON n.posting_id = j.posting_id
LEFT JOIN {NUMBERED} k ON k.posting_id = j.duplicate_of ORDER BY n.number"""
    )
    made = {"postings": postings}
    if done.has("mentions"):
        made["mentions"] = done.sql(
            f"""SELECT n.number AS posting, {", ".join(f"m.{name}" for name in _MENTION)}
FROM mentions m JOIN {NUMBERED} n ON n.posting_id = m.posting_id ORDER BY n.number, m.start, m.kind, m.term"""
        )
    return made


def run_facts(done: Run) -> dict[str, Any]:
    """Return the numbers and versions of a run that a paragraph on its method needs."""
    manifest = done.manifest
    config = Config.from_dict(manifest["settings"])
    rules = [row for row in manifest.get("scope", []) if row["rule"] != "read"]
    return {
        "version": manifest["jobmine"], "python": manifest["python"], "schema": manifest["schema_version"],
        "lexicon": manifest["lexicon"], "tagger": manifest["tagger"], "seed": config.run.random_state,
        "period": manifest.get("period") or "", "sources": [str(entry["name"]) for entry in manifest["inputs"]],
        "hashes": [(str(e["name"]), str(e["sha256"])[:16]) for e in manifest["inputs"] if "sha256" in e],
        "read": manifest["read"], "counts": manifest["counts"], "cut": config.normalise.near_duplicates,
        "rules": rules, "measure": config.measure, "corrections": len(manifest.get("corrections", [])),
    }  # fmt: skip


def _meaning(table: str, column: str) -> str:
    if column in _OWN:
        return _OWN[column]
    home = (
        "mentions" if table == "mentions" else "postings" if column in SCHEMAS["postings"].names else "posting_classes"
    )
    return description(home, column)
