"""A run handed on: without texts, with its method in numbers."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from jobmine.measure.demand import demand_table
from jobmine.pipeline.export import export_run


@pytest.fixture(scope="module")
def folder(sample_run, tmp_path_factory):
    out = tmp_path_factory.mktemp("export")
    export_run(sample_run, out)
    return out


def read(folder, name):
    return pq.read_table(folder / f"{name}.parquet").to_pandas()


def test_no_text_title_employer_or_id_is_handed_on(sample_run, folder):
    columns = {*read(folder, "postings").columns, *read(folder, "mentions").columns}
    assert not columns & {"text", "title", "surface", "company", "employer", "url", "posting_id", "published", "row"}
    long = [text for text in sample_run.table("postings")["text"].dropna() if len(text) > 30]
    content = (folder / "mentions.csv").read_text(encoding="utf-8-sig") + (folder / "postings.csv").read_text(
        encoding="utf-8-sig"
    )
    assert not [text for text in long if text[:30] in content]


def test_shares_can_be_counted_anew_from_the_export(sample_run, folder):
    postings, mentions = read(folder, "postings"), read(folder, "mentions")
    base = postings[postings["in_scope"] & postings["repeats"].isna() & (postings["readable"] == 1)]
    said = mentions[mentions["posting"].isin(base["posting"]) & ~mentions["negated"].fillna(False).astype(bool)]
    n = said.drop_duplicates(["posting", "kind", "term"]).groupby(["kind", "term"]).size()
    expected = demand_table(sample_run, ()).frame.set_index(["kind", "term"])
    assert (n.reindex(expected.index) == expected["n"]).all()
    assert len(base) == expected["n_text"].iloc[0]


def test_every_column_stands_in_the_codebook(folder):
    book = pd.read_csv(folder / "codebook.csv", encoding="utf-8-sig")
    assert book["description"].notna().all()
    assert set(book["column"]) == {*read(folder, "postings").columns, *read(folder, "mentions").columns}


def test_the_methods_have_the_numbers_of_the_run(sample_run, folder):
    text = (folder / "methods.md").read_text(encoding="utf-8")
    n = sample_run.manifest["counts"]["n"]
    assert f"分析样本为 {n:,} 条职位" in text
    assert f"The sample has {n:,} postings" in text
    assert text.count(sample_run.manifest["lexicon"]) == 2


def test_the_citation_names_version_and_sources(sample_run, folder):
    lines = (folder / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    keys = {line.partition(":")[0] for line in lines if not line.startswith(" ")}
    assert {"cff-version", "message", "title", "authors", "version"} <= keys  # what version 1.2.0 of the form asks for
    assert f'version: "{sample_run.manifest["jobmine"]}"' in lines
    for entry in sample_run.manifest["inputs"]:
        assert f'    title: "{entry["name"]}"' in lines


def test_equal_runs_give_equal_files(sample_run, folder, tmp_path):
    for path in export_run(sample_run, tmp_path):
        if path.suffix != ".parquet":
            assert path.read_bytes() == (folder / path.name).read_bytes()
