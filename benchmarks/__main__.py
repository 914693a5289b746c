"""All jobs in one table: seconds of one run, how many times faster than a peer, GiB at the peak.

    python -m benchmarks [--persons 1000000]

A machine's seconds are its own; a ratio of one run holds. Nothing fails but a wrong answer.
"""

import argparse
import sys

from benchmarks import (
    bootstrap,
    curves,
    hazards,
    notebook,
    panel,
    readers,
    sweep,
    target_trial,
    world,
)
from benchmarks.rows import HEAD

JOBS = (
    (world, (60_000, 1_000_000)),
    (readers, (1_000_000,)),
    (panel, (10_000, 100_000, 1_000_000)),
    (curves, (10_000, 100_000, 1_000_000)),
    (hazards, (10_000, 100_000, 1_000_000)),
    (bootstrap, (60_000,)),
    (target_trial, (60_000,)),
    (sweep, (60_000,)),
    (notebook, (60_000, 1_000_000)),
)
"""Module with `rows(persons)`, and for how many persons."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--persons", type=int, default=1_000_000, help="at most so many")
    most = parser.parse_args().persons
    print(HEAD)
    for module, sizes in JOBS:
        for persons in sorted({min(size, most) for size in sizes}):
            for row in module.rows(persons):
                print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
