"""How far the figures of a finished run rest on its rules: duplicates, sources, sections; and on its extraction."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from jobmine.config import Config
from jobmine.errors import ConfigError
from jobmine.measure.corrected import Accuracy, corrected_table
from jobmine.measure.relation import literal
from jobmine.measure.sensitivity import Variant, sensitivity_table
from jobmine.measure.table import Table
from jobmine.normalise.duplicates import exact_duplicates, near_duplicates
from jobmine.pipeline.extraction_variants import extraction_variants
from jobmine.pipeline.folder import Run
from jobmine.read.accuracy import read_accuracy
from jobmine.tables import lookup, set_column

_SOURCES = 12  # at most, the largest
_UNDONE = ("各部分全文（而不只是任职要求）与其他标注器须重新提取：加 --sample N，对 N 个职位重新提取后并列",)


def check_robustness(
    done: Run,
    where: str | None = None,
    *,
    accuracy: str | Path | None = None,
    top_n: int | None = None,
    sample: int = 0,
    workers: int = 1,
) -> dict[str, Table]:
    """Return how headline shares change under other rules, and shares corrected for errors of extraction.

    Parameters
    ----------
    done : Run
        With texts.
    where : str, optional
        Condition: a subset of the scope.
    accuracy : path, optional
        What ``jobmine evaluate --json`` printed; without it no share is corrected.
    top_n : int, optional
        Terms of the table of sensitivity.
    sample : int
        Postings that are extracted anew, from whole texts and with every tagger; none by default.
    workers : int
        Processes that extract.

    Returns
    -------
    dict of str to Table
        ``sensitivity``, ``corrected_shares``.

    Raises
    ------
    ConfigError
        If the run has no mentions.
    """
    if not done.has("mentions"):
        raise ConfigError(f"{str(done.path)!r} has no mentions: its postings have no texts")
    config = Config.from_dict(done.manifest["settings"])
    variants = run_variants(done, config.normalise.near_duplicates)
    if sample:
        variants += extraction_variants(done, sample, where, workers=workers)
    undone = () if sample else _UNDONE
    made = {"sensitivity": sensitivity_table(done, variants, where, top_n=top_n, undone=undone, config=config.measure)}
    if accuracy:
        found = {kind: Accuracy(*counts) for kind, counts in read_accuracy(accuracy).items()}
        made["corrected_shares"] = corrected_table(
            done, found, where, config=config.measure, random_state=config.run.random_state
        )
    return made


def run_variants(done: Run, cut: float = 0.9) -> list[Variant]:
    """Return a run counted by other rules, as far as nothing must be extracted again.

    Parameters
    ----------
    done : Run
    cut : float
        Likeness from which a text repeats another; where the run found exact repeats only, 0.9.
    """
    postings, classes = done.sql("FROM postings"), done.sql("FROM posting_classes")
    cut = cut if cut < 1 else 0.9
    repeats = {
        "不去重": pa.nulls(postings.num_rows, pa.string()),
        "只去完全相同的": exact_duplicates(postings),
        f"去相似的（{cut:g}）": near_duplicates(postings, cut=cut),
    }
    variants = [
        Variant("重复发布", name, done.beside(posting_classes=_with_repeats(classes, postings, repeat)))
        for name, repeat in repeats.items()
    ]
    sources = done.sql("SELECT source, COUNT(*) AS n FROM postings GROUP BY source ORDER BY n DESC, source").to_pylist()
    if len(sources) > 1:
        variants += [
            Variant("留出一个来源", f"不含 {row['source']}", done, f"source <> {literal(row['source'])}")
            for row in sources[:_SOURCES]
        ]
    headed = done.sql("SELECT * FROM sections WHERE kind <> 'requirements' OR how <> 'sentence'")
    inside = done.sql(
        "SELECT m.* FROM mentions m SEMI JOIN headed s ON s.posting_id = m.posting_id AND s.kind = 'requirements'"
        ' AND m.start >= s.start AND m."end" <= s."end"',
        headed=headed,
    )
    if inside.num_rows:
        variants.append(Variant("任职要求", "只计有小标题或分列的", done.beside(sections=headed, mentions=inside)))
    return variants


def _with_repeats(classes: pa.Table, postings: pa.Table, repeats: pa.Array) -> pa.Table:
    side = pa.table({"posting_id": postings["posting_id"], "duplicate_of": repeats})
    return set_column(classes, "duplicate_of", lookup(side, "duplicate_of", classes))
