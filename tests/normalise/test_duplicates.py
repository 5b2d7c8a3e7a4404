"""Re-posts: which postings repeat which."""

from __future__ import annotations

import csv
import random

import pyarrow as pa
import pytest

from jobmine.cli.read import read
from jobmine.config import Config
from jobmine.normalise.duplicates import CUTS, exact_duplicates, example_pairs, near_duplicates

COLUMNS = {
    **dict.fromkeys(("posting_id", "source", "company", "employer", "title", "text", "city"), pa.string()),
    "row": pa.int32(),
    "salary_min": pa.float64(),
}
TEXT = (
    "岗位职责：负责数控车床的操作、编程和日常保养；按图纸和工艺要求完成零件加工；做好首件检验和过程自检；"
    "及时反馈设备和质量异常；完成上级交办的其他工作。任职要求：中专以上学历，机械或数控专业；能看懂图纸，"
    "会使用游标卡尺、千分尺等量具；有三年以上同岗位经验者优先；吃苦耐劳，服从安排，有团队精神。"
)


def _table(*rows: dict[str, object]) -> pa.Table:
    defaults = {"source": "f", "employer": "甲", "title": "车工", "text": TEXT}
    filled = [defaults | {"posting_id": f"p{i}", "row": i} | row for i, row in enumerate(rows)]
    return pa.Table.from_pylist(filled, pa.schema(COLUMNS))


def _exact(*rows: dict[str, object]) -> list[str | None]:
    return exact_duplicates(_table(*rows)).to_pylist()


def _near(*rows: dict[str, object], cut: float = 0.9) -> list[str | None]:
    return near_duplicates(_table(*rows), cut=cut).to_pylist()


def test_the_first_by_source_and_row_is_kept():
    assert _exact({"source": "g"}, {"source": "f", "row": 7}, {"source": "f", "row": 3}) == ["p2", "p2", None]


def test_blanks_and_case_do_not_matter():
    assert _exact({"title": "CNC 车工"}, {"title": "cnc车工", "text": f" {TEXT}\n"}) == [None, "p0"]


@pytest.mark.parametrize("other", [{"employer": "乙"}, {"title": "铣工"}, {"text": TEXT + "包吃住"}])
def test_another_employer_title_or_text_is_another_posting(other):
    assert _exact({}, other) == [None, None]


def test_the_name_as_given_counts_where_there_is_no_canonical_one():
    assert _exact({"employer": None, "company": "某公司"}, {"employer": None, "company": "某 公司"}) == [None, "p0"]


def test_without_text_place_and_pay_must_agree():
    bare = {"text": None, "city": "苏州", "salary_min": 6000.0}
    assert _exact(bare, bare, bare | {"city": "无锡"}, bare | {"salary_min": 7000.0}) == [None, "p0", None, None]


def test_without_text_and_employer_nothing_is_the_same():
    assert _exact(*[{"text": None, "employer": None}] * 2) == [None, None]


def test_a_posting_with_text_does_not_repeat_one_without():
    assert _exact({"text": None}, {}) == [None, None]


def test_a_slightly_changed_text_is_a_near_duplicate():
    changed = TEXT.replace("三年", "五年")
    assert _exact({}, {"text": changed}) == [None, None]
    assert _near({}, {"text": changed}) == [None, "p0"]


def test_another_text_of_the_same_employer_and_title_is_not():
    other = "我们招聘有经验的车工若干名，要求能独立操作普通车床和数控车床，会自己磨刀，工作认真，待遇从优，欢迎面试。"
    assert _near({}, {"text": other}) == [None, None]


def test_chains_of_small_changes_form_one_group():
    once = TEXT.replace("三年", "五年")
    assert _near({}, {"text": once}, {"text": once.replace("中专", "大专")}) == [None, "p0", "p0"]


def test_one_text_under_another_employer_is_near_if_the_title_agrees():
    assert _near({}, {"employer": "乙"}, {"employer": "丙", "title": "会计"}) == [None, "p0", None]


def test_one_text_under_another_title_of_the_employer_is_near():
    assert _near({}, {"title": "数控车床操作工"}) == [None, "p0"]


def test_short_texts_of_different_employers_are_not_the_same():
    assert _near({"text": "会车床"}, {"employer": "乙", "text": "会车床"}) == [None, None]


def test_near_duplicates_include_exact_ones_without_text():
    assert _near({"text": None}, {"text": None}) == [None, "p0"]


def test_a_lower_cut_finds_more():
    half = TEXT[:90] + "另外要求会编程，会调机，能上夜班，能适应加班，有叉车证者优先录用，薪资面议，提供住宿。"
    assert _near({}, {"text": half}) == [None, None]
    assert _near({}, {"text": half}, cut=0.3) == [None, "p0"]


@pytest.mark.parametrize("cut", [0, -0.1, 1.1])
def test_a_cut_out_of_range_is_an_error(cut):
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        _near({}, cut=cut)


@pytest.mark.parametrize("function", [exact_duplicates, near_duplicates])
def test_no_postings_have_no_duplicates(function):
    assert function(_table()).to_pylist() == []


def test_groups_do_not_depend_on_the_order_of_rows():
    chooser = random.Random(5)
    rows = []
    for i in range(60):
        words = list(TEXT)
        for _ in range(chooser.randrange(6)):
            words[chooser.randrange(len(words))] = "某"
        rows.append(
            {"text": "".join(words), "title": chooser.choice(["车工", "铣工"]), "posting_id": f"p{i}", "row": i}
        )
    table = _table(*rows)
    order = list(range(60))
    chooser.shuffle(order)
    shuffled = near_duplicates(table.take(pa.array(order))).to_pylist()
    kept = near_duplicates(table).to_pylist()
    assert [kept[i] for i in order] == shuffled


def _examples(*rows: dict[str, object], **options: object) -> list[dict[str, object]]:
    return example_pairs(_table(*rows), **options).to_pylist()


def test_an_example_names_both_postings_and_what_differs():
    (pair,) = _examples({}, {"text": TEXT.replace("三年", "五年")}, {"title": "铣工"})
    assert (pair["posting_id"], pair["other_id"], pair["employer"], pair["title"]) == ("p0", "p1", "甲", "车工")
    assert (pair["only_one"], pair["only_other"]) == ("三", "五")
    assert pair["cut"] <= pair["similarity"] < 1


def test_a_pair_stands_under_the_highest_cut_that_it_reaches_and_is_counted_there():
    added = "另有夜班补贴、交通补贴和话费补贴，节日发放礼品，每年组织体检与旅游，提供单人宿舍。"
    pairs = _examples({}, {"text": TEXT.replace("三年", "五年")}, {"text": TEXT + added[:20]}, {"text": TEXT + added})
    assert all(pair["cut"] == max(cut for cut in CUTS if cut <= pair["similarity"]) for pair in pairs)
    assert len({pair["cut"] for pair in pairs}) > 1
    for cut in {pair["cut"] for pair in pairs}:
        assert {pair["pairs"] for pair in pairs if pair["cut"] == cut} == {sum(p["cut"] == cut for p in pairs)}


def test_no_more_examples_than_asked_for_and_no_endless_differences():
    texts = [{"text": TEXT * 8 + letter * 200} for letter in "甲乙丙丁"]
    pairs = _examples(*texts, examples=1, cuts=(0.95, 0.5))
    assert len(pairs) == len({pair["cut"] for pair in pairs})
    assert all(len(pair["only_other"]) <= 120 for pair in pairs)


def test_no_pair_is_no_row():
    assert _examples({}, {"title": "铣工"}) == _examples() == []


def test_read_writes_the_examples_with_texts_masked(tmp_path):
    rows = [
        ["职位名称", "公司名称", "职位描述"],
        *(["车工", "甲公司", TEXT + tail] for tail in ("电话13800138000", "包住")),
    ]
    (tmp_path / "a.csv").write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    examples = tmp_path / "pairs.csv"
    read([str(tmp_path / "a.csv")], tmp_path / "out.parquet", {}, Config().override(run__workers=1), examples)
    (pair,) = csv.DictReader(examples.read_text(encoding="utf-8-sig").splitlines())
    assert (pair["cut"], pair["only_one"], pair["only_other"]) == ("0.95", "电话***********", "包住")
