"""The sheet in which a person confirms what kind each question is, written and read back."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from jobmine.errors import ReadError
from jobmine.read.plain_tables import read_frame
from jobmine.read.sources import PathLike
from jobmine.read.survey import KINDS, LIKERT, Question, Survey

COLUMNS = ("题号", "题目", "题型", "选项", "改名", "列", "请核对")
_CODES = {name: kind for kind, name in KINDS.items()}


def question_frame(survey: Survey) -> pd.DataFrame:
    """Return the questions as a person reads them, one row each.

    题型 is one of 单选, 多选, 量表, 排序, 数值, 填空; 选项 are parted by ``|``, of a scale with their scores, in the
    order in which tables shall show them; 改名 says ``earlier>kept|…``; 请核对 says what is doubtful.

    Examples
    --------
    >>> asked = Question("1", "满意吗", "likert", (3,), options=("不满意", "满意"), scores=(2.0, 4.0))
    >>> question_frame(Survey("", pd.DataFrame(), (asked,))).iloc[0].tolist()
    ['1', '满意吗', '量表', '不满意=2|满意=4', '', '4', '']
    """
    rows = [
        (
            q.number,
            q.title,
            KINDS[q.kind],
            "|".join(f"{o}={s:g}" for o, s in zip(q.options, q.scores, strict=True))
            if q.scores
            else "|".join(q.options),
            "|".join(f"{old}>{new}" for old, new in q.renamed),
            ",".join(str(place + 1) for place in q.columns),
            q.doubt,
        )
        for q in survey.questions
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)


def confirm_questions(survey: Survey, path: PathLike) -> Survey:
    """Return the survey with kinds, options and new names as a person wrote them in the sheet.

    Raises
    ------
    ReadError
        If the sheet is of another export, a kind is not known, or a scale has an option without a score.
    """
    frame = read_frame(path)
    lacking = [name for name in COLUMNS[:4] if name not in frame]
    if lacking:
        raise ReadError(f"{path}: no column {', '.join(lacking)}; write the sheet anew with jobmine survey")
    rows = {row["题号"]: {str(head): str(cell) for head, cell in row.items()} for row in frame.to_dict("records")}
    unknown = rows.keys() - {q.number for q in survey.questions}
    if unknown or not rows:
        raise ReadError(f"{path}: question {', '.join(sorted(unknown)) or '(none)'} is not in {survey.source}")
    return replace(survey, questions=tuple(_confirmed(q, rows.get(q.number), str(path)) for q in survey.questions))


def _confirmed(question: Question, row: dict[str, str] | None, where: str) -> Question:
    if row is None:
        return question
    name = row["题型"].strip()
    kind = _CODES.get(name, name)
    at = f"{where}: question {question.number}"
    if kind not in KINDS:
        raise ReadError(f"{at}: 题型 {name!r}; allowed: {', '.join(_CODES)}")
    if row["题目"].strip() != question.title:
        raise ReadError(
            f"{at}: the sheet says {row['题目']!r}, the answers {question.title!r}; it is of another export"
        )
    parts = [part.strip() for part in row["选项"].split("|") if part.strip()]
    renamed = tuple(_pair(part, at) for part in row.get("改名", "").split("|") if part.strip())
    options, given = tuple(parts), tuple[float, ...]()
    if kind == LIKERT:
        pairs = [part.rpartition("=") for part in parts]
        try:
            given = tuple(float(score) for _, _, score in pairs)
        except ValueError as error:
            raise ReadError(f"{at}: a scale needs OPTION=SCORE|OPTION=SCORE, got {row['选项']!r}") from error
        options = tuple(option for option, _, _ in pairs)
    gone = {old for old, _ in renamed}
    kept = [i for i, option in enumerate(options) if option not in gone]
    return replace(
        question,
        kind=kind,
        options=tuple(options[i] for i in kept),
        scores=tuple(given[i] for i in kept) if given else (),
        renamed=renamed,
        doubt="",
    )


def _pair(text: str, at: str) -> tuple[str, str]:
    old, sign, new = text.partition(">")
    if not sign or not new.strip():
        raise ReadError(f"{at}: 改名 {text!r}; wanted is EARLIER>KEPT")
    return old.strip(), new.strip()
