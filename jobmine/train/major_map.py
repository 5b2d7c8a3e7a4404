"""Majors, occupations and industries: ``python -m jobmine.train.major_map major-occupations.csv POSTINGS...``.

Rewrites ``corpora/taxonomies/major_map.tsv``. Evidence comes from the codes of the teaching standards, from
names (occupations that the professional profiles name, usual titles of a major, its own name), from postings
that name majors, and last from the posts of the profiles and a list of pairs that is full of slips. Each piece
is a chance that the pair is right (:data:`CHANCES`, ours); pieces of different sources add up as independent.
"""

from __future__ import annotations

import argparse
import csv
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from jobmine.data import path, read_tsv
from jobmine.extract.texts import fold
from jobmine.model.catalogue import catalogue, core_of, name_index
from jobmine.normalise.industry import parse_industry
from jobmine.normalise.occupation import occupations_of
from jobmine.train.major_postings import INDUSTRY, count_pairs, typical_pairs

FILE = "taxonomies/major_map.tsv"
COLUMNS = ("major", "occupation", "industry", "weight", "source", "n")

STANDARD, PROFILE, TITLES, NAME = "standard", "profile", "titles", "name"
POSTINGS, CLASS, POSTS, PAIRS, KIN = "postings", "class", "posts", "pairs", "kin"
CHANCES = {
    STANDARD: 0.8,
    PROFILE: 0.6,
    TITLES: 0.6,
    NAME: 0.4,
    POSTINGS: 0.5,
    CLASS: 0.3,
    POSTS: 0.25,
    PAIRS: 0.08,
    KIN: 0.3,
}
"""How likely a pair is right that one source gives, the order of the sources; ours, tuned by no test."""

_GROUP, _LENGTH_OF_GROUP = 0.5, 7  # part of the chance of a 小类 that goes to an occupation in it
_OUTSIDE = 0.6  # part of the chance of names that leads outside of what a standard states
_GUESSED = 0.5  # part where a name had to be coded by the model of titles
_DERIVED = 0.5  # part that a title word gets which no person has checked
_ABOVE = 0.5
_KEPT_FROM, _MOST, _MOST_INDUSTRIES = 0.15, 12, 6
_FULL_Z = 12.0  # evidence of postings is full from here on
_SURE_NAME = 0.4
_LENT = (STANDARD, PROFILE, POSTINGS)  # what namesakes lend; titles they share anyway
_FEW, _COMMON = 3, 0.25

_log = logging.getLogger(__name__)


class Evidence(NamedTuple):
    """A pair that a source gives; the target is a code of an occupation or a division of industry."""

    major: str
    target: str
    source: str
    chance: float
    n: int = 0


def from_profiles(rows: Iterable[Mapping[str, str]]) -> Iterator[Evidence]:
    """Yield what the list of professional profiles says of each major.

    Parameters
    ----------
    rows : iterable of mapping
        With ``code``, ``occupations``, ``posts``, ``occupation_codes_standard``, ``occupation_codes_weak``,
        ``industry_text`` and ``doubt``; the names of doubtful rows are left out.

    Examples
    --------
    >>> row = dict.fromkeys(("posts", "occupation_codes_weak", "industry_text", "doubt"), "")
    >>> row |= {"code": "460103", "occupations": "车工", "occupation_codes_standard": "6-18-01-02"}
    >>> [(e.target, e.source) for e in from_profiles([row])]
    [('6-18-01-02', 'standard'), ('6-18-01-01', 'profile')]
    """
    rows = list(rows)
    for row in rows:
        for code in _cells(row["occupation_codes_standard"]):
            yield from _of_code(row["code"], code, STANDARD)
        for pair in _cells(row["occupation_codes_weak"]):
            yield from _of_code(row["code"], pair.split(" ")[0], PAIRS)
    trusted = [row for row in rows if row["doubt"] != "Y"]
    for column, source in (("occupations", PROFILE), ("posts", POSTS)):
        cells = [(row["code"], name) for row in trusted for name in _cells(row[column])]
        guessed = _guess(sorted({name for _, name in cells if name not in _codes()}))
        for major, name in cells:
            if name in _codes():
                yield from _of_code(major, _codes()[name], source)
            elif name in guessed:
                yield Evidence(major, guessed[name][0], source, CHANCES[source] * _GUESSED)
    for row in rows:
        for name in _cells(row["industry_text"]):
            if value := parse_industry(name).value:
                yield Evidence(row["code"], value.division, PROFILE, CHANCES[PROFILE])


def from_names() -> Iterator[Evidence]:
    """Yield the occupations of each major's usual titles, those that few majors share first, and of its own name.

    Examples
    --------
    >>> next(e for e in from_names() if (e.major, e.source) == ("520201", "titles")).target[:7]
    '2-05-08'
    """
    rows = [row for row in read_tsv("taxonomies/major_titles.tsv") if row["major"] not in "*-"]
    words = {row["major"]: row["words"].split("|") for row in rows}
    checked = {row["major"] for row in rows if row["source"] == "checked"}
    cores = {major.name: core_of(fold(major.name)) for major in catalogue()}
    shared = Counter(word for own in words.values() for word in own)
    guessed = _guess(sorted({*shared, *cores.values()}))
    for major in catalogue():
        parts: dict[str, float] = defaultdict(float)
        for word in words.get(major.name, ()):
            if word in guessed:
                code, score = guessed[word]
                parts[code] += score / shared[word]
        chance = CHANCES[TITLES] * (1.0 if major.name in checked else _DERIVED)
        for code, part in sorted(parts.items(), key=lambda pair: -pair[1]):
            # Words do not tell the technician's work from the engineer's or the doctor's.
            above = _ABOVE if major.school_level == "中职" and code.startswith("2-") else 1.0
            # A third of the titles is as good as all of them; a single one of many may be a slip of the model.
            yield Evidence(major.code, code, TITLES, above * chance * min(1.0, 0.1 + 3 * part / sum(parts.values())))
        if cores[major.name] in guessed:
            yield Evidence(major.code, guessed[cores[major.name]][0], NAME, CHANCES[NAME])


def from_postings(counts: pd.DataFrame) -> Iterator[Evidence]:
    """Yield the pairs that postings show more often than chance has it, by how far; industries of whole classes too."""
    yield from _by_z(typical_pairs(counts), POSTINGS)
    majors = pd.DataFrame(
        [(m.code, f"{m.school_level} {m.class_name}") for m in catalogue()], columns=["code", "class"]
    )
    pooled = counts[counts["kind"] == INDUSTRY].merge(majors, left_on="major", right_on="code")
    pooled = pooled.drop(columns="major").rename(columns={"class": "major"})
    pooled = typical_pairs(pooled.groupby(["major", "kind", "target"])["n"].sum().reset_index())
    pooled = pooled.merge(majors, left_on="major", right_on="class").drop(columns="major")
    yield from _by_z(pooled.rename(columns={"code": "major"}), CLASS)


def _by_z(pairs: pd.DataFrame, source: str) -> Iterator[Evidence]:
    for row in pairs.to_dict("records"):
        yield Evidence(row["major"], row["target"], source, CHANCES[source] * min(1.0, row["z"] / _FULL_Z), row["n"])


def join_evidence(evidence: Iterable[Evidence]) -> pd.DataFrame:
    """Return one row a pair: its weight 1 - Π(1 - chance) over its sources, the sources, and the postings.

    Majors borrow from their namesakes at other school levels; those with few occupations have what most majors
    of their class share.

    Examples
    --------
    >>> rows = [Evidence("460103", "6-18-01-01", "standard", 0.8), Evidence("460103", "6-18-01-01", "titles", 0.5, 7)]
    >>> join_evidence(rows).query("major == '460103'")[["occupation", "weight", "source", "n"]].to_numpy().tolist()
    [['6-18-01-01', 0.9, 'standard|titles', 7]]
    """
    each = pd.DataFrame(list(evidence), columns=Evidence._fields)
    each = each.groupby(["major", "target", "source"], as_index=False).agg(chance=("chance", "max"), n=("n", "max"))
    each = each[_agrees(each)]
    each = pd.concat([each.assign(chance=each["chance"] * _doubt(each)), _of_group(each)], ignore_index=True)
    each = pd.concat([each, _borrowed(_pairs(each[each["source"].isin(_LENT)]))], ignore_index=True)
    each = pd.concat([each, _of_class(each)], ignore_index=True)
    pairs = _pairs(each)
    places = {major.code: n for n, major in enumerate(catalogue())}
    pairs = pairs[pairs["weight"] >= _KEPT_FROM]
    pairs = pairs.assign(place=pairs["major"].map(places), coded=pairs["target"].str.contains("-"))
    pairs = pairs[~_is_spoken_for(pairs)].sort_values(
        ["place", "weight", "n", "target"], ascending=[True, False, False, True]
    )
    most = np.where(pairs["coded"], _MOST, _MOST_INDUSTRIES)
    pairs = pairs[pairs.groupby(["major", "coded"]).cumcount() < most]
    coded = pairs["coded"]
    pairs = pairs.assign(occupation=pairs["target"].where(coded, ""), industry=pairs["target"].mask(coded, ""))
    return pairs[list(COLUMNS)].reset_index(drop=True)


def _is_spoken_for(pairs: pd.DataFrame) -> pd.Series:
    """Return whether a row is a 小类 of which the major has an occupation."""
    single = pairs[pairs["target"].str.len() > _LENGTH_OF_GROUP]
    groups = single["major"] + single["target"].str[:_LENGTH_OF_GROUP]
    return (pairs["major"] + pairs["target"]).isin(groups)


def _agrees(each: pd.DataFrame) -> pd.Series:
    """Return whether a row may count: the names of a profile that share no 小类 with the other sources do not.

    Profiles were read from pages whose rows have slipped from major to major in places.
    """
    group = each["major"] + " " + each["target"].str[:7]
    slips = each["source"].isin((PROFILE, POSTS)) & each["target"].str.contains("-")
    firm = each["source"].isin((STANDARD, TITLES, NAME, POSTINGS))
    backed = group.isin(group[firm])
    alone = ~each["major"].isin(each.loc[firm & each["target"].str.contains("-"), "major"])
    any_backed = each["major"].isin(each.loc[slips & backed, "major"])
    return ~slips | alone | any_backed


def _doubt(each: pd.DataFrame) -> pd.Series:
    """Return what is left of the chance of names where a standard has the major and none of their 小类."""
    group = each["major"] + " " + each["target"].str[:7]
    stated = each["source"] == STANDARD
    outside = each["major"].isin(each.loc[stated, "major"]) & ~group.isin(group[stated | (each["source"] == PROFILE)])
    return pd.Series(np.where(outside & each["source"].isin((TITLES, NAME, POSTS)), _OUTSIDE, 1.0), index=each.index)


def _of_group(each: pd.DataFrame) -> pd.DataFrame:
    """Return what a 小类 that a source states adds to its occupations that others state."""
    groups = each[each["target"].str.len() == _LENGTH_OF_GROUP]
    single = each[each["target"].str.len() > _LENGTH_OF_GROUP][["major", "target"]].drop_duplicates()
    members = single.assign(group=single["target"].str[:_LENGTH_OF_GROUP])
    found = members.merge(groups.rename(columns={"target": "group"}), on=["major", "group"])
    found = found.merge(
        each[["major", "target", "source"]], on=["major", "target", "source"], how="left", indicator=True
    )
    found = found[found["_merge"] == "left_only"]
    return found.assign(chance=found["chance"] * _GROUP, n=0)[list(Evidence._fields)]


def _pairs(each: pd.DataFrame) -> pd.DataFrame:
    order = {source: n for n, source in enumerate(CHANCES)}
    each = each.assign(rest=1 - each["chance"], order=each["source"].map(order)).sort_values(
        ["major", "target", "order"]
    )
    each = each.astype({"rest": "float64"})
    pairs = each.groupby(["major", "target"], as_index=False, sort=True).agg(
        rest=("rest", "prod"), source=("source", "|".join), n=("n", "max")
    )
    return pairs.assign(weight=(1 - pairs["rest"]).round(3)).drop(columns="rest")


def _borrowed(own: pd.DataFrame) -> pd.DataFrame:
    """Return for each major what its namesakes at other school levels have."""
    index = name_index()
    places = {major.code: n for n, major in enumerate(catalogue())}
    by_major = dict(iter(own.groupby("major")))
    rows = []
    for major in catalogue():
        kin = {*index.cores.get(core_of(fold(major.name)), ()), *index.aliases.get(core_of(fold(major.name)), ())}
        lent = [
            by_major[catalogue()[n].code] for n in sorted(kin - {places[major.code]}) if catalogue()[n].code in by_major
        ]
        if lent:
            best = pd.concat(lent).groupby("target", as_index=False)["weight"].max()
            rows.append(best.assign(major=major.code, source=KIN, chance=CHANCES[KIN] * best["weight"], n=0))
    return pd.concat(rows)[list(Evidence._fields)] if rows else pd.DataFrame(columns=Evidence._fields)


def _of_class(each: pd.DataFrame) -> pd.DataFrame:
    """Return for majors with few occupations those of at least a quarter of the majors of their class."""
    firm = each[each["target"].str.contains("-") & each["source"].isin(_LENT)]
    majors = pd.DataFrame(
        [(m.code, f"{m.school_level} {m.class_name}") for m in catalogue()], columns=["major", "class"]
    )
    known = firm.drop_duplicates(["major", "target"]).merge(majors, on="major")
    common = known.groupby(["class", "target"])["major"].nunique().rename("n").reset_index()
    common["share"] = common["n"] / known.groupby("class")["major"].nunique().reindex(common["class"]).to_numpy()
    own = _pairs(each[each["target"].str.contains("-")])
    occupations = own.loc[own["weight"] >= _KEPT_FROM, "major"].value_counts()
    poor = majors[majors["major"].map(occupations).fillna(0) < _FEW]
    found = poor.merge(common[(common["share"] >= _COMMON) & (common["n"] > 1)], on="class")
    return found.assign(source=CLASS, chance=CHANCES[CLASS] * found["share"].clip(0.5), n=0)[list(Evidence._fields)]


def _of_code(major: str, code: str, source: str) -> Iterator[Evidence]:
    """Yield the occupation of a code; a 小类 with several stays one."""
    inside = [own for own in _occupations() if own.startswith(code)]
    if inside:
        yield Evidence(major, inside[0] if len(inside) == 1 else code, source, CHANCES[source])


def _guess(names: Sequence[str]) -> dict[str, tuple[str, float]]:
    """Return the occupation of each name that the model of titles is sure of, with its score."""
    coded = occupations_of(pa.array(names, pa.string()))
    rows = zip(names, coded["occupation"].to_pylist(), coded["occupation_score"].to_pylist(), strict=True)
    return {name: (code, score) for name, code, score in rows if code and score >= _SURE_NAME}


def _cells(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


@cache
def _codes() -> dict[str, str]:
    """Return the code of each name of the classification; of equals the widest, its parts share the evidence."""
    rows = read_tsv("taxonomies/occupations.tsv")
    return {row["name"]: row["code"] for row in reversed(rows) if int(row["level"]) >= 3}


@cache
def _occupations() -> dict[str, str]:
    return {row["code"]: row["name"] for row in read_tsv("taxonomies/occupations.tsv") if row["level"] == "4"}


def write_map(profiles: Path, postings: Sequence[Path]) -> None:
    """Rewrite the map from the list of profiles and files of postings."""
    with profiles.open(encoding="utf-8-sig", newline="") as lines:
        stated = list(from_profiles(csv.DictReader(lines)))
    counts = count_pairs(postings)
    pairs = join_evidence([*stated, *from_names(), *from_postings(counts)])
    path("taxonomies/majors.tsv").with_name("major_map.tsv").write_text(
        pairs.to_csv(sep="\t", index=False, lineterminator="\n"), encoding="utf-8"
    )
    _log.info("%d pairs of %d majors", len(pairs), pairs["major"].nunique())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Map majors, occupations and industries.")
    parser.add_argument("profiles", type=Path, help="CSV file of the professional profiles")
    parser.add_argument("postings", type=Path, nargs="+", help="files or folders of postings")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    write_map(options.profiles, options.postings)


if __name__ == "__main__":
    main()
