"""The rules of the audit one by one, on small claims worked by hand, and what happens to bad ones."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.errors import ConfigError, ReadError
from jobmine.measure.audit.claims import audit_claims, audit_table, check_claim
from jobmine.measure.audit.figures import evaluate, quantity
from jobmine.read.plain_tables import read_named

RUNNER = CliRunner()


@pytest.mark.parametrize(
    ("kind", "inputs", "printed", "verdict"),
    [
        ("sum", "14+75+226", "315", "holds"),
        ("sum", "14+75+226", "316", "fails"),  # counts are not rounded
        ("sum", "33.3+33.3+33.3", "100", "holds"),
        ("rounded_sum", "12.70+31.40+32.20|(15+37+38)/118", "76.3", "holds"),
        ("pooled_total", "10@1|20@1", "15", "holds"),
        ("pooled_total", "51.0@3|52.0@1", ">50", "holds"),
        ("pooled_total", "49.0@3|49.5@1", ">50", "fails"),
        ("part_whole", "23|92", "part of whole", "holds"),
        ("part_whole", "93|92", "part of whole", "fails"),
        ("part_whole", "93|100-8", "part of whole", "flag"),  # the whole is worked out
        ("sibling_part", "40,50,10,5", "5⊂10", "holds"),
        ("sibling_part", "40,45,10,5", "5⊂10", "fails"),
        ("sibling_part", "40,20,10,5", "5⊂10", "flag"),
        ("category_of_sum", "25+83|25+83", "108", "holds"),
        ("one_base", "34.0/10%|340/100%", "one base", "holds"),
        ("one_base", "34.0/10%|400/100%", "similar", "flag"),
        ("integer_base", "1=33.3%", "N", "holds"),
        ("two_places", "6.28万@a|62790@b", "same", "holds"),
        ("two_places", "102@a|103@b", "same", "fails"),  # intervals only touch
        ("two_places", ">850@a|913@b", "same", "holds"),
        ("two_places", "1万多@a|15000@b", "same", "holds"),
        ("false_precision", "33.33/100.0", "33.3", "holds"),
        ("false_precision", "1/3", "33.333", "flag"),
        ("false_precision", "1.00/3.00", "40", "fails"),
        ("ratio_in_words", "1.67", "5:3", "holds"),
        ("unit", "200/100", "200公里", "holds"),
        ("verbal_fraction", "58", "近六成", "holds"),
        ("verbal_fraction", "61", "近六成", "fails"),
        ("verbal_fraction", "66.7", "三分之二以上", "holds"),
        ("verbal_fraction", "50", "超过50%", "flag"),  # 50.4 would round to it
        ("verbal_fraction", "49", "超过50%", "fails"),
        ("verbal_fraction", "34", "30%左右", "flag"),
        ("verbal_fraction", "37", "30%左右", "fails"),
        ("verbal_fraction", "33", "三成多", "holds"),
        ("verbal_fraction", "41", "三成多", "fails"),
        ("verbal_fraction", "48.2", "近半", "holds"),
        ("verbal_fraction", "95.4", "近九成六", "holds"),
        ("verbal_fraction", "61", "百分之六十以上", "holds"),
        ("verbal_fraction", "92", "逾九成", "holds"),
        ("times_wording", "10->20", "翻一番", "holds"),
        ("times_wording", "10->30", "增长2倍", "holds"),
        ("times_wording", "10->20", "增长2倍", "fails"),
        ("times_wording", "10->20", "增长到2倍", "holds"),
        ("superlative", "甲=3|乙=3|丙=1", "max:乙", "holds"),  # shared
        ("rank", "甲=3|乙=3|丙=1", "order:乙>甲>丙", "holds"),
        ("rank", "甲=3|乙=3|丙=1", "rank:丙#3", "holds"),
        ("rank", "甲=3|乙=2|丙=1", "bottomset:甲、丙", "fails"),
        ("trend", "a=1|b=3|c=2", "peaks=b", "holds"),
        ("trend", "a=1|b=3|c=2|d=5", "peaks=b、d", "flag"),
        ("trend", "a=1|b=3|c=2|d=5", "peaks=c", "fails"),
        ("trend", "a=5|b=3|c=4", "valley=b", "holds"),
        ("trend", "a=1|b=1", "rising", "fails"),
        ("range", "0.704|0.756", "0.70~0.76", "holds"),
        ("range", "0.694|0.756", "0.70~0.76", "fails"),
        ("bound", "5|6", "all>=5", "holds"),
        ("bound", "5|6", "all>5", "fails"),
        ("list_count", "甲|乙|乙", "3", "fails"),
        ("span", "2019|2023", "5 years", "holds"),
        ("span", "2019|2023", "4 years", "flag"),
        ("ratio", "535/643*100", "82.3", "fails"),
        ("growth", "100->121#2", "10.0", "holds"),
        ("growth", "100->121#2", "12.0", "fails"),
        ("grim", "33.3|66.7", "3", "holds"),
        ("grim", "33.4", "3", "fails"),
        ("shares", "50|30|20", "100", "holds"),
        ("mean", "50|50", "1.5", "holds"),
        ("mean", "50|50", "1.7", "fails"),
        ("mean", "50.0|30.0#7", "1.5", "fails"),
        ("unique", "甲|乙", "", "holds"),
        ("co_words", "5|9", "5", "holds"),
    ],
)  # fmt: skip
def test_verdicts(kind, inputs, printed, verdict):
    assert check_claim(kind, inputs, printed).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "inputs", "printed", "unit"),
    [
        ("verbal_fraction", "12.42", "不足13万", "万"),
        ("two_places", "6.28万@a|6.3@b", "same", "万"),
        ("sum", "1.5+0.5亿", "2.0亿", "亿"),
    ],
)
def test_a_missing_unit_is_flagged_and_named(kind, inputs, printed, unit):
    check = check_claim(kind, inputs, printed)
    assert check.verdict == "flag"
    assert f"缺单位：补上“{unit}”即相符" in check.reason


@pytest.mark.parametrize(
    ("kind", "inputs", "printed", "words"),
    [
        ("summe", "1+2", "3", "allowed: sum"),
        ("sum", "1+x", "3", "no expression"),
        ("sum", "1+2)", "3", "cannot be worked out"),
        ("sum", "1/0", "3", "cannot be worked out"),
        ("sum", "", "3", "no expression"),
        ("sum", "36.7万8.7", "100", "cannot be worked out"),
        ("sum", "1+2", ".8.", "is no number"),
        ("two_places", "1@a|2@b", "equal", "same, similar"),
        ("rank", "甲=1|乙=2", "order:甲>丙", "丙"),
        ("verbal_fraction", "5", "很多", "names no number"),
        ("trend", "a=1|b=2", "up", "allowed"),
        ("sibling_part", "50,50", "5⊂50", "must stand"),
        ("sum", "@nowhere x", "3", "none is at hand"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_says_why(kind, inputs, printed, words):
    with pytest.raises(ConfigError, match=words):
        check_claim(kind, inputs, printed)


def test_in_a_table_it_is_a_row_that_is_unchecked():
    claims = pd.DataFrame({"kind": ["sum", "sum"], "inputs": ["1+?", "1+2"], "printed": ["3", "3"]})
    made = audit_claims(claims)
    assert made.frame["verdict"].tolist() == ["unchecked", "holds"]
    assert made.frame.loc[0, "cell"] == "第 1 行 inputs"
    assert made.meta["notes"] == ["相符 1 条，存疑 0 条，不符 0 条，无法核对 1 条"]


def test_cells_of_what_is_wrong():
    claims = pd.DataFrame(
        {
            "kind": ["sum", "two_places"],
            "inputs": ["1+1", "1@a|2@b"],
            "printed": ["3", "same"],
            "cell": ["表2 合计", ""],
        }
    )
    assert audit_claims(claims).frame["cell"].tolist() == ["表2 合计", "第 2 行 inputs"]


def figures(**columns):
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (figures(性别=["男", "女"], 人数=["118", "185"], 占比=["38.90", "61.1"]), {"第 1 行 占比": "38.94"}),
        (figures(性别=["男", "女"], 人数=["118", "185"], 占比=["38.94%", "61.06%"]), {}),
        (figures(需要=["a", "b", "c", "d"], 人数=["81", "58", "50", "24"], 占比=["35.22", "25.22", "21.74", "12.43"]),
         {"占比 列": "12.43%→10.44%"}),
        (figures(前几项=["a", "b"], 占比=["40", "30"], 人数=["4", "6"]), None),  # no base in common: nothing is claimed
        (figures(组=["x"], 占比1=["50"], 占比2=["30"], 占比3=["20"], 均值=["1.9"]), {"第 1 行 均值": "1.7"}),
        (figures(领域=["甲"] * 3 + ["乙"] * 3 + ["丙"] * 3, 岗=list("abcabcabc"), 占比=["50", "30", "20"] * 2 + ["50", "30", "2"]),
         {"丙 占比": "2→20"}),
        (figures(变量=["a", "b"], 容差=["0.5", "0.8"], VIF=["2.0", "1.52"]), {"第 2 行 VIF": "1.25"}),
        (figures(位次=["1", "2", "3"], 城市=["上海", "北京", "上海"]), {"城市 列": ""}),
        (figures(组=["a", "b"], 占比=["80.0", "20.0"], 人数=["1", "9"]), None),  # the share of something else
        (figures(题=["a", "b"], 占比=["33.3", "33.4"], 答卷数=["3", "3"]), {"第 2 行 占比": "33.3"}),
    ],
)  # fmt: skip
def test_a_plain_table_is_audited_by_its_columns(table, found):
    if found is None:
        with pytest.raises(ReadError, match="nothing to audit"):
            audit_table(table)
        return
    made = audit_table(table).frame
    assert made.loc[made["verdict"] != "holds"].set_index("cell")["fits"].to_dict() == found


def test_columns_that_are_needed():
    with pytest.raises(ReadError, match="no column inputs, printed"):
        audit_claims(pd.DataFrame({"kind": ["sum"]}))


def test_intervals_of_expressions():
    assert evaluate("1.0/2.0").shown() == "0.5 [0.463415, 0.538462]"
    assert evaluate("-1.0+(3-1)").shown() == "1 [0.95, 1.05]"
    assert quantity("<20%").shown() == "20 [-inf, 20]"


TABLE = "city,country,score,rank\n甲,A,9,1\n乙,B,7,2\n丙,A,,3\n丁,A,5,4\n"


@pytest.mark.parametrize(
    ("question", "printed", "verdict"),
    [
        ("rank of 丁 in A by score", "#2", "holds"),
        ("score rank of 丁", "#3", "holds"),
        ("global rank of 丁 by score", "#4", "holds"),
        ("global rank of 丁 by score", "#5", "fails"),
        ("top2 of A by score", "甲>丁", "holds"),
        ("top2 by country", "A1、B1", "holds"),
        ("countries", "3+1", "holds"),
        ("score at least 6 plus 戊=8", "甲>戊>乙", "holds"),
        ("countries A in top2 of score", "1", "holds"),
        ("countries A in top2 of score plus 戊=8/A", "2", "holds"),
        ("values of rank 1 to 2 of score", "7~9", "holds"),
        ("score >= 6", "2", "holds"),
        ("score >= 4", "多半", "holds"),
    ],
)
def test_questions_to_a_table(tmp_path, question, printed, verdict):
    (tmp_path / "cities.csv").write_text(TABLE, encoding="utf-8")
    assert check_claim("rank", f"@cities {question}", printed, read_named(tmp_path)).verdict == verdict


@pytest.mark.parametrize(
    ("reference", "words"), [("@towns countries", "no table 'towns'"), ("@cities top1 of A by size", "size")]
)
def test_questions_that_a_folder_cannot_answer(tmp_path, reference, words):
    (tmp_path / "cities.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises((ReadError, ConfigError), match=words):
        check_claim("rank", reference, "甲", read_named(tmp_path))


def test_the_verb_names_what_is_wrong(tmp_path):
    (tmp_path / "claims.csv").write_text(
        "item,kind,inputs,printed\n合计,sum,84+11+5+2,103\n高技能,times_wording,73.4->114.3,增幅155.7%\n总数,sum,1+1,2\n",
        encoding="utf-8",
    )
    out = tmp_path / "out.csv"
    done = RUNNER.invoke(app, ["audit", str(tmp_path / "claims.csv"), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "不符 第 1 行 printed（合计）：103，算得 102，相符的是 102" in done.output
    assert "把倍数当成了增幅" in done.output
    assert "相符 1 条，存疑 0 条，不符 2 条" in done.output
    assert pd.read_csv(out)["verdict"].tolist() == ["fails", "fails", "holds"]
