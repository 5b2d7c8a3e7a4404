"""Printed tables of three surveys, through the audit: what holds, the misprints, and nothing else.

Willingness of international business people (北京人才发展报告（2023）, B.16, 表1–13), fire service (B.8, 表1–9 and text), shares whose
number of answers is printed nowhere (B.4, B.5, B.6, B.7, B.9, B.17; 京津冀人才一体化发展十周年回顾与展望; 人才政策研究动态 2020 (7)),
co-words of policy texts (B.2, 表2).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.audit.bases import likely_bases
from jobmine.measure.audit.claims import audit_claims, audit_table
from jobmine.measure.printed import smallest_base
from jobmine.measure.survey.pooling import pooled_bounds, poststratify

DATA = Path(__file__).parent / "data"
GROUPS = ["gender", "age", "education", "post-level", "work-type", "income"]
ANSWERS = [f"share_{k}_pct" for k in range(1, 8)]
SIZES = [508, 1431, 413, 25]  # recovered, printed nowhere
AGES = ["30_and_under", "31_40", "41_50", "over_50"]


def read(name):
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


def audited(rows):
    """Verdict and fit of claims (name, kind, inputs, printed)."""
    claims = pd.DataFrame(rows, columns=["item", "kind", "inputs", "printed"])
    return audit_claims(claims).frame.set_index("item")


def wrong(rows):
    found = audited(rows)
    return found.loc[found["verdict"] != "holds", "fits"].to_dict()


def test_shares_of_the_sample():
    sample = read("willingness-sample")
    rows = [
        (r["category"], "ratio", f"{r['count']}/303*100", r["printed_share_pct"]) for r in sample.to_dict("records")
    ]
    assert len(rows) == 26
    assert wrong(rows) == {"男": "38.94", "25岁以下": "10.2"}
    assert sample.astype({"count": int}).groupby("variable")["count"].sum().eq(303).all()


def test_overall_willingness():
    overall = read("willingness-overall")
    counts = [9, 6, 6, 57, 52, 95, 78]
    rows = [
        (f"{r['score']}", "ratio", f"{k}/303*100", r["share_pct"])
        for r, k in zip(overall.to_dict("records"), counts, strict=True)
    ]
    sums = np.cumsum(counts)
    rows += [
        (f"to {r['score']}", "ratio", f"{k}/303*100", r["cumulative_pct"])
        for r, k in zip(overall.to_dict("records"), sums, strict=True)
    ]
    rows += [("mean", "mean", "|".join(overall["share_pct"]) + "#303", "5.42")]
    assert wrong(rows) == {}
    assert smallest_base([2.0, 18.8, 17.2, 31.4, 25.7], 1, 400, whole=False) is not None


@pytest.fixture(scope="module")
def means():
    rows = [
        (f"{name}: {r['group']}", "mean", "|".join(r[c] for c in ANSWERS) + f"#{r['count']}", r["mean_score"])
        for name in GROUPS
        for r in read(f"willingness-{name}").to_dict("records")
    ]
    return audited(rows)


def test_means_of_26_groups_and_the_one_misprint(means):
    assert len(means) == 26
    found = means[means["verdict"] != "holds"]
    assert found["fits"].to_dict() == {"education: 硕士及以上": "19.42→1.94，均值 5.155"}
    assert found["reason"].tolist() == ["各项合计 117.47，不是 100"]


@pytest.mark.parametrize("name", GROUPS)
def test_counts_of_each_table_add_to_the_whole_answer_by_answer(name):
    table = read(f"willingness-{name}")
    shares = table[ANSWERS].astype(float)
    shares = shares.mask(shares == 19.42, 1.94)
    counts = (shares.mul(table["count"].astype(int), axis=0) / 100).round()
    assert counts.sum().tolist() == [9, 6, 6, 57, 52, 95, 78]


def test_means_of_policies_come_in_halves():
    table = read("policy-satisfaction")
    fine = table.loc[table["mean"].str.len() > 4, "mean"].astype(float)
    assert [round(2 * 303 * mean) for mean in fine] == [2883, 3001, 3018]
    rows = [(r["policy"], "grim_mean", "303#0.5", r["mean"]) for r in table.to_dict("records")]
    assert wrong(rows) == {}


def test_needs_and_their_base():
    needs = read("policy-needs")
    rows = [(r["need"], "ratio", f"{r['count']}/230*100", r["printed_share_pct"]) for r in needs.to_dict("records")]
    assert len(rows) == 9
    assert wrong(rows) == {}
    counts = needs["count"].astype(int)
    fits = [
        n for n in range(1, 1000)
        if all(abs(100 * k / n - float(p)) <= 0.005 + 1e-9 for k, p in zip(counts, needs["printed_share_pct"], strict=True))
    ]  # fmt: skip
    assert fits == [230]
    assert counts.sum() == 537


def test_inflation_of_variance_is_one_over_tolerance():
    rows = [
        (r["variable"], "ratio", f"1/{r['tolerance']}", r["vif"]) for r in read("vif-willingness").to_dict("records")
    ]
    assert len(rows) == 16
    assert wrong(rows) == {}


def test_pooled_shares_of_the_fire_service():
    rows = [
        (f"{r['table']} {r['item']}", "pooled_total",
         "|".join(f"{r[f'share_{age}_pct']}@{n}" for age, n in zip(AGES, SIZES, strict=True)), r["printed_overall_pct"])
        for r in read("survey-pooling-fire-service").to_dict("records")
    ]  # fmt: skip
    assert len(rows) == 15
    found = {name: round(float(fits), 1) for name, fits in wrong(rows).items()}
    assert found == {"8 成为高级专业人才": 25.2, "8 提高收入待遇": 16.7, "8 走上领导岗位": 13.9}


def test_pooled_shares_with_bounds():
    table = read("survey-pooling-fire-service-more")
    verdicts = []
    for r in table.to_dict("records"):
        shares, most = ([float(r[f"{what}_{age}_pct"] or "nan") for age in AGES] for what in ("share", "at_most"))
        low, high = pooled_bounds(shares, SIZES, most)
        assert (round(low, 2), round(high, 2)) == (float(r["pooled_low_pct"]), float(r["pooled_high_pct"]))
        printed = r["printed_overall_pct"]
        bound = float(printed.lstrip(">"))
        if printed.startswith(">"):
            verdicts.append("reproduces" if low > bound else "within_rounding" if high > bound else "fails")
        else:
            verdicts.append("within_rounding" if low - 0.1 <= bound <= high + 0.1 else "fails")
    assert verdicts == table["status"].tolist()
    assert (verdicts.count("reproduces"), verdicts.count("within_rounding")) == (7, 10)


def test_the_audit_takes_bounds_too():
    rows = []
    for i, r in enumerate(read("survey-pooling-fire-service-more").to_dict("records")):
        parts = [r[f"share_{age}_pct"] or f"<{r[f'at_most_{age}_pct']}" for age in AGES]
        inputs = "|".join(f"{part}@{n}" for part, n in zip(parts, SIZES, strict=True))
        rows.append((str(i), "pooled_total", inputs, r["printed_overall_pct"]))
    assert len(rows) == 17
    assert wrong(rows) == {}


def test_cells_of_the_fire_service_and_double_rounding():
    cells = read("survey-cells-fire-service")
    small = cells[cells["n_recovered"] != "1431"]
    rows = [(f"{i}", "grim", r["printed_pct"], r["n_recovered"]) for i, r in small.iterrows()]
    found = audited(rows)
    odd = small[(found["verdict"] != "holds").to_numpy()]
    assert len(rows) == 108
    assert set(found.loc[found["verdict"] != "holds", "verdict"]) == {"flag"}
    assert odd[["printed_pct", "n_recovered"]].to_numpy().tolist() == [
        ["22.1", "508"],
        ["40.8", "508"],
        ["32.5", "413"],
    ]


def test_weights_that_bring_the_sample_to_the_staff():
    groups = read("survey-groups-fire-service")
    made = poststratify(groups["n_recovered"].astype(int), groups["staff_share_pct"].astype(float)).round(3)
    assert made.tolist() == groups["weight"].astype(float).tolist()


@pytest.mark.parametrize("name", ["grim-percentages", "grim-more"])
def test_shares_that_so_many_answers_can_have(name):
    table = read(name)
    rows = [(f"{i}", "grim", r["printed_pct"], r["n"]) for i, r in table.iterrows()]
    possible = np.where(audited(rows)["verdict"] == "holds", "possible", "impossible")
    assert possible.tolist() == table["status"].tolist()


HIDDEN = pytest.mark.parametrize(
    ("survey", "largest", "best", "next_best"),
    [("B.4", 1199, (318, 13), 6), ("B.17 中高端人才问卷 北京", 1499, (266, 16), 9)],
)


@HIDDEN
def test_the_audit_names_the_base_and_what_it_leaves(survey, largest, best, next_best):
    tables = pd.concat([read("grim-percentages"), read("grim-more")])
    shares = tables.loc[tables["survey"].str.contains(survey, regex=False), "printed_pct"]
    found = audited([("a", "base", "|".join(shares), "N")]).loc["a"]
    assert found["computed"] == f"N={best[0]} ({best[1]} of {len(shares)})"
    assert found["fits"] == ("61.06→61.01、38.66→38.68" if survey == "B.4" else "")


@HIDDEN
def test_numbers_of_answers_that_are_printed_nowhere(survey, largest, best, next_best):
    tables = pd.concat([read("grim-percentages"), read("grim-more")])
    shares = tables.loc[tables["survey"].str.contains(survey, regex=False), "printed_pct"]
    first, second = likely_bases(shares.tolist(), largest, 2)
    assert tuple(first) == best
    assert second.explained == next_best


def test_co_word_weights_keep_within_both_frequencies():
    edges = read("co-word-policy-edges").to_dict("records")
    frequency = {r["keyword"]: r["frequency"] for r in edges}
    rows = [
        (f"{r['node_a']}-{r['node_b']}", "co_words", f"{frequency[r['node_a']]}|{frequency[r['node_b']]}", r["weight"])
        for r in edges
        if {r["node_a"], r["node_b"]} <= frequency.keys()
    ]
    assert len(rows) == 9
    assert wrong(rows) == {"支持-项目": "<= 672"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("willingness-sample", {"第 1 行 printed_share_pct": "38.94", "第 3 行 printed_share_pct": "10.2"}),
        ("willingness-education", {"第 1 行 mean_score": "19.42→1.94，均值 5.155"}),
        ("willingness-gender", {}), ("willingness-age", {}), ("willingness-post-level", {}),
        ("willingness-work-type", {}), ("willingness-income", {}), ("willingness-overall", {}),
        ("policy-needs", {}), ("vif-willingness", {}), ("museum-staff-structure", {}),
        ("staff-structure-haining", {"printed_share_pct 列": "8.0%→7.9%"}),
        ("scarce-posts-2022", {"物联网 share_pct": "5.84→15.84"}),
        ("city-ranking-expats", {"y2017 列": ""}),
        ("enrolment-plan-majors", {}),
    ],
)  # fmt: skip
def test_whole_tables_are_audited_by_their_columns(name, found):
    made = audit_table(read(name)).frame
    assert made[made["verdict"] != "holds"].set_index("cell")["fits"].to_dict() == found
