"""All jobs in one table: seconds of one run, how many times faster than a peer, GiB at the peak.

    python -m benchmarks [--persons 1000000]

A machine's seconds are its own; a ratio of one run holds. Nothing fails but a wrong answer. Each
part runs in a process of its own, so that the peak of one is not told of the next.
"""

import argparse
import subprocess
import sys

from benchmarks.rows import HEAD

JOBS = {
    "world": (60_000, 1_000_000),
    "readers": (1_000_000,),
    "panel": (10_000, 100_000, 1_000_000),
    "curves": (10_000, 100_000, 1_000_000),
    "hazards": (10_000, 100_000, 1_000_000),
    "bootstrap": (60_000,),
    "target_trial": (60_000,),
    "sweep": (60_000,),
    "notebook": (60_000, 1_000_000),
}
"""Module, and for how many persons."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--persons", type=int, default=1_000_000, help="at most so many")
    most = parser.parse_args().persons
    print(HEAD, flush=True)
    for module, sizes in JOBS.items():
        for persons in sorted({min(size, most) for size in sizes}):
            command = [sys.executable, "-m", f"benchmarks.{module}", "--persons", str(persons)]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as part:
                for line in part.stdout or ():
                    if line.strip() != HEAD.strip():
                        print(line, end="", flush=True)
            if part.returncode:
                return part.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
