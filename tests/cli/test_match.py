"""`jobmine match` on the sample run."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app

RUNNER = CliRunner()
PEOPLE = (
    "学号,姓名,学历,技能,简历\n"
    "20230001,王某某,大专,数控编程,熟练操作数控车床，有责任心\n"
    "20230002,赵某某,本科,Excel,熟悉会计准则，沟通能力强\n"
)


@pytest.fixture(scope="module")
def folder(sample_run, tmp_path_factory):
    here = tmp_path_factory.mktemp("match")
    (here / "people.csv").write_text(PEOPLE.replace("，", "、"), encoding="utf-8")
    arguments = ["match", str(here / "people.csv"), str(sample_run.path), "--by", "role", "-o", str(here / "out")]
    done = RUNNER.invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return here / "out"


def test_people_and_posts_are_matched_both_ways(folder):
    people, posts = (pd.read_csv(folder / f"{name}.csv") for name in ("people", "posts"))
    assert set(people["person"]) <= {1, 2}
    assert people["score"].between(0, 1).all()
    assert people[["covered", "ability"]].apply(lambda column: column.between(0, 1)).all().all()
    assert not posts.empty


def test_no_name_and_no_number_of_a_person_is_written(folder):
    for file in folder.glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        assert not any(word in text for word in ("王某某", "赵某某", "20230001", "20230002")), file.name


def test_an_unknown_dimension_is_refused(sample_run, folder):
    people = folder.parent / "people.csv"
    done = RUNNER.invoke(app, ["match", str(people), str(sample_run.path), "--by", "city", "-o", str(folder)])
    assert "post, role, occupation" in str(done.exception)
