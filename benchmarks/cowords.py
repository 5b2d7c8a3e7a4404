"""Time `jobmine cowords` on documents that are made up of the shipped, invented policy sentences.

python benchmarks/cowords.py 2000 3000
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from jobmine.data import path
from jobmine.pipeline.policies import write_cowords
from jobmine.read.policy_documents import read_documents


def main(n_documents: int, length: int) -> None:
    """Print the seconds of each unit for documents of a length in characters."""
    texts = read_documents(path("sample/政策")).frame["text"]
    sentences = [line for text in texts for line in text.split("\n") if line.startswith("第")]
    words = sorted({word for line in sentences for word in (line[i : i + 4] for i in range(4, len(line) - 4))})
    chance = random.Random(1)
    with TemporaryDirectory() as folder:
        for number in range(n_documents):
            text = f"{2010 + number % 12}年\n"
            while len(text) < length:  # loose words keep documents from being repeats of each other
                text += chance.choice(sentences) + "，".join(chance.choices(words, k=12)) + "。\n"
            Path(folder, f"{number:04}.txt").write_text(text[:length], encoding="utf-8")
        for unit in ("document", "paragraph", "sentence", "window"):
            began, began_busy = time.perf_counter(), time.process_time()
            made = write_cowords(folder, Path(folder, "out", unit), unit=unit)
            took, busy = time.perf_counter() - began, time.process_time() - began_busy
            note, pairs = made["documents"].meta["notes"][0], len(made["pairs"].frame)
            print(f"{unit}: {took:.1f} s, {busy:.1f} s of one core; {note}; {pairs} pairs")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3] or (2000, 3000)))
