from __future__ import annotations

import time

import pytest

from jobmine.app.jobs import progress_of
from jobmine.app.shelf import check_folder, create_job, find_job, list_jobs, safe_names
from jobmine.errors import ConfigError
from jobmine.testing import write_sample


def wait_until(check, seconds=60):
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_job_runs_beside_the_page_and_tells_how_it_ended(tmp_path):
    job = create_job(tmp_path, "样例")
    assert job.status == "new"
    job.start(["template", "supply", "-o", str(job.folder / "s.xlsx")])
    assert job.status == "running"
    wait_until(lambda: job.status != "running")
    assert job.status == "finished"
    assert find_job(tmp_path, job.id).status == "finished"


def test_a_failed_job_has_one_sentence(tmp_path):
    job = create_job(tmp_path, "样例")
    job.start(["run", str(job.folder / "input" / "missing.csv"), "-o", str(job.out)])
    wait_until(lambda: job.status != "running")
    assert job.status == "failed"
    assert job.error.startswith("missing.csv: no such file")


def test_a_job_can_be_cancelled(tmp_path):
    job = create_job(tmp_path, "样例", ["样例.jsonl"])
    write_sample(job.folder / "input")
    job.start(["run", str(job.inputs[0]), "-o", str(job.out)])
    job.cancel()
    wait_until(lambda: job.status != "running")
    assert job.status == "cancelled"


def test_a_job_without_a_sign_of_life_has_failed(tmp_path):
    job = create_job(tmp_path, "样例")
    (job.folder / "commands.json").write_text("[[]]", encoding="utf-8")
    assert job.status == "failed"


@pytest.mark.parametrize("name", ["", "..", "../..", "20260101-000000-abc", "/etc"])
def test_only_names_of_jobs_lead_to_a_job(tmp_path, name):
    create_job(tmp_path, "样例")
    assert find_job(tmp_path, name) is None


def test_jobs_are_apart_and_listed_the_newest_first(tmp_path):
    jobs = [create_job(tmp_path, title) for title in "甲乙"]
    assert {job.folder.stat().st_mode & 0o077 for job in jobs} == {0}
    assert {job.facts["title"] for job in list_jobs(tmp_path)} == {"甲", "乙"}


def test_names_of_files_cannot_leave_their_folder():
    names = safe_names(["..\\..\\a.csv", "/etc/passwd", "CON:x.csv", "a.csv"])
    assert names == ["a.csv", "passwd", "CON_x.csv", "4-a.csv"]


@pytest.mark.parametrize(("log", "expected"), [("", ("", 0.0)), ("stage report: started", ("report", 0.67))])
def test_progress_is_read_from_the_log(log, expected):
    assert progress_of(log) == expected


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no finished run"):
        check_folder(str(tmp_path))
