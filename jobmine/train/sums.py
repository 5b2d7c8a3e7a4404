"""The sums of a model's files, as ``sha256sum`` writes them; extraction compares them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from jobmine.extract.model_files import SUMS


def write_sums(folder: Path, names: Sequence[str]) -> None:
    """Write the sums of some files beside them."""
    lines = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
