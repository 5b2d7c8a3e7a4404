"""`jobmine report`, `jobmine profile` and the pair of `jobmine wordcloud`."""

import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.errors import ConfigError

RUNNER = CliRunner()


def jobmine(*arguments):
    return RUNNER.invoke(app, [*map(str, arguments)], catch_exceptions=False)


def test_report_writes_the_formats_asked_for_into_a_folder(tiny_run, tmp_path):
    done = jobmine("report", tiny_run.path, "--format", "html,docx,xlsx", "--title", "标题甲", "-o", tmp_path)
    assert done.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "report.docx", "tables.xlsx"}
    assert "<title>标题甲</title>" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_report_without_examples_quotes_nothing(sample_run, tmp_path):
    for option, quoted in (((), True), (("--no-examples",), False)):
        jobmine("report", sample_run.path, "--format", "html", "-o", tmp_path / "a.html", *option)
        assert ("<mark>" in (tmp_path / "a.html").read_text(encoding="utf-8")) is quoted


def test_profile_needs_exactly_one_name(tiny_run, tmp_path):
    with pytest.raises(ConfigError, match="exactly one"):
        jobmine("profile", tiny_run.path, "-o", tmp_path / "a.html", "--post", "甲", "--role", "乙")
    assert jobmine("profile", tiny_run.path, "-o", tmp_path / "a.html", "--post", "数控车工").exit_code == 0


def test_wordcloud_lies_as_png_and_svg(sample_run, tmp_path):
    jobmine("wordcloud", sample_run.path, "-o", tmp_path / "c.png")
    assert {path.name for path in tmp_path.iterdir()} == {"c.png", "c.svg"}


def test_wordclouds_of_two_groups_that_do_not_differ_are_one_line(tiny_run, tmp_path):
    with pytest.raises(ConfigError, match="differs clearly"):
        jobmine(
            "wordcloud",
            tiny_run.path,
            "-o",
            tmp_path / "c.png",
            "--where",
            "city = '苏州'",
            "--against",
            "city = '无锡'",
        )
