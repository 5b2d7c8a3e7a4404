import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobmine.extract.mentions import EXTRACTED, extract_batch, extract_text
from jobmine.testing import ROWS


def asked(text, **options):
    return {m.surface: m for m in extract_text(text, **options)}


def test_terms_in_duties_are_not_asked_for():
    text = "岗位职责：\n负责PLC编程和设备调试\n任职要求：\n熟悉CAD"
    assert set(asked(text, section="requirements")) == {"CAD"}


def test_kind_of_an_ambiguous_term_is_told_by_its_clause():
    assert asked("会计、财务管理等相关专业")["会计"].kind == "major"


@pytest.mark.parametrize(
    ("text", "surface", "level"),
    [
        ("精通Java", "Java", "精通"),
        ("熟练使用Excel", "Excel", "掌握"),
        ("会使用CAD", "CAD", "了解"),
        ("熟悉Java，精通MySQL", "MySQL", "精通"),
        ("Excel熟练", "Excel", "掌握"),
        ("责任心强", "责任心", None),
    ],
)
def test_the_nearest_level_word_governs(text, surface, level):
    assert asked(text)[surface].level == level


def test_preference_reaches_over_its_clause_only():
    found = asked("会PLC，有叉车证者优先")
    assert not found["PLC"].preferred
    assert found["叉车证"].preferred


def test_what_is_not_needed_is_negated():
    found = asked("不要求英语，需会Excel")
    assert found["英语"].negated
    assert not found["Excel"].negated


def test_years_stand_beside_what_they_are_asked_for():
    found = asked("3年以上Java经验，有责任心")
    assert (found["Java"].years, found["Java"].as_experience) == (3.0, True)
    assert found["责任心"].years is None


@pytest.mark.parametrize(
    ("text", "education", "years"),
    [
        ("大专及以上学历，3年以上工作经验", "大专", 3.0),
        ("本科以上学历，硕士优先，五年以上相关经验", "本科", 5.0),
        ("学历不限，无经验可", "不限", 0.0),
        ("会焊接", None, None),
        ("高中/中专学历", "高中", None),
    ],
)
def test_education_and_experience_of_a_text(text, education, years):
    batch = pa.RecordBatch.from_pydict({"posting_id": ["a"], "text": [text]})
    row = extract_batch(batch, section="all").to_pylist()[0]
    assert (row["education"], row["experience_min"]) == (education, years)


def test_a_known_split_tells_duties_from_requirements():
    text = "会焊接、打磨\n会焊接、打磨"
    batch = pa.RecordBatch.from_pydict({"posting_id": ["a"], "text": [text], "split": pa.array([7], pa.int32())})
    starts = [m["start"] for m in extract_batch(batch)["mentions"][0].as_py()]
    assert starts
    assert min(starts) >= 7


def test_own_lexicon_overrides_the_shipped_one(tmp_path):
    file = tmp_path / "own.tsv"
    file.write_text("term\tkind\taspect\n虚构术语甲\tknowledge\ttool\n责任心\tquality\t\n", encoding="utf-8")
    assert asked("熟悉虚构术语甲", lexicons=(str(file),))["虚构术语甲"].aspect == "tool"


def test_a_batch_gives_what_single_texts_give():
    texts = [row["职位描述"] for row in ROWS]
    batch = pa.RecordBatch.from_pydict({"posting_id": [str(i) for i in range(len(texts))], "text": texts})
    together = extract_batch(batch).column("mentions").to_pylist()
    alone = [extract_batch(batch.slice(i, 1)).column("mentions").to_pylist()[0] for i in range(len(texts))]
    assert together == alone


def test_an_empty_batch_has_the_schema():
    batch = pa.RecordBatch.from_pydict({"posting_id": pa.array([], pa.string()), "text": pa.array([], pa.string())})
    assert extract_batch(batch).schema == EXTRACTED


PIECES = st.sampled_from(
    [
        *"熟悉掌握优先无需，。；：\n 1、2.😀\u202e\ud83d",
        "Java",
        "C++",
        "C#",
        ".NET",
        "ＰＬＣ",
        "任职要求：",
        "岗位职责",
        "沟通能力",
        "3年",
        "電工證",
        "�",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join), st.sampled_from(["all", "requirements"])
)
def test_surfaces_are_the_text_between_their_offsets(text, section):
    for mention in extract_text(text, section=section):
        assert mention.surface == text[mention.start : mention.end]
        assert mention.surface


@pytest.mark.parametrize("text", ["", "。，；", "A" * 100_000, "熟悉PLC，" * 20_000, "<b>&nbsp;</b>", "\x00\x01"])
def test_odd_texts_give_a_result(text):
    assert isinstance(extract_text(text), list)
