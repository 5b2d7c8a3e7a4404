"""Tasks to groups of alike tasks: one list of groups for the whole corpus, so that a group has one name everywhere.

Every task is brought to a short form. The commonest short forms of each role or post lead; a form joins the
leader that it is most like: the same class of verb (``extract/task_verbs.tsv``) and an object of alike words.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from jobmine.data import read_tsv
from jobmine.extract.tokenizers import load_tokenizer
from jobmine.schema import SCHEMAS, empty

_VERB_SHARE = 0.35  # of the likeness; the rest is the cosine of the objects
_ALIKE = 0.66  # above what tasks with another verb can reach
_LEADERS = 60  # short forms that a role or post may put forward
_LONGEST_NAME = 14
_CHUNK = 20_000
_FILLERS = re.compile(
    r"[(（][^)）]*[)）]|^(?:[^一-鿿a-z0-9]|的|对|并|将|与)+|"
    r"公司(?![内外])|本岗位|本部门|部门|企业|相关|有关|各类|各种|各项|日常|所负责|所辖|负责|现有|其他|具体|有效|及时|"
    r"定期|积极|准确|良好的?|一定的|专业的|优质的|等工作|工作$|等$|进行"
)
_STOPS = frozenset("的和与及等对在为、，,/并或中类") | {"以及", "进行", "工作", "方面", "情况"}
_SENTENCE = re.compile("[。；;\n]")

GROUPED = ("posting_id", "start", "end", "surface", "task")


def group_tasks(tasks: pa.Table, units: pd.Series) -> pd.DataFrame:
    """Return the group of each task.

    Parameters
    ----------
    tasks : pyarrow.Table
        The tasks table.
    units : Series
        Role or post by posting id; tasks of postings without one are left out.

    Returns
    -------
    DataFrame
        posting_id, start, end, surface, unit, task (name of the group, empty where it is alone) and
        ``likeness`` to the leader, as ``tasks``.

    Examples
    --------
    >>> rows = [("a", "收集市场信息", "收集", "市场信息"), ("b", "市场信息的收集", "收集", "市场信息"),
    ...         ("c", "操作数控车床", "操作", "数控车床")]
    >>> names = ("posting_id", "surface", "verb", "object")
    >>> columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    >>> tasks = pa.table({**columns, "start": [0] * 3, "end": [6] * 3})
    >>> group_tasks(tasks, pd.Series({"a": "专员", "b": "专员", "c": "车工"}))["task"].tolist()
    ['市场信息的收集', '市场信息的收集', '操作数控车床']
    """
    frame: pd.DataFrame = tasks.select(["posting_id", "start", "end", "surface", "verb", "object"]).to_pandas()
    frame["unit"] = frame["posting_id"].map(units)
    frame = frame[frame["unit"].notna()].reset_index(drop=True)
    frame["form"] = _shorten(frame["surface"])
    frame = frame[frame["form"].str.len().ge(3)].reset_index(drop=True)
    forms = frame.groupby("form", sort=True).agg(
        n=("posting_id", "nunique"), verb=("verb", "first"), thing=("object", "first")
    )
    if forms.empty:
        frame["task"], frame["likeness"] = pd.Series(dtype=str), pd.Series(dtype=float)
        return frame.drop(columns="form")
    vectors = _vectorize(forms)
    leaders = _choose_leaders(frame, forms, vectors)
    leader, likeness = _nearest(vectors, vectors[leaders])
    alike = likeness >= _ALIKE
    names = _name(forms, np.where(alike, leader, -1), len(leaders))
    forms["task"] = np.where(alike, names[leader], "")
    forms["likeness"] = likeness
    frame["task"], frame["likeness"] = frame["form"].map(forms["task"]), frame["form"].map(forms["likeness"])
    return frame.drop(columns="form")


def describe_groups(
    grouped: pd.DataFrame, sizes: pd.Series, texts: pd.Series | None = None, *, fewest: int = 8, most: int = 20
) -> pa.Table:
    """Return the commonest groups of every role or post.

    Parameters
    ----------
    grouped : DataFrame
        From :func:`group_tasks`, of the postings that count.
    sizes : Series
        Postings with tasks, by unit.
    texts : Series, optional
        Texts by posting id, for three sentences that a group comes from.
    fewest, most : int
        Groups of a unit: all in a twentieth of its postings, within these bounds.

    Returns
    -------
    pyarrow.Table
        The ``task_groups`` table, the largest first within each unit.
    """
    named = grouped[grouped["task"].ne("")]
    if named.empty:
        return empty("task_groups")
    counts = named.groupby(["unit", "task"])["posting_id"].nunique().rename("n").reset_index()
    counts["share"] = counts["n"] / counts["unit"].map(sizes)
    counts = counts.sort_values(["unit", "n", "task"], ascending=[True, False, True])
    place = counts.groupby("unit").cumcount()
    counts = counts[(place < most) & ((place < fewest) | counts["share"].ge(0.05)) & counts["n"].ge(2)]
    counts["examples"] = _examples(named, counts[["unit", "task"]], texts)
    columns = counts[SCHEMAS["task_groups"].names]
    return pa.Table.from_pandas(columns, schema=SCHEMAS["task_groups"], preserve_index=False)


def _examples(named: pd.DataFrame, wanted: pd.DataFrame, texts: pd.Series | None) -> pd.Series:
    """Return three sentences of each unit and task wanted, of postings and in words that differ."""
    if texts is None:
        return pd.Series([[]] * len(wanted), index=wanted.index, dtype=object)
    key = ["unit", "task"]
    ranked = named.merge(wanted, on=key).sort_values(["likeness", "posting_id", "start"], ascending=[False, True, True])
    first = ranked.drop_duplicates([*key, "surface"]).drop_duplicates([*key, "posting_id"])
    first = first[first.groupby(key).cumcount() < 3]
    spans = zip(texts.reindex(first["posting_id"]).tolist(), first["start"], first["end"], strict=True)
    told = first.assign(told=[_sentence(*span) for span in spans]).groupby(key)["told"].agg(list)
    return pd.Series(told.reindex(pd.MultiIndex.from_frame(wanted)).to_numpy(), index=wanted.index, dtype=object)


def find_alike(tasks: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Return which of the others each task is alike, by the measure that groups are made with.

    Parameters
    ----------
    tasks, others : DataFrame
        ``surface``, ``verb``, ``object``.

    Returns
    -------
    ndarray of bool
        A row a task, a column one of the others.

    Examples
    --------
    >>> names = ["surface", "verb", "object"]
    >>> tasks = pd.DataFrame([("编制财务报表", "编制", "财务报表"), ("开车", "开", "车")], columns=names)
    >>> find_alike(tasks, pd.DataFrame([("财务报表编制", "编制", "财务报表")], columns=names)).tolist()
    [[True], [False]]
    """
    both = pd.concat([tasks, others], ignore_index=True)
    if tasks.empty or others.empty:
        return np.zeros((len(tasks), len(others)), dtype=bool)
    forms = pd.DataFrame({"form": _shorten(both["surface"]), "verb": both["verb"], "thing": both["object"]})
    distinct = forms.drop_duplicates("form").set_index("form")
    vectors = _vectorize(distinct)[distinct.index.get_indexer(pd.Index(forms["form"]))]
    likeness = (vectors[: len(tasks)] @ vectors[len(tasks) :].T).toarray()
    return np.asarray(likeness.round(9) >= _ALIKE)


def _shorten(surfaces: pd.Series) -> pd.Series:
    """Return tasks without what says nothing of them: 公司, 日常, 相关, brackets; lower case."""
    distinct = pd.Series(surfaces.unique())
    short = distinct.str.lower().str.replace(_FILLERS, "", regex=True).str.replace(r"^的|的$|\s+", "", regex=True)
    return surfaces.map(pd.Series(short.to_numpy(), index=distinct))


def _vectorize(forms: pd.DataFrame) -> csr_matrix:
    """Return vectors whose product is the likeness of two short forms."""
    things = forms["thing"].fillna("").where(lambda s: s.ne(""), pd.Series(forms.index, index=forms.index))
    objects = TfidfVectorizer(analyzer=_object_words, sublinear_tf=True).fit_transform(things)
    verbs, codes = np.unique(forms["verb"].fillna("").map(_class_of), return_inverse=True)
    known = verbs[codes] != ""
    rows = np.flatnonzero(known)
    classes = csr_matrix((np.ones(len(rows)), (rows, codes[rows])), shape=(len(forms), len(verbs)))
    return hstack([classes * np.sqrt(_VERB_SHARE), objects * np.sqrt(1 - _VERB_SHARE)]).tocsr()


@cache
def _verb_classes() -> dict[str, str]:
    return {row["verb"]: row["class"] for row in read_tsv("extract/task_verbs.tsv")}


def _class_of(verb: str) -> str:
    return _verb_classes().get(verb, verb)


def _object_words(text: str) -> list[str]:
    return [w for w in load_tokenizer()(_FILLERS.sub("", text.lower())) if w.strip() and w not in _STOPS] or ["∅"]


def _choose_leaders(frame: pd.DataFrame, forms: pd.DataFrame, vectors: csr_matrix) -> np.ndarray:
    """Return the rows of forms that lead: the commonest of each unit that are not like a commoner leader."""
    counts = frame.groupby(["unit", "form"])["posting_id"].nunique().rename("n").reset_index()
    counts = counts.sort_values(["unit", "n", "form"], ascending=[True, False, True])
    put = counts[counts.groupby("unit").cumcount().lt(_LEADERS)]["form"].unique()
    pool = forms.loc[put].reset_index().sort_values(["n", "form"], ascending=[False, True])
    rows = forms.index.get_indexer(pd.Index(pool["form"]))
    alike = vectors[rows] @ vectors[rows].T
    alike.data[alike.data < _ALIKE] = 0
    alike.eliminate_zeros()
    alike = alike.tocsr()
    led = np.zeros(len(rows), dtype=bool)
    chosen = []
    for place in range(len(rows)):
        if not led[place]:
            chosen.append(place)
            led[alike.indices[alike.indptr[place] : alike.indptr[place + 1]]] = True
    return rows[chosen]


def _nearest(vectors: csr_matrix, leaders: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Return for each row the leader that it is most like, the first of equals, and how like."""
    best, likeness = [], []
    turned = leaders.T.tocsr()
    for begin in range(0, vectors.shape[0], _CHUNK):
        products = (vectors[begin : begin + _CHUNK] @ turned).tocsr()
        products.data = products.data.round(9)
        best.append(np.asarray(products.argmax(axis=1)).ravel())
        likeness.append(products.max(axis=1).toarray().ravel())
    return np.concatenate(best), np.concatenate(likeness)


def _name(forms: pd.DataFrame, leader: np.ndarray, n_leaders: int) -> np.ndarray:
    """Return the name of each group: its commonest short form that is short enough."""
    frame = forms.reset_index()[["form", "n"]].assign(leader=leader)
    frame = frame[frame["leader"].ge(0)]
    frame["long"] = frame["form"].str.len().gt(_LONGEST_NAME)
    frame = frame.sort_values(["leader", "long", "n", "form"], ascending=[True, True, False, True])
    first = frame.drop_duplicates("leader").set_index("leader")["form"]
    return first.reindex(range(n_leaders), fill_value="").to_numpy(dtype=object)


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence that a task stands in, without its list number."""
    before = _SENTENCE.split(text[:start])[-1]
    behind = _SENTENCE.split(text[end:])[0]
    return re.sub(r"^[\s\d、，,.．)）(（①-⑳·•*-]+", "", before + text[start:end] + behind).strip()[:120]
