"""The wheel carries its data and runs in an empty environment outside the repository."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_has_code_and_data_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "jobmine/corpora/lexicon/knowledge.tsv" in names
    assert any(name.startswith("jobmine/corpora/sample/") for name in names)
    assert "jobmine/py.typed" in names
    assert {name.split("/")[0] for name in names} <= {
        "jobmine",
        *(n.split("/")[0] for n in names if ".dist-info/" in n),
    }


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel(wheel, tmp_path):
    environment = tmp_path / "env"
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", str(wheel)], check=True, cwd=tmp_path
    )
    done = subprocess.run(
        [python, "-m", "jobmine", "demo", "-o", "out"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").exists()
