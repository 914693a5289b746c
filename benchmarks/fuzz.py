"""Break a hundred thousand files and say what became of each: none may crash, hang or change.

python -m benchmarks.fuzz [--files 100000] [--seed 1] [--jobs 2]
"""

import argparse
import sys
import tempfile
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import monotonic

import numpy as np
from tests.registers.mutations import break_one, read_broken, write_base

WRONG = ("fault", "hangs", "differs")
SHARE = 1000
"""Files that one unit of work breaks."""


def unit(seed: int) -> tuple[Counter, list[str]]:
    """Break SHARE files; return how many had which fate, and what went wrong."""
    warnings.simplefilter("error")
    rng, fates, wrong = np.random.default_rng(seed), Counter(), []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        base = write_base(folder)
        for number in range(SHARE):
            name = break_one(folder, base, rng)
            became = read_broken(folder)
            fates[became.fate] += 1
            if became.fate in WRONG:
                wrong.append(f"seed {seed}, file {number}, {name}: {became.fate}: {became.message}")
    return fates, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    units = max(chosen.files // SHARE, 1)
    fates, wrong, began = Counter(), [], monotonic()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        seeds = range(chosen.seed * 1_000_000, chosen.seed * 1_000_000 + units)
        for done, (some, errors) in enumerate(pool.map(unit, seeds), start=1):
            fates += some
            wrong += errors
            left = (monotonic() - began) / done * (units - done)
            print(f"\r{done}/{units} thousand, about {left:.0f} s left", end="", file=sys.stderr)
    print(file=sys.stderr)
    print(
        f"broken files: {fates.total()}; " + ", ".join(f"{n} {fate}" for fate, n in fates.items())
    )
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
