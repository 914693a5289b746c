"""How long reading takes: registers of a million persons against pandas on the same files.

    python -m benchmarks.readers [--persons 1000000]

Ours checks every row and turns ids, codes and dates into numbers; the peer loads the files, parses
nothing, and turns the ids of both tables into numbers. Each runs in a process of its own, so that
memory is that of the whole process.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.registers.write import write_registers

SPELLS = 4
DATASET = {
    "name": "Invented data for a benchmark",
    "access": "invented",
    "selected_by": "started",
    "first_observed": "2014-01",
    "last_observed": "2023-12",
    "source": "drawn at random",
    "contact": "nobody",
}
PLACES = ["0301", "4601", "5001", "4204", "5501"]
RUNS = {
    "ours": "from pathlib import Path; from analysis.registers.read import read_registers;"
    "registers = read_registers(Path(folder)); rows = len(registers.tables['jobs'])",
    "peer": "import pandas as pd; p = pd.read_parquet(folder + '/participants.parquet');"
    "j = pd.read_parquet(folder + '/jobs.parquet');"
    "ids = pd.Index(p['person_id']); rows = (ids.get_indexer(j['person_id']) >= 0).sum()",
}
MEASURE = (
    "import resource, sys, time; folder = sys.argv[1]; began = time.monotonic(); {run};"
    "print(time.monotonic() - began,"
    " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, rows)"
)


def invent(folder: Path, persons: int, rng: np.random.Generator) -> None:
    """Write registers of the contract with four job spells a person."""
    ids = np.char.add("p-", np.char.zfill(rng.permutation(persons).astype(str), 8)).astype(object)
    start = np.datetime64("2012-01-01") + rng.integers(0, 3000, persons)
    participants = pd.DataFrame(
        {
            "person_id": ids,
            "municipality": np.array(PLACES, dtype=object)[rng.integers(0, len(PLACES), persons)],
            "programme_start": start.astype("datetime64[s]"),
            "programme_end": (start + 700).astype("datetime64[s]"),
        }
    )
    who = rng.integers(0, persons, SPELLS * persons)
    begun = np.datetime64("2012-01-01") + rng.integers(0, 4000, len(who))
    jobs = pd.DataFrame(
        {
            "person_id": ids[who],
            "start": begun.astype("datetime64[s]"),
            "end": (begun + rng.integers(1, 900, len(who))).astype("datetime64[s]"),
            "hours_per_week": rng.integers(1, 160, len(who)) / 4,
        }
    )
    write_registers(folder, DATASET, {"participants": participants, "jobs": jobs})


def measure(run: str, folder: Path) -> tuple[float, float, int]:
    """Return seconds, GiB at the peak and rows of jobs."""
    command = [sys.executable, "-c", MEASURE.format(run=run), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, gib, rows = done.stdout.split()
    return float(seconds), float(gib), int(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "registers"
        invent(folder, chosen.persons, np.random.default_rng(1))
        ratios = []
        print(f"{'job':<24}{'persons':>10}{'ours':>9}{'peer':>9}{'ratio':>8}{'ours GiB':>10}")
        for _ in range(chosen.repeats):  # one after the other, so that a noisy machine meets both
            ours, theirs = (measure(RUNS[name], folder) for name in ("ours", "peer"))
            ratios.append(ours[0] / theirs[0])
            print(
                f"{'read Parquet':<24}{chosen.persons:>10,}{ours[0]:>8.1f}s{theirs[0]:>8.1f}s"
                f"{ratios[-1]:>8.1f}{ours[1]:>10.2f}"
            )
        print(f"median ratio {np.median(ratios):.1f} (pandas only loads; ours checks every row)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
