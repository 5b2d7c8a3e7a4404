"""The taxonomies that ship: shape, keys and counts of the catalogues."""

from __future__ import annotations

from collections import Counter

import pytest

from jobmine.data import path, read_tsv
from jobmine.schema import SCHOOL_LEVELS


def test_majors_have_a_school_level_each():
    levels = Counter(row["school_level"] for row in read_tsv("taxonomies/majors.tsv"))
    assert levels == dict(zip(SCHOOL_LEVELS, (368, 801, 321, 844), strict=True))


def test_occupations_have_four_levels():
    levels = {row["level"]: len(row["code"].replace("-", "")) for row in read_tsv("taxonomies/occupations.tsv")}
    assert levels == {"1": 1, "2": 3, "3": 5, "4": 7}


@pytest.mark.parametrize("name", ["majors", "occupations", "industries", "places"])
def test_codes_are_unique(name):
    codes = [row["code"] for row in read_tsv(f"taxonomies/{name}.tsv")]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("file", sorted(path("taxonomies").glob("*.tsv")), ids=lambda file: file.name)
def test_every_line_has_the_columns_of_the_header(file):
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    assert {line.count("\t") for line in lines} == {header.count("\t")}
