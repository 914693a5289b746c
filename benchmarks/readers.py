"""How long reading takes: registers of a million persons against pandas on the same files.

    python -m benchmarks.readers [--persons 1000000]

Ours checks every row and turns ids, codes and dates into numbers; the peer loads the files, parses
nothing, and turns the ids of both tables into numbers. Each runs in a process of its own, so that
memory is that of the whole process.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.registers.write import write_registers
from benchmarks.rows import Code, Row, fastest, print_rows

SPELLS = 4
FEW = 100
"""Persons on whom a job is done before the clock starts."""
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
OURS = Code(
    "registers = read_registers(Path(folder))",
    "from pathlib import Path\nfrom analysis.registers.read import read_registers",
    "assert len(registers.tables['jobs'])",
)
PANDAS = Code(
    "people = pd.read_parquet(folder + '/participants.parquet')\n"
    "jobs = pd.read_parquet(folder + '/jobs.parquet')\n"
    "found = (pd.Index(people['person_id']).get_indexer(jobs['person_id']) >= 0).sum()",
    "import pandas as pd",
    "assert found == len(jobs)",
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
    os.sync()  # or else what is still being written is on the clock of whoever comes first


def rows(persons: int) -> Iterator[Row]:
    """Read one dataset by both, one after the other."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "registers"
        invent(folder, persons, np.random.default_rng(1))
        invent(folder / "few", FEW, np.random.default_rng(1))
        seconds, gib = fastest(OURS.loaded(), folder, persons)
        peer = fastest(PANDAS.loaded(), folder, persons)[0]
        yield Row("read Parquet and check every row", persons, seconds, gib, peer, "pandas, loads")


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [1_000_000]))
