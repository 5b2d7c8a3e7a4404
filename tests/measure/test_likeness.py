from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from jobmine.config import MeasureConfig
from jobmine.measure.likeness import compare, cosine, likeness_table, resample

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]
QUICK = MeasureConfig(draws=100)


@pytest.fixture
def three_cities(build: Build, ask: Ask) -> Any:
    """南京 and 苏州 ask for the same, 无锡 for something else; forty postings each."""
    mentions = [
        *ask([*range(30), *range(40, 70)], "焊接"),
        *ask([*range(10, 40), *range(50, 80)], "识图", "knowledge"),
        *ask(range(80, 115), "会计", "knowledge"),
    ]
    return build(postings=[{"city": c} for c in ("南京", "苏州", "无锡") for _ in range(40)], mentions=mentions)


def test_pairs_stand_by_likeness_with_what_they_share(three_cities: Any) -> None:
    frame = likeness_table(three_cities, "city", config=QUICK).frame
    assert frame[["group", "other", "alike"]].to_numpy().tolist()[0] == ["南京", "苏州", True]
    assert frame["plain"].round(6).to_list() == [1.0, 0.0, 0.0]
    assert set(frame["shared"].iloc[0].split("、")) >= {"焊接", "识图"}
    assert (frame["cosine_low"] <= frame["cosine"]).all()
    assert (frame["cosine"] <= frame["cosine_high"]).all()


def test_the_notes_say_who_is_alike(three_cities: Any) -> None:
    assert (
        "相近（相似度下限不低于 0.9）：南京、苏州" in likeness_table(three_cities, "city", config=QUICK).meta["notes"]
    )


def test_the_seed_decides(three_cities: Any) -> None:
    one, same, other = (
        likeness_table(three_cities, "city", config=QUICK, random_state=s).frame["cosine_low"].to_list()
        for s in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_a_group_with_few_postings_is_not_compared(build: Build, ask: Ask) -> None:
    tables = build(postings=[{"city": "南京"}] * 40 + [{"city": "苏州"}] * 29, mentions=ask(range(69), "焊接"))
    table = likeness_table(tables, "city", config=QUICK)
    assert table.frame.empty
    assert table.meta["notes"][0] == "没有两组的相似度下限达到 0.9"


def test_without_mentions_there_is_nothing_to_compare(build: Build) -> None:
    assert likeness_table(build(postings=[{"city": "南京"}] * 40), "city", config=QUICK).frame.empty


def test_vectors_of_noise_alone_have_no_cosine() -> None:
    assert np.isnan(cosine([0.01, 0.01], [0.5, 0.5], 50, 50))


def test_intervals_cover_the_true_cosine_and_the_estimate_is_free_of_bias() -> None:
    random = np.random.default_rng(1)
    here = np.minimum(0.6, 1.5 / np.arange(1, 101))
    there = np.minimum(0.9, here * np.exp(random.normal(0, 0.5, 100)))
    truth, inside, found = float(cosine(here, there)), [], []
    for seed in range(60):
        one, other = (
            sparse.csr_array((random.random((n, 100)) < p).astype(np.float32)) for n, p in ((60, here), (90, there))
        )
        value, low, high, plain = compare(
            one.sum(axis=0) / 60, other.sum(axis=0) / 90, 60, 90,
            resample(one, 60, 100, seed), resample(other, 90, 100, (seed, 1)),
        )  # fmt: skip
        inside.append(low <= truth <= high)
        found.append((value, plain))
    assert np.mean(inside) >= 0.9
    assert abs(np.mean(found, axis=0)[0] - truth) < 0.01 < truth - np.mean(found, axis=0)[1]
