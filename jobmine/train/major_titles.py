"""Words of titles for each major: ``python -m jobmine.train.major_titles major-occupations.csv``.

Rewrites ``corpora/taxonomies/major_titles.tsv``. Rows that a person has checked stay as they are; a
major without one has the words of its namesakes (数控技术 those of 数控技术应用) where they are checked,
else words derived from its own name and from the posts, occupations and skill certificates that the
list of the 2022 professional profiles has for it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from jobmine.data import path, read_tsv
from jobmine.extract.texts import fold
from jobmine.model.catalogue import catalogue, core_of, families

_FILE = "taxonomies/major_titles.tsv"
_LISTS = ("posts", "occupations", "skill_certificates")
_BETWEEN = re.compile(r"[;；、,，]")
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
# What a title seldom has at the end of such a phrase.
_ENDINGS = (
    "工程技术人员", "专业人员", "技术人员", "服务人员", "管理人员", "作业人员", "辅助人员",
    "人员", "工作", "岗位", "等",
)  # fmt: skip
_SHORTEST, _LONGEST = 3, 8
_SHARED_BY = 6
_GENERIC = re.compile(
    r"(?:技术|产品|设备|生产|质量|项目|工程|运营|安全|系统|数据|平台|业务|客户|现场|信息|市场|销售|商品|软件|网络|智能|工艺|综合|行政|"
    r"财务|经营|运行|设计|服务|管理|测试|检测|检验|维护|维修|安装|调试|操作|开发|研发|策划|咨询|营销|施工|控制|制造|加工|装配|"
    r"应用|支持|助理|主管|经理|专员|员|师|监督|评估|评价|规划|分析|处理|采集|集成|运维|与|及|和|指导|培训|推广|售后|售前|工程师|技术员|实施)+"
)


def derive_words(rows: Iterable[Mapping[str, str]], checked: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return words for the majors of the catalogue that are not checked.

    Parameters
    ----------
    rows : iterable of mapping
        With ``name``, ``posts``, ``occupations``, ``skill_certificates`` and ``doubt``; doubtful rows are
        left out.
    checked : mapping from str to list of str
        Words of the majors that a person has checked.

    Examples
    --------
    >>> row = {"name": "茶艺与茶文化", "posts": "茶艺师;管理", "occupations": "", "skill_certificates": "", "doubt": ""}
    >>> derive_words([row], {})["茶艺与茶文化"]
    ['茶艺与茶文化', '茶艺师']
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["doubt"] != "Y":
            found[row["name"]] |= {word for name in _LISTS for word in _words_of(row[name])}
    shared = Counter(word for words in found.values() for word in words)
    siblings = {name: family for family in families() for name in family}
    derived = {}
    for name in dict.fromkeys(major.name for major in catalogue()):
        if name in checked:
            continue
        known = {word for other in siblings.get(name, ()) for word in checked.get(other, ())}
        own = {word for word in found[name] if shared[word] < _SHARED_BY}
        own.add(fold(name if name.endswith("学") else core_of(name)))
        own = {word for word in own if len(word) >= _SHORTEST and not _GENERIC.fullmatch(word)}
        derived[name] = sorted(known or own)
    return derived


def _words_of(cell: str) -> set[str]:
    words = set()
    for phrase in _BETWEEN.split(_BRACKETS.sub("", cell)):
        word = fold(phrase.strip())
        word = word.removesuffix(next((ending for ending in _ENDINGS if word.endswith(ending)), ""))
        if _SHORTEST <= len(word) <= _LONGEST:
            words.add(word)
    return words


def main(source: str) -> None:
    """Rewrite the file of title words from the list of professional profiles."""
    checked = {row["major"]: row["words"].split("|") for row in read_tsv(_FILE) if row["source"] == "checked"}
    with Path(source).open(encoding="utf-8-sig", newline="") as lines:
        derived = derive_words(csv.DictReader(lines), checked)
    rows = [(name, words, "checked") for name, words in checked.items()]
    rows += [(name, words, "derived") for name, words in derived.items() if words]
    text = "".join(f"{name}\t{'|'.join(words)}\t{how}\n" for name, words, how in sorted(rows))
    path(_FILE).write_text("major\twords\tsource\n" + text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
