from collections import Counter

import pytest

from jobmine.data import read_tsv
from jobmine.errors import LexiconError
from jobmine.extract.lexicon import Entry, Lexicon, load_lexicon, read_lexicon
from jobmine.extract.texts import fold
from jobmine.schema import ASPECTS, KINDS


def test_the_shipped_lexicon_is_large_enough():
    kinds = Counter(entry.kind for entry in load_lexicon().entries)
    assert sum(kinds.values()) >= 2000
    assert set(kinds) == set(KINDS)


def test_every_knowledge_term_has_an_aspect():
    assert [e.term for e in load_lexicon().entries if e.kind == "knowledge" and e.aspect not in ASPECTS] == []


def test_trades_are_known():
    known = {row["key"] for row in read_tsv("lexicon/trades.tsv")}
    assert len(known) >= 25
    assert {trade for e in load_lexicon().entries for trade in e.trades} <= known


def test_no_surface_belongs_to_two_terms_of_one_kind():
    owners: dict[tuple[str, str], set[str]] = {}
    for entry in load_lexicon().entries:
        for surface in (entry.term, *entry.synonyms):
            owners.setdefault((entry.kind, fold(surface)), set()).add(entry.term)
    assert {key: terms for key, terms in owners.items() if len(terms) > 1} == {}


def test_single_characters_are_no_terms():
    allowed = {"c", "r"}
    surfaces = (fold(s) for e in load_lexicon().entries for s in (e.term, *e.synonyms))
    assert {s for s in surfaces if len(s) == 1} <= allowed


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("term\tkind\nPLC\tnoun\n", ":2: kind 'noun'"),
        ("term\tkind\nPLC\n", ":2: 1 cells"),
        ("term\tkind\taspect\nPLC\tknowledge\tthing\n", ":2: aspect 'thing'"),
        ("word\tkind\nPLC\tknowledge\n", ":1: header"),
        ("term\tkind\n \tskill\n", ":2: the term is empty"),
        ("", ":1: header"),
    ],
)
def test_a_broken_line_is_named(tmp_path, lines, message):
    file = tmp_path / "own.tsv"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"own\.tsv") as caught:
        read_lexicon(file)
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"none\.tsv"):
        read_lexicon(tmp_path / "none.tsv")


def test_a_later_entry_replaces_an_earlier_one():
    lexicon = Lexicon.of([Entry("CAD", "knowledge", aspect="tool"), Entry("CAD", "knowledge", aspect="theory")])
    assert [e.aspect for e in lexicon.entries] == ["theory"]
