"""The same input and settings give the same bytes, whatever the hash seed and the number of workers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobmine.testing import quick_config, write_sample


def run_with(folder: Path, file: Path, seed: str, workers: int) -> dict[str, bytes]:
    out = folder / f"out-{seed}-{workers}"
    (settings := folder / "settings.toml").write_text(quick_config().to_toml(), encoding="utf-8")
    command = [sys.executable, "-m", "jobmine", "run", file, "-o", out, "--workers", str(workers), "--config", settings]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
    return {
        path.name: path.read_bytes() for path in [*out.rglob("*.csv"), out / "tables.xlsx", *out.glob("figures/*.svg")]
    }


@pytest.mark.slow
def test_tables_are_byte_identical(tmp_path):
    file = write_sample(tmp_path)
    # over the number of rows from which a pool is used, each line made its own posting
    lines = file.read_text(encoding="utf-8").splitlines()
    many = tmp_path / "many.jsonl"
    many.write_text(
        "\n".join(
            line.replace('"id": "p', f'"id": "{i}p').replace("示例", f"示例{i}") for i in range(270) for line in lines
        )
    )
    first, second, third = (run_with(tmp_path, many, seed, workers) for seed, workers in (("0", 1), ("1", 2), ("2", 3)))
    assert len(first) > 10
    assert first == second
    assert first == third
