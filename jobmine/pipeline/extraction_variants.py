"""A sample of a finished run extracted anew by other rules: whole texts, other taggers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from jobmine.config import TAGGERS, Config
from jobmine.engine import Engine
from jobmine.engines.local import LocalEngine
from jobmine.measure.relation import counted
from jobmine.measure.sensitivity import Variant
from jobmine.normalise.identity import hash_strings
from jobmine.pipeline.folder import Run, RunFolder
from jobmine.pipeline.steps import Postings, extract_mentions
from jobmine.schema import empty

ANEW = "重新提取"


def extraction_variants(
    done: Run, sample: int, where: str | None = None, *, workers: int = 1, engine: Engine | None = None
) -> list[Variant]:
    """Return a sample of a run, extracted anew with its own tagger, from whole texts, and with the other taggers.

    Each stands beside the run's own figures for the same postings. The sample are the readable postings whose ids
    have the lowest hashes, so it is the same every time, and a larger one holds a smaller one.

    Parameters
    ----------
    done : Run
    sample : int
        Postings, at most.
    where : str, optional
        Condition: a subset of the scope.
    workers : int
        Processes.
    engine : Engine, optional
        In place of a local one.

    Notes
    -----
    Where a file has requirements in a column of their own, that is known from the stages kept in the run folder;
    without them such texts are divided by their headings. A person's corrections are not applied.
    """
    config = Config.from_dict(done.manifest["settings"])
    engine = engine or LocalEngine(workers)
    chosen = _lowest(done, sample, where)
    table = done.sql("SELECT p.* FROM postings p SEMI JOIN chosen c ON c.posting_id = p.posting_id", chosen=chosen)
    none = table.slice(0, 0)  # what was rejected, parsed and moved is not looked at
    postings = Postings(table, none, none, _columns_apart(done), none)
    same = done.beside(postings=table)
    own = str(done.manifest["tagger"])
    ways: Mapping[str, tuple[str, str]] = {
        f"{own}（本次运行的标注器）": (own, "requirements"),
        f"{own}，各部分全文": (own, "all"),
        **{tagger: (tagger, "requirements") for tagger in TAGGERS if tagger not in ("auto", own)},
    }
    variants = []
    for name, (tagger, section) in ways.items():
        settings = config if tagger == own else config.override(extract__model="")
        found = extract_mentions(postings, tagger=tagger, section=section, config=settings, engine=engine)
        anew = done.beside(postings=table, sections=found.sections, mentions=found.mentions)
        variants.append(Variant(f"{ANEW}（样本 {table.num_rows:,}）", name, anew, against=same))
    return variants


def _lowest(done: Run, sample: int, where: str | None) -> pa.Table:
    """Return the ids with the lowest hashes among the readable postings that count."""
    ids = done.sql(
        f"{counted(done, where=where)} SELECT posting_id FROM counted WHERE readable = 1 ORDER BY posting_id"  # noqa: S608 - a checked condition
    )
    order = np.argsort(hash_strings(ids["posting_id"].combine_chunks()), kind="stable")
    return ids.take(pa.array(np.sort(order[:sample])))


def _columns_apart(done: Run) -> pa.Table:
    """Return the sections that are known from columns, as far as the run has kept them."""
    kept = RunFolder(done.path).find_stage("read", None) or {}
    return kept.get("sections", empty("sections"))
