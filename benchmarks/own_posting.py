"""One's own posting beside the market: every figure on five pages counted again from the run's files by plain pandas.

``python benchmarks/own_posting.py DATA_FOLDER OUT_FOLDER`` draws by seed 20 accountants' postings of 51job, 2023, takes
them out of the file, runs jobmine on the rest, writes a page for each of the 20 and counts the figures on the first
five pages anew. ``judged/own_posting.tsv`` holds those figures and what was read by eye on the same pages: whether
what the page says of the own posting stands in it. Without arguments the verdicts are counted.
"""

from __future__ import annotations

import argparse
import csv
import html
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from judged import read_judged

from jobmine.config import Config
from jobmine.pipeline.own_posting import write_own
from jobmine.pipeline.runs import open_run, run

FILE, POST, SEED, TAKEN, CHECKED = "51job-2023/会计page1-13.csv", "会计", 24, 20, 5
EDUCATIONS = ["不限", "初中", "高中", "中专", "大专", "本科", "硕士", "博士"]
QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9]
Figure = tuple[str, str, str]  # what is said, on the page, counted anew


def take_out(data: Path, out: Path) -> list[dict[str, str]]:
    """Write the file without the rows that are drawn, and return these."""
    with (data / FILE).open(encoding="gb18030", newline="") as lines:
        rows = list(csv.DictReader(lines))
    numbered = [(number, row) for number, row in enumerate(rows, 2)]
    able = [
        (n, r)
        for n, r in numbered
        if r["职位名称"] == POST and len(r["职位描述或任职要求"] or "") > 150 and r["薪酬"] and r["城市地区"]
    ]
    taken = dict(random.Random(SEED).sample(able, TAKEN))
    with (out / "rest.csv").open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for number, row in numbered if number not in taken)
    return [{**row, "number": str(number)} for number, row in taken.items()]


def counted(folder: Path) -> pd.DataFrame:
    """Return the postings of the post, duplicates once, with what is counted of them."""
    read = {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("postings", "posting_classes", "sections")}
    frame = read["postings"].merge(read["posting_classes"], on="posting_id")
    frame = frame[frame["in_scope"] & (frame["post"] == POST)].sort_values(["source", "row", "posting_id"])
    first = frame["duplicate_of"].isna()
    rest = frame[~first & ~frame["duplicate_of"].isin(frame.loc[first, "posting_id"])]
    frame = pd.concat([frame[first], rest.drop_duplicates("duplicate_of")])
    asked = read["sections"].query("kind == 'requirements'")["posting_id"]
    low, high = frame["salary_min"].fillna(frame["salary_max"]), frame["salary_max"].fillna(frame["salary_min"])
    pay = ((low + high) / 2).where(~frame["employment"].isin(["part_time", "internship"]))
    staff = pd.to_numeric(frame["company_size"].str.extract(r"^(\d+)")[0])
    sizes = pd.cut(staff, [-1, 99, 499, 999, np.inf], labels=["不足100人", "100人起", "500人起", "1000人起"])
    ends = zip(frame["experience_min"], frame["experience_max"], strict=True)
    readable = (frame["text"].fillna("").str.len() >= 20) & frame["posting_id"].isin(asked)
    classes = {"size_class": sizes.astype(object), "years_class": [_years(*pair) for pair in ends]}
    return frame.assign(readable=readable, pay=pay.where(pay > 0), **classes)


def _years(low: float, high: float) -> str:
    if np.isnan(low) and np.isnan(high):
        return ""
    if (np.isnan(low) or low == 0) and (np.isnan(high) or high >= 1):
        return "不限"
    bounds = [(1, "1年以下"), (3, "1-3年"), (5, "3-5年"), (10, "5-10年"), (np.inf, "10年以上")]
    return next(name for end, name in bounds if (0 if np.isnan(low) else low) < end)


def sheets(page: str) -> dict[str, list[list[str]]]:
    """Return the tables of a page by their titles."""
    found = re.findall(r"<h2>(.*?)</h2>\s*<div.*?<tbody>(.*?)</tbody>", page, re.S)
    rows = {title: re.findall(r"<tr>(.*?)</tr>", body, re.S) for title, body in found}
    return {
        html.unescape(title): [[html.unescape(c) for c in re.findall(r"<td>(.*?)</td>", row, re.S)] for row in each]
        for title, each in rows.items()
    }


def figures(page: str, folder: Path, frame: pd.DataFrame, pay: float) -> Iterator[Figure]:
    """Give every figure of a page's tables and of its sentences on the bar, with the one that is counted anew."""
    of = sheets(page)
    for city, years, size, n, *quantiles, place, _ in of["薪酬（元/月）"]:
        rows = frame[frame["pay"].notna()]
        for value, column in ((city, "city"), (years, "years_class"), (size, "size_class")):
            rows = rows if value == "全部" else rows[rows[column] == value]
        name = f"薪酬 {city}×{years}×{size}"
        yield f"{name} n", n, f"{len(rows):,}"
        again = [f"{q:,.0f}" for q in np.quantile(rows["pay"], QUANTILES)] if len(rows) >= 10 else [""] * 5
        yield f"{name} P10-P90", "/".join(quantiles), "/".join(again)
        share = ((rows["pay"] < pay).sum() + (rows["pay"] == pay).sum() / 2) / max(1, len(rows))
        yield f"{name} 百分位", place, f"{share:.1%}" if len(rows) >= 10 else ""
    mentions = pd.read_parquet(folder / "mentions.parquet")
    readable = frame.loc[frame["readable"], "posting_id"]
    asked = mentions[~mentions["negated"].fillna(False).astype(bool) & mentions["posting_id"].isin(readable)]
    n_of = asked.groupby(["kind", "term"])["posting_id"].nunique() / len(readable)
    for side, cell in of["要求（市场占比；必须或优先为本职位写法）"]:
        for term, told in re.findall(r"([^、（）]+(?:（[^（）]*）)?[^、（）]*)（([^（）]*%[^（）]*)）", cell):
            shown = re.findall(r"[\d.]+%", told)[0]
            term = "".join(re.findall("同「(.*?)」", told)) or re.sub("（.*", "", term)
            shares = [f"{share:.1%}" for share in n_of[n_of.index.get_level_values("term") == term]] or ["0.0%"]
            yield f"要求 {side} {term}", shown, shown if shown in shares else "/".join(shares)
    stated = pd.read_parquet(folder / "conditions.parquet")
    offered = stated[~stated["negated"].fillna(False).astype(bool)]
    for name, _, share, n, _ in of.get("条件（占全部职位）", []):
        count = offered.loc[
            (offered["condition"] == name) & offered["posting_id"].isin(frame["posting_id"]), "posting_id"
        ].nunique()
        yield f"条件 {name}", f"{share} {n}", f"{count / len(frame):.1%} {count:,}"
    tasks = pd.read_parquet(folder / "tasks.parquet")
    n_tasks = tasks.loc[tasks["posting_id"].isin(frame["posting_id"]), "posting_id"].nunique()
    for place, (_, _, share, n) in enumerate(of.get("工作任务（占写明职责的职位）", []), 1):
        yield f"任务 {place} 占比", share, f"{int(n.replace(',', '')) / n_tasks:.1%}"
    bar = (
        r"(学历|工作经验)：本职位要求(\S+?)；写明的 ([\d,]+) 个市场职位中，要求更低的占 ([\d.]+%)，"
        r"相同 ([\d.]+%)，更高 ([\d.]+%)"
    )
    for item, own, n, lower, same, higher in re.findall(bar, page):
        if item == "学历":
            values = frame.loc[frame["education"].isin(EDUCATIONS), "education"].map(EDUCATIONS.index)
            mine: float = EDUCATIONS.index(own)
        else:
            values = frame.loc[frame["years_class"].ne(""), "experience_min"].fillna(0)
            mine = float(re.findall(r"[\d.]+", own)[0]) if own != "不限" else 0
        parts = [(values < mine).mean(), (values == mine).mean(), (values > mine).mean()]
        yield (
            f"{item} 门槛",
            f"{n} {lower} {same} {higher}",
            " ".join([f"{len(values):,}", *(f"{part:.1%}" for part in parts)]),
        )


def main() -> None:
    """Print the figures of the pages counted anew, or count the verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder of folders of posting files")
    parser.add_argument("out", type=Path, nargs="?", help="where the run and the pages go")
    given = parser.parse_args()
    if not (given.data and given.out):
        for (kind, verdict), n in Counter((row["kind"], row["verdict"]) for row in read_judged("own_posting")).items():
            sys.stdout.write(f"{kind}: {verdict} {n}\n")
        return
    given.out.mkdir(parents=True, exist_ok=True)
    taken = take_out(given.data, given.out)
    folder = given.out / "run"
    if not (folder / "manifest.json").exists():
        run(given.out / "rest.csv", folder, config=Config().override(extract__tagger="lexicon", run__workers=1))
    done, frame = open_run(folder), counted(folder)
    for place, row in enumerate(taken):
        name = given.out / f"{row['number']}"
        name.with_suffix(".txt").write_text(row["职位描述或任职要求"], encoding="utf-8")
        path, tables = write_own(
            done,
            "post",
            POST,
            name.with_suffix(".txt"),
            name.with_suffix(".html"),
            pay=row["薪酬"],
            city=row["城市地区"],
        )
        if place >= CHECKED:
            continue
        pay = float(tables["own_pay"].frame["own_pay"].iloc[0])
        for what, shown, again in figures(path.read_text(encoding="utf-8"), folder, frame, pay):
            verdict = "right" if shown == again else "wrong"
            sys.stdout.write(
                "\t".join(
                    (FILE, row["number"], "figure", what, verdict, "" if shown == again else f"{shown} ≠ {again}")
                )
                + "\n"
            )


if __name__ == "__main__":
    main()
