"""Policy texts to folders of tables: co-words, tags, rules, and what a profile may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from jobmine.errors import ConfigError, ReadError
from jobmine.extract.keywords import cut_words
from jobmine.extract.policy_clauses import find_clauses
from jobmine.extract.policy_tags import find_tags
from jobmine.measure.coword_network import coword_tables
from jobmine.measure.cowords import count_cowords, shift_table
from jobmine.measure.eligibility import unknown_fields
from jobmine.measure.policy import TITLES, clause_table, eligibility_table, tag_tables
from jobmine.measure.table import Table, new_table, notes_frame, write_csv, write_excel
from jobmine.normalise.documents import IRRELEVANT, KEPT, REPEATED, describe_documents, sort_out
from jobmine.read.plain_tables import read_cells, read_frame
from jobmine.read.policy_documents import read_documents
from jobmine.show.network_charts import chart_network
from jobmine.show.networks import for_chart, write_network

SHIFTS = ("year", "city")
DRAWN = "点按频次，线按等价系数"
_SHOWN = ["document_id", "title", "issuer", "city", "year", "kind"]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """The documents that are kept, and a table of all of them with the reason of each that is not."""

    documents: pd.DataFrame
    table: Table


def read_corpus(path: str | Path, about: Sequence[str] = ()) -> Corpus:
    """Read documents, fill what they state of themselves, and keep relevant ones, each once.

    Parameters
    ----------
    path : path
        See :func:`jobmine.read.policy_documents.read_documents`.
    about : sequence of str
        A relevant document has at least one of these words.

    Raises
    ------
    ReadError
        If no document can be read, or none is kept.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name, text in (("a", "支持人才创业。"), ("b", "支持人才创业！"), ("c", "道路养护办法")):
    ...         _ = Path(folder, f"{name}.txt").write_text(text, encoding="utf-8")
    ...     corpus = read_corpus(folder, about=["人才"])
    >>> corpus.table.meta["notes"]
    ['读到 3 篇：保留 1，不相关 1，重复 1，读不出 0']
    """
    read, rejected = read_documents(path)
    described = describe_documents(read)
    described["reason"] = sort_out(described, about)
    kept = described[described["reason"] == KEPT].drop(columns="reason").reset_index(drop=True)
    if kept.empty:
        raise ReadError(f"{path}: none of {len(described)} documents has any of the words {'、'.join(about)}")
    counts = described["reason"].value_counts()
    note = (
        f"读到 {len(described) + len(rejected)} 篇：保留 {len(kept)}，不相关 {counts.get(IRRELEVANT, 0)}，"
        f"重复 {counts.get(REPEATED, 0)}，读不出 {len(rejected)}"
    )
    frame = pd.concat([described[[*_SHOWN, "reason"]], rejected], ignore_index=True)
    frame[_SHOWN] = frame[_SHOWN].astype(object).fillna("")
    table = new_table(frame, name="documents", title="文件", counts="文件数", notes=[note], titles=TITLES)
    return Corpus(kept, table)


def write_cowords(
    path: str | Path,
    out: str | Path,
    *,
    unit: str = "paragraph",
    rule: str = "binary",
    window: int = 10,
    top_n: int = 60,
    min_df: int = 2,
    min_weight: int = 2,
    about: Sequence[str] = (),
    words: str | Path | None = None,
    stop_words: str | Path | None = None,
    by: str = "year",
    split: Sequence[int] = (),
    font: str = "",
) -> dict[str, Table]:
    """Write the co-words of documents into a folder.

    Parameters
    ----------
    path, out : path
        Documents, and the folder: tables as CSV and one workbook, ``cowords.gexf`` and ``.graphml``, a picture.
    unit, rule, window, top_n, min_df, min_weight
        As in :func:`jobmine.measure.cowords.count_cowords`.
    about : sequence of str
        As in :func:`read_corpus`.
    words, stop_words : path, optional
        Tables without header: a word that stays whole and, beside it, the word as which it counts; words to drop.
    by : {"year", "city"}
        The groups between which keywords shift.
    split : sequence of int
        First years of the periods after the first: ``[2018]`` is before 2018, and from 2018 on.
    font : str
        A font file for the picture.

    Returns
    -------
    dict of Table
    """
    if by not in SHIFTS:
        raise ConfigError(f"by {by!r}; allowed: {', '.join(SHIFTS)}")
    corpus, folder = read_corpus(path, about), Path(out)
    cut = cut_words(
        corpus.documents["text"].tolist(), unit=unit, synonyms=_pairs(words), stop_words=list(_pairs(stop_words))
    )
    found = count_cowords(cut, unit=unit, rule=rule, window=window, top_n=top_n, min_df=min_df, min_weight=min_weight)
    groups = corpus.documents["city"].tolist() if by == "city" else _periods(corpus.documents["year"], split)
    made = coword_tables(found) | {"shift": shift_table(cut, groups, by=by), "documents": corpus.table}
    _write(made, folder)
    write_network(made["keywords"].frame, made["pairs"].frame, folder / "cowords")
    chart_network(for_chart(made["keywords"], made["pairs"]), folder / "network.svg", font=font, drawn=DRAWN)
    (folder / "network.gexf").unlink(missing_ok=True)  # cowords.gexf has all that it has
    return made


def write_policies(
    path: str | Path, out: str | Path, *, profile: str | Path | None = None, about: Sequence[str] = ()
) -> dict[str, Table]:
    """Write tags and rules of policy texts into a folder, and which rules profiles meet.

    Parameters
    ----------
    path, out : path
        Documents, and the folder of tables.
    profile : path, optional
        A table with a row a person or employer, or a row a field: 学历, 年龄, 社保 …, see
        :data:`jobmine.measure.eligibility.FIELDS`.
    about : sequence of str
        As in :func:`read_corpus`.

    Returns
    -------
    dict of Table
    """
    corpus = read_corpus(path, about)
    texts = dict(zip(corpus.documents["document_id"], corpus.documents["text"], strict=True))
    clauses = {name: find_clauses(text) for name, text in texts.items()}
    made = tag_tables(corpus.documents, {name: find_tags(text) for name, text in texts.items()})
    made |= {"clauses": clause_table(corpus.documents, clauses), "documents": corpus.table}
    if profile is not None:
        made["eligibility"] = eligibility_table(corpus.documents, clauses, _profiles(profile))
    _write(made, Path(out))
    return made


def _write(made: Mapping[str, Table], folder: Path) -> None:
    for name, table in made.items():
        write_csv(table.frame, folder / f"{name}.csv")
    write_csv(notes_frame(made), folder / "notes.csv")
    write_excel({str(table.meta["title"]): table for table in made.values()}, folder / "tables.xlsx")


def _pairs(path: str | Path | None) -> dict[str, str]:
    """Return the first two columns of a table without header; a word alone counts as itself."""
    rows = [] if path is None else read_cells(path)[0].rows
    return {row[0].strip(): (row[1] if len(row) > 1 and row[1] else row[0]).strip() for row in rows if row[0]}


def _periods(years: pd.Series, split: Sequence[int]) -> list[str]:
    """Return the period of each year, empty where there is no year; without a split each year is one."""
    bounds = sorted(split)
    if not bounds:
        return ["" if pd.isna(year) else str(year) for year in years]
    names = [f"{bounds[0]}年前", *(f"{low}–{high - 1}年" for low, high in pairwise(bounds))]
    names.append(f"{bounds[-1]}年起")
    return ["" if pd.isna(year) else names[sum(year >= bound for bound in bounds)] for year in years]


def _profiles(path: str | Path) -> list[dict[str, str]]:
    """Return profiles of a table with a row each, or with a row a field."""
    frame = read_frame(path)
    if len(frame.columns) == 2 and unknown_fields(list(frame.columns)):  # 项目, 内容: fields down the first column
        frame = pd.DataFrame([frame.set_index(frame.columns[0])[frame.columns[1]].to_dict()])
    if len(unknown_fields(list(frame.columns))) == len(frame.columns):
        raise ReadError(
            f"{path}: no column that a rule asks for, as 学历, 年龄, 社保; found {', '.join(frame.columns)}"
        )
    return [{str(name): str(cell) for name, cell in row.items()} for row in frame.to_dict("records")]
