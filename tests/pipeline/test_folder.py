import os
import signal
import subprocess
import sys
import time
from functools import partial

import pyarrow as pa
import pytest

import jobmine as jm
from jobmine.engines.local import POOL_FROM, LocalEngine
from jobmine.errors import EngineError, JobmineError
from jobmine.pipeline.folder import MANIFEST, RunFolder
from jobmine.pipeline.runs import run
from jobmine.testing import quick_config, write_sample

HOLD = """
import sys, time
from pathlib import Path
from jobmine.pipeline.folder import RunFolder
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


FULL = """
import resource, signal, sys
from jobmine.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing past the limit is then an error, as on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX systems")
@pytest.mark.parametrize("limit", [2_000, 20_000])
def test_a_full_disk_is_told_in_one_line_and_the_run_resumes(tmp_path, limit):
    file, out = write_sample(tmp_path), tmp_path / "out"
    command = ["run", str(file), "-o", str(out), "--tagger", "lexicon", "--workers", "1"]
    full = subprocess.run(
        [sys.executable, "-c", FULL, str(limit), *command], capture_output=True, text=True, check=False
    )
    assert full.returncode == 2, full.stderr
    assert "Traceback" not in full.stderr
    assert full.stderr.strip().splitlines()[-1].startswith("jobmine: error: ")
    with pytest.raises(JobmineError, match="no finished run"):
        jm.open_run(out)
    done = subprocess.run([sys.executable, "-m", "jobmine", *command, "--resume"], capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")
def test_a_run_that_is_interrupted_ends_its_workers_and_resumes(tmp_path):
    rows = "".join(f"p{n},数控车工,要求{n}：熟悉数控车床，会看图纸，有责任心。\n" for n in range(6_000))
    file, out = tmp_path / "many.csv", tmp_path / "out"
    file.write_text("编号,职位名称,职位描述\n" + rows, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "jobmine",
        "run",
        str(file),
        "-o",
        str(out),
        "--tagger",
        "lexicon",
        "--workers",
        "2",
    ]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    ) as process:
        deadline = time.monotonic() + 100
        while not (out / ".stages" / "read.json").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the workers too
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in told
    with pytest.raises(ProcessLookupError):  # soon nobody of the group is left
        for _ in range(200):
            os.killpg(process.pid, 0)
            time.sleep(0.05)
    done = subprocess.run([*command, "--resume"], capture_output=True, check=False)
    assert done.returncode == 0
    assert jm.open_run(out).manifest["stages"]["read"]["resumed"] is True


def _kill_once(batch, flag):
    """Be a worker that dies, as for want of memory, while there is a file."""
    if flag.exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return batch


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")
def test_a_worker_that_dies_is_an_error_and_the_next_try_works(tmp_path):
    table = pa.table({"n": list(range(POOL_FROM))})
    flag = tmp_path / "flag"
    flag.touch()
    with pytest.raises(EngineError, match="worker process died"):
        LocalEngine(2).map_batches(partial(_kill_once, flag=flag), table)
    flag.unlink()
    assert LocalEngine(2).map_batches(partial(_kill_once, flag=flag), table).equals(table)
