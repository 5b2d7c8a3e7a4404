"""What a document says of itself, and which documents of a corpus are kept: relevant ones, each once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jobmine.normalise.place import parse_place
from jobmine.normalise.signatures import SHINGLE, candidate_pairs, signatures_of, similarities

KEPT, IRRELEVANT, REPEATED = "", "不相关", "重复"
_HEAD = 300  # characters in which a document names itself
_KIND = re.compile(
    r"(实施办法|管理办法|办法|实施意见|意见|实施细则|细则|实施方案|方案|行动计划|计划|规划|条例|规定|措施|通告|公告|通知)"
)
_ISSUER = re.compile(
    r"(?:中共)?[\u4e00-\u9fff]{2,12}?(?:人民政府办公厅|人民政府办公室|人民政府|委员会|办公室|办公厅|部|厅|局|委)(?=关于|印发|等|\s|$)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|[〕\]】）)]|[-./]\d)")
_CITY = re.compile(r"[\u4e00-\u9fff]{2,4}(?=市)")
_ANY_YEAR = re.compile(r"(?:19|20)\d{2}")


def describe_documents(documents: pd.DataFrame) -> pd.DataFrame:
    r"""Fill what a document states in its first lines or its file's name; what is not stated stays empty.

    Parameters
    ----------
    documents : DataFrame
        Texts ``document_id``, ``title``, ``issuer``, ``city``, ``year``, ``kind``, ``text``. Given cells stay.

    Examples
    --------
    >>> text = "苏州市人民政府关于印发人才办法的通知\n（2019年3月）"
    >>> row = dict.fromkeys(["title", "issuer", "city", "year", "kind"], "") | {"document_id": "a.txt", "text": text}
    >>> describe_documents(pd.DataFrame([row]))[["issuer", "city", "year", "kind"]].astype(str).iloc[0].to_list()
    ['苏州市人民政府', '苏州', '2019', '通知']
    """
    frame = documents.copy()
    firsts = frame["text"].str.split("\n").str[0].str.strip()
    frame["title"] = frame["title"].where(frame["title"] != "", firsts.where(firsts.str.len() <= 80, ""))
    heads = frame["text"].str.slice(0, _HEAD)
    for column, read in (("issuer", _issuer), ("kind", _kind)):
        stated = [
            given or read(title, head) for given, title, head in zip(frame[column], frame["title"], heads, strict=True)
        ]
        frame[column] = stated
    names = zip(frame["document_id"], frame["title"], frame["issuer"], heads, strict=True)
    frame["city"] = [_place(given) if given else _city(*said) for given, said in zip(frame["city"], names, strict=True)]
    years = zip(frame["year"].astype(str), frame["document_id"], frame["title"] + "\n" + heads, strict=True)
    frame["year"] = pd.array([_year(*said) for said in years], dtype="Int32")
    return frame


def sort_out(documents: pd.DataFrame, about: Sequence[str] = (), cut: float = 0.9) -> pd.Series:
    """Return for each document why it is dropped, empty where it is kept.

    Parameters
    ----------
    documents : DataFrame
        With ``title`` and ``text``.
    about : sequence of str
        A relevant document has at least one of these words; without any all are relevant.
    cut : float
        Documents whose texts, signs and blanks apart, are at least as similar are the same; the first is kept.
    """
    said = documents["title"] + "\n" + documents["text"]
    relevant = np.array([not about or any(word in text for word in about) for text in said], bool)
    reasons = np.where(relevant, KEPT, IRRELEVANT).astype(object)
    letters = documents["text"].str.replace(r"\W+", "", regex=True)
    places = np.flatnonzero(relevant & (letters.str.len() >= SHINGLE).to_numpy())
    if len(places) > 1:
        signatures = signatures_of(pa.array(letters.iloc[places]))
        left, right = candidate_pairs(np.zeros(len(places), np.int64), signatures)
        same = similarities(signatures, left, right) >= cut
        graph = coo_array((np.ones(same.sum()), (left[same], right[same])), shape=(len(places),) * 2)
        _, groups = connected_components(graph, directed=False)
        reasons[places[pd.Series(groups).duplicated().to_numpy()]] = REPEATED
    return pd.Series(reasons, index=documents.index, name="reason")


def _issuer(title: str, head: str) -> str:
    found = _ISSUER.match(title) or _ISSUER.search(head.split("\n")[0])
    return found[0] if found else ""


def _kind(title: str, head: str) -> str:
    found = _KIND.findall(title)
    return found[-1] if found else ""


def _place(cell: str) -> str:
    read = parse_place(cell).value
    return (read.city if read else None) or cell


def _city(name: str, title: str, issuer: str, head: str) -> str:
    """Return the city that folder or file name, issuer, title or head state, the first that does."""
    for said in (*re.split(r"[/\\_\-]", name), issuer, title, *head.split("\n")[:2]):
        starts = [said, *(match[0][cut:] for match in _CITY.finditer(said) for cut in range(len(match[0]) - 1))]
        for start in starts:
            read = parse_place(start[:12]).value if len(start) > 1 else None
            if read and read.city:
                return read.city
    return ""


def _year(given: str, name: str, head: str) -> int | None:
    found = _ANY_YEAR.search(given) or _ANY_YEAR.search(name) or _YEAR.search(head)
    return int(found[0][:4]) if found else None
