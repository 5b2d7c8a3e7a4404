"""Employers: canonical names, types and sizes, and agencies that recruit for others."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.normalise.parsed import Parsed
from jobmine.normalise.wordlists import any_of, words

_EMPTY = frozenset({"", "N/A", "NA", "nan", "None", "null", "-", "全部"})
_BRACKETED = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]|【[^【】]*】")
_WRAPPED = re.compile(r"^[【\[](.+)[】\]]$")
_NOT_A_NAME = (
    (re.compile(r"点击查看地图|^.{0,30}(号楼|\d+[室层号])$"), "an address stands in place of the employer"),
    (re.compile(r"^某|某(知名|大型|上市|公司|集团|企业|机构)"), "the employer is withheld"),
    (re.compile(r"综合竞争力评估|热门北京上海"), "words of the site stand in place of the employer"),
)
_SENTENCE = re.compile(r"(?i:(?<!Co)(?<!Co\.)),|[。:;、]|成立于|创立于|简称|专注|是一家|是中国")
_TAG = re.compile(r"<[^>]*>?")
_SIZE = re.compile(
    r"(?P<low>\d{1,6})人?\s*[-~–—至到]\s*(?P<high>\d{1,6})|(?:少于|小于|不足|低于)(?P<below>\d{1,6})"
    r"|(?P<under>\d{1,6})人?(?:以下|以内)|(?P<above>\d{1,6})人?(?:以上|\+)"
)
_WORDS = "taxonomies/employer_words.tsv"
_SHARED_TEXT = 5  # one text under so many employers is a recruiter's
_SHARED_TEXT_LENGTH = 60


def canonical_employer(name: str) -> Parsed[str]:
    """Return the name of an employer without legal form, place, brackets and branch.

    A leading place stays where what follows is no name of its own (上海银行, 深圳地铁). Rules:
    ``alias``, ``legal_form`` and ``as_written``; there is no value for an employer that is withheld
    (某知名公司) and for addresses and sentences.

    Examples
    --------
    >>> [canonical_employer(n).value for n in ("深圳市星辰科技有限公司", "星辰科技（深圳）有限公司宝安分公司")]
    ['星辰科技', '星辰科技']
    >>> canonical_employer("某知名公司").reason
    'the employer is withheld'
    """
    text = unicodedata.normalize("NFKC", name).strip()
    if text in _EMPTY:
        return Parsed()
    for pattern, reason in _NOT_A_NAME:
        if pattern.search(text):
            return Parsed(reason=reason)
    core = _without_legal_form(_without_brackets(text))
    sentence = _SENTENCE.search(core)
    if sentence and (sentence.start() < 2 or core.startswith("公司")):
        return Parsed(reason="a sentence stands in place of the employer")
    core = core[: sentence.start()] if sentence else core
    core = _without_place(core.rstrip(".").strip())
    if core in _aliases():
        return Parsed(_aliases()[core], "alias")
    if len(core) > 40 or not core:
        return Parsed(reason="a sentence stands in place of the employer")
    return Parsed(core, "as_written" if core == text else "legal_form")


def parse_company_type(text: str) -> Parsed[str]:
    """Return who owns an employer: 国有 民营 外资 港澳台 事业 其他.

    事业 takes in authorities, 外资 joint ventures. 其他 is where the label tells no owner (已上市).
    From a stage of financing a private owner is concluded (``inferred_financing``); 不需要融资 tells
    nothing (``no_owner``).

    Examples
    --------
    >>> parse_company_type("民营  |  50-150人").value, parse_company_type("外商独资").value
    ('民营', '外资')
    >>> parse_company_type("B轮").rule
    'inferred_financing'
    """
    cleaned = unicodedata.normalize("NFKC", _TAG.sub(" ", text))
    if cleaned.strip() in _EMPTY:
        return Parsed()
    labels = _types()
    found = [part for part in re.split(r"[|,;'\"\[\]\s]+|(?<!Pre)-", cleaned) if part in labels]
    if found:
        kind, note = labels[found[0]]
        if not kind:
            return Parsed(rule="no_owner")
        return Parsed(kind, "inferred_financing" if note.endswith("concluded") else "label")
    if _SIZE.search(cleaned):
        return Parsed(rule="size_only")
    return Parsed(reason=f"unknown type of employer {cleaned.strip()[:40]!r}")


def parse_company_size(text: str) -> Parsed[str]:
    """Return the size class in persons as the site has it: 0-50, 50-150, 10000+.

    Examples
    --------
    >>> [parse_company_size(t).value for t in ("民营 | 少于50人", "网络安全-A轮-100-499人", "10000人以上")]
    ['0-50', '100-499', '10000+']
    """
    cleaned = unicodedata.normalize("NFKC", _TAG.sub(" ", text)).strip()
    if cleaned in _EMPTY:
        return Parsed()
    matches = list(_SIZE.finditer(cleaned))
    if not matches:
        if parse_company_type(text).rule:
            return Parsed(rule="type_only")
        return Parsed(reason=f"no number of persons in {cleaned[:40]!r}")
    found = matches[-1].groupdict()
    if found["low"]:
        return Parsed(f"{int(found['low'])}-{int(found['high'])}", "range")
    if found["above"]:
        return Parsed(f"{int(found['above'])}+", "above")
    return Parsed(f"0-{int(found['below'] or found['under'])}", "below")


def agency_flags(
    employer: pa.Array | pa.ChunkedArray, title: pa.Array | pa.ChunkedArray, text: pa.Array | pa.ChunkedArray
) -> pa.BooleanArray:
    """Return whether each posting is published by an agency for other employers.

    It is if the employer's name is that of an agency and the title is not one of its own staff (猎头顾问),
    if title or text say so (代招, 派遣至 …), or if the same text stands under five employers or more.
    劳务派遣 alone is a form of employment, which employers offer themselves.

    Examples
    --------
    >>> employer, title = pa.array(["甲人力资源", "甲人力资源"]), pa.array(["焊工", "猎头顾问"])
    >>> agency_flags(employer, title, pa.array(["", ""])).to_pylist()
    [True, False]
    """
    employer, title, text = (_filled(column) for column in (employer, title, text))
    by_name = pc.and_not(_says(employer, "agency"), _says(title, "own_staff"))
    by_words = pc.or_(_says(title, "for_others"), _says(text, "for_others"))
    shared = pa.array(_employers_of_text(employer, text) >= _SHARED_TEXT)
    return pc.or_(by_name, pc.or_(by_words, shared))


def _employers_of_text(employer: pa.Array, text: pa.Array) -> NDArray[np.int64]:
    """Return under how many employers the text of each row stands; 0 for short texts."""
    texts: NDArray[np.int64] = text.dictionary_encode().indices.to_numpy().astype(np.int64)
    employers = employer.dictionary_encode()
    if not len(texts):
        return texts
    pairs = np.unique(texts * len(employers.dictionary) + employers.indices.to_numpy())
    counts = np.bincount(pairs // len(employers.dictionary), minlength=texts.max() + 1)[texts]
    return np.where(pc.utf8_length(text).to_numpy() >= _SHARED_TEXT_LENGTH, counts, 0)


def _says(column: pa.Array, kind: str) -> pa.Array:
    return pc.match_substring_regex(column, any_of(_WORDS, kind).pattern, ignore_case=True)


def _filled(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pc.fill_null(array.cast(pa.large_string()), "")


def _without_brackets(text: str) -> str:
    text = _WRAPPED.sub(r"\1", text)
    bare = _BRACKETED.sub("", text).strip()
    return bare if len(bare) > 1 else re.sub(r"[()\[\]【】]", "", text)


def _without_legal_form(text: str) -> str:
    """Cut a name at its legal form, and with it branches and English names behind it.

    An institute or school of a company (中国电子科技集团公司第十研究所) is an employer of its own.
    """
    if text.endswith(words(_WORDS, "unit")):
        return text
    ends = [at for form in words(_WORDS, "legal") if (at := text.find(form)) >= 2]
    return text[: min(ends)].strip() if ends else text


def _without_place(core: str) -> str:
    if core.endswith(words(_WORDS, "unit")):
        return core
    rest = _leading_place().sub("", core)
    if rest == core:
        return core
    return rest if len(_generic().sub("", rest)) >= 2 else core


@cache
def _generic() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words(_WORDS, "generic"))))


@cache
def _leading_place() -> re.Pattern[str]:
    names: dict[str, None] = {}
    for row in read_tsv("taxonomies/places.tsv"):
        if row["level"] in {"1", "2"}:
            names[row["name"]] = names[row["short"]] = None
    for brand in words(_WORDS, "brand"):  # 东方 is a city and half of a hundred names
        names.pop(brand, None)
    return re.compile("^(?:" + "|".join(sorted(names, key=lambda name: (-len(name), name))) + ")+")


@cache
def _aliases() -> dict[str, str]:
    return {row["alias"]: row["employer"] for row in read_tsv("taxonomies/employer_aliases.tsv")}


@cache
def _types() -> dict[str, tuple[str, str]]:
    rows = read_tsv("taxonomies/employer_types.tsv")
    return {unicodedata.normalize("NFKC", row["label"]): (row["type"], row["note"]) for row in rows}
