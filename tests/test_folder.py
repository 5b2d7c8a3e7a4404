import subprocess
import sys
import time

import pytest

import jobmine as jm
from jobmine.errors import JobmineError
from jobmine.folder import MANIFEST, RunFolder
from jobmine.pipeline import run
from jobmine.testing import quick_config, write_sample

HOLD = """
import sys, time
from pathlib import Path
from jobmine.folder import RunFolder
with RunFolder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that writes into a folder."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "out")], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_two_runs_into_one_folder_are_refused(holder, tmp_path):
    with pytest.raises(JobmineError, match="another run is writing"):
        run(write_sample(tmp_path), tmp_path / "out", config=quick_config())


def test_a_dead_process_leaves_no_lock(holder, tmp_path):
    holder.kill()
    holder.wait()
    with RunFolder(tmp_path / "out") as folder:
        assert not (folder.path / MANIFEST).exists()


def test_a_run_that_failed_leaves_no_lock(tmp_path):
    with pytest.raises(ZeroDivisionError), RunFolder(tmp_path):
        raise ZeroDivisionError
    with RunFolder(tmp_path):
        pass


def test_a_killed_run_is_no_finished_run_and_resumes(tmp_path):
    file = write_sample(tmp_path)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "jobmine", "run", str(file), "-o", str(out), "--tagger", "lexicon"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 100
        while not (out / ".stages" / "read.json").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
    with pytest.raises(JobmineError, match="no finished run"):
        jm.open_run(out)
    done = subprocess.run([*command, "--resume"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert jm.open_run(out).manifest["stages"]["read"]["resumed"] is True


def test_a_kept_stage_whose_file_is_damaged_is_done_again(tmp_path):
    file = write_sample(tmp_path)
    run(file, tmp_path / "out", config=quick_config())
    kept = tmp_path / "out" / ".stages" / "extract-mentions.arrow"
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    again = run(file, tmp_path / "out", config=quick_config(), resume=True)
    resumed = {name: stage["resumed"] for name, stage in again.manifest["stages"].items()}
    assert (resumed["read"], resumed["extract"]) == (True, False)
