"""People beside posts, both ways: coverage, ability value 能力值, and training need [own].

A post is a vector of weights, the shares of its postings that ask for each term; the must share parts a weight into
刚性 and 弹性. A person has terms with levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jobmine.measure.structure import general_terms
from jobmine.measure.table import Table, new_table
from jobmine.schema import LEVELS

Floats = NDArray[np.float64]

LEAST = 0.05  # share from which a term belongs to a post
UNSAID = 2.0  # points of knowledge or a skill that a person has at no stated level: those of 熟悉
TOP = float(len(LEVELS))
POINTS = {level: float(place) for place, level in enumerate(LEVELS, start=1)}
PARTS = {"comprehensive": "综合", "general": "通用", "special": "专业"}
_LEVELLED = ("knowledge", "skill")
_SHOWN = 8  # missing terms of a match
TITLES = {
    "person": "人员行号", "score": "匹配度", "covered": "要求覆盖", "must": "刚性要求覆盖", "elastic": "弹性要求覆盖",
    "ability": "能力值", "comprehensive": "综合能力值", "general": "通用能力值", "special": "专业能力值",
    "missing": "缺少的要求", "n_missing": "缺少的要求数", "rank": "位次", "people": "人数", "mean": "平均能力值",
    "p90": "90分位能力值", "term": "词项", "kind": "类别", "share": "占比", "need": "培训需求（平均缺分）",
    "lacking": "没有的人数占比",
}  # fmt: skip
_FORMULA = (
    "匹配度 = 人与岗位的余弦，岗位以占比、人以有无为分量，各乘 ln((1+岗位数)/(1+要它的岗位数))+1；"
    "覆盖 = Σ 有的要求的占比 / Σ 全部要求的占比，刚性、弹性按 占比×刚性占比 与 占比×(1−刚性占比) 分开；"
    "能力值 = Σ 占比×程度分 / (Σ 占比×4)，了解 1 熟悉 2 掌握 3 精通 4"
)
_NOTES = (
    "没有写明程度的知识、能力计 2 分，素养与证书有即 4 分；只计占比不低于 5% 的要求",
    "综合：素养；通用：至少一半的岗位都要的知识、能力与证书；专业：其余",
    "人员只以行号表示；匹配只看文字里写出的要求，不是录用建议",
)


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Posts and people over the same terms.

    Attributes
    ----------
    terms : DataFrame
        ``kind``, ``term`` and ``part``: comprehensive, general or special.
    posts : list of str
    weights, must : ndarray, shape (n_posts, n_terms)
        Share of the term, and of it the part that requires it.
    points : ndarray, shape (n_people, n_terms)
        0 where a person lacks the term, else 1 to 4.
    """

    terms: pd.DataFrame
    posts: list[str]
    weights: Floats
    must: Floats
    points: Floats


def profile_matrices(demand: pd.DataFrame, by: str, has: pd.DataFrame, n_people: int) -> Profiles:
    """Return posts and people as matrices.

    Parameters
    ----------
    demand : DataFrame
        From :func:`jobmine.measure.demand.demand_table` by ``by``.
    by : str
        The dimension of the posts.
    has : DataFrame
        ``person`` (from 0), ``kind``, ``term``, ``level``: what people have; a term several times counts at its
        highest level.
    n_people : int

    Examples
    --------
    >>> demand = pd.DataFrame({"post": ["焊工", "焊工"], "kind": "skill", "term": ["焊接", "识图"], "share": [0.8, 0.2],
    ...                        "must_share": [1.0, 0.5]})
    >>> has = pd.DataFrame({"person": [0], "kind": "skill", "term": "焊接", "level": "掌握"})
    >>> found = profile_matrices(demand, "post", has, 1)
    >>> found.points.tolist(), found.weights.tolist()
    ([[3.0, 0.0]], [[0.8, 0.2]])
    """
    kept = demand[demand["share"].ge(LEAST)]
    terms = kept[["kind", "term"]].drop_duplicates().sort_values(["kind", "term"]).reset_index(drop=True)
    posts = list(dict.fromkeys(kept[by]))
    place = pd.MultiIndex.from_frame(terms)
    row = kept[by].map({name: number for number, name in enumerate(posts)}).to_numpy()
    column = place.get_indexer(pd.MultiIndex.from_frame(kept[["kind", "term"]]))
    weights, must = np.zeros((len(posts), len(terms))), np.zeros((len(posts), len(terms)))
    weights[row, column] = kept["share"]
    must[row, column] = kept["must_share"].fillna(0.0)
    points = np.zeros((n_people, len(terms)))
    where = place.get_indexer(pd.MultiIndex.from_frame(has[["kind", "term"]]))
    said = has["level"].map(POINTS).astype(float)
    scored = said.fillna(UNSAID).where(has["kind"].isin(_LEVELLED), TOP).to_numpy()
    known = where >= 0
    np.maximum.at(points, (has["person"].to_numpy()[known], where[known]), scored[known])
    general = general_terms(kept, [by])
    common = place.isin(general) if general is not None and len(general) else np.zeros(len(terms), bool)
    part = np.where(terms["kind"] == "quality", "comprehensive", np.where(common, "general", "special"))
    return Profiles(terms.assign(part=part), posts, weights, must, points)


def coverage(has: Floats, weights: Floats) -> Floats:
    """Return the share of each post's weight that each person covers; NaN where a post has no weight.

    Parameters
    ----------
    has : ndarray, shape (n_people, n_terms)
        0 to 1.
    weights : ndarray, shape (n_posts, n_terms)

    Examples
    --------
    >>> coverage(np.array([[1.0, 0.0]]), np.array([[0.6, 0.2], [0.0, 0.5]])).round(2).tolist()
    [[0.75, 0.0]]
    """
    whole = weights.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, has @ weights.T / whole, np.nan))


def likeness(has: Floats, weights: Floats) -> Floats:
    """Return the cosine of people and posts, terms weighted by how few posts ask for them; 0 where nothing is shared.

    Coverage alone would put everybody in posts that ask for little; here what a person can and a post does not ask
    for counts, too.

    Examples
    --------
    >>> likeness(np.array([[1.0, 1.0]]), np.array([[0.5, 0.5], [0.5, 0.0]])).round(2).tolist()
    [[1.0, 0.58]]
    """
    rarity = np.log((1 + len(weights)) / (1 + (weights > 0).sum(axis=0))) + 1
    people, posts = has * rarity, weights * rarity
    norms = np.outer(np.linalg.norm(people, axis=1), np.linalg.norm(posts, axis=1))
    return np.asarray(np.divide(people @ posts.T, norms, out=np.zeros_like(norms), where=norms > 0))


def match_tables(found: Profiles, by: str, title: str, best: int = 5) -> dict[str, Table]:
    """Return the best posts of each person, the best people of each post, abilities, and training needs.

    Parameters
    ----------
    found : Profiles
    by, title : str
        The dimension of the posts, and its Chinese name.
    best : int
        Posts of a person and people of a post.

    Returns
    -------
    dict of Table
        ``people`` and ``posts``, a row a match with coverage, ability value and its parts and missing terms, the
        heaviest first; ``norms``, mean and 90th percentile of the ability value in each post, over all people;
        ``training``, the missing points of each post's terms, mean over the people whose best post it is. Who shares
        no term with a post has no match.
    """
    has = (found.points > 0).astype(float)
    figures = {
        "score": likeness(has, found.weights),
        "covered": coverage(has, found.weights),
        "must": coverage(has, found.weights * found.must),
        "elastic": coverage(has, found.weights * (1 - found.must)),
        "ability": coverage(found.points / TOP, found.weights),
    }
    for part in PARTS:
        inside = (found.terms["part"] == part).to_numpy()
        figures[part] = coverage(found.points[:, inside] / TOP, found.weights[:, inside])
    mine = np.argsort(-figures["score"], axis=1, kind="stable")[:, :best]
    people = np.repeat(np.arange(len(mine)), mine.shape[1])
    ours = np.argsort(-figures["score"].T, axis=1, kind="stable")[:, :best]
    posts = np.repeat(np.arange(len(ours)), ours.shape[1])
    matched = figures["score"].max(axis=1) > 0
    common = {"own": True, "unit": "0 到 1", "counts": "人数", "formula": _FORMULA, "notes": _NOTES,
              "titles": TITLES | {by: title}}  # fmt: skip
    return {
        "people": _table(_matches(found, by, people, mine.ravel(), figures), "people", f"各人最合适的{title}", common),
        "posts": _table(
            _matches(found, by, ours.ravel(), posts, figures, post_first=True), "posts", f"各{title}最合适的人", common
        ),
        "norms": _table(_norms(found, by, figures["ability"]), "norms", "能力值常模", common),
        "training": _table(_training(found, by, np.where(matched, mine[:, 0], -1)), "training", "培训需求", common),
    }


def _table(frame: pd.DataFrame, name: str, title: str, common: dict[str, object]) -> Table:
    return new_table(frame, name=name, title=title, **common)  # type: ignore[arg-type]


def _matches(
    found: Profiles,
    by: str,
    people: NDArray[np.int64],
    posts: NDArray[np.int64],
    figures: dict[str, Floats],
    *,
    post_first: bool = False,
) -> pd.DataFrame:
    names = found.terms["term"].to_numpy()
    rows = []
    for person, post in zip(people.tolist(), posts.tolist(), strict=True):
        weights = found.weights[post]
        lacking = np.flatnonzero((weights > 0) & (found.points[person] == 0))
        heaviest = lacking[np.argsort(-weights[lacking], kind="stable")]
        missing = "、".join(names[heaviest[:_SHOWN]])
        rows.append((person + 1, found.posts[post], len(lacking), missing))
    frame = pd.DataFrame(rows, columns=["person", by, "n_missing", "missing"])
    for name, values in figures.items():
        frame[name] = values[people, posts]
    frame = frame[frame["score"] > 0].reset_index(drop=True)
    first, second = (by, "person") if post_first else ("person", by)
    frame.insert(0, "rank", frame.groupby(first, sort=False).cumcount() + 1)
    return frame[[first, "rank", second, *figures, "n_missing", "missing"]]


def _norms(found: Profiles, by: str, ability: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            by: found.posts,
            "people": len(ability),
            "mean": ability.mean(axis=0),
            "p90": np.quantile(ability, 0.9, axis=0),
        }
    )


def _training(found: Profiles, by: str, best: NDArray[np.int64], top_n: int = 20) -> pd.DataFrame:
    """Return the mean of weight times the points that are missing to 精通, of each post's people."""
    rows: list[pd.DataFrame] = []
    for post in np.unique(best[best >= 0]).tolist():
        points = found.points[best == post]
        need = found.weights[post] * (TOP - points).mean(axis=0)
        frame = found.terms[["kind", "term"]].assign(
            share=found.weights[post], need=need, lacking=(points == 0).mean(axis=0), people=len(points)
        )
        frame = frame[frame["need"] > 0].sort_values(["need", "term"], ascending=[False, True]).head(top_n)
        frame.insert(0, by, found.posts[post])
        rows.append(frame)
    columns = [by, "kind", "term", "share", "need", "lacking", "people"]
    return pd.concat(rows)[columns] if rows else pd.DataFrame(columns=columns)
