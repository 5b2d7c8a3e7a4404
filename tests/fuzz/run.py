"""Fuzzing for as long as you like: ``python tests/fuzz/run.py --minutes 10``.

The properties are those of the tests beside this file, on inputs drawn from random bytes. What fails is
printed with the input that Hypothesis has made as small as it can; the exit status is 1 then.
"""

from __future__ import annotations

import argparse
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from typing import Any

from hypothesis import settings

MODULES = ("test_parsers", "test_readers")


def load_targets() -> dict[str, Callable[[bytes], Any]]:
    """Return what tries a property on an input made from bytes, by the name of the test."""
    tests = {name: test for module in MODULES for name, test in vars(import_module(module)).items()}
    return {name: test.hypothesis.fuzz_one_input for name, test in tests.items() if hasattr(test, "hypothesis")}


def main() -> int:
    """Run, and say what was tried."""
    targets = load_targets()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=sorted(targets), nargs="*", default=sorted(targets))
    options = parser.parse_args()
    draw, tried, failed = random.Random(options.seed), Counter[str](), Counter[str]()
    end = time.monotonic() + 60 * options.minutes
    while time.monotonic() < end:
        name = draw.choice(options.only)
        content = draw.randbytes(draw.choice((200, 2_000, 8_000)))
        try:
            tried[name] += targets[name](content) is not None
        except Exception:  # whatever it is, it is a finding
            failed[name] += 1
            if failed[name] <= 3:
                traceback.print_exc()
    for name in options.only:
        print(f"{name}: {tried[name]} inputs, {failed[name]} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    settings.register_profile("long", deadline=None, database=None)
    settings.load_profile("long")
    raise SystemExit(main())
