"""The lines of a drafted posting on duties, on what is required and on what is preferred.

Terms and duties are the market's; the sentences come from ``report/draft_lines.tsv``. Sex, age, marriage, 户籍 and the
rank of schools are never proposed, nor looks, health and traits that no work needs (``report/draft_words.tsv``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd

from jobmine.data import read_tsv
from jobmine.engine import Tables
from jobmine.extract.wording import find_risks
from jobmine.measure.near_terms import say_the_same
from jobmine.measure.own_offer import market_tasks
from jobmine.measure.relation import counted

DUTIES, MUST, PREFERRED = "岗位职责", "任职要求", "优先条件"
FEWEST, FEWEST_PREFERRED = 3, 5  # postings that a line on what is required, or preferred, rests on
ASKED, PREFERRED_FROM = 0.08, 0.05  # shares from which a term is proposed
REQUIRED = 0.6  # of the postings with a term, those that require it; below it is preferred

_DUTIES, _LONGEST_DUTY, _SHORTEST_DUTY = 8, 16, 4
_FEW_TASKS = 50  # postings with duties below which a line may rest on two
_TOOL = re.compile(r"[A-Za-z]|软件|电脑|计算机|系统$")
_ABLE = re.compile(r"(?:力|功底|意识|思维|素养|基础|写作|技巧|语)$")
_ODD_DUTY = re.compile(
    r"^[已把被由其该此各让一]|方面的|对应的|所需|工作.|^[^一-鿿A-Za-z]|\d|[()（）“”《》:：;；?？!！。]|[你您我]|岗位|上级|领导交办|公司"
)
_ADVERB = re.compile("^(?:严格|认真|及时|定期|独立)")
_VERB_OF = "的和与及、，"


class Line(NamedTuple):
    """A line of a draft: its part, its text, and what share of which postings it rests on."""

    part: str
    text: str
    evidence: str


def duty_lines(tables: Tables, where: str) -> list[Line]:
    """Return the commonest duties that several employers state and that read as one."""
    found = market_tasks(tables, where)
    n_tasks = found["posting_id"].nunique()
    employers = tables.sql(f"{counted(tables, where=where)} SELECT posting_id, employer FROM counted").to_pandas()  # noqa: S608
    found = found[found["task"].ne("")].merge(employers, on="posting_id")
    groups = found.groupby("task").agg(
        n=("posting_id", "nunique"), employers=("employer", "nunique"), surfaces=("surface", list)
    )
    fewest = FEWEST if n_tasks >= _FEW_TASKS else 2
    groups = groups[(groups["employers"] >= 2) & (groups["n"] >= fewest)].reset_index()
    groups = groups[groups["task"].map(_reads_as_duty).astype(bool)].sort_values(["n", "task"], ascending=[False, True])
    kept: list[str] = []
    rows = []
    for task, n, surfaces in zip(groups["task"].tolist(), groups["n"].tolist(), groups["surfaces"], strict=True):
        if any(_overlap(task, other) for other in kept) or len(kept) == _DUTIES:
            continue
        kept.append(task)
        share = f"{n / n_tasks:.1%}（{n:,} / {n_tasks:,} 个写明职责的职位）"
        rows.append(Line(DUTIES, _as_duty(_as_written(task, surfaces)), share))
    return [*rows, Line(DUTIES, "【本单位该职位特有的职责】", "")]


@cache
def _verbs() -> tuple[str, ...]:
    return tuple(sorted((row["verb"] for row in read_tsv("extract/task_verbs.tsv")), key=len, reverse=True))


def _leading_verb(task: str) -> str:
    return next((verb for verb in _verbs() if task.startswith(verb)), "")


def _reads_as_duty(task: str) -> bool:
    """Return whether the name of a group of duties says what is done to what.

    Examples
    --------
    >>> [_reads_as_duty(task) for task in ("编制财务报表", "单据审核", "准备、分析", "提供支持", "已审核的凭证记帐")]
    [True, True, False, False, False]
    """
    if not _SHORTEST_DUTY <= len(task) <= _LONGEST_DUTY or _ODD_DUTY.search(task):
        return False
    verb = _leading_verb(task)
    thing = task.removeprefix(verb)
    if any(_only_verbs(told) for told in (task, thing)):
        return False
    if verb and (thing[:1] in _VERB_OF or len(thing) < 2):
        return any(_leading_verb(part) and len(part) > 2 for part in re.split("[、和与及]", thing.lstrip(_VERB_OF)))
    return thing not in words("task") and task[2:] not in words("task") and not thing.startswith("给")


def _only_verbs(told: str) -> bool:
    """Return whether several short words are listed, as in 准备、分析: of what is not said."""
    parts = re.split("[、和与及]", told)
    return len(parts) > 1 and all(len(part) <= 2 for part in parts)


def _as_duty(task: str) -> str:
    """Return a duty as a line.

    Examples
    --------
    >>> _as_duty("编制财务报表"), _as_duty("单据审核")
    ('编制财务报表', '负责单据审核')
    """
    return task if _leading_verb(_ADVERB.sub("", task)) and not task.startswith("设计") else f"负责{task}"


def _as_written(task: str, surfaces: Sequence[str]) -> str:
    """Return a name with the capitals that texts give it: groups are named in small letters."""
    if not re.search("[a-z]", task):
        return task
    places = ((surface, surface.lower().find(task)) for surface in surfaces)
    found = next((surface[at : at + len(task)] for surface, at in places if at >= 0), task)
    return found if found != task else re.sub("(?<![a-z])[a-z]{2,3}(?![a-z])", lambda short: short[0].upper(), task)


def _overlap(one: str, other: str) -> bool:
    """Return whether two duties say much the same: most of the characters of the shorter one are in the other."""
    a, b = set(one) - set("的和与及、"), set(other) - set("的和与及、")
    return len(a & b) >= 0.6 * min(len(a), len(b))


def term_lines(demand: pd.DataFrame, base: str) -> tuple[list[Line], list[Line]]:
    """Return the lines of what is required and of what is preferred."""
    demand = demand.assign(aspect=demand["aspect"].fillna(""))
    tool = (demand["kind"] == "skill") & demand["term"].str.contains(_TOOL)
    demand.loc[tool, ["kind", "aspect"]] = ["knowledge", "tool"]
    demand = demand.sort_values(["share", "term"], ascending=[False, True])
    required = demand["must_share"] >= REQUIRED
    pools = {
        "must": demand[required & (demand["share"] >= ASKED) & (demand["kind"] != "major")],
        "preferred": demand[~required & (demand["share"] >= PREFERRED_FROM) & (demand["n"] >= FEWEST_PREFERRED)],
    }
    made: dict[str, list[Line]] = {"must": [], "preferred": []}
    used: set[str] = set()
    for row in read_tsv("report/draft_lines.tsv"):
        pool = pools[row["use"]]
        name = _namer(row["kind"])
        pool = pool[(pool["kind"] == row["kind"]) & ~pool["term"].map(name).isin(used)]
        if row["aspect"]:
            pool = pool[pool["aspect"].isin(row["aspect"].split())]
        if row["match"]:
            pool = pool[pool["term"].str.contains(row["match"])]
        terms = _apart(pool, name, int(row["most"]))
        if terms.empty:
            continue
        used |= set(terms["name"])
        line = row["pattern"].format(**{"and": "、".join(terms["name"]), "or": _alternatives(terms["name"].tolist())})
        if len(terms) == 1:
            line = re.sub("等设备或器具|等(?=业务|相关)", "", line.replace("等知识", "相关知识"))
        part = MUST if row["use"] == "must" else PREFERRED
        made[row["use"]].append(Line(part, line, f"{list_shares(terms)}（{base}）"))
    return made["must"], made["preferred"]


def _alternatives(names: Sequence[str]) -> str:
    """Return names as alternatives.

    Examples
    --------
    >>> _alternatives(["甲", "乙", "丙"]), _alternatives(["甲"])
    ('甲、乙或丙', '甲')
    """
    return "或".join(filter(None, ["、".join(names[:-1]), names[-1]]))


def _apart(pool: pd.DataFrame, name: Callable[[str], str], most: int) -> pd.DataFrame:
    """Return the first terms of which none says what another one does."""
    kept: list[str] = []
    places = []
    for place, term in zip(pool.index, pool["term"], strict=True):
        called = name(term)
        if len(kept) < most and not any(say_the_same(called, other) for other in kept):
            kept.append(called)
            places.append(place)
    return pool.loc[places].assign(name=kept)


def _namer(kind: str) -> Callable[[str], str]:
    namers: dict[str, Callable[[str], str]] = {"certificate": _certificate, "skill": _ability, "major": str}
    return namers.get(kind, _called)


def _called(term: str) -> str:
    return words("name").get(term, term)


def _certificate(term: str) -> str:
    """Return a certificate as one holds it.

    Examples
    --------
    >>> [_certificate(term) for term in ("初级会计师", "叉车证", "中级职称", "CET-4")]
    ['初级会计师证书', '叉车证', '中级职称', '大学英语四级证书']
    """
    called = _called(term)
    return called if called.endswith(("证", "证书", "职称", "执照", "资格")) else f"{called}证书"


def _ability(term: str) -> str:
    called = _called(term)
    return called if _ABLE.search(called) else f"{called}能力"


def list_shares(terms: pd.DataFrame) -> str:
    """Return terms with their shares, for the column of evidence."""
    return "、".join(f"{term} {share:.1%}" for term, share in zip(terms["term"], terms["share"], strict=True))


@cache
def words(use: str) -> dict[str, str]:
    """Return the words of ``report/draft_words.tsv`` for a use, with what each is called in a posting.

    Examples
    --------
    >>> words("condition")["双休"]
    '周末双休'
    """
    return {row["word"]: row["text"] for row in read_tsv("report/draft_words.tsv") if row["use"] == use}


def is_left_out(term: str) -> bool:
    """Return whether a term is never proposed: a name of a person's job, or wording at risk.

    Examples
    --------
    >>> [is_left_out(term) for term in ("形象好", "仓管员", "女性", "责任心")]
    [True, True, True, False]
    """
    return term in words("leave") or term.endswith(("员", "工")) or bool(find_risks(f"要求{term}"))
