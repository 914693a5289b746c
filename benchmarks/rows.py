"""One row of the table that `make bench` prints, and how a job is measured: in its own process."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

MEASURED = """
import resource, sys, time
folder, persons = sys.argv[1], int(sys.argv[2])
{before}
began = time.perf_counter()
{job}
seconds = time.perf_counter() - began
{after}
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""
RUNS = 3
"""Of so many the fastest counts, on both sides."""
HEAD = f"{'job':<58}{'size':>11}{'ours':>10}{'peer':>10}{'ratio':>8}{'GiB':>7}  peer"


@dataclass(frozen=True)
class Code:
    """What a process does: before the clock, on it, and after it."""

    job: str
    before: str = ""
    after: str = ""

    def loaded(self) -> "Code":
        """Return the same, done once before the clock on the few persons in the folder's `few`.

        So no side loads libraries or compiled code on the clock.
        """
        once = f"whole, folder = folder, folder + '/few'\n{self.job}\nfolder = whole"
        return replace(self, before=f"{self.before}\n{once}")

    def measured(self, folder: object, persons: int) -> tuple[float, float]:
        """Return seconds on the clock, and GiB at the peak of the whole process."""
        text = MEASURED.format(before=self.before, job=self.job, after=self.after)
        command = [sys.executable, "-c", text, str(folder), str(persons)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"A job of the benchmark failed:\n{done.stderr}")
        seconds, gib = done.stdout.split()[-2:]
        return float(seconds), float(gib)


def fastest(code: Code, folder: object, persons: int, runs: int = RUNS) -> tuple[float, float]:
    """Return the fewest seconds and the highest peak of some runs: memory is costly to a first."""
    seconds, gib = zip(*(code.measured(folder, persons) for _ in range(runs)), strict=True)
    return min(seconds), max(gib)


@dataclass(frozen=True)
class Row:
    """A job, ours and a peer's, in seconds of one run; ratio is how many times faster ours is."""

    job: str
    size: int
    ours: float
    gib: float
    peer: float | None = None
    name: str = ""

    def __str__(self) -> str:
        peer = f"{self.peer:>9.2f}s{self.peer / self.ours:>8.1f}" if self.peer else " " * 18
        return (
            f"{self.job:<58}{self.size:>11,}{self.ours:>9.2f}s{peer}{self.gib:>7.2f}  {self.name}"
        )


def r_seconds(code: str, folder: Path) -> float | None:
    """Return the seconds that R code prints of its own clock; None without R."""
    if shutil.which("Rscript") is None:
        return None
    command = ["Rscript", "-e", code, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def print_rows(
    rows: Callable[[int], Iterable[Row]], about: str | None, sizes: Sequence[int], repeats: int = 1
) -> int:
    """Print the rows of one module's jobs; `--persons` names other sizes."""
    parser = argparse.ArgumentParser(description=(about or "").partition("\n")[0])
    parser.add_argument("--persons", type=int, nargs="+", default=list(sizes))
    parser.add_argument("--repeats", type=int, default=repeats)
    chosen = parser.parse_args()
    print(HEAD)
    for _ in range(chosen.repeats):  # a noisy machine meets both
        for persons in chosen.persons:
            for row in rows(persons):
                print(row, flush=True)
    return 0
