"""A whole run beside the script that people write (``peer.py``), in alternation on the same files.

``python benchmarks/run.py POSTINGS... [--rounds 3] [--tagger fast lexicon] [--workers 2]``: seconds,
peak memory summed over processes, and the ratio of medians; then the stages of the last round in units of the
peer's ``jieba`` time over the same texts, beside what each is meant to take. Run it with nothing else going on.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

_PAUSE = 0.2  # seconds between looks at memory
_PEER = Path(__file__).parent / "peer.py"
_BUDGET: tuple[tuple[str, float | dict[str, float], tuple[str, ...]], ...] = (
    ("read, typed, duplicates", 0.2, ("read",)),
    ("sections, mentions, tasks, conditions", {"fast": 0.75, "lexicon": 0.25}, ("extract",)),
    ("roles, tables, clouds, HTML; Excel too, which is meant apart", 0.37, ("roles", "model", "scope", "report")),
)
"""Stages together with what they may take, in units of one process cutting the texts with jieba; ``extract`` is
meant for one core, and so divided by the workers."""


def tree(root: int) -> list[int]:
    """Return a process and all that it started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def memory(processes: list[int]) -> int:
    """Return the bytes that processes hold, shared pages counted once (proportional set size)."""
    total = 0
    for process in processes:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def measure(command: list[str]) -> tuple[float, int]:
    """Run a command; return its seconds and its peak memory."""
    begun = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        peak, done = [0], threading.Event()

        def watch() -> None:
            while not done.wait(_PAUSE):
                peak[0] = max(peak[0], memory(tree(process.pid)))

        watcher = threading.Thread(target=watch)
        watcher.start()
        _, said = process.communicate()
        took = time.monotonic() - begun
        done.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{command}: {said}")
    return took, peak[0]


def stages_of(folder: Path) -> tuple[int, dict[str, float]]:
    """Return the number of postings of a run and the seconds of its stages."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest["scope"][0]["kept"], {name: of["seconds"] for name, of in manifest["stages"].items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("postings", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tagger", nargs="+", default=["fast", "lexicon"])
    parser.add_argument("--workers", default="2")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        commands = {"peer": [sys.executable, str(_PEER), *options.postings, "-o", f"{folder}/peer"]}
        for tagger in options.tagger:
            settings = ["--tagger", tagger, "--workers", options.workers]
            commands[tagger] = [
                *(sys.executable, "-m", "jobmine", "run", *options.postings, "-o", f"{folder}/{tagger}", *settings)
            ]
        figures: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
        for number in range(options.rounds):
            for name, command in commands.items():
                figures[name].append(measure(command))
                took, peak = figures[name][-1]
                sys.stdout.write(f"round {number + 1}  {name}  {took:.1f} s  peak {peak / 1e6:.0f} MB\n")
                sys.stdout.flush()
        stages = {name: stages_of(Path(folder, name)) for name in options.tagger}
        unit = json.loads(Path(folder, "peer", "seconds.json").read_text(encoding="utf-8"))["cut"]
    theirs = statistics.median(took for took, _ in figures["peer"])
    for name, rounds in figures.items():
        took = statistics.median(took for took, _ in rounds)
        peak = max(peak for _, peak in rounds)
        sys.stdout.write(f"{name}  {took:.1f} s  peak {peak / 1e6:.0f} MB  {theirs / took:.2f} times as fast as peer\n")
    for name, (postings, seconds) in stages.items():
        sys.stdout.write(f"{name}  {postings} postings  last round, jieba alone {unit:.1f} s\n")
        for what, budget, parts in _BUDGET:
            meant = budget[name] / int(options.workers) if isinstance(budget, dict) else budget
            took = sum(seconds.get(part, 0) for part in parts)
            sys.stdout.write(f"  {took:6.1f} s  {took / unit:.2f} of jieba (meant: {meant:.2f})  {what}\n")


if __name__ == "__main__":
    main()
