"""How long a researcher waits who changes a parameter: notebook 02 run again, a slider moved.

    python -m benchmarks.notebook [--persons 60000 1000000]

The cells of the notebook run one after the other in one process, which has run them once before, as
a kernel has; what a cell makes is made, and nothing is shown. A slider's move asks the explorer of
notebook 04 for another hour, month and point. Neither has a peer. Of a million persons only the
slider is moved, on registers of jobs alone.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.readers import invent
from benchmarks.rows import Code, Row, print_rows
from benchmarks.target_trial import WORLD

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "02_time_to_stable_employment.ipynb"
MANY = 100_000
"""Persons from which only the slider is moved."""
CELLS = f"""
import json
cells = [cell for cell in json.load(open({str(NOTEBOOK)!r}, encoding="utf-8"))["cells"]
         if cell["cell_type"] == "code"]
def run(measure):
    names = {{}}
    for cell in cells:
        exec("".join(cell["source"]), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names |= {{"data": folder, "measure": measure}}
run("any_job")
"""
SLIDER = """
from pathlib import Path
from analysis.display.explorer import design_of, view
from analysis.estimates.live import open_live
study = open_live(Path(folder))
view(study, design_of(10, 3, "exit"), 24, "en")
"""
JOBS = {
    "notebook 02, all cells again": Code('run("any_job")', CELLS),
    "notebook 02, all cells with another measure": Code('run("full_time")', CELLS),
    "a slider moved in notebook 04": Code(
        'view(study, design_of(20, 6, "exit"), 36, "en")', SLIDER
    ),
}


def rows(persons: int) -> Iterator[Row]:
    """Yield the seconds of each job on one world."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "world"
        if persons > MANY:
            invent(folder, persons, np.random.default_rng(1))
        else:
            WORLD.measured(folder, persons)
        for job, code in JOBS.items():
            if persons <= MANY or "slider" in job:
                yield Row(job, persons, *code.measured(folder, persons))


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [60_000, 1_000_000]))
