"""A workbook of labels: what is written can be read again, and every mistake is named with its cell."""

import json
import shutil

import pytest
from openpyxl import load_workbook

from jobmine.config import Config
from jobmine.errors import ConfigError, ReadError
from jobmine.pipeline import label_form as form
from jobmine.pipeline.labelled import read_labels
from jobmine.pipeline.labelling import write_labels

POSTINGS = [
    {"职位": "数控车工", "描述": "岗位职责：\n1、操作数控车床加工零件。\n任职要求：\n1、会看图纸，熟悉数控车床；\n2、有责任心，电话13800138000。"},
    {"职位": "会计", "描述": "任职要求：\n会计专业，熟悉会计准则；\n=1+1不是公式，会Excel，会Excel者优先。"},
    {"职位": "焊工", "描述": "任职要求：持焊工证，会氩弧焊，能吃苦耐劳，身体健康。"},
    {"职位": "焊工", "描述": "任职要求：持焊工证，会氩弧焊，能吃苦耐劳，身体健康。"},
    {"职位": "门卫", "描述": "包吃包住。"},
]  # fmt: skip
CONFIG = Config.from_dict({"run": {"workers": 1}, "extract": {"tagger": "lexicon"}})
MARK = {head: number for number, head in enumerate(form.MARK_HEADS, start=1)}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("labels") / "启事.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in POSTINGS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def written(source):
    path = source.with_name("labels.xlsx")
    assert write_labels(source, path, config=CONFIG) == 3
    return path


@pytest.fixture
def book(written, tmp_path):
    """A copy to edit; ``save`` gives its path."""
    path = shutil.copy(written, tmp_path / "labels.xlsx")
    opened = load_workbook(path)
    opened.place = path
    return opened


def save(book, read=True):
    if read:
        for row in rows(book):
            if row[MARK[form.LINE] - 1].value == 0:
                row[MARK[form.READ] - 1].value = form.YES
    book.save(book.place)
    return book.place


def rows(book):
    return list(book[form.MARKS].iter_rows(min_row=2))


def line(book, text):
    """Return the row of the line that holds a text."""
    return next(row[0].row for row in rows(book) if text in (row[2].value or "") and row[1].value)


def put(book, text, head, value):
    book[form.MARKS].cell(line(book, text), MARK[head]).value = value


def marks(records):
    return sorted((m["text"], m["type"]) for record in records for m in record["mentions"])


def test_distinct_postings_with_readable_requirements_are_drawn_by_seed(source, written, tmp_path):
    write_labels(source, tmp_path / "again.xlsx", config=CONFIG)
    titles = [[row[1].value for row in load_workbook(p)[form.TEXTS].iter_rows(min_row=2, min_col=2, max_col=3)]
              for p in (written, tmp_path / "again.xlsx")]  # fmt: skip
    assert titles[0] == titles[1]
    assert sorted(titles[0]) == ["会计", "数控车工", "焊工"]


def test_what_was_found_is_filled_in_and_read_again(book):
    records = read_labels(save(book))
    assert len(records) == 3
    assert all(r["req"][m["start"] : m["end"]] == m["text"] for r in records for m in r["mentions"])
    assert {("数控车床", "knowledge"), ("责任心", "quality"), ("焊工证", "certificate")} <= set(marks(records))


def test_without_suggestions_nothing_is_filled_in(source, tmp_path):
    write_labels(source, tmp_path / "blank.xlsx", suggest=False, config=CONFIG)
    book = load_workbook(tmp_path / "blank.xlsx")
    assert not any(row[n].value for row in rows(book) for n in range(3, 8))


def test_personal_data_are_masked_and_what_looks_like_a_formula_stays_a_text(book):
    texts = [cell.value for row in book[form.TEXTS].iter_rows(min_row=2) for cell in row]
    assert not any("13800138000" in str(text) for text in texts)
    assert any("电话***********" in str(text) for text in texts)
    cell = book[form.MARKS].cell(line(book, "=1+1"), MARK[form.TEXT])
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_only_postings_marked_as_read_count(book):
    with pytest.raises(ReadError, match="没有一条启事"):
        read_labels(save(book, read=False))
    rows(book)[0][MARK[form.READ] - 1].value = "是"
    assert len(read_labels(save(book, read=False))) == 1


def test_a_term_takes_the_place_that_is_free(book):
    for head in form.MARK_HEADS[3:8]:
        put(book, "会计准则", head, None)
    put(book, "会计准则", "专业", "会计")
    put(book, "会计准则", "知识", "会计准则")
    put(book, "=1+1", "能力", "excel@2")
    text = next(p["描述"] for p in POSTINGS if p["职位"] == "会计")
    record = next(r for r in read_labels(save(book)) if r["title"] == "会计")
    placed = {(m["text"], m["type"]): m["start"] for m in record["mentions"]}
    assert placed["会计", "major"] == text.index("会计专业")
    assert placed["Excel", "skill"] == text.rindex("Excel")


def test_columns_are_found_by_their_heads_and_rows_by_their_numbers(book):
    before = marks(read_labels(save(book)))
    sheet = book[form.MARKS]
    sheet.insert_cols(1)
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for row, of in zip(sheet.iter_rows(min_row=2), reversed(values), strict=True):
        for cell, value in zip(row, of, strict=True):
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(book.place)
    assert marks(read_labels(book.place)) == before


@pytest.mark.parametrize(
    ("text", "head", "value", "cell", "said"),
    [
        ("氩弧焊", "知识", "电弧焊", "D", "不在这一行里"),
        ("会计准则", "知识", "会计；会计；会计", "D", "重叠"),
        ("=1+1", "能力", "Excel@3", "E", "不在这一行里"),
        ("氩弧焊", "原文", "任职要求：会氩弧焊。", "C", "原文与写出时不同"),
        ("氩弧焊", "启事", 99, "A", "无此启事"),
    ],
)
def test_a_mistake_is_named_with_its_cell(book, text, head, value, cell, said):
    at = line(book, text)
    put(book, text, head, value)
    with pytest.raises(ReadError, match=said) as error:
        read_labels(save(book))
    assert f"标注!{cell}{at}：" in str(error.value)


def test_overlapping_terms_of_two_kinds_are_named(book):
    put(book, "氩弧焊", "知识", "氩弧焊")
    put(book, "氩弧焊", "能力", "弧焊")
    with pytest.raises(ReadError, match=r"标注!E.*'弧焊' 与同一行的另一项重叠"):
        read_labels(save(book))


def test_every_mistake_is_listed_and_the_file_is_left_alone(book):
    put(book, "氩弧焊", "知识", "甲")
    put(book, "会计准则", "知识", "乙")
    path = save(book)
    before = path.read_bytes()
    with pytest.raises(ReadError) as error:
        read_labels(path)
    assert str(error.value).count("不在这一行里") == 2
    assert path.read_bytes() == before


def test_a_head_that_is_missing_is_named_with_the_heads_there_are(book):
    book[form.MARKS].cell(1, MARK["能力"]).value = "技能"
    with pytest.raises(ReadError, match=r"标注!A1：没有列“能力”.*技能"):
        read_labels(save(book))


def test_a_line_that_was_deleted_is_missed(book):
    book[form.MARKS].delete_rows(line(book, "图纸"))
    with pytest.raises(ReadError, match=r"标注!B.*少了一行"):
        read_labels(save(book))


def test_a_changed_whole_text_is_told_by_its_sum(book):
    book[form.TEXTS].cell(2, 5).value += "。"
    with pytest.raises(ReadError, match="启事!E2：原文、编号或要求起点与写出时不同"):
        read_labels(save(book))


def test_an_unknown_answer_is_refused(book):
    rows(book)[0][MARK[form.READ] - 1].value = "大概"
    with pytest.raises(ReadError, match="标注!I2：已核对是 '大概'"):
        read_labels(save(book, read=False))


def test_another_file_is_refused(tmp_path, source):
    (tmp_path / "a.xlsx").write_text("x")
    with pytest.raises(ReadError, match="读不出工作簿"):
        read_labels(tmp_path / "a.xlsx")
    with pytest.raises(ConfigError, match=r"ending in .xlsx"):
        write_labels(source, tmp_path / "a.csv", config=CONFIG)


def test_labels_are_never_overwritten(written, source):
    with pytest.raises(ConfigError, match="exists and may hold your labels"):
        write_labels(source, written, config=CONFIG)


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("会计，会计优先", [(3, 5, "major")]),
        ("会C、C++和C#", [(1, 2, "knowledge"), (3, 6, "knowledge"), (7, 9, "knowledge")]),
        ("CAD绘图，熟悉CAD", [(0, 5, "knowledge"), (8, 11, "knowledge")]),
        ("销售，销售，销售经验", [(6, 8, "knowledge"), (0, 2, "major")]),
        ("物流管理专业，有物流管理经验", [(0, 4, "major"), (8, 12, "knowledge")]),
    ],
)
def test_what_is_written_beside_a_line_leads_back_to_its_marks(line, marked):
    cells = form.write_terms(line, marked)
    terms = [(kind, term) for kind, cell in cells.items() for term in form.split_terms(cell, line)]
    placed = form.place_terms(line, [term for _, term in terms])
    assert sorted((*p, kind) for p, (kind, _) in zip(placed, terms, strict=True)) == sorted(marked)
