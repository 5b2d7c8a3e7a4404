"""Titles: what is left of 急招数控车工（包吃住）+双休 when only the post counts.

:func:`clean_title` takes off what is no part of a post: slogans, benefits, pay, numbers of
advertisements, places, years of graduation. :func:`normalise_title` goes on to the post that tables
count: level words go (they are read as seniority), of several posts the first stays, spellings of
English words and synonyms become one.

A specialism in brackets is part of the post only where the post is too wide without it: 会计（成本）
becomes 成本会计 and 教师（数学） 数学教师, but 车工（数控） stays 车工 unless the table knows better.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

from jobmine.data import read_tsv
from jobmine.normalise.parsed import Parsed
from jobmine.normalise.wordlists import any_of, pairs, words

_WORDS = "taxonomies/title_words.tsv"
_BRACKETED = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]?|【([^【】]*)】?|〔([^〔〕]*)〕?")
_C_FAMILY = re.compile(r"\bC\s*[/、&]\s*C\+\+|C\+\+\s*[/、&]\s*C(?![A-Za-z#+])", re.IGNORECASE)
_LATIN = re.compile(r"\.?[A-Za-z](?:[A-Za-z0-9.+#]*[A-Za-z0-9+#])?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])")
_SPLIT = re.compile(
    r"[|,，、;；·•&~!！?？。:：—_/]+|(?<!\+)\+(?!\+)|--+|(?<![A-Za-z])-|-(?![A-Za-z])"
    r"|(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2})"
)
_LONGEST = 200  # characters; what stands behind them in a longer cell is a text, no title
_SPECIALISM = re.compile(r"(?:偏|主攻|做)?([\w.+#]{1,8}?)(?:方向|类|岗|领域|组|专业|学科)?")


def clean_title(title: str) -> str:
    """Return a title without slogans, benefits, pay, numbers, places and years.

    Brackets stay if they hold anything else than these.

    Examples
    --------
    >>> clean_title("【急招】JAVA工程师(J10597)/双休/五险一金")
    'JAVA工程师'
    >>> clean_title("会计（成本）-苏州")
    '会计(成本)'
    """
    base, kept = _parted(title)
    segments = _segments(base)
    joined = "/".join(segments) if segments else "/".join(kept)
    return joined + "".join(f"({inside})" for inside in kept) if segments else joined


def normalise_title(title: str) -> Parsed[str]:
    """Return the post that a title names.

    Rules: ``pattern`` and ``synonym`` where the table of title words decided, else ``post``. There is no value where a
    title holds nothing but slogans.

    Examples
    --------
    >>> [normalise_title(t).value for t in ("数控车工（包吃住）", "CNC车工", "诚聘数控车工")]
    ['数控车工', '数控车工', '数控车工']
    >>> normalise_title("高级JAVA开发工程师").value
    'Java开发工程师'
    """
    if not title.strip():
        return Parsed()
    base, kept = _parted(title)
    segments = [bare for segment in _segments(base) if (bare := _without_level(segment))]
    segments = segments or [bare for inside in kept if (bare := _without_level(inside))]
    if not segments:
        return Parsed(reason=f"no post in the title {title.strip()[:40]!r}")
    post = _cased(_first_post(segments))
    specialisms = [_SPECIALISM.fullmatch(_without_level(inside)) for inside in kept]
    if post in words(_WORDS, "wide") and len(kept) == 1 and specialisms[0]:
        narrowed = _cased(specialisms[0].group(1) + post)
        return _looked_up(narrowed)
    return _looked_up(post)


def _looked_up(post: str) -> Parsed[str]:
    for pattern, plain in _patterns():
        if found := pattern.fullmatch(post):
            return Parsed(found.expand(plain), "pattern")
    known = _synonyms().get(post.lower().replace(" ", ""))
    return Parsed(known, "synonym") if known else Parsed(post, "post")


def _parted(title: str) -> tuple[str, list[str]]:
    """Return a title without numbers and brackets, and what brackets hold beside noise."""
    text = unicodedata.normalize("NFKC", html.unescape(title[:_LONGEST])).replace("\u200b", "")
    text = any_of(_WORDS, "number").sub(" ", re.sub(r"\s+", " ", text))
    text = _C_FAMILY.sub("C++", text).replace("R&D", "研发")
    kept = []
    for found in _BRACKETED.finditer(text):
        inside = next((group for group in found.groups() if group), "")
        kept += ["/".join(segments)] if (segments := _segments(inside)) else []
    return _BRACKETED.sub(" ", text).strip(), kept


def _segments(text: str) -> list[str]:
    """Return the parts of a title that are no noise."""
    text = any_of(_WORDS, "year").sub(" ", any_of(_WORDS, "pay").sub(" ", text)).strip()
    who = any_of(_WORDS, "recruit").match(text)
    if who and not _is_post(who["who"]):
        text = text[who.end() :]
    parts = (_without_noise(part) for part in _SPLIT.split(text))
    return [part for part in parts if part]


def _without_noise(part: str) -> str:
    part = _noise().sub(" ", part).strip(" -()*\"'“”‘’<>《》[]【】").lstrip("#").rstrip(".")
    part = any_of(_WORDS, "lead").sub("", _HAN_BLANK.sub("", part))
    if part in words(_WORDS, "whole") or part in _places():
        return ""
    lead = next((n for n in range(min(6, len(part) - 2), 1, -1) if part[:n] in _places()), 0)
    rest = part[lead:].removeprefix("区")
    return rest if lead and len(rest) > 2 and _is_post(rest) else part


def _without_level(part: str) -> str:
    level = any_of(_WORDS, "level")
    bare = any_of(_WORDS, "tail").sub("", level.sub("", part).strip(" -/、")).strip(" -/、") or part
    return "" if level.fullmatch(bare) else bare


def _is_post(text: str) -> bool:
    """Whether a text ends like the name of a post."""
    return bool(_person().search(text)) or text.endswith(words(_WORDS, "activity"))


def _first_post(segments: list[str]) -> str:
    """Return the first segment that ends like a post, Chinese before English ones.

    Of an activity and a person the person counts: 物流/仓储经理 is 仓储经理. A programming language
    before a post goes with it: C#/MES开发工程师 is C#开发工程师.
    """
    posts = [segment for segment in segments if _is_post(segment)]
    posts = [segment for segment in posts if _HAN.search(segment)] or posts or segments
    persons = [segment for segment in posts if _person().search(segment)]
    post = persons[0] if persons and posts[0] in words(_WORDS, "activity") else posts[0]
    if post != segments[0] and _LATIN.fullmatch(segments[0]):
        joined = _cased(segments[0] + _LATIN.sub("", post).strip())
        if any(pattern.fullmatch(joined) for pattern, _ in _patterns()):
            return joined
    return post


def _cased(text: str) -> str:
    """Return a text with English words in their own case, without blanks beside Chinese."""
    cases = pairs(_WORDS, "case")
    text = _LATIN.sub(lambda found: cases.get(found.group().lower(), found.group()), text)
    for word, plain in pairs(_WORDS, "word").items():
        text = text.replace(word, plain).replace(plain * 2, plain)  # CNC数控车工
    return text


@cache
def _noise() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words(_WORDS, "noise"))), re.IGNORECASE)


@cache
def _person() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(_WORDS, 'head').pattern})s?$", re.IGNORECASE)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(word), plain) for word, plain in pairs(_WORDS, "pattern").items())


@cache
def _synonyms() -> dict[str, str]:
    return {word.lower(): plain for word, plain in pairs(_WORDS, "synonym").items()}


@cache
def _places() -> frozenset[str]:
    rows = read_tsv("taxonomies/places.tsv")
    return frozenset(name for row in rows for name in (row["name"], row["short"]) if len(name) > 1)
